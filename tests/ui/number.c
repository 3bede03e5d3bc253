/* SPDX-License-Identifier: MIT */
/* How numbers read, a row a case. */
#include "number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\342\210\222"
#define THIN  "\342\200\211"

static void
assert_taken (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_percent (void)
{
  static const struct
  {
    double fraction;
    const char *text;
  } cases[] = {
    { 0.917, "91.7" THIN "%" },       { 0.0, "0.0" THIN "%" },     { 1.0, "100.0" THIN "%" },
    { 0.9999, "100.0" THIN "%" },     { 0.9994, "99.9" THIN "%" }, { 0.0004, "0.0" THIN "%" },
    { 0.0006, "0.1" THIN "%" },       { 0.5, "50.0" THIN "%" },    { -0.0004, "0.0" THIN "%" },
    { -0.25, MINUS "25.0" THIN "%" }, { NAN, "\342\200\223" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_taken (lab_number_percent (cases[i].fraction), cases[i].text);
}

static void
test_points (void)
{
  static const struct
  {
    double from;
    double to;
    const char *text;
  } cases[] = {
    { 0.917, 0.931, "+1.4" },     { 0.931, 0.917, MINUS "1.4" }, { 0.5, 0.5, "0.0" },
    { 0.5, 0.50004, "0.0" },      { 0.50004, 0.5, "0.0" },       { 0.0, 1.0, "+100.0" },
    { 1.0, 0.0, MINUS "100.0" },  { 0.91651, 0.93141, "+1.4" },  { 0.91649, 0.93151, "+1.6" },
    { 0.91649, 0.91651, "+0.1" }, { 0.1, 0.3, "+20.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_taken (lab_number_points (cases[i].from, cases[i].to), cases[i].text);
}

static void
test_difference (void)
{
  assert_taken (lab_number_difference (0.97449, 0.9755, 3), "+0.002");
  assert_taken (lab_number_difference (0.5, -0.25, 3), MINUS "0.750");
  assert_taken (lab_number_difference (0.9751, 0.9749, 3), "0.000");
}

/* A tenth of a point, as the text shows it. */
static int
tenths_shown (double fraction)
{
  g_autofree char *text = lab_number_percent (fraction);
  const char *point = strchr (text, '.');

  return 10 * atoi (text) + (point[1] - '0');
}

/* Whoever subtracts the two numbers on the screen gets the third: for all shares of the test sets'
 * sizes. */
static void
test_points_from_shown (void)
{
  static const guint sizes[] = { 16, 32, 100, 1000, 1135, 2000, 10000 };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint i = 0; i <= sizes[s]; i++)
      {
        const guint other = (guint) g_rand_int_range (random, 0, (gint32) sizes[s] + 1);
        const double from = (double) other / sizes[s], to = (double) i / sizes[s];
        const int tenths = tenths_shown (to) - tenths_shown (from);
        g_autofree char *expected = g_strdup_printf ("%s%d.%d",
                                                     tenths > 0   ? "+"
                                                     : tenths < 0 ? MINUS
                                                                  : "",
                                                     ABS (tenths) / 10, ABS (tenths) % 10);

        assert_taken (lab_number_points (from, to), expected);
      }
}

static void
test_loss (void)
{
  static const struct
  {
    double loss;
    const char *text;
  } cases[] = {
    { 0.1389, "0.139" },
    { 0.0, "0.000" },
    { 2.302585, "2.303" },
    { 2e-10, "2e-10" },
    { 0.0004, "4e-04" },
    { 0.0005, "0.001" },
    { -0.25, MINUS "0.250" },
    { -2e-10, MINUS "2e-10" },
    { -3e6, MINUS "3e+06" },
    { 999999.0, "999999.000" },
    { 3e6, "3e+06" },
    { 1e300, "1e+300" },
    { (double) NAN, "not a number" },
    { (double) INFINITY, "infinite" },
    { -(double) INFINITY, "infinite" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_taken (lab_number_loss (cases[i].loss), cases[i].text);
}

static void
test_counts (void)
{
  static const struct
  {
    guint64 count;
    const char *text;
    const char *cell;
  } cases[] = {
    { 0, "0", "" },
    { 1, "1", "1" },
    { 999, "999", "999" },
    { 1000, "1,000", "1000" },
    { 1135, "1,135", "1135" },
    { 10000, "10,000", "10000" },
    { 999999, "999,999", "999999" },
    { 1234567, "1,234,567", "1234567" },
    { G_MAXINT64, "9,223,372,036,854,775,807", "9223372036854775807" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_taken (lab_number_count (cases[i].count), cases[i].text);
      assert_taken (lab_number_cell ((gint64) cases[i].count), cases[i].cell);
    }
  assert_taken (lab_number_count (G_MAXUINT64), "18,446,744,073,709,551,615");
}

static void
test_changes (void)
{
  assert_taken (lab_number_change (0), "");
  assert_taken (lab_number_change (1), "+1");
  assert_taken (lab_number_change (213), "+213");
  assert_taken (lab_number_change (-36), MINUS "36");
  assert_taken (lab_number_change (-10000), MINUS "10000");
}

static void
test_fixed (void)
{
  static const struct
  {
    double value;
    guint decimals;
    const char *text;
  } cases[] = {
    { -0.04, 1, "0.0" },       { -0.06, 1, MINUS "0.1" },  { -0.0, 2, "0.00" },
    { -0.4, 0, "0" },          { -0.6, 0, MINUS "1" },     { 1.5, 1, "1.5" },
    { 1.0, 9, "1.000000000" }, { 1.0, 12, "1.000000000" }, { 12345.678, 2, "12345.68" },
  };
  g_autofree char *longest = lab_number_fixed (-G_MAXDOUBLE, 9);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_taken (lab_number_fixed (cases[i].value, cases[i].decimals), cases[i].text);
  g_assert_cmpuint (strlen (longest), ==, strlen (MINUS) + 309 + 1 + 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number/percent", test_percent);
  g_test_add_func ("/number/points", test_points);
  g_test_add_func ("/number/difference", test_difference);
  g_test_add_func ("/number/points-are-of-the-shown-numbers", test_points_from_shown);
  g_test_add_func ("/number/loss", test_loss);
  g_test_add_func ("/number/counts", test_counts);
  g_test_add_func ("/number/changes", test_changes);
  g_test_add_func ("/number/fixed", test_fixed);
  return g_test_run ();
}
