/* SPDX-License-Identifier: MIT */
/* A picture with what each network says of it: its bars, its words. */
#include "sample.h"

#include "canvas.h"

#define WIDTH 240
#define TEXT  10.0
#define THIN  "\342\200\211"

static const char *const NAMES[] = { "0", "1", "2", "3" };
static const guint8 PIXELS[] = { 255, 0, 0, 128 };
static const float SURE[] = { 0.0f, 0.0f, 1.0f, 0.0f }, TORN[] = { 0.5f, 0.25f, 0.0f, 0.25f };

static LabSampleData
sample (const float *standard, const float *custom)
{
  return (LabSampleData){ .picture = { 2, 2, PIXELS },
                          .number = 1234,
                          .n_classes = 4,
                          .class_names = NAMES,
                          .truth = 3,
                          .n_sides = 2,
                          .styles = { 0, 1 },
                          .side_names = { "Standard", "Custom" },
                          .answers = { 2, 0 },
                          .probabilities = { standard, custom } };
}

/* The paper is larger, so that what is drawn beyond the card is seen. */
static Canvas
draw (const LabSampleData *data, const LabTheme *theme)
{
  const double height = lab_sample_height (data->n_sides, TEXT);
  Canvas canvas = canvas_new (WIDTH + 20, (int) height + 20, theme);

  lab_sample_draw (data, WIDTH, height, theme, TEXT, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

static double
picture_size (void)
{
  return MIN (lab_sample_height (2, TEXT) - 1.7 * TEXT, 0.4 * WIDTH);
}

/* The bar of class k of a side: how many pixels of its middle are not paper, up from where the bars
 * begin. */
static int
bar_height (const Canvas *canvas, const LabTheme *theme, guint side, guint k)
{
  const double left = picture_size () + 12.0, step = (WIDTH - left) / 4.0;
  const double band = (lab_sample_height (2, TEXT) - 16.0) / 2.0;
  const int x = (int) (left + (k + 0.5) * step), base = (int) ((side + 1) * band + 0.5) - 4;
  int height = 0;

  while (height < base
         && canvas_pixel (canvas, x, base - 1 - height) != canvas_color (&theme->background))
    height++;
  return height;
}

/* As high as the probabilities, from a line on which all stand. */
static void
test_bars (void)
{
  for (int dark = 0; dark < 2; dark++)
    {
      const LabTheme theme = canvas_theme (dark);
      const LabSampleData data = sample (SURE, TORN);
      Canvas canvas = draw (&data, &theme);
      const int full = bar_height (&canvas, &theme, 0, 2);

      g_assert_cmpint (full, >, 15);
      g_assert_cmpint (bar_height (&canvas, &theme, 0, 0), ==, 1);
      g_assert_cmpint (bar_height (&canvas, &theme, 0, 3), ==, 1);
      g_assert_cmpint (ABS (2 * bar_height (&canvas, &theme, 1, 0) - full), <=, 1);
      g_assert_cmpint (ABS (4 * bar_height (&canvas, &theme, 1, 1) - full), <=, 3);
      g_assert_cmpint (bar_height (&canvas, &theme, 1, 2), ==, 1);
      canvas_clear (&canvas);
    }
}

/* Each in its own side's colour, whichever side it is. */
static void
test_styles (void)
{
  const LabTheme theme = canvas_theme (FALSE);

  for (guint one = 0; one < LAB_MAX_STYLES; one++)
    for (guint other = 0; other < LAB_MAX_STYLES; other++)
      {
        LabSampleData data = sample (SURE, TORN);
        Canvas canvas;

        data.styles[0] = one;
        data.styles[1] = other;
        canvas = draw (&data, &theme);
        for (guint style = 0; style < LAB_MAX_STYLES; style++)
          {
            const guint n = canvas_count (&canvas, canvas_color (&theme.runs[style].color));

            if (style == one || style == other)
              g_assert_cmpuint (n, >, 100);
            else
              g_assert_cmpuint (n, ==, 0);
          }
        canvas_clear (&canvas);
      }
}

/* The picture is the picture. */
static void
test_picture (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const LabSampleData data = sample (SURE, TORN);
  Canvas canvas = draw (&data, &theme), alone = canvas_new (canvas.width, canvas.height, &theme);

  lab_picture_draw (&data.picture, 0.0, 0.0, picture_size (), &theme, alone.cr);
  for (int y = 0; y < canvas.height; y++)
    for (int x = 0; x < (int) picture_size () + 8; x++)
      g_assert_cmphex (canvas_pixel (&canvas, x, y), ==, canvas_pixel (&alone, x, y));
  canvas_clear (&canvas);
  canvas_clear (&alone);
}

/* However many classes and sides, nothing is drawn beyond the card. */
static void
test_bounds (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const char *names[40];
  float probabilities[40];

  for (guint k = 0; k < 40; k++)
    {
      names[k] = "a class with a long name";
      probabilities[k] = 1.0f;
    }
  for (guint n_sides = 1; n_sides <= LAB_MAX_STYLES; n_sides++)
    {
      LabSampleData data = sample (probabilities, probabilities);
      Canvas canvas;

      data.n_classes = 40;
      data.class_names = names;
      data.n_sides = n_sides;
      for (guint side = 0; side < n_sides; side++)
        {
          data.styles[side] = side;
          data.probabilities[side] = probabilities;
          data.answers[side] = 39;
        }
      canvas = draw (&data, &theme);
      for (int y = 0; y < canvas.height; y++)
        for (int x = 0; x < canvas.width; x++)
          if (x > WIDTH || y > canvas.height - 20)
            g_assert_cmphex (canvas_pixel (&canvas, x, y), ==, canvas_color (&theme.background));
      canvas_clear (&canvas);
    }
}

/* Room for two, also where there is one; more for more. */
static void
test_height (void)
{
  g_assert_cmpfloat (lab_sample_height (1, TEXT), ==, lab_sample_height (2, TEXT));
  g_assert_cmpfloat (lab_sample_height (3, TEXT), >, lab_sample_height (2, TEXT));
  g_assert_cmpfloat (lab_sample_height (2, 2.0 * TEXT), >, lab_sample_height (2, TEXT));
}

static void
test_words (void)
{
  const LabSampleData data = sample (SURE, TORN);
  g_autofree char *words = lab_sample_describe (&data);

  g_assert_cmpstr (words, ==,
                   "Test picture 1,234, a 3; Standard says 2, 100" THIN "%; Custom says 0, 50" THIN
                   "%.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sample/bars", test_bars);
  g_test_add_func ("/sample/styles", test_styles);
  g_test_add_func ("/sample/picture", test_picture);
  g_test_add_func ("/sample/bounds", test_bounds);
  g_test_add_func ("/sample/height", test_height);
  g_test_add_func ("/sample/words", test_words);
  return g_test_run ();
}
