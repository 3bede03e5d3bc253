/* SPDX-License-Identifier: MIT */
/*
 * With n degrees of freedom and x = n / (n + t^2), both tails together hold I_x (n/2, 1/2), the
 * regularised incomplete beta function:
 *
 *   I_x (a, b) = x^a (1-x)^b / (a B(a, b)) * 1/(1+ d1/(1+ d2/(1+ ...)))
 *   d[2m+1] = -(a+m)(a+b+m) x / ((a+2m)(a+2m+1)),   d[2m] = m (b-m) x / ((a+2m-1)(a+2m))
 *
 * which converges fast where x < (a+1)/(a+b+2); elsewhere I_x (a, b) = 1 - I_{1-x} (b, a).
 */
#include "measure/student.h"

#include <float.h>
#include <math.h>

#define MAX_TERMS 10000

/* By the method of Lentz, as Thompson and Barnett (1986) have it. */
static double
continued_fraction (double x, double a, double b)
{
  double value = 1.0, c = 1.0, d = 0.0;

  for (guint i = 1; i <= MAX_TERMS; i++)
    {
      const guint m = i / 2;
      const double term = i % 2 == 1
                              ? -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
                              : m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
      double factor;

      d = 1.0 + term * d;
      d = 1.0 / (fabs (d) < DBL_MIN ? DBL_MIN : d);
      c = 1.0 + term / c;
      c = fabs (c) < DBL_MIN ? DBL_MIN : c;
      factor = c * d;
      value *= factor;
      if (fabs (factor - 1.0) < DBL_EPSILON)
        break;
    }
  return 1.0 / value;
}

/* @y is 1 - @x, which its owner knows better than a subtraction. */
static double
incomplete_beta (double x, double y, double a, double b)
{
  const double log_beta = lgamma (a) + lgamma (b) - lgamma (a + b);

  if (x <= 0.0 || y <= 0.0)
    return x <= 0.0 ? 0.0 : 1.0;
  if (x > (a + 1.0) / (a + b + 2.0))
    return 1.0 - exp (a * log (x) + b * log (y) - log_beta) / b * continued_fraction (y, b, a);
  return exp (a * log (x) + b * log (y) - log_beta) / a * continued_fraction (x, a, b);
}

double
lab_student_tails (double t, double degrees)
{
  const double whole = degrees + t * t;

  g_return_val_if_fail (t >= 0.0 && degrees > 0.0, (double) NAN);

  return isinf (t) ? 0.0 : incomplete_beta (degrees / whole, t * t / whole, degrees / 2.0, 0.5);
}

/* Bisection: the tails fall from 1 to 0, and no start or slope can mislead it. */
double
lab_student_quantile (double tails, double degrees)
{
  double low = 0.0, high = 1.0;

  g_return_val_if_fail (tails > 0.0 && tails <= 1.0 && degrees > 0.0, (double) NAN);

  while (lab_student_tails (high, degrees) > tails && high < 1e150)
    {
      low = high;
      high *= 2.0;
    }
  for (;;)
    {
      const double middle = low + (high - low) / 2.0;

      if (middle <= low || middle >= high)
        return middle;
      if (lab_student_tails (middle, degrees) > tails)
        low = middle;
      else
        high = middle;
    }
}
