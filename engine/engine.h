/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"
#include "run.h"

G_BEGIN_DECLS

/** LAB_FULL_SPEED: the pace of lab_engine_set_pace() that does not wait. */
#define LAB_FULL_SPEED 0.0

/**
 * LabEngine:
 *
 * An experiment in training, on threads in the background. It takes commands and fills the runs'
 * records; it never calls back but to say that there is something new to read.
 *
 * **Threads**: commands from one thread; none of them waits for a batch to end.
 */
typedef struct _LabEngine LabEngine;

/**
 * LabWake:
 *
 * Called on a thread of the engine when the records have grown. It carries nothing and is
 * coalesced: after one call there is no other until lab_engine_acknowledge(). It must not block.
 */
typedef void (*LabWake) (gpointer data);

/**
 * lab_engine_new:
 * @dataset: what the experiment's spec names, loaded
 * @n_workers: threads, 1 to 64; 0 for one a processor, at most one a run
 * @wake: (nullable): called with @wake_data
 *
 * Prepares the data and every run. Nothing trains before lab_engine_resume().
 *
 * **Errors**: as lab_damage_apply() and lab_trainer_new(); %LAB_ERROR_MEMORY
 * when the runs together do not fit.
 */
LabEngine *lab_engine_new (const LabExperiment *experiment, LabDataset *dataset, guint n_workers,
                           LabWake wake, gpointer wake_data, GError **error);

/**
 * lab_engine_new_from_runs:
 * @runs: [@n] records, all on the same data; taken by reference
 *
 * Those that are in training go on at their checkpoints, or begin where they have none (a record of
 * lab_run_new() that was given one, of lab_branch_checkpoint() say, begins there); the others are
 * there to be read.
 *
 * **Errors**: as lab_engine_new(); %LAB_ERROR_REQUEST for runs on different data.
 */
LabEngine *lab_engine_new_from_runs (LabRun *const *runs, guint n, LabDataset *dataset,
                                     guint n_workers, LabWake wake, gpointer wake_data,
                                     GError **error);

/** lab_engine_free: stops what still trains, with checkpoints, and waits for the threads. */
void lab_engine_free (LabEngine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabEngine, lab_engine_free)

guint lab_engine_n_runs (const LabEngine *self);
/** lab_engine_get_run: Returns: run @i; the sides of the first seed come first. */
LabRun *lab_engine_get_run (const LabEngine *self, guint i);
LabDataset *lab_engine_get_dataset (const LabEngine *self);
LabTrainingSet *lab_engine_get_training_set (const LabEngine *self);

/** lab_engine_acknowledge: lets the next wake-up through; called before the records are read. */
void lab_engine_acknowledge (LabEngine *self);

/** lab_engine_is_done: Returns: whether every run has ended. */
gboolean lab_engine_is_done (const LabEngine *self);

void lab_engine_resume (LabEngine *self);
/** lab_engine_pause: all runs come to rest at the same step, the one that the foremost has reached.
 */
void lab_engine_pause (LabEngine *self);
/** lab_engine_step: pauses, and every run does one batch more, with its effect in the record
 * (lab_run_get_effect()). While one is done, another is not added. */
void lab_engine_step (LabEngine *self);
/** lab_engine_stop: ends all runs where they are. */
void lab_engine_stop (LabEngine *self);

/**
 * lab_engine_checkpoint:
 *
 * Every run that has not ended leaves its state as it is now in its record, between two batches: a
 * copy of the weights and of the optimiser's memory. **Threads**: any.
 */
void lab_engine_checkpoint (LabEngine *self);

/** lab_engine_set_pace: @steps_per_second: of every run, or %LAB_FULL_SPEED. */
void lab_engine_set_pace (LabEngine *self, double steps_per_second);

/**
 * lab_engine_change:
 * @side: whose runs; for a setting that is not the loss's, all runs whatever it says
 *
 * **Errors**: %LAB_ERROR_REQUEST for a setting that cannot change in mid-training, or a text that
 * is not a value of it. What only the data can tell (a class that does not exist) leaves the run as
 * it is.
 */
gboolean lab_engine_change (LabEngine *self, guint side, LabSettingId setting, const char *text,
                            GError **error);

G_END_DECLS
