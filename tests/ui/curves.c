/* SPDX-License-Identifier: MIT */
/* Lines: two descriptions that must draw the same, what is under the pointer, what is said. */
#include "canvas.h"
#include "curves.h"

#include <math.h>

#define WIDTH   360
#define HEIGHT  240
#define TEXT_PX 12.0
#define X_TO    5.0
#define N       40
#define LONG    1000000
#define THIN    "\342\200\211"

static LabCurvesData
curves_data (const LabCurve *curves, guint n)
{
  return (LabCurvesData){
    .title = "Training loss",
    .curves = curves,
    .n_curves = n,
    .x_to = X_TO,
    .y_to = 1.0,
    .cursor = (double) NAN,
    .pointer = (double) NAN,
  };
}

static Canvas
draw_at (const LabCurvesData *data, const LabTheme *theme, double dx, double dy)
{
  Canvas canvas = canvas_new (WIDTH + 20, HEIGHT + 20, theme);
  g_autoptr (LabCurves) layout = lab_curves_layout (data, WIDTH, HEIGHT, theme, TEXT_PX);

  cairo_translate (canvas.cr, dx, dy);
  lab_curves_draw (layout, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

static Canvas
draw (const LabCurvesData *data, const LabTheme *theme)
{
  return draw_at (data, theme, 0.0, 0.0);
}

static void
assert_same_picture (const LabCurvesData *one, const LabCurvesData *other, const LabTheme *theme)
{
  Canvas a = draw (one, theme), b = draw (other, theme);

  g_assert_cmpuint (canvas_differ (&a, &b, 0), ==, 0);
  canvas_clear (&a);
  canvas_clear (&b);
}

static double
wave (guint i)
{
  return (double) (float) (0.5 + 0.4 * sin (i / 6.0));
}

static LabSeries *
wave_series (guint n)
{
  LabSeries *series = lab_series_new ();

  for (guint i = 0; i < n; i++)
    lab_series_append (series, (float) wave (i));
  return series;
}

/* ---- the same pictures */

/* Few values of a series are the same as the points that they stand for, gaps too. */
static void
test_series_as_points (void)
{
  const LabTheme theme = canvas_theme (FALSE);

  for (guint gap = 0; gap < 3; gap++)
    for (guint n = 1; n <= N; n += 13)
      {
        g_autoptr (LabSeries) series = lab_series_new ();
        double x[N], y[N];
        const LabCurve dense = { .name = "a", .style = 1, .raw = series, .x_step = X_TO / N },
                       sparse = { .name = "a", .style = 1, .x = x, .y = y, .n = n };
        LabCurvesData one = curves_data (&dense, 1), other = curves_data (&sparse, 1);

        for (guint i = 0; i < n; i++)
          {
            y[i] = gap > 0 && i % 7 == gap ? (double) NAN : wave (i);
            x[i] = (i + 1) * (X_TO / N);
            lab_series_append (series, (float) y[i]);
          }
        assert_same_picture (&one, &other, &theme);
        one.logarithmic = other.logarithmic = TRUE;
        one.y_from = other.y_from = 0.01;
        assert_same_picture (&one, &other, &theme);
        one.cursor = other.cursor = x[n - 1]; /* the last point's marker */
        assert_same_picture (&one, &other, &theme);
      }
}

/* No spread and no other lines are nothing; a spread is seen around the line, as far as it reaches,
 * and thin lines are where they say. */
static void
test_spread (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  double x[N], y[N], spread[N], none[N], each[2 * N];
  LabCurve plain = { .name = "a", .x = x, .y = y, .n = N }, curve = plain;
  LabCurvesData one = curves_data (&plain, 1), other = curves_data (&curve, 1);
  g_autoptr (LabCurves) layout = lab_curves_layout (&one, WIDTH, HEIGHT, &theme, TEXT_PX);
  double left, top, right, bottom;
  Canvas canvas;

  for (guint i = 0; i < N; i++)
    {
      x[i] = (i + 1) * (X_TO / N);
      y[i] = 0.5;
      spread[i] = 0.2;
      none[i] = each[i] = (double) NAN;
      each[N + i] = 0.9;
    }
  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  curve.spread = none;
  curve.banded = TRUE;
  curve.each = each;
  curve.n_each = 1;
  assert_same_picture (&one, &other, &theme);
  for (guint form = 0; form < 2; form++)
    {
      curve.spread = spread;
      curve.banded = form == 0;
      curve.n_each = form == 0 ? 0 : 2;
      canvas = draw (&other, &theme);
      for (guint percent = 5; percent <= 95; percent += 5)
        {
          const int at = (int) (bottom + (top - bottom) * percent / 100.0);
          guint n = 0;

          for (int yy = at - 1; yy <= at + 1; yy++)
            n += canvas_pixel (&canvas, (int) (0.5 * (left + right)) + 3, yy)
                 != canvas_color (&theme.background);
          if (percent == 50 || (form == 0 ? percent > 30 && percent < 70 : percent == 90))
            g_assert_cmpuint (n, >, 0);
          else if (percent % 20 != 0 && percent != 30 && percent != 70) /* a grid line, an edge */
            g_assert_cmpuint (n, ==, 0);
        }
      canvas_clear (&canvas);
    }
}

static void
test_moved (void)
{
  static const int offsets[][2] = { { 1, 0 }, { 0, 1 }, { 7, 11 }, { 20, 20 } };
  const LabTheme theme = canvas_theme (TRUE);
  g_autoptr (LabSeries) series = wave_series (5000);
  const LabCurve curves[] = {
    { .name = "a", .raw = series, .mean = series, .x_step = X_TO / 5000 },
    { .name = "b", .style = 1, .raw = series, .x_step = X_TO / 3000 },
  };
  LabCurvesData data = curves_data (curves, 2);
  Canvas a;

  data.smooth = TRUE;
  data.cursor = 2.5;
  a = draw (&data, &theme);
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      const int dx = offsets[i][0], dy = offsets[i][1];
      Canvas b = draw_at (&data, &theme, dx, dy);

      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
          g_assert_cmphex (canvas_pixel (&a, x, y), ==, canvas_pixel (&b, x + dx, y + dy));
      canvas_clear (&b);
    }
  canvas_clear (&a);
}

static void
test_long_series (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabSeries) series = wave_series (LONG);
  const LabCurve curve = { .name = "a", .raw = series, .x_step = X_TO / LONG };
  LabCurvesData data = curves_data (&curve, 1);
  Canvas canvas = draw (&data, &theme);

  g_assert_cmpuint (canvas_count (&canvas, canvas_color (&theme.runs[0].color)), >, WIDTH);
  canvas_clear (&canvas);
  assert_same_picture (&data, &data, &theme);
  data.smooth = TRUE;
  assert_same_picture (&data, &data, &theme);
}

/* Nothing is drawn of what is hidden, empty or no number: neither line nor band nor marker. */
static void
test_invisible (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const double x[] = { 1.0, 2.0, 3.0 }, nothing[] = { NAN, NAN, NAN }, y[] = { 0.2, 0.4, 0.8 };
  g_autoptr (LabSeries) none = lab_series_new ();
  g_autoptr (LabSeries) nans = lab_series_new ();
  g_autoptr (LabSeries) series = wave_series (5000);
  const LabCurve invisible[] = {
    { .name = "a", .style = 2, .hidden = TRUE, .x = x, .y = y, .n = 3 },
    { .name = "a", .style = 2, .hidden = TRUE, .raw = series, .mean = series, .x_step = 0.001 },
    { .name = "a", .style = 2, .x = x, .y = nothing, .n = 3 },
    { .name = "a", .style = 2, .raw = nans, .x_step = 0.001 },
    { .name = "a", .style = 2, .raw = nans, .mean = nans, .x_step = 0.001 },
    { .name = "a", .style = 2, .raw = none, .mean = none, .x_step = 0.001 },
    { .name = "a", .style = 2 },
  };

  for (guint i = 0; i < 5000; i++)
    lab_series_append (nans, NAN);
  for (guint i = 0; i < G_N_ELEMENTS (invisible); i++)
    {
      const LabCurve curves[] = { { .name = "b", .x = x, .y = y, .n = 3 }, invisible[i] };
      LabCurvesData with = curves_data (curves, 2), without = curves_data (curves, 1);

      with.smooth = without.smooth = TRUE;
      with.cursor = without.cursor = 2.0;
      assert_same_picture (&with, &without, &theme);
    }
}

/* The pixels of that colour between two places on the x axis. */
static guint
count_between (const Canvas *canvas, const LabCurves *layout, double from, double to, guint32 color)
{
  double left, top, right, bottom;
  guint count = 0;

  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  for (int x = (int) (left + from / X_TO * (right - left)); x < left + to / X_TO * (right - left);
       x++)
    for (int y = 0; y < HEIGHT; y++)
      count += canvas_pixel (canvas, x, y) == color;
  return count;
}

static void
test_gap (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const guint32 color = canvas_color (&theme.runs[0].color);

  /* Sparser and denser than the pixels, smoothed or not; a gap from 2 to 3. */
  for (guint n = 50; n <= 50000; n *= 10)
    for (guint smooth = 0; smooth < 2; smooth++)
      {
        g_autoptr (LabSeries) series = lab_series_new ();
        const LabCurve curve
            = { .name = "a", .raw = series, .mean = smooth ? series : NULL, .x_step = X_TO / n };
        LabCurvesData data = curves_data (&curve, 1);
        g_autoptr (LabCurves) layout = NULL;
        Canvas canvas;

        for (guint i = 0; i < n; i++)
          lab_series_append (series, 5 * i >= 2 * n && 5 * i < 3 * n ? NAN : 0.5f);
        data.smooth = smooth;
        layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, TEXT_PX);
        canvas = draw (&data, &theme);
        g_assert_cmpuint (count_between (&canvas, layout, 0.5, 1.8, color), >, 50);
        g_assert_cmpuint (count_between (&canvas, layout, 2.1, 2.9, color), ==, 0);
        g_assert_cmpuint (count_between (&canvas, layout, 3.2, 4.5, color), >, 50);
        canvas_clear (&canvas);
      }
}

/* Values beyond the range, and infinite ones, leave the frame's surroundings alone. */
static void
test_beyond_range (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const double x[] = { 0.0, 1.0, 2.0, 3.0, 4.0, 5.0 },
               y[] = { 0.5, 1e30, -1e30, INFINITY, 0.5, -INFINITY };
  const LabCurve curve = { .name = "a", .x = x, .y = y, .n = 6 };
  const LabCurvesData data = curves_data (&curve, 1), frame = curves_data (&curve, 0);
  g_autoptr (LabCurves) layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, TEXT_PX);
  Canvas a = draw (&data, &theme), b = draw (&frame, &theme);
  double left, top, right, bottom;

  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  for (int row = 0; row < HEIGHT + 20; row++)
    for (int column = 0; column < WIDTH + 20; column++)
      if (column < left - 1.0 || column > right + 1.0 || row < top - 1.0 || row > bottom + 1.0)
        g_assert_cmphex (canvas_pixel (&a, column, row), ==, canvas_pixel (&b, column, row));
  g_assert_cmpuint (canvas_differ (&a, &b, 0), >, 0);
  canvas_clear (&a);
  canvas_clear (&b);
}

/* ---- under the pointer */

static void
test_hit_every_column (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const double x[] = { 1.0, 2.0, 4.0 }, y[] = { 0.25, 0.5, 0.75 };
  g_autoptr (LabSeries) series = wave_series (1000);
  const LabCurve curves[] = { { .name = "a", .raw = series, .x_step = X_TO / 1000 },
                              { .name = "b", .style = 1, .x = x, .y = y, .n = 3 } };
  const LabCurvesData data = curves_data (curves, 2);
  g_autoptr (LabCurves) layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, TEXT_PX);
  double left, top, right, bottom, middle;

  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  middle = 0.5 * (top + bottom);
  for (double at = ceil (left); at <= right; at++)
    {
      const LabCurvesHit hit = lab_curves_hit (layout, at, middle);
      const double epoch = X_TO * (at - left) / (right - left);
      const double step = epoch / X_TO * 1000.0;

      g_assert_true (hit.inside);
      g_assert_cmpfloat_with_epsilon (hit.x, epoch, 1e-9);
      if (step < 0.5)
        g_assert_true (isnan (hit.values[0]));
      else if (fabs (step - floor (step) - 0.5) > 1e-6) /* halves may round either way */
        g_assert_cmpfloat (hit.values[0], ==, wave ((guint) MAX (round (step), 1.0) - 1));
      if (epoch < 1.0)
        g_assert_true (isnan (hit.values[1]));
      else
        g_assert_cmpfloat (hit.values[1], ==, epoch >= 4.0 ? 0.75 : epoch >= 2.0 ? 0.5 : 0.25);
      g_assert_true (isnan (hit.values[2]));
      g_assert_true (isnan (hit.values[3]));
    }
  g_assert_true (!lab_curves_hit (layout, left - 1.0, middle).inside);
  g_assert_true (!lab_curves_hit (layout, right + 1.0, middle).inside);
  g_assert_true (!lab_curves_hit (layout, left + 5.0, top - 1.0).inside);
  g_assert_true (!lab_curves_hit (layout, left + 5.0, bottom + 1.0).inside);
  g_assert_true (lab_curves_hit (layout, left, top).inside);
  g_assert_true (lab_curves_hit (layout, right, bottom).inside);
}

/* ---- words, and nothing to show */

static void
assert_words (const LabCurvesData *data, const char *expected)
{
  g_autoptr (LabCurves) layout
      = lab_curves_layout (data, WIDTH, HEIGHT, lab_theme_get (FALSE), TEXT_PX);
  g_autofree char *words = lab_curves_describe (layout);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void)
{
  const double x[] = { 1.0, 2.0 }, y[] = { 0.5, 0.917 };
  LabCurve curves[]
      = { { .name = "Standard", .x = x, .y = y, .n = 2 }, { .name = "Custom", .style = 1 } };
  LabCurvesData data = curves_data (curves, 2);

  assert_words (&data, "Training loss over 5 epochs. Standard: now 0.917. Custom: not trained yet. "
                       "Each loss has its own unit: not comparable.");
  data.comparable = TRUE;
  data.percent = TRUE;
  data.x_to = 2.5;
  data.title = "Accuracy";
  assert_words (&data, "Accuracy over 2.5 epochs. Standard: now 91.7" THIN "%. "
                       "Custom: not trained yet.");
  curves[1].hidden = TRUE;
  assert_words (&data, "Accuracy over 2.5 epochs. Standard: now 91.7" THIN "%.");
  data.n_curves = 0;
  data.title = NULL;
  assert_words (&data, "Curves over 2.5 epochs.");
}

static void
test_empty (void)
{
  const LabTheme *theme = lab_theme_get (FALSE);
  const LabTheme text_free = canvas_theme (FALSE);
  LabCurvesData data = curves_data (NULL, 0), hinted = data;
  g_autoptr (LabCurves) layout = lab_curves_layout (&data, WIDTH, HEIGHT, theme, TEXT_PX);
  double left, top, right, bottom;
  guint differing = 0;
  Canvas plain, hint;

  hinted.hint = "Press Space to train both networks.";
  plain = draw (&data, &text_free);
  g_assert_cmpuint (canvas_count (&plain, canvas_color (&theme->background)), <,
                    (WIDTH + 20) * (HEIGHT + 20) - WIDTH);
  canvas_clear (&plain);

  plain = draw (&data, theme);
  hint = draw (&hinted, theme);
  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  for (int row = 0; row < HEIGHT; row++)
    for (int column = 0; column < WIDTH; column++)
      if (canvas_pixel (&plain, column, row) != canvas_pixel (&hint, column, row))
        {
          differing++;
          g_assert_cmpfloat (column, >=, left - 1.0);
          g_assert_cmpfloat (column, <=, right + 1.0);
          g_assert_cmpfloat_with_epsilon (row, 0.5 * (top + bottom), TEXT_PX);
        }
  g_assert_cmpuint (differing, >, 50);
  canvas_clear (&plain);
  canvas_clear (&hint);
  assert_same_picture (&data, &hinted, &text_free);
}

static void
test_small (void)
{
  const LabTheme *theme = lab_theme_get (TRUE);
  g_autoptr (LabSeries) series = wave_series (5000);
  const LabCurve curve = { .name = "a", .raw = series, .mean = series, .x_step = X_TO / 5000 };
  LabCurvesData data = curves_data (&curve, 1);

  data.smooth = TRUE;
  data.cursor = 2.0;
  data.x_title = "Epoch";
  data.y_title = "Loss";
  for (int size = 1; size < HEIGHT; size += 7)
    {
      Canvas canvas = canvas_new (size, size, theme);
      g_autoptr (LabCurves) layout = lab_curves_layout (&data, size, size, theme, TEXT_PX);

      lab_curves_draw (layout, canvas.cr);
      g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
      canvas_clear (&canvas);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curves/series-as-points", test_series_as_points);
  g_test_add_func ("/curves/spread", test_spread);
  g_test_add_func ("/curves/moved", test_moved);
  g_test_add_func ("/curves/long-series", test_long_series);
  g_test_add_func ("/curves/invisible", test_invisible);
  g_test_add_func ("/curves/gap", test_gap);
  g_test_add_func ("/curves/beyond-range", test_beyond_range);
  g_test_add_func ("/curves/hit-every-column", test_hit_every_column);
  g_test_add_func ("/curves/words", test_words);
  g_test_add_func ("/curves/empty", test_empty);
  g_test_add_func ("/curves/small", test_small);
  return g_test_run ();
}
