/* SPDX-License-Identifier: MIT */
/*
 * 1. Terms c*t with the target that meet a term -c*a become -c*(a - t).
 * 2. The factor that would be written most often is put in front of a bracket, again and again.
 * 3. Equal brackets are put together.
 */
#include "formula/algebra/group.h"

#include "formula/algebra/polynomial.h"
#include "formula/algebra/simplify.h"

#include <string.h>

static LabSum
term_of (LabAlgebra *self, LabSum sum, guint i)
{
  return lab_algebra_monomial (self, &lab_algebra_sum (self, sum)->terms[i]);
}

/* @term without the factor that is @atom to the first power. Returns: whether it has that. */
static gboolean
without (const LabMonomial *term, LabAtom atom, LabMonomial *rest)
{
  *rest = *term;
  for (guint i = 0; i < term->n; i++)
    if (term->factors[i].atom == atom && term->factors[i].power == LAB_SUM_ONE)
      {
        for (guint j = i; j + 1 < term->n; j++)
          rest->factors[j] = rest->factors[j + 1];
        rest->n--;
        return TRUE;
      }
  return FALSE;
}

/* Whether every c*t of @sum meets a term -c*a; then @left is the sum of the -c. */
static gboolean
meets (LabAlgebra *self, LabSum sum, LabAtom target, LabAtom a, LabSum *left)
{
  const LabSumRow *row = lab_algebra_sum (self, sum);

  *left = LAB_SUM_ZERO;
  for (guint i = 0; i < row->n; i++)
    {
      LabMonomial rest;
      LabSum share;
      gboolean met = FALSE;

      if (!without (&row->terms[i], target, &rest))
        continue;
      rest.coefficient.num = -rest.coefficient.num;
      share = lab_algebra_monomial (self, &rest);
      *left = lab_polynomial_add (self, *left, share);
      share = lab_polynomial_multiply (self, share, lab_algebra_of (self, a, LAB_SUM_ONE));
      for (guint j = 0; j < row->n && !met; j++)
        met = term_of (self, sum, j) == share;
      if (!met)
        return FALSE;
    }
  return *left != LAB_SUM_ZERO;
}

/* @taken: what the group is of the sum; it may be written otherwise there. */
static void
take (LabAlgebra *self, GArray *groups, LabSum *rest, LabGroup group, LabSum taken)
{
  g_array_append_val (groups, group);
  *rest = lab_polynomial_subtract (self, *rest, taken);
}

static void
take_pair (LabAlgebra *self, GArray *groups, LabSum *sum, guint head)
{
  const LabSum target = lab_algebra_target (self, head);
  const LabSumRow *row = lab_algebra_sum (self, *sum);
  const guint8 classes = head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2;
  LabSum best = LAB_SUM_ZERO, best_left = LAB_SUM_ZERO;
  LabAtom t, a;

  if (!lab_algebra_is_atom (self, target, &t))
    return;
  for (guint i = 0; i < row->n; i++)
    for (guint j = 0; j < row->terms[i].n; j++)
      {
        LabSum left, of;

        a = row->terms[i].factors[j].atom;
        if (a == t || row->terms[i].factors[j].power != LAB_SUM_ONE
            || (lab_algebra_atom (self, a)->shape & classes) == 0)
          continue;
        of = lab_algebra_of (self, a, LAB_SUM_ONE);
        if (best != LAB_SUM_ZERO
            && (lab_algebra_sum (self, of)->traits & LAB_TRAITS_PROBABILITY)
                   <= (lab_algebra_sum (self, best)->traits & LAB_TRAITS_PROBABILITY))
          continue;
        if (meets (self, *sum, t, a, &left))
          {
            best = of;
            best_left = left;
          }
      }
  if (best != LAB_SUM_ZERO)
    {
      const LabSum core = lab_polynomial_subtract (self, best, target);

      take (self, groups, sum, (LabGroup){ best_left, core, TRUE },
            lab_polynomial_multiply (self, best_left, core));
    }
}

/* Whether the term has the factor's atom, under a power of the same sign. */
static gboolean
has_factor (LabAlgebra *self, const LabMonomial *term, const LabFactor *factor)
{
  for (guint i = 0; i < term->n; i++)
    if (term->factors[i].atom == factor->atom)
      return lab_polynomial_is_divisor (self, term->factors[i].power)
             == lab_polynomial_is_divisor (self, factor->power);
  return FALSE;
}

static LabSum
terms_with (LabAlgebra *self, LabSum sum, const LabFactor *factor)
{
  const LabSumRow *row = lab_algebra_sum (self, sum);
  LabSum with = LAB_SUM_ZERO;

  for (guint i = 0; i < row->n; i++)
    if (has_factor (self, &row->terms[i], factor))
      with = lab_polynomial_add (self, with, term_of (self, sum, i));
  return with;
}

static gboolean
has_number (LabAlgebra *self, LabSum sum)
{
  const LabSumRow *row = lab_algebra_sum (self, sum);

  return row->n > 0 && row->terms[0].n == 0;
}

/* a + a*b reads better than a*(1 + b) where there are no classes. */
static gboolean
is_better_alone (LabAlgebra *self, LabSum with, LabSum core)
{
  return lab_algebra_sum (self, core)->n == 2 && has_number (self, core)
         && (lab_algebra_sum (self, with)->shape & LAB_SHAPE_CLASSES) == 0;
}

/* The factor that is written most often, by its length; @before: those that count no more. */
static guint
find_gain (LabAlgebra *self, LabSum sum, LabFactor *best, const GArray *before)
{
  const LabSumRow *row = lab_algebra_sum (self, sum);
  guint most = 0;

  for (guint i = 0; i < row->n; i++)
    for (guint j = 0; j < row->terms[i].n; j++)
      {
        const LabFactor *factor = &row->terms[i].factors[j];
        const gboolean classes = (lab_algebra_shape_of (self, factor) & LAB_SHAPE_CLASSES) != 0;
        guint count = 0, gain;

        if (!lab_algebra_spend (self))
          return 0;
        for (guint k = 0; k < row->n; k++)
          count += has_factor (self, &row->terms[k], factor);
        gain = 2 * (count - 1) * lab_algebra_atom (self, factor->atom)->size + classes;
        for (guint k = 0; k < before->len; k++)
          if (g_array_index (before, LabAtom, k) == factor->atom)
            gain = 0;
        if (count < 2 || gain <= most)
          continue;
        most = gain;
        *best = *factor;
      }
  return most;
}

/* Puts the factor in front of a bracket that is best to be. Returns: whether there is one. */
static gboolean
take_factor (LabAlgebra *self, GArray *groups, LabSum *sum)
{
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (LabAtom));
  LabFactor factor;

  while (!self->failed && find_gain (self, *sum, &factor, before) > 0)
    {
      const LabSum with = terms_with (self, *sum, &factor);
      const LabMonomial content = lab_polynomial_content (self, with);
      const LabMonomial inverse = lab_polynomial_invert (self, &content);
      const LabSum core
          = lab_polynomial_multiply (self, with, lab_algebra_monomial (self, &inverse));

      if (content.n > 0 && core != *sum && !is_better_alone (self, with, core))
        {
          take (self, groups, sum, (LabGroup){ lab_algebra_monomial (self, &content), core, FALSE },
                with);
          return TRUE;
        }
      g_array_append_val (before, factor.atom);
    }
  return FALSE;
}

/* Groups with the same bracket become one. */
static void
join_groups (LabAlgebra *self, GArray *groups)
{
  for (guint i = 0; i < groups->len; i++)
    for (guint j = groups->len; j-- > i + 1;)
      {
        LabGroup *one = &g_array_index (groups, LabGroup, i);
        const LabGroup other = g_array_index (groups, LabGroup, j);

        if (one->core == other.core)
          one->left = lab_polynomial_add (self, one->left, other.left);
        else if (one->core == lab_polynomial_negate (self, other.core))
          one->left = lab_polynomial_subtract (self, one->left, other.left);
        else
          continue;
        g_array_remove_index (groups, j);
      }
}

GArray *
lab_group_split (LabAlgebra *self, LabSum sum)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (LabGroup));
  LabSum rest = sum;

  for (guint head = 0; head < 2; head++)
    take_pair (self, groups, &rest, head);
  while (!self->failed && take_factor (self, groups, &rest))
    continue;
  join_groups (self, groups);
  for (guint i = 0; i < lab_algebra_sum (self, rest)->n; i++)
    {
      const LabGroup group = { term_of (self, rest, i), LAB_SUM_ONE, FALSE };

      g_array_append_val (groups, group);
    }
  return groups;
}

/* The sum over classes or batch that the atom is, or that it is [y] of. */
static const LabAtomRow *
sum_in (const LabAlgebra *self, const LabAtomRow *row)
{
  if (row->op == LAB_OP_PICK)
    row = lab_algebra_atom (self, row->args[0]);
  return row->op == LAB_OP_SUM_CLASSES || row->op == LAB_OP_SUM_BATCH ? row : NULL;
}

/* @left: what stands before both sums. Returns: left*(one + by*other) as left*sum (...), or 0 */
static LabSum
join_atoms (LabAlgebra *self, LabMonomial left, const LabAtomRow *one, const LabAtomRow *other,
            LabRatio by)
{
  const LabAtomRow *a = sum_in (self, one), *b = sum_in (self, other);
  guint32 args[3] = { 0, 0, 0 };
  LabSum joined;

  if (a == NULL || b == NULL || one->op != other->op || a->op != b->op || one->head != other->head
      || a->head != b->head)
    return LAB_SUM_ZERO;
  args[0] = lab_polynomial_add (self, a->args[0], lab_polynomial_scale (self, b->args[0], by));
  if (lab_algebra_sum (self, args[0])->shape
      != (lab_algebra_sum (self, a->args[0])->shape | lab_algebra_sum (self, b->args[0])->shape))
    return LAB_SUM_ZERO;
  if (lab_polynomial_is_negative (self, args[0]))
    {
      args[0] = lab_polynomial_negate (self, args[0]);
      left.coefficient.num = -left.coefficient.num;
    }
  joined = lab_algebra_make (self, a->op, a->head, 0, args);
  if (one->op == LAB_OP_PICK)
    joined = lab_simplify_pick (self, joined, one->head);
  return lab_polynomial_multiply (self, lab_algebra_monomial (self, &left), joined);
}

static LabSum
join_two_sums (LabAlgebra *self, const LabMonomial *a, const LabMonomial *b)
{
  const LabRatio by = lab_ratio_multiply (b->coefficient, lab_ratio_power (a->coefficient, -1.0));

  for (guint i = 0; i < a->n; i++)
    for (guint j = 0; j < b->n; j++)
      {
        const LabAtomRow *one = lab_algebra_atom (self, a->factors[i].atom);
        const LabAtomRow *other = lab_algebra_atom (self, b->factors[j].atom);
        LabMonomial left, right;
        LabSum joined;

        if (sum_in (self, one) == NULL || sum_in (self, other) == NULL
            || !without (a, a->factors[i].atom, &left) || !without (b, b->factors[j].atom, &right)
            || left.n != right.n
            || memcmp (left.factors, right.factors, left.n * sizeof *left.factors) != 0)
          continue;
        joined = join_atoms (self, left, one, other, by);
        if (joined != LAB_SUM_ZERO)
          return joined;
      }
  return LAB_SUM_ZERO;
}

LabSum
lab_group_join_sums (LabAlgebra *self, LabSum sum)
{
  for (guint i = 0; i < lab_algebra_sum (self, sum)->n && !self->failed; i++)
    for (guint j = i + 1; j < lab_algebra_sum (self, sum)->n; j++)
      {
        const LabSumRow *row = lab_algebra_sum (self, sum);
        const LabSum joined = join_two_sums (self, &row->terms[i], &row->terms[j]);

        if (joined != LAB_SUM_ZERO)
          {
            sum = lab_polynomial_subtract (self, sum, term_of (self, sum, j));
            sum = lab_polynomial_subtract (self, sum, lab_algebra_monomial (self, &row->terms[i]));
            return lab_group_join_sums (self, lab_polynomial_add (self, sum, joined));
          }
      }
  return sum;
}
