/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAB_CALIBRATION_BINS 15

/**
 * LabCalibration:
 * @n: pictures
 * @count: pictures whose confidence lies above m / 15 and not above (m + 1) / 15
 * @confidence: their mean confidence, the probability of the predicted class; NaN in an empty bin
 * @accuracy: the fraction of them that is right; NaN in an empty bin
 * @error: the expected calibration error, 0 to 1: the mean over all pictures of the distance
 * between the accuracy and the confidence of their bin; NaN without pictures
 *
 * A reliability diagram: how often a network is right where it says how sure it is.
 *
 * **Source**: Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks,
 * section 2.
 */
typedef struct
{
  guint n;
  guint count[LAB_CALIBRATION_BINS];
  double confidence[LAB_CALIBRATION_BINS];
  double accuracy[LAB_CALIBRATION_BINS];
  double error;
} LabCalibration;

/**
 * lab_calibration_init:
 * @probabilities: [n, n_classes]; the greatest is the prediction, the first among equals
 * @labels: [n] the true classes
 */
void lab_calibration_init (LabCalibration *self, const float *probabilities, const guint8 *labels,
                           guint n, guint n_classes);

/**
 * lab_calibration_temperature:
 * @logits: [n, n_classes] of pictures that were not trained on
 * @labels: [n] the true classes
 *
 * Returns: the T > 0 that makes the mean of -log softmax (logits / T)[label] least; above 1 the
 * network is too sure. NaN where there is none: every picture is right, so that T would go to 0;
 * the logits are no better than chance, so that it would grow without bound; they say nothing, or
 * are not numbers.
 *
 * **Source**: Guo, Pleiss, Sun, Weinberger (2017), On Calibration of Modern Neural Networks,
 * section 4.2.
 */
double lab_calibration_temperature (const float *logits, const guint8 *labels, guint n,
                                    guint n_classes);

G_END_DECLS
