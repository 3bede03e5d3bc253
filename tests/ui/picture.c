/* SPDX-License-Identifier: MIT */
/* A picture: ink on paper, in its square and nowhere else. */
#include "picture.h"

#include "canvas.h"

#define SIZE 84 /* 80 within the frame */

static const guint8 CORNERS[] = { 255, 0, 0, 128 };

static Canvas
draw (const LabPicture *picture, const LabTheme *theme, double x, double y)
{
  Canvas canvas = canvas_new (120, 120, theme);

  lab_picture_draw (picture, x, y, SIZE, theme, canvas.cr);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  return canvas;
}

/* The same digits in both themes: paper does not become dark. */
static void
test_ink (void)
{
  const LabPicture picture = { 2, 2, CORNERS };

  for (int dark = 0; dark < 2; dark++)
    {
      const LabTheme theme = canvas_theme (dark);
      Canvas canvas = draw (&picture, &theme, 0.0, 0.0);

      g_assert_cmphex (canvas_pixel (&canvas, 12, 12), ==, 0x000000);
      g_assert_cmphex (canvas_pixel (&canvas, 71, 12), ==, 0xffffff);
      g_assert_cmphex (canvas_pixel (&canvas, 12, 71), ==, 0xffffff);
      g_assert_cmphex (canvas_pixel (&canvas, 71, 71), ==, 0x7f7f7f);
      canvas_clear (&canvas);
    }
}

/* White paper on a white ground has a frame. */
static void
test_frame (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const guint8 nothing[4] = { 0 };
  const LabPicture picture = { 2, 2, nothing };
  Canvas canvas = draw (&picture, &theme, 10.0, 10.0);

  for (int i = 10; i < 10 + SIZE; i++)
    {
      const guint32 frame = canvas_pixel (&canvas, 10, 40);

      g_assert_cmphex (frame, !=, 0xffffff);
      g_assert_cmphex (canvas_pixel (&canvas, i, 10), ==, frame);
      g_assert_cmphex (canvas_pixel (&canvas, i, 9 + SIZE), ==, frame);
      g_assert_cmphex (canvas_pixel (&canvas, 9 + SIZE, i), ==, frame);
    }
  canvas_clear (&canvas);
}

/* What is no square fills it: every row and column is where it should be. */
static void
test_shape (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  guint8 pixels[5 * 2] = { 0 };
  const LabPicture picture = { 5, 2, pixels };

  for (guint r = 0; r < 5; r++)
    for (guint c = 0; c < 2; c++)
      {
        Canvas canvas;

        pixels[2 * r + c] = 255;
        canvas = draw (&picture, &theme, 0.0, 0.0);
        for (guint i = 0; i < 5; i++)
          for (guint j = 0; j < 2; j++)
            {
              const guint32 pixel = canvas_pixel (&canvas, 22 + (int) j * 40, 10 + (int) i * 16);

              if (i == r && j == c)
                g_assert_cmphex (pixel, <=, 0x202020);
              else
                g_assert_cmphex (pixel, >=, 0xe0e0e0);
            }
        canvas_clear (&canvas);
        pixels[2 * r + c] = 0;
      }
}

/* Moved, it is the same, and around it nothing is touched. */
static void
test_place (void)
{
  const LabTheme theme = canvas_theme (TRUE);
  const LabPicture picture = { 2, 2, CORNERS };
  Canvas at_origin = draw (&picture, &theme, 0.0, 0.0), moved = draw (&picture, &theme, 20.0, 30.0);

  for (int y = 0; y < moved.height; y++)
    for (int x = 0; x < moved.width; x++)
      {
        const gboolean inside = x >= 20 && x < 20 + SIZE && y >= 30 && y < 30 + SIZE;

        g_assert_cmphex (canvas_pixel (&moved, x, y), ==,
                         inside ? canvas_pixel (&at_origin, x - 20, y - 30)
                                : canvas_color (&theme.background));
      }
  canvas_clear (&at_origin);
  canvas_clear (&moved);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/ink", test_ink);
  g_test_add_func ("/picture/frame", test_frame);
  g_test_add_func ("/picture/shape", test_shape);
  g_test_add_func ("/picture/place", test_place);
  return g_test_run ();
}
