/* SPDX-License-Identifier: MIT */
#pragma once

#include "picture.h"

G_BEGIN_DECLS

/**
 * LabSampleData:
 * @number: its place in the test set, shown from 0
 * @truth: its class
 * @styles: [n_sides] whose colours
 * @side_names: [n_sides]
 * @answers: [n_sides] the class that each says
 * @probabilities: [n_sides][K]
 *
 * One picture with what each network says of it.
 */
typedef struct
{
  LabPicture picture;
  guint number;
  guint n_classes;
  const char *const *class_names;
  guint truth;
  guint n_sides;
  guint styles[LAB_MAX_STYLES];
  const char *side_names[LAB_MAX_STYLES];
  guint answers[LAB_MAX_STYLES];
  const float *probabilities[LAB_MAX_STYLES];
} LabSampleData;

/** lab_sample_height: Returns: what @n_sides need, in pixels. */
double lab_sample_height (guint n_sides, double text_px);
void lab_sample_draw (const LabSampleData *self, double width, double height, const LabTheme *theme,
                      double text_px, cairo_t *cr);
/** lab_sample_describe: Returns: (transfer full): picture, class and answers, in words. */
char *lab_sample_describe (const LabSampleData *self);

G_END_DECLS
