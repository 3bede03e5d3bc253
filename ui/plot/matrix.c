/* SPDX-License-Identifier: MIT */
/*
 * Colour follows the square root of the value, so that a hundred mistakes can be seen beside a
 * thousand hits. All cells of a matrix have one size of text: the largest that the widest number
 * fits at; where that is too small to read, there are no numbers.
 */
#include "matrix.h"

#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

#define SMALLEST_TEXT 8.0
#define NAME_SCALE    (13.0 / 12.0) /* of the classes' names against the cells' text */

struct _LabMatrix
{
  LabMatrixData data;
  const LabTheme *theme;
  double width;
  double height;
  double text_px;      /* of the names */
  double cell_text_px; /* 0 where no number fits */
  double widest_name;
  double left;
  double top;
  double cell_width;
  double cell_height;
  guint name_every; /* names that would overlap are left out */
};

static double
share (const LabConfusion *matrix, guint t, guint k)
{
  guint64 row = 0;

  for (guint j = 0; j < matrix->n_classes; j++)
    row += lab_confusion_get (matrix, t, j);
  return row == 0 ? 0.0 : (double) lab_confusion_get (matrix, t, k) / (double) row;
}

static double
value_of (const LabConfusion *matrix, const LabConfusion *minus, gboolean by_row, guint t, guint k)
{
  if (by_row)
    return share (matrix, t, k) - (minus != NULL ? share (minus, t, k) : 0.0);
  return (double) lab_confusion_get (matrix, t, k)
         - (minus != NULL ? (double) lab_confusion_get (minus, t, k) : 0.0);
}

double
lab_matrix_scale (const LabConfusion *matrix, const LabConfusion *minus, gboolean by_row)
{
  double most = by_row ? 0.01 : 1.0;

  for (guint t = 0; t < matrix->n_classes; t++)
    for (guint k = 0; k < matrix->n_classes; k++)
      most = MAX (most, fabs (value_of (matrix, minus, by_row, t, k)));
  return most;
}

/* By row, in percent: whole numbers, with one decimal under 10 where they would all be 0. */
static char *
written (const LabMatrixData *data, double value)
{
  if (!data->by_row)
    return data->minus != NULL ? lab_number_change ((gint64) value)
                               : lab_number_cell ((gint64) value);
  {
    const double percent = round (1000.0 * value) / 10.0;
    g_autofree char *number = lab_number_fixed (percent, fabs (percent) < 10.0 ? 1 : 0);

    if (fabs (percent) < 0.05)
      return g_strdup ("");
    return g_strconcat (data->minus != NULL && percent > 0.0 ? "+" : "", number, NULL);
  }
}

char *
lab_matrix_cell_text (const LabMatrixData *data, guint row, guint column)
{
  return written (data, value_of (data->matrix, data->minus, data->by_row, row, column));
}

static gboolean
is_strong (const LabMatrix *self, double value)
{
  return fabs (value) >= (self->data.by_row ? 0.01 : 10.0);
}

static double
widest_cell (const LabMatrix *self, double size)
{
  const LabText text = { .size_px = size, .bold = self->data.minus != NULL };
  double widest = 0.0;
  const guint K = self->data.n_classes;

  if (K > 40)
    return INFINITY;
  for (guint t = 0; t < K && self->data.matrix != NULL; t++)
    for (guint k = 0; k < K; k++)
      {
        g_autofree char *label = lab_matrix_cell_text (&self->data, t, k);

        widest = MAX (widest, lab_text_width (&text, label));
      }
  return widest;
}

static double
widest_name (const LabMatrix *self)
{
  const LabText text = { .size_px = self->text_px };
  double widest = 0.0;

  for (guint k = 0; k < self->data.n_classes; k++)
    widest = MAX (widest, lab_text_width (&text, self->data.class_names[k]));
  return widest;
}

/* Names that do not fit side by side stand upright, if any name is more than a number. */
static gboolean
names_upright (const LabMatrix *self)
{
  return self->data.n_classes <= 40 && self->widest_name > 0.9 * self->cell_width;
}

static double
name_room (const LabMatrix *self)
{
  return MIN (self->widest_name, 0.22 * self->width);
}

double
lab_matrix_title_room (double text_px)
{
  return 1.45 * text_px * NAME_SCALE;
}

LabMatrix *
lab_matrix_layout (const LabMatrixData *data, double width, double height, gboolean square,
                   const LabTheme *theme, double text_px)
{
  LabMatrix *self = g_new0 (LabMatrix, 1);
  const guint K = data->n_classes;
  double left, bottom, widest;

  self->data = *data;
  self->theme = theme;
  self->width = width;
  self->height = height;
  self->text_px = text_px * NAME_SCALE;
  self->widest_name = widest_name (self);
  left = name_room (self) + 0.6 * self->text_px
         + (data->row_title ? lab_matrix_title_room (text_px) : 0.0);
  bottom = 1.6 * self->text_px + 1.6 * self->text_px;
  self->cell_width = MAX ((width - left - 1.0) / K, 1.0);
  if (names_upright (self))
    bottom += MIN (self->widest_name, 0.25 * height) - self->text_px;
  self->cell_height = MAX ((height - bottom - 1.0) / K, 1.0);
  if (square)
    self->cell_width = self->cell_height = MIN (self->cell_width, self->cell_height);
  /* Edges on whole pixels, where there are enough of them. */
  if (self->cell_width >= 8.0)
    self->cell_width = floor (self->cell_width);
  if (self->cell_height >= 8.0)
    self->cell_height = floor (self->cell_height);
  self->left = floor (left);
  self->top = 0.0;
  self->name_every
      = (guint) MAX (ceil (1.1 * self->text_px / MIN (self->cell_width, self->cell_height)), 1.0);

  widest = widest_cell (self, text_px);
  /* Of two or three classes the cells are so large that small numbers are lost in them. */
  self->cell_text_px
      = CLAMP (0.17 * MIN (self->cell_width, self->cell_height), text_px, 1.75 * text_px);
  self->cell_text_px
      = MIN (self->cell_text_px, text_px * 0.85 * self->cell_width / MAX (widest, 1e-3));
  self->cell_text_px = MIN (self->cell_text_px, 0.8 * self->cell_height);
  if (self->cell_text_px < MIN (SMALLEST_TEXT, text_px))
    self->cell_text_px = 0.0;
  return self;
}

void
lab_matrix_free (LabMatrix *self)
{
  g_free (self);
}

void
lab_matrix_get_area (const LabMatrix *self, double *left, double *top, double *right,
                     double *bottom)
{
  *left = self->left;
  *top = self->top;
  *right = self->left + self->data.n_classes * self->cell_width;
  *bottom = self->top + self->data.n_classes * self->cell_height;
}

/* ---- drawing ---- */

static void
draw_cell (const LabMatrix *self, guint t, guint k, cairo_t *cr)
{
  const LabTheme *theme = self->theme;
  const double value = value_of (self->data.matrix, self->data.minus, self->data.by_row, t, k);
  const double x = self->left + k * self->cell_width, y = self->top + t * self->cell_height;
  const LabColor ground = self->data.minus != NULL
                              ? lab_theme_change (theme, value / self->data.scale)
                              : lab_theme_count (theme, value / self->data.scale);
  g_autofree char *label = written (&self->data, value);

  lab_color_set (&ground, cr);
  cairo_rectangle (cr, x, y, self->cell_width, self->cell_height);
  cairo_fill (cr);
  if (theme->text_free || self->cell_text_px <= 0.0 || *label == '\0')
    return;
  {
    const LabText text = {
      .size_px = self->cell_text_px,
      .bold = self->data.minus != NULL && is_strong (self, value),
      .anchor = LAB_ANCHOR_MIDDLE,
      .color = lab_theme_text_on (theme, &ground, !is_strong (self, value)),
    };

    lab_text_draw (&text, label, x + 0.5 * self->cell_width,
                   y + 0.5 * self->cell_height + lab_text_middle (&text), cr);
  }
}

static void
draw_grid (const LabMatrix *self, cairo_t *cr)
{
  const guint K = self->data.n_classes;
  const double right = self->left + K * self->cell_width,
               bottom = self->top + K * self->cell_height;

  cairo_set_line_width (cr, 1.0);
  cairo_set_dash (cr, NULL, 0, 0.0);
  lab_color_set (&self->theme->grid, cr);
  if (MIN (self->cell_width, self->cell_height) >= 6.0)
    {
      for (guint i = 1; i < K; i++)
        {
          const double x = self->left + i * self->cell_width + 0.5,
                       y = self->top + i * self->cell_height + 0.5;

          cairo_move_to (cr, x, self->top);
          cairo_line_to (cr, x, bottom);
          cairo_move_to (cr, self->left, y);
          cairo_line_to (cr, right, y);
        }
      cairo_stroke (cr);
    }
  lab_color_set (&self->theme->axis, cr);
  cairo_rectangle (cr, self->left + 0.5, self->top + 0.5, right - self->left, bottom - self->top);
  cairo_stroke (cr);
  for (guint i = 0; i < K; i++)
    cairo_rectangle (cr, self->left + i * self->cell_width + 0.5,
                     self->top + i * self->cell_height + 0.5, self->cell_width, self->cell_height);
  cairo_stroke (cr);
}

static void
draw_names (const LabMatrix *self, cairo_t *cr)
{
  const guint K = self->data.n_classes;
  const double bottom = self->top + K * self->cell_height,
               right = self->left + K * self->cell_width;
  const gboolean upright = names_upright (self);
  LabText name = { .size_px = self->text_px, .color = self->theme->text };
  LabText title = { .size_px = self->text_px / NAME_SCALE,
                    .anchor = LAB_ANCHOR_MIDDLE,
                    .color = self->theme->secondary };
  g_autofree char *predicted = g_strdup_printf (_ ("Predicted %s"), self->data.noun);
  g_autofree char *noted
      = self->data.note == NULL ? NULL : g_strdup_printf ("%s (%s)", predicted, self->data.note);
  g_autofree char *truth = g_strdup_printf (_ ("True %s"), self->data.noun);
  double title_y;

  for (guint i = 0; i < K; i += self->name_every)
    {
      const double y = self->top + (i + 0.5) * self->cell_height,
                   x = self->left + (i + 0.5) * self->cell_width;

      name.anchor = LAB_ANCHOR_END;
      name.upwards = FALSE;
      name.max_width_px = 0.0;
      if (lab_text_width (&name, self->data.class_names[i]) > name_room (self) + 1.0)
        name.max_width_px = name_room (self);
      lab_text_draw (&name, self->data.class_names[i], self->left - 0.6 * self->text_px,
                     y + lab_text_middle (&name), cr);
      name.anchor = upright ? LAB_ANCHOR_END : LAB_ANCHOR_MIDDLE;
      name.upwards = upright;
      name.max_width_px = upright ? 0.25 * self->height : 0.0;
      if (upright)
        lab_text_draw (&name, self->data.class_names[i], x + lab_text_middle (&name),
                       bottom + 0.5 * self->text_px, cr);
      else
        lab_text_draw (&name, self->data.class_names[i], x, bottom + 1.35 * self->text_px, cr);
    }
  title_y = MIN (bottom
                     + (upright ? 0.5 * self->text_px + MIN (self->widest_name, 0.25 * self->height)
                                : 1.6 * self->text_px)
                     + 1.25 * self->text_px,
                 self->height - 0.3 * self->text_px);
  title.max_width_px = self->width;
  lab_text_draw (&title, noted == NULL ? predicted : noted, 0.5 * (self->left + right), title_y,
                 cr);
  if (self->data.row_title)
    {
      title.upwards = TRUE;
      title.max_width_px = self->height;
      lab_text_draw (&title, truth, 0.9 * self->text_px, 0.5 * (self->top + bottom), cr);
    }
}

static void
draw_absent (const LabMatrix *self, cairo_t *cr)
{
  const double width = self->data.n_classes * self->cell_width,
               height = self->data.n_classes * self->cell_height;
  const LabText text = { .size_px = self->text_px,
                         .anchor = LAB_ANCHOR_MIDDLE,
                         .color = self->theme->secondary,
                         .max_width_px = width };

  cairo_set_line_width (cr, 1.0);
  cairo_set_dash (cr, NULL, 0, 0.0);
  lab_color_set (&self->theme->grid, cr);
  cairo_rectangle (cr, self->left + 0.5, self->top + 0.5, width, height);
  cairo_stroke (cr);
  if (!self->theme->text_free)
    lab_text_draw (&text, self->data.absent, self->left + 0.5 * width,
                   self->top + 0.5 * height + lab_text_middle (&text), cr);
}

void
lab_matrix_draw (const LabMatrix *self, cairo_t *cr)
{
  const guint K = self->data.n_classes;

  cairo_save (cr);
  if (self->data.absent != NULL)
    {
      draw_absent (self, cr);
      if (!self->theme->text_free)
        draw_names (self, cr);
      cairo_restore (cr);
      return;
    }
  if (self->data.matrix != NULL)
    for (guint t = 0; t < K; t++)
      for (guint k = 0; k < K; k++)
        draw_cell (self, t, k, cr);
  draw_grid (self, cr);
  if (self->data.row >= 0 && self->data.column >= 0)
    {
      lab_color_set (&self->theme->text, cr);
      cairo_set_line_width (cr, 2.0);
      cairo_rectangle (cr, self->left + self->data.column * self->cell_width + 0.5,
                       self->top + self->data.row * self->cell_height + 0.5, self->cell_width,
                       self->cell_height);
      cairo_stroke (cr);
    }
  if (!self->theme->text_free)
    draw_names (self, cr);
  cairo_restore (cr);
}

/* ---- questions ---- */

LabMatrixHit
lab_matrix_hit (const LabMatrix *self, double x, double y)
{
  const guint K = self->data.n_classes;
  const double column = (x - self->left) / self->cell_width,
               row = (y - self->top) / self->cell_height;
  const gboolean in_columns = column >= 0.0 && column < K, in_rows = row >= 0.0 && row < K;

  /* Beside the rows stand their names, below the columns theirs. */
  return (LabMatrixHit){
    .row = in_rows && column < K && x >= 0.0 ? (int) row : -1,
    .column = in_columns && row >= 0.0 && y < self->height ? (int) column : -1,
  };
}

char *
lab_matrix_describe (const LabMatrix *self)
{
  const LabConfusion *matrix = self->data.matrix;
  GString *text = g_string_new (self->data.name);
  guint at_t = 0, at_k = 0;
  double most = 0.0;

  if (matrix == NULL && self->data.absent != NULL)
    {
      g_string_append_printf (text, ": %s.", self->data.absent);
      return g_string_free (text, FALSE);
    }
  if (matrix == NULL)
    {
      g_string_append (text, _ (": not trained yet."));
      return g_string_free (text, FALSE);
    }
  for (guint t = 0; t < matrix->n_classes; t++)
    for (guint k = 0; k < matrix->n_classes; k++)
      {
        const double value = value_of (matrix, self->data.minus, FALSE, t, k);

        if ((self->data.minus != NULL || t != k) && fabs (value) > fabs (most))
          {
            most = value;
            at_t = t;
            at_k = k;
          }
      }
  if (self->data.minus != NULL)
    {
      g_autofree char *change = lab_number_change ((gint64) most);

      if (fabs (most) < 0.5)
        g_string_append (text, _ (": no change."));
      else
        g_string_append_printf (text,
                                /* Translators: "+12 pictures of digit 4 taken for 9" */
                                _ (": the greatest change is %s pictures of %s %s taken for %s."),
                                change, self->data.noun, self->data.class_names[at_t],
                                self->data.class_names[at_k]);
    }
  else
    {
      const guint64 n = lab_confusion_mistakes (matrix);
      g_autofree char *total = lab_number_count (lab_confusion_total (matrix));
      g_autofree char *mistakes = lab_number_count (n);
      g_autofree char *times = lab_number_count ((guint64) most);

      g_string_append_printf (text,
                              ngettext (": %s mistake in %s pictures.",
                                        ": %s mistakes in %s pictures.", (gulong) n),
                              mistakes, total);
      if (most > 0.5)
        g_string_append_printf (text, _ (" The most frequent one: %s %s taken for %s, %s times."),
                                self->data.noun, self->data.class_names[at_t],
                                self->data.class_names[at_k], times);
    }
  return g_string_free (text, FALSE);
}
