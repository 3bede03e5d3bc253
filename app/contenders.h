/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

G_BEGIN_DECLS

/**
 * LabContender: what is measured.
 * @LAB_CONTENDER_PRODUCTS: every matrix product of an epoch, on matrices of the right shapes and
 * nothing else, by OpenBLAS
 * @LAB_CONTENDER_EPOCH: an epoch of one run, its evaluations left out
 * @LAB_CONTENDER_EVALUATION: the logits of all test pictures
 * @LAB_CONTENDER_PLAIN_EVALUATION: the same with the first layer by OpenBLAS
 * @LAB_CONTENDER_ONE_RUN: an experiment of one run with one worker, start to end
 * @LAB_CONTENDER_TWO_RUNS: of two runs with two
 * @LAB_CONTENDER_SEEDS, @LAB_CONTENDER_SEEDS_ALONE: of eight seeds with two workers, with one
 * @LAB_CONTENDER_HANDWRITTEN: a batch's cross-entropy and its gradient, written by hand
 * @LAB_CONTENDER_CROSS_ENTROPY, @LAB_CONTENDER_FOCAL, @LAB_CONTENDER_SLOWEST_LOSS: loss programs
 */
typedef enum
{
  LAB_CONTENDER_PRODUCTS,
  LAB_CONTENDER_EPOCH,
  LAB_CONTENDER_EVALUATION,
  LAB_CONTENDER_PLAIN_EVALUATION,
  LAB_CONTENDER_ONE_RUN,
  LAB_CONTENDER_TWO_RUNS,
  LAB_CONTENDER_SEEDS,
  LAB_CONTENDER_SEEDS_ALONE,
  LAB_CONTENDER_HANDWRITTEN,
  LAB_CONTENDER_CROSS_ENTROPY,
  LAB_CONTENDER_FOCAL,
  LAB_CONTENDER_SLOWEST_LOSS,
  LAB_N_CONTENDERS,
} LabContender;

/** LabContenders: what they share: the tutorial's data and settings. */
typedef struct _LabContenders LabContenders;

LabContenders *lab_contenders_new (GError **error);
void lab_contenders_free (LabContenders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabContenders, lab_contenders_free)

/** lab_contenders_measure: Returns: seconds, or a negative number with @error set. */
double lab_contenders_measure (LabContenders *self, LabContender contender, GError **error);

/** lab_contenders_get_slowest: Returns: the id of the slowest loss without a penalty. */
const char *lab_contenders_get_slowest (const LabContenders *self);

G_END_DECLS
