/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

/** LabPicture: @pixels: [rows * cols] from 0, paper, to 255, ink. */
typedef struct
{
  guint rows;
  guint cols;
  const guint8 *pixels;
} LabPicture;

/** lab_picture_draw: into a square of @size. */
void lab_picture_draw (const LabPicture *self, double x, double y, double size,
                       const LabTheme *theme, cairo_t *cr);

G_END_DECLS
