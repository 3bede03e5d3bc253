/* SPDX-License-Identifier: MIT */
#include "callout.h"

#include "text.h"

#define LINE   1.45 /* in sizes of the text */
#define MARGIN 0.6
#define MARKER 1.25
#define AWAY   1.0 /* from the point */

double
lab_callout_height (double text_px, guint n)
{
  return (LINE * n + 2.0 * MARGIN - 0.35) * text_px;
}

void
lab_callout_draw (const LabTheme *theme, double text_px, const LabCalloutLine *lines, guint n,
                  double x, double y, gboolean above, const LabCalloutRoom *room, cairo_t *cr)
{
  LabText text = { .size_px = text_px, .color = theme->text };
  double width = 0.0, height = lab_callout_height (text_px, n), left, top;
  LabColor ground = theme->background;

  if (theme->text_free || n == 0)
    return;
  for (guint i = 0; i < n; i++)
    width = MAX (width, lab_text_width (&text, lines[i].text)
                            + (lines[i].style >= 0 ? MARKER * text_px : 0.0));
  width = MIN (width + 2.0 * MARGIN * text_px, room->right - room->left);
  left
      = x + AWAY * text_px + width <= room->right ? x + AWAY * text_px : x - AWAY * text_px - width;
  left = CLAMP (left, room->left, room->right - width);
  top = above ? y - 0.8 * AWAY * text_px - height : y + AWAY * text_px;
  top = CLAMP (top, room->top, MAX (room->bottom - height, room->top));
  ground.alpha = 0.94;
  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_rectangle (cr, (int) left + 0.5, (int) top + 0.5, (int) width, (int) height);
  lab_color_set (&ground, cr);
  cairo_fill_preserve (cr);
  lab_color_set (&theme->axis, cr);
  cairo_set_line_width (cr, 1.0);
  cairo_stroke (cr);
  for (guint i = 0; i < n; i++)
    {
      const double middle = top + (MARGIN + LINE * (i + 0.5) - 0.175) * text_px;
      const double from = left + (MARGIN + (lines[i].style >= 0 ? MARKER : 0.0)) * text_px;
      const double left_over = left + width - MARGIN * text_px - from;

      if (lines[i].style >= 0)
        lab_theme_draw_marker (theme, (guint) lines[i].style, from - 0.8 * text_px, middle,
                               0.75 * text_px, cr);
      text.max_width_px = lab_text_width (&text, lines[i].text) > left_over + 1.0 ? left_over : 0.0;
      lab_text_draw (&text, lines[i].text, from, middle + lab_text_middle (&text), cr);
    }
}

void
lab_callout_draw_hint (const LabTheme *theme, double text_px, const char *words,
                       const LabCalloutRoom *room, cairo_t *cr)
{
  const double most = MAX (room->right - room->left - 2.0 * text_px, 1.0);
  const double middle = 0.5 * (room->left + room->right);
  LabText text = { .size_px = text_px,
                   .anchor = LAB_ANCHOR_MIDDLE,
                   .color = theme->secondary,
                   .wrapped = TRUE,
                   .max_width_px = most };
  double wide, high, top;

  if (theme->text_free)
    return;
  wide = MIN (lab_text_width (&text, words), most) + text_px;
  high = lab_text_height (&text, words);
  top = 0.5 * (room->top + room->bottom - high);
  lab_color_set (&theme->background, cr);
  cairo_rectangle (cr, middle - 0.5 * wide, top - 0.4 * text_px, wide, high + 0.8 * text_px);
  cairo_fill (cr);
  lab_text_draw (&text, words, middle, top + 0.95 * text_px, cr);
}
