/* SPDX-License-Identifier: MIT */
#include "store/settler.h"

#include "store/schema.h"
#include "store/thin.h"

#include <pthread.h>

#define WAIT_MS   1000
#define LOG_PAGES 2048 /* 32 MiB */

struct _LabSettler
{
  char *path;
  pthread_t thread;
  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t news;
  gboolean asked;
  gboolean tidy;
  gint quitting; /* read without it too */
};

static LabDatabase *
open_database (const LabSettler *self)
{
  g_autoptr (LabDatabase) database = lab_database_open (self->path, WAIT_MS, NULL);

  return database != NULL && lab_schema_prepare_again (database, NULL) ? g_steal_pointer (&database)
                                                                       : NULL;
}

/* What does not succeed, because somebody reads or writes or the program ends, is done the next
 * time. */
static void *
work (void *data)
{
  LabSettler *self = data;
  LabDatabase *database = NULL;

  pthread_mutex_lock (&self->lock);
  while (!self->quitting)
    {
      const gboolean tidy = self->tidy;

      if (!self->asked)
        {
          pthread_cond_wait (&self->news, &self->lock);
          continue;
        }
      self->asked = self->tidy = FALSE;
      pthread_mutex_unlock (&self->lock);
      if (database == NULL)
        database = open_database (self);
      if (database != NULL && tidy)
        lab_thin_apply (database, &self->quitting, NULL);
      if (database != NULL && !g_atomic_int_get (&self->quitting))
        sqlite3_wal_checkpoint_v2 (database->db, NULL,
                                   tidy ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
                                   NULL, NULL);
      pthread_mutex_lock (&self->lock);
    }
  pthread_mutex_unlock (&self->lock);
  lab_database_close (database);
  return NULL;
}

LabSettler *
lab_settler_new (const char *path, GError **error)
{
  LabSettler *self = g_new0 (LabSettler, 1);

  self->path = g_strdup (path);
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->news, NULL);
  if (pthread_create (&self->thread, NULL, work, self) == 0)
    return self;
  g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                       "no thread to write the history: end other programs first");
  g_free (self->path);
  g_free (self);
  return NULL;
}

void
lab_settler_free (LabSettler *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  g_atomic_int_set (&self->quitting, TRUE);
  pthread_cond_signal (&self->news);
  pthread_mutex_unlock (&self->lock);
  pthread_join (self->thread, NULL);
  pthread_cond_destroy (&self->news);
  pthread_mutex_destroy (&self->lock);
  g_free (self->path);
  g_free (self);
}

void
lab_settler_ask (LabSettler *self, gboolean tidy)
{
  pthread_mutex_lock (&self->lock);
  self->asked = TRUE;
  self->tidy = self->tidy || tidy;
  pthread_cond_signal (&self->news);
  pthread_mutex_unlock (&self->lock);
}

/* SQLite calls it after each commit, in place of moving the log by itself. */
static int
measure_log (void *data, sqlite3 *db, const char *name, int n_pages)
{
  if (n_pages > LOG_PAGES)
    lab_settler_ask (data, FALSE);
  return SQLITE_OK;
}

void
lab_settler_watch (LabSettler *self, const LabDatabase *database)
{
  sqlite3_wal_hook (database->db, measure_log, self);
}
