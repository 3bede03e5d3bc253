/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

#include <cairo.h>

G_BEGIN_DECLS

/** LabFormatKind: the rows of the table of formats. */
typedef enum
{
  LAB_FORMAT_PNG,
  LAB_FORMAT_SVG,
  LAB_FORMAT_PDF,
  LAB_N_FORMATS,
} LabFormatKind;

/**
 * LabFormat:
 * @name: `png`, also what its files end in
 * @title: for people
 * @pixels: whether it is made of pixels, so that a scale means something
 */
typedef struct
{
  const char *name;
  const char *title;
  gboolean pixels;
} LabFormat;

/** lab_formats: [LAB_N_FORMATS] the one table. */
extern const LabFormat lab_formats[LAB_N_FORMATS];

/** lab_format_find: Returns: the format of that name, or LAB_N_FORMATS. */
LabFormatKind lab_format_find (const char *name);

/** LabFormatDraw: draws all of a picture; coordinates are pixels at scale 1. */
typedef void (*LabFormatDraw) (cairo_t *cr, gpointer data);

/**
 * lab_format_render:
 * @width, @height: in pixels at scale 1, 96 of which are an inch
 * @scale: pixels of the picture a pixel; of @pixels formats alone
 * @title: what a reader calls the picture
 *
 * Returns: (transfer full): the file's bytes; the same drawing gives the same ones. Text is text in
 * SVG and PDF, which has its fonts with it.
 *
 * **Errors**: %LAB_ERROR_REQUEST when a side is not 16 to 16,384 pixels; %LAB_ERROR_MEMORY.
 */
GBytes *lab_format_render (LabFormatKind format, double width, double height, double scale,
                           const char *title, LabFormatDraw draw, gpointer data, GError **error);

G_END_DECLS
