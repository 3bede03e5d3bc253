/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

/**
 * LabHistogramData:
 * @n_classes: K
 * @class_names: [K]
 * @noun: what a class is called
 * @counts: [K] pictures of each class
 * @whole: [K] how many there are when none is taken away
 * @noisy: some labels are wrong: @counts are pictures that are labelled so
 *
 * How many pictures of each class there are to learn from, a bar a class. Where most are gone, a
 * dashed outline tells how many there were.
 */
typedef struct
{
  guint n_classes;
  const char *const *class_names;
  const char *noun;
  const guint *counts;
  const guint *whole;
  gboolean noisy;
} LabHistogramData;

void lab_histogram_draw (const LabHistogramData *self, double width, double height,
                         const LabTheme *theme, double text_px, cairo_t *cr);
/** lab_histogram_describe: Returns: (transfer full): the rarest and the most frequent class, in
 * words. */
char *lab_histogram_describe (const LabHistogramData *self);

G_END_DECLS
