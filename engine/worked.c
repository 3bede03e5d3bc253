/* SPDX-License-Identifier: MIT */
/* The numbers come from the loss's programs, in double, as training computes them; the lines from
 * its text. */
#include "worked.h"

#include "formula/substitute.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-6

/* ---- numbers ---- */

static void
run (const LabObjective *objective, LabMachine *machine, const LabWorkedInput *input, guint n,
     const double *logits, const double *logits2, void *const *outputs)
{
  g_autofree guint8 *targets = g_malloc (n), *targets2 = g_malloc (n);

  memset (targets, input->target, n);
  memset (targets2, input->target2, n);
  lab_objective_set_step (objective, machine, input->progress, input->learned);
  lab_machine_run (machine, n,
                   (const void *[]){ logits, objective->n_classes2 > 0 ? logits2 : NULL },
                   (const guint8 *[]){ targets, objective->n_classes2 > 0 ? targets2 : NULL },
                   outputs);
}

static void
derive (LabWorked *self, const LabObjective *objective, const LabWorkedInput *input)
{
  g_autoptr (LabMachine) machine = lab_objective_new_dual (objective, objective->loss->training);
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };

  outputs[LAB_LOSS_ROOT_VALUE] = &self->loss;
  outputs[LAB_LOSS_ROOT_DLOGITS] = self->dz;
  run (objective, machine, input, 1, input->logits, input->logits2, outputs);
}

static guint
greatest (const double *numbers, guint n)
{
  guint best = 0;

  for (guint k = 1; k < n; k++)
    if (numbers[k] > numbers[best])
      best = k;
  return best;
}

static void
predict (LabWorked *self, const LabObjective *objective, const LabWorkedInput *input)
{
  const guint K = self->n_classes;
  double sum = 0.0;

  for (guint k = 0; k < K; k++)
    self->z[k] = input->logits[k];
  self->says = greatest (self->z, K);
  for (guint k = 0; k < K; k++)
    sum += self->p[k] = exp (self->z[k] - self->z[self->says]);
  for (guint k = 0; k < K; k++)
    self->p[k] /= sum;
  if (objective->loss->prediction != NULL)
    {
      g_autoptr (LabMachine) machine
          = lab_objective_new_dual (objective, objective->loss->prediction);
      g_autofree double *said = g_new (double, K);

      run (objective, machine, input, 1, input->logits, input->logits2, (void *[]){ said });
      self->says = greatest (said, K);
    }
}

/* What a batch of B makes of a picture's derivative: 1/B, or 1 where the text only sums; NaN where
 * it is neither. */
static double
share_of_batch (const LabWorked *self, const LabObjective *objective, const LabWorkedInput *input)
{
  const guint K = self->n_classes, K2 = objective->n_classes2, B = input->batch_size;
  g_autoptr (LabMachine) machine = NULL;
  g_autofree double *logits = NULL, *logits2 = NULL, *dlogits = NULL;
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };
  double share;

  if (self->unit == LAB_LOSS_UNIT_PICTURE)
    return 1.0 / B;
  if (self->unit == LAB_LOSS_UNIT_BATCH)
    return (double) NAN;
  machine = lab_objective_new_dual (objective, objective->loss->training);
  logits = g_new (double, (gsize) B *K);
  logits2 = g_new (double, (gsize) B *K2 + 1);
  dlogits = g_new0 (double, (gsize) B *K);
  for (guint b = 0; b < B; b++)
    {
      memcpy (logits + (gsize) b * K, input->logits, K * sizeof *logits);
      if (K2 > 0)
        memcpy (logits2 + (gsize) b * K2, input->logits2, K2 * sizeof *logits2);
    }
  outputs[LAB_LOSS_ROOT_DLOGITS] = dlogits;
  run (objective, machine, input, B, logits, logits2, outputs);
  share = dlogits[input->target] / self->dz[input->target];
  return fabs (share * B - 1.0) < ROUNDING ? 1.0 / B
         : fabs (share - 1.0) < ROUNDING   ? 1.0
                                           : (double) NAN;
}

/* ---- lines ---- */

static char *
derivative_line (const LabWorked *self, const LabObjective *objective, const LabWorkedInput *input)
{
  const double dz = self->dz[input->target];
  const double share = share_of_batch (self, objective, input);
  g_autofree char *number = lab_substitute_number (dz);
  g_autofree char *divided = lab_substitute_number (dz * share);

  if (isnan (share) || share >= 1.0)
    return g_strdup_printf ("∂L/∂z[%u] = %s", input->target, number);
  return g_strdup_printf ("∂L/∂z[%u] = %s, ÷ %u = %s", input->target, number, input->batch_size,
                          divided);
}

static void
make_lines (LabWorked *self, const LabObjective *objective, const LabWorkedInput *input)
{
  const LabFormula *formula = objective->loss->formula;
  double ones[LAB_MAX_CLASSES], learned[LAB_FORMULA_MAX_LEARNED];
  const LabReferenceData picture = {
    .B = 1,
    .K = { objective->n_classes, objective->n_classes2 },
    .logits = { input->logits, input->logits2 },
    .targets = { &input->target, &input->target2 },
    .weights = { objective->weights, ones },
    .counts = { objective->counts, objective->counts2 },
    .parameters = objective->parameters,
    .learned = learned,
    .progress = input->progress,
  };
  g_auto (GStrv) lines = NULL;
  g_autofree char *derivative = derivative_line (self, objective, input);
  guint n;

  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    ones[k] = 1.0;
  for (guint i = 0; i < formula->n_learned; i++)
    learned[i] = input->learned != NULL ? input->learned[i] : formula->learned[i].value;
  lines = lab_substitute (formula, &picture, self->loss);
  n = g_strv_length (lines);
  lines = g_renew (char *, lines, n + 2);
  lines[n] = g_steal_pointer (&derivative);
  lines[n + 1] = NULL;
  self->lines = g_steal_pointer (&lines);
}

/* ---- life ---- */

LabWorked *
lab_worked_new (const LabObjective *objective, const LabWorkedInput *input)
{
  const guint K = objective->n_classes;
  LabWorked *self = g_new0 (LabWorked, 1);

  g_return_val_if_fail (input->target < K && input->batch_size > 0, NULL);
  self->n_classes = K;
  self->z = g_new0 (double, K);
  self->p = g_new0 (double, K);
  self->dz = g_new0 (double, K);
  self->unit = lab_loss_get_unit (objective->loss);
  self->penalised = objective->loss->penalised;
  derive (self, objective, input);
  predict (self, objective, input);
  make_lines (self, objective, input);
  return self;
}

void
lab_worked_free (LabWorked *self)
{
  if (self == NULL)
    return;
  g_free (self->z);
  g_free (self->p);
  g_free (self->dz);
  g_strfreev (self->lines);
  g_free (self);
}
