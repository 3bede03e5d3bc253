/* SPDX-License-Identifier: MIT */
#include "formula/tree.h"

#include <string.h>

LabTree *
lab_tree_new (void)
{
  LabTree *self = g_new0 (LabTree, 1);

  self->statements = g_array_new (FALSE, TRUE, sizeof (LabStatement));
  self->failed = g_ptr_array_new ();
  self->expressions = g_ptr_array_new_with_free_func (g_free);
  self->names = g_string_chunk_new (256);
  return self;
}

void
lab_tree_free (LabTree *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->statements);
  g_ptr_array_unref (self->failed);
  g_ptr_array_unref (self->expressions);
  g_string_chunk_free (self->names);
  g_free (self);
}

LabExpression *
lab_tree_add (LabTree *self, LabOp op, LabSpan span)
{
  LabExpression *expression = g_new0 (LabExpression, 1);

  expression->op = op;
  expression->span = span;
  g_ptr_array_add (self->expressions, expression);
  return expression;
}

static gboolean
same_bits (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

gboolean
lab_expression_equal (const LabExpression *a, const LabExpression *b)
{
  if (a->op != b->op || a->n != b->n || !same_bits (a->number, b->number)
      || g_strcmp0 (a->name, b->name) != 0)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    if (!lab_expression_equal (a->args[i], b->args[i]))
      return FALSE;
  return TRUE;
}

static gboolean
statement_equal (const LabStatement *a, const LabStatement *b)
{
  return a->kind == b->kind && g_str_equal (a->name, b->name) && same_bits (a->value, b->value)
         && same_bits (a->least, b->least) && same_bits (a->greatest, b->greatest)
         && a->logarithmic == b->logarithmic && (a->expression == NULL) == (b->expression == NULL)
         && (a->expression == NULL || lab_expression_equal (a->expression, b->expression));
}

gboolean
lab_tree_equal (const LabTree *a, const LabTree *b)
{
  if (a->statements->len != b->statements->len)
    return FALSE;
  for (guint i = 0; i < a->statements->len; i++)
    if (!statement_equal (&g_array_index (a->statements, LabStatement, i),
                          &g_array_index (b->statements, LabStatement, i)))
      return FALSE;
  return TRUE;
}
