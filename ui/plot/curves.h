/* SPDX-License-Identifier: MIT */
#pragma once

#include "axis.h"
#include "series.h"
#include "theme.h"

G_BEGIN_DECLS

#define LAB_MAX_CURVES 64

/** LabCurveLayer: what is kept of long curves from one layout to the next. */
typedef struct _LabCurveLayer LabCurveLayer;

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
} LabCurve;

/**
 * LabCurvesData:
 * @title: what is drawn, for the description
 * @curves: [n_curves], at most %LAB_MAX_CURVES
 * @x_to: the axis spans 0 to this from the start
 * @y_from, @y_to: the range; values beyond it are cut off
 * @logarithmic: needs @y_from > 0
 * @percent: y are fractions, written as percent
 * @comparable: whether the curves have one unit
 * @smooth: the mean over a band from the least to the greatest raw value of each pixel column, or a
 * thin line of raw values where there is no mean; else all raw values
 * @cursor: where the markers are; NaN for none
 * @pointer: where the crosshair is; NaN for none
 * @x_title, @y_title: (nullable): of the axes
 * @hint: (nullable): a line in the middle, for an empty plot
 * @layer: (nullable): of a plot that is drawn again and again: outlives the layout
 */
typedef struct
{
  const char *title;
  const LabCurve *curves;
  guint n_curves;
  double x_to;
  double y_from;
  double y_to;
  gboolean logarithmic;
  gboolean percent;
  gboolean comparable;
  gboolean smooth;
  double cursor;
  double pointer;
  const char *x_title;
  const char *y_title;
  const char *hint;
  LabCurveLayer *layer;
} LabCurvesData;

/**
 * LabCurvesHit:
 * @inside: whether the point is in the plot's area; the rest is of no meaning elsewhere
 * @x: the epoch there
 * @values: [n_curves] what each curve is there, NaN where it is not
 */
typedef struct
{
  gboolean inside;
  double x;
  double values[LAB_MAX_CURVES];
} LabCurvesHit;

/** LabCurves: curves at a size. Costs as much as there are pixels, however many points. */
typedef struct _LabCurves LabCurves;

/**
 * lab_curves_layout:
 * @text_px: size of the ticks' text; lines and markers go with it (12 is the window's)
 *
 * **Units**: pixels; the plot fills 0, 0 to @width, @height.
 */
LabCurves *lab_curves_layout (const LabCurvesData *data, double width, double height,
                              const LabTheme *theme, double text_px);
void lab_curves_free (LabCurves *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabCurves, lab_curves_free)

void lab_curves_draw (const LabCurves *self, cairo_t *cr);
LabCurvesHit lab_curves_hit (const LabCurves *self, double x, double y);
/** lab_curves_describe: Returns: (transfer full): what the plot shows, in words. */
char *lab_curves_describe (const LabCurves *self);
/** lab_curves_get_area: the plot's area within its margins. */
void lab_curves_get_area (const LabCurves *self, double *left, double *top, double *right,
                          double *bottom);

/** lab_curve_value: Returns: the value at @x (smoothed where @smooth), NaN where the curve is not.
 */
double lab_curve_value (const LabCurve *self, double x, gboolean smooth);
/** lab_curve_last: Returns: the last value, NaN for an empty curve. */
double lab_curve_last (const LabCurve *self, gboolean smooth);

/**
 * lab_curves_loss_range:
 *
 * The range for losses: from 0 to a round value above the smoothed curves after a twenty-fifth of
 * the training, so that neither the first steps nor single batches set the scale; logarithmic: the
 * curves' whole range.
 */
void lab_curves_loss_range (LabCurvesData *data);

/** lab_curves_fraction_range: for accuracies: from the tenth below the worst after a tenth of the
 * training, to 1. */
void lab_curves_fraction_range (LabCurvesData *data);

/** lab_curves_plain_range: for numbers of any kind: all of them, and 0. */
void lab_curves_plain_range (LabCurvesData *data);

G_END_DECLS
