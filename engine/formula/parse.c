/* SPDX-License-Identifier: MIT */
/*
 * Expressions by recursive descent, the grammar above each function.
 */
#include "formula/foreign.h"
#include "formula/parser.h"

#include <math.h>
#include <string.h>

static LabExpression *parse_or (LabParser *self);

/* What walks a tree calls itself as often as the tree is deep. */
static void
measure (LabParser *self, LabExpression *expression)
{
  expression->depth = 1;
  for (guint i = 0; i < expression->n; i++)
    expression->depth = MAX (expression->depth, expression->args[i]->depth + 1);
  if (expression->depth > LAB_FORMULA_MAX_CHAIN)
    LAB_PARSER_FAIL (self, expression->span, NULL,
                     "This is too long: at most %u operations are possible, one on the other",
                     LAB_FORMULA_MAX_CHAIN);
}

/* Where there is an error nothing more is read, so that a few expressions too many do no harm. */
static LabExpression *
make (LabParser *self, LabOp op, LabSpan span, guint n, LabExpression *a, LabExpression *b)
{
  LabExpression *made = lab_tree_add (self->tree, op, span);

  if (self->tree->expressions->len > LAB_FORMULA_MAX_TREE)
    LAB_PARSER_FAIL (self, span, NULL,
                     "The text is too long: at most %u numbers, names and operations are possible",
                     LAB_FORMULA_MAX_TREE);
  made->n = n;
  made->args[0] = a;
  made->args[1] = b;
  measure (self, made);
  return made;
}

/* Stands where there is an error. */
static LabExpression *
make_nothing (LabParser *self, LabSpan span)
{
  return make (self, LAB_OP_NUMBER, span, 0, NULL, NULL);
}

static void
refuse_count (LabParser *self, const LabExpression *call, guint n)
{
  const char *name = lab_operators[call->op].name;
  const guint wanted = lab_operators[call->op].n_args;
  g_autofree char *here = n == 0   ? g_strdup ("is none")
                          : n == 1 ? g_strdup ("is 1")
                                   : g_strdup_printf ("are %u", n);
  g_autofree char *others
      = call->op == LAB_OP_MIN || call->op == LAB_OP_MAX || call->op == LAB_OP_SUM
                || call->op == LAB_OP_MEAN
            ? g_strdup_printf (": over the classes it is %s_classes, over the batch %s_batch", name,
                               name)
            : NULL;

  LAB_PARSER_FAIL (self, call->span, NULL, "%s takes %u value%s, and here %s%s", name, wanted,
                   wanted == 1 ? "" : "s", here, others != NULL ? others : "");
}

/* arguments := "(" or ("," or)* ")" */
static LabExpression *
parse_call (LabParser *self, LabOp op, const LabToken *name)
{
  const guint wanted = lab_operators[op].n_args;
  LabExpression *call = make (self, op, name->span, 0, NULL, NULL);
  guint n = 0;
  LabSpan end;

  lab_parser_take (self); /* ( */
  if (!lab_parser_sees (self, ")"))
    do
      {
        LabExpression *argument = parse_or (self);

        if (n < G_N_ELEMENTS (call->args))
          call->args[n] = argument;
        n++;
      }
    while (!self->failed && lab_parser_accept (self, ","));
  end = lab_parser_peek (self)->span;
  if (!self->failed)
    lab_parser_expect (self, ")");
  call->span = lab_span_join (name->span, end);
  call->n = MIN (n, wanted);
  measure (self, call);
  if (!self->failed && n != wanted)
    refuse_count (self, call, n);
  return call;
}

static void
refuse_function (LabParser *self, const LabExpression *name)
{
  const char *names[LAB_N_OPS], *hint, *near = lab_foreign_function (name->name, &hint);
  guint n = 0;

  for (LabOp f = 0; f < LAB_N_OPS; f++)
    if (lab_operators[f].form == LAB_FORM_FUNCTION)
      names[n++] = lab_operators[f].name;
  if (near == NULL && hint == NULL && lab_input_find (name->name) == LAB_N_INPUTS)
    near = lab_problems_nearest (name->name, names, n);
  if (near != NULL)
    LAB_PARSER_FAIL (self, name->span, near, "There is no function ‘%s’: did you mean ‘%s’?",
                     name->name, near);
  else if (hint != NULL)
    LAB_PARSER_FAIL (self, name->span, NULL, "There is no function ‘%s’: %s", name->name, hint);
  else if (lab_input_find (name->name) != LAB_N_INPUTS)
    LAB_PARSER_FAIL (
        self, name->span, NULL,
        "‘%s’ is no function: an index stands in brackets, as in p[y], and a product is "
        "written with *",
        name->name);
  else
    LAB_PARSER_FAIL (self, name->span, NULL,
                     "There is no function ‘%s’; a product is written with *", name->name);
}

static LabExpression *
parse_name (LabParser *self)
{
  const LabToken *token = lab_parser_take (self);
  const LabOp op
      = lab_operator_find (self->text + token->span.start, token->span.length, self->internal);
  LabExpression *made;

  if (op != LAB_N_OPS && lab_parser_sees (self, "("))
    return parse_call (self, op, token);
  made = make (self, LAB_OP_NAME, token->span, 0, NULL, NULL);
  made->name = g_string_chunk_insert_len (self->tree->names, self->text + token->span.start,
                                          token->span.length);
  if (op != LAB_N_OPS)
    LAB_PARSER_FAIL (self, token->span, NULL, "‘%s’ is a function: write %s(...)", made->name,
                     made->name);
  else if (lab_parser_sees (self, "("))
    refuse_function (self, made);
  return made;
}

/* primary := NUMBER | NAME | NAME arguments | "(" or ")" */
static LabExpression *
parse_primary (LabParser *self)
{
  const LabToken *token = lab_parser_peek (self);
  LabExpression *made;

  if (token->kind == LAB_TOKEN_NUMBER)
    {
      lab_parser_take (self);
      made = make (self, LAB_OP_NUMBER, token->span, 0, NULL, NULL);
      made->number = token->number;
      if (!isfinite (token->number))
        LAB_PARSER_FAIL (self, token->span, NULL,
                         "This number is too large: the greatest is about 1.8e308");
      return made;
    }
  if (token->kind == LAB_TOKEN_NAME)
    return parse_name (self);
  if (lab_parser_accept (self, "("))
    {
      made = parse_or (self);
      if (!self->failed)
        made->span = lab_span_join (token->span, lab_parser_peek (self)->span);
      if (!self->failed)
        lab_parser_expect (self, ")");
      return made;
    }
  if (lab_parser_sees (self, "["))
    LAB_PARSER_FAIL (
        self, token->span, NULL,
        "Brackets stand behind what they choose from, as in p[y]; to group, write (...)");
  lab_parser_refuse (self, "a number or a name");
  return make_nothing (self, token->span);
}

/* postfix := primary ("[" or "]")* */
static LabExpression *
parse_postfix (LabParser *self)
{
  LabExpression *made = parse_primary (self);

  while (!self->failed && lab_parser_accept (self, "["))
    {
      LabExpression *index = parse_or (self);
      const LabSpan end = lab_parser_peek (self)->span;

      if (lab_parser_sees (self, ","))
        LAB_PARSER_FAIL (self, end, NULL, "In the brackets stands one index, as in p[y]");
      if (!self->failed)
        lab_parser_expect (self, "]");
      made = make (self, LAB_OP_INDEX, lab_span_join (made->span, end), 2, made, index);
    }
  return made;
}

static LabExpression *parse_unary (LabParser *self);

/* power := postfix ("^" unary)? */
static LabExpression *
parse_power (LabParser *self)
{
  LabExpression *base = parse_postfix (self);

  if (!self->failed && lab_parser_accept (self, "^"))
    {
      LabExpression *exponent = parse_unary (self);

      return make (self, LAB_OP_POW, lab_span_join (base->span, exponent->span), 2, base, exponent);
    }
  return base;
}

/* Whether one more level is possible; the depth counts it in any case, and what is innermost too.
 */
static gboolean
goes_deeper (LabParser *self, LabSpan start)
{
  if (++self->depth > LAB_FORMULA_MAX_DEPTH + 1)
    LAB_PARSER_FAIL (self, start, NULL,
                     "This is nested too deeply: at most %u levels are possible; give a part of it "
                     "a name on a line of its own",
                     LAB_FORMULA_MAX_DEPTH);
  return !self->failed;
}

/* unary := "-" unary | "+" unary | power */
static LabExpression *
parse_unary (LabParser *self)
{
  const LabSpan start = lab_parser_peek (self)->span;
  LabExpression *made;

  if (!goes_deeper (self, start))
    made = make_nothing (self, start);
  else if (lab_parser_accept (self, "-"))
    {
      LabExpression *operand = parse_unary (self);

      made = make (self, LAB_OP_NEG, lab_span_join (start, operand->span), 1, operand, NULL);
    }
  else if (lab_parser_accept (self, "+"))
    made = parse_unary (self);
  else
    made = parse_power (self);
  self->depth--;
  return made;
}

/* The infix operator at hand, of those that bind so strongly. */
static LabOp
accept_infix (LabParser *self, guint binds)
{
  for (LabOp op = LAB_OP_OR; op <= LAB_OP_POW; op++)
    if (lab_operators[op].form == LAB_FORM_INFIX && lab_operators[op].binds == binds
        && lab_parser_accept (self, lab_operators[op].name))
      return op;
  return LAB_N_OPS;
}

typedef LabExpression *(*Parse) (LabParser *self);

/* chain := operand (OPERATOR operand)*, grouped to the left */
static LabExpression *
parse_chain (LabParser *self, LabOp strength, Parse operand)
{
  LabExpression *left = operand (self);
  LabOp op;

  while (!self->failed && (op = accept_infix (self, lab_operators[strength].binds)) != LAB_N_OPS)
    {
      LabExpression *right = operand (self);

      left = make (self, op, lab_span_join (left->span, right->span), 2, left, right);
    }
  return left;
}

/* product := unary (("*" | "/") unary)* */
static LabExpression *
parse_product (LabParser *self)
{
  return parse_chain (self, LAB_OP_MUL, parse_unary);
}

/* sum := product (("+" | "-") product)* */
static LabExpression *
parse_sum (LabParser *self)
{
  return parse_chain (self, LAB_OP_ADD, parse_product);
}

/* comparison := sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)? */
static LabExpression *
parse_comparison (LabParser *self)
{
  LabExpression *left = parse_sum (self);
  LabOp op;

  if (self->failed || (op = accept_infix (self, lab_operators[LAB_OP_LT].binds)) == LAB_N_OPS)
    return left;
  {
    LabExpression *right = parse_sum (self);

    left = make (self, op, lab_span_join (left->span, right->span), 2, left, right);
  }
  if (!self->failed)
    {
      const LabSpan second = lab_parser_peek (self)->span;

      if (accept_infix (self, lab_operators[LAB_OP_LT].binds) != LAB_N_OPS)
        LAB_PARSER_FAIL (self, second, NULL, "Two comparisons in a row: write a < b and b < c");
    }
  return left;
}

/* not := "not" not | comparison */
static LabExpression *
parse_not (LabParser *self)
{
  const LabSpan start = lab_parser_peek (self)->span;
  LabExpression *operand;

  if (!lab_parser_accept (self, "not"))
    return parse_comparison (self);
  operand = goes_deeper (self, start) ? parse_not (self) : make_nothing (self, start);
  self->depth--;
  return make (self, LAB_OP_NOT, lab_span_join (start, operand->span), 1, operand, NULL);
}

/* and := not ("and" not)* */
static LabExpression *
parse_and (LabParser *self)
{
  return parse_chain (self, LAB_OP_AND, parse_not);
}

/* or := and ("or" and)* */
static LabExpression *
parse_or (LabParser *self)
{
  return parse_chain (self, LAB_OP_OR, parse_and);
}

LabExpression *
lab_parser_expression (LabParser *self)
{
  return parse_or (self);
}

LabExpression *
lab_parse_expression (const char *text, LabProblems *problems, LabTree **tree)
{
  LabParser self;
  LabExpression *expression;

  lab_parser_init (&self, text, problems, TRUE);
  expression = parse_or (&self);
  if (!self.failed && lab_parser_peek (&self)->kind != LAB_TOKEN_END)
    lab_parser_refuse (&self, "an operator");
  *tree = lab_parser_clear (&self);
  return self.failed ? NULL : expression;
}
