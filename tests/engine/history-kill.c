/* SPDX-License-Identifier: MIT */
/*
 * Killed at a random moment of training, again and again: the history opens and is whole, nothing
 * older than a second is missing, and a run that is resumed ends with the bits of one that was
 * never interrupted. `test-history-kill 200` does it so often.
 *
 * The training is in a program of its own, this one with other arguments. It writes down what its
 * records hold, and when, in memory that it shares with the one that kills it.
 */
#include "core/random.h"
#include "records.h"
#include "store/database.h"
#include "store/history.h"
#include "temp.h"
#include "toy.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLS     6
#define N_SAMPLES 100000
#define PACE      300.0

typedef struct
{
  gint64 time;
  guint64 losses;
  guint evaluations;
  guint journal;
} Sample;

typedef struct
{
  atomic_uint n;
  Sample at[N_SAMPLES];
} Witness;

static guint kills = KILLS;

static Witness *
share (const char *path)
{
  const int file = open (path, O_RDWR | O_CREAT, 0600);
  Witness *witness;

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (ftruncate (file, sizeof (Witness)), ==, 0);
  witness = mmap (NULL, sizeof (Witness), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  g_assert_true (witness != MAP_FAILED);
  close (file);
  return witness;
}

static LabExperiment *
experiment_on (const char *data)
{
  return lab_records_experiment (data, "epochs", "60", "evaluations", "2", NULL);
}

/* ---- the one that is killed ---- */

static int
train (char **arguments)
{
  const char *path = arguments[0], *data = arguments[1];
  const gboolean changes = *arguments[3] == '1';
  Witness *witness = share (arguments[2]);
  g_autoptr (LabExperiment) experiment = experiment_on (data);
  LabEngine *engine = lab_records_engine (experiment);
  const LabRun *run = lab_engine_get_run (engine, 2);
  LabHistory *history = lab_history_open (path, NULL);

  g_assert_true (lab_history_follow (history, engine, "Killed", NULL));
  lab_engine_set_pace (engine, PACE);
  lab_engine_resume (engine);
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      witness->at[i] = (Sample){ g_get_monotonic_time (), lab_series_count (run->loss),
                                 lab_run_n_evaluations (run), lab_run_n_journal (run) };
      atomic_store (&witness->n, i + 1);
      if (changes && i % 64 == 32)
        {
          g_autofree char *rate = g_strdup_printf ("0.0%u", 1 + i / 64 % 7);

          g_assert_true (lab_engine_change (engine, 0, LAB_SETTING_LEARNING_RATE, rate, NULL));
        }
      g_usleep (2000);
    }
  return 0;
}

/* ---- the one that kills ---- */

typedef struct
{
  char *data;
  LabTemp *folder;
  char *path;
  char *shared;
  Witness *witness;
} Fixture;

static pid_t
start (const Fixture *self, gboolean changes)
{
  const pid_t child = fork ();

  if (child == 0)
    {
      execl ("/proc/self/exe", "test-history-kill", "train", self->path, self->data, self->shared,
             changes ? "1" : "0", NULL);
      _exit (127);
    }
  return child;
}

static void
assert_whole (const Fixture *self)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);
  g_autoptr (sqlite3_stmt) row = lab_database_ask (database, NULL, "PRAGMA integrity_check", "");

  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (row, 0), ==, "ok");
}

/* When the first thing happened that is missing. */
static gint64
find_missing (const Fixture *self, const LabRun *run, gint64 killed)
{
  const guint n = atomic_load (&self->witness->n);

  for (guint i = 0; i < n; i++)
    {
      const Sample *sample = &self->witness->at[i];

      if (sample->losses > lab_series_count (run->loss)
          || sample->evaluations > lab_run_n_evaluations (run)
          || sample->journal > lab_run_n_journal (run))
        return MIN (sample->time, killed);
    }
  return killed;
}

/* The longest time that the witness, which is to write every two milliseconds, did not get its
 * turn: on a machine that is busy with other things the writer does not get its own either. */
static gint64
longest_gap (const Fixture *self, gint64 killed)
{
  const guint n = atomic_load (&self->witness->n);
  gint64 longest = 0;

  for (guint i = 1; i < n; i++)
    if (self->witness->at[i].time > killed - 3 * G_USEC_PER_SEC)
      longest = MAX (longest, self->witness->at[i].time - self->witness->at[i - 1].time);
  return longest;
}

static void
assert_remembered (const Fixture *self, LabHistory *history, gint64 id, gint64 killed)
{
  GError *error = NULL;
  g_autoptr (LabRun) run = lab_history_read (history, id, &error);
  gint64 missing, gap;

  g_assert_no_error (error);
  missing = killed - find_missing (self, run, killed);
  gap = longest_gap (self, killed);
  g_test_message ("the last %" G_GINT64_FORMAT
                  " ms are missing, the longest gap is %" G_GINT64_FORMAT,
                  missing / 1000, gap / 1000);
  g_assert_cmpint (missing, <=, G_USEC_PER_SEC + gap);
  if (lab_run_get_state (run) != LAB_RUN_FINISHED)
    g_assert_cmpint (lab_run_get_state (run), ==, LAB_RUN_INTERRUPTED);
}

static void
finish (LabHistory *history, gint64 id)
{
  GError *error = NULL;
  g_autoptr (LabRun) run = lab_history_resume (history, id, &error);
  g_autoptr (LabEngine) engine = NULL;

  if (g_error_matches (error, LAB_ERROR, LAB_ERROR_REQUEST))
    {
      g_error_free (error); /* it had come to its end */
      return;
    }
  g_assert_no_error (error);
  engine = lab_records_go_on (run);
  lab_history_follow (history, engine, "", &error);
  g_assert_no_error (error);
  lab_records_finish (engine);
  lab_history_leave (history, engine);
  lab_history_flush (history, &error);
  g_assert_no_error (error);
}

/* Spec and journal say what the run would have been without a break. */
static void
assert_same_as_whole (LabHistory *history, gint64 id, const LabEngine *whole, gboolean changed)
{
  GError *error = NULL;
  g_autoptr (LabRun) run = lab_history_read (history, id, &error);
  g_autoptr (LabRun) again = NULL;

  g_assert_no_error (error);
  if (!changed)
    {
      lab_records_assert_same (lab_engine_get_run (whole, run->side), run, FALSE);
      return;
    }
  again = lab_history_retrain (history, id, lab_engine_get_dataset (whole), NULL, &error);
  g_assert_no_error (error);
  lab_records_assert_same (again, run, FALSE);
}

static void
kill_once (const Fixture *self, const LabEngine *whole, guint trial, gulong after_us)
{
  const gboolean changes = trial % 2 == 1;
  GError *error = NULL;
  LabHistory *history;
  GPtrArray *list;
  gint64 killed;
  int status;
  pid_t child;

  atomic_store (&self->witness->n, 0);
  child = start (self, changes);
  while (atomic_load (&self->witness->n) == 0)
    g_usleep (1000);
  g_usleep (after_us);
  kill (child, SIGKILL);
  killed = g_get_monotonic_time ();
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));

  assert_whole (self);
  history = lab_history_open (self->path, &error);
  g_assert_no_error (error);
  list = lab_history_list (history, &(LabQuery){ .words = "killed", .descending = TRUE }, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 3 && list->len > 3 * trial; i++)
    {
      const LabSummary *summary = list->pdata[i];

      if (summary->side == 2)
        assert_remembered (self, history, summary->id, killed);
      finish (history, summary->id);
      assert_same_as_whole (history, summary->id, whole, changes);
    }
  /* A history of one that was killed at once may have nothing of it. */
  g_assert_true (list->len == 3 * (trial + 1) || after_us < G_USEC_PER_SEC);
  for (guint i = list->len; i < 3 * (trial + 1); i++)
    {
      g_autoptr (LabEngine) engine = NULL;
      g_autoptr (LabExperiment) one = experiment_on (self->data);

      engine = lab_records_engine (one);
      g_assert_true (lab_history_follow (history, engine, "Killed", NULL));
      lab_records_finish (engine);
      lab_history_leave (history, engine);
      g_assert_true (lab_history_flush (history, NULL));
      i += 2;
    }
  g_ptr_array_unref (list);
  lab_history_close (history);
}

static void
test_kill (void)
{
  Fixture self = { .data = lab_toy_write (3), .folder = lab_temp_new () };
  g_autoptr (LabExperiment) experiment = experiment_on (self.data);
  g_autoptr (LabEngine) whole = lab_records_engine (experiment);
  LabRandom random;

  self.path = g_build_filename (self.folder, "history.sqlite", NULL);
  self.shared = g_build_filename (self.folder, "witness", NULL);
  self.witness = share (self.shared);
  lab_records_finish (whole);
  lab_random_init (&random, (guint64) g_test_rand_int (), LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < kills; trial++)
    {
      kill_once (&self, whole, trial, lab_random_below (&random, 2800000));
      g_test_message ("kill %u of %u", trial + 1, kills);
    }
  munmap (self.witness, sizeof (Witness));
  g_free (self.path);
  g_free (self.shared);
  lab_temp_free (self.folder);
  lab_toy_remove (self.data);
}

int
main (int argc, char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "train"))
    return train (argv + 2);
  if (argc == 2 && g_ascii_isdigit (*argv[1]))
    kills = (guint) atoi (argv[--argc]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/kill", test_kill);
  return g_test_run ();
}
