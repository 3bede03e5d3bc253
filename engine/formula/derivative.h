/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"

G_BEGIN_DECLS

/**
 * lab_derivative_print:
 * @head: 0 for dL/dz, 1 for dL/dz2
 * @a_picture: (out): whether it is that of a picture's own loss; else it is that of the whole loss,
 * which is a mean over the batch then, or something that is no mean
 *
 * Prints the derivative of a loss with respect to its logits, simplified, in the loss language. The
 * text means the same as what lab_derive() makes: times 1/B, where it is a picture's.
 *
 * Returns: (transfer full) (nullable): the text, `0` where the loss does not depend on the logits;
 * NULL where it would be too long to be read, or cannot be written in the language
 *
 * **Threads**: any; @formula is only read.
 */
char *lab_derivative_print (const LabFormula *formula, guint head, gboolean *a_picture);

G_END_DECLS
