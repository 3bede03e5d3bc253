/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"

G_BEGIN_DECLS

/**
 * lab_torch_module:
 * @values: (nullable): [n_parameters] what the parameters are; NULL for what the text says
 * @helpers: bits are added for what lab_torch_helpers() has to define
 *
 * A loss as a PyTorch module: the same numbers and, wherever they are finite, the same gradients.
 * Parameters are attributes with their values, learned ones nn.Parameters; a text with class
 * weights or a prediction of its own has methods for them, `weights (counts)` and `prediction (z)`.
 *
 * Returns: (transfer full): the class
 */
char *lab_torch_module (const LabFormula *formula, const char *class_name, const double *values,
                        guint *helpers);

/** lab_torch_helpers: Returns: (transfer full): the functions that modules need, each after two
 * empty lines. Like the modules they need `math`, `torch`, `torch.nn.functional as F` and `nn`. */
char *lab_torch_helpers (guint helpers);

/** lab_torch_class_name: Returns: (transfer full): `FocalLoss` for `focal`. */
char *lab_torch_class_name (const char *id);

G_END_DECLS
