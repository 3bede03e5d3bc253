/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"

/** lab_records_experiment: Returns: cross-entropy and two others on the data of @folder, as
 * lab_toy_write() makes it; then NAME, VALUE, ..., NULL. */
LabExperiment *lab_records_experiment (const char *folder, const char *first_name,
                                       ...) G_GNUC_NULL_TERMINATED;

/** lab_records_engine: Returns: an engine for it, at rest. */
LabEngine *lab_records_engine (const LabExperiment *experiment);

/** lab_records_go_on: Returns: an engine for one run. */
LabEngine *lab_records_go_on (LabRun *run);

/** lab_records_finish: trains to the end. */
void lab_records_finish (LabEngine *engine);

/**
 * lab_records_assert_same:
 * @weights: whether each evaluation has to have the same ones, or those of @b may be missing
 *
 * Both records hold the same, to the bit; the time that epochs took is left out.
 */
void lab_records_assert_same (const LabRun *a, const LabRun *b, gboolean weights);
