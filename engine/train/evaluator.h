/* SPDX-License-Identifier: MIT */
#pragma once

#include "evaluation.h"
#include "net/network.h"
#include "train/objective.h"

G_BEGIN_DECLS

/** LAB_EVALUATION_BLOCK: pictures at a time; fixed, so that sums do not depend on who computes
 * them. */
#define LAB_EVALUATION_BLOCK 500u

/** LabEvaluationPart: the sets of pictures, in the order in which they are gone over. */
typedef enum
{
  LAB_EVALUATION_TEST,
  LAB_EVALUATION_VALIDATION,
  LAB_EVALUATION_TRAIN,
  LAB_EVALUATION_N_PARTS,
} LabEvaluationPart;

/**
 * LabEvaluator:
 * @activations: room for %LAB_EVALUATION_BLOCK pictures; borrowed, as are the rest
 * @targets: room for as many
 *
 * @targets2: the same for the second task, or NULL
 * @cross_entropy: the objective of this name
 *
 * Makes an evaluation a block of pictures at a time. Its owner fills in the borrowed members once.
 */
typedef struct
{
  const LabDataset *dataset;
  const LabTrainingSet *set;
  const LabNetwork *network;
  LabActivations *activations;
  guint8 *targets;
  guint8 *targets2;
  LabObjective *cross_entropy;
  /*< private >*/
  LabEvaluation *evaluation;
  LabEvaluationPart part;
  guint done;  /* pictures of the part */
  float *said; /* [%LAB_EVALUATION_BLOCK, K] what a loss takes the network to say */
} LabEvaluator;

/** lab_evaluator_begin: @train_too: whether it goes over the training pictures as well. */
void lab_evaluator_begin (LabEvaluator *self, guint64 step, double epoch, gboolean train_too);

/** lab_evaluator_is_active: Returns: whether an evaluation is under way. */
gboolean lab_evaluator_is_active (const LabEvaluator *self);

/**
 * lab_evaluator_advance: does one block.
 *
 * Returns: (transfer full) (nullable): the evaluation, without @theta, once it is complete
 */
LabEvaluation *lab_evaluator_advance (LabEvaluator *self, LabObjective *objective,
                                      const float *theta, double progress);

/** lab_evaluator_clear: drops an evaluation that is under way. */
void lab_evaluator_clear (LabEvaluator *self);

G_END_DECLS
