/* SPDX-License-Identifier: MIT */
/* What a loss does over p: values, ranges, hits, which pictures are the same, what is said. */
#include "canvas.h"
#include "loss-shape.h"

#include <math.h>

#define POINTS 201
#define WIDTH  420
#define HEIGHT 480
#define TEXT   12.0

/* Cross-entropy and the focal loss, with their pushes. */
typedef struct
{
  double x[POINTS];
  double loss[2][POINTS];
  double push[2][POINTS];
  guint counts[2][LAB_LOSS_SHAPE_BINS];
  LabLossShapeData data;
} Shape;

static void
shape_init (Shape *self)
{
  for (guint i = 0; i < POINTS; i++)
    {
      const double p = i / (POINTS - 1.0), rest = 1.0 - p;

      self->x[i] = p;
      self->loss[0][i] = -log (p); /* infinite at 0 */
      self->push[0][i] = rest;
      self->loss[1][i] = -rest * rest * log (p);
      self->push[1][i] = i == 0 ? 1.0 : rest * rest * (rest - 2.0 * p * log (p));
    }
  for (guint i = 0; i < LAB_LOSS_SHAPE_BINS; i++)
    {
      self->counts[0][i] = i == 0 ? 0 : 50 + 20 * i;
      self->counts[1][i] = i == 19 ? 7900 : 3 * i;
    }
  self->data = (LabLossShapeData){
    .n_points = POINTS,
    .x = self->x,
    .n_sides = 2,
    .sides
    = { { "Standard", "cross-entropy", FALSE, self->loss[0], self->push[0], self->counts[0] },
        { "Custom", "focal, gamma = 2", FALSE, self->loss[1], self->push[1], self->counts[1] } },
    .epoch = 2.4,
    .cursor = (double) NAN,
  };
}

static Canvas
draw (const LabLossShapeData *data, const LabTheme *theme, double width, double height)
{
  Canvas canvas = canvas_new (WIDTH, HEIGHT, theme);
  g_autoptr (LabLossShape) layout = lab_loss_shape_layout (data, width, height, theme, TEXT);

  lab_loss_shape_draw (layout, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

static void
assert_same (const LabLossShapeData *a, const LabLossShapeData *b, gboolean same)
{
  const LabTheme theme = canvas_theme (FALSE);
  Canvas one = draw (a, &theme, WIDTH, HEIGHT), other = draw (b, &theme, WIDTH, HEIGHT);

  g_assert_cmpint (canvas_differ (&one, &other, 16) == 0, ==, same);
  canvas_clear (&one);
  canvas_clear (&other);
}

/* ---- values ---- */

static void
test_values (void)
{
  static Shape shape;
  const LabLossShapeData *data = &shape.data;

  shape_init (&shape);
  for (guint i = 1; i < POINTS; i++)
    {
      const double *y = shape.loss[1], p = shape.x[i], halfway = 0.5 * (shape.x[i - 1] + p);

      g_assert_cmpfloat (lab_loss_shape_data_value (data, 1, LAB_LOSS_SHAPE_LOSS, p), ==, y[i]);
      g_assert_cmpfloat (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, p), ==,
                         shape.push[0][i]);
      if (i > 1)
        g_assert_cmpfloat_with_epsilon (lab_loss_shape_data_value (data, 1, LAB_LOSS_SHAPE_LOSS,
                                                                   halfway),
                                        0.5 * (y[i - 1] + y[i]), 1e-12);
    }
  g_assert_true (isinf (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_LOSS, 0.0)));
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_LOSS, -0.01)));
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_LOSS, 1.01)));
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_LOSS, (double) NAN)));
}

/* Beside a gap there is no value; at the point before it there is. */
static void
test_values_at_gaps (void)
{
  static Shape shape;
  LabLossShapeData *data = &shape.data;

  shape_init (&shape);
  shape.push[0][100] = (double) NAN;
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, 0.5)));
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, 0.4975)));
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, 0.5025)));
  g_assert_cmpfloat (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, shape.x[99]), ==,
                     shape.push[0][99]);
  g_assert_cmpfloat (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, shape.x[101]), ==,
                     shape.push[0][101]);
  data->sides[0].hidden = TRUE;
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, 0.2)));
  data->sides[0].hidden = FALSE;
  data->n_points = 1;
  g_assert_cmpfloat (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, 0.0), ==, 1.0);
  data->n_points = 0;
  g_assert_true (isnan (lab_loss_shape_data_value (data, 0, LAB_LOSS_SHAPE_PUSH, 0.0)));
}

/* ---- ranges ---- */

/* y over an even grid, with values of @first and @last at its two ends. */
static void
assert_range (double level, double slope, double first, double last, double from, double to)
{
  static Shape shape;
  double is_from, is_to;

  shape_init (&shape);
  shape.data.n_sides = 1;
  for (guint i = 0; i < POINTS; i++)
    shape.loss[0][i] = i == 0 ? first : i == POINTS - 1 ? last : level + slope * shape.x[i];
  lab_loss_shape_data_range (&shape.data, LAB_LOSS_SHAPE_LOSS, &is_from, &is_to);
  g_assert_cmpfloat_with_epsilon (is_from, from, 1e-9 * MAX (fabs (from), 1.0));
  g_assert_cmpfloat_with_epsilon (is_to, to, 1e-9 * MAX (fabs (to), 1.0));
}

static void
test_ranges (void)
{
  assert_range (1.0, -1.0, 1.0, 0.0, 0.0, 1.0);
  assert_range (0.0, 0.0, 0.0, 0.0, 0.0, 1.0);     /* nothing at all */
  assert_range (5.0, 0.0, 5.0, 5.0, 0.0, 5.0);     /* constant */
  assert_range (-2.0, 0.0, -2.0, -2.0, -2.0, 0.0); /* below zero alone */
  assert_range (-0.3, 1.5, -0.3, 1.2, -0.5, 1.5);  /* on both sides of it */
  assert_range (1.0, -1e-13, 1.0, 1.0, 0.0, 1.0);  /* rounding is no value below zero */
  assert_range (0.0, 1e6, 0.0, 1e6, 0.0, 1e6);     /* large */
  assert_range (0.0, 1e-6, 0.0, 1e-6, 0.0, 1e-6);  /* small */
  assert_range (1.0, -1.0, 1.2, 0.0, 0.0, 1.25);   /* a little more at the end counts */
  assert_range (1.0, -1.0, 1e6, 0.0, 0.0, 1.0);    /* far more is cut off */
  assert_range (1.0, -1.0, 1.0, -1e6, 0.0, 1.0);   /* at either end */
  assert_range (1.0, -1.0, (double) INFINITY, (double) -INFINITY, 0.0, 1.0);
  assert_range (1.0, -1.0, (double) NAN, (double) NAN, 0.0, 1.0);
  assert_range ((double) NAN, 0.0, (double) NAN, (double) NAN, 0.0, 1.0);
  assert_range (INFINITY, 0.0, INFINITY, INFINITY, 0.0, 1e300);
}

/* Cross-entropy is 3.9 at 0.02. */
static void
test_range_of_cross_entropy (void)
{
  static Shape shape;
  double from, to;

  shape_init (&shape);
  lab_loss_shape_data_range (&shape.data, LAB_LOSS_SHAPE_LOSS, &from, &to);
  g_assert_cmpfloat (from, ==, 0.0);
  g_assert_cmpfloat (to, ==, 4.0);
  lab_loss_shape_data_range (&shape.data, LAB_LOSS_SHAPE_PUSH, &from, &to);
  g_assert_cmpfloat (from, ==, 0.0);
  g_assert_cmpfloat (to, ==, 1.25); /* the focal loss pushes with 1.13 */
  shape.data.sides[1].hidden = TRUE;
  lab_loss_shape_data_range (&shape.data, LAB_LOSS_SHAPE_PUSH, &from, &to);
  g_assert_cmpfloat (to, ==, 1.0);
}

/* ---- hits ---- */

static void
test_hit (void)
{
  static Shape shape;
  g_autoptr (LabLossShape) layout = NULL;
  double left, top, right, bottom;

  shape_init (&shape);
  layout = lab_loss_shape_layout (&shape.data, WIDTH, HEIGHT, lab_theme_get (FALSE), TEXT);
  lab_loss_shape_get_area (layout, &left, &top, &right, &bottom);
  g_assert_cmpfloat (left, >, 0.0);
  g_assert_cmpfloat (top, >, 0.0);
  g_assert_cmpfloat (right, <=, WIDTH);
  g_assert_cmpfloat (bottom, <=, HEIGHT);
  for (double y = top; y <= bottom; y += 7.0)
    for (int tenth = 0; tenth <= 10; tenth++)
      g_assert_cmpfloat_with_epsilon (
          lab_loss_shape_hit (layout, left + 0.1 * tenth * (right - left), y), 0.1 * tenth, 1e-9);
  /* The ends can be hit from beside them. */
  g_assert_cmpfloat (lab_loss_shape_hit (layout, left - 3.0, top), ==, 0.0);
  g_assert_cmpfloat (lab_loss_shape_hit (layout, right + 3.0, top), ==, 1.0);
  g_assert_true (isnan (lab_loss_shape_hit (layout, left - TEXT, top)));
  g_assert_true (isnan (lab_loss_shape_hit (layout, right + TEXT, top)));
  g_assert_true (isnan (lab_loss_shape_hit (layout, left + 5.0, top - 1.0)));
  g_assert_true (isnan (lab_loss_shape_hit (layout, left + 5.0, bottom + 1.0)));
}

/* The crosshair stands where it was hit, as high as all three plots. */
static void
test_crosshair (void)
{
  static Shape shape;
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabLossShape) layout = NULL;
  double left, top, right, bottom;

  shape_init (&shape);
  layout = lab_loss_shape_layout (&shape.data, WIDTH, HEIGHT, &theme, TEXT);
  lab_loss_shape_get_area (layout, &left, &top, &right, &bottom);
  for (double x = ceil (left) + 20.0; x < right - 10.0; x += 37.0)
    {
      Canvas without, with;
      guint in_column = 0, beyond = 0;

      shape.data.cursor = (double) NAN;
      without = draw (&shape.data, &theme, WIDTH, HEIGHT);
      shape.data.cursor = lab_loss_shape_hit (layout, x + 0.5, top);
      with = draw (&shape.data, &theme, WIDTH, HEIGHT);
      for (int row = 0; row < HEIGHT; row++)
        for (int column = 0; column < WIDTH; column++)
          {
            const gboolean differs
                = canvas_pixel (&with, column, row) != canvas_pixel (&without, column, row);

            in_column += differs && column == (int) x;
            beyond += differs && fabs (column - x) > TEXT;
          }
      g_assert_cmpuint (in_column, >, (guint) (0.6 * (bottom - top)));
      g_assert_cmpuint (beyond, ==, 0);
      canvas_clear (&without);
      canvas_clear (&with);
    }
  shape.data.cursor = 1.5;
  {
    LabLossShapeData none = shape.data;

    none.cursor = (double) NAN;
    assert_same (&shape.data, &none, TRUE);
  }
}

/* ---- the same picture ---- */

static void
test_hidden_is_absent (void)
{
  static Shape shape;
  LabLossShapeData hidden, absent;

  shape_init (&shape);
  shape.data.cursor = 0.3;
  hidden = absent = shape.data;
  hidden.sides[1].hidden = TRUE;
  absent.n_sides = 1;
  assert_same (&hidden, &absent, TRUE);
  assert_same (&hidden, &shape.data, FALSE);
  hidden.sides[0].hidden = TRUE;
  absent.n_sides = 0;
  assert_same (&hidden, &absent, TRUE);
}

/* Of straight lines, two points are as good as two hundred. */
static void
test_grid_does_not_matter (void)
{
  static const double X[] = { 0.0, 1.0 }, Y[] = { 1.0, 0.0 };
  static Shape shape;
  LabLossShapeData few;

  shape_init (&shape);
  shape.data.n_sides = 1;
  shape.data.sides[0].loss = shape.push[0];
  few = shape.data;
  few.n_points = 2;
  few.x = X;
  few.sides[0].loss = few.sides[0].push = Y;
  assert_same (&shape.data, &few, TRUE);
}

/* What is beyond the range is no matter: however large, and infinite or not. */
static void
test_beyond (void)
{
  static const double BEYOND[] = { 1e6, 1e12, 1e300, INFINITY };
  static Shape shape, other;

  shape_init (&shape);
  shape_init (&other);
  shape.loss[0][0] = 1e5;
  for (guint i = 0; i < G_N_ELEMENTS (BEYOND); i++)
    {
      other.loss[0][0] = BEYOND[i];
      assert_same (&shape.data, &other.data, TRUE);
    }
}

/* In a gap there is nothing of the curve, and around it there is. */
static void
test_gap (void)
{
  static Shape shape;
  const LabTheme theme = canvas_theme (FALSE);
  const guint32 color = canvas_color (&theme.runs[0].color);
  g_autoptr (LabLossShape) layout = NULL;
  double left, top, right, bottom;
  guint columns[WIDTH] = { 0 };
  Canvas canvas;

  shape_init (&shape);
  shape.data.n_sides = 1;
  shape.data.sides[0].counts = NULL;
  for (guint i = 80; i <= 120; i++)
    shape.loss[0][i] = shape.push[0][i] = (double) NAN;
  layout = lab_loss_shape_layout (&shape.data, WIDTH, HEIGHT, &theme, TEXT);
  lab_loss_shape_get_area (layout, &left, &top, &right, &bottom);
  canvas = draw (&shape.data, &theme, WIDTH, HEIGHT);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      columns[x] += canvas_pixel (&canvas, x, y) == color;
  for (int x = (int) (left + 0.4 * (right - left)); x < left + 0.6 * (right - left); x++)
    g_assert_cmpuint (columns[x], ==, 0);
  g_assert_cmpuint (columns[(int) (left + 0.35 * (right - left))], >, 0);
  g_assert_cmpuint (columns[(int) (left + 0.65 * (right - left))], >, 0);
  canvas_clear (&canvas);
}

/* ---- counts ---- */

/* How high the first side's bin is filled, in pixels from the axis. */
static int
filled (const Canvas *canvas, const Canvas *empty, double left, double right, double bottom,
        guint bin)
{
  const int x = (int) (left + (bin + 0.5) / LAB_LOSS_SHAPE_BINS * (right - left));
  int height = 0;

  while (canvas_pixel (canvas, x, (int) bottom - 2 - height)
         != canvas_pixel (empty, x, (int) bottom - 2 - height))
    height++;
  return height;
}

/* Ten times as many pictures are a fixed length more; one is seen, and none is not. */
static void
test_counts (void)
{
  static Shape shape;
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabLossShape) layout = NULL;
  double left, top, right, bottom;
  Canvas canvas, empty;
  int heights[5];

  shape_init (&shape);
  shape.data.n_sides = 1;
  for (guint i = 0; i < LAB_LOSS_SHAPE_BINS; i++)
    shape.counts[0][i] = i < 1 ? 0 : (guint) pow (10.0, (i - 1.0) / 4.0);
  layout = lab_loss_shape_layout (&shape.data, WIDTH, HEIGHT, &theme, TEXT);
  lab_loss_shape_get_area (layout, &left, &top, &right, &bottom);
  canvas = draw (&shape.data, &theme, WIDTH, HEIGHT);
  shape.data.sides[0].counts = NULL;
  empty = draw (&shape.data, &theme, WIDTH, HEIGHT);
  for (guint decade = 0; decade < 5; decade++)
    heights[decade] = filled (&canvas, &empty, left, right, bottom, 1 + 4 * decade);
  g_assert_cmpint (filled (&canvas, &empty, left, right, bottom, 0), ==, 0);
  g_assert_cmpint (heights[0], >, 0);
  for (guint decade = 2; decade < 5; decade++)
    g_assert_cmpint (ABS (heights[decade] - 2 * heights[decade - 1] + heights[decade - 2]), <=, 1);
  canvas_clear (&canvas);
  canvas_clear (&empty);
}

/* The first side's bins alone are filled. */
static void
test_outlined (void)
{
  static Shape shape;
  const LabTheme theme = canvas_theme (FALSE);

  shape_init (&shape);
  for (guint side = 0; side < 2; side++)
    {
      LabLossShapeData one = shape.data, none;
      Canvas canvas, empty;

      one.sides[1 - side].hidden = TRUE;
      none = one;
      none.sides[side].counts = NULL;
      canvas = draw (&one, &theme, WIDTH, HEIGHT);
      empty = draw (&none, &theme, WIDTH, HEIGHT);
      if (side == 0)
        g_assert_cmpuint (canvas_differ (&canvas, &empty, 0), >, WIDTH * HEIGHT / 30);
      else
        g_assert_cmpuint (canvas_differ (&canvas, &empty, 0), <, WIDTH * HEIGHT / 40);
      canvas_clear (&canvas);
      canvas_clear (&empty);
    }
}

/* ---- words, sizes ---- */

static void
test_words (void)
{
  static Shape shape;
  g_autoptr (LabLossShape) layout = NULL;
  g_autofree char *words = NULL, *less = NULL;

  shape_init (&shape);
  shape.push[0][20] = (double) NAN;
  shape.data.sides[0].counts = NULL;
  layout = lab_loss_shape_layout (&shape.data, WIDTH, HEIGHT, lab_theme_get (FALSE), TEXT);
  words = lab_loss_shape_describe (layout);
  g_assert_cmpstr (words, ==,
                   "Loss and push over p[y], the probability of the target. Standard, "
                   "cross-entropy: at p 0.1, 0.5 and 0.9 the loss is 2.303, 0.693 and 0.105, the "
                   "push not a number, 0.500 and 0.100. Not tested yet. Custom, focal, gamma = 2: "
                   "at p 0.1, 0.5 and 0.9 the loss is 1.865, 0.173 and 0.001, the push 1.102, "
                   "0.298 and 0.003. Most test pictures, 7,900, are at p 0.95 to 1.00.");
  shape.data.sides[1].hidden = TRUE;
  less = lab_loss_shape_data_describe (&shape.data);
  g_assert_true (g_str_has_suffix (less, "Not tested yet."));
}

/* From a size for nothing to the whole of a window, at each size of text: nothing fails. */
static void
test_sizes (void)
{
  static Shape shape;

  shape_init (&shape);
  shape.data.cursor = 0.1;
  for (int size = 1; size < WIDTH; size += 13)
    {
      Canvas canvas = draw (&shape.data, lab_theme_get (FALSE), size, size);

      canvas_clear (&canvas);
    }
  for (double text = 6.0; text < 48.0; text *= 1.5)
    {
      g_autoptr (LabLossShape) layout
          = lab_loss_shape_layout (&shape.data, 1600.0, 1000.0, lab_theme_get (TRUE), text);
      Canvas canvas = canvas_new (WIDTH, HEIGHT, lab_theme_get (TRUE));

      lab_loss_shape_draw (layout, canvas.cr);
      g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
      canvas_clear (&canvas);
    }
}

/* In the least space that the window gives, the text of both themes ends within it: a margin
 * around it stays bare. */
static void
test_nothing_is_cut_off (void)
{
  static Shape shape;

  shape_init (&shape);
  for (int dark = 0; dark < 2; dark++)
    {
      const LabTheme *theme = lab_theme_get (dark);
      const guint32 ground = canvas_color (&theme->background);
      Canvas canvas = canvas_new (WIDTH, HEIGHT, theme);
      g_autoptr (LabLossShape) layout
          = lab_loss_shape_layout (&shape.data, 320.0, 300.0, theme, TEXT);

      cairo_translate (canvas.cr, 50.0, 50.0);
      lab_loss_shape_draw (layout, canvas.cr);
      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
          if (x < 49 || x > 370 || y < 50 || y > 350)
            g_assert_cmphex (canvas_pixel (&canvas, x, y), ==, ground);
      canvas_clear (&canvas);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loss-shape/values", test_values);
  g_test_add_func ("/loss-shape/values-at-gaps", test_values_at_gaps);
  g_test_add_func ("/loss-shape/ranges", test_ranges);
  g_test_add_func ("/loss-shape/range-of-cross-entropy", test_range_of_cross_entropy);
  g_test_add_func ("/loss-shape/hit", test_hit);
  g_test_add_func ("/loss-shape/crosshair", test_crosshair);
  g_test_add_func ("/loss-shape/hidden-is-absent", test_hidden_is_absent);
  g_test_add_func ("/loss-shape/grid-does-not-matter", test_grid_does_not_matter);
  g_test_add_func ("/loss-shape/beyond", test_beyond);
  g_test_add_func ("/loss-shape/gap", test_gap);
  g_test_add_func ("/loss-shape/counts", test_counts);
  g_test_add_func ("/loss-shape/outlined", test_outlined);
  g_test_add_func ("/loss-shape/words", test_words);
  g_test_add_func ("/loss-shape/sizes", test_sizes);
  g_test_add_func ("/loss-shape/nothing-is-cut-off", test_nothing_is_cut_off);
  return g_test_run ();
}
