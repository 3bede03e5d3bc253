/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"

G_BEGIN_DECLS

/**
 * LabLossParameter:
 * @least, @greatest: the range that it may be set to
 * @logarithmic: whether its slider is
 */
typedef struct
{
  const char *name;
  double value;
  double least;
  double greatest;
  gboolean logarithmic;
} LabLossParameter;

/**
 * LabLoss:
 * @id: what the spec and the command line call it
 * @title: what people read
 * @formula: what it is of one picture
 * @parameters: [n_parameters] with their values at the start
 * @weighted: whether the class weights have a part in it
 * @penalised: whether it has a penalty on the network's parameters
 *
 * A loss, read-only and shared.
 */
typedef struct _LabLoss LabLoss;

struct _LabLoss
{
  const char *id;
  const char *title;
  const char *formula;
  guint n_parameters;
  const LabLossParameter *parameters;
  gboolean weighted;
  gboolean penalised; /* parameter 0 times the sum of |theta| */

  /*< private >*/
  double first_weight; /* of class 0, where the spec sets none; the others' is 1 */
};

/**
 * lab_loss_find:
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown id; the message lists the known ones.
 */
const LabLoss *lab_loss_find (const char *id, GError **error);

/** lab_loss_list: Returns: all losses, NULL-terminated. */
const LabLoss *const *lab_loss_list (void);

/**
 * lab_loss_own_weights:
 * @counts: [K] training pictures of each class
 * @weights: [K] receives the class weights that the loss has where nobody sets any
 */
void lab_loss_own_weights (const LabLoss *self, guint n_classes, const guint *counts,
                           double *weights);

/**
 * LabLossBatch:
 * @n: B
 * @n_classes: K
 * @logits: [B,K]
 * @targets: [B]
 * @weights: [K] class weights
 * @parameters: [n_parameters]
 */
typedef struct
{
  guint n;
  guint n_classes;
  const float *logits;
  const guint8 *targets;
  const float *weights;
  const double *parameters;
} LabLossBatch;

/**
 * lab_loss_evaluate:
 * @dlogits: (out) (optional): [B,K] receives the gradient with respect to the logits
 *
 * Returns: the loss of the batch without the penalty; NaN or infinity where the logits lead there
 */
double lab_loss_evaluate (const LabLoss *self, const LabLossBatch *batch, float *dlogits);

/**
 * lab_loss_penalty:
 * @theta: [P]
 * @dtheta: (optional): [P] the penalty's gradient is added to it
 *
 * Returns: the penalty on the network's parameters; 0, at no cost, for a loss without one
 */
double lab_loss_penalty (const LabLoss *self, const double *parameters, const float *theta, gsize n,
                         float *dtheta);

G_END_DECLS
