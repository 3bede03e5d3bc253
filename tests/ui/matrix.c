/* SPDX-License-Identifier: MIT */
/* Cells: where they are, which colour they have, what is said of them. */
#include "canvas.h"
#include "matrix.h"

#include <math.h>
#include <stdlib.h>

#define SIZE 360
#define MANY 256

static const char *const NAMES[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

/* Mistakes anywhere, most hits in class 3. */
static LabConfusion *
some_matrix (guint32 seed, guint K, const guint *order)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  LabConfusion *matrix = lab_confusion_new (K);

  for (guint t = 0; t < K; t++)
    for (guint k = 0; k < K; k++)
      {
        const guint32 count = (guint32) g_rand_int_range (random, 0, 60) + (t == k ? 200 : 0)
                              + (t == k && t == 3 % K ? 500 : 0);

        matrix->counts[(order != NULL ? order[t] : t) * K + (order != NULL ? order[k] : k)] = count;
      }
  return matrix;
}

static LabMatrixData
matrix_data (const LabConfusion *matrix, const LabConfusion *minus)
{
  return (LabMatrixData){
    .name = minus != NULL ? "Change" : "Standard",
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
draw (const LabMatrixData *data, const LabTheme *theme, double width, double height)
{
  Canvas canvas = canvas_new (SIZE, SIZE, theme);
  g_autoptr (LabMatrix) layout = lab_matrix_layout (data, width, height, TRUE, theme, 12.0);

  lab_matrix_draw (layout, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

typedef struct
{
  double left, top, right, bottom, width, height;
} Area;

static Area
area_of (const LabMatrix *layout, guint K)
{
  Area area;

  lab_matrix_get_area (layout, &area.left, &area.top, &area.right, &area.bottom);
  area.width = (area.right - area.left) / K;
  area.height = (area.bottom - area.top) / K;
  return area;
}

static guint32
cell_pixel (const Canvas *canvas, const Area *area, guint t, guint k)
{
  return canvas_pixel (canvas, (int) (area->left + (k + 0.5) * area->width),
                       (int) (area->top + (t + 0.5) * area->height));
}

/* ---- where cells are */

static void
assert_hit (const LabMatrix *layout, double x, double y, int row, int column)
{
  const LabMatrixHit hit = lab_matrix_hit (layout, x, y);

  g_assert_cmpint (hit.row, ==, row);
  g_assert_cmpint (hit.column, ==, column);
}

static void
test_hit_every_cell (void)
{
  for (guint K = 2; K <= 10; K++)
    for (guint square = 0; square < 2; square++)
      for (guint titled = 0; titled < 2; titled++)
        {
          g_autoptr (LabConfusion) matrix = some_matrix (1, K, NULL);
          LabMatrixData data = matrix_data (matrix, NULL);
          g_autoptr (LabMatrix) layout = NULL;
          Area area;

          data.row_title = titled;
          layout = lab_matrix_layout (&data, 500.0, 300.0, square, lab_theme_get (FALSE), 12.0);
          area = area_of (layout, K);
          for (guint t = 0; t < K; t++)
            {
              const double x = area.left + (t + 0.5) * area.width,
                           y = area.top + (t + 0.5) * area.height;

              for (guint k = 0; k < K; k++)
                assert_hit (layout, area.left + (k + 0.5) * area.width, y, (int) t, (int) k);
              assert_hit (layout, area.left - 3.0, y, (int) t, -1);
              assert_hit (layout, x, area.bottom + 5.0, -1, (int) t);
              assert_hit (layout, area.right + 1.0, y, -1, -1);
              assert_hit (layout, x, area.top - 1.0, -1, -1);
              assert_hit (layout, -1.0, y, -1, -1);
              assert_hit (layout, x, 300.0, -1, -1);
            }
          assert_hit (layout, area.left - 3.0, area.bottom + 5.0, -1, -1);
        }
}

static void
test_fits (void)
{
  static const double sizes[][2]
      = { { 360, 360 }, { 500, 300 }, { 300, 500 }, { 200, 200 }, { 1200, 324 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint K = 2; K <= 10; K++)
      for (guint square = 0; square < 2; square++)
        {
          g_autoptr (LabConfusion) matrix = some_matrix (1, K, NULL);
          const LabMatrixData data = matrix_data (matrix, NULL);
          g_autoptr (LabMatrix) layout = lab_matrix_layout (&data, sizes[i][0], sizes[i][1], square,
                                                            lab_theme_get (FALSE), 12.0);
          const Area area = area_of (layout, K);

          g_assert_cmpfloat (area.left, >=, 0.0);
          g_assert_cmpfloat (area.top, >=, 0.0);
          g_assert_cmpfloat (area.right, <=, sizes[i][0]);
          g_assert_cmpfloat (area.bottom, <=, sizes[i][1]);
          if (square)
            g_assert_cmpfloat_with_epsilon (area.width, area.height, 1e-9);
        }
}

/* ---- which colour they have */

/* The ground of no change is the background, in both themes. */
static void
test_no_change (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      const LabTheme theme = canvas_theme (dark);
      g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
      LabMatrixData same = matrix_data (matrix, matrix), empty = same;
      Canvas a, b;

      g_assert_cmphex (canvas_color (&theme.same), ==, canvas_color (&theme.background));
      empty.matrix = empty.minus = NULL;
      a = draw (&same, &theme, SIZE, SIZE);
      b = draw (&empty, &theme, SIZE, SIZE);
      g_assert_cmpuint (canvas_differ (&a, &b, 0), ==, 0);
      canvas_clear (&a);
      canvas_clear (&b);
    }
}

static void
assert_near (guint32 pixel, LabColor color)
{
  const guint32 expected = canvas_color (&color);

  for (guint shift = 0; shift < 24; shift += 8)
    g_assert_cmpint (abs ((int) (pixel >> shift & 255) - (int) (expected >> shift & 255)), <=, 1);
}

/* Every cell has the ramp's colour of its value; the greatest hit has the ramp's end. */
static void
test_cell_colors (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      const LabTheme theme = canvas_theme (dark);
      g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
      g_autoptr (LabConfusion) other = some_matrix (2, 10, NULL);
      const LabMatrixData counts = matrix_data (matrix, NULL), change = matrix_data (matrix, other);
      g_autoptr (LabMatrix) layout = lab_matrix_layout (&counts, SIZE, SIZE, TRUE, &theme, 12.0);
      const Area area = area_of (layout, 10);
      Canvas a = draw (&counts, &theme, SIZE, SIZE), b = draw (&change, &theme, SIZE, SIZE);

      for (guint t = 0; t < 10; t++)
        for (guint k = 0; k < 10; k++)
          {
            const double value = lab_confusion_get (matrix, t, k),
                         before = lab_confusion_get (other, t, k);

            assert_near (cell_pixel (&a, &area, t, k),
                         lab_theme_count (&theme, value / counts.scale));
            assert_near (cell_pixel (&b, &area, t, k),
                         lab_theme_change (&theme, (value - before) / change.scale));
          }
      assert_near (cell_pixel (&a, &area, 3, 3), lab_theme_count (&theme, 1.0));
      canvas_clear (&a);
      canvas_clear (&b);
    }
}

static void
test_permuted (void)
{
  static const guint order[] = { 3, 1, 4, 0, 2, 9, 6, 5, 8, 7 };
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  g_autoptr (LabConfusion) permuted = some_matrix (1, 10, order);

  for (guint by_row = 0; by_row < 2; by_row++)
    {
      LabMatrixData one = matrix_data (matrix, NULL), other = matrix_data (permuted, NULL);
      g_autoptr (LabMatrix) layout = lab_matrix_layout (&one, SIZE, SIZE, TRUE, &theme, 12.0);
      const Area area = area_of (layout, 10);
      Canvas a, b;

      one.by_row = other.by_row = by_row;
      one.scale = lab_matrix_scale (matrix, NULL, by_row);
      other.scale = lab_matrix_scale (permuted, NULL, by_row);
      g_assert_cmpfloat (one.scale, ==, other.scale);
      a = draw (&one, &theme, SIZE, SIZE);
      b = draw (&other, &theme, SIZE, SIZE);
      for (guint t = 0; t < 10; t++)
        for (guint k = 0; k < 10; k++)
          g_assert_cmphex (cell_pixel (&a, &area, t, k), ==,
                           cell_pixel (&b, &area, order[t], order[k]));
      canvas_clear (&a);
      canvas_clear (&b);
    }
}

/* A change drawn the other way round swaps fewer and more. */
static void
test_change_reversed (void)
{
  LabTheme theme = canvas_theme (FALSE), swapped = theme;
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  g_autoptr (LabConfusion) other = some_matrix (2, 10, NULL);
  const LabMatrixData there = matrix_data (matrix, other), back = matrix_data (other, matrix);
  Canvas a, b;

  swapped.fewer = theme.more;
  swapped.more = theme.fewer;
  a = draw (&there, &theme, SIZE, SIZE);
  b = draw (&back, &swapped, SIZE, SIZE);
  g_assert_cmpuint (canvas_differ (&a, &b, 0), ==, 0);
  canvas_clear (&a);
  canvas_clear (&b);
}

static void
test_picked_out (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  LabMatrixData data = matrix_data (matrix, NULL);
  Canvas plain = draw (&data, &theme, SIZE, SIZE), picked, half;

  data.row = 2;
  half = draw (&data, &theme, SIZE, SIZE);
  g_assert_cmpuint (canvas_differ (&plain, &half, 0), ==, 0);
  data.column = 7;
  picked = draw (&data, &theme, SIZE, SIZE);
  g_assert_cmpuint (canvas_differ (&plain, &picked, 0), >, 0);
  canvas_clear (&plain);
  canvas_clear (&picked);
  canvas_clear (&half);
}

static void
test_scale (void)
{
  g_autoptr (LabConfusion) matrix = lab_confusion_new (3);
  g_autoptr (LabConfusion) other = lab_confusion_new (3);

  g_assert_cmpfloat (lab_matrix_scale (matrix, NULL, FALSE), ==, 1.0);
  g_assert_cmpfloat (lab_matrix_scale (matrix, NULL, TRUE), ==, 0.01);
  matrix->counts[0] = 30;
  matrix->counts[1] = 10;
  other->counts[1] = 40;
  g_assert_cmpfloat (lab_matrix_scale (matrix, NULL, FALSE), ==, 30.0);
  g_assert_cmpfloat (lab_matrix_scale (matrix, NULL, TRUE), ==, 0.75);
  g_assert_cmpfloat (lab_matrix_scale (matrix, other, FALSE), ==, 30.0);
  g_assert_cmpfloat (lab_matrix_scale (other, matrix, FALSE), ==, 30.0);
  g_assert_cmpfloat (lab_matrix_scale (matrix, other, TRUE), ==, 0.75);
}

/* ---- many classes, long names, hardly any room */

static void
test_many_classes (void)
{
  g_autoptr (LabConfusion) matrix = some_matrix (1, MANY, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  LabMatrixData data = matrix_data (matrix, NULL);
  g_autoptr (LabMatrix) layout = NULL;
  Area area;
  Canvas canvas;

  for (guint k = 0; k < MANY; k++)
    g_ptr_array_add (names, g_strdup_printf ("a class with the number %u", k));
  data.class_names = (const char *const *) names->pdata;
  canvas = draw (&data, lab_theme_get (FALSE), SIZE, SIZE);
  canvas_clear (&canvas);
  layout = lab_matrix_layout (&data, 900.0, 900.0, TRUE, lab_theme_get (FALSE), 12.0);
  area = area_of (layout, MANY);
  g_assert_cmpfloat (area.right, <=, 900.0);
  g_assert_cmpfloat (area.bottom, <=, 900.0);
  for (guint t = 0; t < MANY; t += 5)
    for (guint k = 0; k < MANY; k++)
      assert_hit (layout, area.left + (k + 0.5) * area.width, area.top + (t + 0.5) * area.height,
                  (int) t, (int) k);
}

static void
test_small (void)
{
  g_autoptr (LabConfusion) matrix = some_matrix (1, 10, NULL);
  LabMatrixData data = matrix_data (matrix, NULL);

  data.row_title = TRUE;
  for (int size = 1; size < SIZE; size += 9)
    {
      Canvas canvas = draw (&data, lab_theme_get (TRUE), size, size);

      canvas_clear (&canvas);
    }
}

/* ---- what is said */

static void
assert_words (const LabMatrixData *data, const char *expected)
{
  g_autoptr (LabMatrix) layout
      = lab_matrix_layout (data, SIZE, SIZE, TRUE, lab_theme_get (FALSE), 12.0);
  g_autofree char *words = lab_matrix_describe (layout);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void)
{
  g_autoptr (LabConfusion) before = lab_confusion_new (10);
  g_autoptr (LabConfusion) after = lab_confusion_new (10);
  LabMatrixData data = matrix_data (before, NULL);

  before->counts[4 * 10 + 4] = 9000;
  assert_words (&data, "Standard: 0 mistakes in 9,000 pictures.");
  before->counts[4 * 10 + 9] = 1100;
  before->counts[7 * 10 + 2] = 35;
  assert_words (&data,
                "Standard: 1,135 mistakes in 10,135 pictures. The most frequent one: digit 4 "
                "taken for 9, 1,100 times.");
  after->counts[4 * 10 + 4] = 9000;
  after->counts[4 * 10 + 9] = 1064;
  after->counts[7 * 10 + 2] = 36;
  data = matrix_data (after, before);
  assert_words (&data,
                "Change: the greatest change is \342\210\22236 pictures of digit 4 taken for 9.");
  data = matrix_data (before, after);
  assert_words (&data, "Change: the greatest change is +36 pictures of digit 4 taken for 9.");
  data = matrix_data (after, after);
  assert_words (&data, "Change: no change.");
  data.matrix = data.minus = NULL;
  assert_words (&data, "Change: not trained yet.");
}

static void
test_cell_text (void)
{
  g_autoptr (LabConfusion) before = lab_confusion_new (3), after = lab_confusion_new (3);
  LabMatrixData data = matrix_data (after, NULL);
  static const struct
  {
    gboolean change, by_row;
    guint row, column;
    const char *text;
  } CASES[] = {
    { FALSE, FALSE, 0, 0, "1200" }, { FALSE, FALSE, 0, 1, "" },     { FALSE, TRUE, 0, 0, "75" },
    { FALSE, TRUE, 0, 2, "25" },    { TRUE, FALSE, 0, 0, "+1000" }, { TRUE, FALSE, 0, 1, "−200" },
    { TRUE, TRUE, 0, 1, "−50" },    { TRUE, FALSE, 2, 2, "" },
  };

  before->counts[0] = before->counts[1] = 200;
  after->counts[0] = 1200;
  after->counts[2] = 400;
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *text = NULL;

      data.minus = CASES[i].change ? before : NULL;
      data.by_row = CASES[i].by_row;
      text = lab_matrix_cell_text (&data, CASES[i].row, CASES[i].column);
      g_assert_cmpstr (text, ==, CASES[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/matrix/hit-every-cell", test_hit_every_cell);
  g_test_add_func ("/matrix/fits", test_fits);
  g_test_add_func ("/matrix/no-change", test_no_change);
  g_test_add_func ("/matrix/cell-colors", test_cell_colors);
  g_test_add_func ("/matrix/permuted", test_permuted);
  g_test_add_func ("/matrix/change-reversed", test_change_reversed);
  g_test_add_func ("/matrix/picked-out", test_picked_out);
  g_test_add_func ("/matrix/scale", test_scale);
  g_test_add_func ("/matrix/many-classes", test_many_classes);
  g_test_add_func ("/matrix/small", test_small);
  g_test_add_func ("/matrix/cell-text", test_cell_text);
  g_test_add_func ("/matrix/words", test_words);
  return g_test_run ();
}
