/* SPDX-License-Identifier: MIT */
/*
 * The way in: a connection for whoever calls, under a lock, and the writer with its own. Reading
 * does not wait for writing; the few words that a person writes wait for a commit at most.
 *
 * A run that goes on is this program's from the moment that it is read, so that two programs cannot
 * go on with the same one. What nobody follows after all is given back when its record is gone.
 */
#include "store/history.h"

#include "core/blas.h"
#include "kernels/kernels.h"
#include "store/listing.h"
#include "store/owner.h"
#include "store/reader.h"
#include "store/retrain.h"
#include "store/schema.h"
#include "store/thin.h"
#include "store/writer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>

#define WAIT_MS    1000
#define MOST_TITLE 200

typedef struct
{
  LabRun *run;
  LabRunState was;
} Taken;

struct _LabHistory
{
  LabWriter *writer; /* NULL where it is only read */
  LabOwner *owner;
  pthread_mutex_t lock; /* guards what follows */
  char *path;
  LabDatabase *database;
  GArray *taken; /* [Taken] to go on with, and not followed yet */
};

/* ---- opening ---- */

char *
lab_history_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "losslab", "history.sqlite", NULL);
}

static gboolean
make_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *shown = g_filename_display_name (folder);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;
  g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
               "cannot make the history's folder ‘%s’: %s; see to its permissions", shown,
               g_strerror (errno));
  return FALSE;
}

static LabHistory *
create (char *path, LabDatabase *database, LabOwner *owner, LabWriter *writer)
{
  LabHistory *self = g_new0 (LabHistory, 1);

  pthread_mutex_init (&self->lock, NULL);
  self->path = path;
  self->database = database;
  self->owner = owner;
  self->writer = writer;
  self->taken = g_array_new (FALSE, FALSE, sizeof (Taken));
  if (writer != NULL)
    lab_writer_watch (writer, database);
  return self;
}

LabHistory *
lab_history_open (const char *path, GError **error)
{
  g_autofree char *place = path == NULL ? lab_history_path () : g_strdup (path);
  g_autoptr (LabDatabase) database = NULL;
  g_autoptr (LabOwner) owner = NULL;
  g_autoptr (LabWriter) writer = NULL;

  if (!make_folder (place, error) || (database = lab_database_open (place, WAIT_MS, error)) == NULL
      || !lab_schema_prepare (database, error)
      || (owner = lab_owner_new (place, FALSE, error)) == NULL
      || (writer = lab_writer_new (place, owner, error)) == NULL)
    return NULL;
  lab_owner_sweep (owner, database, NULL);
  lab_listing_describe (database, NULL);
  return create (g_steal_pointer (&place), g_steal_pointer (&database), g_steal_pointer (&owner),
                 g_steal_pointer (&writer));
}

static LabHistory *
open_to_read (const char *path, GError **error)
{
  g_autoptr (LabDatabase) database = lab_database_open_to_read (path, WAIT_MS, error);

  if (database == NULL || !lab_schema_prepare_to_read (database, error))
    return NULL;
  lab_listing_describe (database, NULL);
  return create (g_strdup (path), g_steal_pointer (&database), lab_owner_new (path, TRUE, NULL),
                 NULL);
}

LabHistory *
lab_history_open_to_read (const char *path, GError **error)
{
  g_autofree char *place = path == NULL ? lab_history_path () : g_strdup (path);
  g_autoptr (GError) reason = NULL;
  LabHistory *self = lab_history_open (place, &reason);

  if (self == NULL && g_error_matches (reason, LAB_ERROR, LAB_ERROR_OUTPUT)
      && g_file_test (place, G_FILE_TEST_EXISTS))
    self = open_to_read (place, NULL);
  if (self == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return self;
}

/* ---- runs that go on ---- */

static void
give_back (LabHistory *self, gboolean all)
{
  for (guint i = self->taken->len; i-- > 0;)
    {
      const Taken *taken = &g_array_index (self->taken, Taken, i);

      if (!(all || lab_run_is_alone (taken->run))
          || !lab_database_do (self->database, NULL,
                               "UPDATE run SET state = ?, owner = NULL WHERE id = ?", "ti",
                               lab_run_state_name (taken->was), lab_run_get_id (taken->run)))
        continue;
      lab_run_unref (taken->run);
      g_array_remove_index_fast (self->taken, i);
    }
}

/* Returns: its place, or that behind the last one. */
static guint
find_taken (const LabHistory *self, const LabRun *run)
{
  guint i = 0;

  while (i < self->taken->len && g_array_index (self->taken, Taken, i).run != run)
    i++;
  return i;
}

/* Returns: (nullable): one that is to go on and did not come from lab_history_resume(). */
static const LabRun *
find_stranger (const LabHistory *self, const LabEngine *engine)
{
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);

      if (lab_run_get_id (run) != 0 && lab_run_get_state (run) == LAB_RUN_TRAINING
          && find_taken (self, run) == self->taken->len)
        return run;
    }
  return NULL;
}

static void
let_go (LabHistory *self, const LabEngine *engine)
{
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);
      const guint place = find_taken (self, run);

      if (place == self->taken->len || lab_run_get_state (run) != LAB_RUN_TRAINING)
        continue;
      lab_run_unref (g_array_index (self->taken, Taken, place).run);
      g_array_remove_index_fast (self->taken, place);
    }
}

/* The writer closes first, and the owner's lock goes when nothing is written any more. */
gboolean
lab_history_finish (LabHistory *self, GError **error)
{
  gboolean done;

  if (self == NULL)
    return TRUE;
  sqlite3_wal_hook (self->database->db, NULL, NULL); /* nobody watches any more */
  done = lab_writer_finish (self->writer, error);
  give_back (self, TRUE);
  for (guint i = 0; i < self->taken->len; i++) /* interrupted, once the owner is gone */
    lab_run_unref (g_array_index (self->taken, Taken, i).run);
  g_array_unref (self->taken);
  lab_database_close (self->database);
  lab_owner_free (self->owner);
  g_free (self->path);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
  return done;
}

void
lab_history_close (LabHistory *self)
{
  lab_history_finish (self, NULL);
}

/* SQLite would take the log of the old file for the new one's: the three go together. */
char *
lab_history_set_aside (const char *path, GError **error)
{
  static const char *const ENDINGS[] = { "-wal", "-shm", "" };
  g_autofree char *place = path == NULL ? lab_history_path () : g_strdup (path);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *aside = g_strconcat (place, ".damaged-", stamp, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ENDINGS); i++)
    {
      g_autofree char *from = g_strconcat (place, ENDINGS[i], NULL);
      g_autofree char *to = g_strconcat (aside, ENDINGS[i], NULL);

      if (g_rename (from, to) != 0 && (errno != ENOENT || *ENDINGS[i] == '\0'))
        {
          g_autofree char *shown = g_filename_display_name (from);

          g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT, "cannot rename ‘%s’: %s", shown,
                       g_strerror (errno));
          return NULL;
        }
    }
  return g_steal_pointer (&aside);
}

/* Every look at the history sees the runs as they are: another program may have ended meanwhile. */
static const LabDatabase *
enter (LabHistory *self)
{
  pthread_mutex_lock (&self->lock);
  give_back (self, FALSE);
  if (self->owner != NULL)
    lab_owner_sweep (self->owner, self->database, NULL);
  return self->database;
}

static void
leave (LabHistory *self)
{
  pthread_mutex_unlock (&self->lock);
}

/* ---- writing ---- */

/* A line of at most as many characters as a file's title may have. */
static char *
tidy_title (const char *title)
{
  g_autofree char *line = lab_error_line (title);

  return g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), MOST_TITLE));
}

gboolean
lab_history_follow (LabHistory *self, LabEngine *engine, const char *title, GError **error)
{
  g_autofree char *tidy = tidy_title (title);
  const LabRun *stranger;

  g_return_val_if_fail (self->writer != NULL, FALSE);

  pthread_mutex_lock (&self->lock);
  stranger = find_stranger (self, engine);
  if (stranger == NULL)
    let_go (self, engine);
  pthread_mutex_unlock (&self->lock);
  if (stranger != NULL)
    return lab_error_refuse (error,
                             "run %" G_GINT64_FORMAT " is being trained already: wait for its end",
                             lab_run_get_id (stranger));
  lab_writer_follow (self->writer, engine, tidy);
  return TRUE;
}

void
lab_history_leave (LabHistory *self, LabEngine *engine)
{
  lab_writer_leave (self->writer, engine);
}

gboolean
lab_history_flush (LabHistory *self, GError **error)
{
  return lab_writer_flush (self->writer, error);
}

char *
lab_history_dup_problem (LabHistory *self)
{
  return lab_writer_dup_problem (self->writer);
}

/* ---- the list ---- */

GPtrArray *
lab_history_list (LabHistory *self, const LabQuery *query, GError **error)
{
  GPtrArray *list = lab_listing_read (enter (self), query, error);

  leave (self);
  return list;
}

LabSummary *
lab_history_find (LabHistory *self, gint64 run, GError **error)
{
  LabSummary *summary = lab_listing_find (enter (self), run, error);

  leave (self);
  return summary;
}

static gboolean
set_text (LabHistory *self, gint64 run, LabListingField field, const char *text, GError **error)
{
  const gboolean done = lab_listing_set_text (enter (self), run, field, text, error);

  leave (self);
  return done;
}

gboolean
lab_history_rename (LabHistory *self, gint64 run, const char *title, GError **error)
{
  g_autofree char *tidy = tidy_title (title);

  return set_text (self, run, LAB_LISTING_TITLE, tidy, error);
}

gboolean
lab_history_set_note (LabHistory *self, gint64 run, const char *note, GError **error)
{
  return set_text (self, run, LAB_LISTING_NOTE, note, error);
}

gboolean
lab_history_set_tags (LabHistory *self, gint64 run, const char *tags, GError **error)
{
  return set_text (self, run, LAB_LISTING_TAGS, tags, error);
}

gboolean
lab_history_set_pinned (LabHistory *self, gint64 run, gboolean pinned, GError **error)
{
  const gboolean done = lab_listing_set_pinned (enter (self), run, pinned, error);

  leave (self);
  return done;
}

gboolean
lab_history_delete (LabHistory *self, gint64 run, GError **error)
{
  const gboolean done = lab_listing_set_deleted (enter (self), run, TRUE, error);

  leave (self);
  return done;
}

gboolean
lab_history_undelete (LabHistory *self, gint64 run, GError **error)
{
  const gboolean done = lab_listing_set_deleted (enter (self), run, FALSE, error);

  leave (self);
  return done;
}

/* ---- runs and experiments ---- */

LabRun *
lab_history_read (LabHistory *self, gint64 run, GError **error)
{
  LabRun *record = lab_reader_read (enter (self), run, 0, NULL, error);

  leave (self);
  return record;
}

LabRun *
lab_history_resume (LabHistory *self, gint64 run, GError **error)
{
  const LabDatabase *database;
  LabRun *record = NULL;
  LabRunState was;
  gint64 owner;

  g_return_val_if_fail (self->writer != NULL, NULL);

  database = enter (self);
  owner = lab_owner_claim (self->owner, database, error);
  if (owner != 0)
    record = lab_reader_read (database, run, owner, &was, error);
  if (record != NULL)
    {
      const Taken taken = { lab_run_ref (record), was };

      g_array_append_val (self->taken, taken);
    }
  leave (self);
  return record;
}

LabRun *
lab_history_retrain (LabHistory *self, gint64 run, LabDataset *dataset, const gint *cancelled,
                     GError **error)
{
  g_autoptr (LabRun) record = lab_reader_read (enter (self), run, 0, NULL, error);

  leave (self);
  return record != NULL && lab_retrain (record, dataset, cancelled, error)
             ? g_steal_pointer (&record)
             : NULL;
}

/* Returns: (transfer full): a text of one row. */
static char *
read_text (LabHistory *self, const char *sql, gint64 id, const char *what, GError **error)
{
  g_autoptr (sqlite3_stmt) row = NULL;
  gboolean failed = TRUE;
  char *text = NULL;

  row = lab_database_ask (enter (self), error, sql, "i", id);
  if (row != NULL && lab_database_next (self->database, row, &failed, error))
    text = g_strdup ((const char *) sqlite3_column_text (row, 0));
  g_clear_pointer (&row, sqlite3_finalize);
  leave (self);
  if (text == NULL && !failed)
    lab_error_refuse (error, "there is no %s %" G_GINT64_FORMAT " in the history", what, id);
  return text;
}

LabFile *
lab_history_read_file (LabHistory *self, gint64 experiment, GError **error)
{
  g_autofree char *text = read_text (self, "SELECT file FROM experiment WHERE id = ?", experiment,
                                     "experiment", error);
  g_autofree char *title = text == NULL
                               ? NULL
                               : read_text (self, "SELECT title FROM experiment WHERE id = ?",
                                            experiment, "experiment", error);
  LabFile *file = title == NULL ? NULL : lab_file_parse (text, -1, error);

  /* It may have been renamed since. */
  if (file != NULL)
    {
      g_free (file->title);
      file->title = lab_error_line (title);
    }
  return file;
}

char *
lab_history_fingerprint (LabHistory *self, gint64 run, GError **error)
{
  return read_text (self, "SELECT fingerprint FROM spec WHERE run = ?", run, "run", error);
}

char *
lab_fingerprint (void)
{
  return g_strdup_printf ("losslab %s, %s kernels, OpenBLAS for %s", LAB_ENGINE_VERSION,
                          lab_kernels_get ()->name, lab_blas_core ());
}

/* ---- size ---- */

gint64
lab_history_size (LabHistory *self)
{
  const gint64 size = lab_thin_used (enter (self));

  leave (self);
  return size;
}

gint64
lab_history_get_limit (LabHistory *self)
{
  const gint64 limit = lab_thin_limit (enter (self));

  leave (self);
  return limit;
}

gboolean
lab_history_set_limit (LabHistory *self, gint64 bytes, GError **error)
{
  const gboolean done
      = lab_database_do (enter (self), error,
                         "INSERT OR REPLACE INTO preference (name, value) VALUES ('limit', ?)", "i",
                         bytes);

  leave (self);
  if (done)
    lab_writer_tidy (self->writer);
  return done;
}
