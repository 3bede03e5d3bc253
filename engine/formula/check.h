/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

/**
 * LabCheck:
 * @n: values of the gradient that were compared
 * @n_kinks: values that were left out, because the loss has a kink or a jump there
 * @worst: the greatest relative error
 * @agrees: whether it is small enough
 */
typedef struct
{
  guint n;
  guint n_kinks;
  double worst;
  gboolean agrees;
} LabCheck;

/**
 * lab_check_run:
 * @parameters: (nullable): [n_parameters], or NULL for the loss's own values
 *
 * Compares the gradient with respect to the logits, in double, with central differences of the
 * loss, over a batch of 64 pictures of @n_classes whose numbers are always the same random ones.
 * A value counts as a kink where the differences to the left and to the right do not agree.
 *
 * **Source**: the step, cube root of the rounding: Nocedal, Wright (2006), Numerical Optimization,
 * section 8.1.
 */
LabCheck lab_check_run (const LabLoss *loss, const double *parameters, guint n_classes);

G_END_DECLS
