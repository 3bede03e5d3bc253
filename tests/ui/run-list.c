/* SPDX-License-Identifier: MIT */
/* The list of runs, on a history of ten thousand: what is found, what is made for it, what is
 * ticked. */
#include "ui/model/run-list.h"

#include "store/database.h"
#include "temp.h"
#include "ui/model/run-edit.h"

#define N_RUNS 10000

typedef struct
{
  LabTemp *home;
  char *path;
  LabArchive *archive;
  LabRunList *list;
  guint n_changes;
} Fixture;

static void
on_items (GListModel *list, guint at, guint removed, guint added, Fixture *fixture)
{
  fixture->n_changes++;
}

static void
wait_for (gpointer object, const char *signal)
{
  gboolean there = FALSE;
  const gulong handler
      = g_signal_connect_swapped (object, signal, G_CALLBACK (g_atomic_int_inc), &there);

  while (!there)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (object, handler);
}

/* As if somebody had trained for years: every tenth was interrupted. */
static void
write_runs (const char *path)
{
  g_autoptr (LabDatabase) database = lab_database_open (path, 1000, NULL);

  g_assert_true (lab_database_run (database, "PRAGMA foreign_keys = OFF; BEGIN", NULL));
  for (guint i = 0; i < N_RUNS; i++)
    {
      g_autofree char *title = g_strdup_printf ("Experiment %u", i / 2);
      g_autofree char *words = g_strdup_printf ("experiment %u\nfocal\nmnist\n\n", i / 2);

      g_assert_true (lab_database_do (
          database, NULL,
          "INSERT INTO run (experiment, state, side, seed, title, loss, dataset, words, created,"
          " step, n_steps, steps_per_epoch, n_classes, test_accuracy, balanced_accuracy)"
          " VALUES (?, ?, ?, 1, ?, 'focal', 'mnist', ?, ?, 10, 20, 4, 10, ?, 0.5)",
          "itittid", (gint64) (i / 2 + 1), i % 10 == 3 ? "interrupted" : "finished",
          (gint64) (i % 2), title, words, (gint64) i, (double) (i * 7919 % N_RUNS) / N_RUNS));
    }
  g_assert_true (lab_database_run (database, "COMMIT", NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->home = lab_temp_new ();
  fixture->path = g_build_filename (fixture->home, "history.sqlite", NULL);
  fixture->archive = lab_archive_new (fixture->path);
  wait_for (fixture->archive, "opened");
  g_assert_null (lab_archive_get_error (fixture->archive));
  write_runs (fixture->path);
  fixture->list = lab_run_list_new (fixture->archive);
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_items), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->list);
  lab_archive_shut (fixture->archive);
  g_object_unref (fixture->archive);
  lab_temp_free (fixture->home);
  g_free (fixture->path);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static LabRunItem *
item (Fixture *fixture, guint at)
{
  g_autoptr (LabRunItem) run = g_list_model_get_item (G_LIST_MODEL (fixture->list), at);

  return run; /* the list has it */
}

/* All of them, the newest first; the same object for the same place. */
static void
test_all (Fixture *fixture, gconstpointer data)
{
  lab_run_list_refresh (fixture->list);
  wait_for (fixture->list, "filled");
  g_assert_cmpuint (count (fixture), ==, N_RUNS);
  g_assert_cmpstr (lab_run_item_get_summary (item (fixture, 0))->title, ==, "Experiment 4999");
  g_assert_true (item (fixture, 77) == item (fixture, 77));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->list), N_RUNS));
  g_assert_cmpuint (fixture->n_changes, ==, 1);

  /* the same again: nothing moves */
  lab_run_list_refresh (fixture->list);
  wait_for (fixture->list, "filled");
  g_assert_cmpuint (fixture->n_changes, ==, 1);
}

/* Of what is asked while an answer is on its way, the last one counts. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  lab_run_list_search (fixture->list, "e");
  lab_run_list_search (fixture->list, "exp");
  lab_run_list_search (fixture->list, "4321 FOCAL");
  wait_for (fixture->list, "filled");
  g_assert_cmpuint (count (fixture), ==, 2);
  g_assert_cmpuint (fixture->n_changes, ==, 1);
  lab_run_list_search (fixture->list, "interrupted");
  wait_for (fixture->list, "filled");
  g_assert_cmpuint (count (fixture), ==, N_RUNS / 10);
  g_assert_true (lab_run_item_can_resume (item (fixture, 0)));
  lab_run_list_search (fixture->list, "nothing like it");
  wait_for (fixture->list, "filled");
  g_assert_cmpuint (count (fixture), ==, 0);
}

static void
count_call (guint *n)
{
  (*n)++;
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  double before = 2.0;
  gboolean descending = FALSE;
  guint n = 0;

  g_signal_connect_swapped (fixture->list, "sorted", G_CALLBACK (count_call), &n);
  for (guint i = 0; i < 2; i++) /* the second time there is nothing to do */
    lab_run_list_sort (fixture->list, LAB_ORDER_TEST_ACCURACY, TRUE);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (lab_run_list_get_order (fixture->list, &descending), ==,
                   LAB_ORDER_TEST_ACCURACY);
  g_assert_true (descending);
  wait_for (fixture->list, "filled");
  for (guint i = 0; i < 100; i++)
    {
      const double accuracy = lab_run_item_get_summary (item (fixture, i))->test_accuracy;

      g_assert_cmpfloat (accuracy, <=, before);
      before = accuracy;
    }
}

/* Ticked runs stay ticked where they are not listed, in the order in which they were ticked. */
static void
test_ticks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) listed = NULL;
  const gint64 *ids;
  gint64 first;
  guint n;

  lab_run_list_search (fixture->list, "17");
  wait_for (fixture->list, "filled");
  first = lab_run_item_get_summary (item (fixture, 3))->id;
  lab_run_list_tick (fixture->list, 3, TRUE);
  g_assert_true (lab_run_item_is_ticked (item (fixture, 3)));
  lab_run_list_search (fixture->list, "4321");
  wait_for (fixture->list, "filled");
  lab_run_list_tick (fixture->list, 0, TRUE);
  ids = lab_run_list_get_ticked (fixture->list, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (ids[0], ==, first);
  listed = lab_run_list_dup_listed (fixture->list);
  g_assert_cmpuint (listed->len, ==, 1);
  g_assert_cmpint (g_array_index (listed, gint64, 0), ==, ids[1]);
  lab_run_list_search (fixture->list, "17");
  wait_for (fixture->list, "filled");
  g_assert_true (lab_run_item_is_ticked (item (fixture, 3)));
  lab_run_list_tick (fixture->list, 3, FALSE);
  lab_run_list_get_ticked (fixture->list, &n);
  g_assert_cmpuint (n, ==, 1);
  lab_run_list_untick (fixture->list, (const gint64 *) (gpointer) listed->data, 1);
  lab_run_list_get_ticked (fixture->list, &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
on_edited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  lab_run_edit_finish (result, NULL, &error);
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
edit (Fixture *fixture, const LabRunEdit *what, const gint64 *ids, guint n)
{
  gboolean done = FALSE;

  lab_run_edit_async (fixture->archive, what, 1, ids, n, on_edited, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  lab_run_list_refresh (fixture->list);
  wait_for (fixture->list, "filled");
}

static void
on_last_gone (GListModel *list, guint at, guint removed, guint added, guint *where)
{
  g_assert_cmpuint (removed, ==, 1);
  g_assert_cmpuint (added, ==, 0);
  *where = at;
}

/* Deleted and brought back, named, pinned. */
static void
test_edits (Fixture *fixture, gconstpointer data)
{
  LabRunItem *kept;
  gint64 ids[2], next;
  guint n, at = 0;

  lab_run_list_search (fixture->list, "4321");
  wait_for (fixture->list, "filled");
  for (guint i = 0; i < 2; i++)
    ids[i] = lab_run_item_get_summary (item (fixture, i))->id;
  lab_run_list_tick (fixture->list, 0, TRUE);
  edit (fixture, &(LabRunEdit){ .kind = LAB_RUN_EDIT_DELETE }, ids, 2);
  g_assert_cmpuint (count (fixture), ==, 0);
  lab_run_list_search (fixture->list, "");
  wait_for (fixture->list, "filled");
  lab_run_list_get_ticked (fixture->list, &n); /* what is not there is not ticked */
  g_assert_cmpuint (n, ==, 0);
  lab_run_list_search (fixture->list, "4321");
  wait_for (fixture->list, "filled");
  edit (fixture, &(LabRunEdit){ .kind = LAB_RUN_EDIT_UNDELETE }, ids, 2);
  g_assert_cmpuint (count (fixture), ==, 2);
  edit (fixture, &(LabRunEdit){ .kind = LAB_RUN_EDIT_TITLE, .text = "Heron" }, ids, 1);
  edit (fixture, &(LabRunEdit){ .kind = LAB_RUN_EDIT_TAGS, .text = "blue 4321" }, ids, 1);
  lab_run_list_search (fixture->list, "heron blue");
  wait_for (fixture->list, "filled");
  g_assert_cmpuint (count (fixture), ==, 1);

  /* the rows stay, and tell of the next run */
  lab_run_list_search (fixture->list, "experiment 43");
  wait_for (fixture->list, "filled");
  n = count (fixture);
  kept = item (fixture, 2);
  next = lab_run_item_get_summary (item (fixture, 3))->id;
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_last_gone), &at);
  ids[1] = lab_run_item_get_summary (kept)->id;
  edit (fixture, &(LabRunEdit){ .kind = LAB_RUN_EDIT_DELETE }, ids + 1, 1);
  g_assert_cmpuint (at, ==, n - 1);
  g_assert_true (item (fixture, 2) == kept);
  g_assert_cmpint (lab_run_item_get_summary (kept)->id, ==, next);
  g_assert_cmpint (lab_run_list_find (fixture->list, next), ==, 2);
  g_signal_handlers_disconnect_by_data (fixture->list, &at);
  edit (fixture, &(LabRunEdit){ .kind = LAB_RUN_EDIT_PIN }, ids, 1);
  lab_run_list_search (fixture->list, "");
  wait_for (fixture->list, "filled");
  g_assert_cmpint (lab_run_item_get_summary (item (fixture, 0))->id, ==, ids[0]);
  g_assert_true (lab_run_item_get_summary (item (fixture, 0))->pinned);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/run-list/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("all", test_all);
  ADD ("search", test_search);
  ADD ("sort", test_sort);
  ADD ("ticks", test_ticks);
  ADD ("edits", test_edits);
  return g_test_run ();
}
