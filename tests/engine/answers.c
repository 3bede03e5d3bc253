/* SPDX-License-Identifier: MIT */
/* What follows from a network's answers is what its parts say of them, task by task. */
#include "answers.h"
#include "oracle.h"
#include "toy-training.h"

#include <math.h>
#include <string.h>

static void
assert_task (const LabTaskAnswers *its, const float *probabilities, const guint8 *labels, guint n,
             guint K)
{
  LabCalibration calibration;

  g_assert_cmpuint (its->n_classes, ==, K);
  for (guint k = 0; k < K; k++)
    {
      g_autoptr (LabRanking) ranking = lab_ranking_new (probabilities, labels, n, K, k);

      g_assert_cmpuint (its->rankings[k]->n, ==, ranking->n);
      g_assert_cmpfloat_with_epsilon (its->areas[k], lab_ranking_area (ranking), 1e-12);
      g_assert_cmpfloat_with_epsilon (its->average_precisions[k],
                                      lab_ranking_average_precision (ranking), 1e-12);
    }
  lab_calibration_init (&calibration, probabilities, labels, n, K);
  g_assert_cmpfloat_with_epsilon (its->calibration.error, calibration.error, 1e-12);
}

/* The greatest logit stays the greatest at any temperature, so that each bin's pictures move and
 * their number does not. */
static void
assert_tempered (const LabTaskAnswers *its)
{
  double right[2] = { 0.0 };
  guint n[2] = { 0 };

  if (isnan (its->temperature))
    return;
  for (guint b = 0; b < LAB_CALIBRATION_BINS; b++)
    for (guint i = 0; i < 2; i++)
      {
        const LabCalibration *of = i == 0 ? &its->calibration : &its->tempered;

        n[i] += of->count[b];
        right[i] += of->count[b] == 0 ? 0.0 : of->accuracy[b] * of->count[b];
      }
  g_assert_cmpuint (n[0], ==, n[1]);
  g_assert_cmpfloat_with_epsilon (right[0], right[1], 1e-9);
}

static void
test_tasks (void)
{
  static const char *const LOSSES[] = { "cross-entropy", "multi-task", "binary-cross-entropy" };

  for (guint i = 0; i < G_N_ELEMENTS (LOSSES); i++)
    for (guint validated = 0; validated < 2; validated++)
      {
        g_autoptr (LabSpec) toy = lab_toy_training_spec ("loss", LOSSES[i]);
        g_autoptr (LabSpec) spec
            = lab_spec_with (toy, LAB_SETTING_VALIDATION, validated ? "0.3" : "0", NULL);
        g_auto (LabToyTraining) training = { 0 };
        g_autoptr (LabPredictions) said = NULL;
        g_autoptr (LabAnswers) answers = NULL;
        const float *theta;

        lab_toy_training_init (&training, spec, NULL);
        lab_toy_training_finish (&training);
        theta = lab_run_get_latest (training.run)->theta;
        said = lab_predictions_new (spec, training.dataset, training.set, theta, NULL);
        answers = lab_answers_new_of (spec, training.dataset, training.set, theta, NULL);
        g_assert_true (answers->validated == (validated > 0));
        assert_task (&answers->tasks[0], said->probabilities, said->labels, said->n, 4);
        if (said->n_classes2 > 0)
          {
            g_autofree float *probabilities = g_new (float, (gsize) said->n * said->n_classes2);
            g_autofree guint8 *labels = g_new (guint8, said->n);

            lab_predictions_soften (said->logits2, said->n, said->n_classes2, 1.0, probabilities);
            for (guint p = 0; p < said->n; p++)
              labels[p] = said->labels[p] % 2 == 0;
            assert_task (&answers->tasks[1], probabilities, labels, said->n, said->n_classes2);
          }
        else
          g_assert_cmpuint (answers->tasks[1].n_classes, ==, 0);
        if (validated > 0)
          {
            g_autoptr (LabPredictions) checked
                = lab_predictions_new_validation (spec, training.dataset, training.set, theta,
                                                  NULL);
            g_autofree float *logits = lab_predictions_dup_logits (checked);
            const double temperature = lab_calibration_temperature (logits, checked->labels,
                                                                    checked->n, checked->n_classes);

            g_assert_true (isnan (temperature)
                               ? isnan (answers->tasks[0].temperature)
                               : fabs (temperature - answers->tasks[0].temperature) < 1e-12);
          }
        else
          g_assert_true (isnan (answers->tasks[0].temperature));
        for (guint task = 0; task < 2; task++)
          if (answers->tasks[task].n_classes > 0)
            assert_tempered (&answers->tasks[task]);
      }
}

/* A temperature of 1 changes nothing. */
static void
test_soften (void)
{
  const float logits[] = { 1.0f, 2.0f, 3.0f, 1000.0f, 0.0f, -1000.0f };
  float plain[6], flat[6];

  lab_predictions_soften (logits, 2, 3, 1.0, plain);
  lab_predictions_soften (logits, 2, 3, 1e9, flat);
  g_assert_cmpfloat_with_epsilon ((double) plain[2],
                                  exp (3.0) / (exp (1.0) + exp (2.0) + exp (3.0)), 1e-6);
  g_assert_cmpfloat ((double) plain[3], ==, 1.0);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat_with_epsilon ((double) flat[i], 1.0 / 3.0, 1e-5);
}

/* Weights that are not numbers: no ranking, and no error that is one. */
static void
test_not_numbers (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("validation", "0.3");
  g_auto (LabToyTraining) training = { 0 };
  g_autoptr (LabAnswers) answers = NULL;
  g_autofree float *theta = NULL;

  lab_toy_training_init (&training, spec, NULL);
  theta = g_new (float, 100000);
  for (guint i = 0; i < 100000; i++)
    theta[i] = NAN;
  answers = lab_answers_new_of (spec, training.dataset, training.set, theta, NULL);
  for (guint k = 0; k < 4; k++)
    {
      g_assert_null (answers->tasks[0].rankings[k]);
      g_assert_true (isnan (answers->tasks[0].areas[k]));
    }
  g_assert_true (isnan (answers->tasks[0].calibration.error));
  g_assert_true (isnan (answers->tasks[0].temperature));
}

static void
copy_pictures (LabPictures *to, const json_t *oracle, const char *pixels, const char *labels)
{
  gsize n;
  g_autofree float *bytes = lab_oracle_floats (json_object_get (oracle, pixels), &n);
  g_autofree float *classes = NULL;

  for (gsize i = 0; i < n; i++)
    to->pixels[i] = (guint8) bytes[i];
  classes = lab_oracle_floats (json_object_get (oracle, labels), &n);
  for (gsize i = 0; i < n; i++)
    to->labels[i] = (guint8) classes[i];
}

static void
assert_numbers (const double *values, guint n, const json_t *expected)
{
  g_assert_cmpuint (json_array_size (expected), ==, n);
  for (guint k = 0; k < n; k++)
    g_assert_cmpfloat_with_epsilon (values[k], json_real_value (json_array_get (expected, k)),
                                    1e-6);
}

/* One network with two heads, by scikit-learn. */
static void
test_oracle (void)
{
  json_t *oracle = lab_oracle_load ("answers");
  g_autoptr (LabSpec) toy = lab_toy_training_spec ("loss", "multi-task");
  g_autoptr (LabSpec) linear = lab_spec_with (toy, LAB_SETTING_HIDDEN, "none", NULL);
  g_autoptr (LabSpec) spec = lab_spec_with (linear, LAB_SETTING_VALIDATION, "0.3", NULL);
  g_auto (LabToyTraining) training = { 0 };
  g_autoptr (LabAnswers) answers = NULL;
  g_autofree float *theta = NULL;
  LabNetwork network;

  lab_toy_training_init (&training, spec, NULL);
  copy_pictures (&training.dataset->test, oracle, "pixels", "labels");
  copy_pictures (&training.dataset->train, oracle, "validation_pixels", "validation_labels");
  g_assert_cmpuint (training.set->n_validation, >=, 50);
  training.set->n_validation = 50;
  for (guint i = 0; i < 50; i++)
    training.set->validation[i] = i;
  g_assert_true (lab_trainer_network (spec, training.dataset, &network, NULL));
  theta = g_new0 (float, network.n_parameters);
  for (guint h = 0; h < 2; h++)
    {
      const json_t *head = json_array_get (json_object_get (oracle, "heads"), h);
      gsize n, n_biases;
      g_autofree float *weights = lab_oracle_floats (json_object_get (head, "weights"), &n);
      g_autofree float *biases = lab_oracle_floats (json_object_get (head, "biases"), &n_biases);

      memcpy (theta + network.heads[h].weights, weights, n * sizeof (float));
      memcpy (theta + network.heads[h].biases, biases, n_biases * sizeof (float));
    }
  answers = lab_answers_new_of (spec, training.dataset, training.set, theta, NULL);
  for (guint task = 0; task < 2; task++)
    {
      const LabTaskAnswers *its = &answers->tasks[task];
      const json_t *expected = json_array_get (json_object_get (oracle, "tasks"), task);

      assert_numbers (its->areas, its->n_classes, json_object_get (expected, "areas"));
      assert_numbers (its->average_precisions, its->n_classes,
                      json_object_get (expected, "average_precisions"));
      g_assert_cmpfloat_with_epsilon (its->calibration.error, lab_oracle_member (expected, "error"),
                                      1e-5);
      g_assert_cmpfloat_with_epsilon (its->temperature, lab_oracle_member (expected, "temperature"),
                                      1e-4);
      g_assert_cmpfloat_with_epsilon (its->tempered.error,
                                      lab_oracle_member (expected, "tempered_error"), 1e-4);
    }
  json_decref (oracle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answers/tasks", test_tasks);
  g_test_add_func ("/answers/oracle", test_oracle);
  g_test_add_func ("/answers/soften", test_soften);
  g_test_add_func ("/answers/not-numbers", test_not_numbers);
  return g_test_run ();
}
