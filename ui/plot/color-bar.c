/* SPDX-License-Identifier: MIT */
#include "color-bar.h"

#include "number.h"
#include "text.h"

#include <math.h>

/* 1 at the scale's end, -1 at a change's other one. */
static double
fraction_of (const LabColorBar *self, double position)
{
  /* Positions are linear in the square root. */
  const double root = self->change ? 2.0 * position - 1.0 : position;

  return root < 0.0 ? -root * root : root * root;
}

static char *
label_of (const LabColorBar *self, double value)
{
  g_autofree char *count = self->by_row ? lab_number_percent (fabs (value))
                                        : lab_number_count ((guint64) fabs (value));

  return g_strconcat (value < 0.0                   ? "\342\210\222"
                      : self->change && value > 0.0 ? "+"
                                                    : "",
                      count, NULL);
}

static void
set_color (const LabColorBar *self, double position, const LabTheme *theme, cairo_t *cr)
{
  const double fraction = fraction_of (self, position);
  const LabColor color
      = self->change ? lab_theme_change (theme, fraction) : lab_theme_count (theme, fraction);

  lab_color_set (&color, cr);
}

static void
draw_tick (const LabColorBar *self, double value, double x, double y, double height,
           const LabText *text, cairo_t *cr)
{
  const double root = sqrt (fabs (value) / self->scale);
  const double position = self->change ? 0.5 + (value < 0.0 ? -0.5 : 0.5) * root : root;
  const double at = y + height * (1.0 - position);
  g_autofree char *label = label_of (self, value);

  cairo_move_to (cr, x, floor (at) + 0.5);
  cairo_rel_line_to (cr, 0.35 * text->size_px, 0.0);
  cairo_stroke (cr);
  lab_text_draw (text, label, x + 0.65 * text->size_px, at + lab_text_middle (text), cr);
}

void
lab_color_bar_draw (const LabColorBar *self, double x, double y, double width, double height,
                    const LabTheme *theme, double text_px, cairo_t *cr)
{
  static const double ROUND[]
      = { 1.0, 4.0, 10.0, 40.0, 100.0, 400.0, 1000.0, 4000.0, 10000.0, 40000.0 };
  const LabText text = { .size_px = text_px, .color = theme->text };
  LabText title = {
    .size_px = text_px, .anchor = LAB_ANCHOR_MIDDLE, .upwards = TRUE, .color = theme->secondary
  };
  double last = 0.0;

  for (double row = 0.0; row < height; row++)
    {
      set_color (self, 1.0 - (row + 0.5) / height, theme, cr);
      cairo_rectangle (cr, x, y + row, width, MIN (1.0, height - row));
      cairo_fill (cr);
    }
  lab_color_set (&theme->axis, cr);
  cairo_set_line_width (cr, 1.0);
  cairo_rectangle (cr, x + 0.5, y + 0.5, width - 1.0, height - 1.0);
  cairo_stroke (cr);
  if (theme->text_free)
    return;

  lab_color_set (&theme->axis, cr);
  draw_tick (self, self->scale, x + width, y, height, &text, cr);
  if (self->change)
    draw_tick (self, -self->scale, x + width, y, height, &text, cr);
  draw_tick (self, 0.0, x + width, y, height, &text, cr);
  for (guint i = 0; i < G_N_ELEMENTS (ROUND); i++)
    {
      const double value = self->by_row ? ROUND[i] / 1000.0 : ROUND[i];
      const double span = self->change ? 0.5 * height : height;
      const double from_zero = span * sqrt (value / self->scale);

      /* Only where it keeps clear of its neighbours. */
      if (value >= self->scale || from_zero - last < 1.6 * text_px
          || span - from_zero < 1.6 * text_px)
        continue;
      last = from_zero;
      draw_tick (self, value, x + width, y, height, &text, cr);
      if (self->change)
        draw_tick (self, -value, x + width, y, height, &text, cr);
    }
  if (self->title != NULL)
    {
      title.max_width_px = height;
      lab_text_draw (&title, self->title, x + lab_color_bar_width (self, width, text_px),
                     y + 0.5 * height, cr);
    }
}

void
lab_color_bar_draw_across (const LabColorBar *self, double right, double y, double width,
                           double height, const LabTheme *theme, double text_px, cairo_t *cr)
{
  const LabText text = { .size_px = text_px, .color = theme->secondary, .anchor = LAB_ANCHOR_END };
  g_autofree char *least = label_of (self, self->change ? -self->scale : 0.0);
  g_autofree char *greatest = label_of (self, self->scale);
  const double baseline = y + 0.5 * height + lab_text_middle (&text);
  const double x = floor (right - lab_text_width (&text, greatest) - 0.5 * text_px - width);

  for (double column = 0.0; column < width; column++)
    {
      set_color (self, (column + 0.5) / width, theme, cr);
      cairo_rectangle (cr, x + column, y, MIN (1.0, width - column), height);
      cairo_fill (cr);
    }
  if (theme->text_free)
    return;
  lab_text_draw (&text, greatest, right, baseline, cr);
  lab_text_draw (&text, least, x - 0.5 * text_px, baseline, cr);
}

double
lab_color_bar_width (const LabColorBar *self, double width, double text_px)
{
  const LabText text = { .size_px = text_px };
  g_autofree char *label = label_of (self, self->scale);

  return width + 0.65 * text_px + lab_text_width (&text, label)
         + (self->title != NULL ? 1.5 * text_px : 0.0);
}
