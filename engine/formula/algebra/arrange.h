/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/algebra/algebra.h"
#include "formula/formula.h"

G_BEGIN_DECLS

/**
 * lab_arrange:
 * @formula: gives the names of parameters
 * @tree: gets the expressions
 *
 * Returns: (nullable): @sum as a person would write it: common factors in front of brackets, what
 * is taken from the target together, as in p - t, positive terms first; NULL where it is too long
 */
LabExpression *lab_arrange (LabAlgebra *algebra, const LabFormula *formula, LabTree *tree,
                            LabSum sum);

G_END_DECLS
