/* SPDX-License-Identifier: MIT */
#include "measure/interval.h"

#include "measure/student.h"

#include <math.h>

#define NO_SPREAD 1e-12 /* what rounding leaves of equal fractions */

void
lab_interval_init (LabInterval *self, const double *values, guint n, double confidence)
{
  double sum = 0.0, squares = 0.0, error, half;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  *self = (LabInterval){
    .n = n,
    .mean = n == 0 ? (double) NAN : sum / n,
    .deviation = (double) NAN,
    .confidence = confidence,
    .low = (double) NAN,
    .high = (double) NAN,
    .p = (double) NAN,
  };
  if (n < 2)
    return;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - self->mean) * (values[i] - self->mean);
  self->deviation = sqrt (squares / (n - 1));
  if (self->deviation <= NO_SPREAD)
    return;
  error = self->deviation / sqrt (n);
  half = lab_student_quantile (1.0 - confidence, n - 1) * error;
  self->low = self->mean - half;
  self->high = self->mean + half;
  self->p = lab_student_tails (fabs (self->mean) / error, n - 1);
}
