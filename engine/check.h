/* SPDX-License-Identifier: MIT */
#pragma once

#include "train/objective.h"

G_BEGIN_DECLS

/**
 * LabCheck:
 * @n: values of the gradient that were compared
 * @n_kinks: values that were left out, because the loss has a kink or a jump there
 * @worst: the greatest error, relative to the greatest value; NaN where a value is no number
 * @agrees: whether it is small enough; FALSE where nothing could be compared
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
 * @objective: a loss with its numbers; it is run in double
 *
 * Compares the gradient with respect to the logits with central differences of the loss, over a
 * batch of 64 pictures whose logits are always the same random ones. Of a loss that goes over the
 * whole batch about as many values as a batch of 10 classes has are compared, evenly spread. A
 * value counts as a kink where the differences to the left and to the right do not agree.
 *
 * **Source**: the step, cube root of the rounding: Nocedal, Wright (2006), Numerical Optimization,
 * section 8.1.
 */
LabCheck lab_check_run (const LabObjective *objective);

G_END_DECLS
