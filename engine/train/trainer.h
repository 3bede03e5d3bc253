/* SPDX-License-Identifier: MIT */
#pragma once

#include "run.h"

G_BEGIN_DECLS

/**
 * LabTrainer:
 *
 * Trains one run, a unit of work at a time, on whatever thread calls it, and writes the run's
 * record. A unit is one batch, or one block of pictures of an evaluation.
 *
 * **Threads**: one at a time.
 */
typedef struct _LabTrainer LabTrainer;

/**
 * lab_trainer_new:
 * @run: the record, made for this training; its spec is what is trained
 * @checkpoint: (nullable): where to go on from
 *
 * **Errors**: %LAB_ERROR_REQUEST for settings that do not fit each other or the data: a class that
 * the dataset does not have, an unknown loss or parameter, a checkpoint of another spec;
 * %LAB_ERROR_MEMORY.
 */
LabTrainer *lab_trainer_new (LabRun *run, LabDataset *dataset, LabTrainingSet *set,
                             const LabCheckpoint *checkpoint, GError **error);
void lab_trainer_free (LabTrainer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTrainer, lab_trainer_free)

/** lab_trainer_network: fills in the network that @spec describes. **Errors**: as
 * lab_network_init(). */
gboolean lab_trainer_network (const LabSpec *spec, const LabDataset *dataset, LabNetwork *network,
                              GError **error);

/** lab_trainer_check: whether @run learned from such pictures: its classes, and its weights where
 * it has some, are those of @dataset. **Errors**: %LAB_ERROR_REQUEST, as lab_loss_find(). */
gboolean lab_trainer_check (const LabRun *run, const LabDataset *dataset, GError **error);

/** lab_trainer_get_step: Returns: steps done. */
guint64 lab_trainer_get_step (const LabTrainer *self);

/** lab_trainer_is_evaluating: Returns: whether the next unit belongs to an evaluation. */
gboolean lab_trainer_is_evaluating (const LabTrainer *self);

/**
 * lab_trainer_advance:
 *
 * Does one unit of work; none once the run has ended.
 *
 * Returns: the run's state after it
 */
LabRunState lab_trainer_advance (LabTrainer *self);

/** lab_trainer_watch: the next batch's loss is computed once more after its step, for
 * lab_run_get_effect(); the training itself is the same. */
void lab_trainer_watch (LabTrainer *self);

/** lab_trainer_stop: ends the run where it is, with a checkpoint. */
void lab_trainer_stop (LabTrainer *self);

/**
 * lab_trainer_change:
 *
 * From the next batch on, @setting has the value @text; the journal gets an entry.
 *
 * **Errors**: %LAB_ERROR_REQUEST for a setting that cannot change in mid-training, or an illegal
 * value.
 */
gboolean lab_trainer_change (LabTrainer *self, LabSettingId setting, const char *text,
                             GError **error);

/** lab_trainer_replay: @entries: [n] changes to make when their steps come, besides those made by
 * hand. */
void lab_trainer_replay (LabTrainer *self, const LabJournalEntry *entries, guint n);

/** lab_trainer_checkpoint: Returns: (transfer full): the state as it is now. */
LabCheckpoint *lab_trainer_checkpoint (const LabTrainer *self);

/** lab_trainer_get_theta: Returns: [P] the parameters as they are now. */
const float *lab_trainer_get_theta (const LabTrainer *self);

G_END_DECLS
