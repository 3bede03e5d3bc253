/* SPDX-License-Identifier: MIT */
/* What was trained is there again: records to the bit, the list, branches, weights that are found
 * again, and what is given up when there is too much. */
#include "kept-history.h"
#include "records.h"
#include "store/schema.h"
#include "train/branch.h"

#include <math.h>
#include <sys/stat.h>

typedef LabKeptHistory Fixture;

static void
follow (Fixture *self, LabEngine *engine)
{
  GError *error = NULL;

  lab_history_follow (self->history, engine, "A title", &error);
  g_assert_no_error (error);
}

static LabRun *
read_run (Fixture *self, gint64 id)
{
  GError *error = NULL;
  LabRun *run = lab_history_read (self->history, id, &error);

  g_assert_no_error (error);
  return run;
}

/* Two seeds of three losses, one with a second task and learned numbers, a validation set, and a
 * change in mid-training. */
static void
test_round_trip (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment
      = lab_records_experiment (self->data, "validation", "0.1", NULL);
  g_autoptr (LabEngine) engine = NULL;
  gint64 first;

  experiment->n_seeds = 2;
  engine = lab_records_engine (experiment);
  follow (self, engine);
  g_assert_true (lab_engine_change (engine, 1, LAB_SETTING_CLASS_WEIGHTS, "1=3", NULL));
  lab_records_finish (engine);
  lab_kept_history_end (self->history, engine);
  lab_kept_history_reopen (self);
  first = lab_run_get_id (lab_engine_get_run (engine, 0));
  g_assert_cmpint (first, >, 0);
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *was = lab_engine_get_run (engine, i);
      g_autoptr (LabRun) is = read_run (self, lab_run_get_id (was));
      g_autoptr (LabSummary) summary = lab_kept_history_find (self, lab_run_get_id (was));

      g_assert_cmpint (lab_run_get_id (is), ==, first + i);
      lab_records_assert_same (was, is, FALSE);
      g_assert_nonnull (lab_run_get_latest (is)->theta);
      g_assert_cmpint (summary->state, ==, LAB_RUN_FINISHED);
      g_assert_cmpstr (summary->title, ==, "A title");
      g_assert_cmpuint (summary->side, ==, was->side);
      g_assert_cmpuint (summary->seed, ==, was->spec->seed);
      g_assert_cmpuint (summary->step, ==, was->n_steps);
      g_assert_cmpfloat (summary->test_accuracy, ==,
                         lab_confusion_accuracy (lab_run_get_latest (was)->test));
    }
}

static void
test_experiment (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = NULL;
  g_autoptr (LabSummary) summary = NULL;
  g_autoptr (LabFile) file = NULL;
  g_autofree char *was = NULL, *is = lab_fingerprint ();

  experiment->n_seeds = 2;
  engine = lab_records_engine (experiment);
  summary = lab_kept_history_find (self, lab_kept_history_train (self, engine));
  file = lab_history_read_file (self->history, summary->experiment, NULL);
  g_assert_true (lab_experiment_equal (file->experiment, experiment));
  was = lab_history_fingerprint (self->history, summary->id, NULL);
  g_assert_cmpstr (was, ==, is);
}

/* At once, and in mid-training of a loss that learns something: of that step there is a loss alone.
 */
static void
test_divergence (Fixture *self, gconstpointer data)
{
  static const char *const LOSSES[]
      = { "formula:loss = log(0*z[y])",
          "formula:a = 1 learned\nloss = where(progress > 0.5, log(0*z[y]), -log(p[y])) + a^2" };

  for (guint i = 0; i < G_N_ELEMENTS (LOSSES); i++)
    {
      g_autoptr (LabExperiment) experiment
          = lab_records_experiment (self->data, "loss", LOSSES[i], NULL);
      g_autoptr (LabEngine) engine = lab_records_engine (experiment);
      g_autoptr (LabRun) run = read_run (self, lab_kept_history_train (self, engine));

      g_assert_cmpint (lab_run_get_state (run), ==, LAB_RUN_DIVERGED);
      lab_records_assert_same (lab_engine_get_run (engine, 0), run, FALSE);
    }
}

/* Stopped in mid-epoch, and gone on with after the program was started again. */
static void
test_stop_and_resume (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) whole = lab_records_engine (experiment);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  gint64 first;

  lab_records_finish (whole);
  follow (self, engine);
  for (guint i = 0; i < 20; i++)
    {
      /* One that is asked for before the last one is over is not done. */
      do
        {
          lab_engine_step (engine);
          g_usleep (1000);
        }
      while (lab_series_count (lab_engine_get_run (engine, 1)->loss) <= i);
    }
  lab_engine_stop (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  lab_kept_history_end (self->history, engine);
  first = lab_run_get_id (lab_engine_get_run (engine, 0));
  lab_kept_history_reopen (self);
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      GError *error = NULL;
      g_autoptr (LabRun) stopped = read_run (self, first + i);
      g_autoptr (LabRun) run = lab_history_resume (self->history, first + i, &error);
      g_autoptr (LabEngine) again = NULL;
      g_autoptr (LabRun) stored = NULL;

      g_assert_no_error (error);
      lab_records_assert_same (lab_engine_get_run (engine, i), stopped, FALSE);
      again = lab_records_go_on (run);
      lab_kept_history_train (self, again);
      stored = read_run (self, first + i);
      lab_records_assert_same (lab_engine_get_run (whole, i), run, FALSE);
      lab_records_assert_same (lab_engine_get_run (whole, i), stored, FALSE);
      g_assert_null (lab_history_resume (self->history, first + i, &error));
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
      g_clear_error (&error);
    }
}

/* A run that nobody has ended: its owner is gone. What was changed behind the checkpoint comes
 * again. */
static void
test_interrupted (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment
      = lab_records_experiment (self->data, "epochs", "40", "evaluations", "2", NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  LabRun *run = lab_engine_get_run (engine, 0);
  g_autoptr (LabRun) stored = NULL;
  g_autoptr (LabEngine) again = NULL;
  g_autoptr (LabSummary) summary = NULL;
  GError *error = NULL;
  LabHistory *other;
  guint n;

  follow (self, engine);
  lab_engine_set_pace (engine, 200.0);
  lab_engine_resume (engine);
  for (n = 0; n < 4; n++)
    {
      g_autofree char *rate = g_strdup_printf ("0.00%u", n + 1);

      g_usleep (300000);
      g_assert_true (lab_engine_change (engine, 0, LAB_SETTING_LEARNING_RATE, rate, NULL));
    }
  while (lab_run_n_journal (run) < n)
    g_usleep (1000);
  lab_engine_pause (engine);
  lab_kept_history_end (self->history, engine);

  /* in training as long as its owner lives, whoever asks */
  other = lab_history_open (self->path, &error);
  g_assert_no_error (error);
  summary = lab_history_find (other, lab_run_get_id (run), NULL);
  g_assert_cmpint (summary->state, ==, LAB_RUN_TRAINING);
  g_assert_null (lab_history_resume (other, lab_run_get_id (run), &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  lab_history_close (self->history);
  self->history = other;
  g_clear_pointer (&summary, lab_summary_free);
  summary = lab_kept_history_find (self, lab_run_get_id (run));
  g_assert_cmpint (summary->state, ==, LAB_RUN_INTERRUPTED);

  stored = lab_history_resume (self->history, lab_run_get_id (run), &error);
  g_assert_no_error (error);
  g_assert_cmpint (lab_run_get_state (stored), ==, LAB_RUN_TRAINING);
  again = lab_records_go_on (stored);
  lab_kept_history_train (self, again);
  lab_records_finish (engine); /* the one that was never interrupted */
  lab_records_assert_same (run, stored, FALSE);
}

/* Numbers beyond the checkpoint, in a piece of their own, as a program that was killed leaves them.
 */
static void
write_beyond (Fixture *self, const LabRun *run, const char *name, const LabSeries *series)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  g_autofree float *numbers = g_new0 (float, LAB_SCHEMA_PIECE);

  for (guint i = 0; i < lab_series_count (series); i++)
    numbers[i] = lab_series_get (series, i);
  for (guint piece = 0; piece < 2; piece++)
    g_assert_true (lab_database_do (
        database, NULL,
        "INSERT OR REPLACE INTO series (run, name, start, numbers) VALUES (?, ?, ?, ?)", "itib",
        lab_run_get_id (run), name, (gint64) piece * LAB_SCHEMA_PIECE, (const void *) numbers,
        (gsize) LAB_SCHEMA_PIECE * sizeof *numbers));
}

static void
train_a_step (Fixture *self, LabEngine *engine)
{
  const LabRun *run = lab_engine_get_run (engine, 0);
  const guint64 before = lab_series_count (run->loss);

  follow (self, engine);
  lab_engine_step (engine);
  while (lab_series_count (run->loss) == before)
    g_usleep (1000);
  lab_engine_stop (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  lab_kept_history_end (self->history, engine);
}

/* Gone on with, and ended again before it was where it had been: what lay further on is gone. */
static void
test_resumed_for_a_moment (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const LabRun *first = lab_engine_get_run (engine, 0);
  g_autoptr (LabRun) run = NULL, stored = NULL;
  g_autoptr (LabEngine) again = NULL;
  GError *error = NULL;

  train_a_step (self, engine);
  lab_kept_history_reopen (self);
  write_beyond (self, first, "loss", first->loss);
  write_beyond (self, first, "mean", first->mean);
  run = lab_history_resume (self->history, lab_run_get_id (first), &error);
  g_assert_no_error (error);
  again = lab_records_go_on (run);
  train_a_step (self, again);
  stored = read_run (self, lab_run_get_id (first));
  g_assert_cmpuint (lab_series_count (stored->loss), ==, 2);
  lab_records_assert_same (run, stored, FALSE);
}

/* A branch begins with an evaluation's weights, knows where they come from, and can be resumed and
 * trained again like any run. */
static void
test_branch (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  g_autoptr (LabRun) parent = read_run (self, lab_kept_history_train (self, engine));
  const LabEvaluation *from = lab_run_get_epoch (parent, 1)->evaluation;
  g_autoptr (LabSpec) other = lab_spec_with (parent->spec, LAB_SETTING_LOSS, "focal", NULL);
  g_autoptr (LabSpec) deep = lab_spec_with (parent->spec, LAB_SETTING_HIDDEN, "12,7,5", NULL);
  LabDataset *dataset = lab_engine_get_dataset (engine);
  const LabOrigin origin = { lab_run_get_id (parent), from->step };
  LabOrigin known;
  g_autoptr (LabRun) branch = lab_run_new (other, 1, parent->n_classes, parent->steps_per_epoch);
  g_autoptr (LabEngine) second = NULL;
  g_autoptr (LabRun) stored = NULL, trained = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (LabSummary) summary = NULL;
  GError *error = NULL;

  g_assert_nonnull (from->theta);
  g_assert_null (lab_branch_checkpoint (deep, dataset, parent, from, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  lab_run_set_origin (branch, &origin);
  lab_run_set_checkpoint (branch, lab_branch_checkpoint (other, dataset, parent, from, &error));
  g_assert_no_error (error);
  second = lab_records_go_on (branch);
  follow (self, second);
  lab_records_finish (second);
  lab_kept_history_end (self->history, second);
  /* the same network on the same pictures */
  g_assert_cmpfloat (lab_run_get_evaluation (branch, 0)->test_cross_entropy, ==,
                     from->test_cross_entropy);
  summary = lab_kept_history_find (self, lab_run_get_id (branch));
  g_assert_cmpint (summary->origin.run, ==, origin.run);
  g_assert_cmpuint (summary->origin.step, ==, origin.step);
  /* its row says "a branch of run 1" */
  found = lab_history_list (self->history, &(LabQuery){ .words = "Branch of run 1" }, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpint (((LabSummary *) found->pdata[0])->id, ==, summary->id);
  stored = read_run (self, lab_run_get_id (branch));
  g_assert_true (lab_run_get_origin (stored, &known));
  g_assert_cmpint (known.run, ==, origin.run);
  g_assert_cmpuint (known.step, ==, origin.step);
  g_assert_false (lab_run_get_origin (parent, NULL));
  lab_records_assert_same (branch, stored, FALSE);
  trained = lab_history_retrain (self->history, lab_run_get_id (branch), dataset, NULL, &error);
  g_assert_no_error (error);
  lab_records_assert_same (branch, trained, TRUE);
}

static void
test_retrain (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const gint cancelled = TRUE;
  GError *error = NULL;

  follow (self, engine);
  g_assert_true (lab_engine_change (engine, 0, LAB_SETTING_LEARNING_RATE, "0.02", NULL));
  lab_records_finish (engine);
  lab_kept_history_end (self->history, engine);
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *was = lab_engine_get_run (engine, i);
      g_autoptr (LabRun) is = lab_history_retrain (self->history, lab_run_get_id (was),
                                                   lab_engine_get_dataset (engine), NULL, &error);

      g_assert_no_error (error);
      lab_records_assert_same (was, is, TRUE);
    }
  g_assert_null (lab_history_retrain (self->history,
                                      lab_run_get_id (lab_engine_get_run (engine, 0)),
                                      lab_engine_get_dataset (engine), &cancelled, &error));
  g_clear_error (&error);
}

/* ---- size ---- */

static gint64
n_weights (Fixture *self, gint64 run)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*) FROM weights WHERE run = %" G_GINT64_FORMAT, run);

  return lab_database_number (database, sql, -1);
}

/* That room is made meanwhile. */
static void
wait_for_weights (Fixture *self, gint64 run, gint64 n)
{
  for (guint i = 0; i < 10000 && n_weights (self, run) != n; i++)
    g_usleep (1000);
  g_assert_cmpint (n_weights (self, run), ==, n);
}

/* What is given up: of the oldest first, all but the last, and then the last; nothing of what is
 * pinned; curves and matrices stay. */
static void
test_limit (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment
      = lab_records_experiment (self->data, "hidden", "300,300", NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const gint64 first = lab_kept_history_train (self, engine);
  const gint64 used = lab_history_size (self->history);
  g_autoptr (LabRun) run = NULL;
  GError *error = NULL;

  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (n_weights (self, first + i), ==, 3);
  g_assert_cmpint (lab_history_get_limit (self->history), ==, G_GINT64_CONSTANT (2) << 30);
  g_assert_true (lab_history_set_pinned (self->history, first + 1, TRUE, &error));
  g_assert_true (lab_history_set_limit (self->history, used - 100000, &error));
  wait_for_weights (self, first, 2);
  g_assert_cmpint (n_weights (self, first + 2), ==, 3);
  g_assert_cmpint (lab_history_size (self->history), <=, used - 100000);
  g_assert_true (lab_history_set_limit (self->history, 1, &error));
  g_assert_no_error (error);
  wait_for_weights (self, first, 0);
  wait_for_weights (self, first + 2, 0);
  g_assert_cmpint (n_weights (self, first + 1), ==, 3);
  run = read_run (self, first);
  lab_records_assert_same (lab_engine_get_run (engine, 0), run, FALSE);
  g_assert_null (lab_run_get_latest (run)->theta);
}

#define ADD(path, test) \
  g_test_add (path, Fixture, NULL, lab_kept_history_set_up, test, lab_kept_history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/history/round-trip", test_round_trip);
  ADD ("/history/experiment", test_experiment);
  ADD ("/history/divergence", test_divergence);
  ADD ("/history/stop-and-resume", test_stop_and_resume);
  ADD ("/history/interrupted", test_interrupted);
  ADD ("/history/resumed-for-a-moment", test_resumed_for_a_moment);
  ADD ("/history/branch", test_branch);
  ADD ("/history/retrain", test_retrain);
  ADD ("/history/limit", test_limit);
  return g_test_run ();
}
