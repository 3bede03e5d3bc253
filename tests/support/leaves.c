/* SPDX-License-Identifier: MIT */
#include "leaves.h"

#include "numbers.h"

#include <string.h>

double
lab_leaves_uniform (LabRandom *random, double least, double greatest)
{
  return least + (greatest - least) * (double) lab_random_uniform (random);
}

static double *
uniform (LabRandom *random, gsize n, double least, double greatest)
{
  double *numbers = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    numbers[i] = lab_leaves_uniform (random, least, greatest);
  return numbers;
}

void
lab_leaves_init (LabLeaves *self, LabRandom *random, guint B, guint K, guint K2, double least,
                 double greatest)
{
  *self = (LabLeaves){ .data = { .B = B, .K = { K, K2 } } };
  for (guint task = 0; task < 2; task++)
    {
      const guint n = self->data.K[task];

      self->logits[task] = uniform (random, (gsize) B * n, least, greatest);
      self->weights[task] = uniform (random, n, least, greatest);
      self->counts[task] = g_new (double, MAX (n, 1));
      self->targets[task] = g_new0 (guint8, B);
      for (guint k = 0; k < n; k++)
        self->counts[task][k] = 1.0 + lab_random_below (random, 9);
      for (guint b = 0; b < B && n > 0; b++)
        self->targets[task][b] = (guint8) lab_random_below (random, n);
      self->data.logits[task] = self->logits[task];
      self->data.targets[task] = self->targets[task];
      self->data.weights[task] = self->weights[task];
      self->data.counts[task] = self->counts[task];
    }
  for (guint i = 0; i < LAB_LEAVES_NUMBERS; i++)
    {
      self->parameters[i] = lab_leaves_uniform (random, least, greatest);
      self->learned[i] = lab_leaves_uniform (random, least, greatest);
    }
  self->data.parameters = self->parameters;
  self->data.learned = self->learned;
  self->data.progress = lab_leaves_uniform (random, 0.0, 1.0);
  self->data.l1 = lab_leaves_uniform (random, 0.5, 2.0);
  self->data.l2 = lab_leaves_uniform (random, 0.5, 2.0);
}

void
lab_leaves_clear (LabLeaves *self)
{
  for (guint task = 0; task < 2; task++)
    {
      g_free (self->logits[task]);
      g_free (self->targets[task]);
      g_free (self->weights[task]);
      g_free (self->counts[task]);
    }
}

/* ---- nodes ---- */

static LabRef
put2 (LabGraph *graph, LabOp op, LabRef a, LabRef b)
{
  return lab_graph_put (graph, op, 0, (LabRef[]){ a, b });
}

static LabRef
times (LabGraph *graph, LabRandom *random, LabRef a)
{
  return put2 (graph, LAB_OP_MUL, a,
               lab_graph_number (graph, lab_leaves_uniform (random, 0.3, 1.5)));
}

LabRef
lab_leaves_node (LabGraph *graph, LabRandom *random, guint shape)
{
  const guint head = (shape & LAB_SHAPE_K2) != 0;
  const LabRef z = lab_graph_input (graph, head == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2);
  const LabRef w = lab_graph_input (graph, head == 0 ? LAB_INPUT_W : LAB_INPUT_W2);
  const LabRef scalar
      = times (graph, random, lab_graph_learned (graph, lab_random_below (random, 3)));
  LabRef of;

  if ((shape & LAB_SHAPE_CLASSES) != 0)
    {
      of = times (graph, random, w);
      if ((shape & LAB_SHAPE_B) != 0)
        of = put2 (graph, LAB_OP_ADD, times (graph, random, z), of);
    }
  else if ((shape & LAB_SHAPE_B) != 0)
    of = times (
        graph, random,
        lab_graph_put (graph, LAB_OP_AT, head,
                       (LabRef[]){ z, lab_graph_number (graph, lab_random_below (random, 2)) }));
  else
    return scalar;
  return put2 (graph, LAB_OP_ADD, of, scalar);
}

LabRef
lab_leaves_spread (LabGraph *graph, LabRef ref, guint shape)
{
  const LabRef zero = lab_graph_number (graph, 0.0);
  const guint missing = shape & ~(guint) lab_graph_get (graph, ref)->shape;
  const LabInputId inputs[] = { LAB_INPUT_Y, LAB_INPUT_K_INDEX, LAB_INPUT_K2_INDEX };

  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    if ((missing & (1u << i)) != 0)
      ref = put2 (graph, LAB_OP_ADD, ref,
                  put2 (graph, LAB_OP_MUL, lab_graph_input (graph, inputs[i]), zero));
  return ref;
}

double
lab_leaves_number (const LabLeaves *self, const LabGraph *graph, LabRef ref)
{
  g_autofree double *number = lab_reference_run (graph, ref, &self->data);

  g_assert_cmpuint (lab_graph_get (graph, ref)->shape, ==, LAB_SHAPE_SCALAR);
  return *number;
}

/* ---- a program ---- */

void
lab_leaves_run (const LabLeaves *self, const LabProgram *program, const LabLanes *lanes,
                double *const *roots)
{
  g_autoptr (LabMachine) machine = lab_machine_new (program, lanes, self->data.K);
  const guint B = self->data.B;
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };
  LabNumbers *lanes_of[LAB_PROGRAM_MAX_ROOTS] = { NULL };
  LabNumbers *logits[2];

  for (guint task = 0; task < 2; task++)
    {
      const gsize n = (gsize) B * self->data.K[task];

      logits[task] = lab_numbers_new (lanes, MAX (n, 1));
      for (gsize i = 0; i < n; i++)
        lab_numbers_put (lanes, logits[task], i, self->logits[task][i]);
    }
  for (guint r = 0; r < program->n_roots; r++)
    {
      outputs[r] = roots[r];
      if (roots[r] != NULL && (program->shapes[r] & LAB_SHAPE_B) != 0)
        outputs[r] = lanes_of[r]
            = lab_numbers_new (lanes, lab_reference_size (program->shapes[r], &self->data));
    }
  lab_machine_set_data (machine, (const double *[]){ self->weights[0], self->weights[1] },
                        (const double *[]){ self->counts[0], self->counts[1] });
  lab_machine_set_parameters (machine, self->parameters, LAB_LEAVES_NUMBERS);
  lab_machine_set_step (machine, self->data.progress, self->learned, LAB_LEAVES_NUMBERS,
                        self->data.l1, self->data.l2);
  lab_machine_run (machine, B, (const void *[]){ logits[0], logits[1] },
                   (const guint8 *[]){ self->targets[0], self->targets[1] }, outputs);
  for (guint r = 0; r < program->n_roots; r++)
    if (lanes_of[r] != NULL)
      {
        for (gsize i = 0; i < lab_reference_size (program->shapes[r], &self->data); i++)
          roots[r][i] = lab_numbers_at (lanes, lanes_of[r], i);
        lab_numbers_free (lanes_of[r]);
      }
  for (guint task = 0; task < 2; task++)
    lab_numbers_free (logits[task]);
}
