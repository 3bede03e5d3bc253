/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LabSpan: bytes of a text. */
typedef struct
{
  guint start;
  guint length;
} LabSpan;

/** lab_span_join: Returns: from the beginning of @a to the end of @b. */
static inline LabSpan
lab_span_join (LabSpan a, LabSpan b)
{
  return (LabSpan){ a.start, b.start + b.length - a.start };
}

/**
 * LabProblem:
 * @line, @column: where it begins, both from 1, the column in characters
 * @span: the same in bytes
 * @warning: whether the text can be used all the same
 * @message: one line: what is wrong, and what to write instead
 * @mend: (nullable): a text that would do in the span's place; "" for nothing
 *
 * Something that a loss's text has wrong.
 */
typedef struct
{
  guint line;
  guint column;
  LabSpan span;
  gboolean warning;
  char *message;
  char *mend;
} LabProblem;

/** LabProblems: of one text; at most 20. */
typedef struct
{
  const char *text;
  GPtrArray *list; /* of LabProblem */
  guint n_errors;
} LabProblems;

/** lab_problems_new: @text: borrowed, has to outlive the object. */
LabProblems *lab_problems_new (const char *text);
void lab_problems_free (LabProblems *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabProblems, lab_problems_free)

/** lab_problems_add: an error at @span; at most one at each place. @mend: (nullable). */
void lab_problems_add (LabProblems *self, LabSpan span, const char *mend, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/** lab_problems_warn: the same for a warning. */
void lab_problems_warn (LabProblems *self, LabSpan span, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** lab_problems_sort: puts them into the text's order. */
void lab_problems_sort (LabProblems *self);

/** lab_problems_get: Returns: problem @i, the errors and warnings in one order. */
const LabProblem *lab_problems_get (const LabProblems *self, guint i);

/** lab_problems_describe: Returns: (transfer full): all of them, each with its line of the text and
 * a caret under the place. */
char *lab_problems_describe (const LabProblems *self);

/**
 * lab_problems_nearest:
 * @names: [n]
 *
 * Returns: (nullable): the name that @wrong most likely means, by the number of letters to insert,
 * remove, change or exchange; NULL where none is near
 *
 * **Source**: Damerau (1964), A technique for computer detection and correction of spelling errors.
 */
const char *lab_problems_nearest (const char *wrong, const char *const *names, guint n);

G_END_DECLS
