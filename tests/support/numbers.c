/* SPDX-License-Identifier: MIT */
#include "numbers.h"

#include <float.h>
#include <math.h>

double
lab_numbers_at (const LabLanes *lanes, const void *self, gsize i)
{
  return lanes->size == 4 ? (double) ((const float *) self)[i] : ((const double *) self)[i];
}

void
lab_numbers_put (const LabLanes *lanes, void *self, gsize i, double value)
{
  if (lanes->size == 4)
    ((float *) self)[i] = (float) value;
  else
    ((double *) self)[i] = value;
}

LabNumbers *
lab_numbers_new (const LabLanes *lanes, gsize n)
{
  return g_aligned_alloc0 (n, lanes->size, 64);
}

void
lab_numbers_free (LabNumbers *self)
{
  g_aligned_free (self);
}

long double
lab_numbers_unit (const LabLanes *lanes)
{
  return lanes->size == 4 ? 0x1p-24L : 0x1p-53L;
}

long double
lab_numbers_ulp (const LabLanes *lanes, long double x)
{
  const int least = lanes->size == 4 ? FLT_MIN_EXP - 1 : DBL_MIN_EXP - 1;
  const int digits = lanes->size == 4 ? FLT_MANT_DIG : DBL_MANT_DIG;

  return ldexpl (1.0L, (x == 0.0L ? least : MAX (ilogbl (x), least)) - digits + 1);
}

void
lab_numbers_check (const LabLanes *lanes, double got, long double want, long double ulps,
                   long double more, const char *what, double a, double b)
{
  const long double greatest = lanes->size == 4 ? (long double) FLT_MAX : (long double) DBL_MAX;
  gboolean right;

  if (isnan (want))
    right = isnan (got);
  else if (isinf (want) || isinf (got))
    right = isinf (got) && fabsl (want) + ulps * lab_numbers_ulp (lanes, greatest) > greatest
            && (got > 0.0) == (want > 0.0L);
  else
    right = fabsl ((long double) got - want) <= ulps * lab_numbers_ulp (lanes, want) + more;
  if (!right)
    g_error ("%s (%.17g, %.17g) is %.17g, should be %.20Lg: off by %Lg ULP", what, a, b, got, want,
             ((long double) got - want) / lab_numbers_ulp (lanes, want));
}

int
lab_numbers_run (int argc, char **argv, const char *room, const LabNumbersTest *tests)
{
  g_test_init (&argc, &argv, NULL);
  for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
    {
      const struct
      {
        const char *name;
        const LabLanes *lanes;
      } precisions[] = { { "float", (*variant)->single }, { "double", (*variant)->dual } };

      g_assert_cmpuint (precisions[0].lanes->size, ==, sizeof (float));
      g_assert_cmpuint (precisions[1].lanes->size, ==, sizeof (double));
      for (guint p = 0; p < G_N_ELEMENTS (precisions); p++)
        for (const LabNumbersTest *test = tests; test->name != NULL; test++)
          {
            g_autofree char *path = g_strdup_printf ("/%s/%s/%s/%s", room, (*variant)->name,
                                                     precisions[p].name, test->name);

            g_test_add_data_func (path, precisions[p].lanes, test->run);
          }
    }
  return g_test_run ();
}
