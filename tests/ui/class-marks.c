/* SPDX-License-Identifier: MIT */
/* A row a class: which is foremost, which is where, what is said of them. */
#include "canvas.h"
#include "class-marks.h"

#include <math.h>

#define WIDTH  360
#define HEIGHT 240
#define K      10
#define THIN   "\342\200\211"

static const char *const NAMES[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
static const double STANDARD[K] = { 0.98, 0.99, 0.9, 0.91, 0.533, 0.88, 0.95, 0.93, 0.87, 0.9 };
static const double CUSTOM[K] = { 0.98, 0.98, 0.91, 0.9, 0.858, 0.87, 0.96, 0.93, 0.8, 0.92 };

static LabClassMarksData
marks_data (const double *standard, const double *custom)
{
  return (LabClassMarksData){
    .measure = "Recall",
    .n_classes = K,
    .class_names = NAMES,
    .noun = "digit",
    .n_sides = 2,
    .side_names = { "Standard", "Custom" },
    .values = { standard, custom },
  };
}

static Canvas
draw (const LabClassMarksData *data, const LabTheme *theme, double width, double height)
{
  Canvas canvas = canvas_new (WIDTH, HEIGHT, theme);
  g_autoptr (LabClassMarks) layout = lab_class_marks_layout (data, width, height, theme, 12.0);

  lab_class_marks_draw (layout, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

static void
test_foremost (void)
{
  LabClassMarksData data = marks_data (STANDARD, CUSTOM);

  g_assert_cmpint (lab_class_marks_foremost (&data), ==, 4);
  data = marks_data (CUSTOM, STANDARD);
  g_assert_cmpint (lab_class_marks_foremost (&data), ==, 4);
  data = marks_data (STANDARD, STANDARD);
  g_assert_cmpint (lab_class_marks_foremost (&data), ==, -1);
  data = marks_data (NULL, CUSTOM);
  g_assert_cmpint (lab_class_marks_foremost (&data), ==, -1);
  data = marks_data (STANDARD, NULL);
  g_assert_cmpint (lab_class_marks_foremost (&data), ==, -1);
  data = marks_data (STANDARD, CUSTOM);
  data.n_sides = 1;
  g_assert_cmpint (lab_class_marks_foremost (&data), ==, -1);
}

/* Each class in turn, wherever it stands. */
static void
test_foremost_anywhere (void)
{
  for (int k = 0; k < K; k++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        double standard[K], custom[K];
        LabClassMarksData data = marks_data (standard, custom);

        for (int j = 0; j < K; j++)
          {
            standard[j] = 0.8;
            custom[j] = 0.8 + (j == k ? 0.1 * sign : 0.05 * (j % 3 - 1));
          }
        g_assert_cmpint (lab_class_marks_foremost (&data), ==, k);
      }
}

static void
test_hit_every_row (void)
{
  const LabClassMarksData data = marks_data (STANDARD, CUSTOM);
  g_autoptr (LabClassMarks) layout
      = lab_class_marks_layout (&data, WIDTH, HEIGHT, lab_theme_get (FALSE), 12.0);
  double left, top, right, bottom;

  lab_class_marks_get_area (layout, &left, &top, &right, &bottom);
  g_assert_cmpfloat (left, >=, 0.0);
  g_assert_cmpfloat (right, <=, WIDTH);
  g_assert_cmpfloat (bottom, <=, HEIGHT);
  for (int k = 0; k < K; k++)
    for (int part = 1; part < 10; part++)
      {
        const double y = top + (k + 0.1 * part) * (bottom - top) / K;

        g_assert_cmpint (lab_class_marks_hit (layout, 0.5 * (left + right), y), ==, k);
        g_assert_cmpint (lab_class_marks_hit (layout, 1.0, y), ==, k); /* its name */
      }
  g_assert_cmpint (lab_class_marks_hit (layout, left, top - 1.0), ==, -1);
  g_assert_cmpint (lab_class_marks_hit (layout, left, bottom), ==, -1);
  g_assert_cmpint (lab_class_marks_hit (layout, -1.0, 0.5 * (top + bottom)), ==, -1);
  g_assert_cmpint (lab_class_marks_hit (layout, WIDTH + 1.0, 0.5 * (top + bottom)), ==, -1);
}

static void
assert_words (const LabClassMarksData *data, const char *expected)
{
  g_autoptr (LabClassMarks) layout
      = lab_class_marks_layout (data, WIDTH, HEIGHT, lab_theme_get (FALSE), 12.0);
  g_autofree char *words = lab_class_marks_describe (layout);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_words (void)
{
  LabClassMarksData data = marks_data (STANDARD, CUSTOM);

  assert_words (&data, "Recall of each digit. The greatest difference is in digit 4: Standard "
                       "53.3" THIN "%, Custom 85.8" THIN "%.");
  data = marks_data (STANDARD, STANDARD);
  assert_words (&data, "Recall of each digit. No difference.");
  data = marks_data (NULL, NULL);
  assert_words (&data, "Recall of each digit. Not trained yet.");
  data.n_sides = 0;
  assert_words (&data, "Recall of each digit. Not trained yet.");
}

/* The pixels of the row of class @k that have that colour. */
static guint
count_in_row (const Canvas *canvas, const LabClassMarks *layout, int k, guint32 color)
{
  double left, top, right, bottom;
  guint count = 0;

  lab_class_marks_get_area (layout, &left, &top, &right, &bottom);
  for (int y = (int) (top + k * (bottom - top) / K); y < top + (k + 1) * (bottom - top) / K; y++)
    for (int x = 0; x < WIDTH; x++)
      count += canvas_pixel (canvas, x, y) == color;
  return count;
}

/* The greatest difference alone is coloured, by the side that is ahead; each row has both marks. */
static void
test_colors (void)
{
  for (int ahead = 0; ahead < 2; ahead++)
    {
      const LabTheme theme = canvas_theme (FALSE);
      const LabClassMarksData data
          = marks_data (ahead ? STANDARD : CUSTOM, ahead ? CUSTOM : STANDARD);
      g_autoptr (LabClassMarks) layout
          = lab_class_marks_layout (&data, WIDTH, HEIGHT, &theme, 12.0);
      Canvas canvas = draw (&data, &theme, WIDTH, HEIGHT);
      double left, top, right, bottom, from, middle, y;

      for (int k = 0; k < K; k++)
        g_assert_cmpuint (count_in_row (&canvas, layout, k, canvas_color (&theme.runs[1].color)), >,
                          0);
      lab_class_marks_get_area (layout, &left, &top, &right, &bottom);
      from = 0.5; /* the tenth below the least value */
      middle = left + (0.5 * (STANDARD[4] + CUSTOM[4]) - from) / (1.0 - from) * (right - left);
      y = top + 4.5 * (bottom - top) / K;
      g_assert_cmphex (canvas_pixel (&canvas, (int) middle, (int) y), ==,
                       canvas_color (&theme.runs[ahead].color));
      canvas_clear (&canvas);
    }
}

static void
test_nothing_yet (void)
{
  const LabTheme theme = canvas_theme (TRUE);
  const LabClassMarksData data = marks_data (NULL, NULL);
  Canvas canvas = draw (&data, &theme, WIDTH, HEIGHT);

  for (guint run = 0; run < 2; run++)
    g_assert_cmpuint (canvas_count (&canvas, canvas_color (&theme.runs[run].color)), ==, 0);
  canvas_clear (&canvas);
}

/* From a size for no mark to one for all: nothing fails. */
static void
test_small (void)
{
  const LabClassMarksData data = marks_data (STANDARD, CUSTOM);

  for (int size = 1; size < HEIGHT; size += 7)
    {
      Canvas canvas = draw (&data, lab_theme_get (FALSE), size, size);

      canvas_clear (&canvas);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/class-marks/foremost", test_foremost);
  g_test_add_func ("/class-marks/foremost-anywhere", test_foremost_anywhere);
  g_test_add_func ("/class-marks/hit-every-row", test_hit_every_row);
  g_test_add_func ("/class-marks/words", test_words);
  g_test_add_func ("/class-marks/colors", test_colors);
  g_test_add_func ("/class-marks/nothing-yet", test_nothing_yet);
  g_test_add_func ("/class-marks/small", test_small);
  return g_test_run ();
}
