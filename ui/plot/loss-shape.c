/* SPDX-License-Identifier: MIT */
/*
 * Three plots, one below the other, share the axis of p. A curve with values beyond its plot's
 * range, such as a loss that grows without end, leaves the plot through its edge.
 */
#include "loss-shape.h"

#include "axis.h"
#include "direct-labels.h"
#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

/* Lengths in sizes of the text. */
#define HEADING 1.9 /* a plot's heading, with the gap below it */
#define BELOW   3.2 /* the last plot's ticks and the axis' name */

#define LOSS          LAB_LOSS_SHAPE_LOSS
#define PUSH          LAB_LOSS_SHAPE_PUSH
#define PICTURES      LAB_LOSS_SHAPE_PICTURES
#define N_PLOTS       3
#define N_CURVE_PLOTS 2 /* of these, loss and push */

struct _LabLossShape
{
  LabLossShapeData data;
  const LabTheme *theme;
  double width;
  double height;
  double text_px;
  LabAxis x;
  LabAxis y[N_PLOTS];
  double label_widths[LAB_MAX_STYLES];
  LabDirectLabel labels[N_CURVE_PLOTS][LAB_MAX_STYLES];
};

/* ---- layout ---- */

static void
init_curve_axis (LabLossShape *self, guint plot, guint most_ticks)
{
  double from, to;

  lab_loss_shape_data_range (&self->data, plot, &from, &to);
  lab_axis_init (&self->y[plot], from, to, FALSE, LAB_AXIS_PLAIN, most_ticks);
}

static void
init_count_axis (LabLossShape *self, double height)
{
  guint most = 0;

  for (guint s = 0; s < self->data.n_sides; s++)
    if (!self->data.sides[s].hidden && self->data.sides[s].counts != NULL)
      for (guint i = 0; i < LAB_LOSS_SHAPE_BINS; i++)
        most = MAX (most, self->data.sides[s].counts[i]);
  lab_axis_init_counts (&self->y[PICTURES], most, height, self->text_px);
}

static LabText
tick_text (const LabLossShape *self, LabAnchor anchor)
{
  return (LabText){ .size_px = self->text_px, .anchor = anchor, .color = self->theme->secondary };
}

static LabText
label_text (const LabLossShape *self, guint side)
{
  return (
      LabText){ .size_px = self->text_px, .bold = TRUE, .color = self->theme->runs[side].color };
}

/* What is far outside must not make Cairo's fixed-point numbers overflow. */
static double
y_pixel (const LabLossShape *self, guint plot, double value)
{
  return CLAMP (lab_axis_to_pixel (&self->y[plot], value), -4.0 * self->height, 5.0 * self->height);
}

static double
label_height (const LabLossShape *self)
{
  return 1.15 * self->text_px;
}

static void
place_labels (LabLossShape *self, guint plot)
{
  const guint n_columns = (guint) MAX (self->x.end - self->x.begin, 1.0);
  g_autofree double *pixels = g_new (double, (gsize) n_columns *LAB_MAX_STYLES);
  g_autofree double *zeros = g_new (double, n_columns);
  LabDirectCurve curves[LAB_MAX_STYLES + 1];
  LabDirectLabel labels[LAB_MAX_STYLES + 1];
  guint sides[LAB_MAX_STYLES], n = 0;

  for (guint s = 0; s < self->data.n_sides; s++)
    {
      if (lab_loss_shape_data_line (&self->data, s, plot) == NULL)
        continue;
      for (guint c = 0; c < n_columns; c++)
        {
          const double p = lab_axis_from_pixel (&self->x, self->x.begin + c);

          pixels[(gsize) n * n_columns + c]
              = y_pixel (self, plot, lab_loss_shape_data_value (&self->data, s, plot, p));
        }
      sides[n] = s;
      curves[n] = (LabDirectCurve){ pixels + (gsize) n * n_columns, self->label_widths[s] };
      n++;
    }
  /* Within the plot the line at 0 is in the way too; along its edge it is not. */
  for (guint c = 0; c < n_columns; c++)
    zeros[c] = y_pixel (self, plot, 0.0);
  curves[n] = (LabDirectCurve){ zeros, 0.0 };
  lab_direct_labels_place (curves, n + (self->y[plot].from < 0.0 ? 1 : 0), n_columns, self->x.begin,
                           self->y[plot].end, self->y[plot].begin - 2.0, label_height (self),
                           labels);
  for (guint i = 0; i < n; i++)
    self->labels[plot][sides[i]] = labels[i];
}

LabLossShape *
lab_loss_shape_layout (const LabLossShapeData *data, double width, double height,
                       const LabTheme *theme, double text_px)
{
  static const double SHARES[N_PLOTS] = { 0.45, 0.355, 0.195 };
  LabLossShape *self = g_new0 (LabLossShape, 1);
  const double gap = CLAMP (0.035 * height, 0.8 * text_px, 2.2 * text_px);
  const double room
      = MAX (height - (N_PLOTS * HEADING + BELOW) * text_px - (N_PLOTS - 1) * gap, N_PLOTS);
  LabText text;
  double left = 0.0, right, top = HEADING * text_px;

  self->data = *data;
  self->data.n_sides = MIN (data->n_sides, (guint) LAB_MAX_STYLES);
  self->theme = theme;
  self->width = width;
  self->height = height;
  self->text_px = text_px;
  text = tick_text (self, LAB_ANCHOR_END);
  lab_axis_init (&self->x, 0.0, 1.0, FALSE, LAB_AXIS_PLAIN,
                 (guint) CLAMP (width / (4.0 * text_px), 2.0, 6.0));
  for (guint plot = 0; plot < N_PLOTS; plot++)
    {
      const double plot_height = SHARES[plot] * room;

      if (plot == PICTURES)
        init_count_axis (self, plot_height);
      else
        init_curve_axis (self, plot, (guint) CLAMP (plot_height / (2.2 * text_px) + 1.0, 2.0, 6.0));
      lab_axis_place (&self->y[plot], top + plot_height, top);
      top += plot_height + gap + HEADING * text_px;
      for (guint i = 0; i < self->y[plot].n_ticks; i++)
        left = MAX (left, lab_text_width (&text, self->y[plot].labels[i]));
    }
  left += 0.75 * text_px;
  right = 0.5 * lab_text_width (&text, self->x.labels[self->x.n_ticks - 1]) + 0.2 * text_px;
  lab_axis_place (&self->x, left, MAX (width - right, left + 1.0));
  for (guint s = 0; s < self->data.n_sides; s++)
    {
      const LabText label = label_text (self, s);

      self->label_widths[s] = MIN (lab_text_width (&label, self->data.sides[s].label),
                                   0.6 * (self->x.end - self->x.begin));
    }
  for (guint plot = 0; plot < N_CURVE_PLOTS; plot++)
    place_labels (self, plot);
  return self;
}

void
lab_loss_shape_free (LabLossShape *self)
{
  g_free (self);
}

void
lab_loss_shape_get_area (const LabLossShape *self, double *left, double *top, double *right,
                         double *bottom)
{
  *left = self->x.begin;
  *right = self->x.end;
  *top = self->y[LOSS].end;
  *bottom = self->y[PICTURES].begin;
}

/* ---- drawing ---- */

/* In small after the heading: in full, or in short where there is less room. */
static void
draw_note (const LabLossShape *self, const char *full, const char *brief, double x, double y,
           cairo_t *cr)
{
  LabText note = tick_text (self, LAB_ANCHOR_START);
  const double room = self->width - x;

  if (lab_text_width (&note, full) <= room)
    lab_text_draw (&note, full, x, y, cr);
  else if (lab_text_width (&note, brief) <= room)
    lab_text_draw (&note, brief, x, y, cr);
}

static void
draw_heading (const LabLossShape *self, guint plot, cairo_t *cr)
{
  static const char *const HEADINGS[]
      = { N_ ("Loss"), N_ ("Push on the target’s logit"), N_ ("Test pictures") };
  LabText heading = { .size_px = self->text_px, .bold = TRUE, .color = self->theme->text };
  const double y = self->y[plot].end - 0.9 * self->text_px;
  const double wide = lab_text_width (&heading, _ (HEADINGS[plot]));
  const double after = self->x.begin + wide + 1.4 * self->text_px;

  if (self->x.begin + wide > self->width)
    heading.max_width_px = MAX (self->width - self->x.begin, 1.0);
  lab_text_draw (&heading, _ (HEADINGS[plot]), self->x.begin, y, cr);
  if (plot == PUSH)
    draw_note (self, _ ("−∂L/∂z[y], before the division by the batch"), "−∂L/∂z[y]", after, y, cr);
  else if (plot == PICTURES && isfinite (self->data.epoch))
    {
      g_autofree char *epoch = lab_number_fixed (self->data.epoch, 1);
      g_autofree char *full = g_strdup_printf (_ ("with that p, epoch %s, log axis"), epoch);
      g_autofree char *brief = g_strdup_printf (_ ("epoch %s, log axis"), epoch);

      draw_note (self, full, brief, after, y, cr);
    }
  else if (plot == PICTURES)
    draw_note (self, _ ("with that p, log axis"), _ ("log axis"), after, y, cr);
}

/* Ticks, their labels, and the line at 0. */
static void
draw_frame (const LabLossShape *self, guint plot, cairo_t *cr)
{
  const LabAxis *axis = &self->y[plot];
  const LabText text = tick_text (self, LAB_ANCHOR_END);
  const double zero = floor (plot == PICTURES ? axis->begin : lab_axis_to_pixel (axis, 0.0)) + 0.5;

  cairo_set_line_width (cr, 1.0);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      const double y = floor (lab_axis_to_pixel (axis, axis->ticks[i])) + 0.5;

      if (fabs (y - zero) >= 0.5)
        {
          lab_color_set (&self->theme->grid, cr);
          cairo_move_to (cr, self->x.begin, y);
          cairo_line_to (cr, self->x.end, y);
          cairo_stroke (cr);
        }
      if (!self->theme->text_free)
        lab_text_draw (&text, axis->labels[i], self->x.begin - 0.65 * self->text_px,
                       y + lab_text_middle (&text), cr);
    }
  lab_color_set (&self->theme->axis, cr);
  cairo_move_to (cr, self->x.begin, zero);
  cairo_line_to (cr, self->x.end, zero);
  cairo_stroke (cr);
  if (!self->theme->text_free)
    draw_heading (self, plot, cr);
}

static void
draw_x_axis (const LabLossShape *self, cairo_t *cr)
{
  LabText text = tick_text (self, LAB_ANCHOR_MIDDLE);
  const char *name = _ ("p[y], the probability of the target");
  const double bottom = self->y[PICTURES].begin;

  for (guint i = 0; i < self->x.n_ticks; i++)
    {
      const double x = floor (lab_axis_to_pixel (&self->x, self->x.ticks[i])) + 0.5;

      lab_color_set (&self->theme->axis, cr);
      cairo_move_to (cr, x, floor (bottom) + 0.5);
      cairo_rel_line_to (cr, 0.0, 0.35 * self->text_px);
      cairo_stroke (cr);
      if (!self->theme->text_free)
        lab_text_draw (&text, self->x.labels[i], x, bottom + 1.4 * self->text_px, cr);
    }
  if (self->theme->text_free)
    return;
  if (lab_text_width (&text, name) > self->x.end - self->x.begin)
    name = "p[y]";
  lab_text_draw (&text, name, 0.5 * (self->x.begin + self->x.end),
                 self->height - 0.35 * self->text_px, cr);
}

static void
draw_curve (const LabLossShape *self, guint plot, guint side, cairo_t *cr)
{
  const double *y = lab_loss_shape_data_line (&self->data, side, plot);
  gboolean open = FALSE;

  cairo_new_path (cr);
  for (guint i = 0; i < self->data.n_points; i++)
    {
      if (isnan (y[i]))
        open = FALSE;
      else if (open)
        cairo_line_to (cr, lab_axis_to_pixel (&self->x, self->data.x[i]),
                       y_pixel (self, plot, y[i]));
      else
        cairo_move_to (cr, lab_axis_to_pixel (&self->x, self->data.x[i]),
                       y_pixel (self, plot, y[i]));
      open = !isnan (y[i]);
    }
  lab_theme_set_line (self->theme, side, lab_theme_line_width (self->text_px), cr);
  cairo_stroke (cr);
}

static void
draw_curves (const LabLossShape *self, guint plot, cairo_t *cr)
{
  /* A curve along an end of the axis is not cut in half. */
  const double half = 0.5 * lab_theme_line_width (self->text_px);
  const LabAxis *axis = &self->y[plot];

  cairo_save (cr);
  cairo_rectangle (cr, self->x.begin, axis->end - half, self->x.end - self->x.begin + 1.0,
                   axis->begin - axis->end + 2.0 * half + 1.0);
  cairo_clip (cr);
  for (guint s = 0; s < self->data.n_sides; s++)
    if (lab_loss_shape_data_line (&self->data, s, plot) != NULL)
      draw_curve (self, plot, s, cr);
  cairo_restore (cr);
}

/* Over a ground that keeps grid and crosshair out of the letters. */
static void
draw_label (const LabLossShape *self, guint plot, guint side, cairo_t *cr)
{
  const LabDirectLabel *place = &self->labels[plot][side];
  LabText text = label_text (self, side);
  LabColor ground = self->theme->background;

  if (!place->placed || self->theme->text_free)
    return;
  ground.alpha = 0.85;
  lab_color_set (&ground, cr);
  cairo_rectangle (cr, place->x - 0.15 * self->text_px, place->y,
                   self->label_widths[side] + 0.3 * self->text_px, label_height (self));
  cairo_fill (cr);
  if (lab_text_width (&text, self->data.sides[side].label) > self->label_widths[side])
    text.max_width_px = self->label_widths[side];
  lab_text_draw (&text, self->data.sides[side].label, place->x,
                 place->y + 0.5 * label_height (self) + lab_text_middle (&text), cr);
}

/* One step a bin; a filled one goes down to the axis. */
static void
trace_counts (const LabLossShape *self, const guint *counts, gboolean closed, cairo_t *cr)
{
  const LabAxis *axis = &self->y[PICTURES];

  cairo_new_path (cr);
  if (closed)
    cairo_move_to (cr, self->x.begin, axis->begin);
  for (guint i = 0; i < LAB_LOSS_SHAPE_BINS; i++)
    {
      const double y = MIN (lab_axis_to_pixel (axis, counts[i]), axis->begin);

      cairo_line_to (cr, lab_axis_to_pixel (&self->x, (double) i / LAB_LOSS_SHAPE_BINS), y);
      cairo_line_to (cr, lab_axis_to_pixel (&self->x, (i + 1.0) / LAB_LOSS_SHAPE_BINS), y);
    }
  if (closed)
    cairo_line_to (cr, self->x.end, axis->begin);
}

static gboolean
has_counts (const LabLossShape *self)
{
  for (guint s = 0; s < self->data.n_sides; s++)
    if (!self->data.sides[s].hidden && self->data.sides[s].counts != NULL)
      return TRUE;
  return FALSE;
}

static void
draw_counts (const LabLossShape *self, cairo_t *cr)
{
  for (guint s = 0; s < self->data.n_sides; s++)
    {
      const LabLossShapeSide *side = &self->data.sides[s];
      LabColor tint = self->theme->runs[s].color;

      if (side->hidden || side->counts == NULL)
        continue;
      if (s == 0)
        {
          tint.alpha = self->theme->band;
          lab_color_set (&tint, cr);
          trace_counts (self, side->counts, TRUE, cr);
          cairo_fill (cr);
        }
      trace_counts (self, side->counts, FALSE, cr);
      lab_theme_set_line (self->theme, s, 0.8 * lab_theme_line_width (self->text_px), cr);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
      cairo_stroke (cr);
    }
}

/* Instead of counts. */
static void
draw_hint (const LabLossShape *self, cairo_t *cr)
{
  LabText hint = tick_text (self, LAB_ANCHOR_MIDDLE);
  const char *words = _ ("Train to see where the pictures are");
  const double middle = 0.5 * (self->x.begin + self->x.end), room = self->x.end - self->x.begin;
  const double wide = MIN (lab_text_width (&hint, words) + self->text_px, room);
  const double y = 0.5 * (self->y[PICTURES].begin + self->y[PICTURES].end);

  lab_color_set (&self->theme->background, cr);
  cairo_rectangle (cr, middle - 0.5 * wide, y - 0.75 * self->text_px, wide, 1.5 * self->text_px);
  cairo_fill (cr);
  if (lab_text_width (&hint, words) > room)
    hint.max_width_px = room;
  lab_text_draw (&hint, words, middle, y + lab_text_middle (&hint), cr);
}

static gboolean
has_cursor (const LabLossShape *self)
{
  return self->data.cursor >= 0.0 && self->data.cursor <= 1.0;
}

static void
draw_crosshair (const LabLossShape *self, guint plot, cairo_t *cr)
{
  const double x = floor (lab_axis_to_pixel (&self->x, self->data.cursor)) + 0.5;

  lab_color_set (&self->theme->axis, cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_width (cr, 1.0);
  cairo_move_to (cr, x, self->y[plot].end);
  cairo_line_to (cr, x, self->y[plot].begin);
  cairo_stroke (cr);
}

static void
draw_markers (const LabLossShape *self, guint plot, cairo_t *cr)
{
  const LabAxis *axis = &self->y[plot];

  for (guint s = 0; s < self->data.n_sides; s++)
    {
      const double value = lab_loss_shape_data_value (&self->data, s, plot, self->data.cursor);

      if (!isnan (value))
        lab_theme_draw_marker (self->theme, s, lab_axis_to_pixel (&self->x, self->data.cursor),
                               CLAMP (lab_axis_to_pixel (axis, value), axis->end, axis->begin),
                               0.75 * self->text_px, cr);
    }
}

void
lab_loss_shape_draw (const LabLossShape *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  for (guint plot = 0; plot < N_PLOTS; plot++)
    {
      cairo_set_dash (cr, NULL, 0, 0.0);
      draw_frame (self, plot, cr);
      if (plot == PICTURES)
        {
          draw_x_axis (self, cr);
          draw_counts (self, cr);
          if (!has_counts (self) && !self->theme->text_free)
            draw_hint (self, cr);
        }
      else
        draw_curves (self, plot, cr);
      if (has_cursor (self) && (plot != PICTURES || has_counts (self)))
        draw_crosshair (self, plot, cr);
      for (guint s = 0; s < self->data.n_sides && plot != PICTURES; s++)
        draw_label (self, plot, s, cr);
      if (has_cursor (self) && plot != PICTURES)
        draw_markers (self, plot, cr);
    }
  cairo_restore (cr);
}

/* ---- questions ---- */

double
lab_loss_shape_hit (const LabLossShape *self, double x, double y)
{
  /* A little beside the ends is the end: a pixel is hard to hit. */
  const double beside = 0.5 * self->text_px;

  if (!(x >= self->x.begin - beside && x <= self->x.end + beside && y >= self->y[LOSS].end
        && y <= self->y[PICTURES].begin))
    return (double) NAN;
  return CLAMP (lab_axis_from_pixel (&self->x, x), 0.0, 1.0);
}

char *
lab_loss_shape_describe (const LabLossShape *self)
{
  return lab_loss_shape_data_describe (&self->data);
}
