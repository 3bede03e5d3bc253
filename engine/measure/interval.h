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
 * @low, @high: the interval of the mean, by Student's t
 * @p: how probable a mean so far from 0 is, on either side, were that of all such values 0
 *
 * @low, @high and @p are NaN of fewer than two values, and where the values do not differ: they say
 * nothing then of how far others may lie.
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
  double p;
} LabInterval;

void lab_interval_init (LabInterval *self, const double *values, guint n, double confidence);

G_END_DECLS
