/* SPDX-License-Identifier: MIT */
#pragma once

#include "class-marks.h"
#include "curves.h"
#include "loss-shape.h"
#include "matrix.h"
#include "reliability.h"
#include "threshold-curves.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_PAINTING_NOTHING,
  LAB_PAINTING_CURVES,
  LAB_PAINTING_MARKS,
  LAB_PAINTING_SHAPE,
  LAB_PAINTING_MATRIX,
  LAB_PAINTING_THRESHOLDS,
  LAB_PAINTING_RELIABILITY,
} LabPaintingKind;

/** LabPainting: a layout by any of the painters; owned. */
typedef struct
{
  LabPaintingKind kind;
  union
  {
    LabCurves *curves;
    LabClassMarks *marks;
    LabLossShape *shape;
    LabMatrix *matrix;
    LabThresholdCurves *thresholds;
    LabReliability *reliability;
  };
} LabPainting;

/** lab_painting_clear: it is %LAB_PAINTING_NOTHING then. */
void lab_painting_clear (LabPainting *self);
void lab_painting_draw (const LabPainting *self, cairo_t *cr);
/** lab_painting_describe: Returns: (transfer full) (nullable): in words; NULL of nothing. */
char *lab_painting_describe (const LabPainting *self);
/** lab_painting_get_area: within the margins; left as it is of nothing. */
void lab_painting_get_area (const LabPainting *self, double *left, double *top, double *right,
                            double *bottom);

G_END_DECLS
