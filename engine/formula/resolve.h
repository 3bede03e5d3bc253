/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"

G_BEGIN_DECLS

/**
 * lab_resolve:
 * @graph: gets the nodes; it belongs to @meaning afterwards
 * @problems: (nullable): gets what is wrong; NULL where that is known already
 *
 * Finds out what the names of @formula's tree mean and what shape everything has.
 */
void lab_resolve (LabFormula *formula, LabGraph *graph, LabMeaning *meaning, LabProblems *problems);

G_END_DECLS
