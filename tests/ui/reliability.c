/* SPDX-License-Identifier: MIT */
/* The reliability diagram: each bin's mark is where its numbers are, and is found, walked to and
 * told of. */
#include "reliability.h"

#include "canvas.h"

#include <math.h>
#include <string.h>

#define WIDTH  360
#define HEIGHT 240
#define BINS   LAB_CALIBRATION_BINS
#define THIN   "\342\200\211"

/* Of two classes, so that no confidence is below a half: @overconfident gets half of them wrong. */
static LabCalibration
some_calibration (guint n, gboolean overconfident)
{
  g_autofree float *probabilities = g_new (float, 2 * (gsize) n);
  g_autofree guint8 *labels = g_new (guint8, n);
  LabCalibration self;

  for (guint i = 0; i < n; i++)
    {
      const double p = 0.5 + 0.5 * (i + 0.5) / n;

      probabilities[2 * i] = (float) p;
      probabilities[2 * i + 1] = (float) (1.0 - p);
      labels[i] = overconfident ? i % 2 == 0 : i % 10 == 0;
    }
  lab_calibration_init (&self, probabilities, labels, n, 2);
  return self;
}

static LabReliabilityData
data_of (const LabCalibration *standard, const LabCalibration *custom)
{
  return (LabReliabilityData){
    .title = "Reliability",
    .n_sides = 2,
    .sides = { { "Standard", FALSE, standard, (double) NAN, (double) NAN, NULL },
               { "Custom", FALSE, custom, (double) NAN, (double) NAN, NULL } },
    .bin = -1,
  };
}

static LabReliability *
layout_of (const LabReliabilityData *data)
{
  return lab_reliability_layout (data, WIDTH, HEIGHT, lab_theme_get (FALSE), 12.0);
}

static void
test_places (void)
{
  const LabCalibration standard = some_calibration (1000, FALSE),
                       custom = some_calibration (200, TRUE);
  const LabReliabilityData data = data_of (&standard, &custom);
  g_autoptr (LabReliability) layout = layout_of (&data);
  double left, top, right, bottom, x, y;

  lab_reliability_get_area (layout, &left, &top, &right, &bottom);
  for (guint s = 0; s < 2; s++)
    for (guint b = 0; b < BINS; b++)
      {
        const LabCalibration *of = s == 0 ? &standard : &custom;

        if (of->count[b] == 0)
          continue;
        lab_reliability_to_pixel (layout, s, b, &x, &y);
        g_assert_cmpfloat_with_epsilon (x, left + of->confidence[b] * (right - left), 1e-9);
        g_assert_cmpint (lab_reliability_hit (layout, x, y), ==, (int) b);
        g_assert_true (y >= top && y <= bottom);
      }
  for (guint b = 0; b < BINS; b++)
    g_assert_cmpint (lab_reliability_hit (layout, left + (b + 0.5) / BINS * (right - left),
                                          bottom - 2.0),
                     ==, (int) b);
  g_assert_cmpint (lab_reliability_hit (layout, left - 2.0, 50.0), ==, -1);
  g_assert_cmpint (lab_reliability_hit (layout, 100.0, bottom + 2.0), ==, -1);
}

/* From the surest bin over those that have pictures. */
static void
test_walk (void)
{
  const LabCalibration standard = some_calibration (1000, FALSE);
  LabReliabilityData data = data_of (&standard, NULL);
  g_autoptr (LabReliability) layout = layout_of (&data);
  int bin = lab_reliability_walk (layout, -1, 1);

  g_assert_cmpint (bin, ==, BINS - 1);
  g_assert_cmpint (lab_reliability_walk (layout, bin, 1), ==, bin);
  for (guint i = 0; i < 2 * BINS; i++)
    bin = lab_reliability_walk (layout, bin, -1);
  g_assert_cmpint (bin, ==, 7); /* a half is in it */
  lab_reliability_free (g_steal_pointer (&layout));
  data.sides[0].hidden = TRUE;
  layout = layout_of (&data);
  g_assert_cmpint (lab_reliability_walk (layout, -1, -1), ==, -1);
}

static void
test_words (void)
{
  LabCalibration calibration = { .n = 30, .error = 0.0123 };
  LabReliabilityData data = data_of (&calibration, NULL);
  g_autoptr (LabReliability) layout = NULL;
  g_autofree char *words = NULL;

  calibration.count[14] = 1;
  calibration.confidence[14] = 0.98;
  calibration.accuracy[14] = 1.0;
  data.sides[0].temperature = 1.309;
  data.sides[0].error = 0.004;
  data.lack = "Custom:\nno second task";
  data.bin = 14;
  layout = layout_of (&data);
  words = lab_reliability_describe (layout);
  g_assert_cmpstr (words, ==,
                   "Reliability. Standard: expected calibration error 1.2" THIN
                   "%. At temperature 1.31 it is 0.4" THIN
                   "%. Custom: no second task. Confidence 93 to 100" THIN "%: Standard 98.0" THIN
                   "% sure, 100.0" THIN "% right, 1 picture.");
  lab_reliability_free (g_steal_pointer (&layout));
  g_free (words);
  data.bin = 0;
  data.lack = NULL;
  data.sides[0].temperature = (double) NAN;
  layout = layout_of (&data);
  words = lab_reliability_describe (layout);
  g_assert_cmpstr (words, ==,
                   "Reliability. Standard: expected calibration error 1.2" THIN
                   "%. Confidence 0 to 7" THIN "%: Standard no pictures.");
  lab_reliability_free (g_steal_pointer (&layout));
  g_free (words);
  data = data_of (NULL, NULL);
  data.hint = "Not trained yet.";
  layout = layout_of (&data);
  words = lab_reliability_describe (layout);
  g_assert_cmpstr (words, ==, "Reliability. Not trained yet.");
}

/* Nothing that is hidden, or not there, is drawn. */
static void
test_hidden (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const LabCalibration custom = some_calibration (500, TRUE);
  LabReliabilityData data = data_of (NULL, &custom);

  for (guint hidden = 0; hidden < 2; hidden++)
    {
      Canvas canvas = canvas_new (WIDTH, HEIGHT, &theme);
      g_autoptr (LabReliability) layout = NULL;

      data.sides[1].hidden = hidden;
      layout = lab_reliability_layout (&data, WIDTH, HEIGHT, &theme, 12.0);
      lab_reliability_draw (layout, canvas.cr);
      g_assert_cmpuint (canvas_count (&canvas, canvas_color (&theme.runs[0].color)), ==, 0);
      g_assert_true ((canvas_count (&canvas, canvas_color (&theme.runs[1].color)) > 0) == !hidden);
      canvas_clear (&canvas);
    }
}

/* From a size for nothing to one for all, with and without pictures: nothing fails. */
static void
test_small (void)
{
  const LabTheme *theme = lab_theme_get (TRUE);
  LabCalibration of[2] = { some_calibration (500, TRUE) };

  lab_calibration_init (&of[1], NULL, NULL, 0, 2);
  for (int size = 1; size < HEIGHT; size += 7)
    {
      LabReliabilityData data = data_of (&of[0], &of[1]);
      Canvas canvas = canvas_new (size, size, theme);
      g_autoptr (LabReliability) layout = NULL;

      data.sides[0].words = "T 1.31: error 0.4 %";
      data.bin = size % BINS;
      layout = lab_reliability_layout (&data, size, size, theme, 12.0);
      lab_reliability_draw (layout, canvas.cr);
      g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
      canvas_clear (&canvas);
    }
}

/* What is told of a bin stands beside its marks, whatever the room. The first side's are discs. */
static void
test_callout (void)
{
  static const int WIDTHS[] = { 300, 400, 700 };
  const LabTheme *theme = lab_theme_get (FALSE);
  const LabCalibration of[] = { some_calibration (1000, FALSE), some_calibration (1000, TRUE) };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (WIDTHS); i++)
    for (int b = 7; b < BINS; b++)
      {
        const int width = WIDTHS[i / 2];
        LabReliabilityData data = data_of (&of[i % 2], &of[1 - i % 2]);
        Canvas canvas = canvas_new (width, HEIGHT, theme);
        g_autoptr (LabReliability) layout = NULL;
        guint there = 0;
        double x, y;

        data.bin = b;
        layout = lab_reliability_layout (&data, width, HEIGHT, theme, 12.0);
        lab_reliability_draw (layout, canvas.cr);
        lab_reliability_to_pixel (layout, 0, (guint) b, &x, &y);
        for (int dx = -3; dx <= 3; dx++)
          for (int dy = -3; dy <= 3; dy++)
            there += canvas_pixel (&canvas, (int) x + dx, (int) y + dy)
                     == canvas_color (&theme->runs[0].color);
        g_assert_cmpuint (there, >, 8);
        canvas_clear (&canvas);
      }
}

/* Four temperatures are told where they fit below the diagonal. */
static void
test_temperatures (void)
{
  const LabTheme *theme = lab_theme_get (FALSE);
  const LabCalibration calibration = some_calibration (1000, TRUE);

  for (int height = 200; height <= 440; height += 240)
    {
      Canvas with = canvas_new (WIDTH, height, theme), without = canvas_new (WIDTH, height, theme);

      for (guint words = 0; words < 2; words++)
        {
          LabReliabilityData data = data_of (&calibration, &calibration);
          g_autoptr (LabReliability) layout = NULL;

          data.n_sides = 4;
          data.sides[2] = data.sides[3] = data.sides[0];
          for (guint s = 0; s < 4; s++)
            data.sides[s].words = words ? "T 1.31: error 0.4 %" : NULL;
          layout = lab_reliability_layout (&data, WIDTH, height, theme, 12.0);
          lab_reliability_draw (layout, words ? with.cr : without.cr);
        }
      g_assert_true ((canvas_differ (&with, &without, 0) > 0) == (height > 200));
      canvas_clear (&with);
      canvas_clear (&without);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reliability/places", test_places);
  g_test_add_func ("/reliability/walk", test_walk);
  g_test_add_func ("/reliability/words", test_words);
  g_test_add_func ("/reliability/hidden", test_hidden);
  g_test_add_func ("/reliability/small", test_small);
  g_test_add_func ("/reliability/callout", test_callout);
  g_test_add_func ("/reliability/temperatures", test_temperatures);
  return g_test_run ();
}
