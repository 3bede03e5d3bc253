/* SPDX-License-Identifier: MIT */
#include "measure/ranking.h"

#include <math.h>
#include <stdlib.h>

typedef struct
{
  float score;
  gboolean positive;
} Picture;

static int
by_falling_score (gconstpointer a, gconstpointer b)
{
  const float x = ((const Picture *) a)->score, y = ((const Picture *) b)->score;

  return (x < y) - (x > y);
}

LabRanking *
lab_ranking_new (const float *probabilities, const guint8 *labels, guint n_pictures,
                 guint n_classes, guint k)
{
  g_autofree Picture *pictures = g_new (Picture, n_pictures);
  LabRanking *self;

  g_return_val_if_fail (k < n_classes, NULL);

  for (guint i = 0; i < n_pictures; i++)
    {
      pictures[i].score = probabilities[(gsize) i * n_classes + k];
      pictures[i].positive = labels[i] == k;
      if (isnan (pictures[i].score))
        return NULL;
    }
  if (n_pictures > 0)
    qsort (pictures, n_pictures, sizeof *pictures, by_falling_score);

  self = g_new0 (LabRanking, 1);
  self->score = g_new (float, n_pictures);
  self->true_positives = g_new (guint32, n_pictures);
  self->false_positives = g_new (guint32, n_pictures);
  for (guint i = 0; i < n_pictures; i++)
    {
      const gboolean is_new = i == 0 || pictures[i].score < pictures[i - 1].score;

      self->n += is_new;
      self->positives += pictures[i].positive;
      self->negatives += !pictures[i].positive;
      self->score[self->n - 1] = pictures[i].score;
      self->true_positives[self->n - 1] = self->positives;
      self->false_positives[self->n - 1] = self->negatives;
    }
  return self;
}

void
lab_ranking_free (LabRanking *self)
{
  if (self == NULL)
    return;
  g_free (self->score);
  g_free (self->true_positives);
  g_free (self->false_positives);
  g_free (self);
}

gboolean
lab_ranking_is_defined (const LabRanking *self)
{
  return self->positives > 0 && self->negatives > 0;
}

static double
ratio (guint64 numerator, guint64 denominator)
{
  return denominator == 0 ? (double) NAN : (double) numerator / (double) denominator;
}

LabRankingPoint
lab_ranking_roc (const LabRanking *self, guint i)
{
  g_return_val_if_fail (i <= self->n, (LabRankingPoint){ 0 });

  return (LabRankingPoint){
    .x = ratio (i == 0 ? 0 : self->false_positives[i - 1], self->negatives),
    .y = ratio (i == 0 ? 0 : self->true_positives[i - 1], self->positives),
    .threshold = i == 0 ? (double) INFINITY : (double) self->score[i - 1],
  };
}

static double
precision (const LabRanking *self, guint i)
{
  return ratio (self->true_positives[i],
                (guint64) self->true_positives[i] + self->false_positives[i]);
}

LabRankingPoint
lab_ranking_precision_recall (const LabRanking *self, guint i)
{
  const guint j = self->n - 1 - i;

  g_return_val_if_fail (i <= self->n, (LabRankingPoint){ 0 });

  if (i == self->n)
    return (LabRankingPoint){ .x = 0.0, .y = 1.0, .threshold = (double) INFINITY };
  return (LabRankingPoint){
    .x = self->positives == 0 ? 1.0 : ratio (self->true_positives[j], self->positives),
    .y = precision (self, j),
    .threshold = (double) self->score[j],
  };
}

/* Trapezoids, twice their area in whole numbers: half the pairs of the same score are in order. */
double
lab_ranking_area (const LabRanking *self)
{
  guint64 twice = 0;

  for (guint i = 0; i < self->n; i++)
    {
      const guint64 before_x = i == 0 ? 0 : self->false_positives[i - 1];
      const guint64 before_y = i == 0 ? 0 : self->true_positives[i - 1];

      twice += (self->false_positives[i] - before_x) * (self->true_positives[i] + before_y);
    }
  return ratio (twice, 2 * (guint64) self->positives * self->negatives);
}

double
lab_ranking_average_precision (const LabRanking *self)
{
  double sum = 0.0;

  for (guint i = 0; i < self->n; i++)
    {
      const guint32 before = i == 0 ? 0 : self->true_positives[i - 1];

      sum += (self->true_positives[i] - before) * precision (self, i);
    }
  return self->positives == 0 ? 0.0 : sum / self->positives;
}
