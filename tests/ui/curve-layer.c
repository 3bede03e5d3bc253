/* SPDX-License-Identifier: MIT */
/* Long curves: their columns have the extremes of all steps, and what is kept from frame to frame
 * is what would be drawn anew. */
#include "curve-layer.h"

#include "canvas.h"
#include "core/random.h"

#include <math.h>

#define WIDTH   360
#define HEIGHT  240
#define TEXT_PX 12.0
#define X_TO    5.0
#define N       6000

/* Noise around a fall, with spikes, infinite values, no numbers, and gaps some pixels wide. */
static float
loss (guint i, LabRandom *random)
{
  const float level = 0.1f + 0.6f * expf (-(float) i / 1500.0f);
  const guint kind = lab_random_below (random, 400);

  if (i % 1700 > 1500)
    return NAN;
  return kind == 0   ? 4.0f * level
         : kind == 1 ? 0.002f
         : kind == 2 ? INFINITY
         : kind == 3 ? -1.0f
                     : level * (0.6f + 0.8f * lab_random_uniform (random));
}

typedef struct
{
  LabSeries *raw[2];
  LabSeries *mean[2];
  LabRandom random;
} Record;

static void
record_init (Record *self)
{
  lab_random_init (&self->random, 1, LAB_STREAM_NOISE, 0);
  for (guint c = 0; c < 2; c++)
    {
      self->raw[c] = lab_series_new ();
      self->mean[c] = lab_series_new ();
    }
}

static void
record_clear (Record *self)
{
  for (guint c = 0; c < 2; c++)
    {
      lab_series_free (self->raw[c]);
      lab_series_free (self->mean[c]);
    }
}

static void
record_add (Record *self, guint curve, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      const guint i = (guint) lab_series_count (self->raw[curve]);
      const float value = loss (i, &self->random);

      lab_series_append (self->mean[curve], 0.8f * value * value);
      lab_series_append (self->raw[curve], value);
    }
}

/* A dashed curve over a solid one. */
static LabCurvesData
record_curves (const Record *self, LabCurve curves[2], gboolean smooth)
{
  for (guint c = 0; c < 2; c++)
    curves[c] = (LabCurve){
      .name = "a", .style = c, .raw = self->raw[c], .mean = self->mean[c], .x_step = X_TO / N
    };
  return (LabCurvesData){
    .curves = curves,
    .n_curves = 2,
    .x_to = X_TO,
    .y_to = 1.0,
    .smooth = smooth,
    .cursor = (double) NAN,
    .pointer = (double) NAN,
  };
}

static Canvas
draw (const LabCurvesData *data, double scale, const LabTheme *theme)
{
  Canvas canvas = canvas_new ((int) (scale * WIDTH), (int) (scale * HEIGHT), theme);
  g_autoptr (LabCurves) layout = lab_curves_layout (data, WIDTH, HEIGHT, theme, TEXT_PX);

  cairo_scale (canvas.cr, scale, scale);
  lab_curves_draw (layout, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

/* The kept one and one that is drawn anew. */
static void
assert_kept_is_new (LabCurvesData *data, LabCurveLayer *layer, const LabTheme *theme)
{
  Canvas kept, anew;

  data->layer = layer;
  kept = draw (data, 1.0, theme);
  data->layer = NULL;
  anew = draw (data, 1.0, theme);
  g_assert_cmpuint (canvas_differ (&kept, &anew, 0), ==, 0);
  canvas_clear (&kept);
  canvas_clear (&anew);
}

/* ---- extremes ---- */

/* Lines have colour; background, grid and axes have none. */
static gboolean
is_line (const Canvas *canvas, int x, int y)
{
  const guint32 pixel = canvas_pixel (canvas, x, y);

  return abs ((int) (pixel >> 16 & 255) - (int) (pixel & 255)) > 30;
}

/* The first row with the line's colour and the one past the last. */
static gboolean
find_rows (const Canvas *canvas, int x, int *from, int *to)
{
  *from = canvas->height;
  *to = 0;
  for (int y = 0; y < canvas->height; y++)
    if (is_line (canvas, x, y))
      {
        *from = MIN (*from, y);
        *to = y + 1;
      }
  return *from < *to;
}

/* Raw, one solid curve, against the line through all points. */
static void
test_every_point (void)
{
  static const double SCALES[] = { 1.0, 2.0, 1.37 };
  const LabTheme theme = canvas_theme (FALSE);
  g_autofree double *x = g_new (double, N), *y = g_new (double, N);
  Record record;
  LabCurve curves[2], all = { .name = "a", .x = x, .y = y, .n = N };

  record_init (&record);
  record_add (&record, 0, N);
  for (guint i = 0; i < N; i++)
    {
      x[i] = (i + 1) * (X_TO / N);
      y[i] = (double) lab_series_get (record.raw[0], i);
    }
  for (guint logarithmic = 0; logarithmic < 2; logarithmic++)
    for (guint s = 0; s < G_N_ELEMENTS (SCALES); s++)
      {
        LabCurvesData data = record_curves (&record, curves, FALSE), points = data;
        Canvas columns, every;
        guint drawn = 0;

        data.n_curves = points.n_curves = 1;
        points.curves = &all;
        data.logarithmic = points.logarithmic = logarithmic;
        data.y_from = points.y_from = logarithmic ? 0.001 : 0.0;
        columns = draw (&data, SCALES[s], &theme);
        every = draw (&points, SCALES[s], &theme);
        for (int column = 0; column < columns.width; column++)
          {
            int from, to, expected_from, expected_to;
            const gboolean any = find_rows (&columns, column, &from, &to);

            /* A value between two that are none is no line: columns have it all the same. */
            if (!find_rows (&every, column, &expected_from, &expected_to))
              continue;
            /* A pen reaches into a gap: columns end there. */
            if (!any)
              {
                g_assert_true (!find_rows (&every, column - 3, &from, &to)
                               || !find_rows (&every, column + 3, &from, &to));
                continue;
              }
            g_assert_cmpint (from, <=, expected_from + 1);
            g_assert_cmpint (to, >=, expected_to - 1);
            drawn++;
          }
        g_assert_cmpuint (drawn, >, columns.width / 2);
        canvas_clear (&columns);
        canvas_clear (&every);
      }
  record_clear (&record);
}

/* No column reaches further than the values in it and the pen. */
static void
test_extremes (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const double radius = 0.5 * lab_theme_line_width (TEXT_PX);
  Record record;
  LabCurve curves[2];

  record_init (&record);
  record_add (&record, 0, N);
  for (guint logarithmic = 0; logarithmic < 2; logarithmic++)
    {
      LabCurvesData data = record_curves (&record, curves, FALSE);
      double left, area_top, right, area_bottom, top[WIDTH], bottom[WIDTH];
      g_autoptr (LabCurves) layout = NULL;
      Canvas canvas;
      LabAxis y;

      data.n_curves = 1;
      data.logarithmic = logarithmic;
      data.y_from = logarithmic ? 0.001 : 0.0;
      layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, TEXT_PX);
      lab_curves_get_area (layout, &left, &area_top, &right, &area_bottom);
      lab_axis_init (&y, data.y_from, data.y_to, logarithmic, LAB_AXIS_PLAIN, 6);
      lab_axis_place (&y, area_bottom, area_top);
      canvas = draw (&data, 1.0, &theme);
      for (guint x = 0; x < WIDTH; x++)
        {
          top[x] = INFINITY;
          bottom[x] = -INFINITY;
        }
      for (guint i = 0; i < N; i++)
        {
          const double value = (double) lab_series_get (record.raw[0], i);
          const guint x = (guint) (left + (right - left) * (i + 1) / N);

          if (!isfinite (value))
            continue;
          top[x] = MIN (top[x], lab_axis_to_pixel (&y, value));
          bottom[x] = MAX (bottom[x], lab_axis_to_pixel (&y, value));
        }
      for (int x = (int) left + 3; x < (int) right - 2; x++)
        {
          double reach_top = INFINITY, reach_bottom = -INFINITY;
          int from, to;

          for (int near = x - 2; near <= x + 2; near++)
            {
              reach_top = MIN (reach_top, top[near] - radius);
              reach_bottom = MAX (reach_bottom, bottom[near] + radius);
            }
          if (!find_rows (&canvas, x, &from, &to))
            {
              g_assert_true (top[x] > bottom[x] || bottom[x] < area_top || top[x] > area_bottom);
              continue;
            }
          g_assert_cmpfloat (from, >=, floor (MAX (reach_top, area_top)));
          g_assert_cmpfloat (to, <=, ceil (MIN (reach_bottom, area_bottom + 1.0)));
          if (top[x] <= bottom[x] && bottom[x] >= area_top && top[x] <= area_bottom)
            {
              g_assert_cmpfloat (from, <=, MAX (top[x], area_top));
              g_assert_cmpfloat (to, >=, MIN (bottom[x], area_bottom));
            }
        }
      canvas_clear (&canvas);
    }
  record_clear (&record);
}

/* A step is seen from its foot to its top, whatever is between dashes. */
static void
test_jump (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  LabAxis y;

  for (guint smooth = 0; smooth < 2; smooth++)
    for (guint at = N / 2; at < N / 2 + 400; at += 17)
      {
        g_autoptr (LabSeries) series = lab_series_new ();
        const LabCurve curve
            = { .name = "a", .style = 1, .raw = series, .mean = series, .x_step = X_TO / N };
        Record none;
        LabCurve unused[2];
        LabCurvesData data;
        double left, top, right, bottom;
        g_autoptr (LabCurves) layout = NULL;
        Canvas canvas;

        record_init (&none);
        data = record_curves (&none, unused, smooth);
        data.curves = &curve;
        data.n_curves = 1;
        for (guint i = 0; i < N; i++)
          lab_series_append (series, i < at ? 0.2f : 0.8f);
        layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, TEXT_PX);
        lab_curves_get_area (layout, &left, &top, &right, &bottom);
        lab_axis_init (&y, 0.0, 1.0, FALSE, LAB_AXIS_PLAIN, 6);
        lab_axis_place (&y, bottom, top);
        canvas = draw (&data, 1.0, &theme);
        for (int row = (int) lab_axis_to_pixel (&y, 0.8) + 1; row < lab_axis_to_pixel (&y, 0.2) - 1;
             row++)
          {
            gboolean any = FALSE;

            for (int x = 0; x < WIDTH; x++)
              any = any || is_line (&canvas, x, row);
            g_assert_true (any);
          }
        canvas_clear (&canvas);
        record_clear (&none);
      }
}

/* ---- what is kept ---- */

static void
test_pieces (void)
{
  const LabTheme theme = canvas_theme (TRUE);

  for (guint smooth = 0; smooth < 2; smooth++)
    {
      g_autoptr (LabCurveLayer) layer = lab_curve_layer_new (1.0);
      Record record;
      LabCurve curves[2];
      LabCurvesData data;

      record_init (&record);
      data = record_curves (&record, curves, smooth);
      while (lab_series_count (record.raw[1]) < N)
        {
          const guint piece = lab_random_below (&record.random, 300);

          /* The second one is behind, and in the end it is not. */
          record_add (&record, 0, MIN (piece, N - (guint) lab_series_count (record.raw[0])));
          record_add (&record, 1, MIN (piece / 2, N - (guint) lab_series_count (record.raw[1])));
          assert_kept_is_new (&data, layer, &theme);
        }
      record_clear (&record);
    }
}

/* Whatever else changes, nothing of before is left. */
static void
test_changes (void)
{
  const LabTheme light = canvas_theme (FALSE), dark = canvas_theme (TRUE);
  g_autoptr (LabCurveLayer) layer = lab_curve_layer_new (1.0);
  Record record, other;
  LabCurve curves[2];
  LabCurvesData data;

  record_init (&record);
  record_init (&other);
  record_add (&record, 0, N);
  record_add (&record, 1, N / 2);
  record_add (&other, 1, 7);
  record_add (&other, 0, N);
  data = record_curves (&record, curves, TRUE);
  assert_kept_is_new (&data, layer, &light);
  assert_kept_is_new (&data, layer, &dark);
  data.smooth = FALSE;
  assert_kept_is_new (&data, layer, &dark);
  curves[0].hidden = TRUE;
  assert_kept_is_new (&data, layer, &dark);
  curves[0].hidden = FALSE;
  curves[1].hidden = TRUE;
  assert_kept_is_new (&data, layer, &dark);
  curves[1].hidden = FALSE;
  data.smooth = TRUE;
  data.y_to = 0.5;
  assert_kept_is_new (&data, layer, &dark);
  data.logarithmic = TRUE;
  data.y_from = 0.01;
  assert_kept_is_new (&data, layer, &dark);
  data.x_to = 0.6 * X_TO;
  assert_kept_is_new (&data, layer, &dark);
  data.x_to = 0.1 * X_TO; /* few steps: strokes */
  assert_kept_is_new (&data, layer, &dark);
  data.x_to = X_TO;
  data.y_title = "Loss"; /* another margin */
  assert_kept_is_new (&data, layer, &dark);
  data.pointer = 2.0;
  assert_kept_is_new (&data, layer, &dark);
  curves[1].style = 3;
  assert_kept_is_new (&data, layer, &dark);
  curves[0].raw = other.raw[0];
  curves[0].mean = other.mean[0];
  assert_kept_is_new (&data, layer, &dark);
  record_clear (&record);
  record_clear (&other);
}

/* As a window with two pixels a unit does it: recorded in units, then drawn larger. */
static void
test_recorded (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (recording);
  g_autoptr (LabCurveLayer) layer = lab_curve_layer_new (2.0);
  g_autoptr (LabCurves) layout = NULL;
  Canvas straight, replayed = canvas_new (2 * WIDTH, 2 * HEIGHT, &theme);
  Record record;
  LabCurve curves[2];
  LabCurvesData data;

  record_init (&record);
  record_add (&record, 0, N);
  record_add (&record, 1, N);
  data = record_curves (&record, curves, TRUE);
  straight = draw (&data, 2.0, &theme);
  data.layer = layer;
  layout = lab_curves_layout (&data, WIDTH, HEIGHT, &theme, TEXT_PX);
  lab_curves_draw (layout, cr);
  cairo_scale (replayed.cr, 2.0, 2.0);
  cairo_set_source_surface (replayed.cr, recording, 0.0, 0.0);
  cairo_paint (replayed.cr);
  g_assert_cmpuint (canvas_differ (&straight, &replayed, 1), ==, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (recording);
  canvas_clear (&straight);
  canvas_clear (&replayed);
  record_clear (&record);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curve-layer/every-point", test_every_point);
  g_test_add_func ("/curve-layer/extremes", test_extremes);
  g_test_add_func ("/curve-layer/jump", test_jump);
  g_test_add_func ("/curve-layer/pieces", test_pieces);
  g_test_add_func ("/curve-layer/changes", test_changes);
  g_test_add_func ("/curve-layer/recorded", test_recorded);
  return g_test_run ();
}
