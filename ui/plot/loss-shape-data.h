/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

G_BEGIN_DECLS

#define LAB_LOSS_SHAPE_BINS 20

/**
 * LabLossShapeSide:
 * @name: "Standard", for words
 * @label: "focal, gamma = 2", beside the curves
 * @hidden: takes part in nothing
 * @loss: [n_points] of one picture; NaN where it is not defined, infinities allowed
 * @push: [n_points] minus the derivative with respect to the target's logit; likewise
 * @counts: (nullable): [%LAB_LOSS_SHAPE_BINS] test pictures whose p[y] is in each twentieth; NULL
 * before the first evaluation
 */
typedef struct
{
  const char *name;
  const char *label;
  gboolean hidden;
  const double *loss;
  const double *push;
  const guint *counts;
} LabLossShapeSide;

/**
 * LabLossShapeData:
 * @x: [n_points] p[y], rising, from 0 to 1
 * @n_sides: at most %LAB_MAX_STYLES; side i has the theme's style i
 * @epoch: of the counts; NaN where the sides are at different ones, or have none
 * @cursor: p where the crosshair and the markers are; NaN for none
 *
 * What a loss makes of the probability of the target: its value, how hard it pushes, and how many
 * pictures are where. Three plots over one axis.
 */
typedef struct
{
  guint n_points;
  const double *x;
  guint n_sides;
  LabLossShapeSide sides[LAB_MAX_STYLES];
  double epoch;
  double cursor;
} LabLossShapeData;

/** LabLossShapePlot: the three plots, from above. */
typedef enum
{
  LAB_LOSS_SHAPE_LOSS,
  LAB_LOSS_SHAPE_PUSH,
  LAB_LOSS_SHAPE_PICTURES,
} LabLossShapePlot;

/** lab_loss_shape_data_line: Returns: (nullable): a side's loss or push; NULL where it is hidden.
 */
const double *lab_loss_shape_data_line (const LabLossShapeData *self, guint side,
                                        LabLossShapePlot plot);

/**
 * lab_loss_shape_data_value:
 * @plot: loss or push
 *
 * Returns: the value at @p, between two points on the line through them; NaN where one of the two
 * is NaN, and outside @x
 */
double lab_loss_shape_data_value (const LabLossShapeData *self, guint side, LabLossShapePlot plot,
                                  double p);

/**
 * lab_loss_shape_data_range:
 * @plot: loss or push
 *
 * The range of an axis, with 0 in it and both ends at multiples of a round step: of all values, or,
 * where those near p = 0 or 1 are far more than the rest, of the values from 0.02 to 0.98.
 */
void lab_loss_shape_data_range (const LabLossShapeData *self, LabLossShapePlot plot, double *from,
                                double *to);

/** lab_loss_shape_data_describe: Returns: (transfer full): the values at three p, and where most
 * pictures are, in words. */
char *lab_loss_shape_data_describe (const LabLossShapeData *self);

G_END_DECLS
