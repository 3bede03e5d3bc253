/* SPDX-License-Identifier: MIT */
#include "net/optimiser.h"

#include "kernels/kernels.h"

#include <math.h>

static LabAdamStep
adam_step (const LabOptimiserStep *s)
{
  const double beta1 = 0.9, beta2 = 0.999;
  const double correction1 = 1.0 - pow (beta1, (double) s->t),
               correction2 = 1.0 - pow (beta2, (double) s->t);

  return (LabAdamStep){
    .beta1 = (float) beta1,
    .rest1 = (float) (1.0 - beta1),
    .beta2 = (float) beta2,
    .rest2 = (float) (1.0 - beta2),
    .rate = (float) (s->learning_rate / correction1),
    .root = (float) (1.0 / sqrt (correction2)),
    .eps = 1e-8f,
  };
}

static void
adam (const LabOptimiserStep *s)
{
  const LabAdamStep step = adam_step (s);

  lab_kernels_get ()->adam (s->theta, s->averages[0], s->averages[1], s->dtheta, s->n, &step);
}

static void
fuse_adam (const LabOptimiserStep *s, LabPixelUpdate *update)
{
  update->with_adam = TRUE;
  update->adam = adam_step (s);
}

static void
sgd (const LabOptimiserStep *s)
{
  lab_kernels_get ()->sgd (s->theta, s->averages[0], s->dtheta, s->n, (float) s->momentum,
                           (float) s->learning_rate);
}

static void
fuse_sgd (const LabOptimiserStep *s, LabPixelUpdate *update)
{
  update->momentum = (float) s->momentum;
  update->rate = (float) s->learning_rate;
}

const LabOptimiser lab_optimisers[] = {
  { "adam", "Adam", 2, adam, fuse_adam },
  { "sgd", "SGD with momentum", 1, sgd, fuse_sgd },
  { NULL, NULL, 0, NULL, NULL },
};

const LabOptimiser *
lab_optimiser_find (const char *id)
{
  for (const LabOptimiser *row = lab_optimisers; row->id != NULL; row++)
    if (g_str_equal (row->id, id))
      return row;
  return NULL;
}
