/* SPDX-License-Identifier: MIT */
#include "class-marks.h"

#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

struct _LabClassMarks
{
  LabClassMarksData data;
  const LabTheme *theme;
  double width;
  double height;
  double text_px;
  LabAxis axis;
  double top;
  double bottom;
  double name_room;
  int foremost;
};

int
lab_class_marks_foremost (const LabClassMarksData *data)
{
  int foremost = -1;
  double most = 0.0;

  if (data->n_sides < 2 || data->values[0] == NULL || data->values[1] == NULL)
    return -1;
  for (guint k = 0; k < data->n_classes; k++)
    {
      const double difference = fabs (data->values[1][k] - data->values[0][k]);

      if (difference > most)
        {
          most = difference;
          foremost = (int) k;
        }
    }
  return foremost;
}

static double
spread_of (const LabClassMarksData *data, guint side, guint k)
{
  const double *spreads = data->spreads[side];

  return spreads == NULL || !isfinite (spreads[k]) ? 0.0 : spreads[k];
}

/* The least value's round one, so that the axis begins at a tick; 0 while there is nothing. */
static double
axis_begin (double least, guint most_ticks)
{
  static const double STEPS[] = { 0.1, 0.2, 0.25, 0.5 };

  for (guint i = 0; i < G_N_ELEMENTS (STEPS); i++)
    {
      const double from = CLAMP (floor (least / STEPS[i] + 1e-9) * STEPS[i], 0.0, 0.9);

      if ((1.0 - from) / STEPS[i] + 1.0 <= most_ticks + 1e-9)
        return from;
    }
  return 0.0;
}

LabClassMarks *
lab_class_marks_layout (const LabClassMarksData *data, double width, double height,
                        const LabTheme *theme, double text_px)
{
  LabClassMarks *self = g_new0 (LabClassMarks, 1);
  const LabText text = { .size_px = text_px, .bold = TRUE };
  const guint most_ticks = (guint) CLAMP (width / (6.0 * text_px), 2.0, 6.0);
  double least = 1.0, left = 0.0, right;
  gboolean any = FALSE;

  self->data = *data;
  self->theme = theme;
  self->width = width;
  self->height = height;
  self->text_px = text_px;
  self->foremost = lab_class_marks_foremost (data);
  for (guint k = 0; k < data->n_classes; k++)
    {
      left = MAX (left, lab_text_width (&text, data->class_names[k]));
      for (guint s = 0; s < data->n_sides; s++)
        if (data->values[s] != NULL)
          {
            least = MIN (least, data->values[s][k] - spread_of (data, s, k));
            any = TRUE;
          }
    }
  self->name_room = left = MIN (left, 0.3 * width);
  left += 1.3 * text_px;
  lab_axis_init (&self->axis, axis_begin (any ? least : 0.0, most_ticks), 1.0, FALSE,
                 LAB_AXIS_PERCENT, most_ticks);
  right = 0.5
              * lab_text_width (
                  &text, self->axis.n_ticks > 0 ? self->axis.labels[self->axis.n_ticks - 1] : "")
          + 0.2 * text_px;
  lab_axis_place (&self->axis, left, MAX (width - right, left + 1.0));
  self->top = 0.0;
  self->bottom = MAX (height - 3.2 * text_px, 1.0);
  return self;
}

void
lab_class_marks_free (LabClassMarks *self)
{
  g_free (self);
}

void
lab_class_marks_get_area (const LabClassMarks *self, double *left, double *top, double *right,
                          double *bottom)
{
  *left = self->axis.begin;
  *right = self->axis.end;
  *top = self->top;
  *bottom = self->bottom;
}

static double
row_height (const LabClassMarks *self)
{
  return (self->bottom - self->top) / self->data.n_classes;
}

static void
draw_axis (const LabClassMarks *self, cairo_t *cr)
{
  const LabText text
      = { .size_px = self->text_px, .anchor = LAB_ANCHOR_MIDDLE, .color = self->theme->secondary };

  cairo_set_line_width (cr, 1.0);
  for (guint i = 0; i < self->axis.n_ticks; i++)
    {
      const double x = floor (lab_axis_to_pixel (&self->axis, self->axis.ticks[i])) + 0.5;

      lab_color_set (&self->theme->grid, cr);
      cairo_move_to (cr, x, self->top);
      cairo_line_to (cr, x, self->bottom);
      cairo_stroke (cr);
      if (!self->theme->text_free)
        lab_text_draw (&text, self->axis.labels[i], x, self->bottom + 1.3 * self->text_px, cr);
    }
  if (!self->theme->text_free)
    lab_text_draw (&text, self->data.measure, 0.5 * (self->axis.begin + self->axis.end),
                   self->height - 0.35 * self->text_px, cr);
}

/* Below the marks, as high as those: a band on its side. */
static void
draw_spread (const LabClassMarks *self, guint side, guint k, double y, double size, cairo_t *cr)
{
  const double value = self->data.values[side][k], spread = spread_of (&self->data, side, k);
  const double from = lab_axis_to_pixel (&self->axis, MAX (value - spread, self->axis.from));
  const double to = lab_axis_to_pixel (&self->axis, MIN (value + spread, self->axis.to));
  LabColor color = self->theme->runs[side].color;

  if (spread <= 0.0)
    return;
  color.alpha = LAB_SPREAD_BAND * self->theme->band;
  lab_color_set (&color, cr);
  cairo_rectangle (cr, from, y - 0.5 * size, to - from, size);
  cairo_fill (cr);
}

static void
draw_row (const LabClassMarks *self, guint k, cairo_t *cr)
{
  const double y = self->top + (k + 0.5) * row_height (self);
  const double size = MIN (0.75 * self->text_px, 0.9 * row_height (self));
  const gboolean first = (int) k == self->foremost;
  const LabText name = { .size_px = MIN (self->text_px, row_height (self)),
                         .bold = first,
                         .anchor = LAB_ANCHOR_END,
                         .color = self->theme->text,
                         .max_width_px = 0.0 };
  double least = INFINITY, greatest = -INFINITY;

  if (!self->theme->text_free && row_height (self) >= 0.7 * self->text_px)
    {
      LabText fitting = name;

      if (lab_text_width (&name, self->data.class_names[k]) > self->name_room)
        fitting.max_width_px = self->name_room;
      lab_text_draw (&fitting, self->data.class_names[k], self->axis.begin - 1.3 * self->text_px,
                     y + lab_text_middle (&name), cr);
    }
  for (guint s = 0; s < self->data.n_sides; s++)
    if (self->data.values[s] != NULL)
      {
        least = MIN (least, self->data.values[s][k]);
        greatest = MAX (greatest, self->data.values[s][k]);
      }
  for (guint s = 0; s < self->data.n_sides; s++)
    if (self->data.values[s] != NULL)
      draw_spread (self, s, k, y, size, cr);
  if (greatest > least)
    {
      lab_color_set (&self->theme->axis, cr);
      cairo_set_line_width (cr, 0.18 * self->text_px);
      cairo_move_to (cr, lab_axis_to_pixel (&self->axis, least), y);
      cairo_line_to (cr, lab_axis_to_pixel (&self->axis, greatest), y);
      cairo_stroke (cr);
    }
  if (first)
    {
      const double standard = self->data.values[0][k], custom = self->data.values[1][k];

      lab_color_set (&self->theme->runs[custom > standard ? 1 : 0].color, cr);
      cairo_move_to (cr, lab_axis_to_pixel (&self->axis, standard), y);
      cairo_line_to (cr, lab_axis_to_pixel (&self->axis, custom), y);
      cairo_stroke (cr);
    }
  for (guint s = 0; s < self->data.n_sides; s++)
    if (self->data.values[s] != NULL)
      lab_theme_draw_marker (self->theme, s,
                             lab_axis_to_pixel (&self->axis, self->data.values[s][k]), y, size, cr);
}

void
lab_class_marks_draw (const LabClassMarks *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  draw_axis (self, cr);
  for (guint k = 0; k < self->data.n_classes; k++)
    draw_row (self, k, cr);
  cairo_restore (cr);
}

int
lab_class_marks_hit (const LabClassMarks *self, double x, double y)
{
  if (x < 0.0 || x > self->width || y < self->top || y >= self->bottom)
    return -1;
  return MIN ((int) ((y - self->top) / row_height (self)), (int) self->data.n_classes - 1);
}

char *
lab_class_marks_describe (const LabClassMarks *self)
{
  GString *text = g_string_new (NULL);
  gboolean any = FALSE;

  g_string_append_printf (text, _ ("%s of each %s."), self->data.measure, self->data.noun);
  for (guint s = 0; s < self->data.n_sides; s++)
    any = any || self->data.values[s] != NULL;
  if (self->data.lack != NULL)
    {
      g_autofree char *lack = g_strdup (self->data.lack);

      g_string_append_printf (text, " %s.", g_strdelimit (lack, "\n", ' '));
    }
  if (!any)
    g_string_append (text, _ (" Not trained yet."));
  else if (self->foremost < 0 && self->data.lack == NULL)
    g_string_append (text, _ (" No difference."));
  if (self->foremost < 0)
    return g_string_free (text, FALSE);
  g_string_append_printf (text, _ (" The greatest difference is in %s %s:"), self->data.noun,
                          self->data.class_names[self->foremost]);
  for (guint s = 0; s < 2; s++)
    {
      g_autofree char *value = lab_number_with_deviation (
          self->data.values[s][self->foremost],
          self->data.spreads[s] == NULL ? (double) NAN : self->data.spreads[s][self->foremost],
          TRUE);

      g_string_append_printf (text, "%s %s %s", s > 0 ? "," : "", self->data.side_names[s], value);
    }
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
