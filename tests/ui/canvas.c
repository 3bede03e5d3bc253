/* SPDX-License-Identifier: MIT */
#include "canvas.h"

#include <stdlib.h>
#include <string.h>

Canvas
canvas_new (int width, int height, const LabTheme *theme)
{
  Canvas self
      = { width, height, cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height), NULL };

  self.cr = cairo_create (self.surface);
  lab_color_set (&theme->background, self.cr);
  cairo_paint (self.cr);
  return self;
}

void
canvas_clear (Canvas *self)
{
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

guint32
canvas_pixel (const Canvas *self, int x, int y)
{
  guint32 pixel;

  cairo_surface_flush (self->surface);
  memcpy (&pixel,
          cairo_image_surface_get_data (self->surface)
              + y * cairo_image_surface_get_stride (self->surface) + 4 * x,
          sizeof pixel);
  return pixel & 0xffffff;
}

guint32
canvas_color (const LabColor *color)
{
  return (guint32) (255.0 * color->red + 0.5) << 16 | (guint32) (255.0 * color->green + 0.5) << 8
         | (guint32) (255.0 * color->blue + 0.5);
}

guint
canvas_count (const Canvas *self, guint32 color)
{
  guint count = 0;

  for (int y = 0; y < self->height; y++)
    for (int x = 0; x < self->width; x++)
      count += canvas_pixel (self, x, y) == color;
  return count;
}

guint
canvas_differ (const Canvas *a, const Canvas *b, int tolerance)
{
  guint count = 0;

  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  for (int y = 0; y < a->height; y++)
    for (int x = 0; x < a->width; x++)
      {
        const guint32 one = canvas_pixel (a, x, y), other = canvas_pixel (b, x, y);
        gboolean differs = FALSE;

        for (guint shift = 0; shift < 24; shift += 8)
          differs = differs
                    || abs ((int) (one >> shift & 255) - (int) (other >> shift & 255)) > tolerance;
        count += differs;
      }
  return count;
}

void
canvas_assert_golden (const Canvas *self, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "ui", "golden", file, NULL);
  Canvas golden = { 0 };
  guint different;

  if (g_getenv ("LAB_UPDATE_GOLDEN") != NULL)
    {
      g_assert_cmpint (cairo_surface_write_to_png (self->surface, path), ==, CAIRO_STATUS_SUCCESS);
      return;
    }
  golden.surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (golden.surface), ==, CAIRO_STATUS_SUCCESS);
  golden.width = cairo_image_surface_get_width (golden.surface);
  golden.height = cairo_image_surface_get_height (golden.surface);
  different = canvas_differ (self, &golden, 8);
  if (different > 0)
    {
      g_autofree char *reference = g_strconcat (name, "-reference.png", NULL);

      cairo_surface_write_to_png (self->surface, file);
      cairo_surface_write_to_png (golden.surface, reference);
      g_test_message ("%u pixels differ: see %s and %s", different, file, reference);
    }
  cairo_surface_destroy (golden.surface);
  g_assert_cmpuint (different, ==, 0);
}

LabTheme
canvas_theme (gboolean dark)
{
  LabTheme theme = *lab_theme_get (dark);

  theme.text_free = TRUE;
  return theme;
}
