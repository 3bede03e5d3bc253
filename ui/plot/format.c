/* SPDX-License-Identifier: MIT */
/*
 * Cairo writes PNG and PDF as they should be, but for PDF's date, which is left out. Its SVG has
 * outlines where the text was and numbers its surfaces by process: text.c writes the text down as
 * elements instead, which follow the shapes, and the number goes.
 */
#include "format.h"

#include "text.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#define LEAST_SIDE      16.0
#define GREATEST_SIDE   16384.0
#define POINTS_OF_PIXEL 0.75

const LabFormat lab_formats[LAB_N_FORMATS] = {
  [LAB_FORMAT_PNG] = { .name = "png", .title = "PNG", .pixels = TRUE },
  [LAB_FORMAT_SVG] = { .name = "svg", .title = "SVG" },
  [LAB_FORMAT_PDF] = { .name = "pdf", .title = "PDF" },
};

LabFormatKind
lab_format_find (const char *name)
{
  LabFormatKind format = 0;

  while (format < LAB_N_FORMATS && !g_str_equal (lab_formats[format].name, name))
    format++;
  return format;
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
create_surface (LabFormatKind format, double width, double height, const char *title,
                GByteArray *bytes)
{
  cairo_surface_t *surface;

  switch (format)
    {
    case LAB_FORMAT_SVG:
      surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case LAB_FORMAT_PDF:
      surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, width, height);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Losslab");
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
      return surface;
    case LAB_FORMAT_PNG:
    case LAB_N_FORMATS:
    default:
      return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
    }
}

/* Puts title and text into what Cairo wrote. */
static void
complete_svg (GByteArray *bytes, const char *title, const GString *text)
{
  g_autoptr (GRegex) number = g_regex_new (" id=\"surface[0-9]+\"", 0, 0, NULL);
  g_autofree char *all = g_strndup ((const char *) bytes->data, bytes->len);
  g_autofree char *shapes = g_regex_replace_literal (number, all, -1, 0, "", 0, NULL);
  const char *root = shapes == NULL ? NULL : strstr (shapes, "<svg "),
             *inside = root == NULL ? NULL : strchr (root, '>'),
             *end = inside == NULL ? NULL : g_strrstr (inside, "</svg>");
  g_autofree char *escaped = g_markup_escape_text (title, -1);
  g_autofree char *svg = NULL;

  g_return_if_fail (end != NULL);
  inside++;
  svg = g_strdup_printf ("%.*s\n<title>%s</title>%.*s%s%s", (int) (inside - shapes), shapes,
                         escaped, (int) (end - inside), inside, text->str, end);
  g_byte_array_set_size (bytes, 0);
  g_byte_array_append (bytes, (const guint8 *) svg, (guint) strlen (svg));
}

GBytes *
lab_format_render (LabFormatKind format, double width, double height, double scale,
                   const char *title, LabFormatDraw draw, gpointer data, GError **error)
{
  const gboolean pixels = lab_formats[format].pixels;
  const double wide = pixels ? round (width * scale) : width,
               high = pixels ? round (height * scale) : height;
  const double unit = format == LAB_FORMAT_PDF ? POINTS_OF_PIXEL : 1.0;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  cairo_surface_t *surface;
  cairo_t *cr;
  cairo_status_t status;

  if (!(wide >= LEAST_SIDE && high >= LEAST_SIDE && wide <= GREATEST_SIDE && high <= GREATEST_SIDE))
    {
      g_set_error (
          error, LAB_ERROR, LAB_ERROR_REQUEST,
          "a picture of %.0f x %.0f pixels cannot be drawn: choose sides from %.0f to %.0f", wide,
          high, LEAST_SIDE, GREATEST_SIDE);
      return NULL;
    }
  surface = create_surface (format, unit * wide, unit * high, title, bytes);
  if (format == LAB_FORMAT_SVG)
    lab_text_collect (surface, text);
  cr = cairo_create (surface);
  cairo_scale (cr, unit * wide / width, unit * high / height);
  draw (cr, data);
  status = cairo_status (cr);
  if (status == CAIRO_STATUS_SUCCESS && pixels)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_MEMORY,
                   "cannot draw a picture of %.0f x %.0f pixels: %s", wide, high,
                   cairo_status_to_string (status));
      return NULL;
    }
  if (format == LAB_FORMAT_SVG)
    complete_svg (bytes, title, text);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
