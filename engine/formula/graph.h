/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/operator.h"

G_BEGIN_DECLS

#define LAB_GRAPH_MAX_NODES 8000u

/** LabRef: a node's place in its graph; an operand's is less than its user's. */
typedef guint32 LabRef;

/** LAB_NO_REF: no node. */
#define LAB_NO_REF G_MAXUINT32

/**
 * LabDeps: flags: what a node's number depends on
 * @LAB_DEPS_DATA: class weights, counts, number of classes: what a run's start settles
 */
typedef enum
{
  LAB_DEPS_DATA = 1,
  LAB_DEPS_PARAMETERS = 2,
  LAB_DEPS_STEP = 4, /* progress, batch size, learned parameters, theta */
  LAB_DEPS_LOGITS = 8,
  LAB_DEPS_LOGITS2 = 16,
  LAB_DEPS_TARGETS = 32,
  LAB_DEPS_TARGETS2 = 64,
  LAB_DEPS_WEIGHTS = 128,
  LAB_DEPS_LEARNED = 256,
  LAB_DEPS_THETA = 512,
  LAB_DEPS_BATCH = 1024, /* on other pictures of the batch */
} LabDeps;

/**
 * LabNode:
 * @op: %LAB_OP_NUMBER, %LAB_OP_INPUT, %LAB_OP_PARAMETER, %LAB_OP_LEARNED, or what is done to @args
 * @shape: of %LabShape; it may be less than what the text says: a node is broadcast where it is
 * used
 * @head: the second task's operators have 1: pick, scatter, reductions over classes
 * @index: of an input, a parameter, a learned parameter
 * @number: of %LAB_OP_NUMBER
 */
typedef struct
{
  guint8 op;
  guint8 shape;
  guint8 head;
  guint16 index;
  guint32 deps;
  LabRef args[3];
  double number;
} LabNode;

/**
 * LabGraph:
 * @stable: whether the rewrites that keep probabilities in logarithms take part; without them the
 * graph is for reading
 * @full: whether a node was refused: there are %LAB_GRAPH_MAX_NODES
 *
 * A loss and what is computed from it, as nodes that share their common subexpressions: two equal
 * nodes are one. Every node is simplified as it is made.
 */
typedef struct
{
  LabNode *nodes;
  guint n;
  gboolean stable;
  gboolean full;
  /*< private >*/
  guint allocated;
  GHashTable *known; /* nodes, by what they are */
  GHashTable *made;  /* nodes, by what was asked for: what comes up again is not simplified again */
  guint depth;
} LabGraph;

LabGraph *lab_graph_new (gboolean stable);
void lab_graph_free (LabGraph *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabGraph, lab_graph_free)

static inline const LabNode *
lab_graph_get (const LabGraph *self, LabRef ref)
{
  return &self->nodes[ref];
}

LabRef lab_graph_number (LabGraph *self, double number);
/** lab_graph_input: `p` and `t` become what they are of the others. */
LabRef lab_graph_input (LabGraph *self, LabInputId id);
LabRef lab_graph_parameter (LabGraph *self, guint index);
LabRef lab_graph_learned (LabGraph *self, guint index);

/**
 * lab_graph_make:
 * @head: of the operators that need one, else 0
 * @args: as many as the operator has
 *
 * Returns: the simplest node that is known to be the same. A reduction of what is not spread out
 * over the classes (or over the batch) counts it as often as there are classes (or pictures).
 */
LabRef lab_graph_make (LabGraph *self, LabOp op, guint head, const LabRef *args);
LabRef lab_graph_make1 (LabGraph *self, LabOp op, guint head, LabRef a);
LabRef lab_graph_make2 (LabGraph *self, LabOp op, LabRef a, LabRef b);

/** lab_graph_put: the node as it is, without simplification; what lab_graph_make() ends with. */
LabRef lab_graph_put (LabGraph *self, LabOp op, guint head, const LabRef *args);

/** lab_graph_sum: Returns: the sum of @ref, spread out to @shape, over what is not in @left. */
LabRef lab_graph_sum (LabGraph *self, LabRef ref, guint shape, guint left);

/** lab_graph_reach: @needed: [n] receives whether a node is needed for one of @roots. */
void lab_graph_reach (const LabGraph *self, const LabRef *roots, guint n_roots, gboolean *needed);

G_END_DECLS
