/* SPDX-License-Identifier: MIT */
/*
 * Statements by recursive descent, the grammar above each function. After an error it goes on with
 * the next statement, so that one look at a text finds the mistakes of all its statements.
 */
#include "formula/parser.h"

#include <math.h>
#include <string.h>

/* number := "-"? NUMBER */
static double
parse_number (LabParser *self)
{
  const gboolean negative = lab_parser_accept (self, "-");
  const LabToken *token = lab_parser_peek (self);

  if (token->kind != LAB_TOKEN_NUMBER)
    LAB_PARSER_FAIL (self, lab_parser_place (self), NULL,
                     "A range has two numbers in brackets: write it as in [0, 5]");
  else if (!isfinite (token->number))
    LAB_PARSER_FAIL (self, token->span, NULL,
                     "This number is too large: the greatest is about 1.8e308");
  else
    lab_parser_take (self);
  return negative ? -token->number : token->number;
}

static void
expect_of_range (LabParser *self, const char *mark)
{
  if (!self->failed && !lab_parser_accept (self, mark))
    LAB_PARSER_FAIL (self, lab_parser_place (self), NULL,
                     "A range has two numbers in brackets: write it as in [0, 5]");
}

/* range := "in" "[" number "," number "]" "log"? */
static void
parse_range (LabParser *self, LabStatement *statement)
{
  expect_of_range (self, "[");
  if (!self->failed)
    statement->least = parse_number (self);
  expect_of_range (self, ",");
  if (!self->failed)
    statement->greatest = parse_number (self);
  if (self->failed)
    return;
  statement->value_span = lab_span_join (statement->value_span, lab_parser_peek (self)->span);
  lab_parser_expect (self, "]");
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
  else if (!isfinite (statement->greatest - statement->least))
    LAB_PARSER_FAIL (self, statement->value_span, NULL, "The range of ‘%s’ is too wide",
                     statement->name);
  else if (statement->value < statement->least || statement->value > statement->greatest)
    LAB_PARSER_FAIL (self, statement->value_span, NULL, "‘%s’ begins outside its own range",
                     statement->name);
  else if (statement->logarithmic && statement->least <= 0.0)
    LAB_PARSER_FAIL (self, statement->value_span, NULL,
                     "A logarithmic range has no 0 and nothing below it: that of ‘%s’ must begin "
                     "above 0",
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
                     "Before ‘%s’ stands one number, the value to begin with, as in %s = 1 %s",
                     ranges ? "in" : "learned", statement->name, ranges ? "in [0, 2]" : "learned");
  statement->expression = NULL;
  if (ranges && !self->failed)
    parse_range (self, statement);
  check_range (self, statement);
}

/* What stands behind a whole line. */
static void
refuse_rest (LabParser *self, const LabStatement *statement)
{
  const LabToken *rest = lab_parser_peek (self);
  g_autofree char *text = lab_parser_dup_text (self, rest);
  g_autofree char *parted = g_strconcat ("; ", text, NULL);

  if (lab_parser_sees (self, "in") || lab_parser_sees (self, "learned"))
    LAB_PARSER_FAIL (self, rest->span, NULL,
                     "A parameter has a range or is learned: it cannot be both");
  else if (rest->kind == LAB_TOKEN_NAME && lab_token_is (rest + 1, self->text, "="))
    LAB_PARSER_FAIL (self, rest->span, parted, "A new line or ‘;’ is missing before ‘%s’", text);
  else if (statement->kind != LAB_STATEMENT_DEFINITION)
    LAB_PARSER_FAIL (
        self, rest->span, NULL,
        "The line must end here: a range may be followed by ‘log’, and by nothing else");
  else
    lab_parser_refuse (self, "an operator");
}

static gboolean
names_loss (const LabParser *self)
{
  for (guint i = 0; i + 1 < self->tokens->len; i++)
    {
      const LabToken *token = &g_array_index (self->tokens, LabToken, i);

      if (token->kind == LAB_TOKEN_NAME && lab_token_is (token, self->text, "loss")
          && lab_token_is (token + 1, self->text, "="))
        return TRUE;
    }
  return FALSE;
}

/* What the whole text is to become if it is an expression alone. */
static char *
dup_named (const LabParser *self, const LabToken *first, const char *text)
{
  const LabToken *next = first + 1;
  const gboolean goes_on = next->kind == LAB_TOKEN_MARK || first->kind == LAB_TOKEN_MARK;

  return goes_on && !names_loss (self) && !lab_token_is (first, self->text, "=")
             ? g_strconcat ("loss = ", text, NULL)
             : NULL;
}

/* A line that does not begin with a name and ‘=’. */
static void
refuse_line (LabParser *self)
{
  const LabToken *first = lab_parser_peek (self), *next = first + 1;
  g_autofree char *text = lab_parser_dup_text (self, first);
  g_autofree char *mend = dup_named (self, first, text);
  const gboolean named = lab_token_is (next, self->text, "=");

  if (first->kind == LAB_TOKEN_BAD)
    lab_parser_refuse (self, "a name and ‘=’");
  else if (first->kind == LAB_TOKEN_WORD && named)
    LAB_PARSER_FAIL (self, first->span, NULL, "‘%s’ is a word of the language: choose another name",
                     text);
  else if (first->kind == LAB_TOKEN_NUMBER
           && (named || (next->kind == LAB_TOKEN_NAME && lab_token_is (next + 1, self->text, "="))))
    LAB_PARSER_FAIL (self, first->span, NULL, "A name begins with a letter");
  else if (lab_token_is (first, self->text, "return"))
    LAB_PARSER_FAIL (self, first->span,
                     "loss =", "A line gives something a name: write loss = ...");
  else if (first->kind == LAB_TOKEN_NAME && lab_token_is (next, self->text, "=="))
    LAB_PARSER_FAIL (self, next->span, "=", "‘==’ compares; a line gets its name by ‘=’");
  else if (lab_token_is (next, self->text, ":="))
    LAB_PARSER_FAIL (self, next->span, "=", "‘:=’ is written ‘=’ here");
  else if (lab_token_is (first, self->text, "loss"))
    {
      lab_parser_take (self);
      LAB_PARSER_FAIL (self, lab_parser_place (self), NULL, "‘=’ is missing after ‘loss’");
    }
  else
    LAB_PARSER_FAIL (self, first->span, mend,
                     "A line gives something a name: write loss = ... or another name before it");
}

/* statement := NAME "=" or (range | "learned")? */
static void
parse_statement (LabParser *self)
{
  const LabToken *name = lab_parser_peek (self);
  LabStatement statement = { .kind = LAB_STATEMENT_DEFINITION, .span = name->span };

  if (name->kind != LAB_TOKEN_NAME || !lab_token_is (name + 1, self->text, "="))
    {
      refuse_line (self);
      return;
    }
  lab_parser_take (self);
  lab_parser_take (self);
  statement.name = g_string_chunk_insert_len (self->tree->names, self->text + name->span.start,
                                              name->span.length);
  statement.expression = lab_parser_expression (self);
  statement.value_span = statement.expression->span;
  if (!self->failed && (lab_parser_sees (self, "in") || lab_parser_sees (self, "learned")))
    parse_value (self, &statement);
  if (!self->failed && !lab_parser_at_end (self))
    refuse_rest (self, &statement);
  if (self->failed)
    g_ptr_array_add (self->tree->failed, (gpointer) statement.name);
  else
    g_array_append_val (self->tree->statements, statement);
}

/* To the next statement; what is given a name on the way has it no better. */
static void
skip_statement (LabParser *self)
{
  while (!lab_parser_at_end (self))
    {
      const LabToken *token = lab_parser_take (self);

      if (token->kind == LAB_TOKEN_NAME && lab_token_is (token + 1, self->text, "="))
        g_ptr_array_add (self->tree->failed, g_string_chunk_insert_len (
                                                 self->tree->names, self->text + token->span.start,
                                                 token->span.length));
    }
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
      skip_statement (&self);
      lab_parser_take (&self);
    }
  return lab_parser_clear (&self);
}
