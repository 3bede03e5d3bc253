/* SPDX-License-Identifier: MIT */
#pragma once

#include "series.h"

G_BEGIN_DECLS

/**
 * LabCurve:
 * @name: "Standard: cross-entropy"
 * @label: (nullable): a word at the curve's end, where a run has more than one
 * @style: whose colours: 0 standard, 1 custom, ...
 * @hidden: takes part in nothing
 * @absent: (nullable): why there is none, for the description: "no second task"
 * @raw: (nullable): a value a step; value i stands at x = (i + 1) * x_step
 * @mean: (nullable): the same smoothed
 * @x, @y: [n] where there is no @raw: few points, joined
 * @spread: (nullable): [n] how far about @y what it is the mean of is spread; NaN for not at all
 * @banded: whether a band as wide as that is drawn
 * @each: (nullable): [n_each][n] thin lines at the same places; NaN where one is not
 *
 * One line. What it points to belongs to the caller and outlives the layout.
 */
typedef struct
{
  const char *name;
  const char *label;
  guint style;
  gboolean hidden;
  const char *absent;
  const LabSeries *raw;
  const LabSeries *mean;
  double x_step;
  const double *x;
  const double *y;
  guint n;
  const double *spread;
  gboolean banded;
  const double *each;
  guint n_each;
} LabCurve;

/** lab_curve_line: Returns: (nullable): the series that is drawn as the line; NULL of points. */
const LabSeries *lab_curve_line (const LabCurve *self, gboolean smooth);

/** lab_curve_value: Returns: the value at @x (smoothed where @smooth), NaN where the curve is not.
 */
double lab_curve_value (const LabCurve *self, double x, gboolean smooth);
/** lab_curve_spread: Returns: the spread about the value at @x, NaN for none. */
double lab_curve_spread (const LabCurve *self, double x);
/** lab_curve_last_spread: the same at the end. */
double lab_curve_last_spread (const LabCurve *self);
/** lab_curve_last: Returns: the last value, NaN for an empty curve. */
double lab_curve_last (const LabCurve *self, gboolean smooth);
/** lab_curve_end: Returns: where the last value stands, 0 for an empty curve. */
double lab_curve_end (const LabCurve *self, gboolean smooth);

/** lab_curve_extent: widens @least and @greatest to the values from @from_x on, the band of a
 * spread among them. Returns: whether there are any. */
gboolean lab_curve_extent (const LabCurve *self, gboolean smooth, double from_x, double *least,
                           double *greatest);

G_END_DECLS
