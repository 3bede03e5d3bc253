/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/problem.h"

G_BEGIN_DECLS

/** LabTokenKind: @LAB_TOKEN_MARK: an operator, a bracket or a comma; its text tells which. */
typedef enum
{
  LAB_TOKEN_NUMBER,
  LAB_TOKEN_NAME,
  LAB_TOKEN_WORD, /* in learned log-after-a-range and or not */
  LAB_TOKEN_MARK,
  LAB_TOKEN_END_OF_STATEMENT,
  LAB_TOKEN_COMMENT,
  LAB_TOKEN_BAD,
  LAB_TOKEN_END,
} LabTokenKind;

/** LabToken: @number: of %LAB_TOKEN_NUMBER. */
typedef struct
{
  LabTokenKind kind;
  LabSpan span;
  double number;
} LabToken;

/**
 * lab_lex:
 *
 * Every byte of @text that is no space belongs to one token; the last one is %LAB_TOKEN_END. A new
 * line ends a statement unless the text before or after it shows that it goes on: an operator, a
 * comma or an open bracket.
 *
 * Returns: (transfer full) (element-type LabToken)
 */
GArray *lab_lex (const char *text);

/** lab_token_is: Returns: whether the token's text is @mark. */
gboolean lab_token_is (const LabToken *self, const char *text, const char *mark);

G_END_DECLS
