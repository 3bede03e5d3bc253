/* SPDX-License-Identifier: MIT */
/* What goes from a history: what was deleted, and weights beyond the limit. */
#include "kept-history.h"
#include "records.h"
#include "store/thin.h"

#include <pthread.h>

typedef LabKeptHistory Fixture;

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

/* What is removed goes in pieces, so that others write between them; and all of it goes, also from
 * a table of a newer version. */
static void
test_in_pieces (Fixture *self, gconstpointer data)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  Commits commits = { .db = database->db };
  Rival rival = { .path = self->path };
  pthread_t thread;
  GError *error = NULL;

  lab_database_run (database,
                    "PRAGMA foreign_keys = ON;"
                    "CREATE TABLE newer (run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE)",
                    &error);
  g_assert_no_error (error);
  plant (database, 1, "1");
  plant (database, 2, "NULL");
  lab_database_run (database, "INSERT INTO newer SELECT run FROM series", &error);
  g_assert_no_error (error);
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
      static const char *const TABLES[]
          = { "run", "experiment", "series", "weights", "spec", "newer" };

      for (guint t = 0; t < G_N_ELEMENTS (TABLES); t++)
        {
          g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s WHERE %s = %u",
                                                  TABLES[t], t < 2 ? "id" : "run", i + 1);
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
plant_deleted (const LabDatabase *database, guint n)
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
      (int) (100 + n));
  GError *error = NULL;

  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
}

/* A history that is closed does not wait for all that there is to tidy; one that is only looked at
 * begins none of it. */
static void
test_closed_meanwhile (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  LabHistory *other = lab_kept_history_open (self);
  gint64 start, left;

  plant_deleted (database, N_DELETED);
  g_ptr_array_unref (lab_history_list (other, &(LabQuery){ 0 }, NULL));
  lab_history_close (other);
  g_assert_cmpint (n_runs (database), ==, N_DELETED);

  other = lab_kept_history_open (self);
  g_assert_true (lab_history_follow (other, engine, "A title", NULL));
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

/* ---- what goes, and what stays ---- */

static void
run_sql (const LabDatabase *database, const char *sql)
{
  GError *error = NULL;

  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
}

/* A run has a day of grace, and one in training has longer. */
static void
test_grace (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *deleted, *state;
    gboolean stays;
  } RUNS[] = {
    { "NULL", "finished", TRUE },
    { "strftime ('%s') - 3600", "finished", TRUE },
    { "strftime ('%s') - 25 * 3600", "finished", FALSE },
    { "strftime ('%s') - 25 * 3600", "training", TRUE },
  };
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (RUNS); i++)
    {
      g_autofree char *sql
          = g_strdup_printf ("UPDATE run SET state = '%s' WHERE id = %u", RUNS[i].state, i + 1);

      plant (database, i + 1, RUNS[i].deleted);
      run_sql (database, sql);
    }
  g_assert_true (lab_thin_apply (database, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (RUNS); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM run WHERE id = %u", i + 1);

      g_assert_cmpint (lab_database_number (database, sql, -1), ==, RUNS[i].stays);
    }
}

/* There is never room enough: what stays are the weights of a run that is pinned, of one in
 * training, and those that a branch begins with. */
static void
test_weights_that_stay (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *change;
    gint64 n_left;
  } RUNS[] = {
    { "UPDATE run SET state = 'stopped' WHERE id = 1", 0 },
    { "UPDATE run SET state = 'training' WHERE id = 2", N_WEIGHTS },
    { "UPDATE run SET pinned = 1 WHERE id = 3", N_WEIGHTS },
    { "UPDATE run SET parent_step = 7 WHERE id = 4; UPDATE weights SET step = step - 1", 1 },
  };
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (RUNS); i++)
    {
      plant (database, i + 1, "NULL");
      run_sql (database, RUNS[i].change);
    }
  run_sql (database, "INSERT INTO preference VALUES ('limit', 1)");
  g_assert_true (lab_thin_apply (database, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (RUNS); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM weights WHERE run = %u", i + 1);

      g_assert_cmpint (lab_database_number (database, sql, -1), ==, RUNS[i].n_left);
    }
}

#define N_REGRETTED 150

/* Somebody takes back all that is left of what was deleted, at the n-th change. */
typedef struct
{
  LabHistory *history;
  sqlite3 *db;
  int changes;
  guint countdown;
  GArray *kept; /* [gint64] */
  guint n_refused;
  gint cancelled; /* from then on */
} Regret;

static int
regret (guint kind, gpointer data, gpointer statement, gpointer detail)
{
  Regret *self = data;

  if (sqlite3_total_changes (self->db) == self->changes || self->countdown == 0)
    return 0;
  self->changes = sqlite3_total_changes (self->db);
  self->countdown--;
  for (gint64 run = 101; run <= 100 + N_REGRETTED && self->countdown == 0; run++)
    if (lab_history_undelete (self->history, run, NULL))
      g_array_append_val (self->kept, run);
    else
      self->n_refused++;
  self->cancelled = self->countdown == 0;
  return 0;
}

/* A run that is taken back while others go stays, whole; what goes cannot be taken back or read,
 * nor where it is half gone and the program ends. */
static void
test_taken_back_meanwhile (Fixture *self, gconstpointer data)
{
  static const struct
  {
    guint countdown; /* pieces of 100 runs are given up, then removed */
    guint n_kept;
  } WHEN[] = { { 1, N_REGRETTED - 100 }, { 3, 0 } };

  for (guint w = 0; w < G_N_ELEMENTS (WHEN); w++)
    {
      g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
      g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gint64));
      Regret all = { self->history, database->db, 0, WHEN[w].countdown, kept, 0, FALSE };
      g_autoptr (GPtrArray) list = NULL;

      run_sql (database, "PRAGMA foreign_keys = ON; DELETE FROM run; DELETE FROM experiment");
      plant_deleted (database, N_REGRETTED);
      all.changes = sqlite3_total_changes (database->db);
      sqlite3_trace_v2 (database->db, SQLITE_TRACE_PROFILE, regret, &all);
      lab_thin_apply (database, &all.cancelled, NULL);
      sqlite3_trace_v2 (database->db, 0, NULL, NULL);
      g_assert_cmpuint (all.countdown, ==, 0);
      g_assert_cmpuint (kept->len, ==, WHEN[w].n_kept);
      g_assert_cmpuint (all.n_refused, ==, N_REGRETTED - WHEN[w].n_kept);
      list = lab_history_list (self->history, &(LabQuery){ .deleted = TRUE }, NULL);
      g_assert_cmpuint (list->len, ==, 0);

      g_assert_true (lab_thin_apply (database, NULL, NULL));
      g_assert_cmpint (n_runs (database), ==, kept->len);
      g_assert_cmpint (lab_database_number (database, "SELECT count(*) FROM series", -1), ==,
                       kept->len);
    }
}

/* What is half gone is not read, nor gone on with. */
static void
test_given_up (Fixture *self, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = lab_records_experiment (self->data, NULL, NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const gint64 run = lab_kept_history_train (self, engine);
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  g_autoptr (LabRun) record = lab_history_read (self->history, run, NULL);
  GError *error = NULL;

  g_assert_nonnull (record);
  run_sql (database, "UPDATE run SET state = 'stopped', deleted = 0");
  g_assert_null (lab_history_read (self->history, run, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  g_assert_null (lab_history_resume (self->history, run, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
}

#define ADD(path, test) \
  g_test_add (path, Fixture, NULL, lab_kept_history_set_up, test, lab_kept_history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/history/thin/in-pieces", test_in_pieces);
  ADD ("/history/thin/closed-meanwhile", test_closed_meanwhile);
  ADD ("/history/thin/grace", test_grace);
  ADD ("/history/thin/weights-that-stay", test_weights_that_stay);
  ADD ("/history/thin/taken-back-meanwhile", test_taken_back_meanwhile);
  ADD ("/history/thin/given-up", test_given_up);
  return g_test_run ();
}
