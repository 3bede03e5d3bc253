/* SPDX-License-Identifier: MIT */
/*
 * The probe is a batch in which every class is the target of a few pictures: one of small logits,
 * one that is right, one that is wrong, each a little and at +-50 and +-1000. A batch of one class
 * alone comes after it, for what a loss does where the others are missing.
 */
#include "probe.h"

#include "formula/machine.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What one logit is, the others being 0. A third of the rows has it at the target, a third at
 * another class, and a third its negative at the target. */
static const double RIGHT[] = { 0.3, 1.0, 4.0, 50.0, 1000.0 };
#define N_ROWS   (3u * G_N_ELEMENTS (RIGHT))
#define N_GENTLE 2u /* of the rows on either side that no loss has to fear */

typedef struct
{
  const LabObjective *objective;
  LabMachine *machine;
  guint n;
  guint K[2];
  double *logits[2];
  guint8 *targets[2];
  double value;
  double *per_sample;
  double *slopes[2];
} Probe;

static gboolean
is_gentle (guint row)
{
  return row % G_N_ELEMENTS (RIGHT) < N_GENTLE;
}

static void
probe_init (Probe *self, const LabObjective *objective)
{
  const guint K = objective->n_classes;

  *self = (Probe){ .objective = objective, .n = K * N_ROWS, .K = { K, objective->n_classes2 } };
  self->machine = lab_objective_new_dual (objective, objective->loss->training);
  lab_objective_set_step (objective, self->machine, 0.5, NULL);
  for (guint task = 0; task < 2; task++)
    {
      self->logits[task] = g_new0 (double, (gsize) self->n *MAX (self->K[task], 1));
      self->slopes[task] = g_new0 (double, (gsize) self->n *MAX (self->K[task], 1));
      self->targets[task] = g_new0 (guint8, self->n);
    }
  self->per_sample = g_new0 (double, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      const guint y = i % K, row = i / K;
      const guint kind = row / G_N_ELEMENTS (RIGHT);
      const double size = RIGHT[row % G_N_ELEMENTS (RIGHT)];

      self->targets[0][i] = (guint8) y;
      self->logits[0][(gsize) i * K + (kind == 1 ? (y + 1) % K : y)] = kind == 2 ? -size : size;
      if (self->K[1] > 0)
        {
          const guint K2 = self->K[1], y2 = y % K2;

          self->targets[1][i] = (guint8) y2;
          self->logits[1][(gsize) i * K2 + (kind == 1 ? (y2 + 1) % K2 : y2)]
              = kind == 2 ? -size : size;
        }
    }
}

static void
probe_clear (Probe *self)
{
  lab_machine_free (self->machine);
  for (guint task = 0; task < 2; task++)
    {
      g_free (self->logits[task]);
      g_free (self->slopes[task]);
      g_free (self->targets[task]);
    }
  g_free (self->per_sample);
}

static void
run (Probe *self, guint first, guint n)
{
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };

  for (guint task = 0; task < 2; task++)
    memset (self->slopes[task], 0, (gsize) self->n * self->K[task] * sizeof (double));
  outputs[LAB_LOSS_ROOT_VALUE] = &self->value;
  outputs[LAB_LOSS_ROOT_PER_SAMPLE] = self->per_sample;
  outputs[LAB_LOSS_ROOT_DLOGITS] = self->slopes[0];
  if (self->K[1] > 0)
    outputs[LAB_LOSS_ROOT_DLOGITS2] = self->slopes[1];
  lab_machine_run (self->machine, n,
                   (const void *[]){ self->logits[0] + (gsize) first * self->K[0],
                                     self->logits[1] + (gsize) first * self->K[1] },
                   (const guint8 *[]){ self->targets[0] + first,
                                       self->K[1] > 0 ? self->targets[1] + first : NULL },
                   outputs);
}

static gboolean
all_finite (const Probe *self, guint n)
{
  for (guint task = 0; task < 2; task++)
    for (gsize j = 0; j < (gsize) n * self->K[task]; j++)
      if (!isfinite (self->slopes[task][j]))
        return FALSE;
  return isfinite (self->value);
}

static gboolean
all_zero (const Probe *self, guint n)
{
  for (guint task = 0; task < 2; task++)
    for (gsize j = 0; j < (gsize) n * self->K[task]; j++)
      if (fabs (self->slopes[task][j]) > 0.0)
        return FALSE;
  return TRUE;
}

/* Whether more training makes the networks worse: the sure and right pictures' loss is above that
 * of the sure and wrong ones. */
static gboolean
rewards_mistakes (Probe *self)
{
  const guint K = self->K[0], half = K * G_N_ELEMENTS (RIGHT);
  double right, wrong;

  run (self, 2 * K, K);
  right = self->value;
  run (self, half + 2 * K, K);
  wrong = self->value;
  return isfinite (right) && isfinite (wrong)
         && right > wrong + 1e-9 * (fabs (right) + fabs (wrong));
}

static gboolean
all_ones (const LabObjective *objective)
{
  for (guint k = 0; k < objective->n_classes; k++)
    if (fabs (objective->weights[k] - 1.0) > 1e-9)
      return FALSE;
  return TRUE;
}

/* Of the gentle rows: one batch of each, so that what is over the batch sees every class. */
static void
probe_gentle (Probe *self, gboolean *finite, gboolean *zero)
{
  *finite = TRUE;
  *zero = TRUE;
  for (guint row = 0; row < N_ROWS; row++)
    if (is_gentle (row))
      {
        run (self, row * self->K[0], self->K[0]);
        *finite = *finite && all_finite (self, self->K[0]);
        *zero = *zero && all_zero (self, self->K[0]);
      }
}

static gboolean
extremes_are_finite (Probe *self)
{
  for (guint row = 0; row < N_ROWS; row++)
    if (!is_gentle (row))
      {
        run (self, row * self->K[0], self->K[0]);
        if (!all_finite (self, self->K[0]))
          return FALSE;
      }
  return TRUE;
}

GStrv
lab_probe_loss (const LabObjective *objective)
{
  const guint32 deps = lab_formula_deps (objective->loss->formula);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean finite, zero;
  Probe self;

  probe_init (&self, objective);
  probe_gentle (&self, &finite, &zero);
  if (!finite)
    g_strv_builder_add (builder, N_ ("The loss or its derivative is not a number even for ordinary "
                                     "outputs of the network: training will break off."));
  else if (zero)
    g_strv_builder_add (builder,
                        N_ ("The derivative is zero everywhere: the network will learn nothing."));
  else
    {
      if (!extremes_are_finite (&self))
        g_strv_builder_add (builder,
                            N_ ("When the network is very sure, the loss or its derivative "
                                "becomes infinite: training may break off."));
      run (&self, 0, 1);
      if (!all_finite (&self, 1))
        g_strv_builder_add (builder,
                            N_ ("Where a class is missing in the batch the loss is not a "
                                "number, as in 0/0: leave that class out with where(...)."));
      if (rewards_mistakes (&self))
        g_strv_builder_add (builder, N_ ("Being wrong costs less than being right: is a minus sign "
                                         "missing?"));
    }
  if ((deps & (LAB_DEPS_TARGETS | LAB_DEPS_TARGETS2)) == 0)
    g_strv_builder_add (builder,
                        N_ ("The loss does not look at the target: the network cannot know "
                            "what is right."));
  if (objective->loss->weighted && all_ones (objective))
    g_strv_builder_add (builder,
                        N_ ("All class weights are 1, so they change nothing at the moment."));
  probe_clear (&self);
  return g_strv_builder_end (builder);
}
