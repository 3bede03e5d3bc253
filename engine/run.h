/* SPDX-License-Identifier: MIT */
#pragma once

#include "evaluation.h"
#include "journal.h"
#include "loss.h"
#include "series.h"
#include "spec.h"
#include "train/checkpoint.h"

G_BEGIN_DECLS

/**
 * LabRunState:
 * @LAB_RUN_TRAINING: under way, paused or not yet begun
 * @LAB_RUN_FINISHED: all epochs are done
 * @LAB_RUN_STOPPED: ended early, on request; its checkpoint goes on from there
 * @LAB_RUN_DIVERGED: a NaN or an infinity came up; lab_run_get_divergence() says where
 * @LAB_RUN_INTERRUPTED: its program ended without ending it; of records read from the history alone
 */
typedef enum
{
  LAB_RUN_TRAINING,
  LAB_RUN_FINISHED,
  LAB_RUN_STOPPED,
  LAB_RUN_DIVERGED,
  LAB_RUN_INTERRUPTED,
  LAB_N_RUN_STATES,
} LabRunState;

/** lab_run_state_name: Returns: the state's word: `training`, `finished`, `stopped`, `diverged`,
 * `interrupted`. */
const char *lab_run_state_name (LabRunState state);

/**
 * LabEpoch:
 * @epoch: from 1
 * @loss: the mean of the batches' losses, as the tutorial prints it
 * @seconds: time spent in the epoch's steps alone, evaluations left out
 * @evaluation: (transfer none): the one at the epoch's end
 */
typedef struct
{
  guint epoch;
  double loss;
  double seconds;
  const LabEvaluation *evaluation;
} LabEpoch;

/**
 * LabStepEffect:
 * @step: which one, from 1
 * @before: the loss of its batch that it was made from
 * @after: the loss of the same batch with the parameters that it led to
 *
 * What one step did to what it was to make small.
 */
typedef struct
{
  guint64 step;
  double before;
  double after;
} LabStepEffect;

/** LabDivergence: @step's batch, from 1, and the place in words. */
typedef struct
{
  guint64 step;
  const char *where;
} LabDivergence;

/** LabOrigin: @run: the parent's number in the history, 0 where it is gone; @step: of the
 * evaluation whose weights a branch begins with. */
typedef struct
{
  gint64 run;
  guint64 step;
} LabOrigin;

/**
 * LabRun:
 * @spec: what it was started with
 * @steps_per_epoch, @n_steps: of the whole training
 * @n_tasks: 2 where its loss needs the second task
 * @loss: the training loss of each step
 * @mean: the same smoothed: a running mean with a half-life of 40 steps
 * @learned: [n_learned] the loss's learned parameters after each step
 *
 * One network's record: it only grows, and everything that is there stays as it is, so that readers
 * need no lock. Trained by one trainer, shown by any number of readers; a run read back from a file
 * is the same thing.
 *
 * **Threads**: one writer, any number of readers at the same time.
 */
typedef struct _LabRun LabRun;

struct _LabRun
{
  const LabSpec *spec;
  guint side;
  guint steps_per_epoch;
  guint64 n_steps;
  guint n_classes;
  guint n_tasks;
  const LabSeries *loss;
  const LabSeries *mean;
  guint n_learned;
  const LabSeries *learned[LAB_FORMULA_MAX_LEARNED];
};

LabRun *lab_run_new (const LabSpec *spec, guint side, guint n_classes, guint steps_per_epoch);
LabRun *lab_run_ref (LabRun *self);
void lab_run_unref (LabRun *self);
/** lab_run_is_alone: Returns: whether nobody but the caller has a reference. */
gboolean lab_run_is_alone (const LabRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabRun, lab_run_unref)

/* Read by anyone. Counts are published after what they count. */
LabRunState lab_run_get_state (const LabRun *self);
const LabDivergence *lab_run_get_divergence (const LabRun *self);
guint lab_run_n_evaluations (const LabRun *self);
const LabEvaluation *lab_run_get_evaluation (const LabRun *self, guint i);
/** lab_run_get_latest: Returns: (nullable): the last evaluation. */
const LabEvaluation *lab_run_get_latest (const LabRun *self);
guint lab_run_n_epochs (const LabRun *self);
const LabEpoch *lab_run_get_epoch (const LabRun *self, guint i);
guint lab_run_n_journal (const LabRun *self);
const LabJournalEntry *lab_run_get_journal (const LabRun *self, guint i);
/** lab_run_dup_checkpoint: Returns: (transfer full) (nullable): the newest; NULL for a run that has
 * finished. */
LabCheckpoint *lab_run_dup_checkpoint (const LabRun *self);

/** lab_run_get_id: Returns: the run's number in the history, 0 while it has none. */
gint64 lab_run_get_id (const LabRun *self);

/** lab_run_get_origin: @origin: (optional): where its first weights come from. Returns: whether it
 * is a branch: else its seed gives them. */
gboolean lab_run_get_origin (const LabRun *self, LabOrigin *origin);

/** lab_run_get_effect: Returns: whether a step has been watched; @effect is the last one's. */
gboolean lab_run_get_effect (const LabRun *self, LabStepEffect *effect);

/* Written by the one who trains. */
void lab_run_add_loss (LabRun *self, float loss, float mean);
/** lab_run_add_learned: @learned: [n_learned]. */
void lab_run_add_learned (LabRun *self, const float *learned);
void lab_run_add_evaluation (LabRun *self, LabEvaluation *evaluation);
void lab_run_add_epoch (LabRun *self, const LabEpoch *epoch);
void lab_run_add_journal (LabRun *self, guint64 step, LabSettingId setting, const char *text);
/** lab_run_set_checkpoint: @checkpoint: (transfer full) (nullable). */
void lab_run_set_checkpoint (LabRun *self, LabCheckpoint *checkpoint);
void lab_run_set_effect (LabRun *self, const LabStepEffect *effect);
/** lab_run_set_origin: of a branch, before anybody else has the run. */
void lab_run_set_origin (LabRun *self, const LabOrigin *origin);
/** lab_run_set_id: by the history. */
void lab_run_set_id (LabRun *self, gint64 id);
/** lab_run_end: @divergence: (nullable): for %LAB_RUN_DIVERGED. */
void lab_run_end (LabRun *self, LabRunState state, const LabDivergence *divergence);

G_END_DECLS
