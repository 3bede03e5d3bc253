/* SPDX-License-Identifier: MIT */
/* Histories whose tables another version made, or several programs at once: what the first version
 * did not have is made up for, and what a later one has more keeps nobody from writing. */
#include "kept-history.h"
#include "records.h"
#include "store/listing.h"
#include "store/schema.h"

#include <glib/gstdio.h>
#include <pthread.h>

typedef LabKeptHistory Fixture;

/* ---- what a list tells of specs ---- */

#define N_LOSSES 3

/* Cross-entropy, a loss with weights that somebody chose, and one with balanced ones. */
static gint64
train_weighted (Fixture *self)
{
  g_autoptr (LabExperiment) experiment
      = lab_records_experiment (self->data, "seed", "35", "hidden", "9", NULL);
  g_autoptr (LabEngine) engine = NULL;

  for (guint side = 1; side < N_LOSSES; side++)
    {
      g_autoptr (LabSpec) before = experiment->sides[side];
      g_autoptr (LabSpec) weighted
          = lab_spec_with (before, LAB_SETTING_LOSS, "weighted-cross-entropy", NULL);

      experiment->sides[side] = lab_spec_with (weighted, LAB_SETTING_CLASS_WEIGHTS,
                                               side == 1 ? "1=3" : "balanced", NULL);
    }
  engine = lab_records_engine (experiment);
  return lab_kept_history_train (self, engine);
}

static guint
count (LabHistory *history, const char *words)
{
  g_autoptr (GPtrArray) list = lab_history_list (history, &(LabQuery){ .words = words }, NULL);

  return list->len;
}

static void
assert_described (const LabSummary *run, guint side)
{
  static const char *const TITLES[N_LOSSES]
      = { "Cross-entropy", "Weighted cross-entropy", "Balanced cross-entropy" };
  static const char *const WEIGHTS[N_LOSSES]
      = { NULL, "class-weights 1=3", "class-weights balanced" };
  g_auto (GStrv) settings = g_strsplit (run->settings, "\n", -1);

  g_assert_cmpstr (run->loss_title, ==, TITLES[side]);
  g_assert_true (g_strv_contains ((const char *const *) settings, "hidden 9"));
  g_assert_null (strstr (run->settings, "seed"));
  g_assert_true (WEIGHTS[side] == NULL
                     ? strstr (run->settings, "class-weights") == NULL
                     : g_strv_contains ((const char *const *) settings, WEIGHTS[side]));
}

static void
assert_all_described (LabHistory *history, gint64 first)
{
  const LabQuery by_loss = { .order = LAB_ORDER_LOSS };
  g_autoptr (GPtrArray) list = lab_history_list (history, &by_loss, NULL);

  for (guint side = 0; side < N_LOSSES; side++)
    {
      g_autoptr (LabSummary) run = lab_history_find (history, first + side, NULL);

      assert_described (run, side);
    }
  g_assert_cmpuint (list->len, ==, N_LOSSES);
  g_assert_cmpint (((LabSummary *) list->pdata[0])->id, ==, first + 2);
  g_assert_cmpuint (count (history, "balanced"), ==, 1);
  g_assert_cmpuint (count (history, "class-weights 1=3"), ==, 1);
  g_assert_cmpuint (count (history, "seed 35 hidden 9"), ==, 3);
}

static void
test_described (Fixture *self, gconstpointer data)
{
  assert_all_described (self->history, train_weighted (self));
}

/* ---- older tables ---- */

static void
run_sql (const char *path, const char *sql)
{
  g_autoptr (LabDatabase) database = lab_database_open (path, 1000, NULL);
  GError *error = NULL;

  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
}

static gint64
number (const char *path, const char *sql)
{
  g_autoptr (LabDatabase) database = lab_database_open (path, 1000, NULL);

  return lab_database_number (database, sql, -1);
}

/* What the tables of the first version have a column for goes into such ones. */
static void
copy_tables (LabDatabase *database)
{
  g_autoptr (sqlite3_stmt) tables = lab_database_ask (
      database, NULL,
      "SELECT m.name, group_concat (c.name) FROM sqlite_schema m, pragma_table_info (m.name) c"
      " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' GROUP BY m.name",
      "");
  gboolean failed = FALSE;
  GError *error = NULL;

  while (lab_database_next (database, tables, &failed, NULL))
    {
      const char *name = (const char *) sqlite3_column_text (tables, 0);
      const char *columns = (const char *) sqlite3_column_text (tables, 1);
      g_autofree char *sql = g_strdup_printf ("INSERT INTO main.%s (%s) SELECT %s FROM new.%s",
                                              name, columns, columns, name);

      lab_database_run (database, sql, &error);
      g_assert_no_error (error);
    }
  g_assert_false (failed);
}

/* The history is closed, and as the first version would have written it. */
static void
make_older (Fixture *self)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "engine", "history-1.sql", NULL);
  g_autofree char *new = g_strconcat (self->path, "-new", NULL);
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS new", new);
  g_autofree char *sql = NULL;
  g_autoptr (LabDatabase) database = NULL;
  GError *error = NULL;

  g_clear_pointer (&self->history, lab_history_close);
  g_assert_cmpint (g_rename (self->path, new), ==, 0);
  g_file_get_contents (script, &sql, NULL, &error);
  g_assert_no_error (error);
  database = lab_database_open (self->path, 1000, &error);
  lab_database_run (database, sql, &error);
  g_assert_no_error (error);
  lab_database_run (database, "PRAGMA journal_mode = WAL", &error);
  g_assert_no_error (error);
  lab_database_run (database, attach, &error);
  g_assert_no_error (error);
  copy_tables (database);
  lab_database_run (database, "UPDATE run SET words = lower (title)", &error);
  g_assert_no_error (error);
}

#define VERSION "PRAGMA user_version"

static void
test_older (Fixture *self, gconstpointer data)
{
  const gint64 first = train_weighted (self);
  g_autoptr (LabRun) before = lab_history_read (self->history, first, NULL);
  const gint64 version = number (self->path, VERSION);

  g_assert_true (lab_history_set_note (self->history, first, "a note", NULL));
  g_assert_true (lab_history_delete (self->history, first + 1, NULL));
  make_older (self);
  g_assert_cmpint (number (self->path, VERSION), ==, 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LabRun) after = NULL;
      GError *error = NULL;

      self->history = lab_kept_history_open (self);
      g_assert_cmpint (number (self->path, VERSION), ==, version);
      g_assert_true (i > 0 || lab_history_undelete (self->history, first + 1, NULL));
      assert_all_described (self->history, first);
      g_assert_cmpuint (count (self->history, "a note"), ==, 1);
      after = lab_history_read (self->history, first, &error);
      g_assert_no_error (error);
      lab_records_assert_same (before, after, TRUE);
      g_clear_pointer (&self->history, lab_history_close);
    }
}

/* What cannot be understood is listed by the loss's name. */
static void
test_older_damaged (Fixture *self, gconstpointer data)
{
  const gint64 first = train_weighted (self);

  make_older (self);
  run_sql (self->path, "UPDATE spec SET file = '{' WHERE run = (SELECT min (id) FROM run);"
                       "DELETE FROM spec WHERE run = (SELECT min (id) + 1 FROM run)");
  self->history = lab_kept_history_open (self);
  for (guint side = 0; side < N_LOSSES; side++)
    {
      g_autoptr (LabSummary) run = lab_kept_history_find (self, first + side);

      if (side == 2)
        assert_described (run, side);
      else
        g_assert_cmpstr (run->loss_title, ==, run->loss);
    }
}

/* Where nothing can be written it is listed all the same, and stays as it is. */
static void
test_older_to_read (Fixture *self, gconstpointer data)
{
  const gint64 first = train_weighted (self);
  g_autoptr (LabDatabase) database = NULL;
  GError *error = NULL;

  make_older (self);
  database = lab_database_open_to_read (self->path, 1000, &error);
  g_assert_no_error (error);
  lab_schema_prepare_to_read (database, &error);
  g_assert_no_error (error);
  g_assert_true (lab_listing_describe (database, &error));
  for (guint side = 0; side < N_LOSSES; side++)
    {
      g_autoptr (LabSummary) run = lab_listing_find (database, first + side, NULL);

      assert_described (run, side);
    }
  g_clear_pointer (&database, lab_database_close);
  g_assert_cmpint (number (self->path, VERSION), ==, 1);
}

/* By somebody who writes: it can be read. */
static void
test_older_locked (Fixture *self, gconstpointer data)
{
  const gint64 first = train_weighted (self);
  g_autoptr (LabHistory) history = NULL;
  g_autoptr (LabDatabase) other = NULL;
  g_autoptr (GError) error = NULL;

  make_older (self);
  other = lab_database_open (self->path, 1000, NULL);
  g_assert_true (lab_database_run (other, "BEGIN EXCLUSIVE", NULL));
  g_assert_null (lab_history_open (self->path, &error));
  g_assert_nonnull (strstr (error->message, "is locked"));
  g_clear_error (&error);
  history = lab_history_open_to_read (self->path, &error);
  g_assert_no_error (error);
  assert_all_described (history, first);
}

/* ---- several programs ---- */

#define N_PROGRAMS 6

static void *
open_one (void *data)
{
  GError *error = NULL;
  LabHistory *history = lab_history_open (data, &error);

  g_assert_no_error (error);
  return history;
}

static void
open_together (char *path)
{
  pthread_t threads[N_PROGRAMS];
  void *history;

  for (guint i = 0; i < N_PROGRAMS; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, open_one, path), ==, 0);
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      pthread_join (threads[i], &history);
      lab_history_close (history);
    }
}

/* All of them find, or make, the tables. */
static void
test_together (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s-%u", self->path, i);

      open_together (path);
    }
}

static void
test_older_together (Fixture *self, gconstpointer data)
{
  const gint64 first = train_weighted (self);

  make_older (self);
  open_together (self->path);
  self->history = lab_kept_history_open (self);
  assert_all_described (self->history, first);
}

/* A later version changes the tables under an open history, which goes on writing. */
static void
test_newer_meanwhile (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 first;

  run_sql (self->path, "ALTER TABLE run ADD COLUMN later TEXT; PRAGMA user_version = 99");
  first = train_weighted (self);
  assert_all_described (self->history, first);
  g_clear_pointer (&self->history, lab_history_close);
  g_assert_null (lab_history_open (self->path, &error));
  g_assert_nonnull (strstr (error->message, "newer version"));
}

/* An earlier version goes on writing what it knows into tables that were changed under it. */
static void
test_older_meanwhile (Fixture *self, gconstpointer data)
{
  const gint64 first = train_weighted (self);

  run_sql (self->path, "UPDATE run SET loss_title = '', settings = '', words = 'a title'");
  lab_kept_history_reopen (self);
  assert_all_described (self->history, first);
}

#define ADD(path, test)                                                             \
  g_test_add ("/history/older/" path, Fixture, NULL, lab_kept_history_set_up, test, \
              lab_kept_history_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("described", test_described);
  ADD ("migrated", test_older);
  ADD ("damaged", test_older_damaged);
  ADD ("to-read", test_older_to_read);
  ADD ("locked", test_older_locked);
  ADD ("first-together", test_together);
  ADD ("together", test_older_together);
  ADD ("newer-meanwhile", test_newer_meanwhile);
  ADD ("older-meanwhile", test_older_meanwhile);
  return g_test_run ();
}
