/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/graph.h"
#include "formula/tree.h"

G_BEGIN_DECLS

/**
 * LabRewrite:
 * @from, @to: in the loss language, with letters for what stands there: a b c d anything, m n a
 * finite number, s something without classes, u something that is the same for the whole batch
 * @stable: whether it takes part only where a graph is for computing
 */
typedef struct
{
  const char *from;
  const char *to;
  gboolean stable;
} LabRewrite;

/** lab_rewrites: the table of simplifications. */
extern const LabRewrite lab_rewrites[];
extern const guint lab_n_rewrites;

/** lab_rewrite_apply: Returns: what the node would be after a rewrite, or %LAB_NO_REF. */
LabRef lab_rewrite_apply (LabGraph *graph, LabOp op, guint head, const LabRef *args);

/**
 * LabBindings: what letters stand for in a template.
 * @head: of its reductions, picks and scatters
 * @guarded: products with `g` are gates: what is 0 stays 0
 */
typedef struct
{
  LabRef letters[26];
  guint head;
  gboolean guarded;
} LabBindings;

void lab_bindings_init (LabBindings *self);

/** lab_template_get: Returns: the parsed text, shared and kept; @text is a string of a table. */
const LabExpression *lab_template_get (const char *text);

/** lab_template_make: Returns: @template as nodes of @graph. */
LabRef lab_template_make (LabGraph *graph, const LabExpression *template,
                          const LabBindings *bindings);

G_END_DECLS
