/* SPDX-License-Identifier: MIT */
#include "chart-seeds.h"

#include "chart.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_POINTS  800u /* of a curve: as many as there are pixels to draw them on */
#define LEAST_POINTS 100u
#define MOST_VALUES  400000u /* that are read for a plot */
#define MOST_DRAWN   20000u  /* of thin lines */

static gboolean
has_diverged (const LabRun *run)
{
  return lab_run_get_state (run) == LAB_RUN_DIVERGED;
}

void
lab_chart_seeds_init (LabChartSeeds *self, LabRun *const *runs, guint n_all, guint stride)
{
  guint n_failed = 0, best = 0;
  LabRun *run;

  *self = (LabChartSeeds){ .n_all = n_all, .runs = g_new (LabRun *, n_all) };
  for (guint i = 0; i < n_all; i++)
    {
      run = lab_run_ref (runs[(gsize) i * stride]);

      if (has_diverged (run))
        self->runs[n_all - ++n_failed] = run;
      else
        self->runs[self->n++] = run;
    }
  if (self->n > 0)
    return;
  for (guint i = 1; i < n_all; i++)
    if (lab_series_count (self->runs[i]->loss) > lab_series_count (self->runs[best]->loss))
      best = i;
  self->n = 1;
  run = self->runs[best];
  self->runs[best] = self->runs[0];
  self->runs[0] = run;
}

void
lab_chart_seeds_clear (LabChartSeeds *self)
{
  for (guint i = 0; i < self->n_all; i++)
    lab_run_unref (self->runs[i]);
  g_clear_pointer (&self->runs, g_free);
  self->n_all = self->n = 0;
}

double
lab_chart_seeds_mean (const double *values, guint n, double *deviation)
{
  double mean = 0.0, squares = 0.0;

  for (guint i = 0; i < n; i++)
    mean += values[i] / n;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - mean) * (values[i] - mean);
  *deviation = n < 2 ? (double) NAN : sqrt (squares / (n - 1));
  return mean;
}

guint
lab_chart_seeds_n_evaluations (const LabChartSeeds *self)
{
  guint n = G_MAXUINT;

  for (guint i = 0; i < self->n; i++)
    n = MIN (n, lab_run_n_evaluations (self->runs[i]));
  return self->n == 0 ? 0 : n;
}

const LabEvaluation *
lab_chart_seeds_evaluation (const LabChartSeeds *self, guint i, double cursor)
{
  const guint n = lab_chart_seeds_n_evaluations (self);
  const LabEvaluation *latest, *there;

  if (n == 0)
    return NULL;
  latest = lab_run_get_evaluation (self->runs[i], n - 1);
  there = lab_chart_evaluation (self->runs[i], cursor);
  return there->step > latest->step ? latest : there;
}

/* ---- lines ---- */

static guint64
furthest (const LabChartSeeds *self, const LabChartSeedsLine *line)
{
  guint64 n = G_MAXUINT64;

  for (guint i = 0; i < self->n; i++)
    n = MIN (n, line->count (self->runs[i], line->data));
  return n;
}

static guint
most_points (guint n_lines, gboolean every)
{
  return CLAMP ((every ? MOST_DRAWN : MOST_VALUES) / MAX (n_lines, 1), LEAST_POINTS, MOST_POINTS);
}

double *
lab_chart_seeds_fill (const LabChartSeeds *self, LabCurve *curve, const LabChartSeedsLine *line,
                      guint64 n_whole, guint n_lines, gboolean every)
{
  const guint64 count = furthest (self, line);
  const guint64 stride = n_whole / most_points (n_lines, every) + 1;
  const guint first = every ? 0 : self->n,
              n_each = MIN (self->n_all - first, LAB_CHART_SEEDS_MOST_LINES);
  guint64 *counts = g_new (guint64, n_each + 1);
  const guint n = (guint) ((count + stride - 1) / stride);
  double *numbers = g_new (double, (gsize) (3 + n_each) * n + self->n + 1);
  double *x = numbers, *y = x + n, *spread = y + n, *each = spread + n,
         *values = each + (gsize) n_each * n;

  for (guint e = 0; e < n_each; e++)
    counts[e] = line->count (self->runs[first + e], line->data);
  for (guint p = 0; p < n; p++)
    {
      /* The last one is wherever the runs have got to. */
      const guint64 at = MIN ((p + 1) * stride, count) - 1;

      x[p] = line->x (self->runs[0], at, line->data);
      for (guint i = 0; i < self->n; i++)
        values[i] = line->value (self->runs[i], at, line->data);
      y[p] = lab_chart_seeds_mean (values, self->n, &spread[p]);
      for (guint e = 0; e < n_each; e++)
        each[(gsize) e * n + p]
            = at < counts[e] ? line->value (self->runs[first + e], at, line->data) : (double) NAN;
    }
  curve->x = x;
  curve->y = y;
  curve->n = n;
  curve->spread = spread;
  curve->banded = !every;
  curve->each = each;
  curve->n_each = n_each;
  g_free (counts);
  return numbers;
}

/* ---- words ---- */

char *
lab_chart_seeds_words (guint64 first, guint n)
{
  g_autofree char *from = g_strdup_printf ("%" G_GUINT64_FORMAT, first);
  g_autofree char *to = g_strdup_printf ("%" G_GUINT64_FORMAT, first + n - 1);

  return n <= 1 ? g_strdup_printf (_ ("seed %s"), from)
                : g_strdup_printf (_ ("seeds %s to %s"), from, to);
}

char *
lab_chart_seeds_mean_words (const LabChartSeeds *sides, guint n_sides)
{
  guint least = G_MAXUINT;

  for (guint i = 0; i < n_sides; i++)
    least = MIN (least, sides[i].n);
  return least == sides[0].n_all
             ? g_strdup_printf (_ ("mean of %u seeds"), sides[0].n_all)
             : g_strdup_printf (_ ("mean of %u of %u seeds"), least, sides[0].n_all);
}
