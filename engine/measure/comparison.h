/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/confusion.h"
#include "measure/interval.h"

G_BEGIN_DECLS

/** LAB_COMPARISON_RISK: of an interval that does not hold, and of seeing what is not there. */
#define LAB_COMPARISON_RISK 0.05

/** LabComparisonMeasure: of a whole matrix; the recall of class k is measure
 * %LAB_COMPARISON_RECALL + k. */
typedef enum
{
  LAB_COMPARISON_ACCURACY,
  LAB_COMPARISON_BALANCED_ACCURACY,
  LAB_COMPARISON_MACRO_F1,
  LAB_COMPARISON_MATTHEWS,
  LAB_COMPARISON_RECALL,
} LabComparisonMeasure;

/**
 * LabComparisonInfo:
 * @name: in files
 * @title: for people, to be translated
 */
typedef struct
{
  const char *name;
  const char *title;
} LabComparisonInfo;

/** lab_comparison_measures: [%LAB_COMPARISON_RECALL + 1] the last row is any class's recall. */
extern const LabComparisonInfo lab_comparison_measures[LAB_COMPARISON_RECALL + 1];

/**
 * LabComparisonRow:
 * @first, @second: the measure on each side, over the seeds
 * @difference: second - first, seed by seed; its interval ends where no difference can be
 * @shown: whether the difference is more than chance would make of all that is looked at
 *
 * Without values, n is 0: the test set has no picture of the class.
 */
typedef struct
{
  LabInterval first;
  LabInterval second;
  LabInterval difference;
  gboolean shown;
} LabComparisonRow;

/**
 * LabComparison:
 * @n_seeds: that are compared
 * @n_left_out: seeds with no matrix on one of the sides
 * @n_pairs: comparisons that are read together with this one, itself included
 * @n_classes: K
 * @n_present: classes that the test set has pictures of
 * @same: whether the two sides' matrices are the same with every seed
 * @rows: [%LAB_COMPARISON_RECALL + K]
 *
 * Two losses, each trained with the same seeds: what differs between the runs of a seed is the loss
 * alone, so differences are taken within seeds.
 *
 * Every interval has 95 % confidence by itself. Who looks at ten recalls finds one that differs by
 * chance, so that those that are @shown pass Holm's correction too: at most once in twenty
 * experiments without a difference is any recall. Each measure of the whole is tested by itself,
 * and is shown once in twenty as well: a recall or the accuracy, about once in ten. With several
 * pairs each has its share of those risks.
 *
 * **Source**: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure.
 */
typedef struct
{
  guint n_seeds;
  guint n_left_out;
  guint n_pairs;
  guint n_classes;
  guint n_present;
  gboolean same;
  LabComparisonRow rows[];
} LabComparison;

/**
 * lab_comparison_new:
 * @first, @second: [n_seeds] a confusion matrix a seed, or NULL
 * @n_classes: K of every matrix
 * @n_pairs: at least 1
 */
LabComparison *lab_comparison_new (const LabConfusion *const *first,
                                   const LabConfusion *const *second, guint n_seeds,
                                   guint n_classes, guint n_pairs);
void lab_comparison_free (LabComparison *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabComparison, lab_comparison_free)

G_END_DECLS
