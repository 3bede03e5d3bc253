/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lab_student_tails:
 * @t: at least 0
 * @degrees: of freedom, above 0
 *
 * Returns: how probable it is that Student's t lies further from 0 than @t, on either side
 *
 * **Source**: Abramowitz and Stegun (1964), 26.7.1 and 26.5.8: an incomplete beta function, by its
 * continued fraction.
 */
double lab_student_tails (double t, double degrees);

/**
 * lab_student_quantile:
 * @tails: above 0, at most 1
 *
 * Returns: the t at which lab_student_tails() is @tails
 */
double lab_student_quantile (double tails, double degrees);

G_END_DECLS
