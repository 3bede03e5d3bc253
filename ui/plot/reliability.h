/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/calibration.h"
#include "theme.h"

G_BEGIN_DECLS

/**
 * LabReliabilitySide:
 * @name: "Standard", for words
 * @hidden: takes part in nothing
 * @calibration: (nullable): NULL where there is none
 * @temperature, @error: the temperature that would calibrate it, and the error then; NaN for none
 * @words: (nullable): the same in few words: "T 1.31: error 0.4 %"
 */
typedef struct
{
  const char *name;
  gboolean hidden;
  const LabCalibration *calibration;
  double temperature;
  double error;
  const char *words;
} LabReliabilitySide;

/**
 * LabReliabilityData:
 * @title: "Reliability"
 * @n_sides: at most %LAB_MAX_STYLES; side i has the theme's style i
 * @hint: (nullable): a text in the middle, where there is nothing to draw
 * @lack: (nullable): who has none, for the description
 * @bin: what is pointed to; -1 for none
 *
 * How often a network is right where it says how sure it is, in bins of confidence; below, how many
 * pictures each bin has.
 */
typedef struct
{
  const char *title;
  guint n_sides;
  LabReliabilitySide sides[LAB_MAX_STYLES];
  const char *hint;
  const char *lack;
  int bin;
} LabReliabilityData;

/** lab_reliability_data_get: Returns: (nullable): a side's calibration; NULL where it is hidden. */
const LabCalibration *lab_reliability_data_get (const LabReliabilityData *self, guint side);

/** LabReliability: the diagram at a size. */
typedef struct _LabReliability LabReliability;

LabReliability *lab_reliability_layout (const LabReliabilityData *data, double width, double height,
                                        const LabTheme *theme, double text_px);
void lab_reliability_free (LabReliability *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabReliability, lab_reliability_free)

void lab_reliability_draw (const LabReliability *self, cairo_t *cr);
/** lab_reliability_hit: Returns: the bin there, or -1. */
int lab_reliability_hit (const LabReliability *self, double x, double y);
/** lab_reliability_walk: Returns: the next bin in the direction @dx that has pictures, from @bin,
 * -1 for none. */
int lab_reliability_walk (const LabReliability *self, int bin, int dx);
char *lab_reliability_describe (const LabReliability *self);
/** lab_reliability_get_area: of both plots together, within their margins. */
void lab_reliability_get_area (const LabReliability *self, double *left, double *top, double *right,
                               double *bottom);
/** lab_reliability_to_pixel: where a side's mark of @bin is. */
void lab_reliability_to_pixel (const LabReliability *self, guint side, guint bin, double *x,
                               double *y);

G_END_DECLS
