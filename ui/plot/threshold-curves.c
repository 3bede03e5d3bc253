/* SPDX-License-Identifier: MIT */
/*
 * A good network's curve lies in one corner. Below an ROC curve, and left of a precision-recall
 * curve, there is room then: an inset there has the corner magnified. Both are views of the same
 * points.
 */
#include "threshold-curves.h"

#include "axis.h"
#include "callout.h"
#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

#define WHOLE       0
#define CORNER      1
#define MOST_VIEWS  2
#define LEAST_INSET 44.0 /* pixels */

typedef struct
{
  LabAxis x;
  LabAxis y;
} View;

struct _LabThresholdCurves
{
  LabThresholdData data;
  const LabTheme *theme;
  double width;
  double height;
  double text_px;
  View views[MOST_VIEWS];
  guint n_views;
  double inset[4]; /* left, top, right, bottom, with its labels */
};

/* ---- layout ---- */

static gboolean
is_roc (const LabThresholdCurves *self)
{
  return self->data.kind == LAB_THRESHOLD_ROC;
}

static LabText
tick_text (const LabThresholdCurves *self, LabAnchor anchor)
{
  return (LabText){ .size_px = self->text_px, .anchor = anchor, .color = self->theme->secondary };
}

static void
point_pixel (const LabThresholdCurves *self, guint view, guint side, guint i, double *x, double *y)
{
  const LabRankingPoint point = lab_threshold_data_point (&self->data, side, i);

  *x = lab_axis_to_pixel (&self->views[view].x, point.x);
  *y = lab_axis_to_pixel (&self->views[view].y, point.y);
}

/* Whether a curve would be under the inset. */
static gboolean
is_inset_taken (const LabThresholdCurves *self)
{
  for (guint s = 0; s < self->data.n_sides; s++)
    for (guint i = 0; i < lab_threshold_data_n_points (&self->data, s); i++)
      {
        double x, y;

        point_pixel (self, WHOLE, s, i, &x, &y);
        if (x > self->inset[0] && x < self->inset[2] && y > self->inset[1] && y < self->inset[3])
          return TRUE;
      }
  return FALSE;
}

static void
lay_inset (LabThresholdCurves *self)
{
  const View *whole = &self->views[WHOLE];
  View *view = &self->views[CORNER];
  const double corner = lab_threshold_data_corner (&self->data);
  const double w = whole->x.end - whole->x.begin, h = whole->y.begin - whole->y.end;
  const LabText text = tick_text (self, LAB_ANCHOR_END);
  double left = 0.0, right, top, bottom;

  if (!(corner > 0.0))
    return;
  self->inset[0] = floor (whole->x.begin + (is_roc (self) ? 0.30 : 0.06) * w);
  self->inset[2] = floor (whole->x.begin + (is_roc (self) ? 0.96 : 0.74) * w);
  self->inset[1] = floor (whole->y.end + 0.26 * h);
  self->inset[3] = floor (whole->y.end + (is_roc (self) ? 0.92 : 0.82) * h);
  if (is_inset_taken (self))
    return;
  lab_axis_init (&view->x, is_roc (self) ? 0.0 : 1.0 - corner, is_roc (self) ? corner : 1.0, FALSE,
                 LAB_AXIS_PERCENT, (guint) CLAMP (0.62 * w / (6.0 * self->text_px), 2.0, 6.0));
  lab_axis_init (&view->y, 1.0 - corner, 1.0, FALSE, LAB_AXIS_PERCENT,
                 (guint) CLAMP (0.7 * h / (2.6 * self->text_px), 2.0, 6.0));
  for (guint i = 0; i < view->y.n_ticks; i++)
    left = MAX (left, lab_text_width (&text, view->y.labels[i]));
  right = view->x.n_ticks > 0 ? 0.5 * lab_text_width (&text, view->x.labels[view->x.n_ticks - 1])
                              : 0.0;
  left = self->inset[0] + left + 1.1 * self->text_px;
  right = self->inset[2] - MAX (right, 0.5 * self->text_px) - 0.4 * self->text_px;
  top = self->inset[1] + 0.9 * self->text_px;
  bottom = self->inset[3] - 1.9 * self->text_px;
  if (right - left < LEAST_INSET || bottom - top < 0.7 * LEAST_INSET)
    return;
  lab_axis_place (&view->x, left, right);
  lab_axis_place (&view->y, bottom, top);
  self->n_views = MOST_VIEWS;
}

LabThresholdCurves *
lab_threshold_curves_layout (const LabThresholdData *data, double width, double height,
                             const LabTheme *theme, double text_px)
{
  LabThresholdCurves *self = g_new0 (LabThresholdCurves, 1);
  View *whole = &self->views[WHOLE];
  LabText text;
  double left = 0.0, right;

  self->data = *data;
  self->data.n_sides = MIN (data->n_sides, (guint) LAB_MAX_STYLES);
  self->theme = theme;
  self->width = width;
  self->height = height;
  self->text_px = text_px;
  self->n_views = 1;
  text = tick_text (self, LAB_ANCHOR_END);
  lab_axis_init (&whole->x, 0.0, 1.0, FALSE, LAB_AXIS_PERCENT,
                 (guint) CLAMP (width / (5.0 * text_px), 2.0, 6.0));
  lab_axis_init (&whole->y, 0.0, 1.0, FALSE, LAB_AXIS_PERCENT,
                 (guint) CLAMP (height / (3.2 * text_px), 2.0, 6.0));
  for (guint i = 0; i < whole->y.n_ticks; i++)
    left = MAX (left, lab_text_width (&text, whole->y.labels[i]));
  left += 2.3 * text_px;
  right = 0.5 * lab_text_width (&text, whole->x.labels[whole->x.n_ticks - 1]) + 0.2 * text_px;
  lab_axis_place (&whole->x, left, MAX (width - right, left + 1.0));
  lab_axis_place (&whole->y, MAX (height - 3.2 * text_px, 0.7 * text_px + 1.0), 0.7 * text_px);
  lay_inset (self);
  return self;
}

void
lab_threshold_curves_free (LabThresholdCurves *self)
{
  g_free (self);
}

void
lab_threshold_curves_get_area (const LabThresholdCurves *self, double *left, double *top,
                               double *right, double *bottom)
{
  *left = self->views[WHOLE].x.begin;
  *right = self->views[WHOLE].x.end;
  *top = self->views[WHOLE].y.end;
  *bottom = self->views[WHOLE].y.begin;
}

void
lab_threshold_curves_to_pixel (const LabThresholdCurves *self, guint side, guint point, double *x,
                               double *y)
{
  point_pixel (self, WHOLE, side, point, x, y);
}

/* ---- drawing ---- */

/* Grid, ticks and their labels. */
static void
draw_frame (const LabThresholdCurves *self, const View *view, cairo_t *cr)
{
  const LabText right = tick_text (self, LAB_ANCHOR_END),
                middle = tick_text (self, LAB_ANCHOR_MIDDLE);

  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_width (cr, 1.0);
  for (guint i = 0; i < view->y.n_ticks; i++)
    {
      const double y = floor (lab_axis_to_pixel (&view->y, view->y.ticks[i])) + 0.5;

      lab_color_set (&self->theme->grid, cr);
      cairo_move_to (cr, view->x.begin, y);
      cairo_line_to (cr, view->x.end, y);
      cairo_stroke (cr);
      if (!self->theme->text_free)
        lab_text_draw (&right, view->y.labels[i], view->x.begin - 0.65 * self->text_px,
                       y + lab_text_middle (&right), cr);
    }
  for (guint i = 0; i < view->x.n_ticks; i++)
    {
      const double x = floor (lab_axis_to_pixel (&view->x, view->x.ticks[i])) + 0.5;

      lab_color_set (&self->theme->grid, cr);
      cairo_move_to (cr, x, view->y.end);
      cairo_line_to (cr, x, view->y.begin);
      cairo_stroke (cr);
      if (!self->theme->text_free)
        lab_text_draw (&middle, view->x.labels[i], x, view->y.begin + 1.4 * self->text_px, cr);
    }
  lab_color_set (&self->theme->axis, cr);
  cairo_move_to (cr, view->x.begin, floor (view->y.begin) + 0.5);
  cairo_line_to (cr, view->x.end, floor (view->y.begin) + 0.5);
  cairo_stroke (cr);
}

static void
draw_titles (const LabThresholdCurves *self, cairo_t *cr)
{
  const View *view = &self->views[WHOLE];
  LabText text = tick_text (self, LAB_ANCHOR_MIDDLE);

  if (self->theme->text_free)
    return;
  lab_text_draw (&text, is_roc (self) ? _ ("False positive rate") : _ ("Recall"),
                 0.5 * (view->x.begin + view->x.end), self->height - 0.35 * self->text_px, cr);
  text.upwards = TRUE;
  text.max_width_px = self->height;
  lab_text_draw (&text, is_roc (self) ? _ ("True positive rate") : _ ("Precision"),
                 1.0 * self->text_px, 0.5 * (view->y.begin + view->y.end), cr);
}

/* What guessing gives. */
static void
draw_chance (const LabThresholdCurves *self, const View *view, cairo_t *cr)
{
  const double dash[] = { 0.5 * self->text_px, 0.35 * self->text_px };
  const double from = is_roc (self) ? 0.0 : self->data.share,
               to = is_roc (self) ? 1.0 : self->data.share;

  if (isnan (from))
    return;
  lab_color_set (&self->theme->secondary, cr);
  cairo_set_line_width (cr, 0.09 * self->text_px);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0.0);
  cairo_move_to (cr, lab_axis_to_pixel (&view->x, 0.0), lab_axis_to_pixel (&view->y, from));
  cairo_line_to (cr, lab_axis_to_pixel (&view->x, 1.0), lab_axis_to_pixel (&view->y, to));
  cairo_stroke (cr);
}

/* Straight from point to point; of precision and recall in steps, as the average precision sums
 * them: the precision stays what it is down to the next recall. */
static void
draw_curve (const LabThresholdCurves *self, guint view, guint side, cairo_t *cr)
{
  const guint n = lab_threshold_data_n_points (&self->data, side);
  double x, y, last_x = NAN, last_y = NAN;

  cairo_new_path (cr);
  for (guint i = 0; i < n; i++)
    {
      point_pixel (self, view, side, i, &x, &y);
      if (i > 0 && i + 1 < n && fabs (x - last_x) < 0.5 && fabs (y - last_y) < 0.5)
        continue;
      if (i == 0)
        cairo_move_to (cr, x, y);
      else if (!is_roc (self))
        cairo_line_to (cr, x, last_y);
      cairo_line_to (cr, x, y);
      last_x = x;
      last_y = y;
    }
  lab_theme_set_line (self->theme, side, lab_theme_line_width (self->text_px), cr);
  cairo_stroke (cr);
}

static void
draw_view (const LabThresholdCurves *self, guint v, cairo_t *cr)
{
  const View *view = &self->views[v];
  const double half = 0.5 * lab_theme_line_width (self->text_px) + 0.5;

  draw_frame (self, view, cr);
  cairo_save (cr);
  cairo_rectangle (cr, view->x.begin - half, view->y.end - half,
                   view->x.end - view->x.begin + 2.0 * half,
                   view->y.begin - view->y.end + 2.0 * half);
  cairo_clip (cr);
  draw_chance (self, view, cr);
  for (guint s = 0; s < self->data.n_sides; s++)
    if (lab_threshold_data_n_points (&self->data, s) > 0)
      draw_curve (self, v, s, cr);
  cairo_restore (cr);
}

/* The square that the inset is of, and a line to it. */
static void
draw_inset (const LabThresholdCurves *self, cairo_t *cr)
{
  const View *whole = &self->views[WHOLE], *view = &self->views[CORNER];
  const double left = floor (lab_axis_to_pixel (&whole->x, view->x.from)) + 0.5,
               right = floor (lab_axis_to_pixel (&whole->x, view->x.to)) + 0.5,
               top = floor (lab_axis_to_pixel (&whole->y, 1.0)) + 0.5,
               bottom = floor (lab_axis_to_pixel (&whole->y, view->y.from)) + 0.5;

  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_width (cr, 1.0);
  lab_color_set (&self->theme->background, cr);
  cairo_rectangle (cr, self->inset[0] + 0.5, self->inset[1] + 0.5, self->inset[2] - self->inset[0],
                   self->inset[3] - self->inset[1]);
  cairo_fill_preserve (cr);
  lab_color_set (&self->theme->axis, cr);
  cairo_stroke (cr);
  cairo_rectangle (cr, left, top, MAX (right - left, 2.0), MAX (bottom - top, 2.0));
  cairo_move_to (cr, is_roc (self) ? right : left, bottom);
  cairo_line_to (cr, is_roc (self) ? self->inset[0] + 0.5 : self->inset[2] + 0.5,
                 self->inset[1] + 0.5);
  cairo_stroke (cr);
  draw_view (self, CORNER, cr);
}

static gboolean
is_within (const View *view, double x, double y)
{
  return x >= view->x.begin - 1.0 && x <= view->x.end + 1.0 && y >= view->y.end - 1.0
         && y <= view->y.begin + 1.0;
}

static gboolean
get_pointed (const LabThresholdCurves *self, guint *side, guint *point)
{
  const guint n = self->data.side < 0
                      ? 0
                      : lab_threshold_data_n_points (&self->data, (guint) self->data.side);

  if (n == 0)
    return FALSE;
  *side = (guint) self->data.side;
  *point = MIN (self->data.point, n - 1);
  return TRUE;
}

/* "false positives 0.4 %, true 98.2 %" */
static char *
write_rates (const LabThresholdCurves *self, const LabRankingPoint *at)
{
  g_autofree char *x = lab_number_percent (at->x), *y = lab_number_percent (at->y);

  /* Translators: two rates, of all that are not of the class, and of all that are. */
  return g_strdup_printf (
      is_roc (self) ? _ ("false positives %s, true %s") : _ ("recall %s, precision %s"), x, y);
}

static void
draw_pointed (const LabThresholdCurves *self, guint side, guint point, cairo_t *cr)
{
  const LabRankingPoint at = lab_threshold_data_point (&self->data, side, point);
  const LabCalloutRoom room = { self->views[WHOLE].x.begin, 0.0, self->width, self->height };
  g_autofree char *threshold = lab_threshold_number (at.threshold);
  g_autofree char *first = g_strdup_printf (_ ("threshold %s"), threshold);
  g_autofree char *rates = write_rates (self, &at);
  /* Beside the whole curve there is room below, and in the inset none. */
  gboolean in_inset = FALSE;
  double x = 0.0, y = 0.0;

  for (guint v = 0; v < self->n_views; v++)
    {
      double at_x, at_y;

      point_pixel (self, v, side, point, &at_x, &at_y);
      if (!is_within (&self->views[v], at_x, at_y))
        continue;
      x = at_x;
      y = at_y;
      in_inset = v == CORNER;
      lab_theme_draw_marker (self->theme, side, x, y, 0.75 * self->text_px, cr);
    }
  lab_callout_draw (self->theme, self->text_px,
                    (LabCalloutLine[]){ { (int) side, first }, { -1, rates } }, 2, x, y, in_inset,
                    &room, cr);
}

void
lab_threshold_curves_draw (const LabThresholdCurves *self, cairo_t *cr)
{
  guint side, point;

  cairo_save (cr);
  draw_view (self, WHOLE, cr);
  draw_titles (self, cr);
  if (self->n_views > 1)
    draw_inset (self, cr);
  if (get_pointed (self, &side, &point))
    draw_pointed (self, side, point, cr);
  if (self->data.hint != NULL)
    lab_callout_draw_hint (self->theme, self->text_px, self->data.hint,
                           &(LabCalloutRoom){ self->views[WHOLE].x.begin, self->views[WHOLE].y.end,
                                              self->views[WHOLE].x.end,
                                              self->views[WHOLE].y.begin },
                           cr);
  cairo_restore (cr);
}

/* ---- questions ---- */

/* Of the view that the pixel is in. */
static gboolean
nearest (const LabThresholdCurves *self, guint view, double x, double y, int only, int *side,
         guint *point)
{
  double least = INFINITY;

  for (guint s = 0; s < self->data.n_sides; s++)
    for (guint i = 0;
         (only < 0 || only == (int) s) && i < lab_threshold_data_n_points (&self->data, s); i++)
      {
        double at_x, at_y, distance;

        point_pixel (self, view, s, i, &at_x, &at_y);
        distance = (at_x - x) * (at_x - x) + (at_y - y) * (at_y - y);
        if (distance >= least)
          continue;
        least = distance;
        *side = (int) s;
        *point = i;
      }
  return isfinite (least);
}

gboolean
lab_threshold_curves_hit (const LabThresholdCurves *self, double x, double y, int *side,
                          guint *point)
{
  for (guint v = self->n_views; v-- > 0;)
    if (is_within (&self->views[v], x, y))
      return nearest (self, v, x, y, -1, side, point);
  return FALSE;
}

/* Where a point is seen best. */
static guint
view_of (const LabThresholdCurves *self, guint side, guint point)
{
  double x, y;

  if (self->n_views == 1)
    return WHOLE;
  point_pixel (self, CORNER, side, point, &x, &y);
  return is_within (&self->views[CORNER], x, y) ? CORNER : WHOLE;
}

void
lab_threshold_curves_walk (const LabThresholdCurves *self, int dx, int dy, int *side, guint *point)
{
  const gboolean at = *side >= 0;
  const guint n = at ? lab_threshold_data_n_points (&self->data, (guint) *side) : 0;
  /* the recall of points falls */
  const int step = is_roc (self) ? dx : -dx;
  double x, y;
  guint view;

  if (n == 0)
    {
      /* the bend of the first curve that there is */
      for (*side = 0; *side < (int) self->data.n_sides; (*side)++)
        if (lab_threshold_data_n_points (&self->data, (guint) *side) > 0)
          break;
      if (*side == (int) self->data.n_sides)
        *side = -1;
      else
        nearest (self, WHOLE, is_roc (self) ? self->views[WHOLE].x.begin : self->views[WHOLE].x.end,
                 self->views[WHOLE].y.end, *side, side, point);
      return;
    }
  *point = MIN (*point, n - 1);
  view = view_of (self, (guint) *side, *point);
  point_pixel (self, view, (guint) *side, *point, &x, &y);
  for (int s = *side + dy; dy != 0 && s >= 0 && s < (int) self->data.n_sides; s += dy)
    if (lab_threshold_data_n_points (&self->data, (guint) s) > 0)
      {
        nearest (self, view, x, y, s, side, point);
        return;
      }
  while (step != 0 && (step > 0 ? *point + 1 < n : *point > 0))
    {
      double at_x, at_y;

      *point += (guint) step;
      point_pixel (self, view, (guint) *side, *point, &at_x, &at_y);
      if (fabs (at_x - x) + fabs (at_y - y) >= 0.5 * self->text_px)
        break;
    }
}

char *
lab_threshold_curves_describe (const LabThresholdCurves *self)
{
  GString *text = g_string_new (self->data.title);
  guint side, point;
  gboolean any = FALSE;

  g_string_append_c (text, '.');
  for (guint s = 0; s < self->data.n_sides; s++)
    {
      g_autofree char *measure = lab_number_fixed (self->data.sides[s].measure, 4);

      if (lab_threshold_data_n_points (&self->data, s) == 0)
        continue;
      any = TRUE;
      g_string_append_printf (text,
                              is_roc (self) ? _ (" %s: area under the curve %s.")
                                            : _ (" %s: average precision %s."),
                              self->data.sides[s].name, measure);
    }
  if (self->data.lack != NULL)
    {
      g_autofree char *lack = g_strdup (self->data.lack);

      g_string_append_printf (text, " %s.", g_strdelimit (lack, "\n", ' '));
    }
  if (self->data.hint != NULL)
    g_string_append_printf (text, " %s", self->data.hint);
  if (any && !is_roc (self) && !isnan (self->data.share))
    {
      g_autofree char *share = lab_number_percent (self->data.share);

      g_string_append_printf (text, _ (" The precision of chance is %s."), share);
    }
  if (get_pointed (self, &side, &point))
    {
      const LabRankingPoint at = lab_threshold_data_point (&self->data, side, point);
      g_autofree char *threshold = lab_threshold_number (at.threshold);
      g_autofree char *rates = write_rates (self, &at);

      g_string_append_printf (text, _ (" %s at threshold %s: %s."), self->data.sides[side].name,
                              threshold, rates);
    }
  return g_string_free (text, FALSE);
}
