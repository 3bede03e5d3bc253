/* SPDX-License-Identifier: MIT */
#include "formula/formula.h"

#include "formula/resolve.h"

static void
list_parameters (LabFormula *self)
{
  for (guint i = 0; i < self->tree->statements->len; i++)
    {
      const LabStatement *of = &g_array_index (self->tree->statements, LabStatement, i);

      if (of->kind == LAB_STATEMENT_PARAMETER && self->n_parameters < LAB_FORMULA_MAX_PARAMETERS)
        self->parameters[self->n_parameters++]
            = (LabFormulaParameter){ of->name,     of->value,       of->least,
                                     of->greatest, of->logarithmic, of->span };
      else if (of->kind == LAB_STATEMENT_LEARNED && self->n_learned < LAB_FORMULA_MAX_LEARNED)
        self->learned[self->n_learned++] = (LabFormulaLearned){ of->name, of->value };
    }
}

LabFormula *
lab_formula_new (const char *text, LabProblems *problems)
{
  g_autoptr (LabFormula) self = g_new0 (LabFormula, 1);

  self->text = g_strdup (text);
  self->n_tasks = 1;
  self->tree = lab_parse (text, problems);
  list_parameters (self);
  lab_resolve (self, lab_graph_new (TRUE), &self->computing, problems);
  lab_problems_sort (problems);
  if (problems->n_errors > 0)
    return NULL;
  return g_steal_pointer (&self);
}

void
lab_formula_free (LabFormula *self)
{
  if (self == NULL)
    return;
  lab_graph_free (self->computing.graph);
  lab_tree_free (self->tree);
  g_free (self->text);
  g_free (self);
}

guint32
lab_formula_deps (const LabFormula *self)
{
  return lab_graph_get (self->computing.graph, self->computing.loss)->deps;
}

const LabExpression *
lab_formula_find (const LabFormula *self, const char *name)
{
  for (guint i = 0; i < self->tree->statements->len; i++)
    {
      const LabStatement *of = &g_array_index (self->tree->statements, LabStatement, i);

      if (of->expression != NULL && g_str_equal (of->name, name))
        return of->expression;
    }
  return NULL;
}
