/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How values are written in plots: with a point, whatever the locale. Each returns a new string. */

/** lab_number_percent: 0.917 as "91.7 %", with a thin space; NaN as an en dash. */
char *lab_number_percent (double fraction);
/** lab_number_points: the difference of two fractions as they are shown, "+1.4", with a true minus.
 */
char *lab_number_points (double from, double to);
/** lab_number_difference: of two numbers as they are shown with so many decimals, "+0.014". */
char *lab_number_difference (double from, double to, guint decimals);
/** lab_number_loss: three decimals; small ones as "2e-10"; words for NaN and infinity. */
char *lab_number_loss (double loss);
/** lab_number_deviation: "± 0.1" of a fraction in percent, "± 0.003" of another number; nothing for
 * NaN. */
char *lab_number_deviation (double deviation, gboolean percent);
/** lab_number_with_deviation: "97.6 ± 0.1 %", "0.098 ± 0.003"; without the deviation where it is
 * NaN. */
char *lab_number_with_deviation (double value, double deviation, gboolean percent);
/** lab_number_count: "10,000". */
char *lab_number_count (guint64 count);
/** lab_number_cell: a count without a separator, nothing for 0. */
char *lab_number_cell (gint64 count);
/** lab_number_change: "+213", "−36", nothing for 0. */
char *lab_number_change (gint64 change);
/** lab_number_aimed: Returns: @value > 0 with two digits, which is what a hand on a slider can aim
 * at. */
double lab_number_aimed (double value);
/** lab_number_fixed: @decimals after the point, a true minus. */
char *lab_number_fixed (double value, guint decimals);

G_END_DECLS
