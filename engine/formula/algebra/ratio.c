/* SPDX-License-Identifier: MIT */
#include "formula/algebra/ratio.h"

#include <math.h>

#define MOST_EXACT      9007199254740992.0 /* 2^53 */
#define MAX_DENOMINATOR 64u
#define MAX_DECIMALS    12u
#define TINY            1e-14

static gboolean
same (double a, double b)
{
  return a <= b && a >= b;
}

static gboolean
is_whole (double x)
{
  return fabs (x) <= MOST_EXACT && same (floor (x), x);
}

static double
greatest_divisor (double a, double b)
{
  a = fabs (a);
  b = fabs (b);
  while (b > 0.0)
    {
      const double rest = fmod (a, b);

      a = b;
      b = rest;
    }
  return a;
}

static LabRatio
reduce (double num, double den)
{
  double divisor;

  if (!is_whole (num) || !is_whole (den))
    return (LabRatio){ num / den, 1.0 };
  if (same (num, 0.0))
    return (LabRatio){ 0.0, 1.0 };
  divisor = copysign (greatest_divisor (num, den), den);
  return (LabRatio){ num / divisor, den / divisor };
}

LabRatio
lab_ratio_new (double number)
{
  double den;

  for (den = 1.0; den <= MAX_DENOMINATOR; den++)
    if (is_whole (round (number * den)) && same (round (number * den) / den, number))
      return reduce (round (number * den), den);
  den = 1.0;
  for (guint i = 0; i < MAX_DECIMALS; i++)
    {
      den *= 10.0;
      if (is_whole (round (number * den)) && same (round (number * den) / den, number))
        return reduce (round (number * den), den);
    }
  return (LabRatio){ number, 1.0 };
}

LabRatio
lab_ratio_add (LabRatio a, LabRatio b)
{
  const double sum = lab_ratio_value (a) + lab_ratio_value (b);

  if (fabs (sum) < TINY * fabs (lab_ratio_value (a)))
    return (LabRatio){ 0.0, 1.0 }; /* a rounding error */
  if (same (a.den, b.den))
    return reduce (a.num + b.num, a.den);
  return reduce (a.num * b.den + b.num * a.den, a.den * b.den);
}

LabRatio
lab_ratio_multiply (LabRatio a, LabRatio b)
{
  return reduce (a.num * b.num, a.den * b.den);
}

LabRatio
lab_ratio_power (LabRatio a, double exponent)
{
  if (!is_whole (exponent))
    return lab_ratio_new (pow (lab_ratio_value (a), exponent));
  if (exponent < 0.0)
    return reduce (pow (a.den, -exponent), pow (a.num, -exponent));
  return reduce (pow (a.num, exponent), pow (a.den, exponent));
}

double
lab_ratio_value (LabRatio a)
{
  return a.num / a.den;
}

gboolean
lab_ratio_is (LabRatio a, double number)
{
  return same (a.num, number) && same (a.den, 1.0);
}

gboolean
lab_ratio_is_whole (LabRatio a)
{
  return same (a.den, 1.0) && is_whole (a.num);
}

LabRatio
lab_ratio_common (LabRatio a, LabRatio b)
{
  if (same (fabs (a.num), fabs (b.num)) && same (a.den, b.den))
    return (LabRatio){ fabs (a.num), a.den };
  if (!is_whole (a.num) || !is_whole (b.num))
    return (LabRatio){ 1.0, 1.0 };
  return (LabRatio){ greatest_divisor (a.num, b.num), same (a.den, b.den) ? a.den : 1.0 };
}
