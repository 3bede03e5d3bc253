/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

/** LabCalloutLine: @style: of the run whose marker stands before the text; -1 for none. */
typedef struct
{
  int style;
  const char *text;
} LabCalloutLine;

/** LabCalloutRoom: where a callout may be, in pixels. */
typedef struct
{
  double left;
  double top;
  double right;
  double bottom;
} LabCalloutRoom;

/** lab_callout_height: Returns: of a box with @n lines. */
double lab_callout_height (double text_px, guint n);

/** lab_callout_draw: @lines [@n] in a box beside the point, above or below it, within @room. */
void lab_callout_draw (const LabTheme *theme, double text_px, const LabCalloutLine *lines, guint n,
                       double x, double y, gboolean above, const LabCalloutRoom *room, cairo_t *cr);

/** lab_callout_draw_hint: @words in the middle of @room, on a ground that keeps the grid out of
 * them. */
void lab_callout_draw_hint (const LabTheme *theme, double text_px, const char *words,
                            const LabCalloutRoom *room, cairo_t *cr);

G_END_DECLS
