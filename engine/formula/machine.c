/* SPDX-License-Identifier: MIT */
/*
 * Runs a program. Numbers and [K] are doubles, computed outside the lanes when something that they
 * depend on has changed, and rounded once to what the lanes take. A [B] takes a row of lanes of a
 * tile, a [B,K] one row a class.
 */
#include "formula/machine.h"

#include "core/memory.h"
#include "formula/formula.h"
#include "formula/loops.h"
#include "formula/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64u

/* What is computed anew in each run. */
#define ALWAYS \
  (LAB_DEPS_LOGITS | LAB_DEPS_LOGITS2 | LAB_DEPS_TARGETS | LAB_DEPS_TARGETS2 | LAB_DEPS_BATCH)

struct _LabMachine
{
  const LabProgram *program;
  const LabLanes *lanes;
  LabReferenceData data;
  double parameters[LAB_FORMULA_MAX_PARAMETERS];
  double learned[LAB_FORMULA_MAX_LEARNED];
  double *class_numbers; /* weights and counts of both tasks */

  double **numbers; /* [n] of what stands outside the lanes */
  char **rounded;   /* [n] the same for the lanes */
  guint32 changed;  /* since the last run, of LabDeps */

  char *tile; /* buffers of a tile */
  gsize tile_at[8];
  char *spread; /* [K,T] an operand that has fewer numbers than its loop takes */
  char *wide;   /* buffers of the batch, a tile after the other */
  gsize wide_at[8];
  guint n_tiles; /* that wide has room for */
  gint32 targets[2][LAB_TILE];
};

typedef struct
{
  guint first; /* picture */
  guint n;
  gsize T;
  guint number;
  const void *const *logits;
} Tile;

/* ---- memory ---- */

static guint
classes_of (const LabMachine *self, guint shape)
{
  return (shape & LAB_SHAPE_K) != 0    ? self->data.K[0]
         : (shape & LAB_SHAPE_K2) != 0 ? self->data.K[1]
                                       : 1;
}

static gsize
buffer_bytes (const LabMachine *self, guint shape)
{
  return (gsize) classes_of (self, shape) * LAB_TILE * self->lanes->size;
}

static gboolean
is_outside (const LabMachine *self, LabRef i)
{
  return self->program->places[i].kind == LAB_SLOT_OUTSIDE;
}

LabMachine *
lab_machine_new (const LabProgram *program, const LabLanes *lanes, const guint K[2])
{
  LabMachine *self = g_new0 (LabMachine, 1);
  const guint most = MAX (K[0], MAX (K[1], 1u));
  gsize bytes = 0;

  self->program = program;
  self->lanes = lanes;
  self->data.K[0] = K[0];
  self->data.K[1] = K[1];
  self->data.parameters = self->parameters;
  self->data.learned = self->learned;
  self->class_numbers = g_new (double, 4u * most);
  for (guint i = 0; i < 4u * most; i++)
    self->class_numbers[i] = 1.0;
  for (guint head = 0; head < 2; head++)
    {
      self->data.weights[head] = self->class_numbers + (gsize) head * most;
      self->data.counts[head] = self->class_numbers + (gsize) (2 + head) * most;
    }
  self->numbers = g_new0 (double *, program->n);
  self->rounded = g_new0 (char *, program->n);
  for (LabRef i = 0; i < program->n; i++)
    if (is_outside (self, i))
      {
        const gsize size = lab_reference_size (program->nodes[i].shape, &self->data);

        self->numbers[i] = g_new0 (double, size);
        self->rounded[i] = g_malloc0 (size * lanes->size);
      }
  for (guint shape = 0; shape < G_N_ELEMENTS (self->tile_at); shape++)
    {
      self->tile_at[shape] = bytes;
      bytes += program->n_tile[shape] * buffer_bytes (self, shape);
    }
  self->tile = g_aligned_alloc0 (MAX (bytes, ALIGNMENT), 1, ALIGNMENT);
  self->spread = g_aligned_alloc0 ((gsize) most * LAB_TILE * lanes->size, 1, ALIGNMENT);
  self->changed = G_MAXUINT32;
  return self;
}

void
lab_machine_free (LabMachine *self)
{
  if (self == NULL)
    return;
  for (LabRef i = 0; i < self->program->n; i++)
    {
      g_free (self->numbers[i]);
      g_free (self->rounded[i]);
    }
  g_free (self->numbers);
  g_free (self->rounded);
  g_free (self->class_numbers);
  g_aligned_free (self->tile);
  g_aligned_free (self->spread);
  free (self->wide);
  g_free (self);
}

gboolean
lab_machine_reserve (LabMachine *self, guint n, GError **error)
{
  const guint n_tiles = (n + LAB_TILE - 1) / LAB_TILE;
  gsize per_tile = 0;

  if (n_tiles <= self->n_tiles)
    return TRUE;
  g_clear_pointer (&self->wide, free);
  self->n_tiles = 0;
  for (guint shape = 0; shape < G_N_ELEMENTS (self->wide_at); shape++)
    {
      self->wide_at[shape] = per_tile * n_tiles;
      per_tile += self->program->n_wide[shape] * buffer_bytes (self, shape);
    }
  if (!lab_memory_check ((double) per_tile * n_tiles, "this loss with this batch size", error))
    return FALSE;
  self->wide = aligned_alloc (ALIGNMENT, MAX (per_tile, ALIGNMENT) * n_tiles);
  if (self->wide == NULL)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "no memory for this loss with this batch size: choose a smaller one");
      return FALSE;
    }
  self->n_tiles = n_tiles;
  return TRUE;
}

void
lab_machine_set_data (LabMachine *self, const double *const weights[2],
                      const double *const counts[2])
{
  for (guint head = 0; head < 2; head++)
    {
      const gsize bytes = self->data.K[head] * sizeof (double);

      if (weights[head] != NULL)
        memcpy ((double *) self->data.weights[head], weights[head], bytes);
      if (counts[head] != NULL)
        memcpy ((double *) self->data.counts[head], counts[head], bytes);
    }
  self->changed |= LAB_DEPS_DATA;
}

void
lab_machine_set_parameters (LabMachine *self, const double *parameters, guint n)
{
  g_return_if_fail (n <= LAB_FORMULA_MAX_PARAMETERS);
  memcpy (self->parameters, parameters, n * sizeof *parameters);
  self->changed |= LAB_DEPS_PARAMETERS;
}

void
lab_machine_set_step (LabMachine *self, double progress, const double *learned, guint n_learned,
                      double l1, double l2)
{
  g_return_if_fail (n_learned <= LAB_FORMULA_MAX_LEARNED);
  if (n_learned > 0)
    memcpy (self->learned, learned, n_learned * sizeof *learned);
  self->data.progress = progress;
  self->data.l1 = l1;
  self->data.l2 = l2;
  self->changed |= LAB_DEPS_STEP;
}

/* ---- outside the lanes ---- */

static void
round_numbers (LabMachine *self, LabRef i)
{
  self->lanes->from_double (lab_reference_size (self->program->nodes[i].shape, &self->data),
                            self->numbers[i], self->rounded[i]);
}

static void
compute_outside (LabMachine *self, const LabPhase *phase)
{
  for (guint at = 0; at < phase->n_outside; at++)
    {
      const LabRef i = phase->outside[at];
      const LabNode *node = &self->program->nodes[i];
      const double *operands[3];
      guint8 shapes[3];

      if ((node->deps & (self->changed | ALWAYS)) == 0
          && !(node->deps == 0 && self->changed == G_MAXUINT32))
        continue;
      for (guint j = 0; j < lab_operators[node->op].n_args; j++)
        {
          operands[j] = self->numbers[node->args[j]];
          shapes[j] = self->program->nodes[node->args[j]].shape;
        }
      lab_reference_node (node, &self->data, operands, shapes, self->numbers[i]);
      round_numbers (self, i);
    }
}

/* ---- in the lanes ---- */

static char *
buffer_of (const LabMachine *self, LabRef i, const Tile *tile)
{
  const guint shape = self->program->nodes[i].shape;
  const LabSlot place = self->program->places[i];

  if (place.kind == LAB_SLOT_TILE)
    return self->tile + self->tile_at[shape] + place.slot * buffer_bytes (self, shape);
  return self->wide + self->wide_at[shape]
         + ((gsize) place.slot * self->n_tiles + tile->number) * buffer_bytes (self, shape);
}

/* LabOperand: of a loop over rows: where row 0 begins, how far the rows are apart, and whether a
 * row is one number. */
typedef struct
{
  const char *at;
  gsize step;
  guint stride;
} Operand;

static Operand
operand_of (const LabMachine *self, LabRef i, const Tile *tile)
{
  const guint shape = self->program->nodes[i].shape;
  const gboolean classes = (shape & LAB_SHAPE_CLASSES) != 0;

  if (is_outside (self, i))
    return (Operand){ self->rounded[i], classes ? self->lanes->size : 0, 0 };
  return (Operand){ buffer_of (self, i, tile), classes ? tile->T * self->lanes->size : 0, 1 };
}

static void
element_rows (const LabLanes *lanes, LabOp op, gsize n, const Operand *in, gsize row, char *out)
{
  const guint n_args = lab_operators[op].n_args;
  const char *at[3];

  for (guint j = 0; j < n_args; j++)
    at[j] = in[j].at + row * in[j].step;
  if (n_args == 1)
    lanes->unary[UNARY[op]](n, at[0], in[0].stride, out);
  else if (n_args == 2)
    lanes->binary[BINARY[op]](n, at[0], in[0].stride, at[1], in[1].stride, out);
  else if (op == LAB_OP_WHERE)
    lanes->where (n, at[0], in[0].stride, at[1], in[1].stride, at[2], in[2].stride, out);
  else
    {
      lanes->binary[LAB_BINARY_MAX](n, at[0], in[0].stride, at[1], in[1].stride, out);
      lanes->binary[LAB_BINARY_MIN](n, out, 1, at[2], in[2].stride, out);
    }
}

/* One loop where every operand is as long as the result, or one number; else a loop a class. */
static void
run_element (const LabMachine *self, const LabNode *node, const Tile *tile, char *out)
{
  const guint K = classes_of (self, node->shape), n_args = lab_operators[node->op].n_args;
  const gsize row = tile->T * self->lanes->size;
  Operand in[3] = { 0 };
  gboolean together = TRUE;

  for (guint j = 0; j < n_args; j++)
    {
      in[j] = operand_of (self, node->args[j], tile);
      together = together && (in[j].stride == 1 ? K == 1 || in[j].step == row : in[j].step == 0);
    }
  if (together)
    element_rows (self->lanes, node->op, K * tile->T, in, 0, out);
  else
    for (guint k = 0; k < K; k++)
      element_rows (self->lanes, node->op, tile->T, in, k, out + k * row);
}

/* An operand of a loop over classes, with all its numbers. */
static const char *
full_operand (const LabMachine *self, LabRef i, guint K, const Tile *tile)
{
  const Operand in = operand_of (self, i, tile);
  const gsize row = tile->T * self->lanes->size;

  if (in.stride == 1 && in.step == row)
    return in.at;
  for (guint k = 0; k < K; k++)
    for (gsize t = 0; t < tile->T; t++)
      memcpy (self->spread + k * row + t * self->lanes->size,
              in.at + k * in.step + t * in.stride * self->lanes->size, self->lanes->size);
  return self->spread;
}

static void
run_within (const LabMachine *self, const LabNode *node, const Tile *tile, char *out)
{
  const LabLanes *lanes = self->lanes;
  const guint K = classes_of (self, node->shape);
  const char *a = operand_of (self, node->args[0], tile).at;

  switch ((LabOp) node->op)
    {
    case LAB_OP_LOG_SOFTMAX:
      lanes->log_softmax (K, tile->T, a, out);
      break;
    case LAB_OP_LOG_OTHERS:
      lanes->log_others (K, tile->T, a, out);
      break;
    case LAB_OP_LOG_OTHERS_BACKWARD:
      lanes->log_others_backward (K, tile->T, a, operand_of (self, node->args[1], tile).at,
                                  full_operand (self, node->args[2], K, tile), out);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
run_over_classes (const LabMachine *self, const LabNode *node, const Tile *tile, char *out)
{
  const LabRef a = node->args[0];
  const guint K = classes_of (self, self->program->nodes[a].shape);
  const char *in = operand_of (self, a, tile).at;

  if (node->op == LAB_OP_LOGSUMEXP_CLASSES)
    self->lanes->logsumexp_classes (K, tile->T, in, out);
  else
    self->lanes->classes[reduction_of (node->op)](K, tile->T, in, out);
}

static double
combine (guint reduction, double whole, double part)
{
  if (reduction == LAB_REDUCTION_SUM)
    return whole + part;
  if (isnan (whole) || isnan (part))
    return (double) NAN;
  return reduction == LAB_REDUCTION_MAX ? fmax (whole, part) : fmin (whole, part);
}

static void
run_over_batch (const LabMachine *self, LabRef i, const Tile *tile)
{
  const LabNode *node = &self->program->nodes[i];
  const guint reduction = reduction_of (node->op);
  const Operand in = operand_of (self, node->args[0], tile);

  for (guint k = 0; k < classes_of (self, node->shape); k++)
    {
      const double part = self->lanes->batch[reduction](tile->n, in.at + k * in.step);
      double *whole = &self->numbers[i][k];

      *whole = tile->number == 0 ? part : combine (reduction, *whole, part);
    }
}

static void
run_pick (const LabMachine *self, const LabNode *node, const Tile *tile, char *out)
{
  const LabRef a = node->args[0];
  const guint K = classes_of (self, self->program->nodes[a].shape);
  const Operand in = operand_of (self, a, tile);

  if (node->op == LAB_OP_AT)
    memcpy (out, in.at + (gsize) *self->numbers[node->args[1]] * in.step,
            tile->T * self->lanes->size);
  else if (in.stride == 0)
    self->lanes->look_up (tile->T, in.at, self->targets[node->head], out);
  else
    self->lanes->pick (K, tile->T, in.at, self->targets[node->head], out);
}

static void
run_input (const LabMachine *self, const LabNode *node, const Tile *tile, char *out)
{
  const guint head = node->index == LAB_INPUT_Z2 || node->index == LAB_INPUT_Y2;
  const guint K = self->data.K[head];
  double numbers[LAB_TILE];

  if (node->index == LAB_INPUT_Z || node->index == LAB_INPUT_Z2)
    {
      self->lanes->load (
          K, tile->T, tile->n,
          (const char *) tile->logits[head] + (gsize) tile->first * K * self->lanes->size, out);
      return;
    }
  for (gsize t = 0; t < tile->T; t++)
    numbers[t] = self->targets[head][t];
  self->lanes->from_double (tile->T, numbers, out);
}

static void
run_lanes (const LabMachine *self, LabRef i, const Tile *tile)
{
  const LabNode *node = &self->program->nodes[i];
  char *out = is_outside (self, i) ? NULL : buffer_of (self, i, tile);
  Operand in;

  switch (lab_operators[node->op].reach)
    {
    case LAB_REACH_ELEMENT:
      run_element (self, node, tile, out);
      break;
    case LAB_REACH_WITHIN_CLASSES:
      run_within (self, node, tile, out);
      break;
    case LAB_REACH_OVER_CLASSES:
      run_over_classes (self, node, tile, out);
      break;
    case LAB_REACH_OVER_BATCH:
      run_over_batch (self, i, tile);
      break;
    case LAB_REACH_PICK:
      run_pick (self, node, tile, out);
      break;
    case LAB_REACH_SCATTER:
      in = operand_of (self, node->args[0], tile);
      self->lanes->scatter (classes_of (self, node->shape), tile->T, in.at, in.stride,
                            self->targets[node->head], out);
      break;
    case LAB_REACH_LEAF:
    case LAB_REACH_OVER_ALL:
    default:
      run_input (self, node, tile, out);
    }
}

/* ---- what comes out ---- */

static void
store_lanes (const LabMachine *self, guint root, const Tile *tile, char *out)
{
  const LabRef i = self->program->roots[root];
  const guint K = classes_of (self, self->program->shapes[root]);
  const gsize size = self->lanes->size, row = tile->T * size;
  const Operand in = operand_of (self, i, tile);

  out += (gsize) tile->first * K * size;
  if (in.stride == 1 && in.step == row)
    self->lanes->store (K, tile->T, tile->n, in.at, out);
  else
    for (guint b = 0; b < tile->n; b++)
      for (guint k = 0; k < K; k++)
        memcpy (out + (b * K + k) * size, in.at + k * in.step + b * in.stride * size, size);
}

static void
store_outside (const LabMachine *self, guint root, double *out)
{
  const LabRef i = self->program->roots[root];
  const guint shape = self->program->nodes[i].shape;

  for (guint k = 0; k < classes_of (self, self->program->shapes[root]); k++)
    out[k] = self->numbers[i][(shape & LAB_SHAPE_CLASSES) != 0 ? k : 0];
}

static gboolean
is_in_lanes (const LabMachine *self, guint root)
{
  return (self->program->shapes[root] & LAB_SHAPE_B) != 0;
}

/* Those whose node is computed in this phase; what is the same for all pictures comes in the last
 * one. */
static gboolean
is_ready (const LabMachine *self, guint root, guint phase)
{
  const LabPhase *of = &self->program->phases[phase];

  if (is_outside (self, self->program->roots[root]))
    return phase + 1 == self->program->n_phases;
  for (guint at = 0; at < of->n_lanes; at++)
    if (of->lanes[at] == self->program->roots[root])
      return TRUE;
  return FALSE;
}

/* ---- a run ---- */

static void
load_targets (LabMachine *self, const Tile *tile, const guint8 *const targets[2])
{
  for (guint head = 0; head < 2; head++)
    if (targets[head] != NULL)
      for (gsize t = 0; t < tile->T; t++)
        self->targets[head][t] = targets[head][tile->first + MIN (t, tile->n - 1)];
}

static void
run_phase (LabMachine *self, guint number, guint n, const void *const logits[2],
           const guint8 *const targets[2], void *const *outputs)
{
  const LabPhase *phase = &self->program->phases[number];
  guint stored[LAB_PROGRAM_MAX_ROOTS], n_stored = 0;

  compute_outside (self, phase);
  for (guint r = 0; r < self->program->n_roots; r++)
    if (self->program->roots[r] != LAB_NO_REF && outputs[r] != NULL && is_in_lanes (self, r)
        && is_ready (self, r, number))
      stored[n_stored++] = r;
  if (phase->n_lanes == 0 && n_stored == 0)
    return;
  for (guint first = 0; first < n; first += LAB_TILE)
    {
      const guint size = MIN (LAB_TILE, n - first);
      const Tile tile = {
        .first = first,
        .n = size,
        .T = (size + LAB_LANE_STEP - 1) / LAB_LANE_STEP * LAB_LANE_STEP,
        .number = first / LAB_TILE,
        .logits = logits,
      };

      load_targets (self, &tile, targets);
      for (guint at = 0; at < phase->n_lanes; at++)
        run_lanes (self, phase->lanes[at], &tile);
      for (guint s = 0; s < n_stored; s++)
        store_lanes (self, stored[s], &tile, outputs[stored[s]]);
    }
  for (guint at = 0; at < phase->n_lanes; at++)
    if (is_outside (self, phase->lanes[at]))
      round_numbers (self, phase->lanes[at]);
}

void
lab_machine_run (LabMachine *self, guint n, const void *const logits[2],
                 const guint8 *const targets[2], void *const *outputs)
{
  g_return_if_fail (n > 0);

  /* What trains has reserved before; a batch that is shown or checked is small. */
  if (!lab_machine_reserve (self, n, NULL))
    g_error ("no memory for a batch of %u pictures", n);
  if (self->data.B != n)
    self->changed |= LAB_DEPS_STEP;
  self->data.B = n;
  for (guint p = 0; p < self->program->n_phases; p++)
    run_phase (self, p, n, logits, targets, outputs);
  for (guint r = 0; r < self->program->n_roots; r++)
    if (self->program->roots[r] != LAB_NO_REF && outputs[r] != NULL && !is_in_lanes (self, r))
      store_outside (self, r, outputs[r]);
  self->changed = 0;
}
