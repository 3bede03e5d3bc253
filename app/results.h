/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/* What `compare` says of an experiment, in words and as JSON. */

/** lab_results_epoch_line: Returns: (transfer full): `standard cross-entropy  Epoch 1/5, Loss:
 * 0.3932, ...` */
char *lab_results_epoch_line (const LabRun *run, const LabEpoch *epoch, gboolean name_seed);

/** lab_results_summary: Returns: (transfer full): the runs side by side, a line each. */
char *lab_results_summary (const LabEngine *engine);

/** lab_results_run_json: Returns: (transfer full): a run's part of it. */
json_t *lab_results_run_json (const LabRun *run, const LabDataset *dataset,
                              const LabTrainingSet *set);

/** lab_results_json: Returns: (transfer full): the whole experiment, as the reference describes it.
 */
char *lab_results_json (const LabExperiment *experiment, const LabEngine *engine);

G_END_DECLS
