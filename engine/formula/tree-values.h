/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"
#include "formula/reference.h"

G_BEGIN_DECLS

/** LabTreeValue: @at: as many numbers as @shape has; no shape has pictures: there is one. */
typedef struct
{
  guint8 shape;
  double *at;
} LabTreeValue;

/**
 * LabTreeValues:
 *
 * What the expressions of a text are for one picture, each computed once, as it is written: for
 * people to read; programs have more digits where probabilities are near 0 or 1. Penalties are 0.
 */
typedef struct _LabTreeValues LabTreeValues;

/** lab_tree_values_new: @data: one picture, B = 1; both outlive the values. */
LabTreeValues *lab_tree_values_new (const LabFormula *formula, const LabReferenceData *data);
void lab_tree_values_free (LabTreeValues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTreeValues, lab_tree_values_free)

/** lab_tree_values_get: @expression: of the formula's tree, or made of its parts. */
const LabTreeValue *lab_tree_values_get (LabTreeValues *self, const LabExpression *expression);

G_END_DECLS
