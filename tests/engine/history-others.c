/* SPDX-License-Identifier: MIT */
/* Several programs with one history: who goes on with a run, who waits for whom, and who may only
 * read. */
#include "kept-history.h"
#include "records.h"
#include "store/thin.h"

#include <pthread.h>

typedef LabKeptHistory Fixture;

/* Returns: the number of the first of three runs that were stopped after a step. */
static gint64
stop_some (const Fixture *self)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const LabRun *run = lab_engine_get_run (engine, 0);

  g_assert_true (lab_history_follow (self->history, engine, "A title", NULL, NULL));
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

  g_assert_true (lab_history_follow (self->history, one, "One", NULL, &error));
  g_assert_true (lab_history_follow (other, two, "The other", NULL, &error));
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
  g_assert_false (lab_history_follow (self->history, engine, "", NULL, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_true (lab_history_follow (other, engine, "", NULL, &error));
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
  g_assert_false (lab_history_follow (self->history, engine, "", NULL, &error));
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
  g_assert_true (lab_history_follow (self->history, engine, "A title", NULL, &error));
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

/* ---- room ---- */

#define N_WEIGHTS 60
#define N_PIECES  500

typedef struct
{
  sqlite3 *db;
  int before;
  int most; /* rows in a transaction */
  guint n;
  int changes;
  gint64 begun; /* the last piece */
  gint64 ended;
  gint64 pause; /* that is due after it */
  guint n_hurried;
} Commits;

/* A statement begins, or has ended. */
static int
watch_statement (guint kind, gpointer data, gpointer statement, gpointer detail)
{
  Commits *self = data;
  const int changes = sqlite3_total_changes (self->db);
  const gint64 now = g_get_monotonic_time ();

  if (kind == SQLITE_TRACE_STMT)
    {
      self->n_hurried += now - self->ended < self->pause;
      self->pause = 0;
      self->begun = now;
    }
  else if (changes != self->changes)
    {
      self->ended = now;
      self->pause = now - self->begun;
      self->changes = changes;
    }
  return 0;
}

static int
count_commit (gpointer data)
{
  Commits *self = data;
  const int now = sqlite3_total_changes (self->db);

  self->most = MAX (self->most, now - self->before);
  self->before = now;
  self->n++;
  return 0;
}

/* A run with many rows, made by hand. */
static void
plant (const LabDatabase *database, gint64 id, const char *deleted)
{
  g_autofree char *sql = g_strdup_printf (
      "BEGIN;"
      "INSERT INTO experiment VALUES (%1$d, 'T', 0, '');"
      "INSERT INTO run (id, experiment, title, side, seed, loss, dataset, state, created, n_steps,"
      " steps_per_epoch, n_classes, deleted, words) VALUES (%1$d, %1$d, 'T', 0, 1, 'mae', 'mnist',"
      " 'finished', 0, 10, 2, 10, %2$s, '');"
      "INSERT INTO spec VALUES (%1$d, '', '');"
      "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %3$d)"
      " INSERT INTO series SELECT %1$d, 'loss', i * 4096, x'00000000' FROM n;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %4$d)"
      " INSERT INTO weights SELECT %1$d, i, zeroblob (1000000) FROM n;"
      "COMMIT",
      (int) id, deleted, N_PIECES, N_WEIGHTS);
  GError *error = NULL;

  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
}

/* Another program, which writes and does not wait for long. */
typedef struct
{
  const char *path;
  gint ended;
  guint n;
  guint n_failed;
} Rival;

static void *
write_meanwhile (void *data)
{
  Rival *self = data;
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 200, NULL);

  while (!g_atomic_int_get (&self->ended))
    {
      self->n++;
      self->n_failed
          += !lab_database_run (database, "UPDATE run SET note = 'n' WHERE id = 2", NULL);
      g_usleep (1000);
    }
  return NULL;
}

/* What is removed goes in pieces, so that others write between them; and all of it goes. */
static void
test_thin_in_pieces (Fixture *self, gconstpointer data)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  Commits commits = { .db = database->db };
  Rival rival = { .path = self->path };
  pthread_t thread;
  GError *error = NULL;

  g_assert_true (lab_database_run (database, "PRAGMA foreign_keys = ON", NULL));
  plant (database, 1, "1");
  plant (database, 2, "NULL");
  g_assert_true (
      lab_database_run (database, "INSERT INTO preference VALUES ('limit', 10000000)", NULL));
  commits.before = commits.changes = sqlite3_total_changes (database->db);
  sqlite3_commit_hook (database->db, count_commit, &commits);
  sqlite3_trace_v2 (database->db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, watch_statement,
                    &commits);
  g_assert_cmpint (pthread_create (&thread, NULL, write_meanwhile, &rival), ==, 0);
  g_assert_true (lab_thin_apply (database, NULL, &error));
  g_assert_no_error (error);
  sqlite3_trace_v2 (database->db, 0, NULL, NULL);
  g_atomic_int_set (&rival.ended, TRUE);
  pthread_join (thread, NULL);
  g_test_message (
      "%u transactions of at most %d rows, %u too soon; %u of %u of another program failed",
      commits.n, commits.most, commits.n_hurried, rival.n_failed, rival.n);
  g_assert_cmpuint (commits.n_hurried, <=, 1); /* the experiment, at the end */
  g_assert_cmpuint (rival.n, >=, 10);
  g_assert_cmpuint (rival.n_failed, <=, rival.n / 10);
  g_assert_cmpint (commits.most, <=, 100);
  g_assert_cmpuint (commits.n, >=, 2 * N_WEIGHTS - 10 + N_PIECES / 100);
  for (guint i = 0; i < 2; i++)
    {
      static const char *const TABLES[] = { "run", "series", "weights", "spec", "experiment" };

      for (guint t = 0; t < G_N_ELEMENTS (TABLES); t++)
        {
          g_autofree char *sql
              = g_strdup_printf ("SELECT count(*) FROM %s WHERE %s = %u", TABLES[t],
                                 t == 0 || t == 4 ? "id" : "run", i + 1);
          const gint64 n = lab_database_number (database, sql, -1);

          if (i == 0)
            g_assert_cmpint (n, ==, 0);
          else
            g_assert_cmpint (n, >, 0);
        }
    }
  g_assert_cmpint (lab_thin_used (database), <=, 10000000);
  g_assert_cmpint (lab_thin_used (database), >, 8000000);
  g_assert_cmpint (lab_database_number (database, "PRAGMA freelist_count", -1), <, 4096);
}

#define N_DELETED 4000

static gint64
n_runs (const LabDatabase *database)
{
  return lab_database_number (database, "SELECT count(*) FROM run WHERE experiment = 100", -1);
}

/* Runs that were deleted long ago. */
static void
plant_deleted (const LabDatabase *database)
{
  g_autofree char *sql = g_strdup_printf (
      "BEGIN;"
      "INSERT INTO experiment VALUES (100, 'T', 0, '');"
      "WITH RECURSIVE n (i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
      " INSERT INTO run (id, experiment, title, side, seed, loss, dataset, state, created, n_steps,"
      " steps_per_epoch, n_classes, deleted, words) SELECT i, 100, 'T', 0, 1, 'mae', 'mnist',"
      " 'finished', 0, 10, 2, 10, 1, '' FROM n;"
      "INSERT INTO series SELECT id, 'loss', 0, x'00000000' FROM run WHERE experiment = 100;"
      "COMMIT",
      100 + N_DELETED);
  GError *error = NULL;

  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
}

/* A history that is closed does not wait for all that there is to tidy; one that is only looked at
 * begins none of it. */
static void
test_closed_while_tidying (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  LabHistory *other = lab_kept_history_open (self);
  gint64 start, left;

  plant_deleted (database);
  g_ptr_array_unref (lab_history_list (other, &(LabQuery){ 0 }, NULL));
  lab_history_close (other);
  g_assert_cmpint (n_runs (database), ==, N_DELETED);

  other = lab_kept_history_open (self);
  g_assert_true (lab_history_follow (other, engine, "A title", NULL, NULL));
  lab_records_finish (engine);
  for (guint i = 0; i < 10000 && n_runs (database) == N_DELETED; i++)
    g_usleep (1000);
  lab_history_leave (other, engine);
  start = g_get_monotonic_time ();
  g_assert_true (lab_history_finish (other, NULL));
  left = n_runs (database);
  g_test_message ("closed after %.3f s, %d of %d runs left",
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC, (int) left,
                  N_DELETED);
  g_assert_cmpint (left, <, N_DELETED);
  g_assert_cmpint (left, >, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
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
  ADD ("/history/others/thin-in-pieces", test_thin_in_pieces);
  ADD ("/history/others/closed-while-tidying", test_closed_while_tidying);
  return g_test_run ();
}
