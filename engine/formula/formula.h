/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/graph.h"
#include "formula/tree.h"

G_BEGIN_DECLS

#define LAB_FORMULA_MAX_PARAMETERS 16u
#define LAB_FORMULA_MAX_LEARNED    16u

/** LabFormulaParameter: a number in a loss that a slider moves. */
typedef struct
{
  const char *name;
  double value;
  double least;
  double greatest;
  gboolean logarithmic;
  LabSpan span; /* of its line's name */
} LabFormulaParameter;

/** LabFormulaLearned: a number in a loss that the optimiser trains; @value: to begin with. */
typedef struct
{
  const char *name;
  double value;
} LabFormulaLearned;

/**
 * LabMeaning:
 * @loss: the number that training makes small
 * @per_sample: [B] whose mean it is, or %LAB_NO_REF where the text takes no mean over the batch
 * @weights: [K] that the loss starts from, or %LAB_NO_REF
 * @prediction: [B,K], or %LAB_NO_REF for softmax(z)
 *
 * What a text says, as nodes of one graph.
 */
typedef struct
{
  LabGraph *graph;
  LabRef loss;
  LabRef per_sample;
  LabRef weights;
  LabRef prediction;
} LabMeaning;

/**
 * LabFormula:
 * @computing: the meaning with probabilities kept in logarithms; gradients are made in this graph
 * @n_tasks: 2 where it names something of the second task
 * @class_indices: the greatest class that the text names by its number plus one, of each task
 *
 * A text of the loss language, understood. Read-only.
 */
typedef struct
{
  char *text;
  LabTree *tree;
  guint n_parameters;
  LabFormulaParameter parameters[LAB_FORMULA_MAX_PARAMETERS];
  guint n_learned;
  LabFormulaLearned learned[LAB_FORMULA_MAX_LEARNED];
  guint n_tasks;
  guint class_indices[2];
  LabMeaning computing;
} LabFormula;

/**
 * lab_formula_new:
 * @problems: made for @text; gets errors, and warnings of what can be seen from the text alone
 *
 * Returns: the formula, or NULL where there is an error
 */
LabFormula *lab_formula_new (const char *text, LabProblems *problems);
void lab_formula_free (LabFormula *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabFormula, lab_formula_free)

/** lab_formula_deps: Returns: the %LabDeps of its loss. */
guint32 lab_formula_deps (const LabFormula *self);

/** lab_formula_find: Returns: (nullable): the expression that the text gives this name. */
const LabExpression *lab_formula_find (const LabFormula *self, const char *name);

G_END_DECLS
