/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/ranking.h"
#include "theme.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_THRESHOLD_ROC,
  LAB_THRESHOLD_PRECISION_RECALL,
} LabThresholdKind;

/**
 * LabThresholdSide:
 * @name: "Standard", for words
 * @hidden: takes part in nothing
 * @ranking: (nullable): NULL where there is no curve
 * @measure: the area under it: of an ROC curve, or the average precision
 */
typedef struct
{
  const char *name;
  gboolean hidden;
  const LabRanking *ranking;
  double measure;
} LabThresholdSide;

/**
 * LabThresholdData:
 * @title: "ROC curve of 3"
 * @n_sides: at most %LAB_MAX_STYLES; side i has the theme's style i
 * @share: of the class among the pictures: the precision of chance; NaN where it is not known
 * @hint: (nullable): a text in the middle, where there is no curve
 * @lack: (nullable): who has none, for the description: "Custom: no second task"
 * @side, @point: what is pointed to: a side, and a point of its curve; -1 for none
 *
 * What follows where the threshold from which a picture is taken for a class moves from 1 to 0. All
 * points of the ranking are kept; drawn are those that differ by half a pixel.
 */
typedef struct
{
  LabThresholdKind kind;
  const char *title;
  guint n_sides;
  LabThresholdSide sides[LAB_MAX_STYLES];
  double share;
  const char *hint;
  const char *lack;
  int side;
  guint point;
} LabThresholdData;

/** lab_threshold_data_n_points: Returns: of a side's curve; 0 where it has none or is hidden. */
guint lab_threshold_data_n_points (const LabThresholdData *self, guint side);
/** lab_threshold_data_point: Returns: point @i of a side's curve, as
 * lab_ranking_roc() or lab_ranking_precision_recall(). */
LabRankingPoint lab_threshold_data_point (const LabThresholdData *self, guint side, guint i);
/** lab_threshold_data_at: Returns: the point where all pictures with at least @threshold are taken;
 * the side has some. */
guint lab_threshold_data_at (const LabThresholdData *self, guint side, double threshold);
/**
 * lab_threshold_data_corner:
 *
 * Returns: the side of the square in the corner of perfection that a magnified picture is of: three
 * times the rate where both errors are alike, of the worst side, rounded up; 0 where none is needed
 */
double lab_threshold_data_corner (const LabThresholdData *self);
/** lab_threshold_number: Returns: (transfer full): a threshold, with as many digits as it takes to
 * tell it from 1. */
char *lab_threshold_number (double threshold);

/** LabThresholdCurves: the curves at a size; the corner is magnified in an inset where there is
 * room for it beside them. */
typedef struct _LabThresholdCurves LabThresholdCurves;

/** lab_threshold_curves_layout: @data: what it points to outlives the layout. */
LabThresholdCurves *lab_threshold_curves_layout (const LabThresholdData *data, double width,
                                                 double height, const LabTheme *theme,
                                                 double text_px);
void lab_threshold_curves_free (LabThresholdCurves *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabThresholdCurves, lab_threshold_curves_free)

void lab_threshold_curves_draw (const LabThresholdCurves *self, cairo_t *cr);
/** lab_threshold_curves_hit: @side, @point: (out): nearest to that pixel. Returns: whether there is
 * one. */
gboolean lab_threshold_curves_hit (const LabThresholdCurves *self, double x, double y, int *side,
                                   guint *point);
/** lab_threshold_curves_walk: from @side, @point (inout) a little to the left or the right along
 * the curve, or to the next curve: @dx, @dy: -1, 0, 1. */
void lab_threshold_curves_walk (const LabThresholdCurves *self, int dx, int dy, int *side,
                                guint *point);
char *lab_threshold_curves_describe (const LabThresholdCurves *self);
void lab_threshold_curves_get_area (const LabThresholdCurves *self, double *left, double *top,
                                    double *right, double *bottom);
/** lab_threshold_curves_to_pixel: where a point is in the whole picture. */
void lab_threshold_curves_to_pixel (const LabThresholdCurves *self, guint side, guint point,
                                    double *x, double *y);

G_END_DECLS
