/* SPDX-License-Identifier: MIT */
/*
 * What the operators make of sums: sum_classes (p) is 1, and so on.
 */
#include "formula/algebra/simplify.h"

#include "formula/algebra/condition.h"
#include "formula/algebra/polynomial.h"

#include <math.h>

static const LabInputId TARGET_INDEX[] = { LAB_INPUT_Y, LAB_INPUT_Y2 };
static const LabInputId N_CLASSES[] = { LAB_INPUT_N_CLASSES, LAB_INPUT_N_CLASSES2 };

static LabSum
make (LabAlgebra *self, LabOp op, guint head, LabSum a)
{
  const guint32 args[3] = { a, 0, 0 };

  return lab_algebra_make (self, op, head, 0, args);
}

static LabSum
apply (LabAlgebra *self, LabOp op, guint head, LabSum a)
{
  const LabSum args[3] = { a, 0, 0 };

  return lab_simplify_apply (self, op, head, args);
}

static LabSum
subtract_from_one (LabAlgebra *self, LabSum a)
{
  return lab_polynomial_subtract (self, LAB_SUM_ONE, a);
}

/* ---- one class ---- */

/* Where the class comes from: a target, or a number in the text. */
typedef struct
{
  LabOp op;
  guint head;
  guint index;
} Class;

static LabSum choose (LabAlgebra *self, LabSum a, const Class *class);

static LabSum
class_number (LabAlgebra *self, const Class *class)
{
  return class->op == LAB_OP_PICK ? lab_algebra_input (self, TARGET_INDEX[class->head])
                                  : lab_algebra_number (self, class->index);
}

/* Numbers that are compared for being equal have to stay what they are, to the last bit. */
static gboolean
reaches_in (const LabAlgebra *self, const LabAtomRow *row)
{
  if (row->op == LAB_OP_EQ || row->op == LAB_OP_NE)
    for (guint i = 0; i < 2; i++)
      {
        const LabAtomRow *of;

        if ((lab_algebra_sum (self, row->args[i])->shape & LAB_SHAPE_CLASSES) != 0
            && !lab_algebra_is_made_by (self, row->args[i], LAB_OP_INPUT, &of))
          return FALSE;
      }
  return lab_operators[row->op].reach == LAB_REACH_ELEMENT;
}

static LabSum
choose_atom (LabAlgebra *self, LabAtom atom, const Class *class)
{
  const LabAtomRow row = *lab_algebra_atom (self, atom);
  const LabInputId index = row.index;
  LabSum args[3] = { 0, 0, 0 };

  if ((row.shape & lab_algebra_classes (class->head)) == 0)
    return lab_algebra_of (self, atom, LAB_SUM_ONE);
  if (row.op == LAB_OP_INPUT && (index == LAB_INPUT_K_INDEX || index == LAB_INPUT_K2_INDEX))
    return class_number (self, class);
  if (row.op == LAB_OP_INPUT && index == (class->head == 0 ? LAB_INPUT_T : LAB_INPUT_T2))
    {
      args[0] = lab_algebra_input (self, TARGET_INDEX[class->head]);
      args[1] = class_number (self, class);
      return lab_simplify_apply (self, LAB_OP_EQ, 0, args);
    }
  if (row.op == LAB_OP_ADD)
    return choose (self, row.args[0], class);
  if (!reaches_in (self, &row))
    {
      args[0] = atom;
      return lab_algebra_make (self, class->op, class->head, class->index, args);
    }
  for (guint i = 0; i < lab_operators[row.op].n_args; i++)
    args[i] = choose (self, row.args[i], class);
  return lab_simplify_apply (self, row.op, row.head, args);
}

static LabSum
choose (LabAlgebra *self, LabSum a, const Class *class)
{
  LabSum chosen = LAB_SUM_ZERO;

  if ((lab_algebra_sum (self, a)->shape & lab_algebra_classes (class->head)) == 0)
    return a;
  for (guint i = 0; i < lab_algebra_sum (self, a)->n && !self->failed; i++)
    {
      const LabMonomial *term = &lab_algebra_sum (self, a)->terms[i];
      LabSum product = lab_polynomial_scale (self, LAB_SUM_ONE, term->coefficient);

      for (guint j = 0; j < term->n; j++)
        product = lab_polynomial_multiply (
            self, product,
            lab_polynomial_power (self, choose_atom (self, term->factors[j].atom, class),
                                  choose (self, term->factors[j].power, class)));
      chosen = lab_polynomial_add (self, chosen, product);
    }
  return chosen;
}

LabSum
lab_simplify_pick (LabAlgebra *self, LabSum a, guint head)
{
  return choose (self, a, &(Class){ LAB_OP_PICK, head, 0 });
}

/* ---- sums ---- */

/* Whether it says that the class is one that is given by its number: k == 3. */
static gboolean
is_one_class (const LabAlgebra *self, const LabFactor *factor, guint head, Class *class)
{
  const LabAtomRow *row = lab_algebra_atom (self, factor->atom);
  const LabInputId k = head == 0 ? LAB_INPUT_K_INDEX : LAB_INPUT_K2_INDEX;

  if (row->op != LAB_OP_EQ || factor->power != LAB_SUM_ONE)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      LabRatio number;

      if (lab_algebra_is_input (self, row->args[i], k)
          && lab_algebra_is_number (self, row->args[1 - i], &number) && lab_ratio_is_whole (number)
          && number.num >= 0.0 && number.num <= 255.0)
        {
          *class = (Class){ LAB_OP_AT, head, (guint) number.num };
          return TRUE;
        }
    }
  return FALSE;
}

/* sum_classes ((k == 3)*a) is a[3]. */
static gboolean
sum_one_class (LabAlgebra *self, const LabMonomial *term, guint head, LabSum *sum)
{
  for (guint i = 0; i < term->n; i++)
    {
      Class class;

      if (is_one_class (self, &term->factors[i], head, &class))
        {
          LabMonomial rest = *term;

          for (guint j = i; j + 1 < rest.n; j++)
            rest.factors[j] = rest.factors[j + 1];
          rest.n--;
          *sum = choose (self, lab_algebra_monomial (self, &rest), &class);
          return TRUE;
        }
    }
  return FALSE;
}

static LabSum
sum_term (LabAlgebra *self, const LabMonomial *term, LabOp op, guint head)
{
  const guint8 over = op == LAB_OP_SUM_CLASSES ? lab_algebra_classes (head) : LAB_SHAPE_B;
  LabMonomial outside = *term, inside = *term;
  LabSum sum, probability;

  outside.n = inside.n = 0;
  inside.coefficient = (LabRatio){ 1.0, 1.0 };
  for (guint i = 0; i < term->n; i++)
    if ((lab_algebra_shape_of (self, &term->factors[i]) & over) == 0)
      outside.factors[outside.n++] = term->factors[i];
    else
      inside.factors[inside.n++] = term->factors[i];
  sum = lab_algebra_monomial (self, &inside);
  probability = lab_algebra_input (self, head == 0 ? LAB_INPUT_P : LAB_INPUT_P2);
  if (op == LAB_OP_SUM_CLASSES)
    {
      const LabAtomRow *row;

      if (inside.n == 0)
        sum = lab_algebra_input (self, N_CLASSES[head]);
      else if (sum == lab_algebra_target (self, head) || sum == probability
               || lab_algebra_is_made_by (self, sum, LAB_OP_SOFTMAX, &row))
        sum = LAB_SUM_ONE;
      else if (!sum_one_class (self, &inside, head, &sum))
        sum = make (self, op, head, sum);
    }
  else
    sum = inside.n == 0 ? lab_algebra_input (self, LAB_INPUT_B) : make (self, op, head, sum);
  return lab_polynomial_multiply (self, lab_algebra_monomial (self, &outside), sum);
}

static LabSum
sum_over (LabAlgebra *self, LabOp op, guint head, LabSum a)
{
  LabSum sum = LAB_SUM_ZERO;

  for (guint i = 0; i < lab_algebra_sum (self, a)->n && !self->failed; i++)
    sum = lab_polynomial_add (self, sum,
                              sum_term (self, &lab_algebra_sum (self, a)->terms[i], op, head));
  return sum;
}

static LabSum
softmax (LabAlgebra *self, guint head, LabSum a)
{
  LabSum spread = LAB_SUM_ZERO;

  /* what is the same for all classes makes no difference */
  for (guint i = 0; i < lab_algebra_sum (self, a)->n; i++)
    {
      const LabSum term = lab_algebra_monomial (self, &lab_algebra_sum (self, a)->terms[i]);

      if ((lab_algebra_sum (self, term)->shape & lab_algebra_classes (head)) != 0)
        spread = lab_polynomial_add (self, spread, term);
    }
  if (spread == LAB_SUM_ZERO)
    return lab_polynomial_power (self, lab_algebra_input (self, N_CLASSES[head]),
                                 lab_algebra_number (self, -1.0));
  if (lab_algebra_is_input (self, spread, head == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2))
    return lab_algebra_input (self, head == 0 ? LAB_INPUT_P : LAB_INPUT_P2);
  return make (self, LAB_OP_SOFTMAX, head, spread);
}

/* Over the classes or the batch, of what is not spread out there. */
static gboolean
reduces_nothing (const LabAlgebra *self, LabOp op, guint head, LabSum a)
{
  const guint8 shape = lab_algebra_sum (self, a)->shape;

  return (lab_operators[op].reach == LAB_REACH_OVER_CLASSES
          && (shape & lab_algebra_classes (head)) == 0)
         || (lab_operators[op].reach == LAB_REACH_OVER_BATCH && (shape & LAB_SHAPE_B) == 0);
}

/* ---- all of them ---- */

static LabSum
apply_function (LabAlgebra *self, LabOp op, LabSum a)
{
  const LabAtomRow *row;

  switch (op)
    {
    case LAB_OP_LOG:
      return a == LAB_SUM_ONE                                     ? LAB_SUM_ZERO
             : lab_algebra_is_made_by (self, a, LAB_OP_EXP, &row) ? row->args[0]
                                                                  : make (self, op, 0, a);
    case LAB_OP_EXP:
      return a == LAB_SUM_ZERO                                    ? LAB_SUM_ONE
             : lab_algebra_is_made_by (self, a, LAB_OP_LOG, &row) ? row->args[0]
                                                                  : make (self, op, 0, a);
    case LAB_OP_SIGMOID:
      return lab_polynomial_is_negative (self, a)
                 ? subtract_from_one (self, make (self, op, 0, lab_polynomial_negate (self, a)))
                 : make (self, op, 0, a);
    case LAB_OP_TANH:
      return a == LAB_SUM_ZERO ? a
             : lab_polynomial_is_negative (self, a)
                 ? lab_polynomial_negate (self, make (self, op, 0, lab_polynomial_negate (self, a)))
                 : make (self, op, 0, a);
    case LAB_OP_ABS:
    case LAB_OP_RELU:
      if ((lab_algebra_sum (self, a)->traits & LAB_TRAITS_NOT_NEGATIVE) != 0)
        return a;
      return op == LAB_OP_ABS && lab_polynomial_is_negative (self, a)
                 ? make (self, op, 0, lab_polynomial_negate (self, a))
                 : make (self, op, 0, a);
    default:
      return make (self, op, 0, a);
    }
}

LabSum
lab_simplify_apply (LabAlgebra *self, LabOp op, guint head, const LabSum *args)
{
  const LabSum a = args[0], b = args[1];

  if (self->failed)
    return LAB_SUM_ONE;
  if (reduces_nothing (self, op, head, a))
    {
      if (op == LAB_OP_SUM_BATCH || op == LAB_OP_SUM_CLASSES)
        return sum_over (self, op, head, a);
      if (op != LAB_OP_LOGSUMEXP_CLASSES)
        return a;
      return lab_polynomial_add (
          self, a, apply (self, LAB_OP_LOG, 0, lab_algebra_input (self, N_CLASSES[head])));
    }
  switch (op)
    {
    case LAB_OP_ADD:
      return lab_polynomial_add (self, a, b);
    case LAB_OP_SUB:
      return lab_polynomial_subtract (self, a, b);
    case LAB_OP_NEG:
      return lab_polynomial_negate (self, a);
    case LAB_OP_MUL:
    case LAB_OP_GATE:
      return lab_polynomial_multiply (self, a, b);
    case LAB_OP_DIV:
      return lab_polynomial_multiply (
          self, a, lab_polynomial_power (self, b, lab_algebra_number (self, -1.0)));
    case LAB_OP_POW:
      return lab_polynomial_power (self, a, b);
    case LAB_OP_SQRT:
      return lab_polynomial_power (self, a, lab_algebra_number (self, 0.5));
    case LAB_OP_DETACH:
      return a;
    case LAB_OP_SCATTER:
      return lab_polynomial_multiply (self, a, lab_algebra_target (self, head));
    case LAB_OP_PICK:
      return lab_simplify_pick (self, a, head);
    case LAB_OP_LT:
    case LAB_OP_LE:
    case LAB_OP_EQ:
    case LAB_OP_NE:
      return lab_condition_compare (self, op, args);
    case LAB_OP_AND:
    case LAB_OP_OR:
      return lab_condition_combine (self, op, args);
    case LAB_OP_NOT:
      return lab_condition_negate (self, a);
    case LAB_OP_WHERE:
      return lab_condition_choose (self, a, b, args[2]);
    case LAB_OP_MIN:
    case LAB_OP_MAX:
      return a == b ? a
                    : lab_algebra_make (self, op, 0, 0,
                                        (const guint32[]){ MIN (a, b), MAX (a, b), 0 });
    case LAB_OP_SOFTMAX:
      return softmax (self, head, a);
    case LAB_OP_SUM_CLASSES:
    case LAB_OP_SUM_BATCH:
      return sum_over (self, op, head, a);
    case LAB_OP_CLAMP:
    case LAB_OP_MAX_CLASSES:
    case LAB_OP_MIN_CLASSES:
    case LAB_OP_LOGSUMEXP_CLASSES:
    case LAB_OP_MAX_BATCH:
    case LAB_OP_MIN_BATCH:
      return lab_algebra_make (self, op, head, 0, args);
    default:
      return apply_function (self, op, a);
    }
}

static LabSum
leaf (LabAlgebra *self, const LabNode *node)
{
  return node->op == LAB_OP_NUMBER ? lab_algebra_number (self, node->number)
                                   : lab_algebra_make (self, node->op, 0, node->index, NULL);
}

LabSum
lab_simplify_node (LabAlgebra *self, const LabGraph *graph, LabRef ref)
{
  g_autofree gboolean *needed = g_new (gboolean, graph->n);
  g_autofree LabSum *sums = g_new0 (LabSum, graph->n);

  lab_graph_reach (graph, &ref, 1, needed);
  for (LabRef i = 0; i <= ref && !self->failed; i++)
    {
      const LabNode *node = lab_graph_get (graph, i);
      LabSum args[3] = { 0, 0, 0 };

      if (!needed[i])
        continue;
      for (guint j = 0; j < lab_operators[node->op].n_args; j++)
        args[j] = sums[node->args[j]];
      if (lab_operators[node->op].reach == LAB_REACH_LEAF)
        sums[i] = leaf (self, node);
      else if (node->op == LAB_OP_AT)
        sums[i] = choose (self, args[0],
                          &(Class){ LAB_OP_AT, node->head,
                                    (guint) lab_graph_get (graph, node->args[1])->number });
      else
        sums[i] = lab_simplify_apply (self, node->op, node->head, args);
    }
  return sums[ref];
}
