/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/graph.h"

G_BEGIN_DECLS

/** lab_reference_element: Returns: what an element-by-element operator makes of its numbers. */
double lab_reference_element (LabOp op, const double *const *args);

/**
 * LabReferenceData:
 * @logits: for each task, [B,K]
 * @targets: for each task, [B]
 * @weights, @counts: for each task, [K]
 * @parameters, @learned: their values
 * @l1, @l2: of theta
 *
 * What a graph's leaves stand for.
 */
typedef struct
{
  guint B;
  guint K[2];
  const double *logits[2];
  const guint8 *targets[2];
  const double *weights[2];
  const double *counts[2];
  const double *parameters;
  const double *learned;
  double progress;
  double l1;
  double l2;
} LabReferenceData;

/**
 * lab_reference_node:
 * @operands: for each operand its numbers
 * @shapes: and its shape, the operand's own
 * @out: [B][K] in this order, each where the node's shape has it: receives the node's numbers
 *
 * One number after the other, in double: the plain way, the oracle of programs, and what computes
 * their constants.
 */
void lab_reference_node (const LabNode *node, const LabReferenceData *data,
                         const double *const *operands, const guint8 *shapes, double *out);

/** lab_reference_run: Returns: (transfer full): the numbers of @ref, everything that it needs done
 * by lab_reference_node(). */
double *lab_reference_run (const LabGraph *graph, LabRef ref, const LabReferenceData *data);

/** lab_reference_size: Returns: how many numbers a shape has. */
gsize lab_reference_size (guint shape, const LabReferenceData *data);

G_END_DECLS
