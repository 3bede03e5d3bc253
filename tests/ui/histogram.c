/* SPDX-License-Identifier: MIT */
/* A bar a class: how high, which are outlined, what is said of them. */
#include "canvas.h"
#include "histogram.h"

#define WIDTH  400
#define HEIGHT 100
#define TEXT   10.0
#define BASE   82 /* HEIGHT less 1.8 times the text */
#define FULL   67 /* of the highest bar: BASE less 1.5 times the text */

static const char *const NAMES[] = { "0", "1", "2", "3" };
static const guint WHOLE[] = { 1000, 800, 1000, 500 };
static const guint COUNTS[] = { 10, 800, 760, 0 };

static LabHistogramData
histogram (const guint *counts)
{
  return (LabHistogramData){ 4, NAMES, "digit", counts, WHOLE, FALSE };
}

/* How much of the column through the middle of class k is of the bar's colour, from the base. */
static int
bar_height (const Canvas *canvas, const LabTheme *theme, guint k)
{
  Canvas key = canvas_new (8, 8, theme);
  int height = 0;
  guint32 color;

  lab_color_set (&theme->axis, key.cr);
  cairo_paint (key.cr);
  color = canvas_pixel (&key, 4, 4);
  canvas_clear (&key);
  while (canvas_pixel (canvas, (int) k * 100 + 50, BASE - 1 - height) == color)
    height++;
  return height;
}

static void
test_bars (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      const LabTheme theme = canvas_theme (dark);
      Canvas canvas = canvas_new (WIDTH, HEIGHT, &theme);
      const LabHistogramData data = histogram (COUNTS);

      lab_histogram_draw (&data, WIDTH, HEIGHT, &theme, TEXT, canvas.cr);
      g_assert_cmpint (bar_height (&canvas, &theme, 0), ==, 1); /* there is something, and seen */
      g_assert_cmpint (bar_height (&canvas, &theme, 1), ==, (int) (FULL * 0.8 + 0.5));
      g_assert_cmpint (bar_height (&canvas, &theme, 2), ==, (int) (FULL * 0.76 + 0.5));
      g_assert_cmpint (bar_height (&canvas, &theme, 3), ==, 0);
      canvas_clear (&canvas);
    }
}

/* Two classes have lost more than a quarter: an outline each, as high as they were. */
static void
test_outlines (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const guint32 paper = canvas_color (&theme.background);

  for (guint k = 0; k < 4; k++)
    {
      Canvas canvas = canvas_new (WIDTH, HEIGHT, &theme);
      const LabHistogramData data = histogram (COUNTS);
      const int top = BASE - (int) (FULL * WHOLE[k] / 1000.0 + 0.5);
      guint dark = 0;

      lab_histogram_draw (&data, WIDTH, HEIGHT, &theme, TEXT, canvas.cr);
      for (int x = (int) k * 100; x < (int) k * 100 + 100; x++)
        dark += canvas_pixel (&canvas, x, top) != paper;
      if (k == 0 || k == 3)
        g_assert_cmpuint (dark, >, 20);
      else
        g_assert_cmpuint (dark, ==, k == 1 ? 74 : 0);
      canvas_clear (&canvas);
    }
}

static void
test_words (void)
{
  LabHistogramData data = histogram (COUNTS);
  const LabHistogramData whole = histogram (WHOLE);
  g_autofree char *words = lab_histogram_describe (&data);
  g_autofree char *all = lab_histogram_describe (&whole);
  g_autofree char *noisy = NULL;

  g_assert_cmpstr (words, ==, "From 0 of digit 3 to 800 of digit 1.");
  g_assert_cmpstr (all, ==, "From 500 of digit 3 to 1,000 of digit 0.");
  data.noisy = TRUE;
  noisy = lab_histogram_describe (&data);
  g_assert_cmpstr (noisy, ==, "From 0 labelled as digit 3 to 800 labelled as digit 1.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/bars", test_bars);
  g_test_add_func ("/histogram/outlines", test_outlines);
  g_test_add_func ("/histogram/words", test_words);
  return g_test_run ();
}
