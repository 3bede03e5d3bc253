/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

/* A picture in memory to draw on, for tests. */

typedef struct
{
  int width;
  int height;
  cairo_surface_t *surface;
  cairo_t *cr;
} Canvas;

/** canvas_new: filled with the theme's background. */
Canvas canvas_new (int width, int height, const LabTheme *theme);
void canvas_clear (Canvas *self);
/** canvas_pixel: Returns: 0xrrggbb. */
guint32 canvas_pixel (const Canvas *self, int x, int y);
guint32 canvas_color (const LabColor *color);
/** canvas_count: Returns: how many pixels have exactly that colour. */
guint canvas_count (const Canvas *self, guint32 color);
/** canvas_differ: Returns: how many pixels differ by more than @tolerance in some channel. */
guint canvas_differ (const Canvas *a, const Canvas *b, int tolerance);
/**
 * canvas_assert_golden: compares with golden/NAME.png; leaves NAME.png and NAME-reference.png where
 * it fails. With LAB_UPDATE_GOLDEN=1 in the environment it writes the reference.
 */
void canvas_assert_golden (const Canvas *self, const char *name);
/** canvas_theme: Returns: a copy that draws no text, so that fonts do not matter. */
LabTheme canvas_theme (gboolean dark);
