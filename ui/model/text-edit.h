/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

/* What the window writes into a loss's text. Everything else in the text stays as it is. */

/** lab_text_with_range: Returns: (transfer full): @formula's text with another range for a
 * parameter; the value that it begins with is moved into the range where it lies outside. */
char *lab_text_with_range (const LabFormula *formula, guint parameter, double least,
                           double greatest);

/** lab_text_mended: Returns: (transfer full): @text with the problem's mend in its place. */
char *lab_text_mended (const char *text, const LabProblem *problem);

G_END_DECLS
