/* SPDX-License-Identifier: MIT */
#include "formula/parser.h"

#include "error.h"
#include "formula/foreign.h"

#include <string.h>

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
    {
      self->at++;
      self->end = token->span.start + token->span.length;
    }
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

LabSpan
lab_parser_place (LabParser *self)
{
  return lab_parser_at_end (self) ? (LabSpan){ self->end, 0 } : lab_parser_peek (self)->span;
}

char *
lab_parser_dup_text (const LabParser *self, const LabToken *token)
{
  g_autofree char *text = g_strndup (self->text + token->span.start, token->span.length);

  return lab_error_line (text);
}

void
lab_parser_expect (LabParser *self, const char *mark)
{
  const LabToken *token = lab_parser_peek (self);
  g_autofree char *text = lab_parser_dup_text (self, token);

  if (lab_parser_accept (self, mark))
    return;
  if (lab_parser_at_end (self))
    LAB_PARSER_FAIL (self, lab_parser_place (self), mark, "‘%s’ is missing at the end of the line",
                     mark);
  else if (lab_parser_sees (self, ")") || lab_parser_sees (self, "]"))
    {
      g_autofree char *mend = g_strconcat (mark, text, NULL);

      LAB_PARSER_FAIL (self, token->span, mend, "‘%s’ is missing before ‘%s’", mark, text);
    }
  else
    lab_parser_refuse (self, "an operator");
}

/* The token right before this one, without a blank between them. */
static const LabToken *
adjacent (const LabParser *self, const LabToken *token)
{
  const LabToken *before = token - 1;

  return self->at > 0 && before->span.start + before->span.length == token->span.start ? before
                                                                                       : NULL;
}

/* 1_000, 0x10, 1e, 1.2.3 */
static gboolean
breaks_number (const LabParser *self, const LabToken *token, const char *text)
{
  const LabToken *before = adjacent (self, token);

  return before != NULL && before->kind == LAB_TOKEN_NUMBER
         && (token->kind == LAB_TOKEN_NUMBER || strchr ("._", text[0]) != NULL
             || g_ascii_strcasecmp (text, "e") == 0
             || (lab_token_is (before, self->text, "0") && strchr ("xXbB", text[0]) != NULL));
}

/* 0,5 */
static gboolean
is_decimal_comma (const LabParser *self, const LabToken *token, const char *text)
{
  const LabToken *before = adjacent (self, token);

  return g_str_equal (text, ",") && before != NULL && before->kind == LAB_TOKEN_NUMBER
         && token[1].kind == LAB_TOKEN_NUMBER && token[1].span.start == token->span.start + 1;
}

static void
refuse_sign (LabParser *self, const LabToken *token, const char *text)
{
  if (g_str_equal (text, "="))
    LAB_PARSER_FAIL (self, token->span, "==", "‘=’ gives a line its name; to compare, write ‘==’");
  else if (is_decimal_comma (self, token, text))
    LAB_PARSER_FAIL (self, token->span, ".", "A decimal point is written ‘.’, as in 0.5");
  else if (g_str_equal (text, ",") && token[1].kind == LAB_TOKEN_NAME
           && lab_token_is (token + 2, self->text, "="))
    LAB_PARSER_FAIL (self, token->span, ";", "Lines are parted by ‘;’, not by a comma");
  else if (g_str_equal (text, ","))
    LAB_PARSER_FAIL (self, token->span, NULL,
                     "A comma stands only between the values of a function");
  else if (g_str_equal (text, ")") || g_str_equal (text, "]"))
    LAB_PARSER_FAIL (self, token->span, "", "There is no ‘%s’ that belongs to this ‘%s’",
                     *text == ')' ? "(" : "[", text);
  else if (g_str_equal (text, "?"))
    LAB_PARSER_FAIL (self, token->span, NULL, "A choice is written where(condition, a, b)");
  else if (g_str_equal (text, "."))
    LAB_PARSER_FAIL (self, token->span, NULL,
                     adjacent (self, token) != NULL
                             && adjacent (self, token)->kind == LAB_TOKEN_NAME
                         ? "Names have no dots: it is log(p), not torch.log(p)"
                         : "A dot stands only within a number, as in 0.5");
  else if (g_unichar_isalpha (g_utf8_get_char (text)))
    LAB_PARSER_FAIL (self, token->span, NULL,
                     "Names are made of the letters a to z, of digits and _: ‘%s’ is none of them",
                     text);
  else
    LAB_PARSER_FAIL (self, token->span, NULL, "The language has no ‘%s’", text);
}

static void
refuse_missing (LabParser *self, const LabToken *token, const char *text, const char *wanted)
{
  const gboolean is_operator = g_str_equal (wanted, "an operator");
  g_autofree char *product = g_strconcat ("*", text, NULL);

  if (is_operator && token->kind != LAB_TOKEN_WORD)
    LAB_PARSER_FAIL (self, token->span, product,
                     "An operator is missing before ‘%s’; a product is written with *", text);
  else
    LAB_PARSER_FAIL (self, token->span, NULL, "%c%s is missing before ‘%s’",
                     g_ascii_toupper (*wanted), wanted + 1, text);
}

void
lab_parser_refuse (LabParser *self, const char *wanted)
{
  const LabToken *token = lab_parser_peek (self);
  g_autofree char *text = lab_parser_dup_text (self, token);
  const gboolean is_operator = g_str_equal (wanted, "an operator");
  const char *right = lab_foreign_sign (text);

  if (lab_parser_at_end (self))
    LAB_PARSER_FAIL (self, lab_parser_place (self), NULL, "The line ends too early: %s is missing",
                     wanted);
  else if (right != NULL && *right != '\0')
    LAB_PARSER_FAIL (self, token->span, right, "‘%s’ is written ‘%s’ here", text, right);
  else if (right != NULL)
    LAB_PARSER_FAIL (self, token->span, "", "‘%s’ is not part of the language: leave it out", text);
  else if (breaks_number (self, token, text))
    LAB_PARSER_FAIL (self, token->span, NULL,
                     "‘%s’ cannot follow a number: they are written as 1000, 0.5 or 1e-3", text);
  else if (token->kind == LAB_TOKEN_BAD
           || (text[1] == '\0' && strchr (is_operator ? ")]=," : "=,", *text) != NULL))
    refuse_sign (self, token, text);
  else
    refuse_missing (self, token, text, wanted);
}
