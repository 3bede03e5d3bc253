/* SPDX-License-Identifier: MIT */
/*
 * Which phase a node belongs to follows from the sums over the batch: what needs one comes after
 * it. A node without pictures (a number, one a class) is computed before the phase, once; all
 * others are lanes.
 */
#include "formula/program.h"

#include <string.h>

typedef struct
{
  LabProgram *program;
  guint *level;    /* the phase in which a node is computed, or before which */
  guint *last_use; /* the place in the order of its last reader */
  guint *last_phase;
  GArray *free[8]; /* of slots, for each shape */
} Builder;

static gboolean
is_batch (const LabNode *node)
{
  return (node->shape & LAB_SHAPE_B) != 0;
}

static gboolean
reduces_batch (const LabNode *node)
{
  return lab_operators[node->op].reach == LAB_REACH_OVER_BATCH;
}

/* A detached node is its operand. */
static LabRef
skip_detached (const LabGraph *graph, LabRef ref)
{
  while (lab_graph_get (graph, ref)->op == LAB_OP_DETACH)
    ref = lab_graph_get (graph, ref)->args[0];
  return ref;
}

/* The needed nodes alone, in their order. */
static void
take_nodes (LabProgram *self, const LabGraph *graph, const LabRef *roots)
{
  g_autofree gboolean *needed = g_new0 (gboolean, graph->n);
  g_autofree LabRef *moved = g_new (LabRef, graph->n);
  LabRef wanted[LAB_PROGRAM_MAX_ROOTS];

  for (guint i = 0; i < self->n_roots; i++)
    wanted[i] = roots[i] == LAB_NO_REF ? LAB_NO_REF : skip_detached (graph, roots[i]);
  lab_graph_reach (graph, wanted, self->n_roots, needed);
  self->nodes = g_new (LabNode, graph->n);
  for (LabRef i = 0; i < graph->n; i++)
    {
      LabNode node = *lab_graph_get (graph, i);

      if (!needed[i] || node.op == LAB_OP_DETACH)
        continue;
      for (guint j = 0; j < lab_operators[node.op].n_args; j++)
        node.args[j] = moved[skip_detached (graph, node.args[j])];
      moved[i] = self->n;
      self->nodes[self->n++] = node;
    }
  for (guint i = 0; i < self->n_roots; i++)
    self->roots[i] = wanted[i] == LAB_NO_REF ? LAB_NO_REF : moved[wanted[i]];
}

static void
find_levels (Builder *self)
{
  LabProgram *program = self->program;

  for (LabRef i = 0; i < program->n; i++)
    {
      const LabNode *node = &program->nodes[i];

      for (guint j = 0; j < lab_operators[node->op].n_args; j++)
        {
          const LabRef arg = node->args[j];

          self->level[i] = MAX (self->level[i],
                                self->level[arg] + (reduces_batch (&program->nodes[arg]) ? 1 : 0));
        }
      program->n_phases = MAX (program->n_phases, self->level[i] + 1);
    }
  /* what stands outside after the last sum has a phase without lanes */
  for (LabRef i = 0; i < program->n; i++)
    if (reduces_batch (&program->nodes[i]))
      program->n_phases = MAX (program->n_phases, self->level[i] + 2);
}

static void
fill_phases (Builder *self)
{
  LabProgram *program = self->program;

  program->phases = g_new0 (LabPhase, program->n_phases);
  for (guint p = 0; p < program->n_phases; p++)
    {
      LabPhase *phase = &program->phases[p];

      phase->outside = g_new (LabRef, program->n);
      phase->lanes = g_new (LabRef, program->n);
    }
  for (LabRef i = 0; i < program->n; i++)
    {
      LabPhase *phase = &program->phases[self->level[i]];

      if (is_batch (&program->nodes[i]) || reduces_batch (&program->nodes[i]))
        phase->lanes[phase->n_lanes++] = i;
      else
        phase->outside[phase->n_outside++] = i;
    }
}

static void
find_uses (Builder *self)
{
  LabProgram *program = self->program;

  for (LabRef i = 0; i < program->n; i++)
    {
      self->last_use[i] = i;
      self->last_phase[i] = self->level[i];
      for (guint j = 0; j < lab_operators[program->nodes[i].op].n_args; j++)
        {
          const LabRef arg = program->nodes[i].args[j];

          self->last_use[arg] = i;
          self->last_phase[arg] = MAX (self->last_phase[arg], self->level[i]);
        }
    }
}

static guint
take_slot (Builder *self, guint shape)
{
  GArray *spare = self->free[shape];
  guint slot;

  if (spare->len == 0)
    return self->program->n_tile[shape]++;
  slot = g_array_index (spare, guint, spare->len - 1);
  g_array_set_size (spare, spare->len - 1);
  return slot;
}

static void
release_operands (Builder *self, LabRef i)
{
  const LabProgram *program = self->program;
  const LabNode *node = &program->nodes[i];

  for (guint j = 0; j < lab_operators[node->op].n_args; j++)
    {
      const LabRef arg = node->args[j];
      gboolean again = FALSE;

      for (guint before = 0; before < j; before++)
        again = again || node->args[before] == arg;
      if (!again && self->last_use[arg] == i && program->places[arg].kind == LAB_SLOT_TILE)
        g_array_append_val (self->free[program->nodes[arg].shape], program->places[arg].slot);
    }
}

/* The result may take an operand's place where the loops read a number before they write it, and
 * once only. */
static gboolean
may_overwrite (const LabNode *node)
{
  return lab_operators[node->op].reach == LAB_REACH_ELEMENT && node->op != LAB_OP_CLAMP;
}

static void
place_lanes (Builder *self, const LabPhase *phase)
{
  LabProgram *program = self->program;

  for (guint at = 0; at < phase->n_lanes; at++)
    {
      const LabRef i = phase->lanes[at];
      const LabNode *node = &program->nodes[i];
      const gboolean wide = self->last_phase[i] > self->level[i];

      if (may_overwrite (node))
        release_operands (self, i);
      if (!is_batch (node))
        program->places[i] = (LabSlot){ LAB_SLOT_OUTSIDE, 0 };
      else if (wide)
        program->places[i] = (LabSlot){ LAB_SLOT_WIDE, program->n_wide[node->shape]++ };
      else
        program->places[i] = (LabSlot){ LAB_SLOT_TILE, take_slot (self, node->shape) };
      if (!may_overwrite (node))
        release_operands (self, i);
    }
}

LabProgram *
lab_program_new (const LabGraph *graph, const LabRef *roots, const guint8 *shapes, guint n)
{
  LabProgram *self = g_new0 (LabProgram, 1);
  Builder builder = { .program = self };

  g_return_val_if_fail (n <= LAB_PROGRAM_MAX_ROOTS, NULL);
  self->n_roots = n;
  memcpy (self->shapes, shapes, n);
  take_nodes (self, graph, roots);
  self->places = g_new0 (LabSlot, self->n);
  builder.level = g_new0 (guint, self->n);
  builder.last_use = g_new0 (guint, self->n);
  builder.last_phase = g_new0 (guint, self->n);
  for (guint shape = 0; shape < G_N_ELEMENTS (builder.free); shape++)
    builder.free[shape] = g_array_new (FALSE, FALSE, sizeof (guint));

  find_levels (&builder);
  fill_phases (&builder);
  find_uses (&builder);
  /* What is wanted stays until it has been taken away, at the end of its tile. */
  for (guint i = 0; i < n; i++)
    if (self->roots[i] != LAB_NO_REF)
      builder.last_use[self->roots[i]] = self->n;
  for (guint p = 0; p < self->n_phases; p++)
    {
      for (guint shape = 0; shape < G_N_ELEMENTS (builder.free); shape++)
        {
          g_array_set_size (builder.free[shape], 0);
          for (guint slot = self->n_tile[shape]; slot-- > 0;)
            g_array_append_val (builder.free[shape], slot);
        }
      place_lanes (&builder, &self->phases[p]);
    }

  for (guint shape = 0; shape < G_N_ELEMENTS (builder.free); shape++)
    g_array_unref (builder.free[shape]);
  g_free (builder.level);
  g_free (builder.last_use);
  g_free (builder.last_phase);
  return self;
}

void
lab_program_free (LabProgram *self)
{
  if (self == NULL)
    return;
  for (guint p = 0; p < self->n_phases; p++)
    {
      g_free (self->phases[p].outside);
      g_free (self->phases[p].lanes);
    }
  g_free (self->phases);
  g_free (self->places);
  g_free (self->nodes);
  g_free (self);
}
