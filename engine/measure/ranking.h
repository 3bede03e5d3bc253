/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabRanking:
 * @n: different scores
 * @score: [n] falling
 * @true_positives: [n] pictures of the class whose score is at least that one
 * @false_positives: [n] pictures of other classes, likewise
 * @positives, @negatives: of all pictures
 *
 * Pictures in the order of how likely a network finds one class, and what follows from this order
 * alone: the ROC and the precision-recall curve of the class against the rest, and the areas under
 * them. Pictures of the same score count together.
 *
 * Where the class does not occur there is no recall, and where nothing else occurs no false
 * positive rate: lab_ranking_is_defined() says so, and the numbers are those of scikit-learn.
 *
 * **Source**: scikit-learn 1.2, sklearn.metrics: roc_curve (drop_intermediate=False),
 * precision_recall_curve, roc_auc_score, average_precision_score.
 */
typedef struct
{
  guint n;
  float *score;
  guint32 *true_positives;
  guint32 *false_positives;
  guint32 positives;
  guint32 negatives;
} LabRanking;

/**
 * lab_ranking_new:
 * @probabilities: [n_pictures, n_classes]
 * @labels: [n_pictures] the true classes
 * @k: the class
 *
 * Returns: (nullable): NULL where a probability of the class is not a number
 */
LabRanking *lab_ranking_new (const float *probabilities, const guint8 *labels, guint n_pictures,
                             guint n_classes, guint k);
void lab_ranking_free (LabRanking *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabRanking, lab_ranking_free)

/** lab_ranking_is_defined: Returns: whether both the class and another one occur. */
gboolean lab_ranking_is_defined (const LabRanking *self);

/** LabRankingPoint: pictures with at least @threshold are taken for the class; infinity takes none.
 */
typedef struct
{
  double x;
  double y;
  double threshold;
} LabRankingPoint;

/**
 * lab_ranking_roc:
 * @i: 0 to n, both included, from (0, 0) to (1, 1)
 *
 * Returns: x the false positive rate, y the true positive rate; NaN without negatives or positives
 */
LabRankingPoint lab_ranking_roc (const LabRanking *self, guint i);

/**
 * lab_ranking_precision_recall:
 * @i: 0 to n, both included; recall falls from 1 to 0
 *
 * Returns: x the recall, 1 at every threshold without positives; y the precision, 1 at the end
 */
LabRankingPoint lab_ranking_precision_recall (const LabRanking *self, guint i);

/** lab_ranking_area: Returns: the area under the ROC curve, or NaN where it is not defined. */
double lab_ranking_area (const LabRanking *self);

/** lab_ranking_average_precision: Returns: the mean of the precisions, weighted by the rise in
 * recall; 0 without positives. */
double lab_ranking_average_precision (const LabRanking *self);

G_END_DECLS
