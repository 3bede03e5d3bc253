/* SPDX-License-Identifier: MIT */
/*
 * The loss is put into a graph of its own and derived there; the derivative becomes a sum of
 * products (algebra, simplify), and that is written with brackets (arrange).
 */
#include "formula/derivative.h"

#include "formula/algebra/arrange.h"
#include "formula/derive.h"
#include "formula/algebra/polynomial.h"
#include "formula/resolve.h"
#include "formula/algebra/simplify.h"

#include <string.h>

/* Of a loss that is no mean over the pictures by its shape: it may be one by what it says. */
static LabSum
find_picture (LabAlgebra *algebra, LabSum sum, gboolean *a_picture)
{
  const LabSum times_B
      = lab_polynomial_multiply (algebra, sum, lab_algebra_input (algebra, LAB_INPUT_B));

  *a_picture = (lab_algebra_sum (algebra, sum)->traits & LAB_TRAITS_BATCH) != 0
               && (lab_algebra_sum (algebra, times_B)->traits & LAB_TRAITS_BATCH) == 0;
  return *a_picture ? times_B : sum;
}

char *
lab_derivative_print (const LabFormula *formula, guint head, gboolean *a_picture)
{
  g_autoptr (LabAlgebra) algebra = lab_algebra_new ();
  g_autoptr (LabGraph) graph = lab_graph_new (FALSE);
  g_autoptr (LabTree) tree = lab_tree_new ();
  g_autofree char *text = NULL;
  LabFormula copy = *formula; /* resolving takes notes in it */
  LabMeaning meaning;
  LabRef leaf, root, gradient;
  LabSum sum = LAB_SUM_ZERO;
  const LabExpression *expression;

  lab_resolve (&copy, graph, &meaning, NULL);
  *a_picture = meaning.per_sample != LAB_NO_REF;
  leaf = lab_graph_input (graph, head == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2);
  root = *a_picture ? meaning.per_sample : meaning.loss;
  if (*a_picture && (lab_graph_get (graph, root)->shape & LAB_SHAPE_B) == 0)
    root = lab_graph_sum (graph, root, LAB_SHAPE_B, 0); /* one number for all pictures */
  lab_derive (graph, root, &leaf, 1, &gradient);
  if (graph->full)
    return NULL;
  if (gradient != LAB_NO_REF)
    sum = lab_simplify_node (algebra, graph, gradient);
  if (!*a_picture)
    sum = find_picture (algebra, sum, a_picture);
  expression = lab_arrange (algebra, formula, tree, sum);
  if (expression == NULL)
    return NULL;
  text = lab_expression_print (expression);
  return strlen (text) < LAB_FORMULA_MAX_LENGTH ? g_steal_pointer (&text) : NULL;
}
