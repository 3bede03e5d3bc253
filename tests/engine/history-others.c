/* SPDX-License-Identifier: MIT */
/* Several programs with one history: who goes on with a run, who waits for whom, and who may only
 * read. */
#include "kept-history.h"
#include "records.h"
#include "store/database.h"

#include <glib/gstdio.h>

typedef LabKeptHistory Fixture;

/* Returns: the number of the first of three runs that were stopped after a step. */
static gint64
stop_some (const Fixture *self)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const LabRun *run = lab_engine_get_run (engine, 0);

  g_assert_true (lab_history_follow (self->history, engine, "A title", NULL));
  lab_engine_step (engine);
  while (lab_series_count (run->loss) == 0)
    g_usleep (1000);
  lab_engine_stop (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  lab_kept_history_end (self->history, engine);
  return lab_run_get_id (run);
}

static LabRunState
state_of (LabHistory *history, gint64 id)
{
  GError *error = NULL;
  g_autoptr (LabSummary) summary = lab_history_find (history, id, &error);

  g_assert_no_error (error);
  return summary->state;
}

/* Two open histories of one file, each with its own runs in training. */
static void
test_two_writers (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, "epochs", "8", NULL);
  g_autoptr (LabHistory) other = lab_kept_history_open (self);
  g_autoptr (LabEngine) one = lab_records_engine (experiment);
  g_autoptr (LabEngine) two = lab_records_engine (experiment);
  g_autoptr (GPtrArray) list = NULL;
  GError *error = NULL;

  g_assert_true (lab_history_follow (self->history, one, "One", &error));
  g_assert_true (lab_history_follow (other, two, "The other", &error));
  lab_engine_set_pace (two, 100.0);
  lab_engine_resume (two);
  lab_records_finish (one);
  lab_kept_history_end (self->history, one);
  lab_records_finish (two);
  lab_kept_history_end (other, two);
  list = lab_history_list (self->history, &(LabQuery){ 0 }, &error);
  g_assert_cmpuint (list->len, ==, 6);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (LabRun) a
          = lab_history_read (self->history, lab_run_get_id (lab_engine_get_run (one, i)), NULL);
      g_autoptr (LabRun) b
          = lab_history_read (self->history, lab_run_get_id (lab_engine_get_run (two, i)), NULL);

      lab_records_assert_same (lab_engine_get_run (one, i), a, FALSE);
      lab_records_assert_same (lab_engine_get_run (two, i), b, FALSE);
    }
}

/* Whoever reads a run to go on with it has it, before it trains a step; and it is there for others
 * again when it does not go on after all. */
static void
test_one_goes_on (Fixture *self, gconstpointer data)
{
  const gint64 id = stop_some (self);
  g_autoptr (LabHistory) other = lab_kept_history_open (self);
  g_autoptr (LabRun) run = NULL, again = NULL, stored = NULL;
  g_autoptr (LabEngine) engine = NULL;
  GError *error = NULL;

  run = lab_history_resume (self->history, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state_of (other, id), ==, LAB_RUN_TRAINING);
  g_assert_null (lab_history_resume (other, id, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_null (lab_history_resume (self->history, id, NULL));

  g_clear_pointer (&run, lab_run_unref);
  g_assert_cmpint (state_of (self->history, id), ==, LAB_RUN_STOPPED);
  again = lab_history_resume (other, id, &error);
  g_assert_no_error (error);
  engine = lab_records_go_on (again);
  /* it is the other's */
  g_assert_false (lab_history_follow (self->history, engine, "", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_true (lab_history_follow (other, engine, "", &error));
  lab_records_finish (engine);
  lab_kept_history_end (other, engine);
  stored = lab_history_read (self->history, id, &error);
  g_assert_no_error (error);
  lab_records_assert_same (again, stored, FALSE);
}

/* An engine with a run that somebody else has: it is refused, and the other one is given back. */
static void
test_a_stranger_among_them (Fixture *self, gconstpointer data)
{
  const gint64 id = stop_some (self);
  g_autoptr (LabHistory) other = lab_kept_history_open (self);
  g_autoptr (LabRun) mine = lab_history_resume (self->history, id, NULL);
  g_autoptr (LabRun) stranger = lab_history_resume (other, id + 1, NULL);
  g_autoptr (LabDataset) dataset = lab_dataset_load (self->data, NULL);
  LabRun *const runs[] = { mine, stranger };
  g_autoptr (LabEngine) engine = NULL;
  GError *error = NULL;

  engine = lab_engine_new_from_runs (runs, 2, dataset, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (lab_history_follow (self->history, engine, "", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_clear_pointer (&engine, lab_engine_free);
  g_clear_pointer (&mine, lab_run_unref);
  g_assert_cmpint (state_of (self->history, id), ==, LAB_RUN_STOPPED);
  g_assert_cmpint (state_of (self->history, id + 1), ==, LAB_RUN_TRAINING);
}

/* A program that ends without having gone on. */
static void
test_given_back_at_the_end (Fixture *self, gconstpointer data)
{
  const gint64 id = stop_some (self);
  LabHistory *other = lab_kept_history_open (self);
  g_autoptr (LabRun) run = lab_history_resume (other, id, NULL);

  g_assert_nonnull (run);
  lab_history_close (other);
  g_assert_cmpint (state_of (self->history, id), ==, LAB_RUN_STOPPED);
}

/* A lock when a training begins: it is kept all the same, from its first step on. */
static void
test_locked_at_the_beginning (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  g_autoptr (LabDatabase) other = lab_database_open (self->path, 1000, NULL);
  g_autofree char *problem = NULL;
  GError *error = NULL;

  g_assert_true (lab_database_run (other, "BEGIN EXCLUSIVE", NULL));
  g_assert_true (lab_history_follow (self->history, engine, "A title", &error));
  lab_records_finish (engine);
  lab_history_leave (self->history, engine);
  g_assert_false (lab_history_flush (self->history, NULL));
  problem = lab_history_dup_problem (self->history);
  g_assert_nonnull (problem);
  g_assert_true (lab_database_run (other, "COMMIT", NULL));
  lab_history_flush (self->history, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *was = lab_engine_get_run (engine, i);
      g_autoptr (LabRun) is = lab_history_read (self->history, lab_run_get_id (was), &error);

      g_assert_no_error (error);
      lab_records_assert_same (was, is, FALSE);
    }
}

static gint64
size_of (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  return info.st_size;
}

/* A person's words do not wait for the disk: what others have written is moved from the log into
 * the file by a thread of its own, once it is much. */
static void
test_log (Fixture *self, gconstpointer data)
{
  static const char SQL[]
      = "INSERT INTO experiment VALUES (1, 'T', 0, '');"
        "INSERT INTO run (id, experiment, title, side, seed, loss, dataset, state, created, "
        "n_steps,"
        " steps_per_epoch, n_classes, words) VALUES (1, 1, 'T', 0, 1, 'mae', 'mnist', 'finished',"
        " 0, 10, 2, 10, '')";
  g_autoptr (LabDatabase) other = lab_database_open (self->path, 1000, NULL);
  const gint64 before = size_of (self->path);
  GError *error = NULL;

  sqlite3_wal_autocheckpoint (other->db, 0);
  lab_database_run (other, SQL, &error);
  g_assert_no_error (error);
  lab_database_run (other, "INSERT INTO weights VALUES (1, 1, zeroblob (24000000))", &error);
  g_assert_no_error (error);
  g_assert_true (lab_history_set_note (self->history, 1, "a note", &error));
  g_assert_cmpint (size_of (self->path), ==, before);
  lab_database_run (other, "INSERT INTO weights VALUES (1, 2, zeroblob (24000000))", &error);
  g_assert_no_error (error);
  g_assert_true (lab_history_set_note (self->history, 1, "another", &error));
  for (guint i = 0; i < 10000 && size_of (self->path) < 48000000; i++)
    g_usleep (1000);
  g_assert_cmpint (size_of (self->path), >, 48000000);
}

#define ADD(path, test) \
  g_test_add (path, Fixture, NULL, lab_kept_history_set_up, test, lab_kept_history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/history/others/two-writers", test_two_writers);
  ADD ("/history/others/one-goes-on", test_one_goes_on);
  ADD ("/history/others/a-stranger-among-them", test_a_stranger_among_them);
  ADD ("/history/others/given-back-at-the-end", test_given_back_at_the_end);
  ADD ("/history/others/locked-at-the-beginning", test_locked_at_the_beginning);
  ADD ("/history/others/log", test_log);
  return g_test_run ();
}
