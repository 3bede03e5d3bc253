/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

/* Pixel columns that are painted together; more than 16, or GCC makes no vector code of the loops
 * over them. */
#define LAB_RIBBON_COLUMNS 24
#define LAB_RIBBON_SAMPLES 4 /* places in a column where edges are known */

/**
 * LabRibbon:
 * @color: with its opacity
 * @n_samples: 1, or %LAB_RIBBON_SAMPLES
 * @top, @bottom: [n_samples] pixels from the picture's top, at the middle of each equal part of
 * each column; nothing is there where the top is below the bottom
 * @cover: [columns] 0 to 1: how much of each column's width it takes
 *
 * What lies between two edges, over some neighbouring columns: all that the stroke of a curve that
 * goes from left to right can be.
 */
typedef struct
{
  LabColor color;
  guint n_samples;
  float top[LAB_RIBBON_SAMPLES][LAB_RIBBON_COLUMNS];
  float bottom[LAB_RIBBON_SAMPLES][LAB_RIBBON_COLUMNS];
  float cover[LAB_RIBBON_COLUMNS];

  /*< private >*/
  int ends[4]; /* rows: the first that it touches, the first it fills, past both lasts */
} LabRibbon;

/**
 * lab_ribbon_stroke:
 * @edges: [2][%LAB_RIBBON_SAMPLES][%LAB_RIBBON_COLUMNS + 2 @margin] the line's own top and bottom;
 * INFINITY and -INFINITY where it is not
 * @margin: columns to both sides, more than @radius
 *
 * Sets samples and edges to those of the stroke by a round pen, without caps.
 */
void lab_ribbon_stroke (LabRibbon *self, const float *edges, guint margin, double radius);

/**
 * lab_ribbons_paint:
 * @ribbons: [n] each over those before it; their edges are cut off at @from and @to
 * @from, @to: within 0 to @height
 * @pixels: [height][LAB_RIBBON_COLUMNS] of %CAIRO_FORMAT_ARGB32; what was there is gone
 * @stride: pixels from row to row
 * @rows: (inout): the first row with anything in it and the one past the last
 *
 * Costs as much as there are rows in which an edge is, and little for the rest.
 */
void lab_ribbons_paint (LabRibbon *ribbons, guint n, double from, double to, guint32 *pixels,
                        gsize stride, int height, int rows[2]);

G_END_DECLS
