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
}

static LabConfusion *
matrix_of (const LabEvaluator *self)
{
  switch (self->part)
    {
    case LAB_EVALUATION_TEST:
      return self->evaluation->test;
    case LAB_EVALUATION_VALIDATION:
      return self->evaluation->validation;
    case LAB_EVALUATION_TRAIN:
      return self->evaluation->train;
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

      lab_network_load (self->network, b, lab_dataset_pixels (self->dataset, pictures, i),
                        self->activations);
      self->targets[b]
          = self->part == LAB_EVALUATION_TRAIN ? self->set->label[j] : pictures->labels[i];
    }
}

static void
count_predictions (const LabEvaluator *self, guint n, LabConfusion *matrix)
{
  const guint K = matrix->n_classes;

  for (guint b = 0; b < n; b++)
    {
      const float *z = self->activations->logits[0] + (gsize) b * K;
      guint predicted = 0;

      for (guint k = 1; k < K; k++)
        if (z[k] > z[predicted])
          predicted = k;
      lab_confusion_add (matrix, self->targets[b], predicted);
    }
}

static void
add_losses (LabEvaluator *self, const LabObjective *objective, guint n, double share)
{
  const LabObjective cross_entropy
      = { .loss = lab_loss_find ("cross-entropy", NULL), .n_classes = objective->n_classes };
  const float *logits = self->activations->logits[0];

  self->evaluation->test_loss
      += share * lab_objective_evaluate (objective, n, logits, self->targets, NULL);
  self->evaluation->test_cross_entropy
      += share * lab_objective_evaluate (&cross_entropy, n, logits, self->targets, NULL);
}

LabEvaluation *
lab_evaluator_advance (LabEvaluator *self, const LabObjective *objective, const float *theta)
{
  const guint size = size_of (self), n = MIN (LAB_EVALUATION_BLOCK, size - self->done);

  g_return_val_if_fail (self->evaluation != NULL, NULL);

  load_block (self, n);
  lab_network_forward (self->network, theta, n, self->activations);
  count_predictions (self, n, matrix_of (self));
  if (self->part == LAB_EVALUATION_TEST)
    add_losses (self, objective, n, (double) n / size);
  self->done += n;
  if (self->done < size)
    return NULL;
  self->done = 0;
  do
    self->part++;
  while (self->part < LAB_EVALUATION_N_PARTS && matrix_of (self) == NULL);
  if (self->part < LAB_EVALUATION_N_PARTS)
    return NULL;
  self->evaluation->test_loss
      += lab_objective_penalty (objective, theta, self->network->n_parameters, NULL);
  return g_steal_pointer (&self->evaluation);
}
