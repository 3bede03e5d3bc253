/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"
#include "formula/reference.h"

G_BEGIN_DECLS

/**
 * lab_substitute:
 * @picture: one picture, B = 1
 * @loss: its loss
 *
 * The loss worked out for a picture, in lines: the definitions that it needs, then its own line,
 * with numbers put in for everything that is one number: `-91.8*(1 - 0.450)^2*log(0.450)`. Where a
 * product or a sum has parts that are not plain numbers, their numbers follow:
 * `= 91.8*0.303*0.799 = 22.2`. What has a number a class stays as it is written. Penalties on the
 * network's parameters are left out, and so is a mean over the batch, which is this picture.
 *
 * Returns: (transfer full): NULL-terminated, ASCII but for signs of results and infinity
 */
char **lab_substitute (const LabFormula *formula, const LabReferenceData *picture, double loss);

/** lab_substitute_number: Returns: (transfer full): a number with three digits, or as many as tell
 * it from 1; with a true minus. */
char *lab_substitute_number (double number);

G_END_DECLS
