/* SPDX-License-Identifier: MIT */
/*
 * The loader has the document's data ready; a training begins with them once it is made. Between
 * the request and that, the runs of the training before stay as they are, at rest: a request that
 * fails leaves the window as it was.
 *
 * Frames: news of the engine set a timeout to the time that the pacer says, unless one is set;
 * there the engine is acknowledged and `advanced` goes out.
 */
#include "session.h"

#include "loader.h"
#include "pacer.h"
#include "shown.h"
#include "tempo.h"
#include "training.h"

#define SHOW_SECONDS 15.0

struct _LabSession
{
  GObject parent_instance;
  LabDocument *document;
  LabSessionState state;

  LabLoader *loader;
  LabTraining *training;  /* (nullable) */
  LabArchive *archive;    /* (nullable) */
  const LabPast *past;    /* (nullable): what is shown instead */
  LabSessionState behind; /* of the training, while the past is shown */
  LabShown shown;
  guint seed;             /* of those shown, the one that is looked at */
  LabSessionState before; /* of the preparation */
  guint request;          /* the preparation that is waited for */
  gboolean begin_when_loaded;
  gboolean step_when_ready;

  double pace; /* negative: nobody has set one */
  double cursor;
  guint frame;
  LabPacer pacer;
  LabTempo tempo;
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

static void
set_state (LabSession *self, LabSessionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  lab_tempo_turn (&self->tempo, state == LAB_SESSION_TRAINING, g_get_monotonic_time (),
                  lab_session_get_step (self, NULL));
  if (self->archive != NULL)
    lab_archive_touch (self->archive);
  g_signal_emit (self, signals[STATE], 0);
}

/* ---- frames ---- */

static gboolean
advance (gpointer data)
{
  LabSession *self = data;

  self->frame = 0;
  lab_pacer_turn (&self->pacer, lab_pacer_now ());
  if (self->training != NULL)
    {
      lab_engine_acknowledge (self->training->engine);
      lab_tempo_note (&self->tempo, g_get_monotonic_time (), lab_session_get_step (self, NULL));
      if (lab_engine_is_done (self->training->engine)
          && (self->state == LAB_SESSION_TRAINING || self->state == LAB_SESSION_PAUSED))
        set_state (self, LAB_SESSION_ENDED);
    }
  g_signal_emit (self, signals[ADVANCED], 0);
  return G_SOURCE_REMOVE;
}

static void
schedule_frame (LabSession *self)
{
  const gboolean full_speed
      = self->state == LAB_SESSION_TRAINING && lab_session_get_pace (self) <= LAB_FULL_SPEED;

  if (self->frame == 0)
    self->frame
        = g_timeout_add_full (G_PRIORITY_DEFAULT,
                              lab_pacer_wait_ms (&self->pacer, full_speed, lab_pacer_now ()),
                              advance, self, NULL);
}

void
lab_session_note_frame (LabSession *self)
{
  lab_pacer_painted (&self->pacer, lab_pacer_now ());
}

static void
on_news (GObject *owner)
{
  schedule_frame (LAB_SESSION (owner));
}

/* ---- what is shown ---- */

static void
show_blank (LabSession *self)
{
  LabDataset *dataset = lab_loader_get_dataset (self->loader);
  LabTrainingSet *set = lab_loader_get_training_set (self->loader);

  if (dataset != NULL && set != NULL)
    lab_shown_set_blank (&self->shown, lab_document_get_experiment (self->document), dataset, set);
}

/* ---- beginning ---- */

/* What is on its way, or waits for its data, is not wanted any more. */
static void
drop_request (LabSession *self)
{
  self->request++;
  self->begin_when_loaded = FALSE;
}

static void
send_changes (LabSession *self)
{
  if (self->training != NULL && self->past == NULL)
    lab_training_change (self->training, lab_document_get_experiment (self->document));
}

static void
fail (LabSession *self, const char *message)
{
  set_state (self, self->before);
  g_signal_emit (self, signals[FAILED], 0, message);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer data)
{
  LabSession *self = LAB_SESSION (source);
  g_autoptr (GError) error = NULL;
  LabTraining *training = lab_training_new_finish (result, &error);

  if (self->state != LAB_SESSION_PREPARING || GPOINTER_TO_UINT (data) != self->request)
    {
      lab_training_discard (training); /* reset in the meantime */
      return;
    }
  if (training == NULL)
    {
      fail (self, error->message);
      return;
    }
  lab_training_free (self->training);
  self->training = training;
  self->past = NULL;
  self->cursor = (double) NAN;
  lab_tempo_reset (&self->tempo);
  lab_shown_set_engine (&self->shown, training->experiment, training->engine);
  send_changes (self); /* of the meantime */
  lab_engine_set_pace (training->engine, lab_session_get_pace (self));
  if (self->step_when_ready)
    lab_engine_step (training->engine);
  else
    lab_engine_resume (training->engine);
  set_state (self, self->step_when_ready ? LAB_SESSION_PAUSED : LAB_SESSION_TRAINING);
  if (training->unkept != NULL)
    g_signal_emit (self, signals[FAILED], 0, training->unkept);
  schedule_frame (self);
}

static void
make (LabSession *self, const LabTrainingPlan *plan)
{
  lab_training_new_async (plan, G_OBJECT (self), on_news, on_made,
                          GUINT_TO_POINTER (self->request));
}

static void
make_training (LabSession *self)
{
  if (lab_loader_get_error (self->loader) != NULL)
    fail (self, lab_loader_get_error (self->loader));
  else
    make (self, &(LabTrainingPlan){ .experiment = lab_document_get_experiment (self->document),
                                    .dataset = lab_loader_get_dataset (self->loader),
                                    .archive = self->archive,
                                    .title = lab_document_get_title (self->document) });
}

static gboolean
prepare (LabSession *self, gboolean step)
{
  if (self->state == LAB_SESSION_PREPARING)
    return FALSE;
  lab_session_pause (self);
  self->before = self->state;
  drop_request (self);
  self->step_when_ready = step;
  set_state (self, LAB_SESSION_PREPARING);
  return TRUE;
}

void
lab_session_begin (LabSession *self, const LabTrainingPlan *plan)
{
  if (prepare (self, FALSE))
    make (self, plan);
}

static void
begin (LabSession *self, gboolean step)
{
  if (!prepare (self, step))
    return;
  lab_loader_load (self->loader, lab_document_get_spec (self->document, 0));
  if (lab_loader_is_loading (self->loader))
    self->begin_when_loaded = TRUE;
  else
    make_training (self);
}

static void
on_loaded (LabLoader *loader, gpointer data)
{
  LabSession *self = data;
  const gboolean waiting = self->begin_when_loaded;

  self->begin_when_loaded = FALSE;
  if (self->training == NULL && self->past == NULL)
    show_blank (self);
  g_signal_emit (self, signals[DATA], 0);
  schedule_frame (self);
  if (waiting)
    make_training (self);
}

/* ---- the document ---- */

static void
on_document_changed (LabDocument *document, gpointer data)
{
  LabSession *self = data;

  send_changes (self);
  lab_loader_load (self->loader, lab_document_get_spec (document, 0));
  if (self->training == NULL && self->past == NULL)
    show_blank (self);
  schedule_frame (self);
}

gboolean
lab_session_is_stale (LabSession *self)
{
  const LabExperiment *shown = self->past != NULL       ? self->past->experiment
                               : self->training != NULL ? self->training->experiment
                                                        : NULL;

  return shown != NULL
         && !lab_experiment_equal (lab_document_get_experiment (self->document), shown);
}

/* ---- the past ---- */

void
lab_session_show_past (LabSession *self, const LabPast *past)
{
  const gboolean other = past != self->past;

  if (past == NULL && !other)
    return;
  if (self->past == NULL)
    {
      lab_session_pause (self);
      self->behind = self->state == LAB_SESSION_PREPARING ? self->before : self->state;
    }
  if (other)
    {
      self->cursor = (double) NAN;
      drop_request (self);
    }
  self->past = past;
  if (past != NULL)
    lab_shown_set_runs (&self->shown, past->runs, past->n_sides, past->n_seeds, past->dataset,
                        past->set);
  else if (self->training != NULL)
    lab_shown_set_engine (&self->shown, self->training->experiment, self->training->engine);
  else
    show_blank (self);
  if (other)
    set_state (self, past != NULL ? LAB_SESSION_ENDED : self->behind);
  schedule_frame (self);
}

const LabPast *
lab_session_get_past (LabSession *self)
{
  return self->past;
}

/* One that could not be kept from its beginning is kept now. */
static void
on_opened (LabSession *self)
{
  if (self->training != NULL && !lab_training_keep (self->training))
    g_signal_emit (self, signals[FAILED], 0, self->training->unkept);
}

void
lab_session_set_archive (LabSession *self, LabArchive *archive)
{
  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_data (self->archive, self);
  g_set_object (&self->archive, archive);
  if (archive != NULL)
    g_signal_connect_object (archive, "opened", G_CALLBACK (on_opened), self, G_CONNECT_SWAPPED);
}

LabArchive *
lab_session_get_archive (LabSession *self)
{
  return self->archive;
}

void
lab_session_fail (LabSession *self, const char *message)
{
  g_signal_emit (self, signals[FAILED], 0, message);
}

/* ---- life ---- */

static void
lab_session_dispose (GObject *object)
{
  LabSession *self = LAB_SESSION (object);

  g_clear_handle_id (&self->frame, g_source_remove);
  g_clear_pointer (&self->training, lab_training_free);
  g_signal_handlers_disconnect_by_data (self->document, self);
  g_signal_handlers_disconnect_by_data (self->loader, self);
  G_OBJECT_CLASS (lab_session_parent_class)->dispose (object);
}

static void
lab_session_finalize (GObject *object)
{
  LabSession *self = LAB_SESSION (object);

  lab_shown_clear (&self->shown);
  g_clear_object (&self->archive);
  g_object_unref (self->loader);
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
  self->loader = lab_loader_new ();
  self->cursor = (double) NAN;
  self->pace = -1.0;
  g_signal_connect (self->document, "changed", G_CALLBACK (on_document_changed), self);
  g_signal_connect (self->loader, "loaded", G_CALLBACK (on_loaded), self);
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
  return lab_loader_get_dataset (self->loader);
}

LabTrainingSet *
lab_session_get_training_set (LabSession *self)
{
  return lab_loader_get_training_set (self->loader);
}

const char *
lab_session_get_data_error (LabSession *self)
{
  return lab_loader_get_error (self->loader);
}

gboolean
lab_session_get_records (LabSession *self, LabRecords *records)
{
  return lab_shown_get_records (&self->shown, lab_session_get_seed (self), records);
}

gboolean
lab_session_is_branch (LabSession *self)
{
  LabRecords records;

  return lab_session_get_records (self, &records) && lab_run_get_origin (records.runs[0], NULL);
}

guint
lab_session_get_seed (LabSession *self)
{
  return self->seed < self->shown.n_seeds ? self->seed : 0;
}

void
lab_session_set_seed (LabSession *self, guint nth)
{
  self->seed = nth;
  schedule_frame (self);
}

/* ---- training ---- */

void
lab_session_train (LabSession *self)
{
  begin (self, FALSE);
}

void
lab_session_pause (LabSession *self)
{
  if (self->state != LAB_SESSION_TRAINING)
    return;
  lab_engine_pause (self->training->engine);
  set_state (self, LAB_SESSION_PAUSED);
  schedule_frame (self);
}

void
lab_session_resume (LabSession *self)
{
  if (self->state != LAB_SESSION_PAUSED)
    return;
  lab_engine_resume (self->training->engine);
  set_state (self, LAB_SESSION_TRAINING);
}

void
lab_session_toggle (LabSession *self)
{
  if (self->state == LAB_SESSION_TRAINING)
    lab_session_pause (self);
  else if (self->state == LAB_SESSION_PAUSED)
    lab_session_resume (self);
  else
    lab_session_train (self);
}

void
lab_session_step (LabSession *self)
{
  if (self->state == LAB_SESSION_TRAINING)
    lab_session_pause (self);
  else if (self->state == LAB_SESSION_PAUSED)
    {
      lab_session_set_cursor (self, (double) NAN);
      lab_engine_step (self->training->engine);
    }
  else
    begin (self, TRUE);
}

void
lab_session_stop (LabSession *self)
{
  drop_request (self);
  if (self->state == LAB_SESSION_PREPARING)
    set_state (self, self->before);
  if (self->training != NULL)
    lab_engine_stop (self->training->engine);
}

void
lab_session_reset (LabSession *self)
{
  g_clear_pointer (&self->training, lab_training_free);
  self->past = NULL;
  drop_request (self);
  self->cursor = (double) NAN;
  lab_tempo_reset (&self->tempo);
  set_state (self, LAB_SESSION_READY);
  lab_loader_load (self->loader, lab_document_get_spec (self->document, 0));
  if (!lab_loader_is_loading (self->loader))
    show_blank (self);
  schedule_frame (self);
}

guint64
lab_session_get_step (LabSession *self, guint64 *total)
{
  return lab_shown_get_step (&self->shown, total);
}

double
lab_session_get_speed (LabSession *self)
{
  return lab_tempo_get_speed (&self->tempo);
}

double
lab_session_get_seconds (LabSession *self)
{
  return lab_tempo_get_seconds (&self->tempo, g_get_monotonic_time ());
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
  if (self->training != NULL)
    lab_engine_set_pace (self->training->engine, steps_per_second);
  schedule_frame (self);
}

/* ---- the cursor ---- */

double
lab_session_get_cursor (LabSession *self)
{
  return self->cursor;
}

void
lab_session_set_cursor (LabSession *self, double epoch)
{
  self->cursor = lab_shown_nearest (&self->shown, epoch);
  schedule_frame (self);
}

void
lab_session_move_cursor (LabSession *self, int evaluations)
{
  const double there = lab_shown_move (&self->shown, self->cursor, evaluations);

  if (isnan (there))
    return;
  self->cursor = there;
  schedule_frame (self);
}
