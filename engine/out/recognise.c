/* SPDX-License-Identifier: MIT */
/*
 * Every question follows names to their definitions. A text can name a definition twice in the next
 * one, and so on: the answers are kept, so that the time is that of the text's length.
 */
#include "out/recognise.h"

#include <math.h>

typedef enum
{
  PROBABILITY,
  REST,
  POSITIVE,
  LOGARITHM,
  RISKY,
} Question;

typedef gboolean (*Judge) (const LabRecognise *self, const LabExpression *e);

void
lab_recognise_init (LabRecognise *self, const LabFormula *formula)
{
  self->formula = formula;
  self->answers = g_hash_table_new (g_direct_hash, g_direct_equal);
}

void
lab_recognise_clear (LabRecognise *self)
{
  g_hash_table_unref (self->answers);
}

/* The key is an address within the expression, which is larger than there are questions. */
static gboolean
ask (const LabRecognise *self, const LabExpression *e, Question question, Judge judge)
{
  gconstpointer key;
  gpointer answer;
  gboolean yes;

  e = lab_recognise_look (self, e);
  key = (const char *) e + question;
  if (g_hash_table_lookup_extended (self->answers, key, NULL, &answer))
    return GPOINTER_TO_INT (answer);
  yes = judge (self, e);
  g_hash_table_insert (self->answers, (gpointer) key, GINT_TO_POINTER (yes));
  return yes;
}

const LabStatement *
lab_recognise_statement (const LabRecognise *self, const char *name)
{
  const GArray *statements = self->formula->tree->statements;

  for (guint i = 0; i < statements->len; i++)
    if (g_str_equal (g_array_index (statements, LabStatement, i).name, name))
      return &g_array_index (statements, LabStatement, i);
  return NULL;
}

const LabExpression *
lab_recognise_look (const LabRecognise *self, const LabExpression *e)
{
  const LabStatement *of;

  while (e->op == LAB_OP_NAME && (of = lab_recognise_statement (self, e->name)) != NULL
         && of->expression != NULL)
    e = of->expression;
  return e;
}

gboolean
lab_recognise_input (const LabExpression *e, LabInputId id)
{
  return e->op == LAB_OP_NAME && lab_input_find (e->name) == id;
}

static gboolean
is_one (const LabExpression *e)
{
  return e->op == LAB_OP_NUMBER && e->number >= 1.0 && e->number <= 1.0;
}

const LabExpression *
lab_recognise_pick (const LabRecognise *self, const LabExpression *e, gboolean *second)
{
  const LabExpression *product;

  if (e->op != LAB_OP_SUM_CLASSES
      || (product = lab_recognise_look (self, e->args[0]))->op != LAB_OP_MUL)
    return NULL;
  for (guint i = 0; i < 2; i++)
    {
      *second = lab_recognise_input (product->args[i], LAB_INPUT_T2);
      if (*second || lab_recognise_input (product->args[i], LAB_INPUT_T))
        return product->args[1 - i];
    }
  return NULL;
}

static gboolean is_probability (const LabRecognise *self, const LabExpression *e);

static gboolean
judge_probability (const LabRecognise *self, const LabExpression *e)
{
  gboolean second;

  if (e->op == LAB_OP_INDEX)
    return is_probability (self, e->args[0]);
  if (lab_recognise_pick (self, e, &second) != NULL)
    return is_probability (self, lab_recognise_pick (self, e, &second));
  return lab_recognise_input (e, LAB_INPUT_P) || lab_recognise_input (e, LAB_INPUT_P2)
         || e->op == LAB_OP_SOFTMAX || e->op == LAB_OP_SIGMOID;
}

/* Whether it comes straight from softmax or sigmoid. */
static gboolean
is_probability (const LabRecognise *self, const LabExpression *e)
{
  return ask (self, e, PROBABILITY, judge_probability);
}

static gboolean is_rest (const LabRecognise *self, const LabExpression *e);

/* 1 minus a probability. */
static gboolean
judge_rest (const LabRecognise *self, const LabExpression *e)
{
  if (e->op == LAB_OP_INDEX)
    return is_rest (self, e->args[0]);
  return e->op == LAB_OP_SUB && is_one (e->args[0]) && is_probability (self, e->args[1]);
}

static gboolean
is_rest (const LabRecognise *self, const LabExpression *e)
{
  return ask (self, e, REST, judge_rest);
}

static gboolean
judge_positive (const LabRecognise *self, const LabExpression *e)
{
  switch (e->op)
    {
    case LAB_OP_EXP:
      return TRUE;
    case LAB_OP_INDEX:
    case LAB_OP_POW:
    case LAB_OP_SQRT:
      return lab_recognise_positive (self, e->args[0]);
    case LAB_OP_MUL:
    case LAB_OP_DIV:
      return lab_recognise_positive (self, e->args[0]) && lab_recognise_positive (self, e->args[1]);
    default:
      return is_probability (self, e) || is_rest (self, e);
    }
}

gboolean
lab_recognise_positive (const LabRecognise *self, const LabExpression *e)
{
  return ask (self, e, POSITIVE, judge_positive);
}

static gboolean
judge_logarithm (const LabRecognise *self, const LabExpression *e)
{
  switch (e->op)
    {
    case LAB_OP_INDEX:
      return lab_recognise_logarithm (self, e->args[0]);
    case LAB_OP_MUL:
    case LAB_OP_DIV:
      return lab_recognise_logarithm (self, e->args[0])
             || lab_recognise_logarithm (self, e->args[1]);
    case LAB_OP_SUM_CLASSES:
      return lab_recognise_look (self, e->args[0])->op == LAB_OP_EXP || is_probability (self, e);
    case LAB_OP_ADD:
      return is_one (e->args[0]) && lab_recognise_look (self, e->args[1])->op == LAB_OP_EXP;
    default:
      return lab_recognise_positive (self, e);
    }
}

gboolean
lab_recognise_logarithm (const LabRecognise *self, const LabExpression *e)
{
  return ask (self, e, LOGARITHM, judge_logarithm);
}

/* What is known of a number before anything runs: a literal, a parameter's range. */
static gboolean
is_bounded (const LabRecognise *self, const LabExpression *e, double *least, double *greatest)
{
  const LabStatement *of;

  e = lab_recognise_look (self, e);
  if (e->op == LAB_OP_NUMBER)
    *least = *greatest = e->number;
  else if (lab_recognise_input (e, LAB_INPUT_N_CLASSES)
           || lab_recognise_input (e, LAB_INPUT_N_CLASSES2) || lab_recognise_input (e, LAB_INPUT_B))
    {
      *least = 1.0;
      *greatest = HUGE_VAL;
    }
  else if (e->op == LAB_OP_NEG && is_bounded (self, e->args[0], greatest, least))
    {
      *least = -*least;
      *greatest = -*greatest;
    }
  else if (e->op == LAB_OP_NAME && (of = lab_recognise_statement (self, e->name)) != NULL
           && of->kind == LAB_STATEMENT_PARAMETER)
    {
      *least = of->least;
      *greatest = of->greatest;
    }
  else
    return FALSE;
  return TRUE;
}

gboolean
lab_recognise_safe (const LabRecognise *self, LabOp op, const LabExpression *e)
{
  double least, greatest;

  if (!is_bounded (self, e, &least, &greatest))
    return FALSE;
  switch (op)
    {
    case LAB_OP_DIV:
      return least > 0.0 || greatest < 0.0;
    case LAB_OP_LOG:
      return least > 0.0;
    case LAB_OP_SQRT:
      return least >= 0.0;
    case LAB_OP_EXP:
      return greatest < 700.0;
    default:
      return FALSE;
    }
}

gboolean
lab_recognise_tame (const LabRecognise *self, const LabExpression *exponent)
{
  double least, greatest;

  return is_bounded (self, exponent, &least, &greatest) && least >= 1.0;
}

static gboolean
judge_risky (const LabRecognise *self, const LabExpression *e)
{
  double least, greatest;
  gboolean risky = FALSE;

  if (is_bounded (self, e, &least, &greatest))
    return FALSE;
  if (e->op == LAB_OP_LOG)
    risky = !lab_recognise_logarithm (self, e->args[0]);
  else if (e->op == LAB_OP_POW)
    risky = !lab_recognise_tame (self, e->args[1]) && !lab_recognise_positive (self, e->args[0]);
  else if (e->op == LAB_OP_DIV)
    risky = !lab_recognise_safe (self, LAB_OP_DIV, e->args[1]);
  else if (e->op == LAB_OP_SQRT || e->op == LAB_OP_EXP)
    risky = TRUE;
  for (guint i = 0; i < e->n && !risky; i++)
    risky = lab_recognise_risky (self, e->args[i]);
  return risky;
}

gboolean
lab_recognise_risky (const LabRecognise *self, const LabExpression *e)
{
  return ask (self, e, RISKY, judge_risky);
}
