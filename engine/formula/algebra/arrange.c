/* SPDX-License-Identifier: MIT */
/*
 * From a sum of products to an expression with brackets: what all terms have in common comes in
 * front (the content), the rest is split into groups; signs are chosen so that as little as
 * possible is negative, and the parts are put in order.
 */
#include "formula/algebra/arrange.h"

#include "formula/algebra/group.h"
#include "formula/algebra/polynomial.h"

#include <math.h>
#include <string.h>

#define MAX_NODES 500u
#define MAX_DEPTH 60u

typedef struct
{
  LabAlgebra *algebra;
  const LabFormula *formula;
  LabTree *tree;
  guint n_nodes;
  guint depth;
  gboolean in_batch; /* products with the target are summed over the batch: v*t, not v[y]*t */
  guint unpicked;    /* v[y] is written v: 1 of the first task, 2 of the second */
} Arranger;

typedef struct
{
  LabExpression *expression;
  gboolean negative;
  gboolean number;
  gboolean pair;
  guint8 shape;
  guint size;
  guint place;
} Part;

static LabExpression *arrange (Arranger *self, LabSum sum, gboolean *negative);

/* ---- expressions ---- */

static LabExpression *
make (Arranger *self, LabOp op, LabExpression *a, LabExpression *b, LabExpression *c)
{
  LabExpression *expression = lab_tree_add (self->tree, op, (LabSpan){ 0, 0 });

  expression->n = a == NULL ? 0 : b == NULL ? 1 : c == NULL ? 2 : 3;
  expression->args[0] = a;
  expression->args[1] = b;
  expression->args[2] = c;
  if (self->n_nodes++ > MAX_NODES)
    self->algebra->failed = TRUE;
  return expression;
}

static LabExpression *
make_name (Arranger *self, const char *name)
{
  LabExpression *expression = make (self, LAB_OP_NAME, NULL, NULL, NULL);

  if (name == NULL)
    self->algebra->failed = TRUE; /* the language does not have it */
  expression->name = g_string_chunk_insert_const (self->tree->names, name == NULL ? "k" : name);
  return expression;
}

static LabExpression *
make_number (Arranger *self, double number)
{
  LabExpression *expression = make (self, LAB_OP_NUMBER, NULL, NULL, NULL);

  expression->number = fabs (number);
  return number < 0.0 ? make (self, LAB_OP_NEG, expression, NULL, NULL) : expression;
}

/* a/8 and 0.125*a are the same; a whole denominator is better where it is short, or where there
 * are no decimals. */
static gboolean
has_decimals (LabRatio number)
{
  double den = number.den;

  if (number.den < 10.0 && fabs (number.num) <= 1.0)
    return FALSE;
  while (fmod (den, 2.0) <= 0.0)
    den /= 2.0;
  while (fmod (den, 5.0) <= 0.0)
    den /= 5.0;
  return den <= 1.0;
}

/* The sign goes to the first factor: -a*b, not -(a*b). */
static LabExpression *
make_negative (Arranger *self, LabExpression *of)
{
  if (of->op == LAB_OP_MUL || of->op == LAB_OP_DIV)
    return make (self, of->op, make_negative (self, of->args[0]), of->args[1], NULL);
  return make (self, LAB_OP_NEG, of, NULL, NULL);
}

/* ---- atoms ---- */

static LabExpression *
make_input (Arranger *self, guint id)
{
  if (id == LAB_INPUT_L1 || id == LAB_INPUT_L2)
    return make (self, id == LAB_INPUT_L1 ? LAB_OP_L1 : LAB_OP_L2, make_name (self, "theta"), NULL,
                 NULL);
  return make_name (self, lab_inputs[id].name);
}

static LabExpression *make_atom (Arranger *self, LabAtom atom);

static LabExpression *
make_comparison (Arranger *self, const LabAtomRow *row)
{
  LabRatio number;
  const gboolean turned = lab_algebra_is_number (self->algebra, row->args[0], &number);
  LabExpression *a = arrange (self, row->args[turned ? 1 : 0], NULL);
  LabExpression *b = arrange (self, row->args[turned ? 0 : 1], NULL);

  return make (self,
               !turned                ? row->op
               : row->op == LAB_OP_LT ? LAB_OP_GT
               : row->op == LAB_OP_LE ? LAB_OP_GE
                                      : row->op,
               a, b, NULL);
}

static LabExpression *
make_operator (Arranger *self, const LabAtomRow *row)
{
  const gboolean in_batch = self->in_batch;
  const guint unpicked = self->unpicked;
  LabExpression *args[3] = { NULL, NULL, NULL };
  const LabAtomRow *of;
  LabAtom atom;

  if (lab_operators[row->op].reach != LAB_REACH_ELEMENT)
    {
      self->in_batch = FALSE;
      self->unpicked = 0;
    }
  if (row->op == LAB_OP_SUM_BATCH)
    {
      self->in_batch = TRUE;
      if (lab_algebra_is_atom (self->algebra, row->args[0], &atom))
        {
          of = lab_algebra_atom (self->algebra, atom);
          if (of->op == LAB_OP_SUM_CLASSES)
            {
              self->in_batch = FALSE;
              args[0] = arrange (self, of->args[0], NULL);
              self->in_batch = in_batch;
              self->unpicked = unpicked;
              return make (self, LAB_OP_SUM, args[0], NULL, NULL);
            }
        }
    }
  for (guint i = 0; i < lab_operators[row->op].n_args; i++)
    args[i] = arrange (self, row->args[i], NULL);
  self->in_batch = in_batch;
  self->unpicked = unpicked;
  return make (self, row->op, args[0], args[1], args[2]);
}

static LabExpression *
make_atom (Arranger *self, LabAtom atom)
{
  const LabAtomRow *row = lab_algebra_atom (self->algebra, atom);

  switch ((LabOp) row->op)
    {
    case LAB_OP_INPUT:
      return make_input (self, row->index);
    case LAB_OP_PARAMETER:
      return make_name (self, self->formula->parameters[row->index].name);
    case LAB_OP_LEARNED:
      return make_name (self, self->formula->learned[row->index].name);
    case LAB_OP_ADD:
      return arrange (self, row->args[0], NULL);
    case LAB_OP_PICK:
    case LAB_OP_AT:
      {
        const guint unpicked = self->unpicked;
        LabExpression *of;

        self->unpicked = 0;
        of = make_atom (self, row->args[0]);
        self->unpicked = unpicked;
        if (row->op == LAB_OP_PICK && unpicked == row->head + 1u)
          return of;
        return make (self, LAB_OP_INDEX, of,
                     row->op == LAB_OP_AT ? make_number (self, row->index)
                                          : make_name (self, row->head == 0 ? "y" : "y2"),
                     NULL);
      }
    case LAB_OP_LT:
    case LAB_OP_LE:
    case LAB_OP_EQ:
    case LAB_OP_NE:
      return make_comparison (self, row);
    default:
      return make_operator (self, row);
    }
}

/* ---- products ---- */

static LabExpression *
make_factor (Arranger *self, LabAtom atom, LabSum power)
{
  LabExpression *of = make_atom (self, atom);
  LabRatio number;

  if (power == LAB_SUM_ONE)
    return of;
  if (lab_algebra_is_number (self->algebra, power, &number)
      && lab_ratio_is (lab_ratio_multiply (number, (LabRatio){ 2.0, 1.0 }), 1.0))
    return make (self, LAB_OP_SQRT, of, NULL, NULL);
  return make (self, LAB_OP_POW, of, arrange (self, power, NULL), NULL);
}

static int
compare_uint (guint a, guint b)
{
  return a < b ? -1 : a > b;
}

/* Parameters before the batch's numbers before the classes'; what the network has no part in
 * before what it has; the shorter first. */
static int
compare_factors (Arranger *self, const LabFactor *a, const LabFactor *b)
{
  const LabAtomRow *one = lab_algebra_atom (self->algebra, a->atom);
  const LabAtomRow *other = lab_algebra_atom (self->algebra, b->atom);
  const gboolean one_logits = (one->traits & LAB_TRAITS_LOGITS) != 0;
  const gboolean other_logits = (other->traits & LAB_TRAITS_LOGITS) != 0;
  int order = compare_uint (lab_algebra_shape_of (self->algebra, a) & LAB_SHAPE_CLASSES,
                            lab_algebra_shape_of (self->algebra, b) & LAB_SHAPE_CLASSES);

  if (order == 0)
    order = compare_uint (lab_algebra_shape_of (self->algebra, a),
                          lab_algebra_shape_of (self->algebra, b));
  if (order == 0)
    order = compare_uint (one_logits, other_logits);
  if (order == 0)
    order = compare_uint (one->size, other->size);
  return order != 0 ? order : compare_uint (a->atom, b->atom);
}

/* a*(b*c) as a*b*c, and so with what is below the line. */
static LabExpression *
times (Arranger *self, LabExpression *a, LabExpression *b)
{
  if (a == NULL || b == NULL)
    return a == NULL ? b : a;
  if (b->op == LAB_OP_MUL || b->op == LAB_OP_DIV)
    return make (self, b->op, times (self, a, b->args[0]), b->args[1], NULL);
  return make (self, LAB_OP_MUL, a, b, NULL);
}

/* The factors above the line, or those below it, that have classes or that have none. */
static LabExpression *
multiply_some (Arranger *self, LabExpression *by, const LabMonomial *of, gboolean above,
               gboolean classes)
{
  for (guint i = 0; i < of->n; i++)
    {
      const LabFactor *factor = &of->factors[i];
      const gboolean has_classes
          = (lab_algebra_shape_of (self->algebra, factor) & LAB_SHAPE_CLASSES) != 0;
      const gboolean is_above = !lab_polynomial_is_divisor (self->algebra, factor->power);

      if (has_classes == classes && is_above == above)
        by = times (self, by,
                    make_factor (self, factor->atom,
                                 above ? factor->power
                                       : lab_polynomial_negate (self->algebra, factor->power)));
    }
  return by;
}

/* Returns: of which task there is the target among the factors, from 1, or 0. */
static guint
find_target (Arranger *self, const LabMonomial *of)
{
  guint target = 0;

  for (guint i = 0; i < of->n; i++)
    {
      const LabAtomRow *row = lab_algebra_atom (self->algebra, of->factors[i].atom);

      if (row->op == LAB_OP_INPUT && (row->index == LAB_INPUT_T || row->index == LAB_INPUT_T2))
        target = row->index == LAB_INPUT_T ? 1 : 2;
      if ((lab_algebra_traits_of (self->algebra, &of->factors[i]) & LAB_TRAITS_FINITE) == 0)
        return 0;
    }
  return target;
}

/* |of|, times @bracket, which has @shape. */
static LabExpression *
make_product (Arranger *self, const LabMonomial *of, LabExpression *bracket, guint8 shape)
{
  const guint unpicked = self->unpicked;
  const gboolean decimals = has_decimals (of->coefficient);
  const double num = fabs (decimals ? lab_ratio_value (of->coefficient) : of->coefficient.num);
  const double den = decimals ? 1.0 : of->coefficient.den;
  LabMonomial sorted = *of;
  LabExpression *above = NULL, *below = NULL;

  for (guint i = 1; i < sorted.n; i++)
    for (guint j = i; j > 0; j--)
      if (compare_factors (self, &sorted.factors[j], &sorted.factors[j - 1]) < 0)
        {
          const LabFactor factor = sorted.factors[j];

          sorted.factors[j] = sorted.factors[j - 1];
          sorted.factors[j - 1] = factor;
        }
  if (self->unpicked == 0 && self->in_batch && bracket == NULL)
    self->unpicked = find_target (self, of);
  if (num < 1.0 || num > 1.0)
    above = make_number (self, num);
  above = multiply_some (self, above, &sorted, TRUE, FALSE);
  if (bracket != NULL && (shape & LAB_SHAPE_CLASSES) == 0)
    above = times (self, above, bracket);
  above = multiply_some (self, above, &sorted, TRUE, TRUE);
  if (bracket != NULL && (shape & LAB_SHAPE_CLASSES) != 0)
    above = times (self, above, bracket);
  if (den > 1.0)
    below = make_number (self, den);
  below = multiply_some (self, below, &sorted, FALSE, FALSE);
  below = multiply_some (self, below, &sorted, FALSE, TRUE);
  self->unpicked = unpicked;
  if (above == NULL)
    above = make_number (self, num);
  return below == NULL ? above : make (self, LAB_OP_DIV, above, below, NULL);
}

/* ---- sums ---- */

/* @turned: whether the bracket may be written the other way round. */
static LabExpression *
make_group (Arranger *self, const LabGroup *group, gboolean turned, gboolean *negative)
{
  const LabSumRow *left = lab_algebra_sum (self->algebra, group->left);
  const LabSumRow *core = lab_algebra_sum (self->algebra, group->core);
  gboolean core_negative = FALSE, left_negative = FALSE;
  LabExpression *bracket = NULL, *front;

  if (group->pair)
    {
      const guint target = core->terms[0].coefficient.num < 0.0 ? 0 : 1;

      bracket = make (self, LAB_OP_SUB, make_atom (self, core->terms[1 - target].factors[0].atom),
                      make_atom (self, core->terms[target].factors[0].atom), NULL);
    }
  else if (group->core != LAB_SUM_ONE)
    bracket = arrange (self, group->core, turned ? &core_negative : NULL);
  if (left->n == 1)
    {
      *negative = (left->terms[0].coefficient.num < 0.0) != core_negative;
      return make_product (self, &left->terms[0], bracket, core->shape);
    }
  front = arrange (self, group->left, turned ? &left_negative : NULL);
  *negative = left_negative != core_negative;
  return times (self, front, bracket);
}

static int
compare_parts (gconstpointer a, gconstpointer b)
{
  const Part *one = a, *other = b;
  const gboolean one_free = (one->shape & LAB_SHAPE_CLASSES) == 0;
  const gboolean other_free = (other->shape & LAB_SHAPE_CLASSES) == 0;

  if (one->negative != other->negative)
    return one->negative ? 1 : -1;
  if (one->pair != other->pair)
    return one->pair ? -1 : 1;
  if (one->number != other->number)
    return one->number ? -1 : 1;
  if (one_free != other_free)
    return one_free ? 1 : -1;
  if (one->size != other->size)
    return compare_uint (one->size, other->size);
  return compare_uint (one->place, other->place);
}

/* Whether all signs are better the other way round. */
static gboolean
better_turned (const Part *parts, guint n)
{
  const Part *first = NULL;
  int balance = 0;

  for (guint i = 0; i < n; i++)
    {
      Part positive = parts[i];

      balance += parts[i].negative ? -1 : 1;
      positive.negative = FALSE;
      if (parts[i].pair || parts[i].number)
        return parts[i].negative;
      if (first != NULL)
        {
          Part before = *first;

          before.negative = FALSE;
          if (compare_parts (&positive, &before) >= 0)
            continue;
        }
      first = &parts[i];
    }
  return balance < 0 || (balance == 0 && first != NULL && first->negative);
}

static LabExpression *
make_sum (Arranger *self, LabSum sum, gboolean *negative)
{
  g_autoptr (GArray) groups = lab_group_split (self->algebra, sum);
  g_autofree Part *parts = g_new0 (Part, groups->len);
  LabExpression *whole = NULL;
  gboolean some_positive = FALSE;

  for (guint i = 0; i < groups->len; i++)
    {
      const LabGroup *group = &g_array_index (groups, LabGroup, i);
      const LabSumRow *left = lab_algebra_sum (self->algebra, group->left);
      const LabSumRow *core = lab_algebra_sum (self->algebra, group->core);

      parts[i].expression = make_group (self, group, TRUE, &parts[i].negative);
      parts[i].pair = group->pair;
      parts[i].number = left->n == 1 && left->terms[0].n == 0;
      parts[i].shape = left->shape | core->shape;
      parts[i].size = left->size + (group->core == LAB_SUM_ONE ? 0 : core->size);
      parts[i].place = i;
    }
  if (negative != NULL && better_turned (parts, groups->len))
    {
      *negative = !*negative;
      for (guint i = 0; i < groups->len; i++)
        parts[i].negative = !parts[i].negative;
    }
  for (guint i = 0; i < groups->len; i++)
    some_positive = some_positive || !parts[i].negative;
  for (guint i = 0; i < groups->len && !some_positive; i++)
    {
      if (negative == NULL)
        {
          parts[i].expression
              = make_group (self, &g_array_index (groups, LabGroup, i), FALSE, &parts[i].negative);
          some_positive = !parts[i].negative;
        }
    }
  if (groups->len > 1)
    qsort (parts, groups->len, sizeof *parts, compare_parts);
  for (guint i = 0; i < groups->len; i++)
    if (whole == NULL)
      whole = parts[i].negative ? make_negative (self, parts[i].expression) : parts[i].expression;
    else
      whole = make (self, parts[i].negative ? LAB_OP_SUB : LAB_OP_ADD, whole, parts[i].expression,
                    NULL);
  return whole;
}

/* The rest of a sum whose terms have @content in common. */
static LabExpression *
make_bracket (Arranger *self, const LabMonomial *content, LabSum core, gboolean *negative)
{
  const guint unpicked = self->unpicked;
  LabExpression *bracket;

  if (self->unpicked == 0 && self->in_batch
      && (lab_algebra_sum (self->algebra, core)->traits & LAB_TRAITS_FINITE) != 0)
    self->unpicked = find_target (self, content);
  bracket = arrange (self, core, negative);
  self->unpicked = unpicked;
  return bracket;
}

/* What the sum has in common, and the rest; where that is a sum under a power already, the power
 * is one more. */
static LabExpression *
make_content (Arranger *self, const LabMonomial *content, LabSum core, gboolean *negative)
{
  LabMonomial raised = *content;
  const LabSum turned = lab_polynomial_negate (self->algebra, core);

  for (guint i = 0; i < raised.n; i++)
    {
      const LabAtomRow *row = lab_algebra_atom (self->algebra, raised.factors[i].atom);

      if (row->op != LAB_OP_ADD || (row->args[0] != core && row->args[0] != turned))
        continue;
      raised.factors[i].power
          = lab_polynomial_add (self->algebra, raised.factors[i].power, LAB_SUM_ONE);
      *negative = *negative != (row->args[0] == turned);
      return make_product (self, &raised, NULL, 0);
    }
  return make_product (self, content, make_bracket (self, content, core, negative),
                       lab_algebra_sum (self->algebra, core)->shape);
}

/* @negative: (nullable): receives whether the expression is that of the negative */
static LabExpression *
arrange_parts (Arranger *self, LabSum sum, gboolean *negative)
{
  gboolean turned = FALSE;
  LabExpression *expression;
  LabMonomial content;

  sum = lab_group_join_sums (self->algebra, sum);
  if (lab_algebra_sum (self->algebra, sum)->n == 0)
    return make_number (self, 0.0);
  if (lab_algebra_sum (self->algebra, sum)->n == 1)
    {
      const LabMonomial *term = lab_algebra_sum (self->algebra, sum)->terms;

      expression = make_product (self, term, NULL, 0);
      turned = term->coefficient.num < 0.0;
    }
  else
    {
      LabMonomial inverse;
      LabSum core;

      content = lab_polynomial_content (self->algebra, sum);
      inverse = lab_polynomial_invert (self->algebra, &content);
      core = lab_polynomial_multiply (self->algebra, sum,
                                      lab_algebra_monomial (self->algebra, &inverse));
      if (core == sum || self->algebra->failed)
        return make_sum (self, sum, negative);
      expression = make_content (self, &content, core, &turned);
      if (turned && negative == NULL)
        {
          /* better a bracket the other way round than a minus in front */
          turned = FALSE;
          if (lab_algebra_sum (self->algebra, core)->n > 1)
            return make_product (self, &content, make_bracket (self, &content, core, NULL),
                                 lab_algebra_sum (self->algebra, core)->shape);
          turned = TRUE;
        }
    }
  if (negative != NULL)
    *negative = *negative != turned;
  else if (turned)
    expression = make_negative (self, expression);
  return expression;
}

static LabExpression *
arrange (Arranger *self, LabSum sum, gboolean *negative)
{
  LabExpression *expression;

  if (self->depth > MAX_DEPTH)
    self->algebra->failed = TRUE;
  if (self->algebra->failed)
    return make_number (self, 0.0);
  self->depth++;
  expression = arrange_parts (self, sum, negative);
  self->depth--;
  return expression;
}

LabExpression *
lab_arrange (LabAlgebra *algebra, const LabFormula *formula, LabTree *tree, LabSum sum)
{
  Arranger self = { .algebra = algebra, .formula = formula, .tree = tree };
  LabExpression *expression;

  if (algebra->failed)
    return NULL;
  expression = arrange (&self, sum, NULL);
  return algebra->failed ? NULL : expression;
}
