/* SPDX-License-Identifier: MIT */
#pragma once

#include "predictions.h"
#include "train/objective.h"

G_BEGIN_DECLS

#define LAB_PROFILE_POINTS 201u
#define LAB_PROFILE_BINS   20u

/**
 * LabProfile:
 * @n: points, %LAB_PROFILE_POINTS, or fewer where there are more than 72 classes
 * @p: [n] the probability of the target, rising from 0.002 to 0.998, closer at the ends
 * @loss: [n] of a picture whose target has that probability
 * @push: [n] minus its derivative with respect to the target's logit, before the division by the
 * batch
 * @weighted: whether the class weights have a part in it
 * @mean_weight: of them, as often as the classes occur among the training pictures
 * @n_pictures: of the batch, where the loss is one of a batch as a whole; else 0
 * @penalised: whether it has a penalty, which is left out
 * @second: whether it has a second task, whose logits are held at 0
 * @moves: whether it depends on the progress, or on what the loss has learned
 * @rest: whether it depends on how the other classes share what the target leaves them
 * @level: whether it depends on the logits' mean too, which is held at 0
 *
 * What a loss makes of the probability of the target, when the other classes share the rest
 * equally. What else it depends on is held at its mean: the curves are the mean over the classes,
 * weighted exactly by their training pictures. A loss of a batch as a whole is that of
 * max (64, K) pictures, with classes in the same proportions and each at least once, all at that
 * probability; its push is that of a picture of them, times their number.
 */
typedef struct
{
  guint n;
  double p[LAB_PROFILE_POINTS];
  double loss[LAB_PROFILE_POINTS];
  double push[LAB_PROFILE_POINTS];
  gboolean weighted;
  double mean_weight;
  guint n_pictures;
  gboolean penalised;
  gboolean second;
  gboolean moves;
  gboolean rest;
  gboolean level;
} LabProfile;

/**
 * lab_profile_fill:
 * @progress: 0 to 1
 * @learned: (nullable): values of the loss's learned parameters; NULL for those that they begin
 * with
 * @second_of: (nullable): [K] the second task's class for each class
 *
 * **Threads**: any; @objective is only read.
 */
void lab_profile_fill (LabProfile *self, const LabObjective *objective, double progress,
                       const double *learned, const guint8 *second_of);

/** lab_profile_count: @bins: [%LAB_PROFILE_BINS] receives how many test pictures have a
 * softmax(z)[y] in each twentieth. */
void lab_profile_count (const LabPredictions *predictions, const LabDataset *dataset, guint *bins);

G_END_DECLS
