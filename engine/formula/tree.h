/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/operator.h"
#include "formula/problem.h"

G_BEGIN_DECLS

#define LAB_FORMULA_MAX_LENGTH 20000u /* bytes of a text */
#define LAB_FORMULA_MAX_DEPTH  150u   /* expressions within expressions */
#define LAB_FORMULA_MAX_CHAIN  1000u  /* operations one on the other, as in a + a + ... */
#define LAB_FORMULA_MAX_TREE   8000u  /* expressions */
#define LAB_FORMULA_MAX_LINES  200u   /* statements */

/**
 * LabExpression:
 * @op: %LAB_OP_NUMBER, %LAB_OP_NAME, or what is done to @args
 * @name: of %LAB_OP_NAME
 * @args: [n]
 *
 * A node of the tree: what stands in the text, nothing resolved.
 */
typedef struct _LabExpression LabExpression;

struct _LabExpression
{
  LabOp op;
  LabSpan span;
  double number;
  const char *name;
  guint n;
  guint depth;
  LabExpression *args[3];
};

/**
 * LabStatement:
 * @LAB_STATEMENT_PARAMETER: `name = value in [least, greatest]`, perhaps `log`
 * @LAB_STATEMENT_LEARNED: `name = value learned`
 * @LAB_STATEMENT_DEFINITION: `name = expression`
 */
typedef enum
{
  LAB_STATEMENT_PARAMETER,
  LAB_STATEMENT_LEARNED,
  LAB_STATEMENT_DEFINITION,
} LabStatementKind;

typedef struct
{
  LabStatementKind kind;
  const char *name;
  LabSpan span; /* of the name */
  double value;
  LabSpan value_span; /* of the value and its range */
  double least;
  double greatest;
  gboolean logarithmic;
  LabExpression *expression;
} LabStatement;

/** LabTree: a text, parsed; it owns everything in it. @failed: names whose lines have an error. */
typedef struct
{
  GArray *statements; /* of LabStatement */
  GPtrArray *failed;
  GPtrArray *expressions;
  GStringChunk *names;
} LabTree;

LabTree *lab_tree_new (void);
void lab_tree_free (LabTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTree, lab_tree_free)

/** lab_tree_add: Returns: (transfer none): a new expression, zeroed but for its kind and place. */
LabExpression *lab_tree_add (LabTree *self, LabOp op, LabSpan span);

/** lab_tree_equal: Returns: whether two texts say the same; places do not count. */
gboolean lab_tree_equal (const LabTree *a, const LabTree *b);
gboolean lab_expression_equal (const LabExpression *a, const LabExpression *b);

/**
 * lab_parse:
 * @problems: gets what is wrong; the tree then has the statements that are right
 */
LabTree *lab_parse (const char *text, LabProblems *problems);

/** lab_parse_expression: Returns: (nullable): one expression, its tree put into @tree. */
LabExpression *lab_parse_expression (const char *text, LabProblems *problems, LabTree **tree);

/** lab_tree_print: Returns: (transfer full): a text that parses to the same tree; comments are not
 * in it. */
char *lab_tree_print (const LabTree *self);
char *lab_expression_print (const LabExpression *self);

/** lab_number_exact: Returns: @buffer with the shortest text that reads back to @number. */
const char *lab_number_exact (double number, char buffer[G_ASCII_DTOSTR_BUF_SIZE]);

G_END_DECLS
