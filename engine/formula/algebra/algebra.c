/* SPDX-License-Identifier: MIT */
/*
 * Sums and atoms are kept in two tables, each thing once, so that equal means the same place. What
 * is known of a thing is found out when it is put there.
 */
#include "formula/algebra/algebra.h"

#include <math.h>
#include <string.h>

#define MAX_WORK  50000u
#define MAX_DEPTH 120u

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

LabAlgebra *
lab_algebra_new (void)
{
  LabAlgebra *self = g_new0 (LabAlgebra, 1);

  self->sums = g_ptr_array_new_with_free_func (free_sum);
  self->atoms = g_ptr_array_new_with_free_func (g_free);
  self->known_sums = g_hash_table_new (hash_sum, equal_sums);
  self->known_atoms = g_hash_table_new (hash_atom, equal_atoms);
  lab_algebra_intern (self, NULL, 0);
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

gboolean
lab_algebra_spend (LabAlgebra *self)
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

gboolean
lab_algebra_is_made_by (const LabAlgebra *self, LabSum a, LabOp op, const LabAtomRow **row)
{
  LabAtom atom;

  if (!lab_algebra_is_atom (self, a, &atom))
    return FALSE;
  *row = lab_algebra_atom (self, atom);
  return (*row)->op == op;
}

gboolean
lab_algebra_is_input (const LabAlgebra *self, LabSum a, LabInputId id)
{
  const LabAtomRow *row;

  return lab_algebra_is_made_by (self, a, LAB_OP_INPUT, &row) && row->index == id;
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

LabSum
lab_algebra_intern (LabAlgebra *self, const LabMonomial *terms, guint n)
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
      lab_algebra_spend (self);
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
lab_algebra_target (LabAlgebra *self, guint head)
{
  return lab_algebra_input (self, head == 0 ? LAB_INPUT_T : LAB_INPUT_T2);
}

LabSum
lab_algebra_monomial (LabAlgebra *self, const LabMonomial *monomial)
{
  return lab_ratio_is (monomial->coefficient, 0.0) ? LAB_SUM_ZERO
                                                   : lab_algebra_intern (self, monomial, 1);
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
