/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"
#include "run.h"

G_BEGIN_DECLS

/**
 * lab_safetensors_weights:
 *
 * A run's network as a safetensors file: the newest weights that it keeps, with the names and the
 * layout that the exported PyTorch script's `Network` has in its `state_dict()`: `hidden.0.weight`
 * [outputs, inputs], `hidden.0.bias`, ..., `heads.0.weight`, `heads.0.bias`. Its metadata say which
 * they are: `spec` (JSON, a loss with its text), `role`, `step`, `epoch`, `classes`, and what the
 * loss learned.
 *
 * Returns: (transfer full) (nullable): the file's bytes; NULL without an error where the run keeps
 * no weights: a large network in training
 *
 * **Errors**: %LAB_ERROR_MEMORY.
 */
GBytes *lab_safetensors_weights (const LabRun *run, const LabDataset *dataset, GError **error);

G_END_DECLS
