/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"
#include "run.h"

G_BEGIN_DECLS

/**
 * lab_branch_checkpoint:
 * @parent: any run on @dataset; @evaluation: one of its own, with weights
 *
 * Returns: (transfer full): where a new run of @spec begins if it begins with these weights: step
 * 0, nothing evaluated, the optimiser without memory, what its loss learns at its first values
 *
 * **Errors**: %LAB_ERROR_REQUEST for another network; %LAB_ERROR_MEMORY.
 */
LabCheckpoint *lab_branch_checkpoint (const LabSpec *spec, const LabDataset *dataset,
                                      const LabRun *parent, const LabEvaluation *evaluation,
                                      GError **error);

G_END_DECLS
