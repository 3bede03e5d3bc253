/* SPDX-License-Identifier: MIT */
/*
 * Recursive descent, the grammar above each function. After an error it goes on with the next
 * statement, so that one look at a text finds the mistakes of all its statements.
 */
#include "formula/lex.h"
#include "error.h"
#include "formula/tree.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *text;
  LabProblems *problems;
  LabTree *tree;
  GArray *tokens;
  guint at;
  guint depth;
  gboolean failed; /* in this statement */
  gboolean internal;
} Parser;

static LabExpression *parse_or (Parser *self);

static const LabToken *
peek (Parser *self)
{
  while (g_array_index (self->tokens, LabToken, self->at).kind == LAB_TOKEN_COMMENT)
    self->at++;
  return &g_array_index (self->tokens, LabToken, self->at);
}

static const LabToken *
take (Parser *self)
{
  const LabToken *token = peek (self);

  if (token->kind != LAB_TOKEN_END)
    self->at++;
  return token;
}

static gboolean
sees (Parser *self, const char *mark)
{
  const LabToken *token = peek (self);

  return (token->kind == LAB_TOKEN_MARK || token->kind == LAB_TOKEN_WORD)
         && lab_token_is (token, self->text, mark);
}

static gboolean
accept (Parser *self, const char *mark)
{
  const gboolean there = sees (self, mark);

  if (there)
    take (self);
  return there;
}

static LabSpan
join (LabSpan a, LabSpan b)
{
  return (LabSpan){ a.start, b.start + b.length - a.start };
}

/* The first error of a statement counts: what follows it is guesswork. */
#define FAIL(self, ...)                                 \
  G_STMT_START                                          \
  {                                                     \
    if (!(self)->failed)                                \
      lab_problems_add ((self)->problems, __VA_ARGS__); \
    (self)->failed = TRUE;                              \
  }                                                     \
  G_STMT_END

static void
expect (Parser *self, const char *mark, const char *after)
{
  const LabToken *token = peek (self);

  if (accept (self, mark))
    return;
  if (token->kind == LAB_TOKEN_END || token->kind == LAB_TOKEN_END_OF_STATEMENT)
    FAIL (self, token->span, NULL, "‘%s’ is missing at the end of the line, after %s", mark, after);
  else
    FAIL (self, token->span, NULL, "‘%s’ is missing here, after %s", mark, after);
}

/* What walks a tree calls itself as often as the tree is deep. */
static void
measure (Parser *self, LabExpression *expression)
{
  expression->depth = 1;
  for (guint i = 0; i < expression->n; i++)
    expression->depth = MAX (expression->depth, expression->args[i]->depth + 1);
  if (expression->depth > LAB_FORMULA_MAX_CHAIN)
    FAIL (self, expression->span, NULL,
          "This is too long: at most %u operations are possible, one on the other",
          LAB_FORMULA_MAX_CHAIN);
}

static LabExpression *
make (Parser *self, LabOp op, LabSpan span, guint n, LabExpression *a, LabExpression *b)
{
  LabExpression *made;

  if (self->tree->expressions->len >= LAB_FORMULA_MAX_TREE)
    {
      FAIL (self, span, NULL, "The text is too long: at most %u operations are possible",
            LAB_FORMULA_MAX_TREE);
      return a;
    }
  made = lab_tree_add (self->tree, op, span);
  made->n = n;
  made->args[0] = a;
  made->args[1] = b;
  measure (self, made);
  return made;
}

/* What somebody writes who knows another language. */
static const char *
known_as (const char *word)
{
  static const struct
  {
    const char *wrong;
    const char *right;
  } WORDS[] = {
    { "**", "^" },  { "&&", "and" }, { "||", "or" }, { "!", "not" }, { "−", "-" },  { "–", "-" },
    { "×", "*" },   { "·", "*" },    { "÷", "/" },   { "≤", "<=" },  { "≥", ">=" }, { "≠", "!=" },
    { "&", "and" }, { "|", "or" },   { "{", "(" },   { "}", ")" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (g_str_equal (WORDS[i].wrong, word))
      return WORDS[i].right;
  return NULL;
}

static char *
text_of (Parser *self, const LabToken *token)
{
  return g_strndup (self->text + token->span.start, token->span.length);
}

static void
refuse (Parser *self, const LabToken *token, const char *wanted)
{
  g_autofree char *text = text_of (self, token);
  const char *right = known_as (text);
  g_autofree char *line = lab_error_line (text);

  if (token->kind == LAB_TOKEN_END || token->kind == LAB_TOKEN_END_OF_STATEMENT)
    FAIL (self, token->span, NULL, "The line ends too early: %s is missing", wanted);
  else if (right != NULL)
    FAIL (self, token->span, right, "‘%s’ is written ‘%s’ here", line, right);
  else
    FAIL (self, token->span, NULL, "‘%s’ makes no sense here: %s is missing before it", line,
          wanted);
}

/* arguments := "(" or ("," or)* ")" */
static LabExpression *
parse_call (Parser *self, LabOp op, const LabToken *name)
{
  const guint wanted = lab_operators[op].n_args;
  LabExpression *call = make (self, op, name->span, 0, NULL, NULL);
  guint n = 0;
  LabSpan end;

  take (self); /* ( */
  if (!sees (self, ")"))
    do
      {
        LabExpression *argument = parse_or (self);

        if (n < G_N_ELEMENTS (call->args))
          call->args[n] = argument;
        n++;
      }
    while (!self->failed && accept (self, ","));
  end = peek (self)->span;
  if (!self->failed)
    expect (self, ")", "what is in the parentheses");
  call->span = join (name->span, end);
  call->n = MIN (n, wanted);
  measure (self, call);
  if (!self->failed && n != wanted)
    {
      const gboolean reduces = n == 1 && (op == LAB_OP_MIN || op == LAB_OP_MAX);

      if (reduces)
        FAIL (self, call->span, NULL,
              "%s takes two numbers: of classes it is %s_classes, of the batch %s_batch",
              lab_operators[op].name, lab_operators[op].name, lab_operators[op].name);
      else
        FAIL (self, call->span, NULL, "%s takes %u value%s, and here are %u",
              lab_operators[op].name, wanted, wanted == 1 ? "" : "s", n);
    }
  return call;
}

/* primary := NUMBER | NAME | NAME arguments | "(" or ")" */
static LabExpression *
parse_primary (Parser *self)
{
  const LabToken *token = peek (self);
  LabExpression *made;

  if (token->kind == LAB_TOKEN_NUMBER)
    {
      take (self);
      made = make (self, LAB_OP_NUMBER, token->span, 0, NULL, NULL);
      if (made != NULL)
        made->number = token->number;
      if (!isfinite (token->number))
        FAIL (self, token->span, NULL, "This number is too large");
      return made;
    }
  if (token->kind == LAB_TOKEN_NAME)
    {
      const LabOp op
          = lab_operator_find (self->text + token->span.start, token->span.length, self->internal);

      take (self);
      if (op != LAB_N_OPS && sees (self, "("))
        return parse_call (self, op, token);
      made = make (self, LAB_OP_NAME, token->span, 0, NULL, NULL);
      if (made != NULL)
        made->name = g_string_chunk_insert_len (self->tree->names, self->text + token->span.start,
                                                token->span.length);
      if (sees (self, "("))
        {
          g_autofree char *name = text_of (self, token);
          const char *names[LAB_N_OPS];
          const char *near;
          guint n = 0;

          for (LabOp f = 0; f < LAB_N_OPS; f++)
            if (lab_operators[f].form == LAB_FORM_FUNCTION)
              names[n++] = lab_operators[f].name;
          near = g_str_equal (name, "ln")          ? "log"
                 : g_str_equal (name, "pow")       ? NULL
                 : g_str_equal (name, "logsumexp") ? "logsumexp_classes"
                                                   : lab_problems_nearest (name, names, n);
          if (near != NULL)
            FAIL (self, token->span, near, "There is no function ‘%s’: did you mean ‘%s’?", name,
                  near);
          else
            FAIL (self, token->span, NULL,
                  "There is no function ‘%s’; a product is written with *, a power with ^", name);
        }
      return made;
    }
  if (accept (self, "("))
    {
      made = parse_or (self);
      if (!self->failed)
        expect (self, ")", "what is in the parentheses");
      return made;
    }
  refuse (self, token, "a number or a name");
  return make (self, LAB_OP_NUMBER, token->span, 0, NULL, NULL);
}

/* postfix := primary ("[" or "]")* */
static LabExpression *
parse_postfix (Parser *self)
{
  LabExpression *made = parse_primary (self);

  while (!self->failed && accept (self, "["))
    {
      LabExpression *index = parse_or (self);
      const LabSpan end = peek (self)->span;

      if (!self->failed)
        expect (self, "]", "the index");
      made = make (self, LAB_OP_INDEX, join (made->span, end), 2, made, index);
    }
  return made;
}

static LabExpression *parse_unary (Parser *self);

/* power := postfix ("^" unary)? */
static LabExpression *
parse_power (Parser *self)
{
  LabExpression *base = parse_postfix (self);

  if (!self->failed && accept (self, "^"))
    {
      LabExpression *exponent = parse_unary (self);

      return make (self, LAB_OP_POW, join (base->span, exponent->span), 2, base, exponent);
    }
  return base;
}

/* unary := "-" unary | "+" unary | power */
static LabExpression *
parse_unary (Parser *self)
{
  const LabSpan start = peek (self)->span;
  LabExpression *made;

  if (++self->depth > LAB_FORMULA_MAX_DEPTH)
    {
      FAIL (self, start, NULL, "This is nested too deeply: at most %u levels are possible",
            LAB_FORMULA_MAX_DEPTH);
      self->depth--;
      return make (self, LAB_OP_NUMBER, start, 0, NULL, NULL);
    }
  if (accept (self, "-"))
    {
      LabExpression *operand = parse_unary (self);

      made = make (self, LAB_OP_NEG, join (start, operand->span), 1, operand, NULL);
    }
  else if (accept (self, "+"))
    made = parse_unary (self);
  else
    made = parse_power (self);
  self->depth--;
  return made;
}

/* The infix operator at hand, of those that bind so strongly. */
static LabOp
accept_infix (Parser *self, guint binds)
{
  for (LabOp op = LAB_OP_OR; op <= LAB_OP_POW; op++)
    if (lab_operators[op].form == LAB_FORM_INFIX && lab_operators[op].binds == binds
        && accept (self, lab_operators[op].name))
      return op;
  return LAB_N_OPS;
}

typedef LabExpression *(*Parse) (Parser *self);

/* chain := operand (OPERATOR operand)*, grouped to the left */
static LabExpression *
parse_chain (Parser *self, LabOp strength, Parse operand)
{
  LabExpression *left = operand (self);
  LabOp op;

  while (!self->failed && (op = accept_infix (self, lab_operators[strength].binds)) != LAB_N_OPS)
    {
      LabExpression *right = operand (self);

      left = make (self, op, join (left->span, right->span), 2, left, right);
    }
  return left;
}

/* product := unary (("*" | "/") unary)* */
static LabExpression *
parse_product (Parser *self)
{
  return parse_chain (self, LAB_OP_MUL, parse_unary);
}

/* sum := product (("+" | "-") product)* */
static LabExpression *
parse_sum (Parser *self)
{
  return parse_chain (self, LAB_OP_ADD, parse_product);
}

/* comparison := sum (("<" | "<=" | ">" | ">=" | "==" | "!=") sum)? */
static LabExpression *
parse_comparison (Parser *self)
{
  LabExpression *left = parse_sum (self);
  LabOp op;

  if (self->failed || (op = accept_infix (self, lab_operators[LAB_OP_LT].binds)) == LAB_N_OPS)
    return left;
  {
    LabExpression *right = parse_sum (self);

    left = make (self, op, join (left->span, right->span), 2, left, right);
  }
  if (!self->failed)
    {
      const LabSpan second = peek (self)->span;

      if (accept_infix (self, lab_operators[LAB_OP_LT].binds) != LAB_N_OPS)
        FAIL (self, second, NULL, "Two comparisons in a row: write a < b and b < c");
    }
  return left;
}

/* not := "not" not | comparison */
static LabExpression *
parse_not (Parser *self)
{
  const LabSpan start = peek (self)->span;
  LabExpression *made;

  if (++self->depth > LAB_FORMULA_MAX_DEPTH)
    {
      FAIL (self, start, NULL, "This is nested too deeply: at most %u levels are possible",
            LAB_FORMULA_MAX_DEPTH);
      self->depth--;
      return make (self, LAB_OP_NUMBER, start, 0, NULL, NULL);
    }
  if (accept (self, "not"))
    {
      LabExpression *operand = parse_not (self);

      made = make (self, LAB_OP_NOT, join (start, operand->span), 1, operand, NULL);
    }
  else
    made = parse_comparison (self);
  self->depth--;
  return made;
}

/* and := not ("and" not)* */
static LabExpression *
parse_and (Parser *self)
{
  return parse_chain (self, LAB_OP_AND, parse_not);
}

/* or := and ("or" and)* */
static LabExpression *
parse_or (Parser *self)
{
  return parse_chain (self, LAB_OP_OR, parse_and);
}

/* number := "-"? NUMBER */
static gboolean
parse_number (Parser *self, double *number)
{
  const gboolean negative = accept (self, "-");
  const LabToken *token = take (self);

  if (token->kind != LAB_TOKEN_NUMBER || !isfinite (token->number))
    {
      FAIL (self, token->span, NULL, "A range has two numbers: write it as in [0, 5]");
      return FALSE;
    }
  *number = negative ? -token->number : token->number;
  return TRUE;
}

/* range := "in" "[" number "," number "]" "log"? */
static void
parse_range (Parser *self, LabStatement *statement)
{
  expect (self, "[", "‘in’");
  if (self->failed || !parse_number (self, &statement->least))
    return;
  expect (self, ",", "the least value");
  if (self->failed || !parse_number (self, &statement->greatest))
    return;
  expect (self, "]", "the greatest value");
  if (!self->failed && peek (self)->kind == LAB_TOKEN_NAME
      && lab_token_is (peek (self), self->text, "log"))
    {
      take (self);
      statement->logarithmic = TRUE;
    }
}

static void
check_range (Parser *self, const LabStatement *statement)
{
  if (self->failed || statement->kind != LAB_STATEMENT_PARAMETER)
    return;
  if (statement->least >= statement->greatest)
    FAIL (self, statement->value_span, NULL,
          "The range of ‘%s’ is empty: its first number must be the lesser one", statement->name);
  else if (statement->value < statement->least || statement->value > statement->greatest)
    FAIL (self, statement->value_span, NULL, "‘%s’ begins outside its own range", statement->name);
  else if (statement->logarithmic && statement->least <= 0.0)
    FAIL (self, statement->value_span, NULL,
          "A logarithmic range has no 0 and nothing below it: ‘%s’ must begin above 0",
          statement->name);
}

/* The value of a parameter may be negative: a number alone, or its negative. */
static gboolean
is_number (const LabExpression *expression, double *number)
{
  const gboolean negative = expression->op == LAB_OP_NEG;
  const LabExpression *digits = negative ? expression->args[0] : expression;

  *number = negative ? -digits->number : digits->number;
  return digits->op == LAB_OP_NUMBER;
}

/* statement := NAME "=" or (range | "learned")? */
static void
parse_statement (Parser *self)
{
  const LabToken *name = take (self);
  LabStatement statement = { .kind = LAB_STATEMENT_DEFINITION, .span = name->span };

  if (name->kind != LAB_TOKEN_NAME)
    {
      refuse (self, name, "a name and ‘=’");
      return;
    }
  statement.name = g_string_chunk_insert_len (self->tree->names, self->text + name->span.start,
                                              name->span.length);
  if (!accept (self, "="))
    {
      FAIL (self, name->span, NULL,
            "A line gives something a name: write loss = ... or another name before it");
      return;
    }
  statement.expression = parse_or (self);
  if (self->failed)
    return;
  statement.value_span = statement.expression->span;
  if (sees (self, "in") || sees (self, "learned"))
    {
      const LabSpan word = peek (self)->span;

      statement.kind = accept (self, "in") ? LAB_STATEMENT_PARAMETER : LAB_STATEMENT_LEARNED;
      if (statement.kind == LAB_STATEMENT_LEARNED)
        accept (self, "learned");
      if (!is_number (statement.expression, &statement.value))
        FAIL (self, statement.value_span, NULL, "Before ‘%s’ stands the number to begin with",
              statement.kind == LAB_STATEMENT_PARAMETER ? "in" : "learned");
      statement.expression = NULL;
      if (statement.kind == LAB_STATEMENT_PARAMETER && !self->failed)
        parse_range (self, &statement);
      statement.value_span = join (statement.value_span, word);
      check_range (self, &statement);
    }
  if (!self->failed)
    {
      const LabToken *rest = peek (self);

      if (rest->kind != LAB_TOKEN_END && rest->kind != LAB_TOKEN_END_OF_STATEMENT)
        refuse (self, rest,
                rest->kind == LAB_TOKEN_NAME || rest->kind == LAB_TOKEN_NUMBER
                    ? "an operator such as *"
                    : "an operator");
    }
  if (!self->failed && self->tree->statements->len >= LAB_FORMULA_MAX_LINES)
    FAIL (self, name->span, NULL, "The text is too long: at most %u lines are possible",
          LAB_FORMULA_MAX_LINES);
  if (!self->failed)
    g_array_append_val (self->tree->statements, statement);
}

static void
skip_statement (Parser *self)
{
  while (peek (self)->kind != LAB_TOKEN_END && peek (self)->kind != LAB_TOKEN_END_OF_STATEMENT)
    take (self);
}

static void
parser_init (Parser *self, const char *text, LabProblems *problems, gboolean internal)
{
  *self = (Parser){
    .text = text,
    .problems = problems,
    .tree = lab_tree_new (),
    .tokens = lab_lex (text),
    .internal = internal,
  };
}

/* text := statement ((NEWLINE | ";") statement)* */
LabTree *
lab_parse (const char *text, LabProblems *problems)
{
  Parser self;

  if (strlen (text) > LAB_FORMULA_MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    {
      lab_problems_add (problems, (LabSpan){ 0, 0 }, NULL,
                        strlen (text) > LAB_FORMULA_MAX_LENGTH
                            ? "The text is too long: at most 20,000 characters are possible"
                            : "The text is not UTF-8");
      return lab_tree_new ();
    }
  parser_init (&self, text, problems, FALSE);
  while (peek (&self)->kind != LAB_TOKEN_END)
    {
      self.failed = FALSE;
      if (peek (&self)->kind != LAB_TOKEN_END_OF_STATEMENT)
        parse_statement (&self);
      skip_statement (&self);
      take (&self);
    }
  g_array_unref (self.tokens);
  return self.tree;
}

LabExpression *
lab_parse_expression (const char *text, LabProblems *problems, LabTree **tree)
{
  Parser self;
  LabExpression *expression;

  parser_init (&self, text, problems, TRUE);
  expression = parse_or (&self);
  if (!self.failed && peek (&self)->kind != LAB_TOKEN_END)
    refuse (&self, peek (&self), "an operator");
  g_array_unref (self.tokens);
  *tree = self.tree;
  return self.failed ? NULL : expression;
}
