/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#define ASCENT 0.98 /* of a font's size: from a line's upper edge to its baseline */
#define GROUND 0.06 /* the opacity of text colour */

double
lab_sheet_text (const LabSheet *self, const LabText *text, const char *words, double x, double y)
{
  if (words[0] == '\0')
    return 0.0;
  if (self->cr != NULL)
    lab_text_draw (text, words, x, y + ASCENT * text->size_px, self->cr);
  return lab_text_height (text, words);
}

double
lab_sheet_run (const LabSheet *self, guint style, const char *name, const char *what,
               double size_px, double x, double y, double width)
{
  const double sample = 2.6 * size_px, gap = 0.5 * size_px;
  LabText text = { .size_px = size_px, .bold = TRUE, .color = self->theme->text };
  const double height = lab_text_height (&text, name), name_width = lab_text_width (&text, name);

  if (self->cr != NULL)
    lab_theme_draw_sample (self->theme, style, x, y + ASCENT * size_px - lab_text_middle (&text),
                           sample, 0.16 * size_px, TRUE, self->cr);
  lab_sheet_text (self, &text, name, x + sample + gap, y);
  x += sample + 2.0 * gap + name_width;
  width -= sample + 2.0 * gap + name_width;
  text.bold = FALSE;
  text.color = self->theme->secondary;
  text.max_width_px = MAX (width, size_px);
  lab_sheet_text (self, &text, what, x, y);
  return height;
}

void
lab_sheet_rule (const LabSheet *self, double x, double y, double width)
{
  if (self->cr == NULL)
    return;
  lab_color_set (&self->theme->axis, self->cr);
  cairo_set_line_width (self->cr, 1.0);
  cairo_set_dash (self->cr, NULL, 0, 0.0);
  cairo_move_to (self->cr, x, y);
  cairo_line_to (self->cr, x + width, y);
  cairo_stroke (self->cr);
}

void
lab_sheet_ground (const LabSheet *self, double x, double y, double width, double height)
{
  LabColor color = self->theme->text;

  if (self->cr == NULL)
    return;
  color.alpha = GROUND;
  lab_color_set (&color, self->cr);
  cairo_rectangle (self->cr, x, y, width, height);
  cairo_fill (self->cr);
}
