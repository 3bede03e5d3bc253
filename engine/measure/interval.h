/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabInterval:
 * @n: values
 * @mean: NaN without any
 * @deviation: the sample's standard deviation, by n - 1; NaN of fewer than two values
 * @confidence: of the interval, between 0 and 1
 * @low, @high: the interval of the mean, by Student's t; NaN of fewer than two values
 *
 * Some values, their spread, and where the mean of all such values may lie. It takes them for
 * independent and about normally distributed.
 *
 * **Source**: Student (1908), The Probable Error of a Mean.
 */
typedef struct
{
  guint n;
  double mean;
  double deviation;
  double confidence;
  double low;
  double high;
} LabInterval;

void lab_interval_init (LabInterval *self, const double *values, guint n, double confidence);

/** lab_interval_has_spread: Returns: whether the values differ; if not, their interval says nothing
 * of how far others may lie. */
gboolean lab_interval_has_spread (const LabInterval *self);

/** lab_interval_excludes_zero: Returns: whether the interval shows that the mean is not 0. */
gboolean lab_interval_excludes_zero (const LabInterval *self);

G_END_DECLS
