/* SPDX-License-Identifier: MIT */
#include "loss-times.h"

#include "catalogue.h"
#include "core/floating.h"
#include "core/random.h"
#include "formula/machine.h"
#include "handwritten.h"
#include "kernels/kernels.h"

#define B       64u
#define K       10u
#define K2      2u
#define BATCHES 2000u

struct _LabLossTimes
{
  float logits[B * K];
  float logits2[B * K2];
  float dlogits[B * K];
  float dlogits2[B * K2];
  guint8 targets[B];
  guint8 targets2[B];
  char *slowest;
};

LabLossTimes *
lab_loss_times_new (void)
{
  LabLossTimes *self = g_new0 (LabLossTimes, 1);
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_CHECK, 1);
  for (guint i = 0; i < B * K; i++)
    self->logits[i] = 6.0f * lab_random_uniform (&random) - 3.0f;
  for (guint i = 0; i < B * K2; i++)
    self->logits2[i] = 6.0f * lab_random_uniform (&random) - 3.0f;
  for (guint b = 0; b < B; b++)
    {
      self->targets[b] = (guint8) lab_random_below (&random, K);
      self->targets2[b] = self->targets[b] % K2;
    }
  return self;
}

void
lab_loss_times_free (LabLossTimes *self)
{
  if (self == NULL)
    return;
  g_free (self->slowest);
  g_free (self);
}

static LabMachine *
make_machine (const LabLoss *loss)
{
  const LabFormula *formula = loss->formula;
  LabMachine *machine
      = lab_machine_new (loss->training, lab_kernels_get ()->single, (guint[]){ K, K2 });
  double counts[K], weights[K], parameters[LAB_FORMULA_MAX_PARAMETERS];

  for (guint i = 0; i < formula->n_parameters; i++)
    parameters[i] = formula->parameters[i].value;
  for (guint k = 0; k < K; k++)
    counts[k] = 5000.0 + 100.0 * k;
  lab_loss_own_weights (loss, parameters, K, counts, weights);
  lab_machine_set_data (machine, (const double *[]){ weights, NULL },
                        (const double *[]){ counts, NULL });
  lab_machine_set_parameters (machine, parameters, formula->n_parameters);
  return machine;
}

static void
run_program (LabLossTimes *self, const LabLoss *loss, guint n)
{
  g_autoptr (LabMachine) machine = make_machine (loss);
  double learned[LAB_FORMULA_MAX_LEARNED], value, slopes[LAB_PROGRAM_MAX_ROOTS];
  void *outputs[LAB_PROGRAM_MAX_ROOTS];

  for (guint i = 0; i < loss->formula->n_learned; i++)
    learned[i] = loss->formula->learned[i].value;
  for (guint r = 0; r < LAB_PROGRAM_MAX_ROOTS; r++)
    outputs[r] = &slopes[r];
  outputs[LAB_LOSS_ROOT_VALUE] = &value;
  outputs[LAB_LOSS_ROOT_PER_SAMPLE] = NULL;
  outputs[LAB_LOSS_ROOT_DLOGITS] = self->dlogits;
  outputs[LAB_LOSS_ROOT_DLOGITS2] = loss->n_tasks > 1 ? self->dlogits2 : NULL;
  /* each step tells the machine how far training is, as a trainer does */
  for (guint i = 0; i < n; i++)
    {
      lab_machine_set_step (machine, (double) i / n, learned, loss->formula->n_learned, 1.0, 1.0);
      lab_machine_run (machine, B, (const void *[]){ self->logits, self->logits2 },
                       (const guint8 *[]){ self->targets, self->targets2 }, outputs);
    }
}

static double
measure (LabLossTimes *self, const char *id, guint n)
{
  g_autoptr (LabLoss) loss = id == NULL ? NULL : lab_catalogue_find (id, NULL);
  const guint mode = lab_floating_enter ();
  gint64 start = g_get_monotonic_time ();

  if (loss != NULL)
    run_program (self, loss, n);
  else
    for (guint i = 0; i < n; i++)
      lab_handwritten_cross_entropy (B, K, self->logits, self->targets, NULL, self->dlogits);
  start = g_get_monotonic_time () - start;
  lab_floating_leave (mode);
  return (double) start / G_USEC_PER_SEC / n;
}

const char *
lab_loss_times_find_slowest (LabLossTimes *self)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  double longest = 0.0;

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);
      double seconds;

      if (loss->penalised || !lab_catalogue_is_builtin (loss->id))
        continue;
      measure (self, loss->id, BATCHES / 4);
      seconds = measure (self, loss->id, BATCHES / 4);
      if (seconds > longest)
        {
          longest = seconds;
          g_free (self->slowest);
          self->slowest = g_strdup (loss->id);
        }
    }
  return self->slowest;
}

double
lab_loss_times_measure (LabLossTimes *self, const char *id)
{
  return measure (self, id, BATCHES);
}
