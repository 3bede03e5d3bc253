/* SPDX-License-Identifier: MIT */
/* One trainer: against PyTorch step by step, and against itself interrupted, resumed and replayed.
 */
#include "core/random.h"
#include "oracle.h"
#include "toy-training.h"

#include <math.h>
#include <string.h>

/* ---- PyTorch ---- */

static void
test_as_pytorch (gconstpointer data)
{
  const char *name = data; /* loss/optimiser */
  json_t *json = lab_oracle_load ("training");
  const json_t *item = json_object_get (json, name);
  g_auto (GStrv) parts = g_strsplit (name, "/", 2);
  g_autofree char *lr = g_strdup_printf ("%g", lab_oracle_member (item, "lr"));
  g_autoptr (LabSpec) spec
      = lab_toy_spec ("hidden", "128,64", "batch-size", "64", "loss", parts[0], "optimizer",
                      parts[1], "lr", lr, "evaluations", "1", NULL);
  const json_t *losses = json_object_get (item, "losses");
  const gboolean penalised = g_str_equal (name, "cross-entropy-l1/adam");
  LabToyTraining training;

  lab_toy_training_init (&training, spec, NULL);
  while (lab_series_count (training.run->loss) < 50)
    lab_trainer_advance (training.trainer);
  for (guint i = 0; i < 50; i++)
    {
      const double expected = json_number_value (json_array_get (losses, i));

      /* Under an L1 penalty Adam drives weights back and forth over 0, and a rounding decides on
       * which side one is: PyTorch in float is 2.2e-4 from PyTorch in double there. Hence relative
       * to the loss, which is 4 to 24. */
      g_assert_cmpfloat_with_epsilon ((double) lab_series_get (training.run->loss, i), expected,
                                      1e-4 * (penalised ? expected : 1.0));
    }
  lab_toy_training_clear (&training);
  json_decref (json);
}

/* ---- the same bits ---- */

static void
test_twice (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("validation", "0.1");
  LabToyTraining one, other;

  lab_toy_training_init (&one, spec, NULL);
  lab_toy_training_init (&other, spec, NULL);
  lab_toy_training_finish (&one);
  lab_toy_training_finish (&other);
  lab_toy_training_assert_same_end (&one, &other);
  lab_toy_training_clear (&one);
  lab_toy_training_clear (&other);
}

/* Interrupted after any number of units, evaluations among them, and resumed in a new record. */
static void
test_checkpoint (gconstpointer data)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("optimizer", data);
  LabToyTraining whole;
  LabRandom random;

  lab_toy_training_init (&whole, spec, NULL);
  lab_toy_training_finish (&whole);
  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 40; trial++)
    {
      const guint units = trial < 8 ? trial : lab_random_below (&random, 90);
      g_autoptr (LabCheckpoint) checkpoint = NULL;
      LabToyTraining first, second;

      lab_toy_training_init (&first, spec, NULL);
      for (guint u = 0; u < units && lab_run_get_state (first.run) == LAB_RUN_TRAINING; u++)
        {
          if (u == 3)
            g_assert_true (
                lab_trainer_change (first.trainer, LAB_SETTING_LEARNING_RATE, "0.01", NULL));
          lab_trainer_advance (first.trainer);
        }
      if (lab_run_get_state (first.run) == LAB_RUN_TRAINING)
        {
          lab_trainer_stop (first.trainer);
          g_assert_cmpint (lab_run_get_state (first.run), ==, LAB_RUN_STOPPED);
          checkpoint = lab_run_dup_checkpoint (first.run);
          lab_toy_training_init (&second, spec, checkpoint);
          g_assert_cmpuint (lab_run_n_journal (second.run), ==, lab_run_n_journal (first.run));
          lab_toy_training_finish (&second);
          lab_toy_training_assert_same_end (&whole, &second);
          lab_toy_training_clear (&second);
        }
      lab_toy_training_clear (&first);
    }
  lab_toy_training_clear (&whole);
}

/* A checkpoint goes with its spec alone. */
static void
test_checkpoint_of_another (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("seed", "1");
  g_autoptr (LabSpec) another = lab_toy_training_spec ("seed", "2");
  g_autoptr (LabCheckpoint) checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  LabToyTraining training, other;

  lab_toy_training_init (&training, spec, NULL);
  checkpoint = lab_trainer_checkpoint (training.trainer);
  lab_toy_training_init (&other, another, NULL);
  g_assert_null (lab_trainer_new (other.run, other.dataset, other.set, checkpoint, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  lab_toy_training_clear (&training);
  lab_toy_training_clear (&other);
}

/* Spec and journal determine the run: changes made by hand, replayed, and interrupted in between.
 */
static void
test_journal (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("loss", "weighted-cross-entropy");
  g_autofree LabJournalEntry *journal = NULL;
  g_autoptr (LabCheckpoint) checkpoint = NULL;
  LabToyTraining by_hand, replayed, resumed, plain;
  guint units = 0;

  lab_toy_training_init (&by_hand, spec, NULL);
  while (lab_run_get_state (by_hand.run) == LAB_RUN_TRAINING)
    {
      units++;
      if (units == 5)
        g_assert_true (
            lab_trainer_change (by_hand.trainer, LAB_SETTING_CLASS_WEIGHTS, "1=9,3=0.5", NULL));
      if (units == 25)
        g_assert_true (
            lab_trainer_change (by_hand.trainer, LAB_SETTING_LEARNING_RATE, "0.03", NULL));
      if (units == 27)
        checkpoint = lab_trainer_checkpoint (by_hand.trainer);
      lab_trainer_advance (by_hand.trainer);
    }
  g_assert_cmpuint (lab_run_n_journal (by_hand.run), ==, 2);
  journal = g_new (LabJournalEntry, 2);
  for (guint i = 0; i < 2; i++)
    journal[i] = *lab_run_get_journal (by_hand.run, i);

  lab_toy_training_init (&replayed, spec, NULL);
  lab_trainer_replay (replayed.trainer, journal, 2);
  lab_toy_training_finish (&replayed);
  lab_toy_training_assert_same_end (&by_hand, &replayed);
  lab_toy_training_init (&resumed, spec, checkpoint);
  lab_toy_training_finish (&resumed);
  lab_toy_training_assert_same_end (&by_hand, &resumed);
  lab_toy_training_init (&plain, spec, NULL);
  lab_toy_training_finish (&plain);
  g_assert_cmpfloat (lab_run_get_latest (plain.run)->test_loss, !=,
                     lab_run_get_latest (by_hand.run)->test_loss);

  lab_toy_training_clear (&by_hand);
  lab_toy_training_clear (&replayed);
  lab_toy_training_clear (&resumed);
  lab_toy_training_clear (&plain);
}

static void
test_change_refused (void)
{
  const struct
  {
    LabSettingId setting;
    const char *text;
  } refused[] = { { LAB_SETTING_EPOCHS, "9" },
                  { LAB_SETTING_LEARNING_RATE, "0" },
                  { LAB_SETTING_CLASS_WEIGHTS, "7=2" },
                  { LAB_SETTING_LOSS_PARAMETERS, "alpha=1" } };
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("seed", "1");
  LabToyTraining training;

  lab_toy_training_init (&training, spec, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          lab_trainer_change (training.trainer, refused[i].setting, refused[i].text, &error));
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
      g_assert_true (g_str_has_prefix (error->message, lab_settings[refused[i].setting].name));
    }
  g_assert_cmpuint (lab_run_n_journal (training.run), ==, 0);
  lab_toy_training_clear (&training);
}

/* ---- what is recorded ---- */

static void
test_record (void)
{
  g_autoptr (LabSpec) slow = lab_toy_training_spec ("validation", "0.2");
  g_autoptr (LabSpec) spec = lab_spec_with (slow, LAB_SETTING_LEARNING_RATE, "0.05", NULL);
  LabToyTraining training;
  double sum = 0.0;
  guint steps;

  lab_toy_training_init (&training, spec, NULL);
  lab_toy_training_finish (&training);
  steps = training.run->steps_per_epoch;
  g_assert_cmpuint (steps, ==, (training.set->n + 15) / 16);
  g_assert_cmpuint (training.set->n % 16, !=, 0); /* so the last batch is short */
  g_assert_cmpuint (lab_series_count (training.run->loss), ==, 3 * steps);
  g_assert_cmpuint (lab_run_n_epochs (training.run), ==, 3);
  g_assert_cmpuint (lab_run_n_evaluations (training.run), ==, 1 + 3 * 3);
  for (guint i = 0; i < steps; i++)
    sum += (double) lab_series_get (training.run->loss, 2 * steps + i);
  g_assert_cmpfloat_with_epsilon (lab_run_get_epoch (training.run, 2)->loss, sum / steps, 1e-6);
  for (guint i = 0; i < lab_run_n_evaluations (training.run); i++)
    {
      const LabEvaluation *evaluation = lab_run_get_evaluation (training.run, i);

      g_assert_cmpuint (lab_confusion_total (evaluation->test), ==, training.dataset->test.n);
      g_assert_cmpuint (lab_confusion_total (evaluation->validation), ==,
                        training.set->n_validation);
      g_assert_true ((evaluation->train != NULL)
                     == (evaluation->step > 0 && evaluation->step % steps == 0));
      if (evaluation->train != NULL)
        g_assert_cmpuint (lab_confusion_total (evaluation->train), ==, training.set->n);
      g_assert_nonnull (evaluation->theta);
    }
  /* It learns: four classes, far better than one in four. */
  g_assert_cmpfloat (lab_confusion_accuracy (lab_run_get_latest (training.run)->test), >, 0.5);
  lab_toy_training_clear (&training);
}

/* Test cross-entropy is the loss of cross-entropy; with an L1 penalty it is that without the
 * penalty. */
static void
test_test_losses (void)
{
  g_autoptr (LabSpec) plain = lab_toy_training_spec ("loss", "cross-entropy");
  g_autoptr (LabSpec) penalised = lab_toy_training_spec ("loss", "cross-entropy-l1");
  LabToyTraining one, other;
  const LabEvaluation *evaluation;
  double l1 = 0.0;
  LabNetwork network;

  lab_toy_training_init (&one, plain, NULL);
  lab_toy_training_finish (&one);
  evaluation = lab_run_get_latest (one.run);
  g_assert_cmpfloat_with_epsilon (evaluation->test_loss, evaluation->test_cross_entropy, 1e-12);
  lab_toy_training_init (&other, penalised, NULL);
  lab_toy_training_finish (&other);
  evaluation = lab_run_get_latest (other.run);
  g_assert_true (lab_trainer_network (penalised, other.dataset, &network, NULL));
  for (gsize i = 0; i < network.n_parameters; i++)
    l1 += fabs ((double) evaluation->theta[i]);
  g_assert_cmpfloat_with_epsilon (evaluation->test_loss - evaluation->test_cross_entropy, 0.01 * l1,
                                  1e-6);
  lab_toy_training_clear (&one);
  lab_toy_training_clear (&other);
}

static void
test_divergence (void)
{
  g_autoptr (LabSpec) sgd = lab_toy_training_spec ("optimizer", "sgd");
  g_autoptr (LabSpec) spec = lab_spec_with (sgd, LAB_SETTING_LEARNING_RATE, "1000000", NULL);
  const LabDivergence *divergence;
  LabToyTraining training;

  lab_toy_training_init (&training, spec, NULL);
  lab_toy_training_finish (&training);
  g_assert_cmpint (lab_run_get_state (training.run), ==, LAB_RUN_DIVERGED);
  divergence = lab_run_get_divergence (training.run);
  g_assert_nonnull (divergence);
  g_assert_cmpuint (divergence->step, ==, lab_series_count (training.run->loss));
  g_assert_false (isfinite (lab_series_get (training.run->loss, divergence->step - 1)));
  g_assert_true (strstr (divergence->where, "layer") != NULL);
  /* It stays there. */
  g_assert_cmpint (lab_trainer_advance (training.trainer), ==, LAB_RUN_DIVERGED);
  g_assert_cmpuint (divergence->step, ==, lab_series_count (training.run->loss));
  lab_toy_training_clear (&training);
}

static void
test_balanced_weights (void)
{
  g_autoptr (LabSpec) weighted = lab_toy_training_spec ("loss", "weighted-cross-entropy");
  g_autoptr (LabSpec) balanced
      = lab_spec_with (weighted, LAB_SETTING_CLASS_WEIGHTS, "balanced", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LabSpec) given = NULL;
  LabToyTraining one, other;

  lab_toy_training_init (&one, balanced, NULL);
  for (guint k = 0; k < 4; k++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, "%s%u=%s", k > 0 ? "," : "", k,
                              g_ascii_formatd (buffer, sizeof buffer, "%.15g",
                                               (double) one.set->n / (4.0 * one.set->counts[k])));
    }
  given = lab_spec_with (weighted, LAB_SETTING_CLASS_WEIGHTS, text->str, NULL);
  lab_toy_training_init (&other, given, NULL);
  lab_toy_training_finish (&one);
  lab_toy_training_finish (&other);
  lab_toy_training_assert_same_end (&one, &other);
  lab_toy_training_clear (&one);
  lab_toy_training_clear (&other);
}

int
main (int argc, char **argv)
{
  static const char *const PAIRS[]
      = { "cross-entropy/adam",         "cross-entropy/sgd",     "weighted-cross-entropy/adam",
          "weighted-cross-entropy/sgd", "cross-entropy-l1/adam", "cross-entropy-l1/sgd" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (PAIRS); i++)
    {
      g_autofree char *path = g_strconcat ("/training/as-pytorch/", PAIRS[i], NULL);

      g_test_add_data_func (path, PAIRS[i], test_as_pytorch);
    }
  g_test_add_func ("/training/twice", test_twice);
  for (const LabOptimiser *row = lab_optimisers; row->id != NULL; row++)
    {
      g_autofree char *path = g_strconcat ("/training/checkpoint/", row->id, NULL);

      g_test_add_data_func (path, row->id, test_checkpoint);
    }
  g_test_add_func ("/training/checkpoint-of-another", test_checkpoint_of_another);
  g_test_add_func ("/training/journal", test_journal);
  g_test_add_func ("/training/change-refused", test_change_refused);
  g_test_add_func ("/training/record", test_record);
  g_test_add_func ("/training/test-losses", test_test_losses);
  g_test_add_func ("/training/divergence", test_divergence);
  g_test_add_func ("/training/balanced-weights", test_balanced_weights);
  return g_test_run ();
}
