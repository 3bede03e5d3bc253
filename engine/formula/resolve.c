/* SPDX-License-Identifier: MIT */
/*
 * From the tree to the graph. Shapes are followed as the text has them: [B] with [K] gives [B,K].
 * What the graph makes of it may be simpler and have less shape; so every value here carries the
 * shape that it has in the text. What is made of something wrong is wrong too, and nothing more is
 * said of it.
 */
#include "formula/resolver.h"

#include "formula/foreign.h"

#include <math.h>
#include <string.h>

#define MAX_CLASS 255.0

static LabValue resolve (LabResolver *self, const LabExpression *expression);

LabStatement *
lab_resolver_statement (const LabResolver *self, guint i)
{
  return &g_array_index (self->formula->tree->statements, LabStatement, i);
}

/* Stands where something is wrong. */
static LabValue
nothing (LabResolver *self)
{
  return (LabValue){ lab_graph_number (self->graph, 1.0), LAB_SHAPE_SCALAR, TRUE };
}

static LabValue
value_of (LabRef ref, guint shape)
{
  return (LabValue){ ref, (guint8) shape, FALSE };
}

static gboolean
has_name (const GPtrArray *names, const char *name)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (g_ptr_array_index (names, i), name))
      return TRUE;
  return FALSE;
}

/* ---- names ---- */

static const char *
nearest_name (const LabResolver *self, const char *wrong)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (LabInputId id = 0; id < LAB_N_INPUTS; id++)
    if (lab_inputs[id].name != NULL && id != LAB_INPUT_THETA)
      g_ptr_array_add (names, (gpointer) lab_inputs[id].name);
  for (guint i = 0; i < self->n_statements; i++)
    g_ptr_array_add (names, (gpointer) lab_resolver_statement (self, i)->name);
  return lab_problems_nearest (wrong, (const char *const *) names->pdata, names->len);
}

static void
refuse_name (LabResolver *self, const LabExpression *expression)
{
  const char *name = expression->name, *near = lab_foreign_name (name);

  /* once is enough, and what a line with an error means is not known */
  if (has_name (self->unknown, name) || has_name (self->formula->tree->failed, name))
    return;
  g_ptr_array_add (self->unknown, (gpointer) name);
  if (near == NULL)
    near = nearest_name (self, name);
  if (near != NULL)
    LAB_RESOLVER_FAIL (self, expression->span, near, "‘%s’ is not defined: did you mean ‘%s’?",
                       name, near);
  else
    LAB_RESOLVER_FAIL (
        self, expression->span, NULL,
        "‘%s’ is not defined: give it a value on a line of its own, as in %s = 1 in [0, 2]", name,
        name);
}

/* Names every definition on the way round, from @i on. */
static void
refuse_circle (LabResolver *self, const LabExpression *expression, guint i)
{
  g_autoptr (GString) names = g_string_new (expression->name);
  guint at = 0;

  while (self->open[at] != i)
    at++;
  for (at++; at < self->n_open && names->len < 100; at++)
    g_string_append_printf (names, ", %s", lab_resolver_statement (self, self->open[at])->name);
  if (self->open[self->n_open - 1] == i)
    LAB_RESOLVER_FAIL (self, expression->span, NULL,
                       "‘%s’ is defined by itself: it cannot be on both sides", expression->name);
  else
    LAB_RESOLVER_FAIL (
        self, expression->span, NULL,
        "‘%s’ is defined by itself (%s): one of them has to be written without the others",
        expression->name, names->str);
}

static LabValue
resolve_name (LabResolver *self, const LabExpression *expression)
{
  const LabInputId id = lab_input_find (expression->name);
  guint parameter = 0, learned = 0;

  if (id == LAB_INPUT_THETA)
    {
      LAB_RESOLVER_FAIL (self, expression->span, NULL,
                         "‘theta’ stands in l1(theta) and l2(theta) alone");
      return nothing (self);
    }
  if (id >= LAB_INPUT_Z2 && id <= LAB_INPUT_N_CLASSES2)
    self->formula->n_tasks = 2;
  if (id != LAB_N_INPUTS)
    return value_of (lab_graph_input (self->graph, id), lab_inputs[id].shape);
  for (guint i = 0; i < self->n_statements; i++)
    {
      const LabStatement *of = lab_resolver_statement (self, i);

      if (g_str_equal (of->name, expression->name))
        {
          self->used[i] = TRUE;
          if (of->kind == LAB_STATEMENT_PARAMETER)
            return value_of (lab_graph_parameter (self->graph, parameter), LAB_SHAPE_SCALAR);
          if (of->kind == LAB_STATEMENT_LEARNED)
            return value_of (lab_graph_learned (self->graph, learned), LAB_SHAPE_SCALAR);
          if (self->progress[i] == LAB_PROGRESS_OPEN)
            {
              refuse_circle (self, expression, i);
              return nothing (self);
            }
          lab_resolver_define (self, i);
          return self->values[i];
        }
      parameter += of->kind == LAB_STATEMENT_PARAMETER;
      learned += of->kind == LAB_STATEMENT_LEARNED;
    }
  refuse_name (self, expression);
  return nothing (self);
}

/* ---- shapes ---- */

static guint
head_of (guint shape)
{
  return (shape & LAB_SHAPE_K2) != 0 ? 1 : 0;
}

static char *
text_of (const LabResolver *self, const LabExpression *expression)
{
  const guint most = 40;
  g_autofree char *text = lab_expression_print (expression);

  return strlen (text) <= most ? g_steal_pointer (&text)
                               : g_strdup_printf ("%.*s...", (int) most, text);
}

/* Element by element, broadcast. */
static LabValue
resolve_element (LabResolver *self, const LabExpression *expression)
{
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };
  guint8 shape = 0;
  gboolean wrong = FALSE;

  for (guint i = 0; i < expression->n; i++)
    {
      const LabValue value = resolve (self, expression->args[i]);

      args[i] = value.ref;
      wrong = wrong || value.wrong;
      if (!wrong && ((shape | value.shape) & LAB_SHAPE_CLASSES) == LAB_SHAPE_CLASSES)
        {
          g_autofree char *of = text_of (self, expression->args[i]);

          LAB_RESOLVER_FAIL (
              self, expression->args[i]->span, NULL,
              "%s has the shape %s, and what stands before it %s: the tasks' classes do not fit; "
              "write sum_classes(...) or [y], [y2] around each",
              of, lab_shape_name (value.shape), lab_shape_name (shape));
          return nothing (self);
        }
      shape |= value.shape;
    }
  return wrong ? nothing (self)
               : value_of (lab_graph_make (self->graph, expression->op, 0, args), shape);
}

/* Of what is not spread out in the direction that it goes in. */
static void
refuse_reduction (LabResolver *self, const LabExpression *expression, guint shape)
{
  const LabOp op = expression->op;
  const gboolean batch = lab_operators[op].reach == LAB_REACH_OVER_BATCH;
  g_autofree char *of = text_of (self, expression->args[0]), *words = lab_shape_words (shape);
  const char *other = NULL;

  if (!batch && shape == LAB_SHAPE_B && op >= LAB_OP_SUM_CLASSES && op <= LAB_OP_MIN_CLASSES)
    other = lab_operators[op - LAB_OP_SUM_CLASSES + LAB_OP_SUM_BATCH].name;
  else if (batch && (shape & LAB_SHAPE_CLASSES) != 0)
    other = lab_operators[op - LAB_OP_SUM_BATCH + LAB_OP_SUM_CLASSES].name;
  LAB_RESOLVER_FAIL (self, expression->args[0]->span, NULL, "%s goes over the %s, but %s %s%s%s%s",
                     lab_operators[op].name, batch ? "batch" : "classes", of, words,
                     other == NULL ? ""
                     : batch       ? "; over the classes it is "
                                   : "; over the batch it is ",
                     other == NULL ? "" : other, other == NULL ? "" : "(...)");
}

static LabValue
resolve_classes (LabResolver *self, const LabExpression *expression)
{
  const LabValue a = resolve (self, expression->args[0]);
  const guint head = head_of (a.shape);
  const gboolean within = lab_operators[expression->op].reach == LAB_REACH_WITHIN_CLASSES;
  const guint8 shape = within ? a.shape : a.shape & LAB_SHAPE_B;
  LabRef made;

  if (a.wrong)
    return a;
  if ((a.shape & LAB_SHAPE_CLASSES) == 0)
    {
      refuse_reduction (self, expression, a.shape);
      return nothing (self);
    }
  made = lab_graph_make1 (
      self->graph, expression->op == LAB_OP_MEAN_CLASSES ? LAB_OP_SUM_CLASSES : expression->op,
      head, a.ref);
  if (expression->op == LAB_OP_MEAN_CLASSES)
    made = lab_graph_make2 (self->graph, LAB_OP_DIV, made,
                            lab_graph_input (self->graph, head == 0 ? LAB_INPUT_N_CLASSES
                                                                    : LAB_INPUT_N_CLASSES2));
  return value_of (made, shape);
}

static LabValue
resolve_batch (LabResolver *self, const LabExpression *expression)
{
  const LabValue a = resolve (self, expression->args[0]);
  LabRef made;

  if (a.wrong)
    return a;
  if ((a.shape & LAB_SHAPE_B) == 0)
    {
      refuse_reduction (self, expression, a.shape);
      return nothing (self);
    }
  made = lab_graph_make1 (self->graph,
                          expression->op == LAB_OP_MEAN_BATCH ? LAB_OP_SUM_BATCH : expression->op,
                          0, a.ref);
  if (expression->op == LAB_OP_MEAN_BATCH)
    made = lab_graph_make2 (self->graph, LAB_OP_DIV, made,
                            lab_graph_input (self->graph, LAB_INPUT_B));
  return value_of (made, a.shape & LAB_SHAPE_CLASSES);
}

LabRef
lab_resolver_divide (LabResolver *self, LabRef sum, guint shape)
{
  if ((shape & LAB_SHAPE_CLASSES) != 0)
    sum = lab_graph_make2 (self->graph, LAB_OP_DIV, sum,
                           lab_graph_input (self->graph, head_of (shape) == 0
                                                             ? LAB_INPUT_N_CLASSES
                                                             : LAB_INPUT_N_CLASSES2));
  if ((shape & LAB_SHAPE_B) != 0)
    sum = lab_graph_make2 (self->graph, LAB_OP_DIV, sum,
                           lab_graph_input (self->graph, LAB_INPUT_B));
  return sum;
}

static LabValue
resolve_all (LabResolver *self, const LabExpression *expression)
{
  const LabValue a = resolve (self, expression->args[0]);
  LabRef sum;

  if (a.wrong)
    return a;
  sum = lab_graph_sum (self->graph, a.ref, a.shape, 0);
  if (expression->op == LAB_OP_MEAN)
    sum = lab_resolver_divide (self, sum, a.shape);
  return value_of (sum, LAB_SHAPE_SCALAR);
}

/* l1(theta), l2(theta) */
static LabValue
resolve_penalty (LabResolver *self, const LabExpression *expression)
{
  const LabExpression *of = expression->args[0];

  if (of->op != LAB_OP_NAME || !g_str_equal (of->name, "theta"))
    {
      LAB_RESOLVER_FAIL (self, of->span, "theta",
                         "%s is of the network's parameters: write %s(theta)",
                         lab_operators[expression->op].name, lab_operators[expression->op].name);
      return nothing (self);
    }
  return value_of (lab_graph_input (self->graph,
                                    expression->op == LAB_OP_L1 ? LAB_INPUT_L1 : LAB_INPUT_L2),
                   LAB_SHAPE_SCALAR);
}

static gboolean
is_name (const LabExpression *expression, const char *name)
{
  return expression->op == LAB_OP_NAME && g_str_equal (expression->name, name);
}

static void
refuse_index (LabResolver *self, const LabExpression *expression, LabValue a)
{
  const LabExpression *index = expression->args[1];
  const char *target = head_of (a.shape) == 0 ? "y" : "y2";
  const char *meant = index->op == LAB_OP_NAME ? lab_foreign_name (index->name) : NULL;
  g_autofree char *of = text_of (self, expression->args[0]), *words = lab_shape_words (a.shape);

  if ((a.shape & LAB_SHAPE_CLASSES) == 0)
    LAB_RESOLVER_FAIL (self, expression->span, of,
                       "%s %s: there are no classes to choose from; leave the brackets out", of,
                       words);
  else if (is_name (index, "y") || is_name (index, "y2"))
    LAB_RESOLVER_FAIL (self, index->span, target, "%s is of the %s task: its target is %s", of,
                       head_of (a.shape) == 0 ? "first" : "second", target);
  else if (index->op == LAB_OP_NUMBER && index->number > MAX_CLASS)
    LAB_RESOLVER_FAIL (self, index->span, NULL,
                       "There is no class %g: they are counted from 0, to %g at most",
                       index->number, MAX_CLASS);
  else
    LAB_RESOLVER_FAIL (self, index->span, g_strcmp0 (meant, "y") == 0 ? target : NULL,
                       "An index is the target, %s[%s], or a class by its number, %s[3]", of,
                       target, of);
}

static LabValue
resolve_index (LabResolver *self, const LabExpression *expression)
{
  const LabExpression *index = expression->args[1];
  const LabValue a = resolve (self, expression->args[0]);
  const guint head = head_of (a.shape);

  if (a.wrong)
    return a;
  if ((a.shape & LAB_SHAPE_CLASSES) != 0 && is_name (index, head == 0 ? "y" : "y2"))
    return value_of (lab_graph_make1 (self->graph, LAB_OP_PICK, head, a.ref), LAB_SHAPE_B);
  if ((a.shape & LAB_SHAPE_CLASSES) == 0 || index->op != LAB_OP_NUMBER
      || floor (index->number) < index->number || index->number > MAX_CLASS)
    {
      refuse_index (self, expression, a);
      return nothing (self);
    }
  self->formula->class_indices[head]
      = MAX (self->formula->class_indices[head], (guint) index->number + 1);
  return value_of (
      lab_graph_make (self->graph, LAB_OP_AT, head,
                      (LabRef[]){ a.ref, lab_graph_number (self->graph, index->number) }),
      a.shape & LAB_SHAPE_B);
}

static LabValue
resolve (LabResolver *self, const LabExpression *expression)
{
  if (self->graph->full)
    return nothing (self);
  switch (lab_operators[expression->op].reach)
    {
    case LAB_REACH_ELEMENT:
      return resolve_element (self, expression);
    case LAB_REACH_WITHIN_CLASSES:
    case LAB_REACH_OVER_CLASSES:
      return resolve_classes (self, expression);
    case LAB_REACH_OVER_BATCH:
      return resolve_batch (self, expression);
    case LAB_REACH_OVER_ALL:
      return expression->op == LAB_OP_L1 || expression->op == LAB_OP_L2
                 ? resolve_penalty (self, expression)
                 : resolve_all (self, expression);
    case LAB_REACH_PICK:
    case LAB_REACH_SCATTER:
      return resolve_index (self, expression);
    case LAB_REACH_LEAF:
    default:
      return expression->op == LAB_OP_NUMBER
                 ? value_of (lab_graph_number (self->graph, expression->number), LAB_SHAPE_SCALAR)
                 : resolve_name (self, expression);
    }
}

/* ---- definitions ---- */

void
lab_resolver_define (LabResolver *self, guint i)
{
  if (self->progress[i] == LAB_PROGRESS_DONE
      || lab_resolver_statement (self, i)->kind != LAB_STATEMENT_DEFINITION)
    return;
  self->progress[i] = LAB_PROGRESS_OPEN;
  self->open[self->n_open++] = i;
  self->values[i] = resolve (self, lab_resolver_statement (self, i)->expression);
  self->progress[i] = LAB_PROGRESS_DONE;
  self->n_open--;
}
