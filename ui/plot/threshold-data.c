/* SPDX-License-Identifier: MIT */
#include "threshold-curves.h"

#include "axis.h"
#include "number.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_CORNER 0.2

guint
lab_threshold_data_n_points (const LabThresholdData *self, guint side)
{
  const LabThresholdSide *its = &self->sides[side];

  return side >= self->n_sides || its->hidden || its->ranking == NULL ? 0 : its->ranking->n + 1;
}

LabRankingPoint
lab_threshold_data_point (const LabThresholdData *self, guint side, guint i)
{
  const LabRanking *ranking = self->sides[side].ranking;

  return self->kind == LAB_THRESHOLD_ROC ? lab_ranking_roc (ranking, i)
                                         : lab_ranking_precision_recall (ranking, i);
}

guint
lab_threshold_data_at (const LabThresholdData *self, guint side, double threshold)
{
  const LabRanking *ranking = self->sides[side].ranking;
  guint from = 0, to = ranking->n;

  /* how many scores are not below it: they fall */
  while (from < to)
    {
      const guint middle = from + (to - from) / 2;

      if ((double) ranking->score[middle] >= threshold)
        from = middle + 1;
      else
        to = middle;
    }
  return self->kind == LAB_THRESHOLD_ROC ? from : ranking->n - from;
}

/* Where the two errors are alike, coming from the highest threshold: the rates of an ROC curve
 * cross there, and so do precision and recall. */
static double
equal_error (const LabThresholdData *self, guint side)
{
  const guint n = lab_threshold_data_n_points (self, side);

  for (guint i = 0; i < n; i++)
    {
      const LabRankingPoint point
          = lab_threshold_data_point (self, side, self->kind == LAB_THRESHOLD_ROC ? i : n - 1 - i);

      if (self->kind == LAB_THRESHOLD_ROC && point.x >= 1.0 - point.y)
        return point.x;
      /* the surest picture may be wrong: then neither is anything yet */
      if (self->kind == LAB_THRESHOLD_PRECISION_RECALL && point.x > 0.0 && point.x >= point.y)
        return 1.0 - point.y;
    }
  return 0.0;
}

double
lab_threshold_data_corner (const LabThresholdData *self)
{
  double error = 0.0, corner;

  for (guint s = 0; s < self->n_sides; s++)
    error = MAX (error, equal_error (self, s));
  corner = error > 0.0 ? lab_axis_round_up (3.0 * error) : 0.0;
  return corner > MOST_CORNER ? 0.0 : corner;
}

char *
lab_threshold_number (double threshold)
{
  guint decimals = 3;

  if (isinf (threshold))
    return g_strdup (_ ("above all"));
  if (threshold < 0.0005)
    return lab_number_loss (threshold);
  while (decimals < 8 && threshold < 1.0 && threshold > 1.0 - 0.5 * pow (10.0, -(double) decimals))
    decimals++;
  return lab_number_fixed (threshold, decimals);
}
