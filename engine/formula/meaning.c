/* SPDX-License-Identifier: MIT */
/*
 * What a text's statements mean as a whole: whether their names may be so, and what the loss, the
 * weights and the prediction are.
 */
#include "formula/resolve.h"

#include "formula/resolver.h"

#include <string.h>

static guint
find_definition (const LabResolver *self, const char *name)
{
  guint i = 0;

  while (i < self->n_statements
         && !(lab_resolver_statement (self, i)->kind == LAB_STATEMENT_DEFINITION
              && g_str_equal (lab_resolver_statement (self, i)->name, name)))
    i++;
  return i;
}

static void
check_names (LabResolver *self)
{
  guint parameters = 0, learned = 0;

  for (guint i = 0; i < self->n_statements; i++)
    {
      const LabStatement *of = lab_resolver_statement (self, i);
      const gboolean special = g_str_equal (of->name, "loss") || g_str_equal (of->name, "weights")
                               || g_str_equal (of->name, "prediction");

      if (lab_input_find (of->name) != LAB_N_INPUTS)
        LAB_RESOLVER_FAIL (self, of->span, NULL,
                           "‘%s’ has a meaning already (%s): choose another name", of->name,
                           lab_inputs[lab_input_find (of->name)].means);
      else if (lab_operator_find (of->name, strlen (of->name), FALSE) != LAB_N_OPS)
        LAB_RESOLVER_FAIL (self, of->span, NULL, "‘%s’ is a function: choose another name",
                           of->name);
      else if (special && of->kind != LAB_STATEMENT_DEFINITION)
        LAB_RESOLVER_FAIL (self, of->span, NULL,
                           "‘%s’ cannot be a parameter: write %s = and a formula", of->name,
                           of->name);
      for (guint j = 0; j < i; j++)
        if (g_str_equal (lab_resolver_statement (self, j)->name, of->name))
          LAB_RESOLVER_FAIL (self, of->span, NULL,
                             "‘%s’ is defined twice: remove one of the two lines", of->name);
      parameters += of->kind == LAB_STATEMENT_PARAMETER;
      learned += of->kind == LAB_STATEMENT_LEARNED;
      if (parameters > LAB_FORMULA_MAX_PARAMETERS || learned > LAB_FORMULA_MAX_LEARNED)
        {
          LAB_RESOLVER_FAIL (self, of->span, NULL,
                             "There are too many parameters %s: at most %u are possible",
                             of->kind == LAB_STATEMENT_PARAMETER ? "with a range" : "to learn",
                             LAB_FORMULA_MAX_PARAMETERS);
          break;
        }
    }
}

G_STATIC_ASSERT (LAB_FORMULA_MAX_PARAMETERS == LAB_FORMULA_MAX_LEARNED);

static LabSpan
span_of (const LabResolver *self, guint i)
{
  return i < self->n_statements ? lab_resolver_statement (self, i)->expression->span
                                : (LabSpan){ 0, 0 };
}

static void
finish_loss (LabResolver *self, guint i, LabMeaning *meaning)
{
  const LabValue value = self->values[i];

  meaning->per_sample = LAB_NO_REF;
  if ((value.shape & LAB_SHAPE_B) != 0 && (value.shape & LAB_SHAPE_CLASSES) != 0)
    {
      g_autofree char *text = lab_expression_print (lab_resolver_statement (self, i)->expression);
      g_autofree char *mend = g_strdup_printf ("sum_classes(%s)", text);

      LAB_RESOLVER_FAIL (self, span_of (self, i), mend,
                         "The loss has the shape %s, a number for each picture and class: write "
                         "sum_classes(...) or mean_classes(...) around it",
                         lab_shape_name (value.shape));
      meaning->loss = value.ref;
      return;
    }
  if (value.shape == LAB_SHAPE_B)
    meaning->per_sample = value.ref;
  meaning->loss = lab_resolver_divide (self, lab_graph_sum (self->graph, value.ref, value.shape, 0),
                                       value.shape);
}

/* Whether it is known before the training, of the first task alone. */
static gboolean
is_settled (const LabResolver *self, LabRef ref)
{
  const LabGraph *graph = self->graph;
  g_autofree gboolean *needed = NULL;

  if ((lab_graph_get (graph, ref)->deps & ~(guint32) (LAB_DEPS_DATA | LAB_DEPS_PARAMETERS)) != 0)
    return FALSE;
  needed = g_new (gboolean, graph->n);
  lab_graph_reach (graph, &ref, 1, needed);
  for (LabRef i = 0; i <= ref; i++)
    {
      const LabNode *node = lab_graph_get (graph, i);

      if (needed[i] && node->op == LAB_OP_INPUT && node->index != LAB_INPUT_K_INDEX
          && node->index != LAB_INPUT_N_CLASSES && node->index != LAB_INPUT_COUNTS
          && node->index != LAB_INPUT_PRIOR)
        return FALSE;
    }
  return TRUE;
}

static void
finish_weights (LabResolver *self, guint i, LabMeaning *meaning)
{
  const LabValue value = self->values[i];
  g_autofree char *words = lab_shape_words (value.shape);

  meaning->weights = value.ref;
  if ((value.shape & ~(guint) LAB_SHAPE_K) != 0)
    LAB_RESOLVER_FAIL (self, span_of (self, i), NULL, "The weights are one number a class: this %s",
                       words);
  else if (!is_settled (self, value.ref))
    LAB_RESOLVER_FAIL (
        self, span_of (self, i), NULL,
        "The weights are known before the training: they are made of k, K, counts, prior and "
        "parameters with a range");
}

static void
finish_prediction (LabResolver *self, guint i, LabMeaning *meaning)
{
  const LabValue value = self->values[i];
  const guint32 deps = lab_graph_get (self->graph, value.ref)->deps;
  g_autofree char *words = lab_shape_words (value.shape);

  meaning->prediction = value.ref;
  if (value.shape != (LAB_SHAPE_B | LAB_SHAPE_K))
    LAB_RESOLVER_FAIL (self, span_of (self, i), NULL,
                       "The prediction is a number for each picture and class, [B,K]: this %s",
                       words);
  else if ((deps & (LAB_DEPS_TARGETS | LAB_DEPS_TARGETS2 | LAB_DEPS_BATCH)) != 0)
    LAB_RESOLVER_FAIL (
        self, span_of (self, i), NULL,
        "A prediction must not know the target, nor the other pictures of the batch");
}

static void
warn_of_unused (LabResolver *self)
{
  for (guint i = 0; i < self->n_statements; i++)
    {
      const LabStatement *of = lab_resolver_statement (self, i);

      if (!self->used[i] && !g_str_equal (of->name, "loss") && !g_str_equal (of->name, "weights")
          && !g_str_equal (of->name, "prediction"))
        lab_problems_warn (self->problems, of->span, "‘%s’ is never used", of->name);
    }
}

static void
warn_of_weights (LabResolver *self, guint i, const LabMeaning *meaning)
{
  if (i < self->n_statements
      && (lab_graph_get (self->graph, meaning->loss)->deps & LAB_DEPS_WEIGHTS) == 0)
    lab_problems_warn (self->problems, lab_resolver_statement (self, i)->span,
                       "The weights have no effect: the loss does not use ‘w’, as in w[y]");
}

static void
refuse_no_loss (LabResolver *self)
{
  static const char *const LOSS[] = { "loss" };

  for (guint i = 0; i < self->n_statements; i++)
    if (lab_problems_nearest (lab_resolver_statement (self, i)->name, LOSS, 1) != NULL)
      {
        LAB_RESOLVER_FAIL (self, lab_resolver_statement (self, i)->span, "loss",
                           "There is no loss: did you mean ‘loss’ here?");
        return;
      }
  LAB_RESOLVER_FAIL (self, ((LabSpan){ (guint) strlen (self->formula->text), 0 }), NULL,
                     "There is no loss yet: write loss = and a formula, as in loss = -log(p[y])");
}

void
lab_resolve (LabFormula *formula, LabGraph *graph, LabMeaning *meaning, LabProblems *problems)
{
  const guint n = formula->tree->statements->len;
  LabResolver self = {
    .formula = formula,
    .graph = graph,
    .problems = problems,
    .n_statements = n,
    .values = g_new0 (LabValue, n),
    .progress = g_new0 (LabProgress, n),
    .used = g_new0 (gboolean, n),
    .open = g_new0 (guint, n),
    .unknown = g_ptr_array_new (),
  };
  const guint loss = find_definition (&self, "loss");
  const guint weights = find_definition (&self, "weights");
  const guint prediction = find_definition (&self, "prediction");

  *meaning
      = (LabMeaning){ graph, lab_graph_number (graph, 0.0), LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };
  check_names (&self);
  for (guint i = 0; i < n; i++)
    lab_resolver_define (&self, i);
  if (loss == n && problems != NULL && problems->n_errors == 0)
    refuse_no_loss (&self);
  if (loss < n && !self.values[loss].wrong)
    finish_loss (&self, loss, meaning);
  if (weights < n && !self.values[weights].wrong)
    finish_weights (&self, weights, meaning);
  if (prediction < n && !self.values[prediction].wrong)
    finish_prediction (&self, prediction, meaning);
  if (graph->full)
    LAB_RESOLVER_FAIL (&self, span_of (&self, loss), NULL,
                       "This is too much to compute: at most %u operations are possible",
                       LAB_GRAPH_MAX_NODES);
  if (problems != NULL && problems->n_errors == 0)
    {
      warn_of_unused (&self);
      warn_of_weights (&self, weights, meaning);
    }
  g_free (self.values);
  g_free (self.progress);
  g_free (self.used);
  g_free (self.open);
  g_ptr_array_unref (self.unknown);
}
