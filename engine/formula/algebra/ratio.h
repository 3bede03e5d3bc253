/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabRatio:
 *
 * A number in lowest terms, num/den with den > 0. Where the two are not whole numbers that a double
 * holds exactly, den is 1 and num is the number as near as a double can be.
 */
typedef struct
{
  double num;
  double den;
} LabRatio;

/** lab_ratio_new: Returns: @number; 0.25, 0.1 and 1/3 as what they are meant to be. */
LabRatio lab_ratio_new (double number);
LabRatio lab_ratio_add (LabRatio a, LabRatio b);
LabRatio lab_ratio_multiply (LabRatio a, LabRatio b);
/** lab_ratio_power: @exponent: a whole number unless @a is positive. */
LabRatio lab_ratio_power (LabRatio a, double exponent);
double lab_ratio_value (LabRatio a);
gboolean lab_ratio_is (LabRatio a, double number);
gboolean lab_ratio_is_whole (LabRatio a);
/** lab_ratio_common: Returns: the largest positive number of which both are whole multiples, if
 * their denominators are the same, else 1. */
LabRatio lab_ratio_common (LabRatio a, LabRatio b);

G_END_DECLS
