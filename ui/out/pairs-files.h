/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"
#include "ui/plot/pairs.h"

G_BEGIN_DECLS

/** lab_pairs_to_text: Returns: (transfer full): for people: a table of the measures a pair, starred
 * where a difference is shown, and what may be concluded; before the end of the training it begins
 * with when that is. */
char *lab_pairs_to_text (const LabPairs *self);

/** lab_pairs_to_csv: @experiment: that the pairs are of. Returns: (transfer full): for programs: a
 * line a measure and pair; McNemar's test, of two networks alone, in the line of the accuracy. */
char *lab_pairs_to_csv (const LabPairs *self, const LabExperiment *experiment);

G_END_DECLS
