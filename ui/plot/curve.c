/* SPDX-License-Identifier: MIT */
#include "curve.h"

#include <math.h>

const LabSeries *
lab_curve_line (const LabCurve *curve, gboolean smooth)
{
  return smooth && curve->mean != NULL ? curve->mean : curve->raw;
}

static double
find_in_points (const LabCurve *curve, const double *values, double x)
{
  guint i = 0;

  if (values == NULL || curve->n == 0 || x < curve->x[0])
    return (double) NAN;
  while (i + 1 < curve->n && curve->x[i + 1] <= x)
    i++;
  return values[i];
}

double
lab_curve_spread (const LabCurve *self, double x)
{
  return find_in_points (self, self->spread, x);
}

double
lab_curve_last_spread (const LabCurve *self)
{
  return self->spread == NULL || self->n == 0 ? (double) NAN : self->spread[self->n - 1];
}

double
lab_curve_value (const LabCurve *self, double x, gboolean smooth)
{
  const LabSeries *series = lab_curve_line (self, smooth);
  const double steps = x / self->x_step;
  guint64 count;

  if (series == NULL)
    return find_in_points (self, self->y, x);
  count = lab_series_count (series);
  if (count == 0 || steps < 0.5 || steps > (double) count + 0.5)
    return (double) NAN;
  return (double) lab_series_get (series, (guint64) CLAMP (round (steps), 1.0, (double) count) - 1);
}

double
lab_curve_last (const LabCurve *self, gboolean smooth)
{
  const LabSeries *series = lab_curve_line (self, smooth);
  guint64 count;

  if (series == NULL)
    return self->n == 0 ? (double) NAN : self->y[self->n - 1];
  count = lab_series_count (series);
  return count == 0 ? (double) NAN : (double) lab_series_get (series, count - 1);
}

double
lab_curve_end (const LabCurve *self, gboolean smooth)
{
  const LabSeries *series = lab_curve_line (self, smooth);

  if (series != NULL)
    return (double) lab_series_count (series) * self->x_step;
  return self->n == 0 ? 0.0 : self->x[self->n - 1];
}

gboolean
lab_curve_extent (const LabCurve *curve, gboolean smooth, double from_x, double *least,
                  double *greatest)
{
  const LabSeries *series = lab_curve_line (curve, smooth);
  float low, high;
  gboolean any = FALSE;

  if (series != NULL)
    {
      const guint64 count = lab_series_count (series),
                    from = (guint64) MAX (from_x / curve->x_step, 0.0);

      if (from >= count || !lab_series_range (series, from, count, &low, &high))
        return FALSE;
      *least = MIN (*least, (double) low);
      *greatest = MAX (*greatest, (double) high);
      return TRUE;
    }
  for (guint i = 0; i < curve->n; i++)
    if (curve->x[i] >= from_x && isfinite (curve->y[i]))
      {
        const double reach = curve->banded && isfinite (curve->spread[i]) ? curve->spread[i] : 0.0;

        *least = MIN (*least, curve->y[i] - reach);
        *greatest = MAX (*greatest, curve->y[i] + reach);
        any = TRUE;
      }
  return any;
}
