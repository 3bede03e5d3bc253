/* SPDX-License-Identifier: MIT */
/*
 * Statements by recursive descent, the grammar above each function. After an error it goes on with
 * the next statement, so that one look at a text finds the mistakes of all its statements.
 */
#include "formula/parser.h"

#include <math.h>
#include <string.h>

static LabSpan
join (LabSpan a, LabSpan b)
{
  return (LabSpan){ a.start, b.start + b.length - a.start };
}

/* number := "-"? NUMBER */
static gboolean
parse_number (LabParser *self, double *number)
{
  const gboolean negative = lab_parser_accept (self, "-");
  const LabToken *token = lab_parser_take (self);

  if (token->kind != LAB_TOKEN_NUMBER || !isfinite (token->number))
    {
      LAB_PARSER_FAIL (self, token->span, NULL, "A range has two numbers: write it as in [0, 5]");
      return FALSE;
    }
  *number = negative ? -token->number : token->number;
  return TRUE;
}

/* range := "in" "[" number "," number "]" "log"? */
static void
parse_range (LabParser *self, LabStatement *statement)
{
  lab_parser_expect (self, "[", "‘in’");
  if (self->failed || !parse_number (self, &statement->least))
    return;
  lab_parser_expect (self, ",", "the least value");
  if (self->failed || !parse_number (self, &statement->greatest))
    return;
  statement->value_span = join (statement->value_span, lab_parser_peek (self)->span);
  lab_parser_expect (self, "]", "the greatest value");
  if (!self->failed && lab_parser_peek (self)->kind == LAB_TOKEN_NAME
      && lab_token_is (lab_parser_peek (self), self->text, "log"))
    {
      lab_parser_take (self);
      statement->logarithmic = TRUE;
    }
}

static void
check_range (LabParser *self, const LabStatement *statement)
{
  if (self->failed || statement->kind != LAB_STATEMENT_PARAMETER)
    return;
  if (statement->least >= statement->greatest)
    LAB_PARSER_FAIL (self, statement->value_span, NULL,
                     "The range of ‘%s’ is empty: its first number must be the lesser one",
                     statement->name);
  else if (statement->value < statement->least || statement->value > statement->greatest)
    LAB_PARSER_FAIL (self, statement->value_span, NULL, "‘%s’ begins outside its own range",
                     statement->name);
  else if (statement->logarithmic && statement->least <= 0.0)
    LAB_PARSER_FAIL (self, statement->value_span, NULL,
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

static void
parse_value (LabParser *self, LabStatement *statement)
{
  const gboolean ranges = lab_parser_accept (self, "in");

  if (!ranges)
    lab_parser_accept (self, "learned");
  statement->kind = ranges ? LAB_STATEMENT_PARAMETER : LAB_STATEMENT_LEARNED;
  if (!is_number (statement->expression, &statement->value))
    LAB_PARSER_FAIL (self, statement->value_span, NULL,
                     "Before ‘%s’ stands the number to begin with, as in %s = 1 %s",
                     ranges ? "in" : "learned", statement->name, ranges ? "in [0, 2]" : "learned");
  statement->expression = NULL;
  if (ranges && !self->failed)
    parse_range (self, statement);
  check_range (self, statement);
}

static void
parse_rest (LabParser *self)
{
  const LabToken *rest = lab_parser_peek (self);

  if (lab_parser_at_end (self))
    return;
  lab_parser_refuse (self, rest,
                     rest->kind == LAB_TOKEN_NAME || rest->kind == LAB_TOKEN_NUMBER
                         ? "an operator such as *"
                         : "an operator");
}

/* statement := NAME "=" or (range | "learned")? */
static void
parse_statement (LabParser *self)
{
  const LabToken *name = lab_parser_take (self);
  LabStatement statement = { .kind = LAB_STATEMENT_DEFINITION, .span = name->span };

  if (name->kind != LAB_TOKEN_NAME)
    {
      lab_parser_refuse (self, name, "a name and ‘=’");
      return;
    }
  statement.name = g_string_chunk_insert_len (self->tree->names, self->text + name->span.start,
                                              name->span.length);
  if (!lab_parser_accept (self, "="))
    {
      LAB_PARSER_FAIL (self, name->span, NULL,
                       "A line gives something a name: write loss = ... or another name before it");
      return;
    }
  statement.expression = lab_parser_expression (self);
  statement.value_span = statement.expression->span;
  if (!self->failed && (lab_parser_sees (self, "in") || lab_parser_sees (self, "learned")))
    parse_value (self, &statement);
  if (!self->failed)
    parse_rest (self);
  if (self->failed)
    g_ptr_array_add (self->tree->failed, (gpointer) statement.name);
  else
    g_array_append_val (self->tree->statements, statement);
}

/* text := statement ((NEWLINE | ";") statement)* */
LabTree *
lab_parse (const char *text, LabProblems *problems)
{
  LabParser self;
  const LabToken *token;

  if (strlen (text) > LAB_FORMULA_MAX_LENGTH || !g_utf8_validate (text, -1, NULL))
    {
      lab_problems_add (problems, (LabSpan){ 0, 0 }, NULL,
                        strlen (text) > LAB_FORMULA_MAX_LENGTH
                            ? "The text is too long: at most %u characters are possible"
                            : "The text is not UTF-8",
                        LAB_FORMULA_MAX_LENGTH);
      return lab_tree_new ();
    }
  lab_parser_init (&self, text, problems, FALSE);
  while ((token = lab_parser_peek (&self))->kind != LAB_TOKEN_END
         && self.tree->expressions->len <= LAB_FORMULA_MAX_TREE)
    {
      self.failed = FALSE;
      if (self.tree->statements->len == LAB_FORMULA_MAX_LINES
          && token->kind != LAB_TOKEN_END_OF_STATEMENT)
        {
          LAB_PARSER_FAIL (&self, token->span, NULL,
                           "The text is too long: at most %u lines are possible",
                           LAB_FORMULA_MAX_LINES);
          break;
        }
      if (token->kind != LAB_TOKEN_END_OF_STATEMENT)
        parse_statement (&self);
      while (!lab_parser_at_end (&self))
        lab_parser_take (&self);
      lab_parser_take (&self);
    }
  return lab_parser_clear (&self);
}
