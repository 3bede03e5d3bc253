/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

G_BEGIN_DECLS

/** LabContender: what is measured: the rows of the table in contenders.c, which says what each is.
 */
typedef enum
{
  /* an epoch of one run, and what it is held against */
  LAB_CONTENDER_EPOCH,
  LAB_CONTENDER_PRODUCTS,
  LAB_CONTENDER_PEAK,
  LAB_CONTENDER_REFERENCE,
  LAB_CONTENDER_EVALUATION,
  LAB_CONTENDER_PLAIN_EVALUATION,
  /* whole experiments */
  LAB_CONTENDER_ONE_RUN,
  LAB_CONTENDER_TWO_RUNS,
  LAB_CONTENDER_SEEDS,
  LAB_CONTENDER_SEEDS_ALONE,
  /* a batch's loss and its gradient */
  LAB_CONTENDER_HANDWRITTEN,
  LAB_CONTENDER_CROSS_ENTROPY,
  LAB_CONTENDER_FOCAL,
  LAB_CONTENDER_SLOWEST_LOSS,
  /* other tools */
  LAB_CONTENDER_TUTORIAL,
  LAB_CONTENDER_SCIKIT_LEARN,
  LAB_CONTENDER_EAGER,
  LAB_CONTENDER_SCRIPT,
  /* a frame of the plots */
  LAB_CONTENDER_FRAME,
  LAB_CONTENDER_EMPTY_FRAME,
  LAB_CONTENDER_FINE_FRAME,
  LAB_CONTENDER_EMPTY_FINE_FRAME,
  LAB_CONTENDER_WHOLE_FRAME,
  /* the program as it is started */
  LAB_CONTENDER_START,
  LAB_CONTENDER_COMPARE,
  LAB_CONTENDER_MEMORY,
  /* more and more of something */
  LAB_CONTENDER_EPOCHS_2,
  LAB_CONTENDER_EPOCHS_4,
  LAB_CONTENDER_PICTURES_15000,
  LAB_CONTENDER_PICTURES_30000,
  LAB_CONTENDER_HIDDEN_64,
  LAB_CONTENDER_HIDDEN_128,
  LAB_CONTENDER_HIDDEN_256,
  LAB_CONTENDER_HIDDEN_512,
  LAB_CONTENDER_RUNS_2,
  LAB_CONTENDER_RUNS_4,
  LAB_N_CONTENDERS,
} LabContender;

/** LabContenders: what they share: the tutorial's data, and the peers. */
typedef struct _LabContenders LabContenders;

/**
 * lab_contenders_new:
 * @peers: (nullable): the folder of the peers' scripts; without it they are not measured
 * @python: (nullable): what runs them
 */
LabContenders *lab_contenders_new (const char *peers, const char *python, GError **error);
void lab_contenders_free (LabContenders *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabContenders, lab_contenders_free)

/**
 * lab_contenders_measure:
 *
 * Returns: seconds, of memory MiB, or a negative number with @error set
 *
 * **Errors**: %G_IO_ERROR_NOT_SUPPORTED when there is no such contender on this machine: the others
 * can do without it.
 */
double lab_contenders_measure (LabContenders *self, LabContender contender, GError **error);

/** lab_contenders_is_slow: Returns: whether it takes seconds: a few rounds of it have to do. */
gboolean lab_contenders_is_slow (LabContender contender);

/** lab_contenders_get_slowest: Returns: (nullable): the id of the slowest loss without a penalty,
 * once it was measured. */
const char *lab_contenders_get_slowest (const LabContenders *self);

G_END_DECLS
