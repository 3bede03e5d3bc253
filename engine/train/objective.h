/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss.h"
#include "spec.h"

G_BEGIN_DECLS

/**
 * LabObjective:
 * @parameters: of the loss, the spec's or its own
 * @weights: [K] class weights: the spec's, balanced, or the loss's own
 *
 * A loss with everything that a spec and the data say about it: what a run makes small.
 */
typedef struct
{
  const LabLoss *loss;
  double parameters[LAB_MAX_PARAMETERS];
  float weights[LAB_MAX_CLASSES];
  guint n_classes;
} LabObjective;

/**
 * lab_objective_init:
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown loss, a parameter that it does not have or that is
 * out of its range, and a class that the dataset does not have; the object is then as it was.
 */
gboolean lab_objective_init (LabObjective *self, const LabSpec *spec, const LabDataset *dataset,
                             const LabTrainingSet *set, GError **error);

/** lab_objective_evaluate: as lab_loss_evaluate(), of @n pictures. */
double lab_objective_evaluate (const LabObjective *self, guint n, const float *logits,
                               const guint8 *targets, float *dlogits);

/** lab_objective_penalty: as lab_loss_penalty(). */
double lab_objective_penalty (const LabObjective *self, const float *theta, gsize n_parameters,
                              float *dtheta);

G_END_DECLS
