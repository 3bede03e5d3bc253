/* SPDX-License-Identifier: MIT */
/* Over 600 lines: what starts, feeds and ends an engine shares one state. To be split. */
/*
 * Two things happen in other threads: loading a dataset with its damage (one at a time; a change
 * that comes in between starts another one after it), and making an engine. Both end on the main
 * thread. Each engine has a number, so that a wake-up of one that is gone is not mistaken for the
 * present one's.
 *
 * Frames: a wake-up of the engine sets a timeout to the next frame's time, unless one is set;
 * there the engine is acknowledged and `advanced` goes out. The window's drawing thus never takes
 * more than FRAMES_PER_SECOND turns, however fast the training is.
 */
#include "session.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define FRAMES_PER_SECOND 30
#define SHOW_SECONDS      15.0
#define SPEED_WINDOW_US   (G_USEC_PER_SEC / 2)

/* What an engine's threads hold of the session: they may outlive it by a moment. */
typedef struct
{
  gatomicrefcount ref_count;
  GWeakRef session;
} Bell;

struct _LabSession
{
  GObject parent_instance;
  LabDocument *document;
  LabSessionState state;

  LabDataset *dataset;
  LabTrainingSet *set;
  char *data_error;
  LabSpec *data_spec; /* what dataset and set were made from */
  gboolean loading;
  gboolean load_again;

  LabExperiment *trained; /* what the runs were started with, with the changes sent since */
  LabEngine *engine;
  Bell *bell; /* the engine's */
  LabDataset *shown_dataset;
  LabTrainingSet *shown_set;
  guint n_shown;
  LabRun *shown[LAB_MAX_SIDES];
  gboolean train_when_loaded;
  gboolean step_when_ready;

  double pace; /* negative: nobody has set one */
  double cursor;
  guint frame;
  gint64 last_frame;
  gint64 resumed_at;
  double seconds;
  gint64 speed_time;
  guint64 speed_step;
  double speed;
};

G_DEFINE_FINAL_TYPE (LabSession, lab_session, G_TYPE_OBJECT)

enum
{
  ADVANCED,
  STATE,
  DATA,
  FAILED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void load (LabSession *self);
static void begin (LabSession *self);

static void
set_state (LabSession *self, LabSessionState state)
{
  if (self->state == state)
    return;
  if (self->state == LAB_SESSION_TRAINING)
    self->seconds += (double) (g_get_monotonic_time () - self->resumed_at) / G_USEC_PER_SEC;
  self->state = state;
  self->speed = 0.0;
  self->speed_time = self->resumed_at = g_get_monotonic_time ();
  self->speed_step = lab_session_get_step (self, NULL);
  g_signal_emit (self, signals[STATE], 0);
}

/* ---- frames
 * ----------------------------------------------------------------------------------------- */

static gboolean
advance (gpointer data)
{
  LabSession *self = data;
  const gint64 now = g_get_monotonic_time ();

  self->frame = 0;
  self->last_frame = now;
  if (self->engine != NULL)
    {
      guint64 step;

      lab_engine_acknowledge (self->engine);
      step = lab_session_get_step (self, NULL);
      if (self->state == LAB_SESSION_TRAINING && now - self->speed_time >= SPEED_WINDOW_US)
        {
          self->speed = (double) (step - self->speed_step) * G_USEC_PER_SEC
                        / (double) (now - self->speed_time);
          self->speed_time = now;
          self->speed_step = step;
        }
      if (lab_engine_is_done (self->engine)
          && (self->state == LAB_SESSION_TRAINING || self->state == LAB_SESSION_PAUSED))
        set_state (self, LAB_SESSION_ENDED);
    }
  g_signal_emit (self, signals[ADVANCED], 0);
  return G_SOURCE_REMOVE;
}

static void
schedule_frame (LabSession *self)
{
  const gint64 due = self->last_frame + G_USEC_PER_SEC / FRAMES_PER_SECOND;
  const gint64 wait = (due - g_get_monotonic_time ()) / 1000;

  if (self->frame == 0)
    self->frame = g_timeout_add_full (G_PRIORITY_DEFAULT, (guint) CLAMP (wait, 0, 1000), advance,
                                      self, NULL);
}

static gboolean
on_bell (gpointer data)
{
  g_autoptr (LabSession) self = g_weak_ref_get (&((Bell *) data)->session);

  if (self != NULL)
    schedule_frame (self);
  return G_SOURCE_REMOVE;
}

static void
unref_bell (gpointer data)
{
  Bell *bell = data;

  if (!g_atomic_ref_count_dec (&bell->ref_count))
    return;
  g_weak_ref_clear (&bell->session);
  g_free (bell);
}

static void
ring (gpointer data)
{
  Bell *bell = data;

  g_atomic_ref_count_inc (&bell->ref_count);
  g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT, on_bell, bell, unref_bell);
}

/* ---- engines
 * ---------------------------------------------------------------------------------------- */

typedef struct
{
  LabEngine *engine;
  Bell *bell;
} Leaving;

static void
free_engine_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Leaving *leaving = data;

  lab_engine_free (leaving->engine);
  unref_bell (leaving->bell);
}

/* Its threads end after the batch that they are at; the window does not wait for that. */
static void
drop_engine (LabSession *self)
{
  g_autoptr (GTask) task = NULL;
  Leaving leaving = { self->engine, self->bell };

  if (self->engine == NULL)
    return;
  self->engine = NULL;
  self->bell = NULL;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, g_memdup2 (&leaving, sizeof leaving), g_free);
  g_task_run_in_thread (task, free_engine_in_thread);
}

static void
clear_shown (LabSession *self)
{
  for (guint i = 0; i < self->n_shown; i++)
    g_clear_pointer (&self->shown[i], lab_run_unref);
  self->n_shown = 0;
  g_clear_pointer (&self->shown_dataset, lab_dataset_unref);
  g_clear_pointer (&self->shown_set, lab_training_set_unref);
}

static guint
steps_per_epoch (guint n, guint batch_size)
{
  return MAX ((n + batch_size - 1) / batch_size, 1);
}

/* Empty runs of the document's sides, so that the plots have axes, names and rows. */
static void
show_blank (LabSession *self)
{
  const LabExperiment *experiment = lab_document_get_experiment (self->document);

  if (self->dataset == NULL || self->set == NULL)
    return;
  clear_shown (self);
  self->shown_dataset = lab_dataset_ref (self->dataset);
  self->shown_set = lab_training_set_ref (self->set);
  for (guint i = 0; i < experiment->n_sides; i++)
    self->shown[self->n_shown++]
        = lab_run_new (experiment->sides[i], i, self->dataset->n_classes,
                       steps_per_epoch (self->set->n, experiment->sides[i]->batch_size));
}

static void
show_engine (LabSession *self)
{
  clear_shown (self);
  self->shown_dataset = lab_dataset_ref (lab_engine_get_dataset (self->engine));
  self->shown_set = lab_training_set_ref (lab_engine_get_training_set (self->engine));
  for (guint i = 0; i < self->trained->n_sides; i++)
    self->shown[self->n_shown++] = lab_run_ref (lab_engine_get_run (self->engine, i));
}

typedef struct
{
  LabExperiment *experiment;
  LabDataset *dataset;
  Bell *bell;
  LabEngine *engine;
} Preparation;

static void
free_preparation (gpointer data)
{
  Preparation *self = data;

  lab_engine_free (self->engine);
  if (self->bell != NULL)
    unref_bell (self->bell);
  lab_experiment_free (self->experiment);
  lab_dataset_unref (self->dataset);
  g_free (self);
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Preparation *preparation = data;
  GError *error = NULL;

  preparation->engine = lab_engine_new (preparation->experiment, preparation->dataset, 0, ring,
                                        preparation->bell, &error);
  if (preparation->engine == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer data)
{
  LabSession *self = LAB_SESSION (source);
  Preparation *preparation = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (self->state != LAB_SESSION_PREPARING)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      set_state (self, LAB_SESSION_READY);
      g_signal_emit (self, signals[FAILED], 0, error->message);
      return;
    }
  drop_engine (self);
  self->engine = g_steal_pointer (&preparation->engine);
  self->bell = g_steal_pointer (&preparation->bell);
  g_clear_pointer (&self->trained, lab_experiment_free);
  self->trained = g_steal_pointer (&preparation->experiment);
  self->cursor = (double) NAN;
  self->seconds = 0.0;
  show_engine (self);
  lab_engine_set_pace (self->engine, lab_session_get_pace (self));
  if (self->step_when_ready)
    {
      set_state (self, LAB_SESSION_PAUSED);
      lab_engine_step (self->engine);
    }
  else
    {
      lab_engine_resume (self->engine);
      set_state (self, LAB_SESSION_TRAINING);
    }
  self->step_when_ready = FALSE;
  schedule_frame (self);
}

static LabExperiment *
copy_of_document (LabSession *self)
{
  LabExperiment *copy
      = g_memdup2 (lab_document_get_experiment (self->document), sizeof (LabExperiment));

  for (guint i = 0; i < copy->n_sides; i++)
    copy->sides[i] = lab_spec_ref (copy->sides[i]);
  return copy;
}

static void
begin (LabSession *self)
{
  Preparation *preparation;
  g_autoptr (GTask) task = NULL;

  set_state (self, LAB_SESSION_PREPARING);
  if (self->loading)
    {
      self->train_when_loaded = TRUE;
      return;
    }
  if (self->data_error != NULL)
    {
      set_state (self, LAB_SESSION_READY);
      g_signal_emit (self, signals[FAILED], 0, self->data_error);
      return;
    }
  preparation = g_new0 (Preparation, 1);
  preparation->experiment = copy_of_document (self);
  preparation->dataset = lab_dataset_ref (self->dataset);
  preparation->bell = g_new0 (Bell, 1);
  g_atomic_ref_count_init (&preparation->bell->ref_count);
  g_weak_ref_init (&preparation->bell->session, self);
  task = g_task_new (self, NULL, on_prepared, NULL);
  g_task_set_task_data (task, preparation, free_preparation);
  g_task_run_in_thread (task, prepare_in_thread);
}

/* ---- data
 * ------------------------------------------------------------------------------------------ */

typedef struct
{
  LabSpec *spec;
  LabDataset *known; /* (nullable): where only the damage changed */
  LabDataset *dataset;
  LabTrainingSet *set;
} Loading;

static void
free_loading (gpointer data)
{
  Loading *loading = data;

  lab_spec_unref (loading->spec);
  g_clear_pointer (&loading->known, lab_dataset_unref);
  g_clear_pointer (&loading->dataset, lab_dataset_unref);
  g_clear_pointer (&loading->set, lab_training_set_unref);
  g_free (loading);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Loading *loading = data;
  GError *error = NULL;

  loading->dataset = loading->known != NULL ? lab_dataset_ref (loading->known)
                                            : lab_dataset_load (loading->spec->dataset, &error);
  if (loading->dataset != NULL)
    loading->set = lab_damage_apply (&loading->spec->damage, loading->dataset, &error);
  if (loading->set == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  LabSession *self = LAB_SESSION (source);
  Loading *loading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  const gboolean loaded = g_task_propagate_boolean (G_TASK (result), &error);

  self->loading = FALSE;
  if (self->load_again)
    {
      self->load_again = FALSE;
      g_clear_pointer (&self->data_spec, lab_spec_unref);
      load (self);
      return;
    }
  g_clear_pointer (&self->data_error, g_free);
  if (loading->dataset != NULL)
    {
      g_clear_pointer (&self->dataset, lab_dataset_unref);
      self->dataset = g_steal_pointer (&loading->dataset);
    }
  if (loaded)
    {
      g_clear_pointer (&self->set, lab_training_set_unref);
      self->set = g_steal_pointer (&loading->set);
    }
  else
    self->data_error = g_strdup (error->message);
  if (self->engine == NULL)
    show_blank (self);
  g_signal_emit (self, signals[DATA], 0);
  schedule_frame (self);
  if (self->train_when_loaded)
    {
      self->train_when_loaded = FALSE;
      if (self->state == LAB_SESSION_PREPARING)
        begin (self);
    }
}

static gboolean
same_data (const LabSpec *a, const LabSpec *b)
{
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (lab_settings[i].scope == LAB_SETTING_OF_DATA)
      {
        g_autofree char *one = lab_spec_print (a, i), *other = lab_spec_print (b, i);

        if (!g_str_equal (one, other))
          return FALSE;
      }
  return TRUE;
}

static void
load (LabSession *self)
{
  const LabSpec *spec = lab_document_get_spec (self->document, 0);
  g_autoptr (GTask) task = NULL;
  Loading *loading;

  if (self->data_spec != NULL && same_data (self->data_spec, spec))
    return;
  if (self->loading)
    {
      self->load_again = TRUE;
      return;
    }
  g_clear_pointer (&self->data_spec, lab_spec_unref);
  self->data_spec = lab_spec_ref (spec);
  self->loading = TRUE;
  loading = g_new0 (Loading, 1);
  loading->spec = lab_spec_ref (spec);
  if (self->dataset != NULL && g_str_equal (self->dataset->id, spec->dataset))
    loading->known = lab_dataset_ref (self->dataset);
  task = g_task_new (self, NULL, on_loaded, NULL);
  g_task_set_task_data (task, loading, free_loading);
  g_task_run_in_thread (task, load_in_thread);
}

/* ---- the document
 * ----------------------------------------------------------------------------------- */

/* What can act in mid-training goes to the engine. */
static void
send_changes (LabSession *self)
{
  const LabExperiment *document = lab_document_get_experiment (self->document);

  if (self->engine == NULL || lab_engine_is_done (self->engine)
      || document->n_sides != self->trained->n_sides)
    return;
  for (guint side = 0; side < document->n_sides; side++)
    for (guint i = 0; i < LAB_N_SETTINGS; i++)
      if (lab_settings[i].live && (side == 0 || lab_settings[i].scope == LAB_SETTING_OF_LOSS)
          && g_str_equal (document->sides[side]->loss, self->trained->sides[side]->loss))
        {
          g_autofree char *is = lab_spec_print (self->trained->sides[side], i);
          g_autofree char *should = lab_spec_print (document->sides[side], i);

          if (!g_str_equal (is, should) && lab_engine_change (self->engine, side, i, should, NULL))
            lab_experiment_set (self->trained, side, i, should, NULL);
        }
}

static void
on_document_changed (LabDocument *document, gpointer data)
{
  LabSession *self = data;

  send_changes (self);
  load (self);
  if (self->engine == NULL)
    show_blank (self);
  schedule_frame (self);
}

gboolean
lab_session_is_stale (LabSession *self)
{
  const LabExperiment *document = lab_document_get_experiment (self->document);

  if (self->trained == NULL)
    return FALSE;
  if (document->n_sides != self->trained->n_sides)
    return TRUE;
  for (guint side = 0; side < document->n_sides; side++)
    if (!lab_spec_equal (document->sides[side], self->trained->sides[side]))
      return TRUE;
  return FALSE;
}

/* ---- life
 * ------------------------------------------------------------------------------------------ */

static void
lab_session_dispose (GObject *object)
{
  LabSession *self = LAB_SESSION (object);

  g_clear_handle_id (&self->frame, g_source_remove);
  drop_engine (self);
  if (self->document != NULL)
    g_signal_handlers_disconnect_by_data (self->document, self);
  G_OBJECT_CLASS (lab_session_parent_class)->dispose (object);
}

static void
lab_session_finalize (GObject *object)
{
  LabSession *self = LAB_SESSION (object);

  clear_shown (self);
  g_clear_pointer (&self->trained, lab_experiment_free);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_clear_pointer (&self->data_spec, lab_spec_unref);
  g_free (self->data_error);
  g_object_unref (self->document);
  G_OBJECT_CLASS (lab_session_parent_class)->finalize (object);
}

static void
lab_session_class_init (LabSessionClass *klass)
{
  static const char *const NAMES[N_SIGNALS] = { "advanced", "state", "data", "failed" };

  G_OBJECT_CLASS (klass)->dispose = lab_session_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_session_finalize;
  for (guint i = 0; i < FAILED; i++)
    signals[i] = g_signal_new (NAMES[i], LAB_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new (NAMES[FAILED], LAB_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lab_session_init (LabSession *self)
{
  self->document = lab_document_new ();
  self->cursor = (double) NAN;
  self->pace = -1.0;
  g_signal_connect (self->document, "changed", G_CALLBACK (on_document_changed), self);
}

LabSession *
lab_session_new (void)
{
  return g_object_new (LAB_TYPE_SESSION, NULL);
}

LabDocument *
lab_session_get_document (LabSession *self)
{
  return self->document;
}

LabSessionState
lab_session_get_state (LabSession *self)
{
  return self->state;
}

LabDataset *
lab_session_get_dataset (LabSession *self)
{
  load (self);
  return self->dataset;
}

LabTrainingSet *
lab_session_get_training_set (LabSession *self)
{
  load (self);
  return self->set;
}

const char *
lab_session_get_data_error (LabSession *self)
{
  return self->data_error;
}

gboolean
lab_session_get_records (LabSession *self, LabRecords *records)
{
  if (self->n_shown == 0)
    return FALSE;
  *records = (LabRecords){ .n_runs = self->n_shown,
                           .dataset = self->shown_dataset,
                           .set = self->shown_set };
  for (guint i = 0; i < self->n_shown; i++)
    records->runs[i] = self->shown[i];
  return TRUE;
}

/* ---- training
 * -------------------------------------------------------------------------------------- */

void
lab_session_train (LabSession *self)
{
  if (self->state == LAB_SESSION_PREPARING)
    return;
  self->step_when_ready = FALSE;
  load (self);
  begin (self);
}

void
lab_session_pause (LabSession *self)
{
  if (self->state != LAB_SESSION_TRAINING)
    return;
  lab_engine_pause (self->engine);
  set_state (self, LAB_SESSION_PAUSED);
  schedule_frame (self);
}

void
lab_session_resume (LabSession *self)
{
  if (self->state != LAB_SESSION_PAUSED)
    return;
  lab_engine_resume (self->engine);
  set_state (self, LAB_SESSION_TRAINING);
}

void
lab_session_toggle (LabSession *self)
{
  switch (self->state)
    {
    case LAB_SESSION_TRAINING:
      lab_session_pause (self);
      break;
    case LAB_SESSION_PAUSED:
      lab_session_resume (self);
      break;
    case LAB_SESSION_READY:
    case LAB_SESSION_ENDED:
      lab_session_train (self);
      break;
    case LAB_SESSION_PREPARING:
    default:
      break;
    }
}

void
lab_session_step (LabSession *self)
{
  switch (self->state)
    {
    case LAB_SESSION_TRAINING:
      lab_session_pause (self);
      break;
    case LAB_SESSION_PAUSED:
      lab_session_set_cursor (self, (double) NAN);
      lab_engine_step (self->engine);
      break;
    case LAB_SESSION_READY:
    case LAB_SESSION_ENDED:
      self->step_when_ready = TRUE;
      load (self);
      begin (self);
      break;
    case LAB_SESSION_PREPARING:
    default:
      break;
    }
}

void
lab_session_stop (LabSession *self)
{
  if (self->engine != NULL)
    lab_engine_stop (self->engine);
}

void
lab_session_reset (LabSession *self)
{
  drop_engine (self);
  g_clear_pointer (&self->trained, lab_experiment_free);
  self->cursor = (double) NAN;
  self->seconds = 0.0;
  set_state (self, LAB_SESSION_READY);
  load (self);
  if (!self->loading)
    show_blank (self);
  schedule_frame (self);
}

guint64
lab_session_get_step (LabSession *self, guint64 *total)
{
  guint64 step = G_MAXUINT64;

  for (guint i = 0; i < self->n_shown; i++)
    {
      const LabRun *run = self->shown[i];

      /* One that diverged is not behind: it is out. */
      step = MIN (step, lab_run_get_state (run) == LAB_RUN_DIVERGED ? run->n_steps
                                                                    : lab_series_count (run->loss));
    }
  if (total != NULL)
    *total = self->n_shown == 0 ? 0 : self->shown[0]->n_steps;
  return self->n_shown == 0 ? 0 : step;
}

double
lab_session_get_speed (LabSession *self)
{
  return self->state == LAB_SESSION_TRAINING ? self->speed : 0.0;
}

double
lab_session_get_seconds (LabSession *self)
{
  return self->seconds
         + (self->state == LAB_SESSION_TRAINING
                ? (double) (g_get_monotonic_time () - self->resumed_at) / G_USEC_PER_SEC
                : 0.0);
}

double
lab_session_get_pace (LabSession *self)
{
  guint64 total;

  if (self->pace >= 0.0)
    return self->pace;
  lab_session_get_step (self, &total);
  return total == 0 ? 280.0 : MAX (round ((double) total / SHOW_SECONDS), 1.0);
}

void
lab_session_set_pace (LabSession *self, double steps_per_second)
{
  self->pace = steps_per_second;
  if (self->engine != NULL)
    lab_engine_set_pace (self->engine, steps_per_second);
  schedule_frame (self);
}

/* ---- the cursor
 * ------------------------------------------------------------------------------------- */

double
lab_session_get_cursor (LabSession *self)
{
  return self->cursor;
}

/* The run that has evaluations furthest: one that diverged has fewer. */
static const LabRun *
longest (LabSession *self)
{
  const LabRun *best = self->shown[0];

  for (guint i = 1; i < self->n_shown; i++)
    if (lab_run_n_evaluations (self->shown[i]) > lab_run_n_evaluations (best))
      best = self->shown[i];
  return best;
}

static void
go_to (LabSession *self, guint i)
{
  self->cursor = lab_run_get_evaluation (longest (self), i)->epoch;
  schedule_frame (self);
}

void
lab_session_set_cursor (LabSession *self, double epoch)
{
  const LabRun *run;
  guint best = 0, n;

  if (isnan (epoch) || self->n_shown == 0)
    {
      self->cursor = (double) NAN;
      schedule_frame (self);
      return;
    }
  run = longest (self);
  n = lab_run_n_evaluations (run);
  if (n == 0)
    return;
  for (guint i = 1; i < n; i++)
    if (fabs (lab_run_get_evaluation (run, i)->epoch - epoch)
        < fabs (lab_run_get_evaluation (run, best)->epoch - epoch))
      best = i;
  go_to (self, best);
}

void
lab_session_move_cursor (LabSession *self, int evaluations)
{
  const LabRun *run;
  int n, at;

  if (self->n_shown == 0)
    return;
  run = longest (self);
  n = (int) lab_run_n_evaluations (run);
  if (n == 0)
    return;
  for (at = n - 1; at > 0 && !isnan (self->cursor)
                   && lab_run_get_evaluation (run, (guint) at)->epoch > self->cursor + 1e-9;
       at--)
    ;
  at = CLAMP (at + evaluations, 0, n - 1);
  go_to (self, (guint) at);
}
