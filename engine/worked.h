/* SPDX-License-Identifier: MIT */
#pragma once

#include "train/objective.h"

G_BEGIN_DECLS

/**
 * LabWorkedInput:
 * @logits: [K]
 * @logits2: (nullable): [K2] of the second task, where the loss has one
 * @target, @target2: the true classes
 * @progress: 0 to 1
 * @learned: (nullable): the loss's learned parameters; NULL for what they begin with
 * @batch_size: of the spec
 */
typedef struct
{
  const double *logits;
  const double *logits2;
  guint8 target;
  guint8 target2;
  double progress;
  const double *learned;
  guint batch_size;
} LabWorkedInput;

/**
 * LabWorked:
 * @z, @p: [K] the logits, and softmax of them
 * @dz: [K] the derivative of the picture's loss with respect to each logit, before the division by
 * the batch
 * @loss: the picture's, penalties left out
 * @says: the class that the loss takes the network to say
 * @unit: what it is a loss of. Of %LAB_LOSS_UNIT_BATCH the numbers are those of a batch of this
 * picture alone.
 * @penalised: whether it has a penalty
 * @lines: NULL-terminated: the loss and the target's derivative with numbers put in
 *
 * One picture, worked in numbers.
 */
typedef struct
{
  guint n_classes;
  double *z;
  double *p;
  double *dz;
  double loss;
  guint says;
  LabLossUnit unit;
  gboolean penalised;
  char **lines;
} LabWorked;

/** lab_worked_new: **Threads**: any; @objective is only read. */
LabWorked *lab_worked_new (const LabObjective *objective, const LabWorkedInput *input);
void lab_worked_free (LabWorked *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabWorked, lab_worked_free)

G_END_DECLS
