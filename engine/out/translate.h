/* SPDX-License-Identifier: MIT */
#pragma once

#include "out/python.h"

G_BEGIN_DECLS

/**
 * lab_translate:
 * @name: a definition of the formula: `loss`, `weights`, `prediction`
 *
 * Writes what @name needs, and itself, into the method.
 *
 * Returns: the variable
 */
LabPython lab_translate (LabPythonMethod *self, const char *name);

G_END_DECLS
