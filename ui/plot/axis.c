/* SPDX-License-Identifier: MIT */
#include "axis.h"

#include "number.h"

#include <math.h>
#include <string.h>

#define THIN_SPACE "\342\200\211"

/* Rounding leaves a round number a hair beside itself. */
#define HAIR 1e-9

double
lab_axis_round_up (double value)
{
  static const double FACTORS[] = { 1.0, 2.0, 2.5, 5.0, 10.0 };
  const double decade = pow (10.0, floor (log10 (value)));

  for (guint i = 0; i < G_N_ELEMENTS (FACTORS); i++)
    if (FACTORS[i] * decade >= value * (1.0 - HAIR))
      return FACTORS[i] * decade;
  return 10.0 * decade;
}

static void
set_label (LabAxis *self, guint i, LabAxisUnit unit, guint decimals)
{
  g_autofree char *number
      = lab_number_fixed (unit == LAB_AXIS_PERCENT ? 100.0 * self->ticks[i] : self->ticks[i],
                          decimals);

  g_snprintf (self->labels[i], sizeof self->labels[i], "%s%s", number,
              unit == LAB_AXIS_PERCENT ? THIN_SPACE "%" : "");
}

/* As few decimals as tell all multiples of the step. */
static guint
decimals_of (double step)
{
  for (guint decimals = 0; decimals < 9; decimals++)
    {
      const double scaled = step * pow (10.0, decimals);

      if (fabs (scaled - round (scaled)) < 1e-6 * scaled)
        return decimals;
    }
  return 9;
}

static guint
multiples_within (const LabAxis *self, double step)
{
  const double hair = HAIR * (self->to - self->from) / step;

  return (guint) MAX (floor (self->to / step + hair) - ceil (self->from / step - hair) + 1.0, 0.0);
}

static void
tick_linear (LabAxis *self, LabAxisUnit unit, guint most)
{
  const double span = self->to - self->from;
  double step = lab_axis_round_up (span / (most - 1) * (1.0 - HAIR));
  double first;

  /* A range between two multiples has one tick or none: an axis needs two. */
  while (multiples_within (self, step) < 2)
    step = lab_axis_round_up (0.45 * step); /* the next smaller one */
  first = ceil (self->from / step - HAIR * span / step);
  for (guint i = 0; i < MIN (multiples_within (self, step), LAB_MAX_TICKS); i++)
    self->ticks[self->n_ticks++] = fabs (first + i) < 0.5 ? 0.0 : (first + i) * step;
  if (unit == LAB_AXIS_PERCENT)
    step *= 100.0;
  for (guint i = 0; i < self->n_ticks; i++)
    {
      /* Beyond what decimals write well, short forms. */
      if (step < 1e-6 || fabs (self->to) >= 1e7)
        {
          char buffer[G_ASCII_DTOSTR_BUF_SIZE];

          g_strlcpy (self->labels[i],
                     g_ascii_formatd (buffer, sizeof buffer, "%.4g", self->ticks[i]),
                     sizeof self->labels[i]);
        }
      else
        set_label (self, i, unit, decimals_of (step));
    }
}

static void
tick_logarithmic (LabAxis *self, guint most)
{
  const double first = floor (log10 (self->from) + HAIR), last = ceil (log10 (self->to) - HAIR);
  const double decades = last - first, every = ceil (decades / (most - 1));
  const guint per_decade = decades < 3.0 ? 3 : 1;
  static const double FACTORS[] = { 1.0, 2.0, 5.0 };

  for (double d = first; d <= last; d += every)
    for (guint f = 0; f < per_decade && self->n_ticks < LAB_MAX_TICKS; f++)
      {
        const double value = FACTORS[f] * pow (10.0, d);
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];

        if (value < self->from * (1.0 - HAIR) || value > self->to * (1.0 + HAIR))
          continue;
        self->ticks[self->n_ticks] = value;
        g_strlcpy (self->labels[self->n_ticks++],
                   g_ascii_formatd (buffer, sizeof buffer, "%.3g", value), sizeof self->labels[0]);
      }
}

void
lab_axis_init (LabAxis *self, double from, double to, gboolean logarithmic, LabAxisUnit unit,
               guint most_ticks)
{
  memset (self, 0, sizeof *self);
  self->logarithmic = logarithmic && from > 0.0;
  self->from = from;
  self->to = to > from ? to : from + 1.0;
  self->end = 1.0;
  most_ticks = CLAMP (most_ticks, 2u, 12u);
  if (self->logarithmic)
    tick_logarithmic (self, most_ticks);
  else
    tick_linear (self, unit, most_ticks);
}

void
lab_axis_init_counts (LabAxis *self, guint most, double height, double text_px)
{
  const guint decades = most == 0 ? 4 : MAX ((guint) ceil (log10 (most) - 1e-9), 1u);
  const guint every = (guint) ceil (1.35 * text_px / (height / (decades + 0.22)));

  lab_axis_init (self, 0.6, pow (10.0, decades), TRUE, LAB_AXIS_PLAIN, 2);
  self->n_ticks = decades + 1;
  for (guint d = 0; d <= decades; d++)
    {
      g_autofree char *label = lab_number_count ((guint64) pow (10.0, d));

      self->ticks[d] = pow (10.0, d);
      g_strlcpy (self->labels[d], (decades - d) % CLAMP (every, 1u, decades) == 0 ? label : "",
                 sizeof self->labels[d]);
    }
}

void
lab_axis_place (LabAxis *self, double begin, double end)
{
  self->begin = begin;
  self->end = end;
}

static double
scaled (const LabAxis *self, double value)
{
  return self->logarithmic ? log (value) : value;
}

double
lab_axis_to_pixel (const LabAxis *self, double value)
{
  const double from = scaled (self, self->from), to = scaled (self, self->to);

  if (self->logarithmic && value <= 0.0)
    value = self->from * 1e-6; /* below the axis, not at minus infinity */
  return self->begin + (self->end - self->begin) * (scaled (self, value) - from) / (to - from);
}

double
lab_axis_from_pixel (const LabAxis *self, double pixel)
{
  const double from = scaled (self, self->from), to = scaled (self, self->to);
  const double value = from + (to - from) * (pixel - self->begin) / (self->end - self->begin);

  return self->logarithmic ? exp (value) : value;
}
