/* SPDX-License-Identifier: MIT */
#pragma once

#include "toy.h"
#include "train/trainer.h"

/** LabToyTraining: one trainer with all that it needs. */
typedef struct
{
  LabDataset *dataset;
  LabTrainingSet *set;
  LabRun *run;
  LabTrainer *trainer;
} LabToyTraining;

/** lab_toy_training_spec: Returns: as lab_toy_spec(), on the toy dataset. */
LabSpec *lab_toy_training_spec (const char *name, const char *value);

/** lab_toy_training_init: @spec's dataset: `toy`, or what lab_dataset_load() knows; @checkpoint:
 * (nullable). */
void lab_toy_training_init (LabToyTraining *self, const LabSpec *spec,
                            const LabCheckpoint *checkpoint);
void lab_toy_training_clear (LabToyTraining *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabToyTraining, lab_toy_training_clear)

/** lab_toy_training_finish: to the run's end. */
void lab_toy_training_finish (LabToyTraining *self);

/** lab_toy_training_assert_same_end: both have finished, with the same bits. */
void lab_toy_training_assert_same_end (const LabToyTraining *a, const LabToyTraining *b);
