/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAB_MAX_TICKS 24

/** LabAxisUnit: how ticks are written: as plain numbers, or fractions as percent with the sign at
 * the end alone. */
typedef enum
{
  LAB_AXIS_PLAIN,
  LAB_AXIS_PERCENT,
} LabAxisUnit;

/**
 * LabAxis:
 * @from, @to: the values at the two ends
 * @begin, @end: the pixels there; @begin may be the greater
 * @logarithmic: both values are above 0 then
 * @ticks: [n_ticks] values, rising, all within the range
 * @labels: [n_ticks] with equally many decimals; "" where there is no room
 *
 * A range of values on a range of pixels, with ticks at round values.
 */
typedef struct
{
  double from;
  double to;
  double begin;
  double end;
  gboolean logarithmic;
  guint n_ticks;
  double ticks[LAB_MAX_TICKS];
  char labels[LAB_MAX_TICKS][24];
} LabAxis;

/**
 * lab_axis_init:
 * @most_ticks: at most so many, 2 to 12, as long as that leaves two; 1, 2, 2.5 and 5 times a power
 * of ten apart (logarithmic: powers of ten, and 2 and 5 times them over less than three decades)
 */
void lab_axis_init (LabAxis *self, double from, double to, gboolean logarithmic, LabAxisUnit unit,
                    guint most_ticks);
/**
 * lab_axis_init_counts: logarithmic, from below 1 up to a power of ten
 * @most: the greatest count; of 0, the axis ends at ten thousand
 * @height: in pixels
 * @text_px: of the labels: powers of ten without room have none
 *
 * A count of 1 is seen above the axis, and 0 is not.
 */
void lab_axis_init_counts (LabAxis *self, guint most, double height, double text_px);
/** lab_axis_place: sets the pixels. */
void lab_axis_place (LabAxis *self, double begin, double end);
double lab_axis_to_pixel (const LabAxis *self, double value);
double lab_axis_from_pixel (const LabAxis *self, double pixel);

/** lab_axis_round_up: Returns: the least of 1, 2, 2.5 and 5 times a power of ten that is not below
 * @value > 0. */
double lab_axis_round_up (double value);

G_END_DECLS
