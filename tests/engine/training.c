/* SPDX-License-Identifier: MIT */
/* One trainer: against PyTorch step by step, and against itself interrupted, resumed and replayed.
 */
#include "core/random.h"
#include "oracle.h"
#include "toy.h"
#include "train/trainer.h"

#include <math.h>
#include <string.h>

typedef struct
{
  LabDataset *dataset;
  LabTrainingSet *set;
  LabRun *run;
  LabTrainer *trainer;
} Training;

static void
set_up (Training *self, const LabSpec *spec, const LabCheckpoint *checkpoint)
{
  GError *error = NULL;

  self->dataset = g_str_equal (spec->dataset, "toy") ? lab_toy_dataset (3)
                                                     : lab_dataset_load (spec->dataset, NULL);
  self->set = lab_damage_apply (&spec->damage, self->dataset, NULL);
  self->run = lab_run_new (spec, 0, self->dataset->n_classes,
                           (self->set->n + spec->batch_size - 1) / spec->batch_size);
  self->trainer = lab_trainer_new (self->run, self->dataset, self->set, checkpoint, &error);
  g_assert_no_error (error);
}

static void
tear_down (Training *self)
{
  lab_trainer_free (self->trainer);
  lab_run_unref (self->run);
  lab_training_set_unref (self->set);
  lab_dataset_unref (self->dataset);
}

static void
finish (Training *self)
{
  while (lab_trainer_advance (self->trainer) == LAB_RUN_TRAINING)
    ;
}

static void
assert_same_end (const Training *a, const Training *b)
{
  const LabEvaluation *one = lab_run_get_latest (a->run), *other = lab_run_get_latest (b->run);
  const LabEpoch *epoch = lab_run_get_epoch (a->run, lab_run_n_epochs (a->run) - 1);
  const LabEpoch *same = lab_run_get_epoch (b->run, lab_run_n_epochs (b->run) - 1);
  const guint64 n = lab_series_count (a->run->mean), m = lab_series_count (b->run->mean);
  LabNetwork network;

  g_assert_true (lab_trainer_network (a->run->spec, a->dataset, &network, NULL));
  g_assert_cmpint (lab_run_get_state (a->run), ==, LAB_RUN_FINISHED);
  g_assert_cmpint (lab_run_get_state (b->run), ==, LAB_RUN_FINISHED);
  g_assert_cmpmem (lab_trainer_get_theta (a->trainer), network.n_parameters * sizeof (float),
                   lab_trainer_get_theta (b->trainer), network.n_parameters * sizeof (float));
  g_assert_cmpmem (one->theta, network.n_parameters * sizeof (float), other->theta,
                   network.n_parameters * sizeof (float));
  g_assert_cmpfloat (one->test_loss, ==, other->test_loss);
  g_assert_cmpfloat (epoch->loss, ==, same->loss);
  g_assert_cmpfloat (lab_series_get (a->run->mean, n - 1), ==,
                     lab_series_get (b->run->mean, m - 1));
}

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
  Training training;

  set_up (&training, spec, NULL);
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
  tear_down (&training);
  json_decref (json);
}

/* ---- the same bits ---- */

static LabSpec *
toy (const char *name, const char *value)
{
  g_autoptr (LabSpec) spec = lab_toy_spec (name, value, NULL);

  return lab_spec_with (spec, LAB_SETTING_DATASET, "toy", NULL);
}

static void
test_twice (void)
{
  g_autoptr (LabSpec) spec = toy ("validation", "0.1");
  Training one, other;

  set_up (&one, spec, NULL);
  set_up (&other, spec, NULL);
  finish (&one);
  finish (&other);
  assert_same_end (&one, &other);
  tear_down (&one);
  tear_down (&other);
}

/* Interrupted after any number of units, evaluations among them, and resumed in a new record. */
static void
test_checkpoint (gconstpointer data)
{
  g_autoptr (LabSpec) spec = toy ("optimizer", data);
  Training whole;
  LabRandom random;

  set_up (&whole, spec, NULL);
  finish (&whole);
  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 40; trial++)
    {
      const guint units = trial < 8 ? trial : lab_random_below (&random, 90);
      g_autoptr (LabCheckpoint) checkpoint = NULL;
      Training first, second;

      set_up (&first, spec, NULL);
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
          set_up (&second, spec, checkpoint);
          g_assert_cmpuint (lab_run_n_journal (second.run), ==, lab_run_n_journal (first.run));
          finish (&second);
          assert_same_end (&whole, &second);
          tear_down (&second);
        }
      tear_down (&first);
    }
  tear_down (&whole);
}

/* A checkpoint goes with its spec alone. */
static void
test_checkpoint_of_another (void)
{
  g_autoptr (LabSpec) spec = toy ("seed", "1");
  g_autoptr (LabSpec) another = toy ("seed", "2");
  g_autoptr (LabCheckpoint) checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  Training training, other;

  set_up (&training, spec, NULL);
  checkpoint = lab_trainer_checkpoint (training.trainer);
  set_up (&other, another, NULL);
  g_assert_null (lab_trainer_new (other.run, other.dataset, other.set, checkpoint, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  tear_down (&training);
  tear_down (&other);
}

/* Spec and journal determine the run: changes made by hand, replayed, and interrupted in between.
 */
static void
test_journal (void)
{
  g_autoptr (LabSpec) spec = toy ("loss", "weighted-cross-entropy");
  g_autofree LabJournalEntry *journal = NULL;
  g_autoptr (LabCheckpoint) checkpoint = NULL;
  Training by_hand, replayed, resumed, plain;
  guint units = 0;

  set_up (&by_hand, spec, NULL);
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

  set_up (&replayed, spec, NULL);
  lab_trainer_replay (replayed.trainer, journal, 2);
  finish (&replayed);
  assert_same_end (&by_hand, &replayed);
  set_up (&resumed, spec, checkpoint);
  finish (&resumed);
  assert_same_end (&by_hand, &resumed);
  set_up (&plain, spec, NULL);
  finish (&plain);
  g_assert_cmpfloat (lab_run_get_latest (plain.run)->test_loss, !=,
                     lab_run_get_latest (by_hand.run)->test_loss);

  tear_down (&by_hand);
  tear_down (&replayed);
  tear_down (&resumed);
  tear_down (&plain);
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
  g_autoptr (LabSpec) spec = toy ("seed", "1");
  Training training;

  set_up (&training, spec, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          lab_trainer_change (training.trainer, refused[i].setting, refused[i].text, &error));
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
      g_assert_true (g_str_has_prefix (error->message, lab_settings[refused[i].setting].name));
    }
  g_assert_cmpuint (lab_run_n_journal (training.run), ==, 0);
  tear_down (&training);
}

/* ---- what is recorded ---- */

static void
test_record (void)
{
  g_autoptr (LabSpec) slow = toy ("validation", "0.2");
  g_autoptr (LabSpec) spec = lab_spec_with (slow, LAB_SETTING_LEARNING_RATE, "0.05", NULL);
  Training training;
  double sum = 0.0;
  guint steps;

  set_up (&training, spec, NULL);
  finish (&training);
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
  tear_down (&training);
}

/* Test cross-entropy is the loss of cross-entropy; with an L1 penalty it is that without the
 * penalty. */
static void
test_test_losses (void)
{
  g_autoptr (LabSpec) plain = toy ("loss", "cross-entropy");
  g_autoptr (LabSpec) penalised = toy ("loss", "cross-entropy-l1");
  Training one, other;
  const LabEvaluation *evaluation;
  double l1 = 0.0;
  LabNetwork network;

  set_up (&one, plain, NULL);
  finish (&one);
  evaluation = lab_run_get_latest (one.run);
  g_assert_cmpfloat_with_epsilon (evaluation->test_loss, evaluation->test_cross_entropy, 1e-12);
  set_up (&other, penalised, NULL);
  finish (&other);
  evaluation = lab_run_get_latest (other.run);
  g_assert_true (lab_trainer_network (penalised, other.dataset, &network, NULL));
  for (gsize i = 0; i < network.n_parameters; i++)
    l1 += fabs ((double) evaluation->theta[i]);
  g_assert_cmpfloat_with_epsilon (evaluation->test_loss - evaluation->test_cross_entropy, 0.01 * l1,
                                  1e-6);
  tear_down (&one);
  tear_down (&other);
}

static void
test_divergence (void)
{
  g_autoptr (LabSpec) sgd = toy ("optimizer", "sgd");
  g_autoptr (LabSpec) spec = lab_spec_with (sgd, LAB_SETTING_LEARNING_RATE, "1000000", NULL);
  const LabDivergence *divergence;
  Training training;

  set_up (&training, spec, NULL);
  finish (&training);
  g_assert_cmpint (lab_run_get_state (training.run), ==, LAB_RUN_DIVERGED);
  divergence = lab_run_get_divergence (training.run);
  g_assert_nonnull (divergence);
  g_assert_cmpuint (divergence->step, ==, lab_series_count (training.run->loss));
  g_assert_false (isfinite (lab_series_get (training.run->loss, divergence->step - 1)));
  g_assert_true (strstr (divergence->where, "layer") != NULL);
  /* It stays there. */
  g_assert_cmpint (lab_trainer_advance (training.trainer), ==, LAB_RUN_DIVERGED);
  g_assert_cmpuint (divergence->step, ==, lab_series_count (training.run->loss));
  tear_down (&training);
}

static void
test_balanced_weights (void)
{
  g_autoptr (LabSpec) weighted = toy ("loss", "weighted-cross-entropy");
  g_autoptr (LabSpec) balanced
      = lab_spec_with (weighted, LAB_SETTING_CLASS_WEIGHTS, "balanced", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LabSpec) given = NULL;
  Training one, other;

  set_up (&one, balanced, NULL);
  for (guint k = 0; k < 4; k++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text, "%s%u=%s", k > 0 ? "," : "", k,
                              g_ascii_formatd (buffer, sizeof buffer, "%.15g",
                                               (double) one.set->n / (4.0 * one.set->counts[k])));
    }
  given = lab_spec_with (weighted, LAB_SETTING_CLASS_WEIGHTS, text->str, NULL);
  set_up (&other, given, NULL);
  finish (&one);
  finish (&other);
  assert_same_end (&one, &other);
  tear_down (&one);
  tear_down (&other);
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
