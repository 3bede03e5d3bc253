/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/comparison.h"
#include "measure/mcnemar.h"

G_BEGIN_DECLS

/**
 * LabFindingKind: what a sentence of a conclusion says. First what was found, then how far it goes.
 * @LAB_FINDING_NOTHING: there is nothing to compare
 * @LAB_FINDING_SAME: the two sides' matrices are the same
 * @LAB_FINDING_RECALL_RAISED, @LAB_FINDING_RECALL_LOWERED: of @class, by @difference
 * @LAB_FINDING_MORE_RECALLS: @count more classes' recall changes
 * @LAB_FINDING_NO_RECALL: no class's recall is shown to change
 * @LAB_FINDING_ACCURACY_RAISED, @LAB_FINDING_ACCURACY_LOWERED: by @difference
 * @LAB_FINDING_NO_ACCURACY: it is not shown to change
 * @LAB_FINDING_SAME_ACCURACY_CHANGE: it is the same @difference with every seed
 * @LAB_FINDING_TWO_NETWORKS, @LAB_FINDING_NO_TWO_NETWORKS: of one seed, by McNemar's test
 * @LAB_FINDING_ONE_SEED: it proves nothing about the losses
 * @LAB_FINDING_TWO_SEEDS: they say little
 * @LAB_FINDING_NO_PROOF: that nothing was shown is no proof that nothing is there
 * @LAB_FINDING_INTERVALS, @LAB_FINDING_INTERVALS_OF_PAIRS: what they are, and what is named
 * @LAB_FINDING_ABOUT_SEEDS: other pictures were not tried
 * @LAB_FINDING_LEFT_OUT: @count seeds are
 */
typedef enum
{
  LAB_FINDING_NOTHING,
  LAB_FINDING_SAME,
  LAB_FINDING_RECALL_RAISED,
  LAB_FINDING_RECALL_LOWERED,
  LAB_FINDING_MORE_RECALLS,
  LAB_FINDING_NO_RECALL,
  LAB_FINDING_ACCURACY_RAISED,
  LAB_FINDING_ACCURACY_LOWERED,
  LAB_FINDING_NO_ACCURACY,
  LAB_FINDING_SAME_ACCURACY_CHANGE,
  LAB_FINDING_TWO_NETWORKS,
  LAB_FINDING_NO_TWO_NETWORKS,
  LAB_FINDING_ONE_SEED,
  LAB_FINDING_TWO_SEEDS,
  LAB_FINDING_NO_PROOF,
  LAB_FINDING_INTERVALS,
  LAB_FINDING_INTERVALS_OF_PAIRS,
  LAB_FINDING_ABOUT_SEEDS,
  LAB_FINDING_LEFT_OUT,
  LAB_N_FINDINGS,
} LabFindingKind;

/** LabFinding: @class, @count, @difference and @test: where its kind has them. */
typedef struct
{
  LabFindingKind kind;
  guint class;
  guint count;
  LabInterval difference;
  LabMcnemar test;
} LabFinding;

#define LAB_CONCLUSION_RECALLS  3u /* at most, the greatest changes first */
#define LAB_CONCLUSION_FINDINGS 12u

/**
 * LabConclusion:
 * @findings: [n] in the order in which they are said
 *
 * What may be concluded of two losses from the runs that were made with them, and what may not.
 */
typedef struct
{
  guint n;
  LabFinding findings[LAB_CONCLUSION_FINDINGS];
  /*< private >*/
  guint n_seeds;
  guint n_all;
  guint n_classes;
  guint n_pairs;
} LabConclusion;

/** lab_conclusion_init: @test: (nullable): of the two networks, where there is one seed. */
void lab_conclusion_init (LabConclusion *self, const LabComparison *comparison,
                          const LabMcnemar *test);

/**
 * LabConclusionWords:
 * @first, @second: what the two sides are called within a sentence
 * @class_names: [K]
 * @translate: (nullable): gives a sentence in the reader's language; without it they are English
 */
typedef struct
{
  const char *first;
  const char *second;
  const char *const *class_names;
  const char *(*translate) (const char *text);
} LabConclusionWords;

/** lab_conclusion_is_main: Returns: whether finding @i is what was found, or takes it back; else it
 * says how numbers are meant. */
gboolean lab_conclusion_is_main (const LabConclusion *self, guint i);

/** lab_conclusion_sentence: Returns: (transfer full): finding @i as a sentence. */
char *lab_conclusion_sentence (const LabConclusion *self, guint i, const LabConclusionWords *words);

G_END_DECLS
