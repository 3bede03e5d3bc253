/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"
#include "spec.h"

G_BEGIN_DECLS

/**
 * LabPredictions:
 * @n: N, the dataset's test pictures, or those that are set aside to check on
 * @n_classes, @n_classes2: K, K2; the latter is 0 without a second task
 * @logits: [N, K]
 * @logits2: (nullable): [N, K2] of the second task, where the loss has one
 * @probabilities: [N, K] softmax of the logits, or what the loss takes the network to say
 * @is_softmax: whether the probabilities are softmax of the logits
 * @labels: [N] the true classes
 * @classes: [N] the predicted class: the most probable, the first among equals
 *
 * What one network says of every picture of a set. Read-only and shared.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  guint n;
  guint n_classes;
  guint n_classes2;
  gboolean is_softmax;
  float *logits;
  float *logits2;
  float *probabilities;
  guint8 *labels;
  guint8 *classes;
} LabPredictions;

/**
 * lab_predictions_new:
 * @set: what it was trained on: some losses say how their network's answers are to be read by it
 * @theta: [P] the network's parameters, as an evaluation has them
 *
 * **Errors**: %LAB_ERROR_MEMORY. **Threads**: any.
 */
LabPredictions *lab_predictions_new (const LabSpec *spec, const LabDataset *dataset,
                                     const LabTrainingSet *set, const float *theta, GError **error);
/** lab_predictions_new_validation: the same of @set's validation pictures, in their order. */
LabPredictions *lab_predictions_new_validation (const LabSpec *spec, const LabDataset *dataset,
                                                const LabTrainingSet *set, const float *theta,
                                                GError **error);
void lab_predictions_unref (LabPredictions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPredictions, lab_predictions_unref)

/**
 * lab_predictions_list: of test pictures
 * @row: the true class, -1 for any
 * @column: the predicted one, -1 for any
 * @n: (out): how many
 *
 * Returns: (transfer full): their places among the test pictures, rising
 */
guint *lab_predictions_list (const LabPredictions *self, const LabDataset *dataset, int row,
                             int column, guint *n);

/** lab_predictions_dup_logits: Returns: (transfer full): [N, K] of the probabilities: where a loss
 * says itself what its network's answers are, the logarithms of these. */
float *lab_predictions_dup_logits (const LabPredictions *self);

/** lab_predictions_soften: @probabilities: (out): [@n, @n_classes] softmax (@logits /
 * @temperature). */
void lab_predictions_soften (const float *logits, guint n, guint n_classes, double temperature,
                             float *probabilities);

/** lab_predictions_distance: Returns: how differently two networks see picture @i: the total
 * variation distance of their probabilities, 0 to 1. */
double lab_predictions_distance (const LabPredictions *a, const LabPredictions *b, guint i);

G_END_DECLS
