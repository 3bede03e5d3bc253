/* SPDX-License-Identifier: MIT */
#include "sample.h"

#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

#define NAMES 16.0 /* the row of class names below the bars */
#define GAP   4.0  /* between a side's bars and the next one's words */

double
lab_sample_height (guint n_sides, double text_px)
{
  return MAX (n_sides, 2u) * 4.4 * text_px + NAMES;
}

static void
draw_bars (const LabSampleData *self, guint side, double x, double base, double width,
           double height, const LabTheme *theme, cairo_t *cr)
{
  const LabRunStyle *style = &theme->runs[self->styles[side]];
  const double step = width / self->n_classes;
  LabColor tint = style->color;

  tint.alpha = 0.3;
  for (guint k = 0; k < self->n_classes; k++)
    {
      const double p = (double) self->probabilities[side][k];
      const double bar = MAX (round (height * p), 1.0);
      const double left = round (x + k * step + 0.15 * step), wide = MAX (round (0.7 * step), 1.0);

      cairo_rectangle (cr, left, base - bar, wide, bar);
      lab_color_set (style->filled ? &style->color : &tint, cr);
      cairo_fill (cr);
      if (style->filled || bar < 2.0)
        continue;
      cairo_rectangle (cr, left + 0.5, base - bar + 0.5, wide - 1.0, bar - 1.0);
      lab_color_set (&style->color, cr);
      cairo_set_line_width (cr, 1.0);
      cairo_stroke (cr);
    }
  lab_color_set (&style->color, cr);
  cairo_rectangle (cr, x, base - 1.0, width, 1.0);
  cairo_fill (cr);
}

static char *
percent (double p)
{
  return g_strdup_printf ("%.0f\342\200\211%%", 100.0 * p);
}

void
lab_sample_draw (const LabSampleData *self, double width, double height, const LabTheme *theme,
                 double text_px, cairo_t *cr)
{
  const double size = MIN (height - 1.7 * text_px, 0.4 * width);
  const double x = size + 12.0, w = width - x, band = (height - NAMES) / MAX (self->n_sides, 2u);
  g_autofree char *number = lab_number_count (self->number);
  LabText small = { .size_px = text_px, .color = theme->secondary, .anchor = LAB_ANCHOR_MIDDLE };

  cairo_save (cr);
  lab_picture_draw (&self->picture, 0.0, 0.0, size, theme, cr);
  if (!theme->text_free)
    lab_text_draw (&small, number, size / 2.0, size + 1.3 * text_px, cr);
  for (guint side = 0; side < self->n_sides; side++)
    {
      const guint says = self->answers[side];
      g_autofree char *sure = percent ((double) self->probabilities[side][says]);
      /* Translators: between a network's line and its answer: "says 6, 97 %" */
      g_autofree char *before = g_strdup_printf ("%s ", _ ("says"));
      g_autofree char *after = g_strdup_printf (", %s", sure);
      const double y = side * band, line = y + 0.9 * text_px;
      LabText plain = { .size_px = text_px, .color = theme->secondary };
      LabText bold = { .size_px = text_px, .color = theme->text, .bold = TRUE };
      double at = x + 30.0;

      lab_theme_draw_sample (theme, self->styles[side], x, y + 0.55 * text_px, 24.0, 2.0, TRUE, cr);
      if (!theme->text_free)
        {
          lab_text_draw (&plain, before, at, line, cr);
          at += lab_text_width (&plain, before);
          lab_text_draw (&bold, self->class_names[says], at, line, cr);
          at += lab_text_width (&bold, self->class_names[says]);
          lab_text_draw (&plain, after, at, line, cr);
        }
      draw_bars (self, side, x, round (y + band - GAP), w, band - GAP - 1.6 * text_px, theme, cr);
    }
  for (guint k = 0; k < self->n_classes && self->n_classes <= 12 && !theme->text_free; k++)
    {
      LabText name = { .size_px = 0.9 * text_px,
                       .color = k == self->truth ? theme->text : theme->secondary,
                       .bold = k == self->truth,
                       .anchor = LAB_ANCHOR_MIDDLE,
                       .max_width_px = w / self->n_classes };

      lab_text_draw (&name, self->class_names[k], x + (k + 0.5) * w / self->n_classes,
                     height - NAMES + 9.0, cr);
    }
  cairo_restore (cr);
}

char *
lab_sample_describe (const LabSampleData *self)
{
  g_autofree char *number = lab_number_count (self->number);
  GString *text = g_string_new (NULL);

  /* Translators: number and class of a picture. */
  g_string_append_printf (text, _ ("Test picture %s, a %s"), number,
                          self->class_names[self->truth]);
  for (guint side = 0; side < self->n_sides; side++)
    {
      const guint says = self->answers[side];
      g_autofree char *sure = percent ((double) self->probabilities[side][says]);

      /* Translators: "Standard says 6, 97 %" */
      g_string_append_printf (text, _ ("; %s says %s, %s"), self->side_names[side],
                              self->class_names[says], sure);
    }
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
