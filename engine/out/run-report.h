/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"
#include "run.h"

G_BEGIN_DECLS

/** lab_run_report_name: Returns: (transfer full): `standard cross-entropy`, and ` seed 1` where
 * @name_seed. */
char *lab_run_report_name (const LabRun *run, gboolean name_seed);

/**
 * lab_run_report:
 *
 * Returns: (transfer full): a run's end in words, what stands out, and its classification report
 */
char *lab_run_report (const LabRun *run, const LabDataset *dataset, gboolean name_seed);

G_END_DECLS
