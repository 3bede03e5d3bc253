/* SPDX-License-Identifier: MIT */
#include "predictions.h"

#include "toy.h"
#include "train/trainer.h"

#include <math.h>

typedef struct
{
  LabDataset *dataset;
  LabTrainingSet *set;
  LabRun *run;
  LabPredictions *first;
  LabPredictions *last;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (LabSpec) spec = lab_toy_spec ("loss", (const char *) data, "validation", "0.3", NULL);
  LabTrainer *trainer;

  self->dataset = lab_toy_dataset (3);
  self->set = lab_damage_apply (&spec->damage, self->dataset, NULL);
  self->run = lab_run_new (spec, 0, self->dataset->n_classes,
                           (self->set->n + spec->batch_size - 1) / spec->batch_size);
  trainer = lab_trainer_new (self->run, self->dataset, self->set, NULL, NULL);
  while (lab_trainer_advance (trainer) == LAB_RUN_TRAINING)
    ;
  lab_trainer_free (trainer);
  self->first = lab_predictions_new (spec, self->dataset, self->set,
                                     lab_run_get_evaluation (self->run, 0)->theta, NULL);
  self->last = lab_predictions_new (spec, self->dataset, self->set,
                                    lab_run_get_latest (self->run)->theta, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  lab_predictions_unref (self->first);
  lab_predictions_unref (self->last);
  lab_run_unref (self->run);
  lab_training_set_unref (self->set);
  lab_dataset_unref (self->dataset);
}

/* What the pictures are shown as is what the matrix counted. */
static void
test_matrix (Fixture *self, gconstpointer data)
{
  const LabConfusion *matrix = lab_run_get_latest (self->run)->test;

  for (guint r = 0; r < matrix->n_classes; r++)
    for (guint c = 0; c < matrix->n_classes; c++)
      {
        guint n;
        g_autofree guint *list
            = lab_predictions_list (self->last, self->dataset, (int) r, (int) c, &n);

        g_assert_cmpuint (n, ==, lab_confusion_get (matrix, r, c));
        for (guint i = 0; i < n; i++)
          {
            g_assert_cmpuint (self->dataset->test.labels[list[i]], ==, r);
            g_assert_cmpuint (self->last->classes[list[i]], ==, c);
            g_assert_true (i == 0 || list[i] > list[i - 1]);
          }
      }
}

static void
test_lists (Fixture *self, gconstpointer data)
{
  guint all, of_rows = 0, of_columns = 0, n;

  g_free (lab_predictions_list (self->last, self->dataset, -1, -1, &all));
  g_assert_cmpuint (all, ==, self->dataset->test.n);
  for (guint k = 0; k < self->dataset->n_classes; k++)
    {
      g_free (lab_predictions_list (self->last, self->dataset, (int) k, -1, &n));
      of_rows += n;
      g_free (lab_predictions_list (self->last, self->dataset, -1, (int) k, &n));
      of_columns += n;
    }
  g_assert_cmpuint (of_rows, ==, all);
  g_assert_cmpuint (of_columns, ==, all);
}

static void
test_probabilities (Fixture *self, gconstpointer data)
{
  double furthest = 0.0;

  for (guint i = 0; i < self->last->n; i++)
    {
      const float *p = self->last->probabilities + (gsize) i * self->last->n_classes;
      double sum = 0.0;

      for (guint k = 0; k < self->last->n_classes; k++)
        {
          g_assert_cmpfloat (p[k], >=, 0.0f);
          g_assert_cmpfloat (p[k], <=, p[self->last->classes[i]]);
          sum += (double) p[k];
        }
      g_assert_cmpfloat_with_epsilon (sum, 1.0, 1e-5);
      g_assert_cmpfloat (lab_predictions_distance (self->last, self->last, i), ==, 0.0);
      g_assert_cmpfloat (lab_predictions_distance (self->first, self->last, i), ==,
                         lab_predictions_distance (self->last, self->first, i));
      furthest = MAX (furthest, lab_predictions_distance (self->first, self->last, i));
    }
  g_assert_cmpfloat (furthest, >, 0.1);
  g_assert_cmpfloat (furthest, <=, 1.0);
}

/* The pictures that were set aside. */
static void
test_validation (Fixture *self, gconstpointer data)
{
  const LabConfusion *matrix = lab_run_get_latest (self->run)->validation;
  g_autoptr (LabPredictions) said
      = lab_predictions_new_validation (self->run->spec, self->dataset, self->set,
                                        lab_run_get_latest (self->run)->theta, NULL);
  g_autoptr (LabConfusion) counted = lab_confusion_new (said->n_classes);

  g_assert_cmpuint (said->n, ==, self->set->n_validation);
  for (guint i = 0; i < said->n; i++)
    {
      g_assert_cmpuint (said->labels[i], ==, self->dataset->train.labels[self->set->validation[i]]);
      lab_confusion_add (counted, said->labels[i], said->classes[i]);
    }
  g_assert_cmpmem (counted->counts, matrix->n_classes * matrix->n_classes * sizeof (guint32),
                   matrix->counts, matrix->n_classes * matrix->n_classes * sizeof (guint32));
  for (guint i = 0; i < self->last->n; i++)
    g_assert_cmpuint (self->last->labels[i], ==, self->dataset->test.labels[i]);
}

/* One whose answers are softmax (z), one that says itself how its network is read, and one that
 * turns the answers round: the least logit wins. */
static const char *const LOSSES[] = {
  "cross-entropy",
  "binary-cross-entropy",
  "formula:q = softmax(-z); prediction = q; loss = -log(q[y])",
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (LOSSES); i++)
    {
      g_autofree char *matrix = g_strdup_printf ("/predictions/matrix/%u", i);
      g_autofree char *lists = g_strdup_printf ("/predictions/lists/%u", i);
      g_autofree char *validation = g_strdup_printf ("/predictions/validation/%u", i);
      g_autofree char *probabilities = g_strdup_printf ("/predictions/probabilities/%u", i);

      g_test_add (matrix, Fixture, LOSSES[i], set_up, test_matrix, tear_down);
      g_test_add (lists, Fixture, LOSSES[i], set_up, test_lists, tear_down);
      g_test_add (validation, Fixture, LOSSES[i], set_up, test_validation, tear_down);
      g_test_add (probabilities, Fixture, LOSSES[i], set_up, test_probabilities, tear_down);
    }
  return g_test_run ();
}
