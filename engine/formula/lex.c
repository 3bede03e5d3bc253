/* SPDX-License-Identifier: MIT */
#include "formula/lex.h"

#include <string.h>

static const char *const WORDS[] = { "in", "learned", "and", "or", "not" };
static const char *const LONG_MARKS[] = { "<=", ">=", "==", "!=", "**", "&&", "||", "<>", ":=" };
static const char SHORT_MARKS[] = "+-*/^<>=()[],!";

static guint
length_of_number (const char *at)
{
  const char *end = at;

  while (g_ascii_isdigit (*end))
    end++;
  if (*end == '.')
    for (end++; g_ascii_isdigit (*end);)
      end++;
  if (*end == 'e' || *end == 'E')
    {
      const char *exponent = end + 1;

      if (*exponent == '+' || *exponent == '-')
        exponent++;
      if (g_ascii_isdigit (*exponent))
        for (end = exponent; g_ascii_isdigit (*end);)
          end++;
    }
  return (guint) (end - at);
}

static gboolean
is_number (const char *at)
{
  return g_ascii_isdigit (*at) || (*at == '.' && g_ascii_isdigit (at[1]));
}

static guint
length_of_mark (const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (LONG_MARKS); i++)
    if (strncmp (at, LONG_MARKS[i], 2) == 0)
      return 2;
  return *at != '\0' && strchr (SHORT_MARKS, *at) != NULL ? 1 : 0;
}

static LabToken
next_token (const char *text, guint start)
{
  const char *at = text + start;
  LabToken token = { LAB_TOKEN_BAD, { start, 1 }, 0.0 };

  if (*at == '\0')
    return (LabToken){ LAB_TOKEN_END, { start, 0 }, 0.0 };
  if (*at == '#')
    return (LabToken){ LAB_TOKEN_COMMENT, { start, (guint) strcspn (at, "\n") }, 0.0 };
  if (*at == ';' || *at == '\n')
    token.kind = LAB_TOKEN_END_OF_STATEMENT;
  else if (is_number (at))
    {
      token.kind = LAB_TOKEN_NUMBER;
      token.span.length = length_of_number (at);
      token.number = g_ascii_strtod (at, NULL);
    }
  else if (g_ascii_isalpha (*at) || *at == '_')
    {
      token.kind = LAB_TOKEN_NAME;
      while (g_ascii_isalnum (at[token.span.length]) || at[token.span.length] == '_')
        token.span.length++;
      for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
        if (lab_token_is (&token, text, WORDS[i]))
          token.kind = LAB_TOKEN_WORD;
    }
  else if (length_of_mark (at) > 0)
    {
      token.kind = LAB_TOKEN_MARK;
      token.span.length = length_of_mark (at);
    }
  else if ((guchar) *at >= 0x80)
    token.span.length = (guint) (g_utf8_find_next_char (at, NULL) - at);
  return token;
}

gboolean
lab_token_is (const LabToken *self, const char *text, const char *mark)
{
  return self->span.length == strlen (mark)
         && strncmp (text + self->span.start, mark, self->span.length) == 0;
}

static gboolean
is_one_of (const LabToken *token, const char *text, const char *marks)
{
  return token->kind == LAB_TOKEN_MARK && token->span.length == 1
         && strchr (marks, text[token->span.start]) != NULL;
}

/* An operator that wants something on its right. */
static gboolean
goes_on_after (const LabToken *token, const char *text)
{
  return (token->kind == LAB_TOKEN_MARK && !is_one_of (token, text, ")]"))
         || (token->kind == LAB_TOKEN_WORD && !lab_token_is (token, text, "learned"));
}

static gboolean
goes_on_before (const LabToken *token, const char *text)
{
  return (token->kind == LAB_TOKEN_MARK && !is_one_of (token, text, "!"))
         || (token->kind == LAB_TOKEN_WORD && !lab_token_is (token, text, "not"));
}

static gboolean
is_silent (const LabToken *token)
{
  return token->kind == LAB_TOKEN_COMMENT || token->kind == LAB_TOKEN_END_OF_STATEMENT;
}

/* For each token the next one that says something, or the end. */
static guint *
find_next (const GArray *tokens)
{
  guint *next = g_new (guint, tokens->len);
  guint last = tokens->len - 1;

  for (guint i = tokens->len; i-- > 0;)
    {
      next[i] = last;
      if (!is_silent (&g_array_index (tokens, LabToken, i)))
        last = i;
    }
  return next;
}

static gboolean
begins_statement (const LabToken *name, const char *text)
{
  return name->kind == LAB_TOKEN_NAME && lab_token_is (name + 1, text, "=");
}

/* Lines that go on lose the token between them. */
static GArray *
join_lines (GArray *tokens, const char *text)
{
  GArray *joined = g_array_sized_new (FALSE, FALSE, sizeof (LabToken), tokens->len);
  g_autofree guint *next = find_next (tokens);
  const LabToken *before = NULL;
  guint depth = 0;

  for (guint i = 0; i < tokens->len; i++)
    {
      const LabToken *token = &g_array_index (tokens, LabToken, i);
      const LabToken *after = &g_array_index (tokens, LabToken, next[i]);

      if (is_one_of (token, text, "(["))
        depth++;
      else if (is_one_of (token, text, ")]"))
        depth -= depth > 0;
      if (token->kind == LAB_TOKEN_END_OF_STATEMENT && text[token->span.start] == '\n')
        {
          const gboolean goes_on = (before != NULL && goes_on_after (before, text))
                                   || goes_on_before (after, text) || depth > 0;

          if (goes_on && !begins_statement (after, text))
            continue;
        }
      if (token->kind == LAB_TOKEN_END_OF_STATEMENT)
        depth = 0;
      if (!is_silent (token))
        before = token;
      g_array_append_val (joined, *token);
    }
  return joined;
}

/* Blanks of all kinds, as they come from web pages, but for new lines. */
static guint
length_of_blank (const char *at)
{
  gunichar letter;

  if ((guchar) *at < 0x80)
    return *at != '\n' && g_ascii_isspace (*at) ? 1 : 0;
  letter = g_utf8_get_char (at);
  return g_unichar_isspace (letter) || (letter >= 0x200b && letter <= 0x200d) || letter == 0xfeff
             ? (guint) (g_utf8_next_char (at) - at)
             : 0;
}

GArray *
lab_lex (const char *text)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (LabToken));
  LabToken token = { .kind = LAB_TOKEN_COMMENT };

  for (guint at = 0; token.kind != LAB_TOKEN_END; at = token.span.start + token.span.length)
    {
      for (guint blank = 1; blank > 0; at += blank)
        blank = length_of_blank (text + at);
      token = next_token (text, at);
      g_array_append_val (tokens, token);
    }
  return join_lines (tokens, text);
}
