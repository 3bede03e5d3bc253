/* SPDX-License-Identifier: MIT */
/*
 * Sums and atoms are kept in two tables, each thing once, so that equal means the same place. What
 * is added to a sum is first brought into its normal form (push):
 * - a sum that is kept whole loses its brackets under the power 1;
 * - in a product with the target, what has classes is what it is at the target: v*t is v[y]*t;
 * - what is 0 or 1 is its own power; powers of exp (a) are exponentials.
 *
 * Everything is bounded: by the factors of a product, the terms of a sum, and the work in all.
 */
#include "formula/algebra.h"

#include "formula/simplify.h"

#include <math.h>
#include <string.h>

#define MAX_WORK  30000u
#define MAX_DEPTH 120u

static const guint8 CLASSES[] = { LAB_SHAPE_K, LAB_SHAPE_K2 };

/* ---- tables ---- */

static guint
hash_bytes (gconstpointer data, gsize size, guint hash)
{
  const guint8 *bytes = data;

  for (gsize i = 0; i < size; i++)
    hash = (hash ^ bytes[i]) * 16777619u;
  return hash;
}

static guint
hash_sum (gconstpointer data)
{
  const LabSumRow *row = data;
  guint hash = 2166136261u;

  for (guint i = 0; i < row->n; i++)
    {
      hash = hash_bytes (&row->terms[i].coefficient, sizeof (LabRatio), hash);
      hash = hash_bytes (row->terms[i].factors, row->terms[i].n * sizeof (LabFactor), hash);
    }
  return hash;
}

static gboolean
equal_sums (gconstpointer a, gconstpointer b)
{
  const LabSumRow *one = a, *other = b;

  if (one->n != other->n)
    return FALSE;
  for (guint i = 0; i < one->n; i++)
    {
      const LabMonomial *x = &one->terms[i], *y = &other->terms[i];

      if (x->n != y->n || memcmp (&x->coefficient, &y->coefficient, sizeof (LabRatio)) != 0
          || memcmp (x->factors, y->factors, x->n * sizeof (LabFactor)) != 0)
        return FALSE;
    }
  return TRUE;
}

static guint
hash_atom (gconstpointer data)
{
  return hash_bytes (data, offsetof (LabAtomRow, place), 2166136261u);
}

static gboolean
equal_atoms (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, offsetof (LabAtomRow, place)) == 0;
}

static void
free_sum (gpointer data)
{
  LabSumRow *row = data;

  g_free (row->terms);
  g_free (row);
}

static LabSum intern (LabAlgebra *self, const LabMonomial *terms, guint n);

LabAlgebra *
lab_algebra_new (void)
{
  LabAlgebra *self = g_new0 (LabAlgebra, 1);

  self->sums = g_ptr_array_new_with_free_func (free_sum);
  self->atoms = g_ptr_array_new_with_free_func (g_free);
  self->known_sums = g_hash_table_new (hash_sum, equal_sums);
  self->known_atoms = g_hash_table_new (hash_atom, equal_atoms);
  intern (self, NULL, 0);
  lab_algebra_number (self, 1.0);
  return self;
}

void
lab_algebra_free (LabAlgebra *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->known_sums);
  g_hash_table_unref (self->known_atoms);
  g_ptr_array_unref (self->sums);
  g_ptr_array_unref (self->atoms);
  g_free (self);
}

/* Whether there is work left to be done. */
static gboolean
spend (LabAlgebra *self)
{
  if (self->work++ >= MAX_WORK || self->depth > MAX_DEPTH)
    self->failed = TRUE;
  return !self->failed;
}

/* ---- what is known of numbers ---- */

gboolean
lab_algebra_is_number (const LabAlgebra *self, LabSum a, LabRatio *number)
{
  const LabSumRow *row = lab_algebra_sum (self, a);

  *number = row->n == 0 ? (LabRatio){ 0.0, 1.0 } : row->terms[0].coefficient;
  return row->n == 0 || (row->n == 1 && row->terms[0].n == 0);
}

gboolean
lab_algebra_is_atom (const LabAlgebra *self, LabSum a, LabAtom *atom)
{
  const LabSumRow *row = lab_algebra_sum (self, a);

  if (row->n != 1 || row->terms[0].n != 1 || !lab_ratio_is (row->terms[0].coefficient, 1.0)
      || row->terms[0].factors[0].power != LAB_SUM_ONE)
    return FALSE;
  *atom = row->terms[0].factors[0].atom;
  return TRUE;
}

guint8
lab_algebra_shape_of (const LabAlgebra *self, const LabFactor *factor)
{
  return lab_algebra_atom (self, factor->atom)->shape
         | lab_algebra_sum (self, factor->power)->shape;
}

guint8
lab_algebra_traits_of (const LabAlgebra *self, const LabFactor *factor)
{
  const guint8 sign = LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_POSITIVE;
  const guint8 of = lab_algebra_atom (self, factor->atom)->traits;
  const guint8 power = lab_algebra_sum (self, factor->power)->traits;
  guint8 traits = (of | power) & (LAB_TRAITS_BATCH | LAB_TRAITS_LOGITS);
  LabRatio number;

  if (factor->power == LAB_SUM_ONE)
    return of;
  traits |= of & sign;
  if (lab_algebra_is_number (self, factor->power, &number) && lab_ratio_is_whole (number))
    {
      if (fmod (number.num, 2.0) >= 0.0 && fmod (number.num, 2.0) <= 0.0)
        traits |= LAB_TRAITS_NOT_NEGATIVE;
      if (number.num > 0.0)
        traits |= of & LAB_TRAITS_FINITE;
    }
  if ((of & LAB_TRAITS_POSITIVE) != 0 && (power & LAB_TRAITS_FINITE) != 0)
    traits |= of & LAB_TRAITS_FINITE;
  return traits;
}

static guint8
traits_of_term (const LabAlgebra *self, const LabMonomial *term)
{
  const guint8 all = LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_POSITIVE | LAB_TRAITS_FINITE;
  guint8 traits = all, some = 0;

  for (guint i = 0; i < term->n; i++)
    {
      const guint8 of = lab_algebra_traits_of (self, &term->factors[i]);

      traits &= of;
      some |= of & (LAB_TRAITS_BATCH | LAB_TRAITS_LOGITS);
    }
  if (term->coefficient.num < 0.0)
    traits &= LAB_TRAITS_FINITE;
  return traits | some;
}

/* 1 - a probability */
static gboolean
is_complement (const LabAlgebra *self, const LabMonomial *terms, guint n)
{
  return n == 2 && terms[0].n == 0 && lab_ratio_is (terms[0].coefficient, 1.0) && terms[1].n == 1
         && lab_ratio_is (terms[1].coefficient, -1.0) && terms[1].factors[0].power == LAB_SUM_ONE
         && (lab_algebra_atom (self, terms[1].factors[0].atom)->traits & LAB_TRAITS_PROBABILITY)
                != 0;
}

static void
know_sum (const LabAlgebra *self, LabSumRow *row)
{
  guint8 every = LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_FINITE, some = 0;
  LabAtom atom;

  for (guint i = 0; i < row->n; i++)
    {
      const LabMonomial *term = &row->terms[i];
      const guint8 traits = traits_of_term (self, term);

      every &= traits;
      some |= traits & (LAB_TRAITS_POSITIVE | LAB_TRAITS_BATCH | LAB_TRAITS_LOGITS);
      row->size += term->n == 0 || !lab_ratio_is (term->coefficient, 1.0);
      for (guint j = 0; j < term->n; j++)
        {
          row->shape |= lab_algebra_shape_of (self, &term->factors[j]);
          row->size += lab_algebra_atom (self, term->factors[j].atom)->size;
          if (term->factors[j].power != LAB_SUM_ONE)
            row->size += lab_algebra_sum (self, term->factors[j].power)->size;
        }
    }
  row->traits = every | some;
  if ((every & LAB_TRAITS_NOT_NEGATIVE) == 0)
    row->traits &= (guint8) ~LAB_TRAITS_POSITIVE;
  if (is_complement (self, row->terms, row->n))
    row->traits |= LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_POSITIVE | LAB_TRAITS_PROBABILITY;
  if (lab_algebra_is_atom (self, row->place, &atom))
    row->traits |= lab_algebra_atom (self, atom)->traits;
}

static LabSum
intern (LabAlgebra *self, const LabMonomial *terms, guint n)
{
  const LabSumRow key = { .n = n, .terms = (LabMonomial *) terms };
  LabSumRow *row = g_hash_table_lookup (self->known_sums, &key);

  if (row != NULL)
    return row->place;
  row = g_new0 (LabSumRow, 1);
  row->place = self->sums->len;
  row->n = n;
  row->terms = g_memdup2 (terms, n * sizeof *terms);
  g_ptr_array_add (self->sums, row);
  g_hash_table_add (self->known_sums, row);
  know_sum (self, row);
  return row->place;
}

static guint8
traits_of_input (LabInputId id)
{
  const guint8 positive = LAB_TRAITS_FINITE | LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_POSITIVE;

  switch (id)
    {
    case LAB_INPUT_P:
    case LAB_INPUT_P2:
      return positive | LAB_TRAITS_PROBABILITY | LAB_TRAITS_LOGITS;
    case LAB_INPUT_T:
    case LAB_INPUT_T2:
      return LAB_TRAITS_FINITE | LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_TRUTH;
    case LAB_INPUT_B:
      return positive | LAB_TRAITS_BATCH;
    case LAB_INPUT_N_CLASSES:
    case LAB_INPUT_N_CLASSES2:
    case LAB_INPUT_COUNTS:
    case LAB_INPUT_COUNTS2:
    case LAB_INPUT_PRIOR:
    case LAB_INPUT_PRIOR2:
      return positive;
    case LAB_INPUT_Z:
    case LAB_INPUT_Z2:
      return LAB_TRAITS_FINITE | LAB_TRAITS_LOGITS;
    default: /* weights, indices, progress, penalties */
      return LAB_TRAITS_FINITE | LAB_TRAITS_NOT_NEGATIVE;
    }
}

static guint8
traits_of_operator (LabOp op, guint8 of, guint8 every, guint8 some)
{
  const guint8 finite = every & LAB_TRAITS_FINITE;
  const guint8 positive = LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_POSITIVE;

  switch (op)
    {
    case LAB_OP_EXP:
    case LAB_OP_SOFTPLUS:
      return some | finite | positive;
    case LAB_OP_SIGMOID:
    case LAB_OP_SOFTMAX:
      return some | finite | positive | LAB_TRAITS_PROBABILITY;
    case LAB_OP_LOG:
      return some | ((of & LAB_TRAITS_POSITIVE) != 0 ? finite : 0);
    case LAB_OP_RELU:
    case LAB_OP_ABS:
      return some | finite | LAB_TRAITS_NOT_NEGATIVE;
    case LAB_OP_LT:
    case LAB_OP_LE:
    case LAB_OP_EQ:
    case LAB_OP_NE:
    case LAB_OP_AND:
    case LAB_OP_OR:
    case LAB_OP_NOT:
      return some | LAB_TRAITS_FINITE | LAB_TRAITS_NOT_NEGATIVE | LAB_TRAITS_TRUTH;
    case LAB_OP_SUM_CLASSES:
    case LAB_OP_SUM_BATCH:
      return some | finite | (of & positive);
    default:
      return some | finite;
    }
}

static guint8
shape_after (const LabAtomRow *row, guint8 shape)
{
  switch (lab_operators[row->op].reach)
    {
    case LAB_REACH_OVER_CLASSES:
      return shape & LAB_SHAPE_B;
    case LAB_REACH_PICK:
      return row->op == LAB_OP_PICK ? LAB_SHAPE_B : shape & LAB_SHAPE_B;
    case LAB_REACH_OVER_BATCH:
      return shape & LAB_SHAPE_CLASSES;
    default:
      return shape;
    }
}

static void
know_atom (const LabAlgebra *self, LabAtomRow *row)
{
  guint8 every = LAB_TRAITS_FINITE, some = 0;

  row->size = 1;
  switch ((LabOp) row->op)
    {
    case LAB_OP_INPUT:
      row->shape = lab_inputs[row->index].shape;
      row->traits = traits_of_input (row->index);
      return;
    case LAB_OP_PARAMETER:
    case LAB_OP_LEARNED:
      row->traits = LAB_TRAITS_FINITE;
      return;
    case LAB_OP_PICK:
    case LAB_OP_AT:
      row->size += lab_algebra_atom (self, row->args[0])->size;
      row->traits = lab_algebra_atom (self, row->args[0])->traits;
      row->shape = shape_after (row, lab_algebra_atom (self, row->args[0])->shape);
      return;
    default:
      for (guint i = 0; i < (row->op == LAB_OP_ADD ? 1 : lab_operators[row->op].n_args); i++)
        {
          const LabSumRow *arg = lab_algebra_sum (self, row->args[i]);

          row->shape |= arg->shape;
          row->size += arg->size;
          every &= arg->traits;
          some |= arg->traits & (LAB_TRAITS_BATCH | LAB_TRAITS_LOGITS);
        }
      row->shape = shape_after (row, row->shape);
      if (lab_operators[row->op].reach == LAB_REACH_OVER_BATCH)
        some |= LAB_TRAITS_BATCH;
      row->traits = row->op == LAB_OP_ADD
                        ? lab_algebra_sum (self, row->args[0])->traits
                        : traits_of_operator (row->op, lab_algebra_sum (self, row->args[0])->traits,
                                              every, some);
    }
}

LabSum
lab_algebra_of (LabAlgebra *self, LabAtom atom, LabSum power)
{
  LabMonomial term;

  if (power == LAB_SUM_ZERO)
    return LAB_SUM_ONE;
  memset (&term, 0, sizeof term);
  term.coefficient = (LabRatio){ 1.0, 1.0 };
  term.n = 1;
  term.factors[0] = (LabFactor){ atom, power };
  return lab_algebra_monomial (self, &term);
}

LabSum
lab_algebra_make (LabAlgebra *self, LabOp op, guint head, guint index, const guint32 *args)
{
  const guint n = args == NULL ? 0
                  : op == LAB_OP_PICK || op == LAB_OP_AT || op == LAB_OP_ADD
                      ? 1
                      : lab_operators[op].n_args;
  LabAtomRow key;
  LabAtomRow *row;

  memset (&key, 0, sizeof key);
  key.op = (guint8) op;
  key.head = (guint8) head;
  key.index = (guint16) index;
  for (guint i = 0; i < n; i++)
    key.args[i] = args[i];
  row = g_hash_table_lookup (self->known_atoms, &key);
  if (row == NULL)
    {
      spend (self);
      row = g_memdup2 (&key, sizeof key);
      row->place = self->atoms->len;
      g_ptr_array_add (self->atoms, row);
      g_hash_table_add (self->known_atoms, row);
      know_atom (self, row);
    }
  return lab_algebra_of (self, row->place, LAB_SUM_ONE);
}

LabSum
lab_algebra_input (LabAlgebra *self, LabInputId id)
{
  return lab_algebra_make (self, LAB_OP_INPUT, 0, id, NULL);
}

LabSum
lab_algebra_monomial (LabAlgebra *self, const LabMonomial *monomial)
{
  return lab_ratio_is (monomial->coefficient, 0.0) ? LAB_SUM_ZERO : intern (self, monomial, 1);
}

LabSum
lab_algebra_number (LabAlgebra *self, double number)
{
  LabMonomial term;

  memset (&term, 0, sizeof term);
  if (!isfinite (number))
    self->failed = TRUE;
  term.coefficient = lab_ratio_new (isfinite (number) ? number : 0.0);
  return lab_algebra_monomial (self, &term);
}

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
  return self->failed ? LAB_SUM_ONE : intern (self, all, n);
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
          product.factors[j].power = lab_algebra_add (self, product.factors[j].power, factor.power);
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
      const LabSum exponent = lab_algebra_multiply (self, row->args[0], factor.power);

      instead = lab_simplify_apply (self, LAB_OP_EXP, 0, &exponent);
    }
  else if ((row->traits & LAB_TRAITS_TRUTH) != 0 && factor.power != LAB_SUM_ONE
           && lab_algebra_is_number (self, factor.power, &number) && number.num > 0.0)
    instead = lab_algebra_of (self, factor.atom, LAB_SUM_ONE);
  else if (head >= 0 && !is_target (self, factor.atom, (guint) head)
           && (lab_algebra_shape_of (self, &factor) & CLASSES[head]) != 0)
    instead = lab_algebra_power (
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
  if (!spend (self))
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
lab_algebra_add (LabAlgebra *self, LabSum a, LabSum b)
{
  const LabSumRow *one = lab_algebra_sum (self, a), *other = lab_algebra_sum (self, b);
  g_autoptr (GArray) terms = NULL;

  if (one->n == 0 || other->n == 0)
    return one->n == 0 ? b : a;
  if (!spend (self))
    return LAB_SUM_ONE;
  terms = g_array_new (FALSE, FALSE, sizeof (LabMonomial));
  g_array_append_vals (terms, one->terms, one->n);
  g_array_append_vals (terms, other->terms, other->n);
  return collect (self, terms);
}

LabSum
lab_algebra_multiply (LabAlgebra *self, LabSum a, LabSum b)
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
lab_algebra_scale (LabAlgebra *self, LabSum a, LabRatio by)
{
  LabMonomial number;

  memset (&number, 0, sizeof number);
  number.coefficient = by;
  return lab_algebra_multiply (self, a, lab_algebra_monomial (self, &number));
}

LabSum
lab_algebra_negate (LabAlgebra *self, LabSum a)
{
  return lab_algebra_scale (self, a, (LabRatio){ -1.0, 1.0 });
}

LabSum
lab_algebra_subtract (LabAlgebra *self, LabSum a, LabSum b)
{
  return lab_algebra_add (self, a, lab_algebra_negate (self, b));
}

gboolean
lab_algebra_is_negative (const LabAlgebra *self, LabSum a)
{
  const LabSumRow *row = lab_algebra_sum (self, a);
  int balance = 0;

  for (guint i = 0; i < row->n; i++)
    balance += row->terms[i].coefficient.num < 0.0 ? -1 : 1;
  if (balance != 0 || row->n == 0)
    return balance < 0;
  /* 1 - a rather than a - 1, p - t rather than t - p */
  for (guint i = 0; i < row->n; i++)
    if (row->terms[0].n > 0 && target_in (self, &row->terms[i]) >= 0)
      return row->terms[i].coefficient.num > 0.0;
  return row->terms[0].coefficient.num < 0.0;
}

/* ---- content ---- */

/* The factor of @term that is @atom, or, in a product with the target, @atom at the target. */
static guint
find_factor (LabAlgebra *self, const LabMonomial *term, LabAtom atom)
{
  const int head = target_in (self, term);
  guint i = 0;

  if (head >= 0 && !is_target (self, atom, (guint) head)
      && (lab_algebra_atom (self, atom)->shape & CLASSES[head]) != 0
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
  if (!lab_algebra_is_number (self, lab_algebra_subtract (self, a, b), &difference))
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
      LabFactor *factor = &terms[i].factors[find_factor (self, &terms[i], atom)];

      factor->power = lab_algebra_subtract (self, factor->power, power);
      if (factor->power == LAB_SUM_ZERO)
        remove_factor (&terms[i], (guint) (factor - terms[i].factors));
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
lab_algebra_content (LabAlgebra *self, LabSum a)
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
lab_algebra_invert (LabAlgebra *self, const LabMonomial *a)
{
  LabMonomial inverse = *a;

  inverse.coefficient = lab_ratio_power (a->coefficient, -1.0);
  for (guint i = 0; i < a->n; i++)
    inverse.factors[i].power = lab_algebra_negate (self, a->factors[i].power);
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
    power.factors[i].power = lab_algebra_multiply (self, term->factors[i].power, exponent);
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
lab_algebra_power (LabAlgebra *self, LabSum a, LabSum exponent)
{
  const LabSumRow *row = lab_algebra_sum (self, a);
  LabMonomial content;
  LabRatio number;
  const gboolean is_number = lab_algebra_is_number (self, exponent, &number);
  const gboolean whole = is_number && lab_ratio_is_whole (number);

  if (exponent == LAB_SUM_ZERO || a == LAB_SUM_ONE)
    return LAB_SUM_ONE;
  if (exponent == LAB_SUM_ONE || self->failed || !spend (self))
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
  content = lab_algebra_content (self, a);
  if (lab_algebra_is_negative (self, a))
    content.coefficient.num = -content.coefficient.num;
  if (content.n == 0 && lab_ratio_is (content.coefficient, 1.0))
    return power_of_whole (self, a, exponent);
  {
    const LabMonomial inverse = lab_algebra_invert (self, &content);
    const LabSum rest = lab_algebra_multiply (self, a, lab_algebra_monomial (self, &inverse));
    const LabSum outside = power_of_term (self, &content, exponent);

    return lab_algebra_multiply (self, outside, power_of_whole (self, rest, exponent));
  }
}
