/* SPDX-License-Identifier: MIT */
#pragma once

#include "out/python.h"

G_BEGIN_DECLS

/** lab_leaf_input: Returns: a built-in name: an argument, an attribute, or a variable made of them.
 */
LabPython lab_leaf_input (LabPythonMethod *self, LabInputId id);

/** lab_leaf_number: Returns: a literal. */
LabPython lab_leaf_number (LabPythonMethod *self, double value);

/** lab_leaf_index: Returns: v[y]; @target: (nullable): `y` or `y2`; NULL for v[@class]. */
LabPython lab_leaf_index (LabPythonMethod *self, LabPython of, const char *target, double class);

G_END_DECLS
