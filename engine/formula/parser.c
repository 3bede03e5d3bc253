/* SPDX-License-Identifier: MIT */
#include "formula/parser.h"

#include "error.h"

void
lab_parser_init (LabParser *self, const char *text, LabProblems *problems, gboolean internal)
{
  *self = (LabParser){
    .text = text,
    .problems = problems,
    .tree = lab_tree_new (),
    .tokens = lab_lex (text),
    .internal = internal,
  };
}

LabTree *
lab_parser_clear (LabParser *self)
{
  g_array_unref (self->tokens);
  return self->tree;
}

const LabToken *
lab_parser_peek (LabParser *self)
{
  while (g_array_index (self->tokens, LabToken, self->at).kind == LAB_TOKEN_COMMENT)
    self->at++;
  return &g_array_index (self->tokens, LabToken, self->at);
}

const LabToken *
lab_parser_take (LabParser *self)
{
  const LabToken *token = lab_parser_peek (self);

  if (token->kind != LAB_TOKEN_END)
    self->at++;
  return token;
}

gboolean
lab_parser_sees (LabParser *self, const char *mark)
{
  const LabToken *token = lab_parser_peek (self);

  return (token->kind == LAB_TOKEN_MARK || token->kind == LAB_TOKEN_WORD)
         && lab_token_is (token, self->text, mark);
}

gboolean
lab_parser_accept (LabParser *self, const char *mark)
{
  const gboolean there = lab_parser_sees (self, mark);

  if (there)
    lab_parser_take (self);
  return there;
}

gboolean
lab_parser_at_end (LabParser *self)
{
  const LabToken *token = lab_parser_peek (self);

  return token->kind == LAB_TOKEN_END || token->kind == LAB_TOKEN_END_OF_STATEMENT;
}

void
lab_parser_expect (LabParser *self, const char *mark, const char *after)
{
  const LabToken *token = lab_parser_peek (self);

  if (lab_parser_accept (self, mark))
    return;
  if (token->kind == LAB_TOKEN_END || token->kind == LAB_TOKEN_END_OF_STATEMENT)
    LAB_PARSER_FAIL (self, token->span, NULL, "‘%s’ is missing at the end of the line, after %s",
                     mark, after);
  else
    LAB_PARSER_FAIL (self, token->span, NULL, "‘%s’ is missing here, after %s", mark, after);
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
text_of (LabParser *self, const LabToken *token)
{
  return g_strndup (self->text + token->span.start, token->span.length);
}

void
lab_parser_refuse (LabParser *self, const LabToken *token, const char *wanted)
{
  g_autofree char *text = text_of (self, token);
  const char *right = known_as (text);
  g_autofree char *line = lab_error_line (text);

  if (token->kind == LAB_TOKEN_END || token->kind == LAB_TOKEN_END_OF_STATEMENT)
    LAB_PARSER_FAIL (self, token->span, NULL, "The line ends too early: %s is missing", wanted);
  else if (right != NULL)
    LAB_PARSER_FAIL (self, token->span, right, "‘%s’ is written ‘%s’ here", line, right);
  else
    LAB_PARSER_FAIL (self, token->span, NULL, "‘%s’ makes no sense here: %s is missing before it",
                     line, wanted);
}
