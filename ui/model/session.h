/* SPDX-License-Identifier: MIT */
#pragma once

#include "document.h"
#include "engine.h"
#include "past.h"
#include "training.h"
#include "ui/plot/chart.h"

G_BEGIN_DECLS

/**
 * LabSessionState:
 * @LAB_SESSION_READY: nothing trained yet: the plots are empty
 * @LAB_SESSION_PREPARING: training was asked for, and the data are being made ready
 * @LAB_SESSION_TRAINING: under way
 * @LAB_SESSION_PAUSED: at rest, and can go on
 * @LAB_SESSION_ENDED: every run has ended
 */
typedef enum
{
  LAB_SESSION_READY,
  LAB_SESSION_PREPARING,
  LAB_SESSION_TRAINING,
  LAB_SESSION_PAUSED,
  LAB_SESSION_ENDED,
} LabSessionState;

/**
 * LabSession:
 *
 * What all parts of the window share: the document, the experiment in training, the moment that is
 * shown. It turns the engine's wake-ups into at most one `advanced` signal a frame, and sends
 * changes of the document that can act in mid-training on to the engine.
 *
 * Signals: `advanced`: the records have grown, or the cursor moved; `state`: the state changed;
 * `data`: dataset or training set are there or changed; `failed` (message): something that was
 * asked for could not be done.
 */
#define LAB_TYPE_SESSION (lab_session_get_type ())
G_DECLARE_FINAL_TYPE (LabSession, lab_session, LAB, SESSION, GObject)

LabSession *lab_session_new (void);

/** lab_session_set_archive: @archive: (nullable): has the history that trainings are written to
 * from here on; without it nothing is kept. */
void lab_session_set_archive (LabSession *self, LabArchive *archive);
LabArchive *lab_session_get_archive (LabSession *self);
LabDocument *lab_session_get_document (LabSession *self);
LabSessionState lab_session_get_state (LabSession *self);

/** lab_session_get_dataset: Returns: (nullable): the document's dataset, once it is loaded. */
LabDataset *lab_session_get_dataset (LabSession *self);
/** lab_session_get_training_set: Returns: (nullable): the document's pictures, after damage. */
LabTrainingSet *lab_session_get_training_set (LabSession *self);
/** lab_session_get_data_error: Returns: (nullable): why they are not there. */
const char *lab_session_get_data_error (LabSession *self);

/** lab_session_get_records: Returns: FALSE while no dataset has been loaded; else @records are what
 * the plots show: runs in training, or empty ones. Borrowed until the next signal. */
gboolean lab_session_get_records (LabSession *self, LabRecords *records);
/** lab_session_is_branch: Returns: whether a branch is shown; training again does not repeat it. */
gboolean lab_session_is_branch (LabSession *self);

/** lab_session_get_seed: Returns: which seed is looked at, from 0, where one network a side is
 * shown: its pictures, its loss shape. It stays over trainings, as long as there are so many. */
guint lab_session_get_seed (LabSession *self);
void lab_session_set_seed (LabSession *self, guint nth);

/** lab_session_is_stale: Returns: whether the document has settings that the shown runs were not
 * trained with, and that they cannot take in mid-training. */
gboolean lab_session_is_stale (LabSession *self);

/** lab_session_show_past: @past: (nullable): borrowed: its runs are shown instead of those in
 * training, which rest meanwhile; changes of the document do not reach them. NULL leads back; the
 * same one again has other runs now. */
void lab_session_show_past (LabSession *self, const LabPast *past);
/** lab_session_get_past: Returns: (nullable): what is shown of the history. */
const LabPast *lab_session_get_past (LabSession *self);

/** lab_session_begin: a training that does not begin from seeds. What is shown, and the training
 * before it, stay until it is there. */
void lab_session_begin (LabSession *self, const LabTrainingPlan *plan);

/** lab_session_fail: says that something could not be done. */
void lab_session_fail (LabSession *self, const char *message);

/** lab_session_train: starts, or starts again. */
void lab_session_train (LabSession *self);
void lab_session_pause (LabSession *self);
void lab_session_resume (LabSession *self);
/** lab_session_toggle: what the one button and Space do: train, pause, resume, train again. */
void lab_session_toggle (LabSession *self);
/** lab_session_step: one batch; prepares first where nothing is in training. */
void lab_session_step (LabSession *self);
/** lab_session_stop: ends a training, or its preparation. */
void lab_session_stop (LabSession *self);
/** lab_session_reset: back to empty plots; a training under way ends. */
void lab_session_reset (LabSession *self);

/** lab_session_note_frame: the window has drawn a frame: for the pacer. */
void lab_session_note_frame (LabSession *self);

/** lab_session_get_step: Returns: steps done by the run that is furthest behind; @total: of the
 * whole training. */
guint64 lab_session_get_step (LabSession *self, guint64 *total);
/** lab_session_get_speed: Returns: steps a second of late, 0 at rest. */
double lab_session_get_speed (LabSession *self);
/** lab_session_get_seconds: Returns: how long this training has taken, pauses left out. */
double lab_session_get_seconds (LabSession *self);
/** lab_session_get_pace: Returns: steps a second, or %LAB_FULL_SPEED. */
double lab_session_get_pace (LabSession *self);
/** lab_session_set_pace: stays until the next call; before the first one, the whole training
 * takes 15 seconds. */
void lab_session_set_pace (LabSession *self, double steps_per_second);

/** lab_session_get_cursor: Returns: the moment that is shown, in epochs; NaN for the latest. */
double lab_session_get_cursor (LabSession *self);
/** lab_session_set_cursor: goes to the evaluation next to @epoch; NaN: back to the latest. */
void lab_session_set_cursor (LabSession *self, double epoch);
/** lab_session_move_cursor: so many evaluations on, or back. */
void lab_session_move_cursor (LabSession *self, int evaluations);

G_END_DECLS
