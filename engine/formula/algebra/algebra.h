/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/operator.h"
#include "formula/algebra/ratio.h"

G_BEGIN_DECLS

/** LabSum, LabAtom: places in an algebra's tables; equal things have equal places. */
typedef guint32 LabSum;
typedef guint32 LabAtom;

#define LAB_SUM_ZERO 0u
#define LAB_SUM_ONE  1u

#define LAB_MONOMIAL_MAX_FACTORS 14u
#define LAB_SUM_MAX_TERMS        96u

typedef struct
{
  LabAtom atom;
  LabSum power;
} LabFactor;

/** LabMonomial: a product; @factors: [n] by their atoms, each once. */
typedef struct
{
  LabRatio coefficient;
  guint n;
  LabFactor factors[LAB_MONOMIAL_MAX_FACTORS];
} LabMonomial;

/**
 * LabTraits: flags: what is known of a sum's or an atom's numbers
 * @LAB_TRAITS_TRUTH: 0 or 1
 * @LAB_TRAITS_FINITE: wherever the logits are
 * @LAB_TRAITS_PROBABILITY: between 0 and 1, and 1 minus it is positive
 * @LAB_TRAITS_BATCH: depends on the batch as a whole, or on its size
 */
typedef enum
{
  LAB_TRAITS_NOT_NEGATIVE = 1,
  LAB_TRAITS_POSITIVE = 2,
  LAB_TRAITS_TRUTH = 4,
  LAB_TRAITS_FINITE = 8,
  LAB_TRAITS_PROBABILITY = 16,
  LAB_TRAITS_BATCH = 32,
  LAB_TRAITS_LOGITS = 64,
} LabTraits;

/** LabSumRow: @terms: [n] in one order, no two with the same factors; @size: about that of its
 * text. */
typedef struct
{
  LabSum place;
  guint n;
  guint8 shape;
  guint8 traits;
  guint size;
  LabMonomial *terms;
} LabSumRow;

/**
 * LabAtomRow:
 * @op: of an input, parameter or operator; %LAB_OP_ADD: a sum that is kept whole, under a power
 * @head: of reductions, picks
 * @index: of an input or parameter; the class of %LAB_OP_AT
 * @args: sums; of %LAB_OP_PICK and %LAB_OP_AT the first one is an atom
 */
typedef struct
{
  guint8 op;
  guint8 head;
  guint16 index;
  guint32 args[3];
  /* what follows from these */
  LabAtom place;
  guint8 shape;
  guint8 traits;
  guint size;
} LabAtomRow;

/**
 * LabAlgebra:
 * @failed: whether something became too long, or has no number; what is made then is of no use
 *
 * Sums of products of atoms, a normal form of expressions: products are multiplied out, equal
 * products collected. Exponents are sums themselves. A sum under a power other than 1 is an atom.
 */
typedef struct
{
  GPtrArray *sums;
  GPtrArray *atoms;
  gboolean failed;
  /*< private >*/
  GHashTable *known_sums;
  GHashTable *known_atoms;
  guint work;
  guint depth;
} LabAlgebra;

LabAlgebra *lab_algebra_new (void);
void lab_algebra_free (LabAlgebra *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabAlgebra, lab_algebra_free)

static inline const LabSumRow *
lab_algebra_sum (const LabAlgebra *self, LabSum sum)
{
  return g_ptr_array_index (self->sums, sum);
}

static inline const LabAtomRow *
lab_algebra_atom (const LabAlgebra *self, LabAtom atom)
{
  return g_ptr_array_index (self->atoms, atom);
}

/** lab_algebra_classes: Returns: the shape of a task's classes. */
static inline guint8
lab_algebra_classes (guint head)
{
  return head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2;
}

/** lab_algebra_spend: Returns: whether there is work left to be done. */
gboolean lab_algebra_spend (LabAlgebra *self);

/** lab_algebra_intern: @terms: [n] as a row has them. */
LabSum lab_algebra_intern (LabAlgebra *self, const LabMonomial *terms, guint n);
LabSum lab_algebra_number (LabAlgebra *self, double number);
/** lab_algebra_make: Returns: the atom, as a sum of one term. @args: (nullable): [3] */
LabSum lab_algebra_make (LabAlgebra *self, LabOp op, guint head, guint index, const guint32 *args);
LabSum lab_algebra_input (LabAlgebra *self, LabInputId id);
/** lab_algebra_target: Returns: t or t2. */
LabSum lab_algebra_target (LabAlgebra *self, guint head);
/** lab_algebra_of: Returns: an atom to a power. */
LabSum lab_algebra_of (LabAlgebra *self, LabAtom atom, LabSum power);
LabSum lab_algebra_monomial (LabAlgebra *self, const LabMonomial *monomial);
/** lab_algebra_is_number: Returns: whether it is one, and then @number. */
gboolean lab_algebra_is_number (const LabAlgebra *self, LabSum a, LabRatio *number);
/** lab_algebra_is_atom: Returns: whether it is one atom, the first power, and then @atom. */
gboolean lab_algebra_is_atom (const LabAlgebra *self, LabSum a, LabAtom *atom);
/** lab_algebra_is_made_by: Returns: whether it is one atom, of this operator, and then its row. */
gboolean lab_algebra_is_made_by (const LabAlgebra *self, LabSum a, LabOp op,
                                 const LabAtomRow **row);
gboolean lab_algebra_is_input (const LabAlgebra *self, LabSum a, LabInputId id);
guint8 lab_algebra_shape_of (const LabAlgebra *self, const LabFactor *factor);
guint8 lab_algebra_traits_of (const LabAlgebra *self, const LabFactor *factor);

G_END_DECLS
