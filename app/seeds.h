/* SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>

#include "engine.h"

G_BEGIN_DECLS

/* What an experiment's seeds say together at the end: each loss against the first. */

/** lab_seeds_text: Returns: (transfer full) (nullable): tables of the measures, and what may be
 * concluded; NULL where there is nothing to compare. */
char *lab_seeds_text (const LabExperiment *experiment, const LabEngine *engine);

/** lab_seeds_json: Returns: the same, an object a loss that is compared. */
json_t *lab_seeds_json (const LabExperiment *experiment, const LabEngine *engine);

G_END_DECLS
