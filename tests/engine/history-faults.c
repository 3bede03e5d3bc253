/* SPDX-License-Identifier: MIT */
/* A history that cannot be opened, written or believed: a message of one line, nothing lost that
 * was there, and the training goes on. */
#include "core/random.h"
#include "predictions.h"
#include "records.h"
#include "store/history.h"
#include "store/schema.h"
#include "temp.h"
#include "toy.h"
#include "train/trainer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  char *data;
  LabTemp *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->data = lab_toy_write (3);
  self->folder = lab_temp_new ();
  self->path = g_build_filename (self->folder, "history.sqlite", NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  lab_temp_free (self->folder);
  g_free (self->path);
  lab_toy_remove (self->data);
}

static LabHistory *
open_history (const Fixture *self)
{
  GError *error = NULL;
  LabHistory *history = lab_history_open (self->path, &error);

  g_assert_no_error (error);
  return history;
}

static LabEngine *
toy_engine (const Fixture *self, const char *epochs)
{
  g_autoptr (LabExperiment) experiment
      = lab_records_experiment (self->data, "epochs", epochs, NULL);

  return lab_records_engine (experiment);
}

/* A history with three finished runs, closed. */
static void
fill (const Fixture *self)
{
  g_autoptr (LabHistory) history = open_history (self);
  g_autoptr (LabEngine) engine = toy_engine (self, "3");

  g_assert_true (lab_history_follow (history, engine, "A title", NULL));
  lab_records_finish (engine);
  lab_history_leave (history, engine);
  g_assert_true (lab_history_flush (history, NULL));
}

static void
run_sql (const Fixture *self, const char *sql)
{
  GError *error = NULL;
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, &error);

  g_assert_no_error (error);
  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
}

static GBytes *
contents (const Fixture *self)
{
  char *text;
  gsize length;

  g_assert_true (g_file_get_contents (self->path, &text, &length, NULL));
  return g_bytes_new_take (text, length);
}

static void
assert_line (const GError *error, int code, const char *word)
{
  g_assert_error (error, LAB_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_nonnull (strstr (error->message, word));
}

/* The file is refused, with the word in the message, and is as it was. */
static void
assert_refused (const Fixture *self, int code, const char *word)
{
  g_autoptr (GBytes) before = contents (self), after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_history_open (self->path, &error));
  assert_line (error, code, word);
  after = contents (self);
  g_assert_true (g_bytes_equal (before, after));
}

/* ---- opening ---- */

static void
test_unwritable (Fixture *self, gconstpointer data)
{
  g_autofree char *below = g_build_filename (self->path, "below", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_history_open ("/proc/nowhere/history.sqlite", &error));
  assert_line (error, LAB_ERROR_OUTPUT, "/proc/nowhere");
  g_clear_error (&error);
  g_assert_null (lab_history_open ("/proc/history.sqlite", &error));
  assert_line (error, LAB_ERROR_OUTPUT, "/proc/history.sqlite");
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (self->path, "", 0, NULL));
  g_assert_null (lab_history_open (below, &error));
  assert_line (error, LAB_ERROR_OUTPUT, self->path);
}

static void
test_newer (Fixture *self, gconstpointer data)
{
  fill (self);
  run_sql (self, "PRAGMA user_version = 3");
  assert_refused (self, LAB_ERROR_OUTPUT, "newer version");
}

static void
test_of_another_program (Fixture *self, gconstpointer data)
{
  run_sql (self, "CREATE TABLE run (id)");
  assert_refused (self, LAB_ERROR_OUTPUT, "another program");
}

static void
test_no_database (Fixture *self, gconstpointer data)
{
  g_autofree char *aside = NULL;
  g_autoptr (LabHistory) history = NULL;
  GError *error = NULL;
  char text[5000];

  memset (text, 'x', sizeof text);
  g_assert_true (g_file_set_contents (self->path, text, sizeof text, NULL));
  assert_refused (self, LAB_ERROR_DATA, "damaged");
  aside = lab_history_set_aside (self->path, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  history = open_history (self);
}

/* Bytes that are changed at random: errors at most. */
static void
test_damaged (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  LabRandom random;

  fill (self);
  whole = contents (self);
  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 40; trial++)
    {
      gsize size;
      const guint8 *bytes = g_bytes_get_data (whole, &size);
      g_autofree guint8 *copy = g_memdup2 (bytes, size);
      g_autoptr (LabHistory) history = NULL;
      g_autoptr (GPtrArray) list = NULL;
      g_autoptr (LabRun) one = NULL;
      const LabQuery query = { 0 };

      for (guint i = 0; i < 200; i++)
        copy[100 + lab_random_below (&random, (guint32) size - 100)]
            = (guint8) lab_random_below (&random, 256);
      g_assert_true (g_file_set_contents (self->path, (const char *) copy, (gssize) size, NULL));
      history = lab_history_open (self->path, NULL);
      if (history == NULL)
        continue;
      list = lab_history_list (history, &query, NULL);
      for (gint64 run = 1; run <= 3; run++)
        {
          g_clear_pointer (&one, lab_run_unref);
          one = lab_history_read (history, run, NULL);
          g_clear_pointer (&one, lab_run_unref);
          one = lab_history_resume (history, run, NULL);
          lab_history_rename (history, run, "name", NULL);
        }
    }
}

/* What does not fit together is said of the one run. */
static void
test_unbelievable (Fixture *self, gconstpointer data)
{
  static const char *const SQL[] = {
    "UPDATE run SET state = 'unknown'",
    "UPDATE run SET n_classes = -1",
    "UPDATE run SET n_classes = 5",
    "UPDATE run SET steps_per_epoch = 0",
    "UPDATE run SET side = 4",
    "UPDATE spec SET file = '{'",
    "UPDATE spec SET file = replace (file, '\"losslab\": 1', '\"losslab\": 2')",
    "UPDATE series SET numbers = x'000000'",
    "UPDATE series SET start = 1",
    "UPDATE evaluation SET test = x'00'",
    "UPDATE evaluation SET train = x'00' WHERE train IS NOT NULL",
    "UPDATE epoch SET epoch = epoch + 1000000 WHERE epoch = 2; UPDATE evaluation SET step = step + "
    "1"
    " WHERE step = (SELECT max (step) FROM evaluation)",
    "INSERT INTO journal VALUES (1, 0, 3, 'nothing', '1')",
    "UPDATE run SET state = 'diverged'",
    "UPDATE spec SET file = x''",
    "INSERT INTO journal VALUES (1, 0, 3, 'lr', 'much')",
    "INSERT INTO journal VALUES (1, 0, 3, 'epochs', '2')",
    "DELETE FROM evaluation WHERE step = (SELECT max (step) FROM evaluation)",
    "DELETE FROM series",
  };

  fill (self);
  for (guint i = 0; i < G_N_ELEMENTS (SQL); i++)
    {
      g_autoptr (GBytes) before = contents (self);
      g_autoptr (GError) error = NULL;
      g_autoptr (LabHistory) history = NULL;
      gsize size;

      run_sql (self, SQL[i]);
      history = open_history (self);
      g_assert_null (lab_history_read (history, 1, &error));
      g_assert_nonnull (error);
      g_assert_null (strchr (error->message, '\n'));
      g_clear_pointer (&history, lab_history_close);
      g_assert_true (g_file_set_contents (self->path, g_bytes_get_data (before, &size),
                                          (gssize) g_bytes_get_size (before), NULL));
    }
}

static const struct
{
  const char *table;
  const char *column;
} BLOBS[] = {
  { "series", "numbers" },      { "evaluation", "test" },     { "evaluation", "validation" },
  { "evaluation", "train" },    { "evaluation", "test2" },    { "evaluation", "validation2" },
  { "evaluation", "train2" },   { "weights", "theta" },       { "checkpoint", "theta" },
  { "checkpoint", "average1" }, { "checkpoint", "average2" },
};

/* Each blob without its end, too long, without anything, and a text in its place. */
static const char *const CUTS[] = {
  "substr ({}, 1, length ({}) - 4)",
  "substr ({}, 1, length ({}) - 1)",
  "substr ({}, 1, 4)",
  "CAST ({} || x'00000000' AS BLOB)",
  "CAST ({} || {} AS BLOB)",
  "x''",
  "'text'",
};

/* Two runs with two tasks and a validation set, stopped in mid-training; the first is changed. */
static void
fill_stopped (const Fixture *self)
{
  g_autoptr (LabHistory) history = open_history (self);
  g_autoptr (LabExperiment) experiment
      = lab_records_experiment (self->data, "epochs", "4", "loss", "multi-task-uncertainty",
                                "validation", "0.2", NULL);
  g_autoptr (LabEngine) engine = lab_records_engine (experiment);
  const LabRun *run = lab_engine_get_run (engine, 0);

  g_assert_true (lab_history_follow (history, engine, "A title", NULL));
  while (lab_run_n_epochs (run) < 2)
    {
      const guint64 before = lab_series_count (run->loss);

      /* One that is asked for before the last one is over is not done. */
      do
        {
          lab_engine_step (engine);
          g_usleep (2000);
        }
      while (lab_series_count (run->loss) == before);
    }
  lab_engine_stop (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
  lab_history_leave (history, engine);
  g_assert_true (lab_history_flush (history, NULL));
}

/* What a program does with a run that it has read. */
static gboolean
use (LabHistory *history, gint64 id, GError **error)
{
  g_autoptr (LabRun) run = lab_history_read (history, id, error);
  g_autoptr (LabRun) goes_on = NULL;
  g_autoptr (LabDataset) dataset = NULL;
  g_autoptr (LabTrainingSet) set = NULL;
  g_autoptr (LabEngine) engine = NULL;

  if (run == NULL)
    return FALSE;
  dataset = lab_dataset_load (run->spec->dataset, NULL);
  set = lab_damage_apply (&run->spec->damage, dataset, NULL);
  if (!lab_trainer_check (run, dataset, error)
      || (goes_on = lab_history_resume (history, id, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < lab_run_n_evaluations (run); i++)
    {
      const LabEvaluation *e = lab_run_get_evaluation (run, i);
      LabPredictions *said
          = e->theta == NULL ? NULL : lab_predictions_new (run->spec, dataset, set, e->theta, NULL);

      g_clear_pointer (&said, lab_predictions_unref);
    }
  engine = lab_engine_new_from_runs (&goes_on, 1, dataset, 1, NULL, NULL, error);
  return engine != NULL;
}

/* Every blob, cut in every way: a message that names the run, or the run as far as it goes. */
static void
test_blobs (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (LabHistory) first = NULL;
  g_autoptr (GError) none = NULL;
  guint n_refused = 0;

  fill_stopped (self);
  whole = contents (self);
  first = open_history (self);
  use (first, 1, &none);
  g_assert_no_error (none);
  g_clear_pointer (&first, lab_history_close);
  for (guint blob = 0; blob < G_N_ELEMENTS (BLOBS); blob++)
    for (guint cut = 0; cut < G_N_ELEMENTS (CUTS); cut++)
      {
        const char *column = BLOBS[blob].column;
        GString *value = g_string_new (CUTS[cut]);
        g_autofree char *sql = NULL;
        g_autoptr (GError) error = NULL;
        g_autoptr (LabHistory) history = NULL;
        gsize size;

        g_string_replace (value, "{}", column, 0);
        sql = g_strdup_printf ("UPDATE %s SET %s = %s WHERE run = 1 AND %s IS NOT NULL",
                               BLOBS[blob].table, column, value->str, column);
        g_string_free (value, TRUE);
        g_assert_true (g_file_set_contents (self->path, g_bytes_get_data (whole, &size),
                                            (gssize) g_bytes_get_size (whole), NULL));
        run_sql (self, sql);
        history = open_history (self);
        if (!use (history, 1, &error))
          {
            assert_line (error, LAB_ERROR_DATA, "run 1 of the history");
            n_refused++;
          }
        else
          g_assert_cmpstr (BLOBS[blob].table, ==, "series");
        g_clear_error (&error);
        use (history, 2, &error);
        g_assert_no_error (error);
      }
  g_test_message ("%u of %u refused", n_refused,
                  (guint) (G_N_ELEMENTS (BLOBS) * G_N_ELEMENTS (CUTS)));
}

/* The pictures have become fewer, and larger, since: the weights are those of another network. */
static void
test_other_pictures (Fixture *self, gconstpointer data)
{
  g_autoptr (LabHistory) history = NULL;
  g_autoptr (LabRun) run = NULL;
  g_autoptr (LabDataset) dataset = NULL;
  g_autoptr (GError) error = NULL;

  fill (self);
  history = open_history (self);
  run = lab_history_read (history, 1, &error);
  g_assert_no_error (error);
  dataset = lab_dataset_load (run->spec->dataset, NULL);
  g_assert_true (lab_trainer_check (run, dataset, &error));
  dataset->train.n /= 2;
  g_assert_null (lab_history_retrain (history, 1, dataset, NULL, &error));
  assert_line (error, LAB_ERROR_REQUEST, "is not what it was");
  g_clear_error (&error);
  dataset->rows++;
  g_assert_false (lab_trainer_check (run, dataset, &error));
  assert_line (error, LAB_ERROR_REQUEST, "is not what it was");
}

/* Whatever SQLite answers: one line that names the file and says what to do. */
static void
test_codes (Fixture *self, gconstpointer data)
{
  const struct
  {
    int code;
    int kind;
    const char *words;
  } cases[] = {
    { SQLITE_CORRUPT, LAB_ERROR_DATA, "damaged" },
    { SQLITE_ERROR, LAB_ERROR_DATA, "damaged" },
    { SQLITE_BUSY_SNAPSHOT, LAB_ERROR_OUTPUT, "locked by another program" },
    { SQLITE_READONLY_DBMOVED, LAB_ERROR_OUTPUT, "permissions" },
    { SQLITE_CANTOPEN, LAB_ERROR_OUTPUT, "permissions" },
    { SQLITE_FULL, LAB_ERROR_OUTPUT, "free some space" },
    { SQLITE_IOERR_WRITE, LAB_ERROR_OUTPUT, "free some space" },
    { SQLITE_NOMEM, LAB_ERROR_MEMORY, "end other programs" },
  };

  for (int code = 1; code <= 0x3fff; code++)
    {
      g_autoptr (GError) error = NULL;
      const char *remedy;

      g_assert_false (lab_database_refuse ("/a/file", code, "its words\nin two lines", &error));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_nonnull (strstr (error->message, "the history ‘/a/file’ "));
      remedy = strstr (error->message, "(its words in two lines): ");
      g_assert_nonnull (remedy);
      g_assert_cmpuint (strlen (remedy), >, 35);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      lab_database_refuse ("/a/file", cases[i].code, "words", &error);
      assert_line (error, cases[i].kind, cases[i].words);
    }
}

/* ---- writing ---- */

/* Waits for the writer to say what is wrong. */
static char *
wait_for_problem (LabHistory *history)
{
  for (guint i = 0; i < 10000; i++)
    {
      char *problem = lab_history_dup_problem (history);

      if (problem != NULL)
        return problem;
      g_usleep (1000);
    }
  g_assert_not_reached ();
}

static void
assert_all_there (LabHistory *history, const LabEngine *engine)
{
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      GError *error = NULL;
      const LabRun *was = lab_engine_get_run (engine, i);
      g_autoptr (LabRun) is = lab_history_read (history, lab_run_get_id (was), &error);

      g_assert_no_error (error);
      lab_records_assert_same (was, is, FALSE);
    }
}

/* No file can grow, as on a full disk; then there is room again. */
static void
test_full (Fixture *self, gconstpointer data)
{
  g_autoptr (LabHistory) history = open_history (self);
  g_autoptr (LabEngine) engine = toy_engine (self, "3");
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit;

  g_assert_true (lab_history_follow (history, engine, "A title", NULL));
  g_assert_true (lab_history_flush (history, NULL));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &(struct rlimit){ 1000, limit.rlim_max }), ==, 0);
  lab_records_finish (engine);
  problem = wait_for_problem (history);
  g_assert_false (lab_history_flush (history, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  assert_line (error, LAB_ERROR_OUTPUT, "free some space");

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    g_assert_cmpint (lab_run_get_state (lab_engine_get_run (engine, i)), ==, LAB_RUN_FINISHED);
  lab_history_leave (history, engine);
  g_clear_error (&error);
  lab_history_flush (history, &error);
  g_assert_no_error (error);
  assert_all_there (history, engine);
}

static void
test_locked (Fixture *self, gconstpointer data)
{
  g_autoptr (LabHistory) history = open_history (self);
  g_autoptr (LabEngine) engine = toy_engine (self, "3");
  g_autoptr (LabDatabase) other = lab_database_open (self->path, 1000, NULL);
  g_autofree char *problem = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_history_follow (history, engine, "A title", NULL));
  g_assert_true (lab_history_flush (history, NULL));
  g_assert_true (lab_database_run (other, "BEGIN EXCLUSIVE", NULL));
  lab_records_finish (engine);
  problem = wait_for_problem (history);
  g_assert_nonnull (strstr (problem, "locked by another program"));
  g_assert_false (lab_history_rename (history, 1, "name", &error));
  assert_line (error, LAB_ERROR_OUTPUT, "locked");
  g_clear_error (&error);
  g_assert_true (lab_database_run (other, "COMMIT", NULL));
  lab_history_leave (history, engine);
  lab_history_flush (history, &error);
  g_assert_no_error (error);
  assert_all_there (history, engine);
}

/* What the tables do not take is said, not left out. */
static void
test_no_number (Fixture *self, gconstpointer data)
{
  g_autoptr (LabHistory) history = open_history (self);
  g_autoptr (LabEngine) engine = toy_engine (self, "3");
  LabEpoch *epoch;
  GError *error = NULL;

  lab_records_finish (engine);
  epoch = (LabEpoch *) lab_run_get_epoch (lab_engine_get_run (engine, 0), 1);
  epoch->seconds = (double) NAN;
  g_assert_true (lab_history_follow (history, engine, "A title", NULL));
  lab_history_leave (history, engine);
  g_assert_false (lab_history_flush (history, &error));
  assert_line (error, LAB_ERROR_OUTPUT, "epoch.seconds");
  g_clear_error (&error);
  epoch->seconds = 1.0;
  lab_history_flush (history, &error);
  g_assert_no_error (error);
  assert_all_there (history, engine);
}

/* Nobody opens it any more, and there is still something to write: the end does not wait for ever.
 */
static void
test_locked_at_the_end (Fixture *self, gconstpointer data)
{
  LabHistory *history = open_history (self);
  g_autoptr (LabEngine) engine = toy_engine (self, "1");
  g_autoptr (LabDatabase) other = lab_database_open (self->path, 1000, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (lab_history_follow (history, engine, "A title", NULL));
  g_assert_true (lab_history_flush (history, NULL));
  g_assert_true (lab_database_run (other, "BEGIN EXCLUSIVE", NULL));
  lab_records_finish (engine);
  lab_history_leave (history, engine);
  g_assert_false (lab_history_finish (history, &error));
  assert_line (error, LAB_ERROR_OUTPUT, "locked");
  g_assert_true (lab_database_run (other, "COMMIT", NULL));
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/history/faults/unwritable", test_unwritable);
  ADD ("/history/faults/newer", test_newer);
  ADD ("/history/faults/of-another-program", test_of_another_program);
  ADD ("/history/faults/no-database", test_no_database);
  ADD ("/history/faults/damaged", test_damaged);
  ADD ("/history/faults/unbelievable", test_unbelievable);
  ADD ("/history/faults/blobs", test_blobs);
  ADD ("/history/faults/other-pictures", test_other_pictures);
  ADD ("/history/faults/codes", test_codes);
  ADD ("/history/faults/full", test_full);
  ADD ("/history/faults/locked", test_locked);
  ADD ("/history/faults/no-number", test_no_number);
  ADD ("/history/faults/locked-at-the-end", test_locked_at_the_end);
  return g_test_run ();
}
