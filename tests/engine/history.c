/* SPDX-License-Identifier: MIT */
/* What was trained is there again: records to the bit, the list, branches, weights that are found
 * again, and what is given up when there is too much. */
#include "records.h"
#include "store/history.h"
#include "store/schema.h"
#include "temp.h"
#include "toy.h"
#include "train/branch.h"

#include <math.h>
#include <sys/stat.h>

typedef struct
{
  char *data;
  LabTemp *folder;
  char *path;
  LabHistory *history;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  GError *error = NULL;

  self->data = lab_toy_write (3);
  self->folder = lab_temp_new ();
  self->path = g_build_filename (self->folder, "below", "history.sqlite", NULL);
  self->history = lab_history_open (self->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  lab_history_close (self->history);
  lab_temp_free (self->folder);
  g_free (self->path);
  lab_toy_remove (self->data);
}

static void
reopen (Fixture *self)
{
  GError *error = NULL;

  lab_history_close (self->history);
  self->history = lab_history_open (self->path, &error);
  g_assert_no_error (error);
}

static void
follow (Fixture *self, LabEngine *engine, const LabOrigin *origin)
{
  GError *error = NULL;

  lab_history_follow (self->history, engine, "A title", origin, &error);
  g_assert_no_error (error);
}

static void
end (Fixture *self, LabEngine *engine)
{
  GError *error = NULL;

  lab_history_leave (self->history, engine);
  lab_history_flush (self->history, &error);
  g_assert_no_error (error);
}

/* Returns: the number of the first run. */
static gint64
train (Fixture *self, LabEngine *engine)
{
  follow (self, engine, NULL);
  lab_records_finish (engine);
  end (self, engine);
  return lab_run_get_id (lab_engine_get_run (engine, 0));
}

static LabRun *
read_run (Fixture *self, gint64 id)
{
  GError *error = NULL;
  LabRun *run = lab_history_read (self->history, id, &error);

  g_assert_no_error (error);
  return run;
}

static LabSummary *
find (Fixture *self, gint64 id)
{
  GError *error = NULL;
  LabSummary *summary = lab_history_find (self->history, id, &error);

  g_assert_no_error (error);
  return summary;
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
  follow (self, engine, NULL);
  g_assert_true (lab_engine_change (engine, 1, LAB_SETTING_CLASS_WEIGHTS, "1=3", NULL));
  lab_records_finish (engine);
  end (self, engine);
  reopen (self);
  first = lab_run_get_id (lab_engine_get_run (engine, 0));
  g_assert_cmpint (first, >, 0);
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *was = lab_engine_get_run (engine, i);
      g_autoptr (LabRun) is = read_run (self, lab_run_get_id (was));
      g_autoptr (LabSummary) summary = find (self, lab_run_get_id (was));

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
  summary = find (self, train (self, engine));
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
      g_autoptr (LabRun) run = read_run (self, train (self, engine));

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
  follow (self, engine, NULL);
  for (guint i = 0; i < 20; i++)
    {
      lab_engine_step (engine);
      while (lab_series_count (lab_engine_get_run (engine, 1)->loss) <= i)
        g_usleep (1000);
    }
  lab_engine_stop (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  end (self, engine);
  first = lab_run_get_id (lab_engine_get_run (engine, 0));
  reopen (self);
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
      train (self, again);
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

  follow (self, engine, NULL);
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
  end (self, engine);

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
  summary = find (self, lab_run_get_id (run));
  g_assert_cmpint (summary->state, ==, LAB_RUN_INTERRUPTED);

  stored = lab_history_resume (self->history, lab_run_get_id (run), &error);
  g_assert_no_error (error);
  g_assert_cmpint (lab_run_get_state (stored), ==, LAB_RUN_TRAINING);
  again = lab_records_go_on (stored);
  train (self, again);
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

  follow (self, engine, NULL);
  lab_engine_step (engine);
  while (lab_series_count (run->loss) == before)
    g_usleep (1000);
  lab_engine_stop (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  end (self, engine);
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
  reopen (self);
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
  g_autoptr (LabRun) parent = read_run (self, train (self, engine));
  const LabEvaluation *from = lab_run_get_epoch (parent, 1)->evaluation;
  g_autoptr (LabSpec) other = lab_spec_with (parent->spec, LAB_SETTING_LOSS, "focal", NULL);
  g_autoptr (LabSpec) deep = lab_spec_with (parent->spec, LAB_SETTING_HIDDEN, "12,7,5", NULL);
  LabDataset *dataset = lab_engine_get_dataset (engine);
  const LabOrigin origin = { lab_run_get_id (parent), from->step };
  g_autoptr (LabRun) branch = lab_run_new (other, 1, parent->n_classes, parent->steps_per_epoch);
  g_autoptr (LabEngine) second = NULL;
  g_autoptr (LabRun) stored = NULL, trained = NULL;
  g_autoptr (LabSummary) summary = NULL;
  GError *error = NULL;

  g_assert_nonnull (from->theta);
  g_assert_null (lab_branch_checkpoint (deep, dataset, parent, from, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  lab_run_set_checkpoint (branch, lab_branch_checkpoint (other, dataset, parent, from, &error));
  g_assert_no_error (error);
  second = lab_records_go_on (branch);
  follow (self, second, &origin);
  lab_records_finish (second);
  end (self, second);
  /* the same network on the same pictures */
  g_assert_cmpfloat (lab_run_get_evaluation (branch, 0)->test_cross_entropy, ==,
                     from->test_cross_entropy);
  summary = find (self, lab_run_get_id (branch));
  g_assert_cmpint (summary->origin.run, ==, origin.run);
  g_assert_cmpuint (summary->origin.step, ==, origin.step);
  stored = read_run (self, lab_run_get_id (branch));
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

  follow (self, engine, NULL);
  g_assert_true (lab_engine_change (engine, 0, LAB_SETTING_LEARNING_RATE, "0.02", NULL));
  lab_records_finish (engine);
  end (self, engine);
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

/* ---- the list ---- */

static guint
count (Fixture *self, const char *words)
{
  const LabQuery query = { .words = words };
  GError *error = NULL;
  g_autoptr (GPtrArray) list = lab_history_list (self->history, &query, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  g_autoptr (LabEngine) other = lab_records_engine (experiment);
  const gint64 first = train (self, engine);
  gint64 by_title;
  GError *error = NULL;
  g_autoptr (LabSummary) summary = NULL;

  g_assert_cmpuint (count (self, NULL), ==, 3);
  g_assert_cmpuint (count (self, " "), ==, 3);
  g_assert_cmpuint (count (self, "WEIGHTED-"), ==, 1);
  g_assert_cmpuint (count (self, "title entropy finished"), ==, 2);
  g_assert_cmpuint (count (self, "FIN weighted-"), ==, 1);
  g_assert_cmpuint (count (self, "inished"), ==, 0);
  /* what the catalogue calls multi-task-uncertainty */
  g_assert_cmpuint (count (self, "two tasks, weighted"), ==, 1);
  g_assert_cmpuint (count (self, "interrupted"), ==, 0);
  g_assert_cmpuint (count (self, "100%"), ==, 0);
  g_assert_true (lab_history_rename (self->history, first, "Zähne\nputzen", &error));
  g_assert_true (lab_history_set_tags (self->history, first, "morning class-3", &error));
  g_assert_true (lab_history_set_note (self->history, first, "a note\nof two lines", &error));
  g_assert_true (lab_history_set_pinned (self->history, first + 1, TRUE, &error));
  g_assert_no_error (error);
  /* a title is the experiment's, tags and a note are the run's */
  g_assert_cmpuint (count (self, "ZÄHNE"), ==, 3);
  g_assert_cmpuint (count (self, "ZÄHNE class-3 lines"), ==, 1);
  /* settings that are not the usual ones */
  g_assert_cmpuint (count (self, "hidden 12,7"), ==, 3);
  g_assert_cmpuint (count (self, "label-noise"), ==, 0);
  summary = find (self, first);
  g_assert_cmpstr (summary->title, ==, "Zähne putzen");
  g_assert_cmpstr (summary->tags, ==, "morning class-3");
  g_assert_cmpstr (summary->note, ==, "a note\nof two lines");
  g_assert_false (summary->pinned);

  for (guint order = 0; order < LAB_N_ORDERS; order++)
    for (guint down = 0; down < 2; down++)
      {
        const LabQuery query = { .order = order, .descending = down != 0 };
        g_autoptr (GPtrArray) list = lab_history_list (self->history, &query, &error);
        const LabSummary *all[3];

        g_assert_no_error (error);
        g_assert_cmpuint (list->len, ==, 3);
        for (guint i = 0; i < 3; i++)
          all[i] = list->pdata[i];
        g_assert_cmpint (all[0]->id, ==, first + 1);
        if (order == LAB_ORDER_TEST_ACCURACY)
          g_assert_true (down ? all[1]->test_accuracy >= all[2]->test_accuracy
                              : all[1]->test_accuracy <= all[2]->test_accuracy);
      }

  by_title = train (self, other);
  g_assert_true (lab_history_rename (self->history, by_title, "aal", &error));
  for (guint down = 0; down < 2; down++)
    {
      const LabQuery query = { .order = LAB_ORDER_TITLE, .descending = down != 0 };
      g_autoptr (GPtrArray) list = lab_history_list (self->history, &query, &error);

      g_assert_cmpuint (list->len, ==, 6);
      g_assert_cmpstr (((LabSummary *) list->pdata[down != 0 ? 5 : 1])->title, ==, "aal");
    }
  for (gint64 run = by_title; run < by_title + 3; run++)
    g_assert_true (lab_history_delete (self->history, run, &error));

  g_assert_true (lab_history_delete (self->history, first, &error));
  g_assert_cmpuint (count (self, NULL), ==, 2);
  g_assert_null (lab_history_find (self->history, first, NULL));
  g_assert_false (lab_history_delete (self->history, first, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  reopen (self);
  g_assert_true (lab_history_undelete (self->history, first, &error));
  g_assert_cmpuint (count (self, NULL), ==, 3);
  g_assert_false (lab_history_rename (self->history, 99, "none", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
}

/* Rows by hand: @n runs without anything but a summary. */
static void
plant (Fixture *self, guint n)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);

  g_assert_true (
      lab_database_run (database, "BEGIN; INSERT INTO experiment VALUES (1, 'T', 0, '')", NULL));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = g_strdup_printf ("run %u of many", i);

      g_assert_true (lab_database_do (
          database, NULL,
          "INSERT INTO run (experiment, title, side, seed, loss, dataset, state, created, n_steps,"
          " steps_per_epoch, n_classes, test_accuracy, words) VALUES (1, ?, 0, 1, 'focal', 'mnist',"
          " 'finished', ?, 10, 2, 10, ?, ?)",
          "tidt", title, (gint64) i, (double) (i * 7919 % 1000) / 1000.0, title));
    }
  g_assert_true (lab_database_run (database, "COMMIT", NULL));
}

static void
test_many (Fixture *self, gconstpointer data)
{
  plant (self, 10000);
  g_assert_cmpuint (count (self, NULL), ==, 10000);
  g_assert_cmpuint (count (self, "RUN 99"), ==, 280);
  g_assert_cmpuint (count (self, "nothing"), ==, 0);
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
  const gint64 first = train (self, engine);
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

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

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
  ADD ("/history/list", test_list);
  ADD ("/history/many", test_many);
  ADD ("/history/limit", test_limit);
  return g_test_run ();
}
