/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/machine.h"
#include "loss.h"
#include "spec.h"

G_BEGIN_DECLS

/**
 * LabObjective:
 * @loss: what is computed
 * @parameters: of the loss, the spec's or its own
 * @n_classes: K, of the first task; @n_classes2 of the second one, 0 where the loss has none
 * @weights: [K] class weights: the spec's, balanced, or the loss's own
 * @counts: [K] training pictures of each class, at least 1
 *
 * A loss with everything that a spec and the data say about it: what a run makes small.
 */
typedef struct
{
  LabLoss *loss;
  double parameters[LAB_MAX_PARAMETERS];
  guint n_classes;
  guint n_classes2;
  double weights[LAB_MAX_CLASSES];
  double counts[LAB_MAX_CLASSES];
  double counts2[LAB_MAX_CLASSES];
  /*< private >*/
  LabMachine *training;
  LabMachine *value;
  LabMachine *prediction;
} LabObjective;

/**
 * lab_objective_init:
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown loss, a text with errors, a parameter that it does
 * not have or that is out of its range, a class or a second task that the dataset does not have;
 * the object is then as it was.
 */
gboolean lab_objective_init (LabObjective *self, const LabSpec *spec, const LabDataset *dataset,
                             const LabTrainingSet *set, GError **error);
void lab_objective_clear (LabObjective *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabObjective, lab_objective_clear)

/** lab_objective_prepare: makes room for batches of @n. **Errors**: %LAB_ERROR_MEMORY. */
gboolean lab_objective_prepare (LabObjective *self, guint n, GError **error);

/**
 * LabObjectiveBatch:
 * @n: B
 * @logits: for each task, [B,K]
 * @targets: [B] of the first task; @targets2 of the second one, or NULL
 * @progress: 0 to 1
 * @theta: [n_theta] the network's parameters, behind them those that the loss learns
 */
typedef struct
{
  guint n;
  const float *const *logits;
  const guint8 *targets;
  const guint8 *targets2;
  double progress;
  const float *theta;
  gsize n_theta;
} LabObjectiveBatch;

/** LabObjectiveSlopes: the loss's derivatives with respect to the sums over theta and to what it
 * learns. */
typedef struct
{
  double dl1;
  double dl2;
  double dlearned[LAB_FORMULA_MAX_LEARNED];
} LabObjectiveSlopes;

/** lab_objective_new_dual: Returns: (transfer full): a machine for one of the loss's programs, in
 * double, with the objective's numbers in it. */
LabMachine *lab_objective_new_dual (const LabObjective *self, const LabProgram *program);

/** lab_objective_set_step: @learned: (nullable): NULL for what they begin with. The penalties of
 * @machine are 0. */
void lab_objective_set_step (const LabObjective *self, LabMachine *machine, double progress,
                             const double *learned);

/** lab_objective_evaluate: Returns: the loss of the batch, its penalty included; NaN or infinity
 * where the logits lead there. */
double lab_objective_evaluate (LabObjective *self, const LabObjectiveBatch *batch);

/** lab_objective_derive: the same; @dlogits: for each task, [B,K] receives the gradient. */
double lab_objective_derive (LabObjective *self, const LabObjectiveBatch *batch,
                             float *const *dlogits, LabObjectiveSlopes *slopes);

/** lab_objective_set_learned: @dlearned: [n_learned] receives the slopes in what the loss learns.
 */
void lab_objective_set_learned (const LabObjective *self, const LabObjectiveSlopes *slopes,
                                float *dlearned);

/**
 * lab_objective_predict:
 * @out: [B,K] receives what the loss takes the network to say
 *
 * Returns: FALSE, with nothing done, where that is softmax of the logits
 */
gboolean lab_objective_predict (LabObjective *self, const LabObjectiveBatch *batch, float *out);

G_END_DECLS
