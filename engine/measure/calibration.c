/* SPDX-License-Identifier: MIT */
/*
 * The temperature is found as b = 1 / T. The loss is convex in b; its slope is the mean of
 * (the logit that softmax (b z) expects) - z[y], and its curvature that of the logit's variance.
 * The slope at 0 and at infinity says whether there is a minimum between; then it is bracketed by
 * doubling or halving, and found by Newton's method, by a bisection wherever that would leave the
 * bracket.
 */
#include "measure/calibration.h"

#include <math.h>

static guint
greatest (const float *row, guint n)
{
  guint best = 0;

  for (guint k = 1; k < n; k++)
    if (row[k] > row[best])
      best = k;
  return best;
}

/* ---- the reliability diagram ---- */

/* Edges are rounded as the probabilities are, so that a third is a third. */
static guint
bin_of (float confidence)
{
  guint bin = 0;

  while (bin < LAB_CALIBRATION_BINS - 1
         && !(confidence <= (float) ((bin + 1) / (double) LAB_CALIBRATION_BINS)))
    bin++;
  return bin;
}

void
lab_calibration_init (LabCalibration *self, const float *probabilities, const guint8 *labels,
                      guint n, guint n_classes)
{
  guint hits[LAB_CALIBRATION_BINS] = { 0 };
  double sums[LAB_CALIBRATION_BINS] = { 0.0 }, gaps = 0.0;

  *self = (LabCalibration){ .n = n };
  for (guint i = 0; i < n; i++)
    {
      const float *row = probabilities + (gsize) i * n_classes;
      const guint k = greatest (row, n_classes), bin = bin_of (row[k]);

      self->count[bin]++;
      hits[bin] += k == labels[i];
      sums[bin] += (double) row[k];
    }
  for (guint b = 0; b < LAB_CALIBRATION_BINS; b++)
    {
      self->confidence[b] = self->count[b] == 0 ? (double) NAN : sums[b] / self->count[b];
      self->accuracy[b] = self->count[b] == 0 ? (double) NAN : hits[b] / (double) self->count[b];
      gaps += fabs (hits[b] - sums[b]);
    }
  self->error = n == 0 ? (double) NAN : gaps / n;
}

/* ---- the temperature ---- */

typedef struct
{
  const float *logits;
  const guint8 *labels;
  guint n;
  guint n_classes;
} Sample;

/* The slope of the loss at b, and its curvature. */
static double
slope_at (const Sample *sample, double b, double *curvature)
{
  double slope = 0.0;

  *curvature = 0.0;
  for (guint i = 0; i < sample->n; i++)
    {
      const float *z = sample->logits + (gsize) i * sample->n_classes;
      const double most = (double) z[greatest (z, sample->n_classes)];
      double sum = 0.0, first = 0.0, second = 0.0;

      /* from the greatest down: nothing overflows, and nothing is lost to a common offset */
      for (guint k = 0; k < sample->n_classes; k++)
        {
          const double d = (double) z[k] - most, e = exp (b * d);

          sum += e;
          first += e * d;
          second += e * d * d;
        }
      first /= sum;
      slope += (first - ((double) z[sample->labels[i]] - most)) / sample->n;
      *curvature += (second / sum - first * first) / sample->n;
    }
  return slope;
}

/* Of a loss that goes on falling for ever: every right logit is the greatest of its picture. */
static gboolean
is_all_right (const Sample *sample)
{
  for (guint i = 0; i < sample->n; i++)
    {
      const float *z = sample->logits + (gsize) i * sample->n_classes;

      if (z[sample->labels[i]] < z[greatest (z, sample->n_classes)])
        return FALSE;
    }
  return TRUE;
}

/* Floats reach from 2^-149 to 2^128, and so do inverse temperatures. */
#define MAX_DOUBLINGS 300
#define MAX_STEPS     100

double
lab_calibration_temperature (const float *logits, const guint8 *labels, guint n, guint n_classes)
{
  const Sample sample = { logits, labels, n, n_classes };
  double low = 1.0, high = 1.0, b = 1.0, curvature;

  /* The slope of logits that are not numbers, or infinite, is not one either. */
  if (is_all_right (&sample) || !(slope_at (&sample, 0.0, &curvature) < 0.0))
    return (double) NAN;
  for (guint i = 0; i < MAX_DOUBLINGS && slope_at (&sample, high, &curvature) < 0.0; i++)
    {
      low = high;
      high *= 2.0;
    }
  for (guint i = 0; i < MAX_DOUBLINGS && slope_at (&sample, low, &curvature) > 0.0; i++)
    {
      high = low;
      low /= 2.0;
    }
  b = low;
  for (guint i = 0; i < MAX_STEPS; i++)
    {
      const double before = b, slope = slope_at (&sample, b, &curvature);

      if (slope > 0.0)
        high = b;
      else
        low = b;
      b -= slope / curvature;
      if (!(b >= low && b <= high))
        b = low + (high - low) / 2.0;
      if (fabs (b - before) <= 1e-12 * b)
        break;
    }
  return 1.0 / b;
}
