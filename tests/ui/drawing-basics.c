/* SPDX-License-Identifier: MIT */
/* Axes, numbers and colours. */
#include "axis.h"
#include "canvas.h"
#include "core/random.h"
#include "number.h"

#include <math.h>
#include <string.h>

static double
any (LabRandom *random, double least, double greatest)
{
  return least + (greatest - least) * (double) lab_random_uniform (random);
}

static void
assert_labels_differ (const LabAxis *axis)
{
  for (guint i = 0; i < axis->n_ticks; i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpstr (axis->labels[i], !=, axis->labels[j]);
}

static void
test_linear_ticks (void)
{
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 3000; trial++)
    {
      const double from = any (&random, -1.0, 1.0) * pow (10.0, any (&random, -5.0, 5.0));
      const double to = from + MAX (fabs (from) * 1e-3, pow (10.0, any (&random, -4.0, 5.0)));
      const guint most = 2 + lab_random_below (&random, 11);
      LabAxis axis;

      lab_axis_init (&axis, from, to, FALSE, LAB_AXIS_PLAIN, most);
      g_assert_cmpuint (axis.n_ticks, <=, MAX (most, 5));
      g_assert_cmpuint (axis.n_ticks, >=, 2);
      for (guint i = 0; i < axis.n_ticks; i++)
        {
          g_assert_cmpfloat (axis.ticks[i], >=, from - 1e-6 * (to - from));
          g_assert_cmpfloat (axis.ticks[i], <=, to + 1e-6 * (to - from));
          if (i > 1)
            g_assert_cmpfloat_with_epsilon (axis.ticks[i] - axis.ticks[i - 1],
                                            axis.ticks[1] - axis.ticks[0], 1e-6 * (to - from));
        }
      assert_labels_differ (&axis);
      lab_axis_place (&axis, 500.0, 20.0);
      for (guint i = 0; i < 5; i++)
        {
          const double value = any (&random, from, to);

          g_assert_cmpfloat_with_epsilon (lab_axis_from_pixel (&axis,
                                                               lab_axis_to_pixel (&axis, value)),
                                          value, 1e-9 * (to - from) + 1e-9 * fabs (value));
        }
    }
}

static void
test_logarithmic_ticks (void)
{
  LabRandom random;

  lab_random_init (&random, 2, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 1000; trial++)
    {
      const double from = pow (10.0, floor (any (&random, -8.0, 3.0)));
      const double to = from * pow (10.0, 1.0 + lab_random_below (&random, 9));
      LabAxis axis;

      lab_axis_init (&axis, from, to, TRUE, LAB_AXIS_PLAIN, 6);
      g_assert_cmpuint (axis.n_ticks, >=, 2);
      g_assert_cmpuint (axis.n_ticks, <=, LAB_MAX_TICKS);
      assert_labels_differ (&axis);
      lab_axis_place (&axis, 0.0, 300.0);
      for (guint i = 1; i < axis.n_ticks; i++)
        g_assert_cmpfloat (lab_axis_to_pixel (&axis, axis.ticks[i]), >,
                           lab_axis_to_pixel (&axis, axis.ticks[i - 1]));
      g_assert_cmpfloat_with_epsilon (lab_axis_to_pixel (&axis, sqrt (from * to)), 150.0, 1e-6);
      g_assert_true (isfinite (lab_axis_to_pixel (&axis, 0.0)));
    }
}

static void
test_percent_labels (void)
{
  LabAxis axis;

  lab_axis_init (&axis, 0.7, 1.0, FALSE, LAB_AXIS_PERCENT, 4);
  g_assert_cmpuint (axis.n_ticks, ==, 4);
  g_assert_cmpstr (axis.labels[0], ==, "70\342\200\211%");
  g_assert_cmpstr (axis.labels[3], ==, "100\342\200\211%");
}

static void
test_round_up (void)
{
  const double cases[][2] = { { 1.0, 1.0 },  { 1.01, 2.0 },    { 2.1, 2.5 },    { 2.6, 5.0 },
                              { 6.0, 10.0 }, { 0.024, 0.025 }, { 350.0, 500.0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat_with_epsilon (lab_axis_round_up (cases[i][0]), cases[i][1],
                                    1e-12 * cases[i][1]);
}

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_numbers (void)
{
  assert_text (lab_number_percent (0.917), "91.7\342\200\211%");
  assert_text (lab_number_percent (1.0), "100.0\342\200\211%");
  assert_text (lab_number_points (0.917, 0.931), "+1.4");
  assert_text (lab_number_points (0.931, 0.917), "\342\210\2221.4");
  assert_text (lab_number_points (0.5, 0.5), "0.0");
  /* The difference of the numbers that are shown, 91.7 and 93.1, though the exact one is 1.49. */
  assert_text (lab_number_points (0.91651, 0.93141), "+1.4");
  assert_text (lab_number_loss (0.1389), "0.139");
  assert_text (lab_number_loss (0.0), "0.000");
  assert_text (lab_number_loss (2e-10), "2e-10");
  assert_text (lab_number_loss (-0.25), "\342\210\2220.250");
  assert_text (lab_number_loss ((double) NAN), "not a number");
  assert_text (lab_number_loss ((double) INFINITY), "infinite");
  assert_text (lab_number_count (999), "999");
  assert_text (lab_number_count (1135), "1,135");
  assert_text (lab_number_count (1234567), "1,234,567");
  assert_text (lab_number_cell (0), "");
  assert_text (lab_number_cell (1121), "1121");
  assert_text (lab_number_change (213), "+213");
  assert_text (lab_number_change (-36), "\342\210\22236");
  assert_text (lab_number_change (0), "");
  assert_text (lab_number_fixed (-0.04, 1), "0.0");
}

static void
test_palette (void)
{
  const guint32 light[] = { 0x1a5fb4, 0xc64600, 0x0f7b6c, 0x241f31 },
                dark[] = { 0x78aeed, 0xffa348, 0x2ec4b6, 0xf6f5f4 };

  for (guint run = 0; run < LAB_MAX_STYLES; run++)
    {
      g_assert_cmphex (canvas_color (&lab_theme_get (FALSE)->runs[run].color), ==, light[run]);
      g_assert_cmphex (canvas_color (&lab_theme_get (TRUE)->runs[run].color), ==, dark[run]);
      /* The colour is never the only sign. */
      for (guint other = 0; other < run; other++)
        {
          const LabRunStyle *a = &lab_theme_get (FALSE)->runs[run],
                            *b = &lab_theme_get (FALSE)->runs[other];

          g_assert_cmpint (a->marker, !=, b->marker);
          g_assert_true (a->n_dash != b->n_dash || memcmp (a->dash, b->dash, sizeof a->dash) != 0);
        }
    }
}

static void
test_text_is_legible (void)
{
  for (guint dark = 0; dark < 2; dark++)
    for (int step = -1000; step <= 1000; step++)
      for (guint quiet = 0; quiet < 2; quiet++)
        {
          const LabTheme *theme = lab_theme_get (dark);
          const LabColor count = lab_theme_count (theme, fabs (step / 1000.0));
          const LabColor change = lab_theme_change (theme, step / 1000.0);
          const LabColor on_count = lab_theme_text_on (theme, &count, quiet);
          const LabColor on_change = lab_theme_text_on (theme, &change, quiet);

          g_assert_cmpfloat (lab_color_contrast (&on_count, &count), >=, 4.5);
          g_assert_cmpfloat (lab_color_contrast (&on_change, &change), >=, 4.5);
        }
}

static void
test_ramps (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const LabTheme *theme = lab_theme_get (dark);
      const LabColor none = lab_theme_count (theme, 0.0), most = lab_theme_count (theme, 1.0);
      const LabColor quarter = lab_theme_count (theme, 0.25), same = lab_theme_change (theme, 0.0);

      g_assert_cmphex (canvas_color (&none), ==, canvas_color (&theme->counts[0]));
      g_assert_cmphex (canvas_color (&most), ==, canvas_color (&theme->counts[1]));
      g_assert_cmphex (canvas_color (&same), ==, canvas_color (&theme->same));
      /* The square root: a quarter of the greatest count is half-way. */
      g_assert_cmpfloat_with_epsilon (quarter.red, 0.5 * (none.red + most.red), 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/axis/linear-ticks", test_linear_ticks);
  g_test_add_func ("/axis/logarithmic-ticks", test_logarithmic_ticks);
  g_test_add_func ("/axis/percent-labels", test_percent_labels);
  g_test_add_func ("/axis/round-up", test_round_up);
  g_test_add_func ("/number/table", test_numbers);
  g_test_add_func ("/theme/palette", test_palette);
  g_test_add_func ("/theme/text-is-legible", test_text_is_legible);
  g_test_add_func ("/theme/ramps", test_ramps);
  return g_test_run ();
}
