/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabDirectCurve:
 * @y: [n_columns] the pixel from above in each column, NaN where the curve is not
 * @width: of its label, in pixels; 0 for a curve that has none and is only in the way
 */
typedef struct
{
  const double *y;
  double width;
} LabDirectCurve;

/** LabDirectLabel: where a label stands: its left edge and its top; @placed: whether at all. */
typedef struct
{
  gboolean placed;
  double x;
  double y;
} LabDirectLabel;

/**
 * lab_direct_labels_place:
 * @curves: [n]
 * @left: the pixel of the first column; one a pixel
 * @top, @bottom: labels stay between them, and between the first and the last column
 * @height: of each label
 * @labels: (out): [n]
 *
 * Puts each curve's label beside it, where its own curve is near and all others are further away.
 * A label touches no curve and no other label; one for which there is no such place is not placed.
 */
void lab_direct_labels_place (const LabDirectCurve *curves, guint n, guint n_columns, double left,
                              double top, double bottom, double height, LabDirectLabel *labels);

G_END_DECLS
