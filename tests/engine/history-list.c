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

/* Every order, both ways: the pinned run is first, and what has no accuracy is last. */
static void
test_orders (Fixture *self, gconstpointer data)
{
  static const struct
  {
    gint64 up[5], down[5];
  } ORDERS[] = {
    [LAB_ORDER_CREATED] = { { 5, 4, 1, 3, 2 }, { 5, 2, 3, 1, 4 } },
    [LAB_ORDER_TITLE] = { { 5, 3, 2, 1, 4 }, { 5, 4, 1, 2, 3 } },
    [LAB_ORDER_LOSS] = { { 5, 1, 4, 2, 3 }, { 5, 3, 2, 4, 1 } },
    [LAB_ORDER_TEST_ACCURACY] = { { 5, 1, 2, 3, 4 }, { 5, 3, 2, 1, 4 } },
    [LAB_ORDER_BALANCED_ACCURACY] = { { 5, 3, 1, 2, 4 }, { 5, 2, 1, 3, 4 } },
  };
  static const char SQL[]
      = "UPDATE run SET pinned = id = 5;"
        "UPDATE run SET created = 20, title = 'c', loss = 'z', loss_title = 'A', test_accuracy = "
        ".1,"
        " balanced_accuracy = .5 WHERE id = 1;"
        "UPDATE run SET created = 40, title = 'B', loss = 'c', loss_title = '', test_accuracy = .2,"
        " balanced_accuracy = .6 WHERE id = 2;"
        "UPDATE run SET created = 30, title = 'a', loss = 'x', loss_title = 'D', test_accuracy = "
        ".3,"
        " balanced_accuracy = .4 WHERE id = 3;"
        "UPDATE run SET created = 10, title = 'D', loss = 'y', loss_title = 'b',"
        " test_accuracy = NULL, balanced_accuracy = NULL WHERE id = 4;";
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);

  G_STATIC_ASSERT (G_N_ELEMENTS (ORDERS) == LAB_N_ORDERS);
  plant (self, 5);
  g_assert_true (lab_database_run (database, SQL, NULL));
  for (guint order = 0; order < LAB_N_ORDERS; order++)
    for (guint down = 0; down < 2; down++)
      {
        const LabQuery query = { .order = order, .descending = down != 0 };
        g_autoptr (GPtrArray) list = lab_history_list (self->history, &query, NULL);

        g_assert_cmpuint (list->len, ==, 5);
        for (guint i = 0; i < 5; i++)
          g_assert_cmpint (((LabSummary *) list->pdata[i])->id, ==,
                           down != 0 ? ORDERS[order].down[i] : ORDERS[order].up[i]);
      }
}

/* Numbers that no run has: what a list shows can be shown, at any place on earth. */
static void
test_wrong_numbers (Fixture *self, gconstpointer data)
{
  static const char *const NUMBERS[]
      = { "-9223372036854775808", "9223372036854775807", "-1", "'x'", "253402300800" };
  g_autoptr (LabDatabase) database = lab_database_open (self->path, 1000, NULL);

  plant (self, 1);
  for (guint i = 0; i < G_N_ELEMENTS (NUMBERS); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "UPDATE run SET created = %1$s, step = %1$s, n_steps = %1$s,"
          " steps_per_epoch = %1$s, parent_step = %1$s, side = %1$s, seed = %1$s",
          NUMBERS[i]);
      g_autoptr (GTimeZone) east = g_time_zone_new_offset (14 * 3600);
      g_autoptr (GTimeZone) west = g_time_zone_new_offset (-12 * 3600);
      g_autoptr (LabSummary) summary = NULL;
      g_autoptr (GDateTime) created = NULL, there = NULL, elsewhere = NULL;

      g_assert_true (lab_database_run (database, sql, NULL));
      summary = lab_kept_history_find (self, 1);
      created = g_date_time_new_from_unix_utc (summary->created);
      g_assert_nonnull (created);
      there = g_date_time_to_timezone (created, east);
      elsewhere = g_date_time_to_timezone (created, west);
      g_assert_nonnull (there);
      g_assert_nonnull (elsewhere);
      g_assert_cmpuint (summary->side, <, LAB_MAX_SIDES);
      g_assert_cmpuint (summary->step, <=, G_MAXINT64);
      g_assert_cmpuint (summary->n_steps, <=, G_MAXINT64);
      g_assert_cmpuint (summary->steps_per_epoch, <=, G_MAXINT64);
      g_assert_cmpuint (summary->origin.step, <=, G_MAXINT64);
    }
}

#define ADD(path, test) \
  g_test_add (path, Fixture, NULL, lab_kept_history_set_up, test, lab_kept_history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/history/list", test_list);
  ADD ("/history/list/many", test_many);
  ADD ("/history/list/orders", test_orders);
  ADD ("/history/list/wrong-numbers", test_wrong_numbers);
  return g_test_run ();
}
