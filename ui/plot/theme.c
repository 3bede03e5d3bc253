/* SPDX-License-Identifier: MIT */
#include "theme.h"

#include <math.h>

#define RGBA(hex, opacity)                                                                   \
  {                                                                                          \
    ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) &255) / 255.0, (opacity) \
  }
#define RGB(hex) RGBA (hex, 1.0)

#define STYLES(standard, custom, third, fourth)                                 \
  {                                                                             \
    { RGB (standard), { 0.0 }, 0, LAB_MARKER_DISC, TRUE },                      \
        { RGB (custom), { 7.0, 4.0 }, 2, LAB_MARKER_DIAMOND, FALSE },           \
        { RGB (third), { 2.0, 3.0 }, 2, LAB_MARKER_SQUARE, TRUE },              \
        { RGB (fourth), { 9.0, 3.0, 2.0, 3.0 }, 4, LAB_MARKER_TRIANGLE, TRUE }, \
  }

static const LabTheme LIGHT = {
  .dark = FALSE,
  .background = RGB (0xffffff),
  .text = RGB (0x2e2e33),
  .secondary = RGB (0x5e5c64),
  .grid = RGBA (0x000000, 0.09),
  .axis = RGBA (0x000000, 0.35),
  .counts = { RGB (0xffffff), RGB (0x3d3846) },
  .fewer = RGB (0x1a5fb4),
  .same = RGB (0xffffff),
  .more = RGB (0xc64600),
  .band = 0.14,
  .runs = STYLES (0x1a5fb4, 0xc64600, 0x0f7b6c, 0x241f31),
};

static const LabTheme DARK = {
  .dark = TRUE,
  .background = RGB (0x363636),
  .text = RGB (0xffffff),
  .secondary = RGB (0xc0bfbc),
  .grid = RGBA (0xffffff, 0.10),
  .axis = RGBA (0xffffff, 0.35),
  .counts = { RGB (0x363636), RGB (0xf6f5f4) },
  .fewer = RGB (0x78aeed),
  .same = RGB (0x363636),
  .more = RGB (0xffa348),
  .band = 0.20,
  .runs = STYLES (0x78aeed, 0xffa348, 0x2ec4b6, 0xf6f5f4),
};

const LabTheme *
lab_theme_get (gboolean dark)
{
  return dark ? &DARK : &LIGHT;
}

void
lab_color_set (const LabColor *color, cairo_t *cr)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha);
}

static double
linear (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const LabColor *c)
{
  return 0.2126 * linear (c->red) + 0.7152 * linear (c->green) + 0.0722 * linear (c->blue);
}

double
lab_color_contrast (const LabColor *a, const LabColor *b)
{
  const double one = luminance (a) + 0.05, other = luminance (b) + 0.05;

  return one > other ? one / other : other / one;
}

static LabColor
mix (const LabColor *a, const LabColor *b, double t)
{
  return (LabColor){ a->red + t * (b->red - a->red), a->green + t * (b->green - a->green),
                     a->blue + t * (b->blue - a->blue), 1.0 };
}

LabColor
lab_theme_count (const LabTheme *self, double fraction)
{
  return mix (&self->counts[0], &self->counts[1], sqrt (CLAMP (fraction, 0.0, 1.0)));
}

LabColor
lab_theme_change (const LabTheme *self, double fraction)
{
  return mix (&self->same, fraction < 0.0 ? &self->fewer : &self->more,
              sqrt (MIN (fabs (fraction), 1.0)));
}

LabColor
lab_theme_text_on (const LabTheme *self, const LabColor *ground, gboolean quiet)
{
  const LabColor black = RGB (0x000000), white = RGB (0xffffff);

  if (quiet && lab_color_contrast (&self->secondary, ground) >= 4.5)
    return self->secondary;
  return lab_color_contrast (&black, ground) >= lab_color_contrast (&white, ground) ? black : white;
}

double
lab_theme_line_width (double text_px)
{
  return 2.25 * MAX (text_px / 12.0, 0.6) * (text_px > 16.0 ? 0.85 : 1.0);
}

guint
lab_theme_get_dash (const LabTheme *self, guint run, double width, double dash[LAB_MAX_DASHES])
{
  const LabRunStyle *style = &self->runs[run % LAB_MAX_STYLES];
  const double scale = width / 2.25; /* the width that the dashes are meant for */

  for (int i = 0; i < style->n_dash; i++)
    dash[i] = scale * style->dash[i];
  return (guint) style->n_dash;
}

LabColor
lab_theme_halo (const LabTheme *self)
{
  LabColor halo = self->background;

  halo.alpha = 0.75;
  return halo;
}

void
lab_theme_set_line (const LabTheme *self, guint run, double width, cairo_t *cr)
{
  double dash[LAB_MAX_DASHES];
  const guint n_dash = lab_theme_get_dash (self, run, width, dash);

  lab_color_set (&self->runs[run % LAB_MAX_STYLES].color, cr);
  cairo_set_line_width (cr, width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_dash (cr, dash, (int) n_dash, 0.0);
}

static void
trace_marker (LabMarker marker, double x, double y, double radius, cairo_t *cr)
{
  cairo_new_path (cr);
  switch (marker)
    {
    case LAB_MARKER_DIAMOND:
      radius *= 1.35;
      cairo_move_to (cr, x, y - radius);
      cairo_line_to (cr, x + radius, y);
      cairo_line_to (cr, x, y + radius);
      cairo_line_to (cr, x - radius, y);
      break;
    case LAB_MARKER_SQUARE:
      radius *= 0.9;
      cairo_rectangle (cr, x - radius, y - radius, 2.0 * radius, 2.0 * radius);
      break;
    case LAB_MARKER_TRIANGLE:
      radius *= 1.2;
      cairo_move_to (cr, x, y - radius);
      cairo_line_to (cr, x + 0.9 * radius, y + 0.7 * radius);
      cairo_line_to (cr, x - 0.9 * radius, y + 0.7 * radius);
      break;
    case LAB_MARKER_DISC:
    default:
      cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
    }
  cairo_close_path (cr);
}

void
lab_theme_draw_marker (const LabTheme *self, guint run, double x, double y, double size,
                       cairo_t *cr)
{
  const LabRunStyle *style = &self->runs[run % LAB_MAX_STYLES];

  trace_marker (style->marker, x, y, 0.5 * size, cr);
  lab_color_set (style->filled ? &style->color : &self->background, cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  if (style->filled)
    {
      cairo_fill (cr);
      return;
    }
  cairo_fill_preserve (cr);
  lab_color_set (&style->color, cr);
  cairo_set_line_width (cr, 0.2 * size);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (cr);
}

void
lab_theme_draw_sample (const LabTheme *self, guint run, double x, double y, double width,
                       double line_width, gboolean marker, cairo_t *cr)
{
  cairo_save (cr);
  cairo_new_path (cr);
  lab_theme_set_line (self, run, line_width, cr);
  if (marker)
    {
      /* From both ends to the middle: dashes begin alike, and the marker hides what is left of
       * them. */
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + 0.5 * width, y);
      cairo_move_to (cr, x + width, y);
      cairo_line_to (cr, x + 0.5 * width, y);
    }
  else
    {
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + width, y);
    }
  cairo_stroke (cr);
  if (marker)
    lab_theme_draw_marker (self, run, x + 0.5 * width, y, 3.6 * line_width, cr);
  cairo_restore (cr);
}
