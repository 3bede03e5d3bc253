/* SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>

#include "engine.h"

G_BEGIN_DECLS

/**
 * lab_scores_add:
 * @object: what is written of the run: has `classes` and `macro_average`; gets `roc_auc` and
 * `average_precision` in them, and `calibration_error`, and `temperature` where there are
 * validation pictures; of a second task the same in `classes2`, and `calibration_error2` and
 * `temperature2`
 *
 * What follows from a run's probabilities at its latest evaluation. Where that evaluation has no
 * weights nothing is added, and where there is no memory for them that is said on standard error; a
 * measure that is not defined is null.
 */
void lab_scores_add (json_t *object, const LabRun *run, const LabDataset *dataset,
                     const LabTrainingSet *set);

G_END_DECLS
