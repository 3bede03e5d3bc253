/* SPDX-License-Identifier: MIT */
/*
 * What the operators make of sums: where (k == y, a, b) is a*t + b*(1 - t), sum_classes (p) is 1,
 * and so on. What chooses is a product with a condition where that is the same, which it is where
 * no branch can be infinite.
 */
#include "formula/simplify.h"

#include <math.h>

static const guint8 CLASSES[] = { LAB_SHAPE_K, LAB_SHAPE_K2 };
static const LabInputId TARGETS[] = { LAB_INPUT_T, LAB_INPUT_T2 };
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
  return lab_algebra_subtract (self, LAB_SUM_ONE, a);
}

static guint8
traits (const LabAlgebra *self, LabSum a)
{
  return lab_algebra_sum (self, a)->traits;
}

/* Whether it is one atom to the first power, made by this operator; then @row. */
static gboolean
is_made_by (const LabAlgebra *self, LabSum a, LabOp op, const LabAtomRow **row)
{
  LabAtom atom;

  if (!lab_algebra_is_atom (self, a, &atom))
    return FALSE;
  *row = lab_algebra_atom (self, atom);
  return (*row)->op == op;
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
            && !is_made_by (self, row->args[i], LAB_OP_INPUT, &of))
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

  if ((row.shape & CLASSES[class->head]) == 0)
    return lab_algebra_of (self, atom, LAB_SUM_ONE);
  if (row.op == LAB_OP_INPUT && (index == LAB_INPUT_K_INDEX || index == LAB_INPUT_K2_INDEX))
    return class_number (self, class);
  if (row.op == LAB_OP_INPUT && index == TARGETS[class->head])
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

  if ((lab_algebra_sum (self, a)->shape & CLASSES[class->head]) == 0)
    return a;
  for (guint i = 0; i < lab_algebra_sum (self, a)->n && !self->failed; i++)
    {
      const LabMonomial *term = &lab_algebra_sum (self, a)->terms[i];
      LabSum product = lab_algebra_scale (self, LAB_SUM_ONE, term->coefficient);

      for (guint j = 0; j < term->n; j++)
        product = lab_algebra_multiply (
            self, product,
            lab_algebra_power (self, choose_atom (self, term->factors[j].atom, class),
                               choose (self, term->factors[j].power, class)));
      chosen = lab_algebra_add (self, chosen, product);
    }
  return chosen;
}

LabSum
lab_simplify_pick (LabAlgebra *self, LabSum a, guint head)
{
  return choose (self, a, &(Class){ LAB_OP_PICK, head, 0 });
}

/* ---- comparisons ---- */

static gboolean
is_input (const LabAlgebra *self, LabSum a, LabInputId id)
{
  const LabAtomRow *row;

  return is_made_by (self, a, LAB_OP_INPUT, &row) && row->index == id;
}

static LabSum
compare (LabAlgebra *self, LabOp op, const LabSum *args)
{
  const gboolean symmetric = op == LAB_OP_EQ || op == LAB_OP_NE;
  const LabSum a = symmetric ? MIN (args[0], args[1]) : args[0];
  const LabSum b = symmetric ? MAX (args[0], args[1]) : args[1];
  LabSum target = LAB_SUM_ZERO;
  LabRatio one, other;

  if (a == b)
    return op == LAB_OP_EQ || op == LAB_OP_LE ? LAB_SUM_ONE : LAB_SUM_ZERO;
  if (lab_algebra_is_number (self, a, &one) && lab_algebra_is_number (self, b, &other))
    return op == LAB_OP_NE || (op != LAB_OP_EQ && lab_ratio_value (one) < lab_ratio_value (other))
               ? LAB_SUM_ONE
               : LAB_SUM_ZERO;
  if (op == LAB_OP_LT && a == LAB_SUM_ZERO && (traits (self, b) & LAB_TRAITS_POSITIVE) != 0)
    return LAB_SUM_ONE;
  if (op == LAB_OP_LE && a == LAB_SUM_ZERO && (traits (self, b) & LAB_TRAITS_NOT_NEGATIVE) != 0)
    return LAB_SUM_ONE;
  if (op == LAB_OP_LT && b == LAB_SUM_ZERO && (traits (self, a) & LAB_TRAITS_NOT_NEGATIVE) != 0)
    return LAB_SUM_ZERO;
  if (symmetric)
    {
      if ((is_input (self, a, LAB_INPUT_K_INDEX) && is_input (self, b, LAB_INPUT_Y))
          || (is_input (self, b, LAB_INPUT_K_INDEX) && is_input (self, a, LAB_INPUT_Y)))
        target = lab_algebra_input (self, LAB_INPUT_T);
      if ((is_input (self, a, LAB_INPUT_K2_INDEX) && is_input (self, b, LAB_INPUT_Y2))
          || (is_input (self, b, LAB_INPUT_K2_INDEX) && is_input (self, a, LAB_INPUT_Y2)))
        target = lab_algebra_input (self, LAB_INPUT_T2);
      if (target != LAB_SUM_ZERO)
        return op == LAB_OP_EQ ? target : subtract_from_one (self, target);
    }
  return lab_algebra_make (self, op, 0, 0, (const guint32[]){ a, b, 0 });
}

static gboolean
is_truth (const LabAlgebra *self, LabSum a)
{
  return (traits (self, a) & LAB_TRAITS_TRUTH) != 0;
}

static LabSum
negate (LabAlgebra *self, LabSum a)
{
  LabAtom atom;
  LabRatio number;

  if (lab_algebra_is_number (self, a, &number))
    return lab_ratio_is (number, 0.0) ? LAB_SUM_ONE : LAB_SUM_ZERO;
  if (lab_algebra_is_atom (self, a, &atom) && is_truth (self, a))
    {
      const LabAtomRow row = *lab_algebra_atom (self, atom);

      switch ((LabOp) row.op)
        {
        case LAB_OP_INPUT:
          return subtract_from_one (self, a);
        case LAB_OP_LT:
        case LAB_OP_LE:
          return compare (self, row.op == LAB_OP_LT ? LAB_OP_LE : LAB_OP_LT,
                          (const LabSum[]){ row.args[1], row.args[0] });
        case LAB_OP_EQ:
        case LAB_OP_NE:
          return compare (self, row.op == LAB_OP_EQ ? LAB_OP_NE : LAB_OP_EQ, row.args);
        case LAB_OP_AND:
        case LAB_OP_OR:
          return lab_simplify_apply (self, row.op == LAB_OP_AND ? LAB_OP_OR : LAB_OP_AND, 0,
                                     (const LabSum[]){ negate (self, row.args[0]),
                                                       negate (self, row.args[1]), 0 });
        case LAB_OP_NOT:
          return is_truth (self, row.args[0]) ? row.args[0] : make (self, LAB_OP_NOT, 0, a);
        default:
          break;
        }
    }
  if (is_truth (self, subtract_from_one (self, a)))
    return subtract_from_one (self, a);
  return make (self, LAB_OP_NOT, 0, a);
}

/* and, or */
static LabSum
combine (LabAlgebra *self, LabOp op, const LabSum *args)
{
  for (guint i = 0; i < 2; i++)
    {
      LabRatio number;

      if (lab_algebra_is_number (self, args[i], &number))
        {
          if (lab_ratio_is (number, 0.0) == (op == LAB_OP_AND))
            return op == LAB_OP_AND ? LAB_SUM_ZERO : LAB_SUM_ONE;
          if (is_truth (self, args[1 - i]))
            return args[1 - i];
        }
    }
  return args[0] == args[1] && is_truth (self, args[0])
             ? args[0]
             : lab_algebra_make (self, op, 0, 0, (const guint32[]){ args[0], args[1], 0 });
}

/* ---- where ---- */

/* Where it is positive, relu (a) is a. */
static LabSum
without_relu (LabAlgebra *self, LabSum condition, const LabMonomial *term)
{
  const LabAtomRow *row;
  LabSum product = lab_algebra_scale (self, LAB_SUM_ONE, term->coefficient);

  for (guint i = 0; i < term->n; i++)
    {
      const LabAtomRow *atom = lab_algebra_atom (self, term->factors[i].atom);
      const gboolean known = atom->op == LAB_OP_RELU
                             && is_made_by (self, condition, LAB_OP_LT, &row)
                             && row->args[0] == LAB_SUM_ZERO && row->args[1] == atom->args[0];

      product = lab_algebra_multiply (
          self, product,
          known ? lab_algebra_power (self, atom->args[0], term->factors[i].power)
                : lab_algebra_of (self, term->factors[i].atom, term->factors[i].power));
    }
  return product;
}

/* where (c, a, 0): what is finite needs no choice. */
static LabSum
choose_or_nothing (LabAlgebra *self, LabSum condition, LabSum a)
{
  LabSum chosen = LAB_SUM_ZERO;

  for (guint i = 0; i < lab_algebra_sum (self, a)->n && !self->failed; i++)
    {
      LabMonomial outside = lab_algebra_sum (self, a)->terms[i], inside = outside;
      LabSum rest;

      outside.n = inside.n = 0;
      inside.coefficient = (LabRatio){ 1.0, 1.0 };
      for (guint j = 0; j < lab_algebra_sum (self, a)->terms[i].n; j++)
        {
          const LabFactor *factor = &lab_algebra_sum (self, a)->terms[i].factors[j];

          if ((lab_algebra_traits_of (self, factor) & LAB_TRAITS_FINITE) != 0)
            outside.factors[outside.n++] = *factor;
          else
            inside.factors[inside.n++] = *factor;
        }
      rest = inside.n == 0
                 ? condition
                 : lab_algebra_make (self, LAB_OP_WHERE, 0, 0,
                                     (const guint32[]){ condition, without_relu (self, condition, &inside), 0 });
      chosen = lab_algebra_add (
          self, chosen, lab_algebra_multiply (self, lab_algebra_monomial (self, &outside), rest));
    }
  return chosen;
}

static LabSum
choose_between (LabAlgebra *self, LabSum condition, LabSum a, LabSum b)
{
  const LabSum otherwise = subtract_from_one (self, condition);
  LabRatio number;

  if (lab_algebra_is_number (self, condition, &number))
    return lab_ratio_is (number, 0.0) ? b : a;
  if (a == b)
    return a;
  for (guint head = 0; head < 2; head++)
    {
      const LabSum target = lab_algebra_input (self, TARGETS[head]);

      /* b is taken away from itself at the target */
      if (condition == target && (traits (self, b) & LAB_TRAITS_FINITE) != 0)
        return lab_algebra_add (self, lab_algebra_multiply (self, condition, a),
                                lab_algebra_multiply (self, otherwise, b));
      if (otherwise == target && (traits (self, a) & LAB_TRAITS_FINITE) != 0)
        return choose_between (self, target, b, a);
    }
  if (is_truth (self, condition) && b == LAB_SUM_ZERO)
    return choose_or_nothing (self, condition, a);
  if (is_truth (self, condition) && a == LAB_SUM_ZERO && is_truth (self, negate (self, condition)))
    return choose_or_nothing (self, negate (self, condition), b);
  return lab_algebra_make (self, LAB_OP_WHERE, 0, 0, (const guint32[]){ condition, a, b });
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

      if (is_input (self, row->args[i], k)
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
  const guint8 over = op == LAB_OP_SUM_CLASSES ? CLASSES[head] : LAB_SHAPE_B;
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
      else if (sum == lab_algebra_input (self, TARGETS[head]) || sum == probability
               || is_made_by (self, sum, LAB_OP_SOFTMAX, &row))
        sum = LAB_SUM_ONE;
      else if (!sum_one_class (self, &inside, head, &sum))
        sum = make (self, op, head, sum);
    }
  else
    sum = inside.n == 0 ? lab_algebra_input (self, LAB_INPUT_B) : make (self, op, head, sum);
  return lab_algebra_multiply (self, lab_algebra_monomial (self, &outside), sum);
}

static LabSum
sum_over (LabAlgebra *self, LabOp op, guint head, LabSum a)
{
  LabSum sum = LAB_SUM_ZERO;

  for (guint i = 0; i < lab_algebra_sum (self, a)->n && !self->failed; i++)
    sum = lab_algebra_add (self, sum,
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

      if ((lab_algebra_sum (self, term)->shape & CLASSES[head]) != 0)
        spread = lab_algebra_add (self, spread, term);
    }
  if (spread == LAB_SUM_ZERO)
    return lab_algebra_power (self, lab_algebra_input (self, N_CLASSES[head]),
                              lab_algebra_number (self, -1.0));
  if (is_input (self, spread, head == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2))
    return lab_algebra_input (self, head == 0 ? LAB_INPUT_P : LAB_INPUT_P2);
  return make (self, LAB_OP_SOFTMAX, head, spread);
}

/* Over the classes or the batch, of what is not spread out there. */
static gboolean
reduces_nothing (const LabAlgebra *self, LabOp op, guint head, LabSum a)
{
  const guint8 shape = lab_algebra_sum (self, a)->shape;

  return (lab_operators[op].reach == LAB_REACH_OVER_CLASSES && (shape & CLASSES[head]) == 0)
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
      return a == LAB_SUM_ONE                         ? LAB_SUM_ZERO
             : is_made_by (self, a, LAB_OP_EXP, &row) ? row->args[0]
                                                      : make (self, op, 0, a);
    case LAB_OP_EXP:
      return a == LAB_SUM_ZERO                        ? LAB_SUM_ONE
             : is_made_by (self, a, LAB_OP_LOG, &row) ? row->args[0]
                                                      : make (self, op, 0, a);
    case LAB_OP_SIGMOID:
      return lab_algebra_is_negative (self, a)
                 ? subtract_from_one (self, make (self, op, 0, lab_algebra_negate (self, a)))
                 : make (self, op, 0, a);
    case LAB_OP_TANH:
      return a == LAB_SUM_ZERO ? a
             : lab_algebra_is_negative (self, a)
                 ? lab_algebra_negate (self, make (self, op, 0, lab_algebra_negate (self, a)))
                 : make (self, op, 0, a);
    case LAB_OP_ABS:
    case LAB_OP_RELU:
      if ((traits (self, a) & LAB_TRAITS_NOT_NEGATIVE) != 0)
        return a;
      return op == LAB_OP_ABS && lab_algebra_is_negative (self, a)
                 ? make (self, op, 0, lab_algebra_negate (self, a))
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
      return lab_algebra_add (
          self, a, apply (self, LAB_OP_LOG, 0, lab_algebra_input (self, N_CLASSES[head])));
    }
  switch (op)
    {
    case LAB_OP_ADD:
      return lab_algebra_add (self, a, b);
    case LAB_OP_SUB:
      return lab_algebra_subtract (self, a, b);
    case LAB_OP_NEG:
      return lab_algebra_negate (self, a);
    case LAB_OP_MUL:
    case LAB_OP_GATE:
      return lab_algebra_multiply (self, a, b);
    case LAB_OP_DIV:
      return lab_algebra_multiply (self, a,
                                   lab_algebra_power (self, b, lab_algebra_number (self, -1.0)));
    case LAB_OP_POW:
      return lab_algebra_power (self, a, b);
    case LAB_OP_SQRT:
      return lab_algebra_power (self, a, lab_algebra_number (self, 0.5));
    case LAB_OP_DETACH:
      return a;
    case LAB_OP_SCATTER:
      return lab_algebra_multiply (self, a, lab_algebra_input (self, TARGETS[head]));
    case LAB_OP_PICK:
      return lab_simplify_pick (self, a, head);
    case LAB_OP_LT:
    case LAB_OP_LE:
    case LAB_OP_EQ:
    case LAB_OP_NE:
      return compare (self, op, args);
    case LAB_OP_AND:
    case LAB_OP_OR:
      return combine (self, op, args);
    case LAB_OP_NOT:
      return negate (self, a);
    case LAB_OP_WHERE:
      return choose_between (self, a, b, args[2]);
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
