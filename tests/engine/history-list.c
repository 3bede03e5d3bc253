/* SPDX-License-Identifier: MIT */
/* What a list tells of runs: words that find them, orders, and what a person writes. */
#include "kept-history.h"
#include "records.h"
#include "store/database.h"

typedef LabKeptHistory Fixture;

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
  const gint64 first = lab_kept_history_train (self, engine);
  gint64 by_title;
  GError *error = NULL;
  g_autoptr (LabSummary) summary = NULL;
  g_autoptr (LabFile) file = NULL;

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
  summary = lab_kept_history_find (self, first);
  g_assert_cmpstr (summary->title, ==, "Zähne putzen");
  file = lab_history_read_file (self->history, summary->experiment, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->title, ==, "Zähne putzen");
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

  by_title = lab_kept_history_train (self, other);
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
  lab_kept_history_reopen (self);
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

#define ADD(path, test) \
  g_test_add (path, Fixture, NULL, lab_kept_history_set_up, test, lab_kept_history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/history/list", test_list);
  ADD ("/history/list/many", test_many);
  return g_test_run ();
}
