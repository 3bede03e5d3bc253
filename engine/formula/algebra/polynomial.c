/* SPDX-License-Identifier: MIT */
/*
 * What is added to a sum is first brought into its normal form (push):
 * - a sum that is kept whole loses its brackets under the power 1;
 * - in a product with the target, what has classes is what it is at the target: v*t is v[y]*t;
 * - what is 0 or 1 is its own power; powers of exp (a) are exponentials.
 *
 * Everything is bounded: by the factors of a product, the terms of a sum, and the work in all.
 */
#include "formula/algebra/polynomial.h"

#include "formula/algebra/simplify.h"

#include <math.h>
#include <string.h>

/* ---- normal form ---- */

static int
compare_factors (const LabMonomial *a, const LabMonomial *b)
{
  if (a->n != b->n)
    return a->n < b->n ? -1 : 1;
  for (guint i = 0; i < a->n; i++)
    {
      if (a->factors[i].atom != b->factors[i].atom)
        return a->factors[i].atom < b->factors[i].atom ? -1 : 1;
      if (a->factors[i].power != b->factors[i].power)
        return a->factors[i].power < b->factors[i].power ? -1 : 1;
    }
  return 0;
}

static int
compare_terms (gconstpointer a, gconstpointer b)
{
  return compare_factors (a, b);
}

/* Sorts, collects what is equal, and puts it into the table. */
static LabSum
collect (LabAlgebra *self, GArray *terms)
{
  LabMonomial *all = (LabMonomial *) (gpointer) terms->data;
  guint n = 0;

  self->work += terms->len;
  if (terms->len > 1)
    qsort (all, terms->len, sizeof *all, compare_terms);
  for (guint i = 0; i < terms->len; i++)
    if (n > 0 && compare_factors (&all[n - 1], &all[i]) == 0)
      {
        all[n - 1].coefficient = lab_ratio_add (all[n - 1].coefficient, all[i].coefficient);
        n -= lab_ratio_is (all[n - 1].coefficient, 0.0);
      }
    else if (!lab_ratio_is (all[i].coefficient, 0.0))
      all[n++] = all[i];
  for (guint i = 0; i < n; i++)
    if (!isfinite (all[i].coefficient.num))
      self->failed = TRUE;
  if (n > LAB_SUM_MAX_TERMS)
    self->failed = TRUE;
  return self->failed ? LAB_SUM_ONE : lab_algebra_intern (self, all, n);
}

static void
remove_factor (LabMonomial *a, guint i)
{
  memmove (&a->factors[i], &a->factors[i + 1], (a->n - i - 1) * sizeof *a->factors);
  memset (&a->factors[--a->n], 0, sizeof *a->factors);
}

/* The factors side by side, each atom once. */
static LabMonomial
product_of (LabAlgebra *self, const LabMonomial *a, const LabMonomial *b)
{
  LabMonomial product = *a;

  product.coefficient = lab_ratio_multiply (a->coefficient, b->coefficient);
  for (guint i = 0; i < b->n; i++)
    {
      const LabFactor factor = b->factors[i];
      guint j = 0;

      while (j < product.n && product.factors[j].atom < factor.atom)
        j++;
      if (j < product.n && product.factors[j].atom == factor.atom)
        {
          product.factors[j].power
              = lab_polynomial_add (self, product.factors[j].power, factor.power);
          if (product.factors[j].power == LAB_SUM_ZERO)
            remove_factor (&product, j);
        }
      else if (product.n == LAB_MONOMIAL_MAX_FACTORS)
        self->failed = TRUE;
      else
        {
          memmove (&product.factors[j + 1], &product.factors[j], (product.n - j) * sizeof factor);
          product.factors[j] = factor;
          product.n++;
        }
    }
  return product;
}

static void push (LabAlgebra *self, GArray *out, const LabMonomial *term);

static void
push_product (LabAlgebra *self, GArray *out, const LabMonomial *term, LabSum by)
{
  const LabSumRow *row = lab_algebra_sum (self, by);

  for (guint i = 0; i < row->n && !self->failed; i++)
    {
      const LabMonomial product = product_of (self, term, &row->terms[i]);

      push (self, out, &product);
    }
}

/* The head whose target is a factor, or -1. */
static int
target_in (const LabAlgebra *self, const LabMonomial *term)
{
  for (guint i = 0; i < term->n; i++)
    {
      const LabAtomRow *row = lab_algebra_atom (self, term->factors[i].atom);

      if (row->op == LAB_OP_INPUT && (row->index == LAB_INPUT_T || row->index == LAB_INPUT_T2)
          && term->factors[i].power == LAB_SUM_ONE)
        return row->index == LAB_INPUT_T ? 0 : 1;
    }
  return -1;
}

static gboolean
is_target (const LabAlgebra *self, LabAtom atom, guint head)
{
  const LabAtomRow *row = lab_algebra_atom (self, atom);

  return row->op == LAB_OP_INPUT && row->index == (head == 0 ? LAB_INPUT_T : LAB_INPUT_T2);
}

/* Makes one factor simpler. Returns: whether that was done, and the result put into @out. */
static gboolean
push_factor (LabAlgebra *self, GArray *out, const LabMonomial *term, guint i)
{
  const LabFactor factor = term->factors[i];
  const LabAtomRow *row = lab_algebra_atom (self, factor.atom);
  const int head = target_in (self, term);
  LabMonomial rest = *term;
  LabRatio number;
  LabSum instead;

  if (row->op == LAB_OP_ADD && factor.power == LAB_SUM_ONE)
    instead = row->args[0];
  else if (row->op == LAB_OP_EXP && factor.power != LAB_SUM_ONE)
    {
      const LabSum args[3] = { lab_polynomial_multiply (self, row->args[0], factor.power), 0, 0 };

      instead = lab_simplify_apply (self, LAB_OP_EXP, 0, args);
    }
  else if ((row->traits & LAB_TRAITS_TRUTH) != 0 && factor.power != LAB_SUM_ONE
           && lab_algebra_is_number (self, factor.power, &number) && number.num > 0.0)
    instead = lab_algebra_of (self, factor.atom, LAB_SUM_ONE);
  else if (head >= 0 && !is_target (self, factor.atom, (guint) head)
           && (lab_algebra_shape_of (self, &factor) & lab_algebra_classes ((guint) head)) != 0)
    instead = lab_polynomial_power (
        self,
        lab_simplify_pick (self, lab_algebra_of (self, factor.atom, LAB_SUM_ONE), (guint) head),
        lab_simplify_pick (self, factor.power, (guint) head));
  else
    return FALSE;
  remove_factor (&rest, i);
  push_product (self, out, &rest, instead);
  return TRUE;
}

static void
push (LabAlgebra *self, GArray *out, const LabMonomial *term)
{
  if (!lab_algebra_spend (self))
    return;
  self->depth++;
  for (guint i = 0; i < term->n; i++)
    if (push_factor (self, out, term, i))
      {
        self->depth--;
        return;
      }
  g_array_append_val (out, *term);
  self->depth--;
}

/* ---- arithmetic ---- */

LabSum
lab_polynomial_add (LabAlgebra *self, LabSum a, LabSum b)
{
  const LabSumRow *one = lab_algebra_sum (self, a), *other = lab_algebra_sum (self, b);
  g_autoptr (GArray) terms = NULL;

  if (one->n == 0 || other->n == 0)
    return one->n == 0 ? b : a;
  if (!lab_algebra_spend (self))
    return LAB_SUM_ONE;
  terms = g_array_new (FALSE, FALSE, sizeof (LabMonomial));
  g_array_append_vals (terms, one->terms, one->n);
  g_array_append_vals (terms, other->terms, other->n);
  return collect (self, terms);
}

LabSum
lab_polynomial_multiply (LabAlgebra *self, LabSum a, LabSum b)
{
  const LabSumRow *one = lab_algebra_sum (self, a);
  g_autoptr (GArray) terms = NULL;

  if (a == LAB_SUM_ZERO || b == LAB_SUM_ZERO || self->failed)
    return LAB_SUM_ZERO;
  if (a == LAB_SUM_ONE || b == LAB_SUM_ONE)
    return a == LAB_SUM_ONE ? b : a;
  terms = g_array_new (FALSE, FALSE, sizeof (LabMonomial));
  for (guint i = 0; i < one->n; i++)
    push_product (self, terms, &one->terms[i], b);
  return collect (self, terms);
}

LabSum
lab_polynomial_scale (LabAlgebra *self, LabSum a, LabRatio by)
{
  LabMonomial number;

  memset (&number, 0, sizeof number);
  number.coefficient = by;
  return lab_polynomial_multiply (self, a, lab_algebra_monomial (self, &number));
}

LabSum
lab_polynomial_negate (LabAlgebra *self, LabSum a)
{
  return lab_polynomial_scale (self, a, (LabRatio){ -1.0, 1.0 });
}

LabSum
lab_polynomial_subtract (LabAlgebra *self, LabSum a, LabSum b)
{
  return lab_polynomial_add (self, a, lab_polynomial_negate (self, b));
}

gboolean
lab_polynomial_is_negative (const LabAlgebra *self, LabSum a)
{
  const LabSumRow *row = lab_algebra_sum (self, a);
  double target = 0.0;
  guint n_targets = 0;
  int balance = 0;

  for (guint i = 0; i < row->n; i++)
    balance += row->terms[i].coefficient.num < 0.0 ? -1 : 1;
  if (balance != 0 || row->n == 0)
    return balance < 0;
  for (guint i = 0; i < row->n; i++)
    if (target_in (self, &row->terms[i]) >= 0)
      {
        target = row->terms[i].coefficient.num;
        n_targets++;
      }
  /* p - t rather than t - p; 1 - a rather than a - 1 */
  if (row->terms[0].n > 0 && n_targets > 0 && n_targets < row->n)
    return target > 0.0;
  return row->terms[0].coefficient.num < 0.0;
}

gboolean
lab_polynomial_is_divisor (const LabAlgebra *self, LabSum power)
{
  const LabSumRow *row = lab_algebra_sum (self, power);
  LabRatio number;

  for (guint i = 0; i < row->n; i++)
    if (row->terms[i].coefficient.num > 0.0)
      return FALSE;
  return !lab_algebra_is_number (self, power, &number) || number.den <= 2.0;
}

/* ---- content ---- */

/* The factor of @term that is @atom, or, in a product with the target, @atom at the target. */
static guint
find_factor (LabAlgebra *self, const LabMonomial *term, LabAtom atom)
{
  const int head = target_in (self, term);
  guint i = 0;

  if (head >= 0 && !is_target (self, atom, (guint) head)
      && (lab_algebra_atom (self, atom)->shape & lab_algebra_classes ((guint) head)) != 0
      && !lab_algebra_is_atom (
          self, lab_simplify_pick (self, lab_algebra_of (self, atom, LAB_SUM_ONE), (guint) head),
          &atom))
    return term->n;
  while (i < term->n && term->factors[i].atom != atom)
    i++;
  return i;
}

/* Returns: the least of two exponents, or 0 where they cannot be compared. */
static LabSum
least (LabAlgebra *self, LabSum a, LabSum b)
{
  LabRatio difference, one, other;

  if (lab_algebra_is_number (self, a, &one) && lab_algebra_is_number (self, b, &other)
      && (one.num < 0.0) != (other.num < 0.0))
    return LAB_SUM_ZERO;
  if (!lab_algebra_is_number (self, lab_polynomial_subtract (self, a, b), &difference))
    return LAB_SUM_ZERO;
  return difference.num < 0.0 ? a : b;
}

static void
take_common (LabAlgebra *self, LabMonomial *terms, guint n, LabAtom atom, LabMonomial *content)
{
  LabSum power = LAB_SUM_ZERO;

  for (guint i = 0; i < n; i++)
    {
      const guint j = find_factor (self, &terms[i], atom);

      if (j == terms[i].n)
        return;
      power = i == 0 ? terms[i].factors[j].power : least (self, power, terms[i].factors[j].power);
      if (power == LAB_SUM_ZERO)
        return;
    }
  for (guint i = 0; i < n; i++)
    {
      const guint j = find_factor (self, &terms[i], atom);

      if (j == terms[i].n || self->failed)
        return;
      terms[i].factors[j].power = lab_polynomial_subtract (self, terms[i].factors[j].power, power);
      if (terms[i].factors[j].power == LAB_SUM_ZERO)
        remove_factor (&terms[i], j);
    }
  {
    LabMonomial taken;

    memset (&taken, 0, sizeof taken);
    taken.coefficient = (LabRatio){ 1.0, 1.0 };
    taken.n = 1;
    taken.factors[0] = (LabFactor){ atom, power };
    *content = product_of (self, content, &taken);
  }
}

LabMonomial
lab_polynomial_content (LabAlgebra *self, LabSum a)
{
  const LabSumRow *row = lab_algebra_sum (self, a);
  g_autofree LabMonomial *terms = g_memdup2 (row->terms, row->n * sizeof *terms);
  LabMonomial content, model;
  guint without = 0;

  memset (&content, 0, sizeof content);
  content.coefficient = (LabRatio){ 1.0, 1.0 };
  if (row->n == 0)
    return content;
  content.coefficient = row->terms[0].coefficient;
  content.coefficient.num = fabs (content.coefficient.num);
  for (guint i = 1; i < row->n; i++)
    content.coefficient = lab_ratio_common (content.coefficient, row->terms[i].coefficient);
  while (without + 1 < row->n && target_in (self, &terms[without]) >= 0)
    without++;
  model = terms[without];
  for (guint classes = 0; classes < 2; classes++)
    for (guint i = 0; i < model.n; i++)
      if (((lab_algebra_shape_of (self, &model.factors[i]) & LAB_SHAPE_CLASSES) != 0)
          == (classes == 1))
        take_common (self, terms, row->n, model.factors[i].atom, &content);
  return content;
}

LabMonomial
lab_polynomial_invert (LabAlgebra *self, const LabMonomial *a)
{
  LabMonomial inverse = *a;

  inverse.coefficient = lab_ratio_power (a->coefficient, -1.0);
  for (guint i = 0; i < a->n; i++)
    inverse.factors[i].power = lab_polynomial_negate (self, a->factors[i].power);
  return inverse;
}

/* ---- powers ---- */

/* Whether (c*a*b)^e is c^e*a^e*b^e, whatever e is. */
static gboolean
spreads (const LabAlgebra *self, const LabMonomial *term, gboolean is_number)
{
  if (term->coefficient.num < 0.0 || !(is_number || lab_ratio_is (term->coefficient, 1.0)))
    return FALSE;
  for (guint i = 0; i < term->n; i++)
    if ((lab_algebra_atom (self, term->factors[i].atom)->traits & LAB_TRAITS_NOT_NEGATIVE) == 0)
      return FALSE;
  return TRUE;
}

/* (c*a*b)^exponent */
static LabSum
power_of_term (LabAlgebra *self, const LabMonomial *term, LabSum exponent)
{
  LabMonomial power = *term;
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof power);
  LabRatio number;

  power.coefficient = (LabRatio){ 1.0, 1.0 };
  for (guint i = 0; i < term->n; i++)
    power.factors[i].power = lab_polynomial_multiply (self, term->factors[i].power, exponent);
  if (lab_algebra_is_number (self, exponent, &number))
    power.coefficient = lab_ratio_power (term->coefficient, lab_ratio_value (number));
  push (self, terms, &power);
  return collect (self, terms);
}

static LabSum
power_of_whole (LabAlgebra *self, LabSum a, LabSum exponent)
{
  LabAtom atom;

  if (lab_algebra_is_atom (self, a, &atom))
    return lab_algebra_of (self, atom, exponent);
  /* made by hand: under the power 1 it would lose its brackets */
  lab_algebra_make (self, LAB_OP_ADD, 0, 0, &a);
  {
    LabAtomRow key;

    memset (&key, 0, sizeof key);
    key.op = LAB_OP_ADD;
    key.args[0] = a;
    atom = ((const LabAtomRow *) g_hash_table_lookup (self->known_atoms, &key))->place;
  }
  return lab_algebra_of (self, atom, exponent);
}

LabSum
lab_polynomial_power (LabAlgebra *self, LabSum a, LabSum exponent)
{
  const LabSumRow *row = lab_algebra_sum (self, a);
  LabMonomial content;
  LabRatio number;
  const gboolean is_number = lab_algebra_is_number (self, exponent, &number);
  const gboolean whole = is_number && lab_ratio_is_whole (number);

  if (exponent == LAB_SUM_ZERO || a == LAB_SUM_ONE)
    return LAB_SUM_ONE;
  if (exponent == LAB_SUM_ONE || self->failed || !lab_algebra_spend (self))
    return a;
  if (row->n == 0)
    {
      if (is_number && number.num < 0.0)
        self->failed = TRUE; /* divided by 0 */
      return is_number ? LAB_SUM_ZERO : power_of_whole (self, a, exponent);
    }
  if (row->n == 1)
    return whole || spreads (self, row->terms, is_number)
               ? power_of_term (self, row->terms, exponent)
               : power_of_whole (self, a, exponent);
  if (!whole)
    return power_of_whole (self, a, exponent);
  content = lab_polynomial_content (self, a);
  if (lab_polynomial_is_negative (self, a))
    content.coefficient.num = -content.coefficient.num;
  if (content.n == 0 && lab_ratio_is (content.coefficient, 1.0))
    return power_of_whole (self, a, exponent);
  {
    const LabMonomial inverse = lab_polynomial_invert (self, &content);
    const LabSum rest = lab_polynomial_multiply (self, a, lab_algebra_monomial (self, &inverse));
    const LabSum outside = power_of_term (self, &content, exponent);

    return lab_polynomial_multiply (self, outside, power_of_whole (self, rest, exponent));
  }
}
