/* SPDX-License-Identifier: MIT */
#include "picture.h"

#include <math.h>

/* Ink on paper in both themes: a digit is no negative. */
void
lab_picture_draw (const LabPicture *self, double x, double y, double size, const LabTheme *theme,
                  cairo_t *cr)
{
  const int stride = cairo_format_stride_for_width (CAIRO_FORMAT_RGB24, (int) self->cols);
  g_autofree guint32 *ink = g_malloc ((gsize) stride * self->rows);
  cairo_surface_t *surface;

  for (guint r = 0; r < self->rows; r++)
    for (guint c = 0; c < self->cols; c++)
      ink[r * (guint) stride / 4 + c]
          = 0x010101u * (255u - self->pixels[(gsize) r * self->cols + c]);
  surface = cairo_image_surface_create_for_data ((guchar *) ink, CAIRO_FORMAT_RGB24,
                                                 (int) self->cols, (int) self->rows, stride);
  cairo_save (cr);
  cairo_rectangle (cr, x, y, size, size);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_fill (cr);
  cairo_translate (cr, x + 2.0, y + 2.0);
  cairo_scale (cr, (size - 4.0) / self->cols, (size - 4.0) / self->rows);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  /* To the edge as it is there, and not beyond. */
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_rectangle (cr, 0.0, 0.0, self->cols, self->rows);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
  lab_color_set (&theme->grid, cr);
  cairo_set_line_width (cr, 1.0);
  cairo_rectangle (cr, floor (x) + 0.5, floor (y) + 0.5, size - 1.0, size - 1.0);
  cairo_stroke (cr);
}
