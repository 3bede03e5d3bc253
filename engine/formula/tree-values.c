/* SPDX-License-Identifier: MIT */
#include "formula/tree-values.h"

struct _LabTreeValues
{
  const LabFormula *formula;
  const LabReferenceData *data;
  GHashTable *known; /* LabTreeValue of each expression */
};

static void
free_value (gpointer data)
{
  g_free (((LabTreeValue *) data)->at);
  g_free (data);
}

static LabTreeValue *
compute (LabTreeValues *self, LabOp op, guint head, guint8 shape, const LabTreeValue *const *args)
{
  const LabNode node = { .op = (guint8) op, .head = (guint8) head, .shape = shape };
  const double *operands[3] = { NULL };
  guint8 shapes[3] = { 0 };
  LabTreeValue *value = g_new (LabTreeValue, 1);

  for (guint i = 0; i < lab_operators[op].n_args; i++)
    {
      operands[i] = args[i]->at;
      shapes[i] = args[i]->shape;
    }
  *value = (LabTreeValue){ shape, g_new (double, lab_reference_size (shape, self->data)) };
  lab_reference_node (&node, self->data, operands, shapes, value->at);
  return value;
}

static LabTreeValue *
leaf (LabTreeValues *self, LabOp op, guint index, double number)
{
  const guint8 shape
      = op == LAB_OP_INPUT ? lab_inputs[index].shape & LAB_SHAPE_CLASSES : LAB_SHAPE_SCALAR;
  const LabNode node
      = { .op = (guint8) op, .index = (guint16) index, .shape = shape, .number = number };
  LabTreeValue *value = g_new (LabTreeValue, 1);

  *value = (LabTreeValue){ shape, g_new (double, lab_reference_size (shape, self->data)) };
  lab_reference_node (&node, self->data, NULL, NULL, value->at);
  return value;
}

static LabTreeValue *
copy (LabTreeValues *self, const LabTreeValue *of)
{
  LabTreeValue *value = g_new (LabTreeValue, 1);

  *value = (LabTreeValue){ of->shape, g_memdup2 (of->at, lab_reference_size (of->shape, self->data)
                                                             * sizeof *of->at) };
  return value;
}

static LabTreeValue *
evaluate_input (LabTreeValues *self, LabInputId id)
{
  const guint head = (lab_inputs[id].shape & LAB_SHAPE_K2) != 0;
  const guint8 shape = head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2;
  LabTreeValue *of, *value;

  switch (id)
    {
    case LAB_INPUT_P:
    case LAB_INPUT_P2:
      of = leaf (self, LAB_OP_INPUT, head == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2, 0.0);
      value = compute (self, LAB_OP_SOFTMAX, head, shape, (const LabTreeValue *[]){ of });
      break;
    case LAB_INPUT_T:
    case LAB_INPUT_T2:
      of = leaf (self, LAB_OP_NUMBER, 0, 1.0);
      value = compute (self, LAB_OP_SCATTER, head, shape, (const LabTreeValue *[]){ of });
      break;
    default:
      return leaf (self, LAB_OP_INPUT, id, 0.0);
    }
  free_value (of);
  return value;
}

static LabTreeValue *
evaluate_name (LabTreeValues *self, const char *name)
{
  const LabInputId id = lab_input_find (name);

  if (id != LAB_N_INPUTS)
    return evaluate_input (self, id);
  for (guint i = 0; i < self->formula->n_parameters; i++)
    if (g_str_equal (self->formula->parameters[i].name, name))
      return leaf (self, LAB_OP_PARAMETER, i, 0.0);
  for (guint i = 0; i < self->formula->n_learned; i++)
    if (g_str_equal (self->formula->learned[i].name, name))
      return leaf (self, LAB_OP_LEARNED, i, 0.0);
  return copy (self, lab_tree_values_get (self, lab_formula_find (self->formula, name)));
}

static LabTreeValue *
evaluate_index (LabTreeValues *self, const LabExpression *expression)
{
  const LabExpression *index = expression->args[1];
  const LabTreeValue *args[2] = { lab_tree_values_get (self, expression->args[0]), NULL };
  const guint head = (args[0]->shape & LAB_SHAPE_K2) != 0;

  if (index->op == LAB_OP_NAME)
    return compute (self, LAB_OP_PICK, head, LAB_SHAPE_SCALAR, args);
  args[1] = lab_tree_values_get (self, index);
  return compute (self, LAB_OP_AT, head, LAB_SHAPE_SCALAR, args);
}

static guint
classes_of (const LabTreeValues *self, const LabTreeValue *value)
{
  return self->data->K[(value->shape & LAB_SHAPE_K2) != 0];
}

/* Over everything, or over classes: of one picture the same. */
static LabTreeValue *
evaluate_sum (LabTreeValues *self, const LabTreeValue *a, gboolean mean)
{
  LabTreeValue *sum;

  if (a->shape == LAB_SHAPE_SCALAR)
    return copy (self, a);
  sum = compute (self, LAB_OP_SUM_CLASSES, 0, LAB_SHAPE_SCALAR, &a);
  if (mean)
    sum->at[0] /= classes_of (self, a);
  return sum;
}

static LabTreeValue *
evaluate_anew (LabTreeValues *self, const LabExpression *expression)
{
  const LabTreeValue *args[3] = { NULL };
  guint8 shape = LAB_SHAPE_SCALAR;

  switch (expression->op)
    {
    case LAB_OP_NUMBER:
      return leaf (self, LAB_OP_NUMBER, 0, expression->number);
    case LAB_OP_NAME:
      return evaluate_name (self, expression->name);
    case LAB_OP_INDEX:
      return evaluate_index (self, expression);
    case LAB_OP_L1:
    case LAB_OP_L2:
      return leaf (self, LAB_OP_NUMBER, 0, 0.0);
    default:
      break;
    }
  for (guint i = 0; i < expression->n; i++)
    {
      args[i] = lab_tree_values_get (self, expression->args[i]);
      shape |= args[i]->shape;
    }
  switch (expression->op)
    {
    case LAB_OP_SUM:
    case LAB_OP_SUM_CLASSES:
      return evaluate_sum (self, args[0], FALSE);
    case LAB_OP_MEAN:
    case LAB_OP_MEAN_CLASSES:
      return evaluate_sum (self, args[0], TRUE);
    default:
      break;
    }
  switch (lab_operators[expression->op].reach)
    {
    case LAB_REACH_OVER_BATCH:
      return copy (self, args[0]);
    case LAB_REACH_OVER_CLASSES:
      return compute (self, expression->op, 0, LAB_SHAPE_SCALAR, args);
    default:
      return compute (self, expression->op, 0, shape, args);
    }
}

const LabTreeValue *
lab_tree_values_get (LabTreeValues *self, const LabExpression *expression)
{
  LabTreeValue *value = g_hash_table_lookup (self->known, expression);

  if (value == NULL)
    {
      value = evaluate_anew (self, expression);
      g_hash_table_insert (self->known, (gpointer) expression, value);
    }
  return value;
}

LabTreeValues *
lab_tree_values_new (const LabFormula *formula, const LabReferenceData *data)
{
  LabTreeValues *self = g_new (LabTreeValues, 1);

  g_return_val_if_fail (data->B == 1, NULL);
  self->formula = formula;
  self->data = data;
  self->known = g_hash_table_new_full (NULL, NULL, NULL, free_value);
  return self;
}

void
lab_tree_values_free (LabTreeValues *self)
{
  g_hash_table_unref (self->known);
  g_free (self);
}
