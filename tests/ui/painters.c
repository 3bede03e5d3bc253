/* SPDX-License-Identifier: MIT */
/* The painters: two descriptions that must draw the same, what is where, what it says; few goldens
 * without text. */
#include "canvas.h"
#include "core/random.h"
#include "figure.h"

#include <math.h>
#include <string.h>

#define WIDTH  360
#define HEIGHT 240

static const char *const NAMES[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

/* ---- curves
 * ----------------------------------------------------------------------------------------- */

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
draw_curves (const LabCurvesData *data, const LabTheme *theme, double dx, double dy)
{
  Canvas canvas = canvas_new (WIDTH + 20, HEIGHT + 20, theme);
  g_autoptr (LabCurves) layout = lab_curves_layout (data, WIDTH, HEIGHT, theme, 12.0);

  cairo_translate (canvas.cr, dx, dy);
  lab_curves_draw (layout, canvas.cr);
  return canvas;
}

static LabSeries *
series_of (guint n, double period)
{
  LabSeries *series = lab_series_new ();

  for (guint i = 0; i < n; i++)
    lab_series_append (series, (float) (0.5 + 0.4 * sin (i / period)));
  return series;
}

/* A short series is drawn like the same points given one by one. */
static void
test_series_as_points (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabSeries) series = series_of (40, 6.0);
  double x[40], y[40];
  LabCurve dense = { .name = "a", .raw = series, .x_step = 0.125 },
           sparse = { .name = "a", .x = x, .y = y, .n = 40 };
  LabCurvesData one = curves_data (&dense, 1), other = curves_data (&sparse, 1);
  Canvas a, b;

  for (guint i = 0; i < 40; i++)
    {
      x[i] = 0.125 * (i + 1);
      y[i] = (double) lab_series_get (series, i);
    }
  a = draw_curves (&one, &theme, 0.0, 0.0);
  b = draw_curves (&other, &theme, 0.0, 0.0);
  g_assert_cmpuint (canvas_differ (&a, &b, 0), ==, 0);
  canvas_clear (&a);
  canvas_clear (&b);
}

/* A picture moved by whole pixels is the same picture. */
static void
test_moved (void)
{
  const LabTheme theme = canvas_theme (TRUE);
  g_autoptr (LabSeries) series = series_of (5000, 300.0);
  LabCurve curve = { .name = "a", .style = 1, .raw = series, .mean = series, .x_step = 0.001 };
  LabCurvesData data = curves_data (&curve, 1);
  Canvas a, b;

  data.smooth = TRUE;
  data.cursor = 2.5;
  a = draw_curves (&data, &theme, 0.0, 0.0);
  b = draw_curves (&data, &theme, 7.0, 11.0);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      g_assert_cmphex (canvas_pixel (&a, x, y), ==, canvas_pixel (&b, x + 7, y + 11));
  canvas_clear (&a);
  canvas_clear (&b);
}

static void
test_hidden_and_gaps (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const double x[] = { 1.0, 2.0, 3.0, 4.0 }, y[] = { 0.5, 0.5, (double) NAN, 0.5 },
               nothing[] = { NAN, NAN, NAN, NAN };
  const guint32 color = canvas_color (&theme.runs[0].color);
  LabCurve curve = { .name = "a", .x = x, .y = y, .n = 4 };
  LabCurvesData data = curves_data (&curve, 1);
  double left, top, right, bottom;
  Canvas canvas = draw_curves (&data, &theme, 0.0, 0.0);
  g_autoptr (LabCurves) layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, 12.0);

  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  g_assert_cmpuint (canvas_count (&canvas, color), >, 0);
  /* Nothing between 2 and 4: the point at 3 is none. */
  for (int column = (int) (left + 0.45 * (right - left));
       column < (int) (left + 0.75 * (right - left)); column++)
    for (int row = 0; row < HEIGHT; row++)
      g_assert_cmphex (canvas_pixel (&canvas, column, row), !=, color);
  canvas_clear (&canvas);

  curve.hidden = TRUE;
  canvas = draw_curves (&data, &theme, 0.0, 0.0);
  g_assert_cmpuint (canvas_count (&canvas, color), ==, 0);
  canvas_clear (&canvas);

  curve = (LabCurve){ .name = "a", .x = x, .y = nothing, .n = 4 };
  canvas = draw_curves (&data, &theme, 0.0, 0.0);
  g_assert_cmpuint (canvas_count (&canvas, color), ==, 0);
  canvas_clear (&canvas);
}

/* A million steps: the highest and lowest of them are seen, and hit finds any. */
static void
test_long_series (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabSeries) series = lab_series_new ();
  const guint n = 1000000;
  LabCurve curve = { .name = "a", .raw = series, .x_step = 5.0 / n };
  LabCurvesData data = curves_data (&curve, 1);
  double left, top, right, bottom;
  LabCurvesHit hit;
  Canvas canvas;
  g_autoptr (LabCurves) layout = NULL;
  guint spike = 0;

  for (guint i = 0; i < n; i++)
    lab_series_append (series, i == n / 2 ? 0.95f : 0.2f);
  layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, 12.0);
  lab_curves_get_area (layout, &left, &top, &right, &bottom);
  canvas = draw_curves (&data, &theme, 0.0, 0.0);
  for (int column = 0; column < WIDTH; column++)
    spike += canvas_pixel (&canvas, column, (int) (bottom - 0.9 * (bottom - top)))
             == canvas_color (&theme.runs[0].color);
  g_assert_cmpuint (spike, >=, 1);
  g_assert_cmpuint (spike, <=, 4);
  hit = lab_curves_hit (layout, 0.5 * (left + right), 0.5 * (top + bottom));
  g_assert_true (hit.inside);
  g_assert_cmpfloat_with_epsilon (hit.x, 2.5, 1e-6);
  g_assert_true (isfinite (hit.values[0]));
  g_assert_false (lab_curves_hit (layout, left - 2.0, top).inside);
  g_assert_false (lab_curves_hit (layout, left, bottom + 2.0).inside);
  canvas_clear (&canvas);
}

static void
test_curve_values_and_words (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const double x[] = { 1.0, 2.0 }, y[] = { 0.5, 0.917 };
  LabCurve curves[] = { { .name = "Standard: cross-entropy", .x = x, .y = y, .n = 2 },
                        { .name = "Custom: focal", .style = 1 } };
  LabCurvesData data = curves_data (curves, 2);
  g_autoptr (LabCurves) layout = NULL;
  g_autofree char *words = NULL;

  g_assert_true (isnan (lab_curve_value (&curves[0], 0.9, FALSE)));
  g_assert_cmpfloat (lab_curve_value (&curves[0], 1.9, FALSE), ==, 0.5);
  g_assert_cmpfloat (lab_curve_value (&curves[0], 2.0, FALSE), ==, 0.917);
  g_assert_true (isnan (lab_curve_last (&curves[1], FALSE)));
  data.percent = TRUE;
  layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, 12.0);
  words = lab_curves_describe (layout);
  g_assert_cmpstr (words, ==,
                   "Training loss over 5 epochs. Standard: cross-entropy: now 91.7\342\200\211%. "
                   "Custom: focal: not trained yet. Each loss has its own unit: not comparable.");
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

/* ---- matrix
 * ----------------------------------------------------------------------------------------- */

static LabConfusion *
some_matrix (guint64 seed, guint K, const guint *order)
{
  LabConfusion *matrix = lab_confusion_new (K);
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < 40 * K; i++)
    {
      const guint t = lab_random_below (&random, K);
      const guint k = lab_random_below (&random, 4) == 0 ? lab_random_below (&random, K) : t;

      lab_confusion_add (matrix, order == NULL ? t : order[t], order == NULL ? k : order[k]);
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
test_matrix_hit (void)
{
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  const LabMatrixData data = matrix_data (matrix, NULL);
  g_autoptr (LabMatrix) layout
      = lab_matrix_layout (&data, WIDTH, WIDTH, TRUE, lab_theme_get (FALSE), 12.0);
  double left, top, right, bottom, cell;

  lab_matrix_get_area (layout, &left, &top, &right, &bottom);
  g_assert_cmpfloat (right, <=, WIDTH);
  g_assert_cmpfloat (bottom, <=, WIDTH);
  g_assert_cmpfloat_with_epsilon (right - left, bottom - top, 1e-9);
  cell = (right - left) / 10.0;
  for (int t = 0; t < 10; t++)
    {
      LabMatrixHit hit;

      for (int k = 0; k < 10; k++)
        {
          hit = lab_matrix_hit (layout, left + (k + 0.5) * cell, top + (t + 0.5) * cell);
          g_assert_cmpint (hit.row, ==, t);
          g_assert_cmpint (hit.column, ==, k);
        }
      hit = lab_matrix_hit (layout, left - 4.0, top + (t + 0.5) * cell);
      g_assert_cmpint (hit.row, ==, t);
      g_assert_cmpint (hit.column, ==, -1);
      hit = lab_matrix_hit (layout, left + (t + 0.5) * cell, bottom + 8.0);
      g_assert_cmpint (hit.row, ==, -1);
      g_assert_cmpint (hit.column, ==, t);
    }
  g_assert_cmpint (lab_matrix_hit (layout, right + 3.0, top + 3.0).row, ==, -1);
}

/* Classes shuffled: every cell keeps its colour at its new place. */
static void
test_matrix_shuffled (void)
{
  const guint order[] = { 3, 1, 4, 0, 2, 9, 6, 5, 8, 7 };
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  g_autoptr (LabConfusion) shuffled = some_matrix (1, 10, order);
  const LabMatrixData one = matrix_data (matrix, NULL), other = matrix_data (shuffled, NULL);
  Canvas a = draw_matrix (&one, &theme), b = draw_matrix (&other, &theme);
  g_autoptr (LabMatrix) layout = lab_matrix_layout (&one, WIDTH, WIDTH, TRUE, &theme, 12.0);
  double left, top, right, bottom, cell;

  lab_matrix_get_area (layout, &left, &top, &right, &bottom);
  cell = (right - left) / 10.0;
  for (guint t = 0; t < 10; t++)
    for (guint k = 0; k < 10; k++)
      g_assert_cmphex (
          canvas_pixel (&a, (int) (left + (k + 0.5) * cell), (int) (top + (t + 0.5) * cell)), ==,
          canvas_pixel (&b, (int) (left + (order[k] + 0.5) * cell),
                        (int) (top + (order[t] + 0.5) * cell)));
  canvas_clear (&a);
  canvas_clear (&b);
}

static void
test_matrix_no_change (void)
{
  const LabTheme theme = canvas_theme (TRUE);
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  LabMatrixData same = matrix_data (matrix, matrix), empty = same;
  Canvas a, b;

  empty.matrix = empty.minus = NULL;
  a = draw_matrix (&same, &theme);
  b = draw_matrix (&empty, &theme); /* the ground of no change is the background, in both themes */
  g_assert_cmpuint (canvas_differ (&a, &b, 0), ==, 0);
  canvas_clear (&a);
  canvas_clear (&b);
}

static void
test_matrix_words (void)
{
  g_autoptr (LabConfusion) matrix = lab_confusion_new (10);
  g_autoptr (LabConfusion) other = NULL;
  g_autoptr (LabMatrix) layout = NULL;
  g_autoptr (LabMatrix) change = NULL;
  g_autofree char *words = NULL;
  g_autofree char *change_words = NULL;
  LabMatrixData data;

  for (guint i = 0; i < 36; i++)
    lab_confusion_add (matrix, 4, i < 30 ? 4 : 9);
  other = lab_confusion_copy (matrix);
  lab_confusion_add (other, 4, 9);
  lab_confusion_add (other, 4, 9);
  data = matrix_data (matrix, NULL);
  layout = lab_matrix_layout (&data, WIDTH, WIDTH, TRUE, lab_theme_get (FALSE), 12.0);
  words = lab_matrix_describe (layout);
  g_assert_cmpstr (
      words, ==,
      "Standard: 6 mistakes in 36 pictures. The most frequent one: digit 4 taken for 9, 6 times.");
  data = matrix_data (other, matrix);
  change = lab_matrix_layout (&data, WIDTH, WIDTH, TRUE, lab_theme_get (FALSE), 12.0);
  change_words = lab_matrix_describe (change);
  g_assert_cmpstr (change_words, ==,
                   "Standard: the greatest change is +2 pictures of digit 4 taken for 9.");
}

static void
test_matrix_of_many (void)
{
  g_autoptr (LabConfusion) matrix = some_matrix (1, 256, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  LabMatrixData data = matrix_data (matrix, NULL);
  Canvas canvas;

  for (guint k = 0; k < 256; k++)
    g_ptr_array_add (names, g_strdup_printf ("class %u", k));
  data.class_names = (const char *const *) names->pdata;
  canvas = draw_matrix (&data, lab_theme_get (FALSE));
  g_assert_cmpuint (canvas_count (&canvas, canvas_color (&lab_theme_get (FALSE)->background)), <,
                    WIDTH * WIDTH);
  canvas_clear (&canvas);
}

/* ---- class marks
 * ------------------------------------------------------------------------------------ */

static void
test_class_marks (void)
{
  const double standard[] = { 0.533, 0.98, 0.96 }, custom[] = { 0.858, 0.97, 0.95 };
  const LabClassMarksData data = {
    .measure = "Recall",
    .n_classes = 3,
    .class_names = NAMES,
    .noun = "digit",
    .n_sides = 2,
    .side_names = { "Standard", "Custom" },
    .values = { standard, custom },
  };
  g_autoptr (LabClassMarks) layout
      = lab_class_marks_layout (&data, WIDTH, HEIGHT, lab_theme_get (FALSE), 12.0);
  g_autofree char *words = lab_class_marks_describe (layout);
  double left, top, right, bottom;

  g_assert_cmpint (lab_class_marks_foremost (&data), ==, 0);
  lab_class_marks_get_area (layout, &left, &top, &right, &bottom);
  for (int k = 0; k < 3; k++)
    g_assert_cmpint (
        lab_class_marks_hit (layout, left + 5.0, top + (k + 0.5) * (bottom - top) / 3.0), ==, k);
  g_assert_cmpint (lab_class_marks_hit (layout, left, bottom + 1.0), ==, -1);
  g_assert_cmpstr (
      words, ==,
      "Recall of each digit. The greatest difference is in digit 0: Standard 53.3\342\200\211%, "
      "Custom 85.8\342\200\211%.");
}

/* ---- figures and goldens
 * ---------------------------------------------------------------------------- */

typedef struct
{
  const guchar *data;
  gsize size;
  gsize at;
} Reader;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Reader *reader = closure;

  if (reader->at + length > reader->size)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, reader->data + reader->at, length);
  reader->at += length;
  return CAIRO_STATUS_SUCCESS;
}

static void
test_figure_sizes (void)
{
  g_autoptr (LabConfusion) one = some_matrix (1, 10, NULL);
  g_autoptr (LabConfusion) other = some_matrix (2, 10, NULL);
  LabFigure figure = {
    .kind = LAB_FIGURE_MATRICES,
    .title = g_strdup ("Confusion matrices"),
    .subtitle = g_strdup ("MNIST"),
    .n_classes = 10,
    .class_names = NAMES,
    .noun = "digit",
    .matrices = { one, other, one, other },
  };
  const struct
  {
    guint width, height;
    double scale;
    int wide, high;
  } sizes[] = { { 1600, 600, 1.0, 1600, 600 },
                { 1600, 600, 2.0, 3200, 1200 },
                { 640, 480, 0.5, 320, 240 },
                { 100, 1000, 1.0, 100, 1000 } };

  for (guint n = 1; n <= 4; n++)
    {
      figure.legend[n - 1] = (LabFigureLegend){ n - 1, g_strdup ("Standard: cross-entropy"), NULL };
      figure.n_legend = n;
      for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
        {
          g_autoptr (GBytes) png = lab_figure_to_png (&figure, sizes[i].width, sizes[i].height,
                                                      sizes[i].scale, lab_theme_get (i % 2), NULL);
          Reader reader = { g_bytes_get_data (png, NULL), g_bytes_get_size (png), 0 };
          cairo_surface_t *surface
              = cairo_image_surface_create_from_png_stream (read_bytes, &reader);

          g_assert_cmpint (cairo_image_surface_get_width (surface), ==, sizes[i].wide);
          g_assert_cmpint (cairo_image_surface_get_height (surface), ==, sizes[i].high);
          cairo_surface_destroy (surface);
        }
    }
  for (guint i = 0; i < 4; i++)
    {
      const double scales[] = { 0.0, 100.0, -1.0, (double) NAN };
      g_autoptr (GError) error = NULL;

      g_assert_null (
          lab_figure_to_png (&figure, 1600, 600, scales[i], lab_theme_get (FALSE), &error));
      g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
    }
  lab_figure_clear (&figure);
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
  canvas = draw_curves (&curves_of, &theme, 0.0, 0.0);
  canvas_assert_golden (&canvas, theme.dark ? "curves-dark" : "curves-light");
  canvas_clear (&canvas);
}

static void
test_golden_change (gconstpointer data)
{
  const LabTheme theme = canvas_theme (GPOINTER_TO_INT (data));
  g_autoptr (LabConfusion) one = some_matrix (1, 10, NULL);
  g_autoptr (LabConfusion) other = some_matrix (2, 10, NULL);
  LabMatrixData change = matrix_data (one, other);
  Canvas canvas;

  change.row = 2;
  change.column = 7;
  canvas = draw_matrix (&change, &theme);
  canvas_assert_golden (&canvas, theme.dark ? "change-dark" : "change-light");
  canvas_clear (&canvas);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curves/series-as-points", test_series_as_points);
  g_test_add_func ("/curves/moved", test_moved);
  g_test_add_func ("/curves/hidden-and-gaps", test_hidden_and_gaps);
  g_test_add_func ("/curves/long-series", test_long_series);
  g_test_add_func ("/curves/values-and-words", test_curve_values_and_words);
  g_test_add_func ("/curves/ranges", test_ranges);
  g_test_add_func ("/matrix/hit", test_matrix_hit);
  g_test_add_func ("/matrix/shuffled", test_matrix_shuffled);
  g_test_add_func ("/matrix/no-change", test_matrix_no_change);
  g_test_add_func ("/matrix/words", test_matrix_words);
  g_test_add_func ("/matrix/many-classes", test_matrix_of_many);
  g_test_add_func ("/class-marks/hit-and-words", test_class_marks);
  g_test_add_func ("/figure/sizes", test_figure_sizes);
  for (int dark = 0; dark < 2; dark++)
    {
      g_test_add_data_func (dark ? "/golden/curves-dark" : "/golden/curves-light",
                            GINT_TO_POINTER (dark), test_golden_curves);
      g_test_add_data_func (dark ? "/golden/change-dark" : "/golden/change-light",
                            GINT_TO_POINTER (dark), test_golden_change);
    }
  return g_test_run ();
}
