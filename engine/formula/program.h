/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/graph.h"

G_BEGIN_DECLS

#define LAB_PROGRAM_MAX_ROOTS 24u

/**
 * LabSlot:
 * @LAB_SLOT_OUTSIDE: one number, or one a class: computed in double between the phases
 * @LAB_SLOT_TILE: lanes that live within one phase
 * @LAB_SLOT_WIDE: lanes of the whole batch, which a later phase needs
 */
typedef enum
{
  LAB_SLOT_OUTSIDE,
  LAB_SLOT_TILE,
  LAB_SLOT_WIDE,
} LabSlotKind;

/** LabSlot: where a node's numbers are: @slot: which one of its kind and shape. */
typedef struct
{
  LabSlotKind kind;
  guint slot;
} LabSlot;

/**
 * LabPhase:
 * @outside: [n_outside] nodes that are computed before the phase, in this order
 * @lanes: [n_lanes] nodes that are computed for each tile, in this order; what reduces the batch
 * among them is complete after the last tile
 */
typedef struct
{
  guint n_outside;
  guint n_lanes;
  LabRef *outside;
  LabRef *lanes;
} LabPhase;

/**
 * LabProgram:
 * @nodes: [n] those of the graph that are needed, their operands' places among them
 * @places: [n]
 * @n_tile, @n_wide: for each shape, how many buffers it takes
 * @roots: [n_roots] what is wanted, and @shapes, the shape that it is wanted in
 *
 * A graph made linear: what is computed in which order and where it is kept. The batch is gone over
 * once a phase, a tile of pictures at a time, so that everything between two sums over the batch
 * happens while the tile is in the first-level cache; buffers are used again as soon as nothing
 * reads them. The same program runs in float and in double. Read-only.
 */
typedef struct
{
  guint n;
  LabNode *nodes;
  LabSlot *places;
  guint n_phases;
  LabPhase *phases;
  guint n_tile[8];
  guint n_wide[8];
  guint n_roots;
  LabRef roots[LAB_PROGRAM_MAX_ROOTS];
  guint8 shapes[LAB_PROGRAM_MAX_ROOTS];
} LabProgram;

/** lab_program_new: @roots: [n] what is wanted, %LAB_NO_REF for nothing; @shapes: [n], each at
 * least the node's own. */
LabProgram *lab_program_new (const LabGraph *graph, const LabRef *roots, const guint8 *shapes,
                             guint n);
void lab_program_free (LabProgram *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabProgram, lab_program_free)

G_END_DECLS
