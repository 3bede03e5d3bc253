/* SPDX-License-Identifier: MIT */
/*
 * Where the loss of a picture does not depend on the others, one class of all pictures is moved at
 * a time; else one number at a time.
 */
#include "formula/check.h"

#include "core/random.h"
#include "formula/machine.h"
#include "net/kernels.h"

#include <math.h>
#include <string.h>

#define B              64u
#define CLASSES2       2u
#define STEP           6e-6
#define ALLOWED        1e-5
#define KINK           1e-3
#define SUM_OF_ABS     10.0
#define SUM_OF_SQUARES 5.0

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

static LabMachine *
make_machine (const Checker *self, const LabProgram *program, const double *parameters)
{
  const LabFormula *formula = self->loss->formula;
  LabMachine *machine = lab_machine_new (program, lab_kernels_get ()->dual, self->K);
  double weights[256], counts[256], ones[CLASSES2] = { 1.0, 1.0 }, own[LAB_FORMULA_MAX_PARAMETERS],
                                    learned[LAB_FORMULA_MAX_LEARNED];

  for (guint i = 0; i < formula->n_parameters; i++)
    own[i] = parameters != NULL ? parameters[i] : formula->parameters[i].value;
  for (guint i = 0; i < formula->n_learned; i++)
    learned[i] = formula->learned[i].value;
  for (guint k = 0; k < self->K[0]; k++)
    {
      counts[k] = 10.0 + 100.0 * k;
      weights[k] = 0.5 + 0.1 * k;
    }
  lab_machine_set_data (machine, (const double *[]){ weights, ones },
                        (const double *[]){ counts, ones });
  lab_machine_set_parameters (machine, own, formula->n_parameters);
  lab_machine_set_step (machine, 0.5, learned, formula->n_learned, SUM_OF_ABS, SUM_OF_SQUARES);
  return machine;
}

static void
checker_init (Checker *self, const LabLoss *loss, const double *parameters, guint n_classes)
{
  const LabMeaning *meaning = &loss->formula->computing;
  LabRandom random;

  *self = (Checker){ .loss = loss, .K = { n_classes, loss->n_tasks > 1 ? CLASSES2 : 0 } };
  self->separate
      = meaning->per_sample != LAB_NO_REF
        && (lab_graph_get (meaning->graph, meaning->per_sample)->deps & LAB_DEPS_BATCH) == 0;
  self->training = make_machine (self, loss->training, parameters);
  self->value = make_machine (self, loss->value, parameters);
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

  if (fabs (left - right) > KINK * scale)
    {
      self->n_kinks++;
      return;
    }
  self->n++;
  if (!(error <= self->worst))
    self->worst = error;
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
lab_check_run (const LabLoss *loss, const double *parameters, guint n_classes)
{
  LabCheck check = { 0 };
  Checker self;
  double scale = 0.0;

  checker_init (&self, loss, parameters, n_classes);
  run (&self, self.training, TRUE);
  for (guint task = 0; task < loss->n_tasks; task++)
    for (gsize j = 0; j < (gsize) B * self.K[task]; j++)
      scale = fmax (scale, fabs (self.slopes[task][j]));
  if (!(scale > 0.0))
    scale = 1.0;
  for (guint task = 0; task < loss->n_tasks; task++)
    for (guint k = 0; k < self.K[task]; k++)
      for (guint b = self.separate ? B : 0; b < (self.separate ? B + 1 : B); b++)
        check_class (&self, task, k, b, scale, &check);
  checker_clear (&self);
  check.agrees = check.worst <= ALLOWED;
  return check;
}
