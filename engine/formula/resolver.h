/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"

G_BEGIN_DECLS

/**
 * LabValue:
 * @shape: what it has in the text; its node may have less
 * @wrong: whether there is an error in it; the node then stands for nothing
 */
typedef struct
{
  LabRef ref;
  guint8 shape;
  gboolean wrong;
} LabValue;

typedef enum
{
  LAB_PROGRESS_NEW,
  LAB_PROGRESS_OPEN,
  LAB_PROGRESS_DONE,
} LabProgress;

/**
 * LabResolver:
 * @problems: (nullable): NULL where what is wrong is known already
 * @values: [n_statements] of the definitions
 * @used: [n_statements] whether something names it
 * @open: [n_open] definitions that are being resolved, in this order
 * @unknown: names that have been refused
 *
 * What resolve.c makes nodes of expressions with, and meaning.c a meaning of statements.
 */
typedef struct
{
  LabFormula *formula;
  LabGraph *graph;
  LabProblems *problems;
  guint n_statements;
  LabValue *values;
  LabProgress *progress;
  gboolean *used;
  guint *open;
  guint n_open;
  GPtrArray *unknown;
} LabResolver;

#define LAB_RESOLVER_FAIL(self, ...)                    \
  G_STMT_START                                          \
  {                                                     \
    if ((self)->problems != NULL)                       \
      lab_problems_add ((self)->problems, __VA_ARGS__); \
  }                                                     \
  G_STMT_END

LabStatement *lab_resolver_statement (const LabResolver *self, guint i);

/** lab_resolver_define: resolves definition @i, and first those that it needs. */
void lab_resolver_define (LabResolver *self, guint i);

/** lab_resolver_divide: Returns: @sum divided by how many numbers @shape has. */
LabRef lab_resolver_divide (LabResolver *self, LabRef sum, guint shape);

G_END_DECLS
