/* SPDX-License-Identifier: MIT */
/* Accuracy above, pictures below, over one axis of confidence. A bin of few pictures says little,
 * and its mark is small. */
#include "reliability.h"

#include "axis.h"
#include "callout.h"
#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

#define BINS LAB_CALIBRATION_BINS
#define FEW  10 /* pictures, whose accuracy is chance: a mark, and no line to it */

struct _LabReliability
{
  LabReliabilityData data;
  const LabTheme *theme;
  double width;
  double height;
  double text_px;
  LabAxis x;
  LabAxis accuracy;
  LabAxis pictures;
};

/* ---- layout ---- */

const LabCalibration *
lab_reliability_data_get (const LabReliabilityData *self, guint side)
{
  return side >= self->n_sides || self->sides[side].hidden ? NULL : self->sides[side].calibration;
}

static const LabCalibration *
get (const LabReliability *self, guint side)
{
  return lab_reliability_data_get (&self->data, side);
}

static LabText
tick_text (const LabReliability *self, LabAnchor anchor)
{
  return (LabText){ .size_px = self->text_px, .anchor = anchor, .color = self->theme->secondary };
}

LabReliability *
lab_reliability_layout (const LabReliabilityData *data, double width, double height,
                        const LabTheme *theme, double text_px)
{
  LabReliability *self = g_new0 (LabReliability, 1);
  const double top = 0.7 * text_px, bottom = MAX (height - 3.2 * text_px, top + 3.0);
  const double heading = 1.9 * text_px, room = MAX (bottom - top - heading, 2.0);
  const double pictures = MAX (0.2 * room, 1.0);
  guint most = 0;
  LabText text;
  double left = 0.0, right;

  self->data = *data;
  self->data.n_sides = MIN (data->n_sides, (guint) LAB_MAX_STYLES);
  self->theme = theme;
  self->width = width;
  self->height = height;
  self->text_px = text_px;
  for (guint s = 0; s < self->data.n_sides; s++)
    for (guint b = 0; get (self, s) != NULL && b < BINS; b++)
      most = MAX (most, get (self, s)->count[b]);
  text = tick_text (self, LAB_ANCHOR_END);
  lab_axis_init (&self->x, 0.0, 1.0, FALSE, LAB_AXIS_PERCENT,
                 (guint) CLAMP (width / (5.0 * text_px), 2.0, 6.0));
  lab_axis_init (&self->accuracy, 0.0, 1.0, FALSE, LAB_AXIS_PERCENT,
                 (guint) CLAMP (room / (3.2 * text_px), 2.0, 6.0));
  lab_axis_init_counts (&self->pictures, most, pictures, text_px);
  for (guint i = 0; i < self->accuracy.n_ticks; i++)
    left = MAX (left, lab_text_width (&text, self->accuracy.labels[i]));
  for (guint i = 0; i < self->pictures.n_ticks; i++)
    left = MAX (left, lab_text_width (&text, self->pictures.labels[i]));
  left += 2.3 * text_px;
  right = 0.5 * lab_text_width (&text, self->x.labels[self->x.n_ticks - 1]) + 0.2 * text_px;
  lab_axis_place (&self->x, left, MAX (width - right, left + 1.0));
  lab_axis_place (&self->accuracy, bottom - heading - pictures, top);
  lab_axis_place (&self->pictures, bottom, bottom - pictures);
  return self;
}

void
lab_reliability_free (LabReliability *self)
{
  g_free (self);
}

void
lab_reliability_get_area (const LabReliability *self, double *left, double *top, double *right,
                          double *bottom)
{
  *left = self->x.begin;
  *right = self->x.end;
  *top = self->accuracy.end;
  *bottom = self->pictures.begin;
}

void
lab_reliability_to_pixel (const LabReliability *self, guint side, guint bin, double *x, double *y)
{
  const LabCalibration *of = self->data.sides[side].calibration;

  *x = lab_axis_to_pixel (&self->x, of->confidence[bin]);
  *y = lab_axis_to_pixel (&self->accuracy, of->accuracy[bin]);
}

/* ---- drawing ---- */

static void
draw_grid (const LabReliability *self, const LabAxis *axis, cairo_t *cr)
{
  const LabText text = tick_text (self, LAB_ANCHOR_END);

  cairo_set_dash (cr, NULL, 0, 0.0);
  cairo_set_line_width (cr, 1.0);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      const double y = floor (lab_axis_to_pixel (axis, axis->ticks[i])) + 0.5;

      lab_color_set (&self->theme->grid, cr);
      cairo_move_to (cr, self->x.begin, y);
      cairo_line_to (cr, self->x.end, y);
      cairo_stroke (cr);
      if (!self->theme->text_free)
        lab_text_draw (&text, axis->labels[i], self->x.begin - 0.65 * self->text_px,
                       y + lab_text_middle (&text), cr);
    }
  lab_color_set (&self->theme->axis, cr);
  cairo_move_to (cr, self->x.begin, floor (axis->begin) + 0.5);
  cairo_line_to (cr, self->x.end, floor (axis->begin) + 0.5);
  cairo_stroke (cr);
}

static void
draw_frame (const LabReliability *self, cairo_t *cr)
{
  LabText text = tick_text (self, LAB_ANCHOR_MIDDLE);
  const double dash[] = { 0.5 * self->text_px, 0.35 * self->text_px };

  draw_grid (self, &self->accuracy, cr);
  draw_grid (self, &self->pictures, cr);
  for (guint i = 0; i < self->x.n_ticks; i++)
    {
      const double x = floor (lab_axis_to_pixel (&self->x, self->x.ticks[i])) + 0.5;

      lab_color_set (&self->theme->axis, cr);
      cairo_move_to (cr, x, floor (self->pictures.begin) + 0.5);
      cairo_rel_line_to (cr, 0.0, 0.35 * self->text_px);
      cairo_stroke (cr);
      if (!self->theme->text_free)
        lab_text_draw (&text, self->x.labels[i], x, self->pictures.begin + 1.4 * self->text_px, cr);
    }
  /* as sure as right */
  lab_color_set (&self->theme->secondary, cr);
  cairo_set_line_width (cr, 0.09 * self->text_px);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0.0);
  cairo_move_to (cr, self->x.begin, self->accuracy.begin);
  cairo_line_to (cr, self->x.end, self->accuracy.end);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  if (self->theme->text_free)
    return;
  lab_text_draw (&text, _ ("Confidence"), 0.5 * (self->x.begin + self->x.end),
                 self->height - 0.35 * self->text_px, cr);
  text.upwards = TRUE;
  text.max_width_px = self->height;
  lab_text_draw (&text, _ ("Accuracy"), 1.0 * self->text_px,
                 0.5 * (self->accuracy.begin + self->accuracy.end), cr);
  text = tick_text (self, LAB_ANCHOR_START);
  lab_text_draw (&text, _ ("Test pictures, log axis"), self->x.begin,
                 self->pictures.end - 0.6 * self->text_px, cr);
}

/* From two fifths of a mark for one picture to a whole one for a thousand. */
static double
mark_size (const LabReliability *self, guint count)
{
  return (0.4 + 0.4 * CLAMP (log10 (MAX (count, 1)) / 3.0, 0.0, 1.0)) * self->text_px;
}

static void
draw_side (const LabReliability *self, guint side, cairo_t *cr)
{
  const LabCalibration *of = get (self, side);
  double x, y;

  cairo_new_path (cr);
  for (guint b = 0; b < BINS; b++)
    if (of->count[b] >= FEW && isfinite (of->confidence[b]))
      {
        lab_reliability_to_pixel (self, side, b, &x, &y);
        cairo_line_to (cr, x, y);
      }
    else
      cairo_new_sub_path (cr);
  lab_theme_set_line (self->theme, side, lab_theme_line_width (self->text_px), cr);
  cairo_stroke (cr);
  for (guint b = 0; b < BINS; b++)
    if (of->count[b] > 0 && isfinite (of->confidence[b]))
      {
        lab_reliability_to_pixel (self, side, b, &x, &y);
        lab_theme_draw_marker (self->theme, side, x, y, mark_size (self, of->count[b]), cr);
      }
}

/* One step a bin; a filled one goes down to the axis. */
static void
trace_counts (const LabReliability *self, const LabCalibration *of, gboolean closed, cairo_t *cr)
{
  const LabAxis *axis = &self->pictures;

  cairo_new_path (cr);
  if (closed)
    cairo_move_to (cr, self->x.begin, axis->begin);
  for (guint b = 0; b < BINS; b++)
    {
      const double y = of->count[b] == 0
                           ? axis->begin
                           : MIN (lab_axis_to_pixel (axis, of->count[b]), axis->begin);

      cairo_line_to (cr, lab_axis_to_pixel (&self->x, (double) b / BINS), y);
      cairo_line_to (cr, lab_axis_to_pixel (&self->x, (b + 1.0) / BINS), y);
    }
  if (closed)
    cairo_line_to (cr, self->x.end, axis->begin);
}

static void
draw_counts (const LabReliability *self, guint side, cairo_t *cr)
{
  const LabCalibration *of = get (self, side);
  LabColor tint = self->theme->runs[side].color;

  if (side == 0)
    {
      tint.alpha = self->theme->band;
      lab_color_set (&tint, cr);
      trace_counts (self, of, TRUE, cr);
      cairo_fill (cr);
    }
  trace_counts (self, of, FALSE, cr);
  lab_theme_set_line (self->theme, side, 0.7 * lab_theme_line_width (self->text_px), cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_stroke (cr);
}

/* Below the diagonal there is room: a network's surest pictures are mostly right. Lines that would
 * reach above it are left to the description and the table. */
static void
draw_temperatures (const LabReliability *self, cairo_t *cr)
{
  LabText text = { .size_px = self->text_px, .color = self->theme->text };
  const double line = 1.45 * self->text_px;
  LabColor ground = self->theme->background;
  double wide = 0.0, x, y = self->accuracy.begin - 0.4 * self->text_px;
  guint n = 0;

  for (guint s = 0; s < self->data.n_sides; s++)
    if (get (self, s) != NULL && self->data.sides[s].words != NULL)
      {
        wide = MAX (wide, lab_text_width (&text, self->data.sides[s].words));
        n++;
      }
  x = self->x.end - 0.6 * self->text_px - wide;
  if (n == 0 || self->theme->text_free
      || lab_axis_from_pixel (&self->x, x - 1.6 * self->text_px)
             < lab_axis_from_pixel (&self->accuracy, y - n * line))
    return;
  ground.alpha = 0.94;
  lab_color_set (&ground, cr);
  cairo_rectangle (cr, x - 1.6 * self->text_px, y - n * line, wide + 2.0 * self->text_px, n * line);
  cairo_fill (cr);
  for (guint s = self->data.n_sides; s-- > 0;)
    if (get (self, s) != NULL && self->data.sides[s].words != NULL)
      {
        y -= line;
        lab_theme_draw_marker (self->theme, s, x - 0.8 * self->text_px, y + 0.5 * line,
                               0.75 * self->text_px, cr);
        lab_text_draw (&text, self->data.sides[s].words, x,
                       y + 0.5 * line + lab_text_middle (&text), cr);
      }
}

/* "43.8 % sure, 52.1 % right, 23 pictures" */
static char *
bin_words (const LabCalibration *of, guint bin)
{
  g_autofree char *confidence = lab_number_percent (of->confidence[bin]);
  g_autofree char *accuracy = lab_number_percent (of->accuracy[bin]);
  g_autofree char *count = lab_number_count (of->count[bin]);

  if (of->count[bin] == 0)
    return g_strdup (_ ("no pictures"));
  return g_strdup_printf (ngettext ("%s sure, %s right, %s picture",
                                    "%s sure, %s right, %s pictures", (gulong) of->count[bin]),
                          confidence, accuracy, count);
}

static char *
bin_title (guint bin)
{
  g_autofree char *from = lab_number_fixed (100.0 * bin / BINS, 0);
  g_autofree char *to = lab_number_fixed (100.0 * (bin + 1) / BINS, 0);

  return g_strdup_printf (_ ("Confidence %s to %s\342\200\211%%"), from, to);
}

/* Above or below the bin's marks, by where there is more room; where there is too little, over the
 * pictures, whose number it tells, or else beside the bin. @room: (out). Returns: whether it is
 * below. */
static gboolean
place_callout (const LabReliability *self, guint bin, guint n_lines, LabCalloutRoom *room)
{
  const double from = lab_axis_to_pixel (&self->x, (double) bin / BINS);
  const double to = lab_axis_to_pixel (&self->x, (bin + 1.0) / BINS);
  const double needed = lab_callout_height (self->text_px, n_lines) + 1.2 * self->text_px;
  double least = self->accuracy.begin, most = self->accuracy.end, x, y;

  *room = (LabCalloutRoom){ self->x.begin, self->accuracy.end, self->x.end, self->accuracy.begin };
  for (guint s = 0; s < self->data.n_sides; s++)
    if (get (self, s) != NULL && get (self, s)->count[bin] > 0)
      {
        lab_reliability_to_pixel (self, s, bin, &x, &y);
        least = MIN (least, y);
        most = MAX (most, y);
      }
  if (MAX (least - room->top, room->bottom - most) < needed)
    room->bottom = self->pictures.begin;
  if (MAX (least - room->top, room->bottom - most) < needed)
    {
      if (room->right - to > from - room->left)
        room->left = to;
      else
        room->right = from;
    }
  return room->bottom - most > least - room->top;
}

static void
draw_pointed (const LabReliability *self, guint bin, cairo_t *cr)
{
  const double x = lab_axis_to_pixel (&self->x, (bin + 0.5) / BINS);
  LabCalloutRoom room;
  gboolean low;
  g_autofree char *title = bin_title (bin);
  LabCalloutLine lines[LAB_MAX_STYLES + 1] = { { -1, title } };
  char *words[LAB_MAX_STYLES];
  guint n = 0;

  for (guint s = 0; s < self->data.n_sides; s++)
    if (get (self, s) != NULL)
      {
        words[n] = bin_words (get (self, s), bin);
        lines[n + 1] = (LabCalloutLine){ (int) s, words[n] };
        n++;
      }
  low = place_callout (self, bin, n + 1, &room);
  if (n > 0)
    lab_callout_draw (self->theme, self->text_px, lines, n + 1, x,
                      low ? room.bottom : self->accuracy.end - self->text_px, low, &room, cr);
  for (guint i = 0; i < n; i++)
    g_free (words[i]);
}

/* The bin that is pointed to, below everything. */
static void
draw_band (const LabReliability *self, guint bin, cairo_t *cr)
{
  const double from = lab_axis_to_pixel (&self->x, (double) bin / BINS);
  const double to = lab_axis_to_pixel (&self->x, (bin + 1.0) / BINS);

  lab_color_set (&self->theme->grid, cr);
  cairo_rectangle (cr, from, self->accuracy.end, to - from,
                   self->pictures.begin - self->accuracy.end);
  cairo_fill (cr);
}

void
lab_reliability_draw (const LabReliability *self, cairo_t *cr)
{
  const gboolean pointed = self->data.bin >= 0 && self->data.bin < BINS;

  cairo_save (cr);
  if (pointed)
    draw_band (self, (guint) self->data.bin, cr);
  draw_frame (self, cr);
  for (guint s = 0; s < self->data.n_sides; s++)
    if (get (self, s) != NULL)
      {
        draw_side (self, s, cr);
        draw_counts (self, s, cr);
      }
  if (!pointed)
    draw_temperatures (self, cr);
  else
    draw_pointed (self, (guint) self->data.bin, cr);
  if (self->data.hint != NULL)
    lab_callout_draw_hint (self->theme, self->text_px, self->data.hint,
                           &(LabCalloutRoom){ self->x.begin, self->accuracy.end, self->x.end,
                                              self->accuracy.begin },
                           cr);
  cairo_restore (cr);
}

/* ---- questions ---- */

int
lab_reliability_hit (const LabReliability *self, double x, double y)
{
  if (!(x >= self->x.begin && x <= self->x.end && y >= self->accuracy.end
        && y <= self->pictures.begin))
    return -1;
  return CLAMP ((int) (BINS * lab_axis_from_pixel (&self->x, x)), 0, BINS - 1);
}

static gboolean
has_pictures (const LabReliability *self, int bin)
{
  for (guint s = 0; s < self->data.n_sides; s++)
    if (get (self, s) != NULL && get (self, s)->count[bin] > 0)
      return TRUE;
  return FALSE;
}

int
lab_reliability_walk (const LabReliability *self, int bin, int dx)
{
  /* from nowhere, to the surest bin */
  int next = bin < 0 ? BINS - 1 : bin + dx;

  if (bin < 0 && dx == 0)
    return -1;
  while (next >= 0 && next < BINS && !has_pictures (self, next))
    next += bin < 0 ? -1 : dx;
  return next < 0 || next >= BINS ? bin : next;
}

char *
lab_reliability_describe (const LabReliability *self)
{
  GString *text = g_string_new (self->data.title);

  g_string_append_c (text, '.');
  for (guint s = 0; s < self->data.n_sides; s++)
    {
      const LabReliabilitySide *side = &self->data.sides[s];
      g_autofree char *error = NULL, *after = NULL, *temperature = NULL;

      if (get (self, s) == NULL)
        continue;
      error = lab_number_percent (side->calibration->error);
      g_string_append_printf (text, _ (" %s: expected calibration error %s."), side->name, error);
      if (isnan (side->temperature))
        continue;
      after = lab_number_percent (side->error);
      temperature = lab_number_fixed (side->temperature, 2);
      g_string_append_printf (text, _ (" At temperature %s it is %s."), temperature, after);
    }
  if (self->data.lack != NULL)
    {
      g_autofree char *lack = g_strdup (self->data.lack);

      g_string_append_printf (text, " %s.", g_strdelimit (lack, "\n", ' '));
    }
  if (self->data.hint != NULL)
    g_string_append_printf (text, " %s", self->data.hint);
  if (self->data.bin >= 0 && self->data.bin < BINS)
    {
      g_autofree char *title = bin_title ((guint) self->data.bin);

      g_string_append_printf (text, " %s:", title);
      for (guint s = 0; s < self->data.n_sides; s++)
        if (get (self, s) != NULL)
          {
            g_autofree char *words = bin_words (get (self, s), (guint) self->data.bin);

            g_string_append_printf (text, " %s %s.", self->data.sides[s].name, words);
          }
    }
  return g_string_free (text, FALSE);
}
