/* SPDX-License-Identifier: MIT */
#include "measure/interval.h"

#include "measure/student.h"

#include <math.h>

void
lab_interval_init (LabInterval *self, const double *values, guint n, double confidence)
{
  double sum = 0.0, squares = 0.0, half;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  *self = (LabInterval){
    .n = n,
    .mean = n == 0 ? (double) NAN : sum / n,
    .deviation = (double) NAN,
    .confidence = confidence,
    .low = (double) NAN,
    .high = (double) NAN,
  };
  if (n < 2)
    return;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - self->mean) * (values[i] - self->mean);
  self->deviation = sqrt (squares / (n - 1));
  half = lab_student_quantile (1.0 - confidence, n - 1) * self->deviation / sqrt (n);
  self->low = self->mean - half;
  self->high = self->mean + half;
}

/* What rounding leaves of equal fractions is none. */
gboolean
lab_interval_has_spread (const LabInterval *self)
{
  return self->deviation > 1e-12;
}

gboolean
lab_interval_excludes_zero (const LabInterval *self)
{
  return lab_interval_has_spread (self) && (self->low > 0.0 || self->high < 0.0);
}
