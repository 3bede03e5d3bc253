/* SPDX-License-Identifier: MIT */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define LAB_MAX_STYLES 4

typedef struct
{
  double red;
  double green;
  double blue;
  double alpha;
} LabColor;

typedef enum
{
  LAB_MARKER_DISC,
  LAB_MARKER_DIAMOND,
  LAB_MARKER_SQUARE,
  LAB_MARKER_TRIANGLE,
} LabMarker;

#define LAB_MAX_DASHES 4
#define LAB_HALO_WIDTH 1.9 /* of the line's */

/**
 * LabRunStyle:
 * @dash: [n_dash] lengths for a line of the usual width; none for a solid line
 *
 * How a run is drawn. The colour is never the only sign.
 */
typedef struct
{
  LabColor color;
  double dash[LAB_MAX_DASHES];
  int n_dash;
  LabMarker marker;
  gboolean filled;
} LabRunStyle;

/**
 * LabTheme:
 * @runs: standard, custom, third, fourth
 * @counts: the ramp from no picture to the most
 * @fewer, @same, @more: the ramp of a change
 * @band: the opacity of the band of raw values behind a smoothed curve
 * @text_free: no text is drawn, for pictures that must not depend on fonts
 *
 * Everything about colour, and nothing about size. Colour means a run and nothing else.
 */
typedef struct
{
  gboolean dark;
  LabColor background;
  LabColor text;
  LabColor secondary;
  LabColor grid;
  LabColor axis;
  LabColor counts[2];
  LabColor fewer;
  LabColor same;
  LabColor more;
  double band;
  LabRunStyle runs[LAB_MAX_STYLES];
  gboolean text_free;
} LabTheme;

const LabTheme *lab_theme_get (gboolean dark);

void lab_color_set (const LabColor *color, cairo_t *cr);
/** lab_color_contrast: Returns: the contrast ratio of WCAG 2.1, 1 to 21. */
double lab_color_contrast (const LabColor *a, const LabColor *b);

/** lab_theme_count: @fraction: of the greatest count, 0 to 1; the colour follows its square root.
 */
LabColor lab_theme_count (const LabTheme *self, double fraction);
/** lab_theme_change: @fraction: of the greatest change, -1 to 1. */
LabColor lab_theme_change (const LabTheme *self, double fraction);

/**
 * lab_theme_text_on:
 * @quiet: secondary text, where its contrast is still 4.5
 *
 * Returns: black or white, whichever contrasts more, or the secondary colour
 */
LabColor lab_theme_text_on (const LabTheme *self, const LabColor *ground, gboolean quiet);

/** lab_theme_line_width: Returns: of a run's line among text of that size. */
double lab_theme_line_width (double text_px);
/** lab_theme_get_dash: @dash: (out): [at most %LAB_MAX_DASHES] drawn, left out, drawn, ... of a
 * line that wide. Returns: how many; 0 for a solid line. */
guint lab_theme_get_dash (const LabTheme *self, guint run, double width,
                          double dash[LAB_MAX_DASHES]);
/** lab_theme_halo: Returns: of the edge around a line, which is %LAB_HALO_WIDTH as wide. */
LabColor lab_theme_halo (const LabTheme *self);
/** lab_theme_set_line: sets colour, width and dash of a run's line. */
void lab_theme_set_line (const LabTheme *self, guint run, double width, cairo_t *cr);
/** lab_theme_draw_marker: @size: the disc's diameter; hollow ones are filled with the background.
 */
void lab_theme_draw_marker (const LabTheme *self, guint run, double x, double y, double size,
                            cairo_t *cr);
/** lab_theme_draw_sample: a piece of a run's line with its marker, from @x to @x + @width. */
void lab_theme_draw_sample (const LabTheme *self, guint run, double x, double y, double width,
                            double line_width, gboolean marker, cairo_t *cr);

G_END_DECLS
