/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

/**
 * LabColorBar:
 * @scale: the value at the end of the ramp
 * @change: from -@scale over 0 to +@scale; else from 0
 * @by_row: values are fractions, written as percent
 * @title: (nullable): along the bar
 *
 * What the colours of a matrix mean. Positions follow the square root of the value, as the colours
 * do.
 */
typedef struct
{
  double scale;
  gboolean change;
  gboolean by_row;
  const char *title;
} LabColorBar;

/** lab_color_bar_draw: upright from @x, @y; ticks and title to its right. */
void lab_color_bar_draw (const LabColorBar *self, double x, double y, double width, double height,
                         const LabTheme *theme, double text_px, cairo_t *cr);

/** lab_color_bar_draw_across: from left to right, its ends written beside it, the right one's up to
 * @right; without ticks and title. */
void lab_color_bar_draw_across (const LabColorBar *self, double right, double y, double width,
                                double height, const LabTheme *theme, double text_px, cairo_t *cr);

/** lab_color_bar_width: Returns: what the bar takes with its ticks and title. */
double lab_color_bar_width (const LabColorBar *self, double width, double text_px);

G_END_DECLS
