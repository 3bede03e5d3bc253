/* SPDX-License-Identifier: MIT */
/*
 * Where the loss of a picture does not depend on the others, one class of all pictures is moved at
 * a time; else one number at a time.
 */
#include "check.h"

#include "core/random.h"
#include "formula/machine.h"

#include <math.h>
#include <string.h>

#define B        64u
#define COMPARED 640u /* values of a loss that goes over the batch */
#define STEP     6e-6
#define ALLOWED  1e-5
#define KINK     1e-3

typedef struct
{
  const LabLoss *loss;
  guint K[2];
  LabMachine *training;
  LabMachine *value;
  double *logits[2];
  double *slopes[2];
  guint8 targets[2][B];
  double per_sample[B];
  gboolean separate; /* whether no picture's loss depends on another picture */
} Checker;

static void
checker_init (Checker *self, const LabObjective *objective)
{
  const LabLoss *loss = objective->loss;
  const LabMeaning *meaning = &loss->formula->computing;
  LabRandom random;

  *self = (Checker){ .loss = loss, .K = { objective->n_classes, objective->n_classes2 } };
  self->separate
      = meaning->per_sample != LAB_NO_REF
        && (lab_graph_get (meaning->graph, meaning->per_sample)->deps & LAB_DEPS_BATCH) == 0;
  self->training = lab_objective_new_dual (objective, loss->training);
  self->value = lab_objective_new_dual (objective, loss->value);
  lab_objective_set_step (objective, self->training, 0.5, NULL);
  lab_objective_set_step (objective, self->value, 0.5, NULL);
  lab_random_init (&random, 1, LAB_STREAM_CHECK, 0);
  for (guint task = 0; task < 2; task++)
    {
      const gsize n = (gsize) B * self->K[task];

      self->logits[task] = g_new (double, MAX (n, 1));
      self->slopes[task] = g_new0 (double, MAX (n, 1));
      for (gsize j = 0; j < n; j++)
        self->logits[task][j] = 6.0 * (double) lab_random_uniform (&random) - 3.0;
      for (guint b = 0; b < B && self->K[task] > 0; b++)
        self->targets[task][b] = (guint8) lab_random_below (&random, self->K[task]);
    }
}

static void
checker_clear (Checker *self)
{
  lab_machine_free (self->training);
  lab_machine_free (self->value);
  for (guint task = 0; task < 2; task++)
    {
      g_free (self->logits[task]);
      g_free (self->slopes[task]);
    }
}

static double
run (Checker *self, LabMachine *machine, gboolean derive)
{
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };
  double value;

  outputs[LAB_LOSS_ROOT_VALUE] = &value;
  outputs[LAB_LOSS_ROOT_PER_SAMPLE] = self->per_sample;
  for (guint task = 0; derive && task < self->loss->n_tasks; task++)
    outputs[LAB_LOSS_ROOT_DLOGITS + task] = self->slopes[task];
  lab_machine_run (machine, B, (const void *[]){ self->logits[0], self->logits[1] },
                   (const guint8 *[]){ self->targets[0], self->K[1] > 0 ? self->targets[1] : NULL },
                   outputs);
  return value;
}

/* Losses at three places: before, there, after. */
static void
compare (LabCheck *self, const double at[3], double h, double slope, double scale)
{
  const double left = (at[1] - at[0]) / h, right = (at[2] - at[1]) / h;
  const double error = fabs ((at[2] - at[0]) / (2.0 * h) - slope) / scale;

  /* what is no number is no kink either */
  if (fabs (left - right) > KINK * scale && isfinite (slope))
    {
      self->n_kinks++;
      return;
    }
  self->n++;
  if (!isnan (self->worst) && !(error <= self->worst))
    self->worst = error; /* NaN stays */
}

static void
move (Checker *self, guint task, guint k, guint only, double by)
{
  for (guint b = 0; b < B; b++)
    if (only == B || b == only)
      self->logits[task][(gsize) b * self->K[task] + k] += by;
}

/* @only: the picture, or B for all of them. */
static void
check_class (Checker *self, guint task, guint k, guint only, double scale, LabCheck *check)
{
  double values[3], samples[3][B];

  for (guint place = 0; place < 3; place++)
    {
      move (self, task, k, only, ((double) place - 1.0) * STEP);
      values[place] = run (self, self->value, FALSE);
      memcpy (samples[place], self->per_sample, sizeof self->per_sample);
      move (self, task, k, only, (1.0 - (double) place) * STEP);
    }
  for (guint b = 0; b < B; b++)
    {
      const double slope = self->slopes[task][(gsize) b * self->K[task] + k];
      const double at[3] = { samples[0][b] / B, samples[1][b] / B, samples[2][b] / B };

      if (only == B)
        compare (check, at, STEP, slope, scale);
      else if (b == only)
        compare (check, values, STEP, slope, scale);
    }
}

LabCheck
lab_check_run (const LabObjective *objective)
{
  LabCheck check = { 0 };
  Checker self;
  double scale = 0.0;
  guint step, at = 0;

  checker_init (&self, objective);
  run (&self, self.training, TRUE);
  for (guint task = 0; task < self.loss->n_tasks; task++)
    for (gsize j = 0; j < (gsize) B * self.K[task]; j++)
      if (isfinite (self.slopes[task][j]))
        scale = fmax (scale, fabs (self.slopes[task][j]));
  if (!(scale > 0.0))
    scale = 1.0;
  step = MAX (1, B * (self.K[0] + self.K[1]) / COMPARED);
  for (guint task = 0; task < self.loss->n_tasks; task++)
    for (guint k = 0; k < self.K[task]; k++)
      if (self.separate)
        check_class (&self, task, k, B, scale, &check);
      else
        for (guint b = 0; b < B; b++)
          if (at++ % step == 0)
            check_class (&self, task, k, b, scale, &check);
  checker_clear (&self);
  check.agrees = check.n > 0 && check.worst <= ALLOWED;
  return check;
}
