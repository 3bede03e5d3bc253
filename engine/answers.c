/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include <math.h>

/* What is said of some pictures in one task. */
typedef struct
{
  guint n;
  guint n_classes;
  float *logits;
  float *probabilities;
  guint8 *labels;
} Said;

static void
said_clear (Said *self)
{
  g_free (self->logits);
  g_free (self->probabilities);
  g_free (self->labels);
}

static Said
first_task (const LabPredictions *of)
{
  return (Said){
    .n = of->n,
    .n_classes = of->n_classes,
    .logits = lab_predictions_dup_logits (of),
    .probabilities = g_memdup2 (of->probabilities, (gsize) of->n * of->n_classes * sizeof (float)),
    .labels = g_memdup2 (of->labels, of->n),
  };
}

static Said
second_task (const LabPredictions *of, const LabDataset *dataset)
{
  const gsize n = (gsize) of->n * of->n_classes2;
  Said self = {
    .n = of->n,
    .n_classes = of->n_classes2,
    .logits = g_memdup2 (of->logits2, n * sizeof (float)),
    .probabilities = g_new (float, n + 1),
    .labels = g_new (guint8, of->n + 1),
  };

  lab_predictions_soften (self.logits, self.n, self.n_classes, 1.0, self.probabilities);
  for (guint i = 0; i < of->n; i++)
    self.labels[i] = dataset->second.class_of[of->labels[i]];
  return self;
}

static void
rank (LabTaskAnswers *self, const Said *test)
{
  const guint K = self->n_classes = test->n_classes;

  self->rankings = g_new0 (LabRanking *, K);
  self->areas = g_new (double, K);
  self->average_precisions = g_new (double, K);
  for (guint k = 0; k < K; k++)
    {
      LabRanking *ranking
          = lab_ranking_new (test->probabilities, test->labels, test->n, test->n_classes, k);
      const gboolean defined = ranking != NULL && lab_ranking_is_defined (ranking);

      self->rankings[k] = ranking;
      self->areas[k] = defined ? lab_ranking_area (ranking) : (double) NAN;
      self->average_precisions[k]
          = defined ? lab_ranking_average_precision (ranking) : (double) NAN;
    }
}

static void
calibrate (LabTaskAnswers *self, const Said *test, const Said *validation)
{
  lab_calibration_init (&self->calibration, test->probabilities, test->labels, test->n,
                        test->n_classes);
  self->temperature = validation == NULL
                          ? (double) NAN
                          : lab_calibration_temperature (validation->logits, validation->labels,
                                                         validation->n, validation->n_classes);
  if (!isnan (self->temperature))
    {
      g_autofree float *tempered = g_new (float, (gsize) test->n * test->n_classes + 1);

      lab_predictions_soften (test->logits, test->n, test->n_classes, self->temperature, tempered);
      lab_calibration_init (&self->tempered, tempered, test->labels, test->n, test->n_classes);
    }
}

static LabAnswers *
follow (const LabPredictions *test, const LabPredictions *validation, const LabDataset *dataset)
{
  LabAnswers *self = g_new0 (LabAnswers, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->validated = validation != NULL;
  for (guint task = 0; task < 2; task++)
    {
      const gboolean there = task == 0 || test->n_classes2 > 0;
      Said said = { 0 }, checked = { 0 };

      if (!there)
        continue;
      said = task == 0 ? first_task (test) : second_task (test, dataset);
      if (validation != NULL)
        checked = task == 0 ? first_task (validation) : second_task (validation, dataset);
      rank (&self->tasks[task], &said);
      calibrate (&self->tasks[task], &said, validation == NULL ? NULL : &checked);
      said_clear (&said);
      said_clear (&checked);
    }
  return self;
}

LabAnswers *
lab_answers_new (const LabPredictions *test, const LabSpec *spec, const LabDataset *dataset,
                 const LabTrainingSet *set, const float *theta, GError **error)
{
  g_autoptr (LabPredictions) validation = NULL;

  if (set->n_validation > 0)
    {
      validation = lab_predictions_new_validation (spec, dataset, set, theta, error);
      if (validation == NULL)
        return NULL;
    }
  return follow (test, validation, dataset);
}

LabAnswers *
lab_answers_new_of (const LabSpec *spec, const LabDataset *dataset, const LabTrainingSet *set,
                    const float *theta, GError **error)
{
  g_autoptr (LabPredictions) test = lab_predictions_new (spec, dataset, set, theta, error);

  return test == NULL ? NULL : lab_answers_new (test, spec, dataset, set, theta, error);
}

LabAnswers *
lab_answers_ref (LabAnswers *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lab_answers_unref (LabAnswers *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint task = 0; task < 2; task++)
    {
      LabTaskAnswers *its = &self->tasks[task];

      for (guint k = 0; k < its->n_classes; k++)
        lab_ranking_free (its->rankings[k]);
      g_free (its->rankings);
      g_free (its->areas);
      g_free (its->average_precisions);
    }
  g_free (self);
}
