/* SPDX-License-Identifier: MIT */
/* Ticks against what any reader expects of an axis, over seeded random ranges. */
#include "axis.h"

#include <math.h>
#include <string.h>

#define TRIALS 1000
#define HAIR   1e-9

static const double ROUND[] = { 1.0, 2.0, 2.5, 5.0 };

/* 10^least to 10^greatest, evenly by size. */
static double
any_size (GRand *random, double least, double greatest)
{
  return pow (10.0, g_rand_double_range (random, least, greatest));
}

/* Ranges of all sizes, at most a thousand times narrower than they are far from 0. */
static void
any_range (GRand *random, double *from, double *to)
{
  *from = (g_rand_boolean (random) ? 1.0 : -1.0) * any_size (random, -4.0, 5.0);
  if (g_rand_int_range (random, 0, 3) == 0)
    *from = 0.0;
  *to = *from + MAX (any_size (random, -4.0, 5.0), 1e-3 * fabs (*from));
}

static int
decimals_in (const char *label)
{
  const char *point = strchr (label, '.');

  return point == NULL ? 0 : (int) strspn (point + 1, "0123456789");
}

static int
count_multiples (double step, double from, double to)
{
  const double hair = HAIR * (to - from) / step;

  return (int) (floor (to / step + hair) - ceil (from / step - hair)) + 1;
}

/* Whether a round step has 2 to @most ticks in the range: then an axis has no excuse for more. */
static gboolean
can_be_ticked (double from, double to, guint most)
{
  const int decade = (int) floor (log10 (to - from));

  for (int d = decade - 2; d <= decade + 1; d++)
    for (guint i = 0; i < G_N_ELEMENTS (ROUND); i++)
      {
        const int n = count_multiples (ROUND[i] * pow (10.0, d), from, to);

        if (n >= 2 && n <= (int) most)
          return TRUE;
      }
  return FALSE;
}

static void
assert_linear (const LabAxis *axis, double from, double to, guint most)
{
  const double span = to - from;
  double step;

  g_assert_cmpuint (axis->n_ticks, >=, 2);
  if (can_be_ticked (from, to, most))
    g_assert_cmpuint (axis->n_ticks, <=, most);
  step = axis->ticks[1] - axis->ticks[0];
  g_assert_cmpfloat (step, >, 0.0);
  g_assert_cmpfloat_with_epsilon (lab_axis_round_up (step * (1.0 - 1e-6)), step, 1e-5 * step);
  for (guint i = 0; i < axis->n_ticks; i++)
    {
      g_assert_cmpfloat (axis->ticks[i], >=, from - HAIR * span);
      g_assert_cmpfloat (axis->ticks[i], <=, to + HAIR * span);
      g_assert_cmpfloat_with_epsilon (axis->ticks[i], axis->ticks[0] + i * step, 1e-6 * step);
      g_assert_cmpint (decimals_in (axis->labels[i]), ==, decimals_in (axis->labels[0]));
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (axis->labels[i], !=, axis->labels[j]);
    }
}

static void
test_linear_ticks (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint trial = 0; trial < TRIALS; trial++)
    {
      const guint most = (guint) g_rand_int_range (random, 2, 13);
      double from, to;
      LabAxis axis;

      any_range (random, &from, &to);
      lab_axis_init (&axis, from, to, FALSE, LAB_AXIS_PLAIN, most);
      assert_linear (&axis, from, to, most);
    }
}

/* What a label says is where its tick is. */
static void
test_labels_say_values (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);

  for (guint trial = 0; trial < TRIALS; trial++)
    {
      const LabAxisUnit unit = trial % 2 == 0 ? LAB_AXIS_PLAIN : LAB_AXIS_PERCENT;
      const double unit_value = unit == LAB_AXIS_PERCENT ? 0.01 : 1.0;
      double from, to;
      LabAxis axis;

      any_range (random, &from, &to);
      lab_axis_init (&axis, from, to, FALSE, unit, 6);
      for (guint i = 0; i < axis.n_ticks; i++)
        {
          const gboolean minus = g_str_has_prefix (axis.labels[i], "\342\210\222");
          const double read = g_ascii_strtod (axis.labels[i] + (minus ? 3 : 0), NULL);

          g_assert_cmpfloat_with_epsilon ((minus ? -1.0 : 1.0) * unit_value * read, axis.ticks[i],
                                          1e-6 * (to - from));
          g_assert_true (g_str_has_suffix (axis.labels[i], "\342\200\211%")
                         == (unit == LAB_AXIS_PERCENT));
        }
    }
}

/* From 0, as the axes of the plots are: very small and very large ranges too. */
static void
test_sizes_from_zero (void)
{
  for (int decade = -12; decade <= 15; decade++)
    for (guint i = 0; i < G_N_ELEMENTS (ROUND); i++)
      {
        const double to = ROUND[i] * pow (10.0, decade);
        LabAxis axis;

        lab_axis_init (&axis, 0.0, to, FALSE, LAB_AXIS_PLAIN, 6);
        g_assert_cmpuint (axis.n_ticks, >=, 2);
        g_assert_cmpuint (axis.n_ticks, <=, 6);
        g_assert_cmpfloat (axis.ticks[0], ==, 0.0);
        for (guint t = 1; t < axis.n_ticks; t++)
          g_assert_cmpstr (axis.labels[t], !=, axis.labels[t - 1]);
      }
}

static void
test_logarithmic_ticks (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint trial = 0; trial < TRIALS; trial++)
    {
      const double from = pow (10.0, g_rand_int_range (random, -12, 4));
      const int decades = g_rand_int_range (random, 1, 16);
      const double to = from * pow (10.0, decades);
      const guint most = (guint) g_rand_int_range (random, 2, 13);
      LabAxis axis;

      lab_axis_init (&axis, from, to, TRUE, LAB_AXIS_PLAIN, most);
      g_assert_true (axis.logarithmic);
      g_assert_cmpuint (axis.n_ticks, >=, 2);
      if (decades >= 3)
        g_assert_cmpuint (axis.n_ticks, <=, most);
      for (guint i = 0; i < axis.n_ticks; i++)
        {
          const double decade = pow (10.0, floor (log10 (axis.ticks[i]) + HAIR));
          const double factor = axis.ticks[i] / decade;

          g_assert_cmpfloat (axis.ticks[i], >=, from * (1.0 - HAIR));
          g_assert_cmpfloat (axis.ticks[i], <=, to * (1.0 + HAIR));
          g_assert_true (
              fabs (factor - 1.0) < 1e-6
              || (decades < 3 && (fabs (factor - 2.0) < 1e-6 || fabs (factor - 5.0) < 1e-6)));
          g_assert_cmpfloat_with_epsilon (g_ascii_strtod (axis.labels[i], NULL), axis.ticks[i],
                                          1e-6 * axis.ticks[i]);
          if (i > 0)
            g_assert_cmpfloat (axis.ticks[i], >, axis.ticks[i - 1]);
          /* Whole decades are equally far apart. */
          if (decades >= 3 && i > 1)
            g_assert_cmpfloat_with_epsilon (axis.ticks[i] / axis.ticks[i - 1],
                                            axis.ticks[1] / axis.ticks[0],
                                            1e-6 * axis.ticks[1] / axis.ticks[0]);
        }
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint trial = 0; trial < TRIALS; trial++)
    {
      const gboolean logarithmic = trial % 2 == 0;
      const double begin = g_rand_double_range (random, 0.0, 500.0),
                   end
                   = begin + (g_rand_boolean (random) ? 1.0 : -1.0) * any_size (random, 0.0, 3.5);
      double from, to;
      LabAxis axis;

      if (logarithmic)
        to = (from = any_size (random, -10.0, 4.0)) * any_size (random, 0.1, 12.0);
      else
        any_range (random, &from, &to);
      lab_axis_init (&axis, from, to, logarithmic, LAB_AXIS_PLAIN, 6);
      lab_axis_place (&axis, begin, end);
      g_assert_cmpfloat_with_epsilon (lab_axis_to_pixel (&axis, from), begin, 1e-9 * 4000.0);
      g_assert_cmpfloat_with_epsilon (lab_axis_to_pixel (&axis, to), end, 1e-9 * 4000.0);
      for (guint i = 0; i < 10; i++)
        {
          const double share = g_rand_double (random);
          const double value
              = logarithmic ? from * pow (to / from, share) : from + (to - from) * share;
          const double back = lab_axis_from_pixel (&axis, lab_axis_to_pixel (&axis, value));

          g_assert_cmpfloat_with_epsilon (
              back, value, 1e-9 * (logarithmic ? value : MAX (fabs (value), to - from)));
        }
    }
}

static void
test_round_up (void)
{
  static const double cases[][2] = {
    { 1.0, 1.0 },       { 1.001, 2.0 },   { 2.0, 2.0 },          { 2.2, 2.5 },
    { 2.5, 2.5 },       { 2.51, 5.0 },    { 5.0, 5.0 },          { 5.1, 10.0 },
    { 9.99, 10.0 },     { 10.0, 10.0 },   { 0.1, 0.1 },          { 0.3, 0.5 },
    { 0.1 + 0.2, 0.5 }, { 0.024, 0.025 }, { 0.2 + 1e-17, 0.2 },  { 350.0, 500.0 },
    { 1e-9, 1e-9 },     { 1.1e-9, 2e-9 }, { 2.3, 2.5 },          { 1e12, 1e12 },
    { 2.4e12, 2.5e12 }, { 3e-5, 5e-5 },   { 99999.0, 100000.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (lab_axis_round_up (cases[i][0]), cases[i][1],
                                    1e-12 * cases[i][1]);
}

/* Ranges that are none do not hang, divide by 0 or leave an axis without ticks. */
static void
test_no_range (void)
{
  LabAxis axis;

  lab_axis_init (&axis, 3.0, 3.0, FALSE, LAB_AXIS_PLAIN, 6);
  g_assert_cmpuint (axis.n_ticks, >=, 2);
  lab_axis_init (&axis, 3.0, 1.0, FALSE, LAB_AXIS_PLAIN, 6);
  g_assert_cmpuint (axis.n_ticks, >=, 2);
  lab_axis_init (&axis, 0.0, 1.0, TRUE, LAB_AXIS_PLAIN, 6);
  g_assert_true (!axis.logarithmic);
  lab_axis_init (&axis, 0.1, 1.0, TRUE, LAB_AXIS_PLAIN, 6);
  lab_axis_place (&axis, 100.0, 0.0);
  g_assert_true (isfinite (lab_axis_to_pixel (&axis, 0.0)));
  g_assert_true (isfinite (lab_axis_to_pixel (&axis, -1.0)));
  g_assert_cmpfloat (lab_axis_to_pixel (&axis, 0.0), >, 100.0);
  /* More ticks than there may be, and fewer. */
  lab_axis_init (&axis, 0.0, 1.0, FALSE, LAB_AXIS_PLAIN, 1000);
  g_assert_cmpuint (axis.n_ticks, <=, 12);
  lab_axis_init (&axis, 0.0, 1.0, FALSE, LAB_AXIS_PLAIN, 0);
  g_assert_cmpuint (axis.n_ticks, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axis/linear-ticks-of-any-range", test_linear_ticks);
  g_test_add_func ("/axis/labels-say-values", test_labels_say_values);
  g_test_add_func ("/axis/sizes-from-zero", test_sizes_from_zero);
  g_test_add_func ("/axis/logarithmic-ticks-of-whole-decades", test_logarithmic_ticks);
  g_test_add_func ("/axis/round-trip", test_round_trip);
  g_test_add_func ("/axis/round-up-table", test_round_up);
  g_test_add_func ("/axis/no-range", test_no_range);
  return g_test_run ();
}
