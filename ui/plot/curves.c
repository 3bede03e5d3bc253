/* SPDX-License-Identifier: MIT */
/*
 * Lines over epochs. Series with more steps than there are pixel columns lie in a layer below the
 * others, which are strokes.
 */
#include "curves.h"

#include "curve-layer.h"
#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LABEL_GAP 0.8 /* of the text, between a curve's end and its label */

struct _LabCurves
{
  LabCurvesData data;
  LabCurve curves[LAB_MAX_CURVES];
  const LabTheme *theme;
  double width;
  double height;
  double text_px;
  LabAxis x;
  LabAxis y;
};

/* ---- ranges ---- */

static gboolean
extents (const LabCurvesData *data, double from_x, double *least, double *greatest)
{
  gboolean any = FALSE;

  *least = INFINITY;
  *greatest = -INFINITY;
  for (guint i = 0; i < data->n_curves; i++)
    if (!data->curves[i].hidden)
      any = lab_curve_extent (&data->curves[i], TRUE, from_x, least, greatest) || any;
  return any;
}

void
lab_curves_loss_range (LabCurvesData *data)
{
  double least, greatest;

  data->y_from = 0.0;
  data->y_to = 1.0;
  if (data->logarithmic)
    {
      data->y_from = 0.01;
      if (extents (data, 0.0, &least, &greatest) && greatest > 0.0)
        {
          data->y_from = pow (10.0, floor (log10 (MAX (least, 1e-9 * greatest))));
          data->y_to = MAX (pow (10.0, ceil (log10 (greatest))), 10.0 * data->y_from);
        }
      return;
    }
  if (extents (data, 0.04 * data->x_to, &least, &greatest)
      || extents (data, 0.0, &least, &greatest))
    {
      data->y_to = greatest > 0.0 ? lab_axis_round_up (1.05 * greatest) : 1.0;
      if (least < 0.0)
        data->y_from = -lab_axis_round_up (-1.05 * least);
    }
}

void
lab_curves_fraction_range (LabCurvesData *data)
{
  double least, greatest;

  data->y_from = 0.0;
  data->y_to = 1.0;
  if (extents (data, 0.1 * data->x_to, &least, &greatest) || extents (data, 0.0, &least, &greatest))
    data->y_from = CLAMP (floor (10.0 * least) / 10.0, data->percent ? 0.0 : -1.0, 0.9);
}

void
lab_curves_plain_range (LabCurvesData *data)
{
  double least, greatest;

  data->y_from = 0.0;
  data->y_to = 1.0;
  if (!extents (data, 0.0, &least, &greatest))
    return;
  data->y_to = greatest > 0.0 ? lab_axis_round_up (1.05 * greatest) : 0.0;
  if (least < 0.0)
    data->y_from = -lab_axis_round_up (-1.05 * least);
  if (data->y_from >= data->y_to)
    data->y_to = 1.0;
}

/* ---- layout ---- */

static LabText
tick_text (const LabCurves *self, LabAnchor anchor)
{
  return (LabText){ .size_px = self->text_px, .anchor = anchor, .color = self->theme->secondary };
}

static double
widest_label (const LabCurves *self)
{
  const LabText text = tick_text (self, LAB_ANCHOR_START);
  double widest = 0.0;

  for (guint i = 0; i < self->data.n_curves; i++)
    if (self->curves[i].label != NULL)
      widest = MAX (widest, lab_text_width (&text, self->curves[i].label));
  return widest;
}

LabCurves *
lab_curves_layout (const LabCurvesData *data, double width, double height, const LabTheme *theme,
                   double text_px)
{
  LabCurves *self = g_new0 (LabCurves, 1);
  LabText text;
  double left = 0.0, right, top, bottom;

  self->data = *data;
  self->data.n_curves = MIN (data->n_curves, (guint) LAB_MAX_CURVES);
  if (self->data.n_curves > 0)
    memcpy (self->curves, data->curves, self->data.n_curves * sizeof (LabCurve));
  for (guint i = 0; i < self->data.n_curves; i++)
    self->curves[i].style %= LAB_MAX_STYLES;
  self->data.curves = self->curves;
  self->theme = theme;
  self->width = width;
  self->height = height;
  self->text_px = text_px;

  lab_axis_init (&self->y, data->y_from, data->y_to, data->logarithmic,
                 data->percent ? LAB_AXIS_PERCENT : LAB_AXIS_PLAIN,
                 (guint) CLAMP (height / (3.2 * text_px), 2.0, 6.0));
  lab_axis_init (&self->x, 0.0, data->x_to, FALSE, LAB_AXIS_PLAIN,
                 (guint) CLAMP (width / (4.0 * text_px), 2.0, 9.0));
  text = tick_text (self, LAB_ANCHOR_END);
  for (guint i = 0; i < self->y.n_ticks; i++)
    left = MAX (left, lab_text_width (&text, self->y.labels[i]));
  left += 0.65 * text_px + (data->y_title != NULL ? 1.9 * text_px : 0.0);
  right = self->x.n_ticks > 0
              ? 0.5 * lab_text_width (&text, self->x.labels[self->x.n_ticks - 1]) + 0.2 * text_px
              : 0.0;
  right = MAX (right, 0.6 * text_px);
  if (widest_label (self) > 0.0) /* at the end of the training they stand beside the plot */
    right = MAX (right, MIN (LABEL_GAP * text_px + widest_label (self) + 1.0, 0.3 * width));
  top = 0.6 * text_px;
  bottom = 1.7 * text_px + (data->x_title != NULL ? 1.5 * text_px : 0.0);
  lab_axis_place (&self->x, left, MAX (width - right, left + 1.0));
  lab_axis_place (&self->y, MAX (height - bottom, top + 1.0), top);
  return self;
}

void
lab_curves_free (LabCurves *self)
{
  g_free (self);
}

void
lab_curves_get_area (const LabCurves *self, double *left, double *top, double *right,
                     double *bottom)
{
  *left = self->x.begin;
  *right = self->x.end;
  *top = self->y.end;
  *bottom = self->y.begin;
}

/* ---- drawing ---- */

static void
draw_frame (const LabCurves *self, cairo_t *cr)
{
  const LabTheme *theme = self->theme;
  LabText right = tick_text (self, LAB_ANCHOR_END), middle = tick_text (self, LAB_ANCHOR_MIDDLE);
  const double hair = 1.0;

  cairo_set_line_width (cr, hair);
  cairo_set_dash (cr, NULL, 0, 0.0);
  for (guint i = 0; i < self->y.n_ticks; i++)
    {
      const double y = floor (lab_axis_to_pixel (&self->y, self->y.ticks[i])) + 0.5;

      lab_color_set (&theme->grid, cr);
      cairo_move_to (cr, self->x.begin, y);
      cairo_line_to (cr, self->x.end, y);
      cairo_stroke (cr);
      if (!theme->text_free)
        lab_text_draw (&right, self->y.labels[i], self->x.begin - 0.65 * self->text_px,
                       y + lab_text_middle (&right), cr);
    }
  lab_color_set (&theme->axis, cr);
  cairo_move_to (cr, self->x.begin, floor (self->y.begin) + 0.5);
  cairo_line_to (cr, self->x.end, floor (self->y.begin) + 0.5);
  cairo_stroke (cr);
  for (guint i = 0; i < self->x.n_ticks; i++)
    {
      const double x = floor (lab_axis_to_pixel (&self->x, self->x.ticks[i])) + 0.5;

      cairo_move_to (cr, x, floor (self->y.begin) + 0.5);
      cairo_rel_line_to (cr, 0.0, 0.35 * self->text_px);
      cairo_stroke (cr);
      if (!theme->text_free)
        lab_text_draw (&middle, self->x.labels[i], x, self->y.begin + 1.4 * self->text_px, cr);
      lab_color_set (&theme->axis, cr);
    }
  if (theme->text_free)
    return;
  if (self->data.x_title != NULL)
    lab_text_draw (&middle, self->data.x_title, 0.5 * (self->x.begin + self->x.end),
                   self->height - 0.35 * self->text_px, cr);
  if (self->data.y_title != NULL)
    {
      LabText upwards = middle;

      upwards.upwards = TRUE;
      upwards.max_width_px = self->height;
      lab_text_draw (&upwards, self->data.y_title, 1.0 * self->text_px,
                     0.5 * (self->y.begin + self->y.end), cr);
    }
}

/* The steps [from, to) of a series that fall into the pixel column that begins at x; FALSE where
 * none is left. */
static gboolean
steps_in_column (const LabCurves *self, const LabCurve *curve, guint64 count, double x,
                 guint64 *from, guint64 *to)
{
  const double first = lab_axis_from_pixel (&self->x, x) / curve->x_step;
  const double last = lab_axis_from_pixel (&self->x, x + 1.0) / curve->x_step;

  *from = (guint64) MAX (ceil (first) - 1.0, 0.0);
  *to = MIN ((guint64) MAX (ceil (last) - 1.0, 0.0), count);
  return *from < count;
}

static void
draw_band (const LabCurves *self, const LabCurve *curve, cairo_t *cr)
{
  LabColor color = self->theme->runs[curve->style].color;
  const guint64 count = lab_series_count (curve->raw);
  guint64 from, to;
  float least, greatest;

  color.alpha = self->theme->band;
  lab_color_set (&color, cr);
  for (double x = floor (self->x.begin);
       x < self->x.end && steps_in_column (self, curve, count, x, &from, &to); x++)
    if (from < to && lab_series_range (curve->raw, from, to, &least, &greatest))
      {
        const double high = lab_axis_to_pixel (&self->y, (double) greatest);
        const double low = lab_axis_to_pixel (&self->y, (double) least);

        cairo_rectangle (cr, x, high, 1.0, MAX (low - high, 1.0));
      }
  cairo_fill (cr);
}

/* What is far outside must not make Cairo's fixed-point numbers overflow. */
static double
y_pixel (const LabCurves *self, double value)
{
  return CLAMP (lab_axis_to_pixel (&self->y, value), -4.0 * self->height, 5.0 * self->height);
}

static void
trace_point (double x, double y, double value, gboolean *open, cairo_t *cr)
{
  if (!isfinite (value))
    {
      *open = FALSE;
      return;
    }
  if (*open)
    cairo_line_to (cr, x, y);
  else
    cairo_move_to (cr, x, y);
  *open = TRUE;
}

static void
trace_series (const LabCurves *self, const LabCurve *curve, const LabSeries *series, cairo_t *cr)
{
  /* One beyond the axis, to leave the plot. */
  const guint64 count
      = MIN (lab_series_count (series), (guint64) (self->data.x_to / curve->x_step) + 1);
  gboolean open = FALSE;

  for (guint64 i = 0; i < count; i++)
    {
      const double value = (double) lab_series_get (series, i);

      trace_point (lab_axis_to_pixel (&self->x, (double) (i + 1) * curve->x_step),
                   y_pixel (self, value), value, &open, cr);
    }
}

/* Means of long series are points too, and those of one pixel column are one. */
static gboolean
is_crowded (const LabCurves *self, const LabCurve *curve, guint i, double last)
{
  return curve->spread != NULL && i + 1 < curve->n
         && lab_axis_to_pixel (&self->x, curve->x[i]) < last + 1.0;
}

static void
trace_points (const LabCurves *self, const LabCurve *curve, const double *y, cairo_t *cr)
{
  gboolean open = FALSE;
  double last = -INFINITY;

  for (guint i = 0; i < curve->n; i++)
    {
      if (open && is_crowded (self, curve, i, last))
        continue;
      last = lab_axis_to_pixel (&self->x, curve->x[i]);
      trace_point (last, y_pixel (self, y[i]), y[i], &open, cr);
    }
}

/* From each point with a spread to the next one, so that the band has gaps where the line has. */
static void
draw_spread (const LabCurves *self, const LabCurve *curve, cairo_t *cr)
{
  LabColor color = self->theme->runs[curve->style].color;
  guint from = 0;

  color.alpha = LAB_SPREAD_BAND * self->theme->band;
  lab_color_set (&color, cr);
  while (from < curve->n)
    {
      guint to = from;

      for (; to < curve->n && isfinite (curve->y[to]) && isfinite (curve->spread[to]); to++)
        cairo_line_to (cr, lab_axis_to_pixel (&self->x, curve->x[to]),
                       y_pixel (self, curve->y[to] + curve->spread[to]));
      for (guint i = to; i-- > from;)
        cairo_line_to (cr, lab_axis_to_pixel (&self->x, curve->x[i]),
                       y_pixel (self, curve->y[i] - curve->spread[i]));
      cairo_close_path (cr);
      cairo_new_sub_path (cr);
      from = to + 1;
    }
  cairo_fill (cr);
}

static void
draw_each (const LabCurves *self, const LabCurve *curve, cairo_t *cr)
{
  LabColor color = self->theme->runs[curve->style].color;

  color.alpha = 0.5;
  lab_color_set (&color, cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 0.45 * lab_theme_line_width (self->text_px));
  for (guint e = 0; e < curve->n_each; e++)
    {
      trace_points (self, curve, curve->each + (gsize) e * curve->n, cr);
      cairo_stroke (cr);
    }
}

static void
draw_line (const LabCurves *self, const LabCurve *curve, cairo_t *cr)
{
  const LabSeries *series = lab_curve_line (curve, self->data.smooth);
  const double width = lab_theme_line_width (self->text_px);
  const LabColor halo = lab_theme_halo (self->theme);

  cairo_new_path (cr);
  if (series == NULL)
    trace_points (self, curve, curve->y, cr);
  else
    trace_series (self, curve, series, cr);

  /* A thin edge of background keeps the line apart from bands and lines below it. */
  lab_color_set (&halo, cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, LAB_HALO_WIDTH * width);
  cairo_stroke_preserve (cr);
  lab_theme_set_line (self->theme, curve->style, width, cr);
  cairo_stroke (cr);
}

static void
draw_markers (const LabCurves *self, double x, cairo_t *cr)
{
  for (guint i = 0; i < self->data.n_curves; i++)
    {
      const LabCurve *curve = &self->curves[i];
      const double value = lab_curve_value (curve, x, self->data.smooth);

      if (!curve->hidden && isfinite (value))
        lab_theme_draw_marker (self->theme, curve->style, lab_axis_to_pixel (&self->x, x),
                               CLAMP (lab_axis_to_pixel (&self->y, value), self->y.end,
                                      self->y.begin),
                               0.75 * self->text_px, cr);
    }
}

/* Each at its curve's end; those that would touch are moved apart. */
static void
draw_labels (const LabCurves *self, cairo_t *cr)
{
  LabText text = tick_text (self, LAB_ANCHOR_START);
  const double height = 1.25 * self->text_px;
  guint order[LAB_MAX_CURVES], n = 0;
  double y[LAB_MAX_CURVES], room = self->y.begin - self->y.end, beyond;

  for (guint i = 0; i < self->data.n_curves; i++)
    {
      const LabCurve *curve = &self->curves[i];
      const double last = lab_curve_last (curve, self->data.smooth);
      guint at = n;

      if (curve->label == NULL || curve->hidden || !isfinite (last) || (n + 1) * height > room)
        continue;
      y[i] = CLAMP (lab_axis_to_pixel (&self->y, last), self->y.end, self->y.begin);
      for (; at > 0 && y[order[at - 1]] > y[i]; at--)
        order[at] = order[at - 1];
      order[at] = i;
      n++;
    }
  for (guint k = 1; k < n; k++)
    y[order[k]] = MAX (y[order[k]], y[order[k - 1]] + height);
  for (guint k = n; k-- > 0;)
    y[order[k]] = MIN (y[order[k]], k + 1 < n ? y[order[k + 1]] - height : self->y.begin);
  for (guint k = 0; k < n; k++)
    {
      const LabCurve *curve = &self->curves[order[k]];
      const double x = lab_axis_to_pixel (&self->x, lab_curve_end (curve, self->data.smooth));

      text.color = self->theme->runs[curve->style].color;
      beyond = self->width - x - LABEL_GAP * self->text_px;
      text.max_width_px = 0.0;
      if (lab_text_width (&text, curve->label) > beyond)
        text.max_width_px = MAX (beyond, self->text_px);
      lab_text_draw (&text, curve->label, x + LABEL_GAP * self->text_px,
                     y[order[k]] + lab_text_middle (&text), cr);
    }
}

/* Returns: which are drawn, a bit a curve. */
static guint64
draw_long_curves (const LabCurves *self, cairo_t *cr)
{
  g_autoptr (LabCurveLayer) once = NULL;
  LabCurveLayer *layer = self->data.layer;

  if (layer == NULL)
    layer = once = lab_curve_layer_new (1.0);
  return lab_curve_layer_draw (layer, &self->data, &self->x, &self->y, self->theme,
                               lab_theme_line_width (self->text_px), cr);
}

static gboolean
is_short (const LabCurves *self, guint i, guint64 long_ones)
{
  return !self->curves[i].hidden && (long_ones >> i & 1) == 0;
}

void
lab_curves_draw (const LabCurves *self, cairo_t *cr)
{
  guint64 long_ones;

  cairo_save (cr);
  draw_frame (self, cr);
  long_ones = draw_long_curves (self, cr);

  cairo_save (cr);
  cairo_rectangle (cr, self->x.begin, self->y.end, self->x.end - self->x.begin + 1.0,
                   self->y.begin - self->y.end + 1.0);
  cairo_clip (cr);
  for (guint i = 0; i < self->data.n_curves; i++)
    if (is_short (self, i, long_ones) && self->data.smooth && self->curves[i].raw != NULL
        && self->curves[i].mean != NULL)
      draw_band (self, &self->curves[i], cr);
  for (guint i = 0; i < self->data.n_curves; i++)
    if (is_short (self, i, long_ones) && self->curves[i].banded)
      draw_spread (self, &self->curves[i], cr);
  for (guint i = 0; i < self->data.n_curves; i++)
    if (is_short (self, i, long_ones))
      draw_each (self, &self->curves[i], cr);
  for (guint i = 0; i < self->data.n_curves; i++)
    if (is_short (self, i, long_ones))
      draw_line (self, &self->curves[i], cr);
  cairo_restore (cr);

  if (isfinite (self->data.pointer))
    {
      const double x = floor (lab_axis_to_pixel (&self->x, self->data.pointer)) + 0.5;

      lab_color_set (&self->theme->axis, cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
      cairo_set_line_width (cr, 1.0);
      cairo_move_to (cr, x, self->y.end);
      cairo_line_to (cr, x, self->y.begin);
      cairo_stroke (cr);
      draw_markers (self, self->data.pointer, cr);
    }
  else if (isfinite (self->data.cursor))
    draw_markers (self, self->data.cursor, cr);
  if (!self->theme->text_free)
    draw_labels (self, cr);
  if (self->data.hint != NULL && !self->theme->text_free)
    {
      LabText hint = tick_text (self, LAB_ANCHOR_MIDDLE);

      const double wide = lab_text_width (&hint, self->data.hint) + self->text_px;

      hint.max_width_px = self->x.end - self->x.begin;
      /* A grid line through words makes them hard to read. */
      lab_color_set (&self->theme->background, cr);
      cairo_rectangle (cr, 0.5 * (self->x.begin + self->x.end - MIN (wide, hint.max_width_px)),
                       0.5 * (self->y.begin + self->y.end) - self->text_px,
                       MIN (wide, hint.max_width_px), 2.0 * self->text_px);
      cairo_fill (cr);
      lab_text_draw (&hint, self->data.hint, 0.5 * (self->x.begin + self->x.end),
                     0.5 * (self->y.begin + self->y.end) + lab_text_middle (&hint), cr);
    }
  cairo_restore (cr);
}

/* ---- questions ---- */

LabCurvesHit
lab_curves_hit (const LabCurves *self, double x, double y)
{
  LabCurvesHit hit = { .inside = x >= self->x.begin && x <= self->x.end && y >= self->y.end
                                 && y <= self->y.begin };

  hit.x = lab_axis_from_pixel (&self->x, x);
  for (guint i = 0; i < LAB_MAX_CURVES; i++)
    hit.values[i] = i < self->data.n_curves
                        ? lab_curve_value (&self->curves[i], hit.x, self->data.smooth)
                        : (double) NAN;
  return hit;
}

char *
lab_curves_describe (const LabCurves *self)
{
  GString *text = g_string_new (self->data.title != NULL ? self->data.title : _ ("Curves"));
  g_autofree char *epochs
      = lab_number_fixed (self->data.x_to, fmod (self->data.x_to, 1.0) > 0.0 ? 1 : 0);

  g_string_append_printf (text, _ (" over %s epochs."), epochs);
  for (guint i = 0; i < self->data.n_curves; i++)
    {
      const LabCurve *curve = &self->curves[i];
      const double last = lab_curve_last (curve, self->data.smooth);
      g_autofree char *value
          = lab_number_with_deviation (last, lab_curve_last_spread (curve), self->data.percent);
      const gboolean begun = curve->raw != NULL ? lab_series_count (curve->raw) > 0 : curve->n > 0;

      if (curve->hidden)
        continue;
      if (curve->absent != NULL)
        g_string_append_printf (text, " %s: %s.", curve->name, curve->absent);
      else if (begun)
        g_string_append_printf (text, _ (" %s: now %s."), curve->name, value);
      else
        g_string_append_printf (text, _ (" %s: not trained yet."), curve->name);
    }
  if (!self->data.comparable && self->data.n_curves > 1)
    g_string_append_printf (text, " %s", _ ("Each loss has its own unit: not comparable."));
  return g_string_free (text, FALSE);
}
