/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/conclusion.h"
#include "chart.h"

G_BEGIN_DECLS

/**
 * LabPairs:
 * @n: each loss against the first
 * @n_seeds: that were trained
 * @epoch: of the moment that is compared, of @n_epochs of the longest training
 * @stopped: whether a run ended before its end
 * @names: [n + 1] what the losses are called within a sentence
 * @comparisons, @conclusions: [n]
 * @tests: (nullable): [n] of one seed's networks, where they were tested
 *
 * What the runs of an experiment say together at one moment. It holds the dataset.
 */
typedef struct
{
  guint n;
  guint n_seeds;
  double epoch;
  guint n_epochs;
  gboolean stopped;
  char *names[LAB_MAX_SIDES];
  LabComparison *comparisons[LAB_MAX_SIDES];
  LabConclusion conclusions[LAB_MAX_SIDES];
  LabMcnemar *tests;
  LabDataset *dataset;
} LabPairs;

/** lab_pairs_epoch: Returns: that of the evaluations that are compared: the last up to @cursor that
 * all runs have which did not diverge; NaN where there is none. Steps would not do: runs may have
 * other batches, or other data. */
double lab_pairs_epoch (const LabRecords *records, double cursor);

/** lab_pairs_evaluation: Returns: (nullable): the one that @run has at @epoch, or within the batch
 * in which it is reached. */
const LabEvaluation *lab_pairs_evaluation (const LabRun *run, double epoch);

/**
 * lab_pairs_new:
 * @tests: (nullable): [n_runs - 1] of one seed's networks against the first
 *
 * Returns: (transfer full) (nullable): NULL where there is nothing to compare yet
 */
LabPairs *lab_pairs_new (const LabRecords *records, double cursor, const LabMcnemar *tests);

/** lab_pairs_new_tested: the same of the latest moment, with the tests made: it takes a while.
 * **Threads**: any. */
LabPairs *lab_pairs_new_tested (const LabRecords *records);
void lab_pairs_free (LabPairs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPairs, lab_pairs_free)

/** lab_pairs_is_early: Returns: whether the moment is before the end of the training. */
gboolean lab_pairs_is_early (const LabPairs *self);
/** lab_pairs_sentence: Returns: (transfer full): sentence @i of pair @pair's conclusion. */
char *lab_pairs_sentence (const LabPairs *self, guint pair, guint i);
/** lab_pairs_words: Returns: (transfer full): all that is concluded, on one line; before the end of
 * the training it begins with when that is; of several pairs each begins with whose it is: "Third:
 * Recall: no difference shown in any class." */
char *lab_pairs_words (const LabPairs *self);
/** lab_pairs_key: @mark: what rows that are shown to differ have. Returns: (transfer full)
 * (nullable): how to read a table of several seeds. */
char *lab_pairs_key (const LabPairs *self, const char *mark);
/** lab_pairs_measure: Returns: (transfer full): what a row of a comparison is called. */
char *lab_pairs_measure (const LabPairs *self, guint measure);

G_END_DECLS
