/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

/** LabAnchor: which point of a text its position means, along the line; upright, the baseline. */
typedef enum
{
  LAB_ANCHOR_START,
  LAB_ANCHOR_MIDDLE,
  LAB_ANCHOR_END,
} LabAnchor;

/**
 * LabText:
 * @size_px: of the font
 * @fixed: in a font whose letters have one width, as the loss language is set
 * @color: ignored by measuring
 * @max_width_px: longer text ends in an ellipsis; 0 for no limit
 * @wrapped: text longer than @max_width_px goes on in further lines, and new lines in it are ones
 * @upwards: written from below to above
 *
 * How a text is set: Cantarell where it is installed, figures of equal width.
 */
typedef struct
{
  double size_px;
  gboolean bold;
  gboolean fixed;
  LabAnchor anchor;
  LabColor color;
  double max_width_px;
  gboolean wrapped;
  gboolean upwards;
} LabText;

/** lab_text_draw: @y: the first line's baseline (for upwards text, @x is). */
void lab_text_draw (const LabText *self, const char *text, double x, double y, cairo_t *cr);

/** lab_text_width: Returns: in pixels, of the whole text. */
double lab_text_width (const LabText *self, const char *text);

/** lab_text_height: Returns: in pixels, of all lines. */
double lab_text_height (const LabText *self, const char *text);

/** lab_text_middle: Returns: how far below a centre the baseline is that puts figures onto it. */
double lab_text_middle (const LabText *self);

/**
 * lab_text_collect:
 * @svg: receives a `<text>` element for each line that is drawn on @surface from now on, in place
 * of its outlines
 */
void lab_text_collect (cairo_surface_t *surface, GString *svg);

G_END_DECLS
