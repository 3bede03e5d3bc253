/* SPDX-License-Identifier: MIT */
#pragma once

#include "session.h"

G_BEGIN_DECLS

/** LabDatasetName: @title: what people read. */
typedef struct
{
  const char *id;
  const char *title;
} LabDatasetName;

#define LAB_N_DATASET_NAMES 2
/** lab_dataset_names: [LAB_N_DATASET_NAMES] the datasets that are known by name. */
extern const LabDatasetName lab_dataset_names[LAB_N_DATASET_NAMES];

/** lab_names_dataset: Returns: (transfer full): what a spec's dataset is called, without loading
 * it: "MNIST", or the folder's name. */
char *lab_names_dataset (const char *id);

/** lab_names_data: Returns: (transfer full): what is learned from, and, of a branch that is shown,
 * where its weights come from; or that it cannot be trained. */
char *lab_names_data (LabSession *session);

G_END_DECLS
