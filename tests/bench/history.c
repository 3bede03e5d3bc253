/* SPDX-License-Identifier: MIT */
/*
 * How long a history of ten thousand runs takes: bench-history FOLDER [RUNS]. One experiment is
 * trained on MNIST; its rows are then copied, all but the weights.
 */
#include "records.h"
#include "store/database.h"
#include "store/history.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUNDS 15

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

/* The median of ROUNDS, in milliseconds. */
static void
say (const char *what, gint64 *times)
{
  qsort (times, ROUNDS, sizeof *times, compare);
  printf ("%-40s %6.1f ms, at most %6.1f\n", what, (double) times[ROUNDS / 2] / 1000.0,
          (double) times[ROUNDS - 1] / 1000.0);
}

static void
fill (const char *path, guint n)
{
  GError *error = NULL;
  g_autoptr (LabHistory) history = lab_history_open (path, &error);
  g_autoptr (LabExperiment) experiment = lab_experiment_new ();
  g_autoptr (LabEngine) engine = NULL;
  g_autoptr (LabDatabase) database = NULL;

  g_assert_no_error (error);
  engine = lab_records_engine (experiment);
  g_assert_true (lab_history_follow (history, engine, "A rare class", &error));
  lab_records_finish (engine);
  lab_history_leave (history, engine);
  g_assert_true (lab_history_flush (history, &error));
  database = lab_database_open (path, 5000, &error);
  lab_database_run (database, "BEGIN", &error);
  for (guint i = 3; i <= n && error == NULL; i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "INSERT INTO run SELECT %u, experiment, 'Experiment %u', side, %u, loss, dataset, state,"
          " owner, created - %u, parent, parent_step, step, n_steps, steps_per_epoch, n_classes,"
          " test_accuracy - %u / 1e6, balanced_accuracy, NULL, NULL, 0, NULL, tags, note,"
          " 'experiment %u' || words, loss_title, settings FROM run WHERE id = 1;"
          "INSERT INTO spec SELECT %u, file, fingerprint FROM spec WHERE run = 1;"
          "INSERT INTO series SELECT %u, name, start, numbers FROM series WHERE run = 1;"
          "INSERT INTO epoch SELECT %u, epoch, loss, seconds FROM epoch WHERE run = 1;"
          "INSERT INTO evaluation SELECT %u, step, epoch, test_accuracy, test_loss,"
          " test_cross_entropy, test, validation, train, test2, validation2, train2"
          " FROM evaluation WHERE run = 1",
          i, i, i, i, i % 5000, i, i, i, i, i);

      lab_database_run (database, sql, &error);
    }
  lab_database_run (database, "COMMIT; ANALYZE", &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = g_build_filename (argc > 1 ? argv[1] : ".", "history.sqlite", NULL);
  const char *const words[] = { "class", "experiment 77", "nothing like it" };
  gint64 times[6][ROUNDS];

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    fill (path, argc > 2 ? (guint) atoi (argv[2]) : 10000);
  for (guint round = 0; round < ROUNDS; round++)
    {
      gint64 at = g_get_monotonic_time ();
      g_autoptr (LabHistory) history = lab_history_open (path, NULL);
      const LabQuery all = { .descending = TRUE };
      g_autoptr (GPtrArray) list = lab_history_list (history, &all, NULL);
      g_autoptr (LabRun) run = NULL, whole = NULL;

      times[0][round] = g_get_monotonic_time () - at;
      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        {
          const LabQuery query = { .words = words[i], .descending = TRUE };
          g_autoptr (GPtrArray) found = NULL;

          at = g_get_monotonic_time ();
          found = lab_history_list (history, &query, NULL);
          times[1 + i][round] = g_get_monotonic_time () - at;
          if (round == 0)
            printf ("‘%s’: %u of %u\n", words[i], found->len, list->len);
        }
      at = g_get_monotonic_time ();
      run = lab_history_read (history, 5000, NULL);
      times[4][round] = g_get_monotonic_time () - at;
      at = g_get_monotonic_time ();
      whole = lab_history_read (history, 1, NULL);
      times[5][round] = g_get_monotonic_time () - at;
    }
  say ("open the history and list it", times[0]);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *what = g_strdup_printf ("search ‘%s’", words[i]);

      say (what, times[1 + i]);
    }
  say ("open a run without weights", times[4]);
  say ("open a run with weights", times[5]);
  return 0;
}
