/* SPDX-License-Identifier: MIT */
/*
 * What chooses is a product with a condition where that is the same, which it is where no branch
 * can be infinite: where (k == y, a, b) is a*t + b*(1 - t).
 */
#include "formula/algebra/condition.h"

#include "formula/algebra/polynomial.h"
#include "formula/algebra/simplify.h"

static LabSum
subtract_from_one (LabAlgebra *self, LabSum a)
{
  return lab_polynomial_subtract (self, LAB_SUM_ONE, a);
}

static guint8
traits (const LabAlgebra *self, LabSum a)
{
  return lab_algebra_sum (self, a)->traits;
}

/* ---- comparisons ---- */

LabSum
lab_condition_compare (LabAlgebra *self, LabOp op, const LabSum *args)
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
      if ((lab_algebra_is_input (self, a, LAB_INPUT_K_INDEX)
           && lab_algebra_is_input (self, b, LAB_INPUT_Y))
          || (lab_algebra_is_input (self, b, LAB_INPUT_K_INDEX)
              && lab_algebra_is_input (self, a, LAB_INPUT_Y)))
        target = lab_algebra_input (self, LAB_INPUT_T);
      if ((lab_algebra_is_input (self, a, LAB_INPUT_K2_INDEX)
           && lab_algebra_is_input (self, b, LAB_INPUT_Y2))
          || (lab_algebra_is_input (self, b, LAB_INPUT_K2_INDEX)
              && lab_algebra_is_input (self, a, LAB_INPUT_Y2)))
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

LabSum
lab_condition_negate (LabAlgebra *self, LabSum a)
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
          return lab_condition_compare (self, row.op == LAB_OP_LT ? LAB_OP_LE : LAB_OP_LT,
                                        (const LabSum[]){ row.args[1], row.args[0] });
        case LAB_OP_EQ:
        case LAB_OP_NE:
          return lab_condition_compare (self, row.op == LAB_OP_EQ ? LAB_OP_NE : LAB_OP_EQ,
                                        row.args);
        case LAB_OP_AND:
        case LAB_OP_OR:
          return lab_simplify_apply (self, row.op == LAB_OP_AND ? LAB_OP_OR : LAB_OP_AND, 0,
                                     (const LabSum[]){ lab_condition_negate (self, row.args[0]),
                                                       lab_condition_negate (self, row.args[1]),
                                                       0 });
        case LAB_OP_NOT:
          return is_truth (self, row.args[0])
                     ? row.args[0]
                     : lab_algebra_make (self, LAB_OP_NOT, 0, 0, (const guint32[]){ a, 0, 0 });
        default:
          break;
        }
    }
  if (is_truth (self, subtract_from_one (self, a)))
    return subtract_from_one (self, a);
  return lab_algebra_make (self, LAB_OP_NOT, 0, 0, (const guint32[]){ a, 0, 0 });
}

LabSum
lab_condition_combine (LabAlgebra *self, LabOp op, const LabSum *args)
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
  LabSum product = lab_polynomial_scale (self, LAB_SUM_ONE, term->coefficient);

  for (guint i = 0; i < term->n; i++)
    {
      const LabAtomRow *atom = lab_algebra_atom (self, term->factors[i].atom);
      const gboolean known = atom->op == LAB_OP_RELU
                             && lab_algebra_is_made_by (self, condition, LAB_OP_LT, &row)
                             && row->args[0] == LAB_SUM_ZERO && row->args[1] == atom->args[0];

      product = lab_polynomial_multiply (
          self, product,
          known ? lab_polynomial_power (self, atom->args[0], term->factors[i].power)
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
                                     (const guint32[]){
                                         condition, without_relu (self, condition, &inside), 0 });
      chosen = lab_polynomial_add (
          self, chosen,
          lab_polynomial_multiply (self, lab_algebra_monomial (self, &outside), rest));
    }
  return chosen;
}

LabSum
lab_condition_choose (LabAlgebra *self, LabSum condition, LabSum a, LabSum b)
{
  const LabSum otherwise = subtract_from_one (self, condition);
  LabRatio number;

  if (lab_algebra_is_number (self, condition, &number))
    return lab_ratio_is (number, 0.0) ? b : a;
  if (a == b)
    return a;
  for (guint head = 0; head < 2; head++)
    {
      const LabSum target = lab_algebra_target (self, head);

      /* b is taken away from itself at the target */
      if (condition == target && (traits (self, b) & LAB_TRAITS_FINITE) != 0)
        return lab_polynomial_add (self, lab_polynomial_multiply (self, condition, a),
                                   lab_polynomial_multiply (self, otherwise, b));
      if (otherwise == target && (traits (self, a) & LAB_TRAITS_FINITE) != 0)
        return lab_condition_choose (self, target, b, a);
    }
  if (is_truth (self, condition) && b == LAB_SUM_ZERO)
    return choose_or_nothing (self, condition, a);
  if (is_truth (self, condition) && a == LAB_SUM_ZERO
      && is_truth (self, lab_condition_negate (self, condition)))
    return choose_or_nothing (self, lab_condition_negate (self, condition), b);
  return lab_algebra_make (self, LAB_OP_WHERE, 0, 0, (const guint32[]){ condition, a, b });
}
