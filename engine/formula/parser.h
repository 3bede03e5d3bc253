/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/lex.h"
#include "formula/tree.h"

G_BEGIN_DECLS

/**
 * LabParser:
 * @end: where the last token that was taken ends
 * @failed: whether the statement at hand has an error already
 * @internal: whether the text is one of the program's own, with functions that the language does
 * not have
 *
 * A place in a text's tokens; what parse.c reads expressions with, and statement.c statements.
 */
typedef struct
{
  const char *text;
  LabProblems *problems;
  LabTree *tree;
  GArray *tokens;
  guint at;
  guint end;
  guint depth;
  gboolean failed;
  gboolean internal;
} LabParser;

void lab_parser_init (LabParser *self, const char *text, LabProblems *problems, gboolean internal);
/** lab_parser_clear: Returns: (transfer full): the tree. */
LabTree *lab_parser_clear (LabParser *self);

/** lab_parser_peek: Returns: the token at hand; comments are passed over. */
const LabToken *lab_parser_peek (LabParser *self);
/** lab_parser_take: Returns: the same, and goes on to the next one. */
const LabToken *lab_parser_take (LabParser *self);
/** lab_parser_sees: Returns: whether the token at hand is this operator, bracket or word. */
gboolean lab_parser_sees (LabParser *self, const char *mark);
/** lab_parser_accept: the same, and takes it. */
gboolean lab_parser_accept (LabParser *self, const char *mark);
/** lab_parser_at_end: Returns: whether the statement ends here. */
gboolean lab_parser_at_end (LabParser *self);

/** LAB_PARSER_FAIL: the first error of a statement counts: what follows it is guesswork. */
#define LAB_PARSER_FAIL(self, ...)                      \
  G_STMT_START                                          \
  {                                                     \
    if (!(self)->failed)                                \
      lab_problems_add ((self)->problems, __VA_ARGS__); \
    (self)->failed = TRUE;                              \
  }                                                     \
  G_STMT_END

/** lab_parser_expect: takes @mark, or fails for want of it. */
void lab_parser_expect (LabParser *self, const char *mark);
/** lab_parser_refuse: fails at the token at hand, where @wanted is missing: "an operator", or
 * something to begin with. */
void lab_parser_refuse (LabParser *self, const char *wanted);
/** lab_parser_place: Returns: where the token at hand is; the end of the last one, where the
 * statement ends. */
LabSpan lab_parser_place (LabParser *self);
/** lab_parser_dup_text: Returns: (transfer full): a token's text, fit for a message. */
char *lab_parser_dup_text (const LabParser *self, const LabToken *token);

/** lab_parser_expression: Returns: (transfer none): an expression, not nothing even where the
 * parser failed. */
LabExpression *lab_parser_expression (LabParser *self);

G_END_DECLS
