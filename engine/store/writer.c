/* SPDX-License-Identifier: MIT */
/*
 * Four times a second: ask the engines for checkpoints, give them a moment, then write in one
 * transaction whatever the records have grown by. Records are append-only, so that nobody is asked
 * to hold still. The marks of what is written move on after the commit alone: where a write fails,
 * the next one does all of it again.
 *
 * Numbers, evaluations and changes are thus never more than a second behind. A checkpoint is larger
 * than all of them, so that its share of the time is bounded: with many runs it is asked for less
 * often, and a run that is resumed does the steps since its last one again, to the same bits.
 */
#include "store/writer.h"

#include "store/row.h"
#include "store/schema.h"
#include "store/settler.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#define PERIOD_US    250000
#define FIRST_US     G_USEC_PER_SEC /* without a checkpoint */
#define MOMENT_US    30000
#define WAIT_MS      2000
#define PATIENCE_US  (5 * G_USEC_PER_SEC)
#define MOST_OF_TIME 0.007 /* the share of one processor that checkpoints take */

typedef struct
{
  LabRun *run;
  LabRowMark written;
  LabRowMark next; /* what the transaction that is open writes */
} Track;

typedef struct
{
  LabEngine *engine; /* NULL once it was left */
  char *title;
  guint n_tracks;
  Track *tracks;
} Follow;

struct _LabWriter
{
  char *path;
  LabOwner *owner;
  LabDatabase *database; /* the thread's own */
  LabSettler *settler;
  pthread_t thread;

  pthread_mutex_t lock; /* guards what follows, and the engines that are in it */
  pthread_cond_t news;
  GPtrArray *follows; /* grows by commands, shrinks by the thread */
  guint64 asked;      /* flushes */
  guint64 served;
  gboolean quitting;
  char *problem;
};

static void
free_follow (gpointer data)
{
  Follow *follow = data;

  for (guint i = 0; i < follow->n_tracks; i++)
    {
      lab_row_mark_clear (&follow->tracks[i].written);
      lab_run_unref (follow->tracks[i].run);
    }
  g_free (follow->tracks);
  g_free (follow->title);
  g_free (follow);
}

static gint64
processor_time_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* ---- one transaction ---- */

static gboolean
has_news (const LabRowMark *written, const LabRowMark *next)
{
  return !written->begun || written->state != next->state || written->n_numbers != next->n_numbers
         || written->n_evaluations != next->n_evaluations || written->n_epochs != next->n_epochs
         || written->n_journal != next->n_journal
         || (written->checkpoint != next->checkpoint && next->state == LAB_RUN_TRAINING);
}

static gboolean
write_track (LabWriter *self, Follow *follow, Track *track, gint64 experiment, gint64 owner,
             GError **error)
{
  if (track->next.id == 0)
    track->next.id
        = lab_row_insert (self->database, track->run, experiment, follow->title, owner, error);
  return track->next.id != 0
         && lab_row_write (self->database, track->run, &track->written, &track->next, error);
}

/* New runs of an engine are one experiment. */
static gboolean
write_follow (LabWriter *self, Follow *follow, gint64 owner, GError **error)
{
  g_autofree LabRun **fresh = g_new (LabRun *, follow->n_tracks);
  gint64 experiment = 0;
  guint n_fresh = 0;

  for (guint i = 0; i < follow->n_tracks; i++)
    if (follow->tracks[i].next.id == 0)
      fresh[n_fresh++] = follow->tracks[i].run;
  if (n_fresh > 0)
    {
      experiment = lab_row_insert_experiment (self->database, fresh, n_fresh, follow->title, error);
      if (experiment == 0)
        return FALSE;
    }
  for (guint i = 0; i < follow->n_tracks; i++)
    if (has_news (&follow->tracks[i].written, &follow->tracks[i].next)
        && !write_track (self, follow, &follow->tracks[i], experiment, owner, error))
      return FALSE;
  return TRUE;
}

/* The checkpoints that epochs end with are as large as those that were asked for. A branch has one
 * from its beginning, which nothing else gives. */
static void
mark_track (Track *track, gboolean checkpoint)
{
  LabRowMark *next = &track->next;

  *next = lab_row_mark (track->run, track->written.id);
  if (checkpoint || next->state != LAB_RUN_TRAINING
      || (!track->written.begun && lab_run_get_origin (track->run, NULL)))
    return;
  lab_row_mark_clear (next);
  if (track->written.checkpoint != NULL)
    next->checkpoint = lab_checkpoint_ref (track->written.checkpoint);
}

static gboolean
mark (Follow *const *follows, guint n, gboolean checkpoint)
{
  gboolean news = FALSE;

  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < follows[f]->n_tracks; i++)
      {
        Track *track = &follows[f]->tracks[i];

        mark_track (track, checkpoint);
        news = has_news (&track->written, &track->next) || news;
      }
  return news;
}

static void
settle (Follow *const *follows, guint n, gboolean written)
{
  for (guint f = 0; f < n; f++)
    for (guint i = 0; i < follows[f]->n_tracks; i++)
      {
        Track *track = &follows[f]->tracks[i];

        lab_row_mark_clear (written ? &track->written : &track->next);
        if (written)
          track->written = track->next;
        track->next = (LabRowMark){ 0 };
        if (written)
          lab_run_set_id (track->run, track->written.id);
      }
}

static gboolean
open_database (LabWriter *self, GError **error)
{
  g_autoptr (LabDatabase) database = NULL;

  if (self->database != NULL)
    return TRUE;
  database = lab_database_open (self->path, WAIT_MS, error);
  if (database == NULL || !lab_schema_prepare_again (database, error))
    return FALSE;
  self->database = g_steal_pointer (&database);
  lab_writer_watch (self, self->database);
  return TRUE;
}

static gboolean
write_all (LabWriter *self, Follow *const *follows, guint n, gboolean checkpoint, GError **error)
{
  gint64 owner = 0;
  gboolean done
      = open_database (self, error)
        && (n == 0 || (owner = lab_owner_claim (self->owner, self->database, error)) != 0);

  if (!mark (follows, n, checkpoint))
    {
      settle (follows, n, FALSE);
      return done;
    }
  done = done && lab_database_run (self->database, "BEGIN IMMEDIATE", error);
  if (done)
    {
      for (guint f = 0; f < n && done; f++)
        done = write_follow (self, follows[f], owner, error);
      done = done && lab_database_run (self->database, "COMMIT", error);
      if (!done)
        lab_database_run (self->database, "ROLLBACK", NULL);
    }
  settle (follows, n, done);
  return done;
}

/* ---- the thread ---- */

static gboolean
is_complete (const Follow *follow)
{
  for (guint i = 0; i < follow->n_tracks; i++)
    if (!follow->tracks[i].written.begun || follow->tracks[i].written.state == LAB_RUN_TRAINING)
      return FALSE;
  return TRUE;
}

/* With the lock. Returns: whether an engine was asked. */
static gboolean
ask_for_checkpoints (LabWriter *self)
{
  gboolean asked = FALSE;

  for (guint f = 0; f < self->follows->len; f++)
    {
      Follow *follow = self->follows->pdata[f];
      gboolean behind = FALSE;

      for (guint i = 0; i < follow->n_tracks && !behind; i++)
        {
          const LabRun *run = follow->tracks[i].run;
          const LabCheckpoint *written = follow->tracks[i].written.checkpoint;

          behind = lab_run_get_state (run) == LAB_RUN_TRAINING
                   && (written == NULL || !written->evaluated
                       || written->step != lab_series_count (run->loss)
                       || written->n_journal != lab_run_n_journal (run));
        }
      if (follow->engine != NULL && behind)
        {
          lab_engine_checkpoint (follow->engine);
          asked = TRUE;
        }
    }
  return asked;
}

/* With the lock. */
static void
wait_for_turn (LabWriter *self, guint64 served)
{
  struct timespec until;

  if (self->quitting || self->asked > served)
    return;
  if (self->follows->len == 0)
    {
      pthread_cond_wait (&self->news, &self->lock);
      return;
    }
  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_nsec += (long) PERIOD_US * 1000;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  while (!self->quitting && self->asked == served
         && pthread_cond_timedwait (&self->news, &self->lock, &until) != ETIMEDOUT)
    ;
}

/* What is complete is followed no longer. Returns: whether something was. */
static gboolean
drop_complete (LabWriter *self)
{
  const guint before = self->follows->len;

  for (guint f = before; f-- > 0;)
    if (is_complete (self->follows->pdata[f]))
      g_ptr_array_remove_index (self->follows, f);
  return self->follows->len < before;
}

static void *
work (void *data)
{
  LabWriter *self = data;
  /* To begin anew costs what was trained so far, at most a second, and writes nothing. */
  gint64 checkpoint_due = g_get_monotonic_time () + FIRST_US, gave_up = 0;
  gboolean done = FALSE, quitting = FALSE;

  pthread_mutex_lock (&self->lock);
  while (!(quitting && (done || g_get_monotonic_time () > gave_up)))
    {
      g_autoptr (GPtrArray) follows = NULL;
      g_autoptr (GError) error = NULL;
      guint64 asked;
      gint64 start;
      gboolean checkpoint;

      wait_for_turn (self, self->served);
      if (self->quitting && self->follows->len == 0 && self->asked == self->served)
        break;
      checkpoint = g_get_monotonic_time () >= checkpoint_due && ask_for_checkpoints (self);
      if (checkpoint)
        {
          pthread_mutex_unlock (&self->lock);
          g_usleep (MOMENT_US);
          pthread_mutex_lock (&self->lock);
        }
      asked = self->asked;
      if (self->quitting && !quitting)
        gave_up = g_get_monotonic_time () + PATIENCE_US;
      quitting = self->quitting;
      follows = g_ptr_array_copy (self->follows, NULL, NULL);
      g_ptr_array_set_free_func (follows, NULL);
      pthread_mutex_unlock (&self->lock);

      start = processor_time_us ();
      done = write_all (self, (Follow *const *) (gpointer) follows->pdata, follows->len, checkpoint,
                        &error);
      if (checkpoint)
        checkpoint_due = g_get_monotonic_time ()
                         + (gint64) ((double) (processor_time_us () - start) / MOST_OF_TIME);

      pthread_mutex_lock (&self->lock);
      g_free (self->problem);
      self->problem = done ? NULL : g_strdup (error->message);
      self->served = asked;
      pthread_cond_broadcast (&self->news);
      if (done && drop_complete (self))
        lab_settler_ask (self->settler, self->follows->len == 0);
      if (quitting && !done)
        {
          pthread_mutex_unlock (&self->lock);
          g_usleep (PERIOD_US);
          pthread_mutex_lock (&self->lock);
        }
    }
  pthread_mutex_unlock (&self->lock);
  lab_database_close (self->database);
  return NULL;
}

/* ---- commands ---- */

LabWriter *
lab_writer_new (const char *path, LabOwner *owner, GError **error)
{
  LabWriter *self = g_new0 (LabWriter, 1);
  pthread_condattr_t monotonic;

  self->path = g_strdup (path);
  self->owner = owner;
  self->follows = g_ptr_array_new_with_free_func (free_follow);
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->news, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->settler = lab_settler_new (path, error);
  if (self->settler != NULL)
    {
      if (pthread_create (&self->thread, NULL, work, self) == 0)
        return self;
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "no thread to write the history: end other programs first");
    }
  lab_settler_free (self->settler);
  g_ptr_array_unref (self->follows);
  g_free (self->path);
  g_free (self);
  return NULL;
}

gboolean
lab_writer_finish (LabWriter *self, GError **error)
{
  gboolean done;

  if (self == NULL)
    return TRUE;
  pthread_mutex_lock (&self->lock);
  self->quitting = TRUE;
  pthread_cond_broadcast (&self->news);
  pthread_mutex_unlock (&self->lock);
  pthread_join (self->thread, NULL);
  lab_settler_free (self->settler);
  done = self->follows->len == 0 || self->problem == NULL;
  if (!done)
    g_set_error_literal (error, LAB_ERROR, LAB_ERROR_OUTPUT, self->problem);
  g_ptr_array_unref (self->follows);
  g_free (self->problem);
  g_free (self->path);
  pthread_cond_destroy (&self->news);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
  return done;
}

void
lab_writer_free (LabWriter *self)
{
  lab_writer_finish (self, NULL);
}

void
lab_writer_follow (LabWriter *self, LabEngine *engine, const char *title)
{
  Follow *follow = g_new0 (Follow, 1);

  follow->engine = engine;
  follow->title = g_strdup (title);
  follow->tracks = g_new0 (Track, lab_engine_n_runs (engine));
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      LabRun *run = lab_engine_get_run (engine, i);
      Track *track;

      /* Those that have ended are in the engine to be read. */
      if (lab_run_get_id (run) != 0 && lab_run_get_state (run) != LAB_RUN_TRAINING)
        continue;
      track = &follow->tracks[follow->n_tracks++];
      track->run = lab_run_ref (run);
      /* One that goes on is written from its beginning: it may have grown since it was read. */
      track->written
          = (LabRowMark){ .id = lab_run_get_id (run), .begun = lab_run_get_id (run) != 0 };
    }
  pthread_mutex_lock (&self->lock);
  g_ptr_array_add (self->follows, follow);
  self->asked++; /* the runs are in the list from here on */
  pthread_cond_broadcast (&self->news);
  pthread_mutex_unlock (&self->lock);
  lab_writer_tidy (self); /* there is time for it while they train */
}

void
lab_writer_tidy (LabWriter *self)
{
  lab_settler_ask (self->settler, TRUE);
}

void
lab_writer_watch (LabWriter *self, const LabDatabase *database)
{
  lab_settler_watch (self->settler, database);
}

void
lab_writer_leave (LabWriter *self, LabEngine *engine)
{
  pthread_mutex_lock (&self->lock);
  for (guint f = 0; f < self->follows->len; f++)
    {
      Follow *follow = self->follows->pdata[f];

      if (follow->engine == engine)
        follow->engine = NULL;
    }
  pthread_mutex_unlock (&self->lock);
}

gboolean
lab_writer_flush (LabWriter *self, GError **error)
{
  guint64 mine;
  gboolean done;

  pthread_mutex_lock (&self->lock);
  mine = ++self->asked;
  pthread_cond_broadcast (&self->news);
  while (self->served < mine)
    pthread_cond_wait (&self->news, &self->lock);
  done = self->problem == NULL;
  if (!done)
    g_set_error_literal (error, LAB_ERROR, LAB_ERROR_OUTPUT, self->problem);
  pthread_mutex_unlock (&self->lock);
  return done;
}

char *
lab_writer_dup_problem (LabWriter *self)
{
  char *problem;

  pthread_mutex_lock (&self->lock);
  problem = g_strdup (self->problem);
  pthread_mutex_unlock (&self->lock);
  return problem;
}
