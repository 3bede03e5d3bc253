/* SPDX-License-Identifier: MIT */
#pragma once

#include "curves.h"

G_BEGIN_DECLS

/**
 * lab_curve_layer_new:
 * @scale: pixels a unit of what is drawn to, where Cairo does not know it: a snapshot is recorded
 * in units
 *
 * Curves with more steps than there are pixel columns, as a picture that is kept from frame to
 * frame. What a column shows is there for good when all its steps are: while axes and styles stay,
 * a frame draws the columns that came since the one before.
 */
LabCurveLayer *lab_curve_layer_new (double scale);
void lab_curve_layer_free (LabCurveLayer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabCurveLayer, lab_curve_layer_free)

/**
 * lab_curve_layer_draw:
 * @x, @y: placed
 *
 * Draws those of @data's curves that have more steps than there are columns.
 *
 * Returns: which they are, a bit a curve
 */
guint64 lab_curve_layer_draw (LabCurveLayer *self, const LabCurvesData *data, const LabAxis *x,
                              const LabAxis *y, const LabTheme *theme, double line_width,
                              cairo_t *cr);

G_END_DECLS
