/* SPDX-License-Identifier: MIT */
/*
 * An evaluation goes over the test set, the validation pictures if there are any, and at the end of
 * an epoch the training pictures with the labels that the network is told.
 */
#include "train/evaluator.h"

void
lab_evaluator_begin (LabEvaluator *self, guint64 step, double epoch, gboolean train_too)
{
  const guint K = self->dataset->n_classes;
  LabEvaluation *evaluation = g_new0 (LabEvaluation, 1);

  evaluation->step = step;
  evaluation->epoch = epoch;
  evaluation->test = lab_confusion_new (K);
  if (self->set->n_validation > 0)
    evaluation->validation = lab_confusion_new (K);
  if (train_too)
    evaluation->train = lab_confusion_new (K);
  if (self->targets2 != NULL)
    {
      const guint K2 = self->dataset->second.n_classes;

      evaluation->test2 = lab_confusion_new (K2);
      evaluation->validation2 = evaluation->validation == NULL ? NULL : lab_confusion_new (K2);
      evaluation->train2 = evaluation->train == NULL ? NULL : lab_confusion_new (K2);
    }
  lab_evaluator_clear (self);
  self->evaluation = evaluation;
  self->part = LAB_EVALUATION_TEST;
  self->done = 0;
}

gboolean
lab_evaluator_is_active (const LabEvaluator *self)
{
  return self->evaluation != NULL;
}

void
lab_evaluator_clear (LabEvaluator *self)
{
  g_clear_pointer (&self->evaluation, lab_evaluation_free);
  g_clear_pointer (&self->said, g_free);
}

static LabConfusion *
matrix_of (const LabEvaluator *self, guint task)
{
  const LabEvaluation *e = self->evaluation;

  switch (self->part)
    {
    case LAB_EVALUATION_TEST:
      return task == 0 ? e->test : e->test2;
    case LAB_EVALUATION_VALIDATION:
      return task == 0 ? e->validation : e->validation2;
    case LAB_EVALUATION_TRAIN:
      return task == 0 ? e->train : e->train2;
    case LAB_EVALUATION_N_PARTS:
    default:
      return NULL;
    }
}

static guint
size_of (const LabEvaluator *self)
{
  return self->part == LAB_EVALUATION_TEST         ? self->dataset->test.n
         : self->part == LAB_EVALUATION_VALIDATION ? self->set->n_validation
                                                   : self->set->n;
}

static void
load_block (LabEvaluator *self, guint n)
{
  const LabPictures *pictures
      = self->part == LAB_EVALUATION_TEST ? &self->dataset->test : &self->dataset->train;

  for (guint b = 0; b < n; b++)
    {
      const guint j = self->done + b;
      const guint32 i = self->part == LAB_EVALUATION_TEST         ? j
                        : self->part == LAB_EVALUATION_VALIDATION ? self->set->validation[j]
                                                                  : self->set->index[j];

      lab_network_load (
          self->network, b,
          lab_dataset_pixels (self->dataset, pictures, i,
                              lab_activations_room (self->activations, self->network, b)),
          self->activations);
      self->targets[b]
          = self->part == LAB_EVALUATION_TRAIN ? self->set->label[j] : pictures->labels[i];
      if (self->targets2 != NULL)
        self->targets2[b] = self->dataset->second.class_of[self->targets[b]];
    }
}

static void
count_predictions (const float *said, const guint8 *targets, guint n, LabConfusion *matrix)
{
  const guint K = matrix->n_classes;

  for (guint b = 0; b < n; b++)
    {
      const float *z = said + (gsize) b * K;
      guint predicted = 0;

      for (guint k = 1; k < K; k++)
        if (z[k] > z[predicted])
          predicted = k;
      lab_confusion_add (matrix, targets[b], predicted);
    }
}

/* softmax (z) has its greatest where z has it */
static const float *
what_is_said (LabEvaluator *self, LabObjective *objective, const LabObjectiveBatch *batch)
{
  if (objective->loss->prediction == NULL)
    return batch->logits[0];
  if (self->said == NULL)
    self->said = g_new (float, (gsize) LAB_EVALUATION_BLOCK * objective->n_classes);
  lab_objective_predict (objective, batch, self->said);
  return self->said;
}

LabEvaluation *
lab_evaluator_advance (LabEvaluator *self, LabObjective *objective, const float *theta,
                       double progress)
{
  const guint size = size_of (self), n = MIN (LAB_EVALUATION_BLOCK, size - self->done);
  const LabObjectiveBatch batch = {
    .n = n,
    .logits = (const float *const *) self->activations->logits,
    .targets = self->targets,
    .targets2 = self->targets2,
    .progress = progress,
    .theta = theta,
    .n_theta = self->network->n_parameters,
  };

  g_return_val_if_fail (self->evaluation != NULL, NULL);

  load_block (self, n);
  lab_network_forward (self->network, theta, n, self->activations);
  count_predictions (what_is_said (self, objective, &batch), self->targets, n, matrix_of (self, 0));
  if (self->targets2 != NULL)
    count_predictions (batch.logits[1], self->targets2, n, matrix_of (self, 1));
  if (self->part == LAB_EVALUATION_TEST)
    {
      const double share = (double) n / size;

      self->evaluation->test_loss += share * lab_objective_evaluate (objective, &batch);
      self->evaluation->test_cross_entropy
          += share * lab_objective_evaluate (self->cross_entropy, &batch);
    }
  self->done += n;
  if (self->done < size)
    return NULL;
  self->done = 0;
  do
    self->part++;
  while (self->part < LAB_EVALUATION_N_PARTS && matrix_of (self, 0) == NULL);
  if (self->part < LAB_EVALUATION_N_PARTS)
    return NULL;
  return g_steal_pointer (&self->evaluation);
}
