/* SPDX-License-Identifier: MIT */
/*
 * The history is a plain struct of the engine. Who uses it, on whatever thread, enters and leaves,
 * so that it is closed when the last of them has left. While runs grow, and until they have been
 * written, a timeout looks for problems and lets lists be read again.
 */
#include "archive.h"

#include "handover.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <pthread.h>

#define WATCH_MS    1000
#define WATCHES     2 /* after the last news */
#define PATIENCE_US (3 * G_USEC_PER_SEC)

struct _LabArchive
{
  GObject parent_instance;
  char *path; /* (nullable) */

  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t news;
  LabHistory *history;
  gboolean opening;
  guint n_users;

  /* the window's thread's */
  char *error;
  gboolean unreadable;
  char *problem;
  guint watch;
  guint watches; /* to come */
};

G_DEFINE_FINAL_TYPE (LabArchive, lab_archive, G_TYPE_OBJECT)

enum
{
  OPENED,
  CHANGED,
  PROBLEM,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* ---- opening ---- */

static void
open_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LabArchive *self = source;
  const gboolean aside = GPOINTER_TO_INT (data);
  GError *error = NULL;
  LabHistory *history = NULL;

  lab_handover_take (self);
  history = lab_history_open (self->path, &error);
  /* Another window may have mended it since it was seen to be damaged. */
  if (aside && g_error_matches (error, LAB_ERROR, LAB_ERROR_DATA))
    {
      g_clear_error (&error);
      g_free (lab_history_set_aside (self->path, &error));
      if (error == NULL)
        history = lab_history_open (self->path, &error);
    }
  pthread_mutex_lock (&self->lock);
  self->history = history;
  self->opening = FALSE;
  pthread_cond_broadcast (&self->news);
  pthread_mutex_unlock (&self->lock);
  if (history != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  lab_handover_give (error);
  g_task_return_error (task, error);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  LabArchive *self = LAB_ARCHIVE (source);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->error, g_free);
  self->unreadable = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      lab_handover_take (error);
      self->error = g_strdup (error->message);
      self->unreadable = g_error_matches (error, LAB_ERROR, LAB_ERROR_DATA);
    }
  g_signal_emit (self, signals[OPENED], 0);
}

static void
begin_opening (LabArchive *self, gboolean aside)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_open, NULL);

  pthread_mutex_lock (&self->lock);
  self->opening = TRUE;
  pthread_mutex_unlock (&self->lock);
  g_task_set_task_data (task, GINT_TO_POINTER (aside), NULL);
  lab_handover_give (self);
  g_task_run_in_thread (task, open_in_thread);
}

const char *
lab_archive_get_remedy (LabArchive *self)
{
  return self->unreadable ? _ ("Set Aside and Begin a New One") : _ ("Try Again");
}

void
lab_archive_mend (LabArchive *self)
{
  gboolean possible;

  pthread_mutex_lock (&self->lock);
  possible = !self->opening && self->history == NULL;
  pthread_mutex_unlock (&self->lock);
  if (possible)
    begin_opening (self, self->unreadable);
}

/* ---- use ---- */

LabHistory *
lab_archive_enter (LabArchive *self)
{
  LabHistory *history;

  pthread_mutex_lock (&self->lock);
  while (self->opening)
    pthread_cond_wait (&self->news, &self->lock);
  history = self->history;
  self->n_users += history != NULL;
  pthread_mutex_unlock (&self->lock);
  return history;
}

void
lab_archive_leave (LabArchive *self)
{
  pthread_mutex_lock (&self->lock);
  self->n_users--;
  pthread_mutex_unlock (&self->lock);
}

gboolean
lab_archive_is_open (LabArchive *self)
{
  gboolean is_open;

  pthread_mutex_lock (&self->lock);
  is_open = self->history != NULL;
  pthread_mutex_unlock (&self->lock);
  return is_open;
}

static guint
count_users (LabArchive *self)
{
  guint n;

  pthread_mutex_lock (&self->lock);
  n = self->opening ? 1 : self->n_users;
  pthread_mutex_unlock (&self->lock);
  return n;
}

/* What is on its way to the window's thread is let go there. */
void
lab_archive_shut (LabArchive *self)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE_US;
  LabHistory *history = NULL;

  g_clear_handle_id (&self->watch, g_source_remove);
  while (count_users (self) > 0 && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  pthread_mutex_lock (&self->lock);
  /* Who has not left goes on with it until the process ends. */
  if (!self->opening && self->n_users == 0)
    history = g_steal_pointer (&self->history);
  pthread_mutex_unlock (&self->lock);
  lab_history_close (history);
}

/* ---- news ---- */

static gboolean
on_watch (gpointer data)
{
  LabArchive *self = data;
  LabHistory *history = lab_archive_enter (self);
  char *problem = NULL;

  if (history != NULL)
    {
      problem = lab_history_dup_problem (history);
      lab_archive_leave (self);
    }
  if (g_strcmp0 (problem, self->problem) != 0)
    {
      g_free (self->problem);
      self->problem = g_steal_pointer (&problem);
      g_signal_emit (self, signals[PROBLEM], 0);
    }
  g_free (problem);
  g_signal_emit (self, signals[CHANGED], 0);
  if (--self->watches > 0 || self->problem != NULL)
    {
      self->watches = MAX (self->watches, 1);
      return G_SOURCE_CONTINUE;
    }
  self->watch = 0;
  return G_SOURCE_REMOVE;
}

void
lab_archive_note_news (LabArchive *self)
{
  self->watches = WATCHES;
  if (self->watch == 0 && lab_archive_is_open (self))
    self->watch = g_timeout_add (WATCH_MS, on_watch, self);
}

void
lab_archive_touch (LabArchive *self)
{
  lab_archive_note_news (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

const char *
lab_archive_get_error (LabArchive *self)
{
  return self->error;
}

const char *
lab_archive_get_problem (LabArchive *self)
{
  return self->problem;
}

/* ---- life ---- */

static void
lab_archive_finalize (GObject *object)
{
  LabArchive *self = LAB_ARCHIVE (object);

  g_clear_handle_id (&self->watch, g_source_remove);
  lab_history_close (self->history);
  pthread_cond_destroy (&self->news);
  pthread_mutex_destroy (&self->lock);
  g_free (self->error);
  g_free (self->problem);
  g_free (self->path);
  G_OBJECT_CLASS (lab_archive_parent_class)->finalize (object);
}

static void
lab_archive_class_init (LabArchiveClass *klass)
{
  static const char *const NAMES[N_SIGNALS] = { "opened", "changed", "problem" };

  G_OBJECT_CLASS (klass)->finalize = lab_archive_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], LAB_TYPE_ARCHIVE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
lab_archive_init (LabArchive *self)
{
  pthread_mutex_init (&self->lock, NULL);
  pthread_cond_init (&self->news, NULL);
}

LabArchive *
lab_archive_new (const char *path)
{
  LabArchive *self = g_object_new (LAB_TYPE_ARCHIVE, NULL);

  self->path = g_strdup (path);
  begin_opening (self, FALSE);
  return self;
}

LabArchive *
lab_archive_get (void)
{
  static LabArchive *archive;

  if (archive == NULL)
    archive = lab_archive_new (NULL);
  return archive;
}
