/* SPDX-License-Identifier: MIT */
#include "predictions.h"

#include "measure/calibration.h"
#include "train/evaluator.h"
#include "train/objective.h"
#include "train/trainer.h"

#include <float.h>
#include <math.h>
#include <string.h>

static void
softmax (const float *logits, guint n, float *probabilities)
{
  float most = logits[0], sum = 0.0f;

  for (guint k = 1; k < n; k++)
    most = MAX (most, logits[k]);
  for (guint k = 0; k < n; k++)
    sum += probabilities[k] = expf (logits[k] - most);
  for (guint k = 0; k < n; k++)
    probabilities[k] /= sum;
}

static guint8
greatest (const float *logits, guint n)
{
  guint best = 0;

  for (guint k = 1; k < n; k++)
    if (logits[k] > logits[best])
      best = k;
  return (guint8) best;
}

/* Of a block of pictures, from the logits. */
static void
read_answers (LabPredictions *self, LabObjective *objective, const LabNetwork *network,
              const LabActivations *activations, const float *theta, guint from, guint n)
{
  const guint K = self->n_classes;
  float *probabilities = self->probabilities + (gsize) from * K;
  const LabObjectiveBatch batch = {
    .n = n,
    .logits = (const float *const *) activations->logits,
    .progress = 1.0,
    .theta = theta,
    .n_theta = network->n_parameters,
  };

  memcpy (self->logits + (gsize) from * K, activations->logits[0], (gsize) n * K * sizeof (float));
  if (self->logits2 != NULL)
    memcpy (self->logits2 + (gsize) from * self->n_classes2, activations->logits[1],
            (gsize) n * self->n_classes2 * sizeof (float));
  self->is_softmax = !lab_objective_predict (objective, &batch, probabilities);
  if (self->is_softmax)
    for (guint i = 0; i < n; i++)
      softmax (activations->logits[0] + (gsize) i * K, K, probabilities + (gsize) i * K);
  for (guint i = 0; i < n; i++)
    self->classes[from + i] = objective->loss->prediction == NULL
                                  ? greatest (activations->logits[0] + (gsize) i * K, K)
                                  : greatest (probabilities + (gsize) i * K, K);
}

/* @index: (nullable): [n] places in @pictures. */
static LabPredictions *
predict (const LabSpec *spec, const LabDataset *dataset, const LabTrainingSet *set,
         const float *theta, const LabPictures *pictures, const guint32 *index, guint n,
         GError **error)
{
  g_auto (LabObjective) objective = { 0 };
  g_autoptr (LabPredictions) self = g_new0 (LabPredictions, 1);
  LabNetwork network;
  LabActivations activations;

  g_atomic_ref_count_init (&self->ref_count);
  self->n = n;
  self->n_classes = dataset->n_classes;
  if (!lab_objective_init (&objective, spec, dataset, set, error)
      || !lab_trainer_network (spec, dataset, &network, error)
      || !lab_activations_init (&activations, &network, LAB_EVALUATION_BLOCK, error))
    return NULL;
  self->n_classes2 = objective.n_classes2;
  self->logits = g_try_new (float, (gsize) n * self->n_classes);
  self->logits2 = g_try_new (float, (gsize) n * self->n_classes2);
  self->probabilities = g_try_new (float, (gsize) n * self->n_classes);
  self->labels = g_try_new (guint8, n);
  self->classes = g_try_new (guint8, n);
  if (n > 0
      && (self->logits == NULL || (self->logits2 == NULL && self->n_classes2 > 0)
          || self->probabilities == NULL || self->labels == NULL || self->classes == NULL))
    {
      lab_activations_clear (&activations);
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "the predictions do not fit into memory: close other programs");
      return NULL;
    }
  for (guint from = 0; from < n; from += LAB_EVALUATION_BLOCK)
    {
      const guint block = MIN (LAB_EVALUATION_BLOCK, n - from);

      for (guint b = 0; b < block; b++)
        {
          const guint i = index == NULL ? from + b : index[from + b];

          self->labels[from + b] = pictures->labels[i];
          lab_network_load (&network, b,
                            lab_dataset_pixels (dataset, pictures, i,
                                                lab_activations_room (&activations, &network, b)),
                            &activations);
        }
      lab_network_forward (&network, theta, block, &activations);
      read_answers (self, &objective, &network, &activations, theta, from, block);
    }
  lab_activations_clear (&activations);
  return g_steal_pointer (&self);
}

LabPredictions *
lab_predictions_new (const LabSpec *spec, const LabDataset *dataset, const LabTrainingSet *set,
                     const float *theta, GError **error)
{
  return predict (spec, dataset, set, theta, &dataset->test, NULL, dataset->test.n, error);
}

LabPredictions *
lab_predictions_new_validation (const LabSpec *spec, const LabDataset *dataset,
                                const LabTrainingSet *set, const float *theta, GError **error)
{
  return predict (spec, dataset, set, theta, &dataset->train, set->validation, set->n_validation,
                  error);
}

void
lab_predictions_unref (LabPredictions *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->logits);
  g_free (self->logits2);
  g_free (self->probabilities);
  g_free (self->labels);
  g_free (self->classes);
  g_free (self);
}

guint *
lab_predictions_list (const LabPredictions *self, const LabDataset *dataset, int row, int column,
                      guint *n)
{
  guint *list = g_new (guint, MAX (self->n, 1));

  *n = 0;
  for (guint i = 0; i < self->n; i++)
    if ((row < 0 || dataset->test.labels[i] == row) && (column < 0 || self->classes[i] == column))
      list[(*n)++] = i;
  return list;
}

float *
lab_predictions_dup_logits (const LabPredictions *self)
{
  const gsize n = (gsize) self->n * self->n_classes;
  float *logits = g_new (float, n + 1);

  for (gsize i = 0; i < n; i++)
    logits[i]
        = self->is_softmax ? self->logits[i] : logf (MAX (self->probabilities[i], FLT_TRUE_MIN));
  return logits;
}

void
lab_predictions_soften (const float *logits, guint n, guint n_classes, double temperature,
                        float *probabilities)
{
  g_autofree float *scaled = g_new (float, n_classes);

  for (gsize i = 0; i < n; i++)
    {
      for (guint k = 0; k < n_classes; k++)
        scaled[k] = (float) ((double) logits[i * n_classes + k] / temperature);
      softmax (scaled, n_classes, probabilities + i * n_classes);
    }
}

double
lab_predictions_distance (const LabPredictions *a, const LabPredictions *b, guint i)
{
  const guint K = a->n_classes;
  const float *p = a->probabilities + (gsize) i * K, *q = b->probabilities + (gsize) i * K;
  double sum = 0.0;

  for (guint k = 0; k < K; k++)
    sum += fabs ((double) p[k] - (double) q[k]);
  return sum / 2.0;
}
