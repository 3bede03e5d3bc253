/* SPDX-License-Identifier: MIT */
/* Few pictures without text, compared with committed ones; and the ranges that the painters choose.
 */
#include "canvas.h"
#include "core/random.h"
#include "curves.h"
#include "matrix.h"
#include "painting.h"

#include <math.h>

#define WIDTH  360
#define HEIGHT 240

static const char *const NAMES[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

static LabCurvesData
curves_data (const LabCurve *curves, guint n)
{
  return (LabCurvesData){
    .title = "Training loss",
    .curves = curves,
    .n_curves = n,
    .x_to = 5.0,
    .y_to = 1.0,
    .cursor = (double) NAN,
    .pointer = (double) NAN,
  };
}

static Canvas
draw_curves (const LabCurvesData *data, const LabTheme *theme)
{
  Canvas canvas = canvas_new (WIDTH + 20, HEIGHT + 20, theme);
  g_autoptr (LabCurves) layout = lab_curves_layout (data, WIDTH, HEIGHT, theme, 12.0);

  lab_curves_draw (layout, canvas.cr);
  return canvas;
}

static void
test_ranges (void)
{
  const double x[] = { 0.1, 1.0, 5.0 }, losses[] = { 9.0, 0.81, 0.1 },
               accuracies[] = { 0.1, 0.78, 0.96 };
  LabCurve curve = { .name = "a", .x = x, .y = losses, .n = 3 };
  LabCurvesData data = curves_data (&curve, 1);

  lab_curves_loss_range (&data);
  g_assert_cmpfloat (data.y_from, ==, 0.0);
  g_assert_cmpfloat_with_epsilon (data.y_to, 1.0, 1e-12);
  data.logarithmic = TRUE;
  lab_curves_loss_range (&data);
  g_assert_cmpfloat_with_epsilon (data.y_from, 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (data.y_to, 10.0, 1e-12);
  curve.y = accuracies;
  lab_curves_fraction_range (&data);
  g_assert_cmpfloat_with_epsilon (data.y_from, 0.7, 1e-12);
  g_assert_cmpfloat (data.y_to, ==, 1.0);
  curve.n = 0;
  lab_curves_fraction_range (&data);
  g_assert_cmpfloat (data.y_to, >, data.y_from);
}

static LabConfusion *
some_matrix (guint64 seed, guint K)
{
  LabConfusion *matrix = lab_confusion_new (K);
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < 40 * K; i++)
    {
      const guint t = lab_random_below (&random, K);
      const guint k = lab_random_below (&random, 4) == 0 ? lab_random_below (&random, K) : t;

      lab_confusion_add (matrix, t, k);
    }
  return matrix;
}

static LabMatrixData
matrix_data (const LabConfusion *matrix, const LabConfusion *minus)
{
  return (LabMatrixData){
    .name = "Standard",
    .matrix = matrix,
    .minus = minus,
    .n_classes = matrix->n_classes,
    .class_names = NAMES,
    .noun = "digit",
    .scale = lab_matrix_scale (matrix, minus, FALSE),
    .row = -1,
    .column = -1,
  };
}

static Canvas
draw_matrix (const LabMatrixData *data, const LabTheme *theme)
{
  Canvas canvas = canvas_new (WIDTH, WIDTH, theme);
  g_autoptr (LabMatrix) layout = lab_matrix_layout (data, WIDTH, WIDTH, TRUE, theme, 12.0);

  lab_matrix_draw (layout, canvas.cr);
  return canvas;
}

static void
test_golden_curves (gconstpointer data)
{
  const LabTheme theme = canvas_theme (GPOINTER_TO_INT (data));
  g_autoptr (LabSeries) raw = lab_series_new ();
  g_autoptr (LabSeries) mean = lab_series_new ();
  const double x[] = { 0.0, 1.0, 2.0, 3.0, 4.0, 5.0 }, y[] = { 0.9, 0.7, 0.75, 0.4, 0.42, 0.3 };
  LabCurve curves[] = { { .name = "a", .raw = raw, .mean = mean, .x_step = 0.002 },
                        { .name = "b", .style = 1, .x = x, .y = y, .n = 6 } };
  LabCurvesData curves_of = curves_data (curves, 2);
  LabRandom random;
  Canvas canvas;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < 2500; i++)
    {
      const float level = 0.1f + 0.8f * expf (-(float) i / 600.0f);

      lab_series_append (raw, level * (0.6f + 0.8f * lab_random_uniform (&random)));
      lab_series_append (mean, level);
    }
  curves_of.smooth = TRUE;
  curves_of.cursor = 4.0;
  canvas = draw_curves (&curves_of, &theme);
  canvas_assert_golden (&canvas, theme.dark ? "curves-dark" : "curves-light");
  canvas_clear (&canvas);
}

static void
test_golden_change (gconstpointer data)
{
  const LabTheme theme = canvas_theme (GPOINTER_TO_INT (data));
  g_autoptr (LabConfusion) one = some_matrix (1, 10);
  g_autoptr (LabConfusion) other = some_matrix (2, 10);
  LabMatrixData change = matrix_data (one, other);
  Canvas canvas;

  change.row = 2;
  change.column = 7;
  canvas = draw_matrix (&change, &theme);
  canvas_assert_golden (&canvas, theme.dark ? "change-dark" : "change-light");
  canvas_clear (&canvas);
}

/* Of several seeds: a band, and thin lines, one of which ends early. */
static void
test_golden_seeds (gconstpointer data)
{
  const LabTheme theme = canvas_theme (GPOINTER_TO_INT (data));
  double x[41], y[2][41], spread[41], each[2 * 41];
  LabCurve curves[]
      = { { .name = "a", .x = x, .y = y[0], .n = 41, .spread = spread, .banded = TRUE },
          { .name = "b",
            .style = 1,
            .x = x,
            .y = y[1],
            .n = 41,
            .spread = spread,
            .each = each,
            .n_each = 2 } };
  LabCurvesData curves_of = curves_data (curves, 2);
  Canvas canvas;

  for (guint i = 0; i < 41; i++)
    {
      x[i] = i / 8.0;
      y[0][i] = 0.2 + 0.6 * exp (-x[i]);
      y[1][i] = 0.4 + 0.6 * exp (-x[i]);
      spread[i] = 0.02 + 0.02 * sin (3.0 * x[i]);
      each[i] = y[1][i] + 0.1 * cos (2.0 * x[i]);
      each[41 + i] = i < 20 ? y[1][i] - 0.1 * cos (2.0 * x[i]) : (double) NAN;
    }
  canvas = draw_curves (&curves_of, &theme);
  canvas_assert_golden (&canvas, theme.dark ? "seeds-dark" : "seeds-light");
  canvas_clear (&canvas);
}

/* Answers to pictures of two classes: side @side is right more often, and too sure. */
static void
some_answers (guint side, float *probabilities, guint8 *labels, guint n)
{
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, side);
  for (guint i = 0; i < n; i++)
    {
      const float sure = powf (lab_random_uniform (&random), side == 0 ? 1.0f : 4.0f);

      labels[i] = i % 5 == 0;
      probabilities[2 * i + 1] = labels[i] ? 1.0f - 0.5f * sure : 0.6f * sure;
      probabilities[2 * i] = 1.0f - probabilities[2 * i + 1];
    }
}

/* The whole curve, and its corner in the inset; marks of bins, and how many pictures they have. */
static void
test_golden_answers (gconstpointer data)
{
  const LabTheme theme = canvas_theme (GPOINTER_TO_INT (data));
  float probabilities[2 * 600];
  guint8 labels[600];
  LabRanking *rankings[2];
  LabCalibration calibrations[2];
  LabThresholdData thresholds = { .n_sides = 2, .share = 0.2, .side = 1, .point = 100 };
  LabReliabilityData reliability = { .n_sides = 2, .bin = 10 };

  for (guint s = 0; s < 2; s++)
    {
      some_answers (s, probabilities, labels, 600);
      rankings[s] = lab_ranking_new (probabilities, labels, 600, 2, 1);
      lab_calibration_init (&calibrations[s], probabilities, labels, 600, 2);
      thresholds.sides[s] = (LabThresholdSide){ .name = NAMES[s], .ranking = rankings[s] };
      reliability.sides[s] = (LabReliabilitySide){ .name = NAMES[s],
                                                   .calibration = &calibrations[s],
                                                   .temperature = (double) NAN };
    }
  for (guint i = 0; i < 3; i++)
    {
      static const char *const WHAT[] = { "roc", "precision-recall", "reliability" };
      g_autofree char *name = g_strconcat (WHAT[i], theme.dark ? "-dark" : "-light", NULL);
      Canvas canvas = canvas_new (WIDTH, HEIGHT, &theme);
      LabPainting painting = { .kind = i < 2 ? LAB_PAINTING_THRESHOLDS : LAB_PAINTING_RELIABILITY };

      thresholds.kind = i;
      if (i < 2)
        painting.thresholds
            = lab_threshold_curves_layout (&thresholds, WIDTH, HEIGHT, &theme, 12.0);
      else
        painting.reliability = lab_reliability_layout (&reliability, WIDTH, HEIGHT, &theme, 12.0);
      lab_painting_draw (&painting, canvas.cr);
      lab_painting_clear (&painting);
      canvas_assert_golden (&canvas, name);
      canvas_clear (&canvas);
    }
  for (guint s = 0; s < 2; s++)
    lab_ranking_free (rankings[s]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden/ranges", test_ranges);
  for (int dark = 0; dark < 2; dark++)
    {
      g_test_add_data_func (dark ? "/golden/curves-dark" : "/golden/curves-light",
                            GINT_TO_POINTER (dark), test_golden_curves);
      g_test_add_data_func (dark ? "/golden/seeds-dark" : "/golden/seeds-light",
                            GINT_TO_POINTER (dark), test_golden_seeds);
      g_test_add_data_func (dark ? "/golden/answers-dark" : "/golden/answers-light",
                            GINT_TO_POINTER (dark), test_golden_answers);
      g_test_add_data_func (dark ? "/golden/change-dark" : "/golden/change-light",
                            GINT_TO_POINTER (dark), test_golden_change);
    }
  return g_test_run ();
}
