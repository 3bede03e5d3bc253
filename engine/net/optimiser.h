/* SPDX-License-Identifier: MIT */
#pragma once

#include "kernels/pixels.h"

G_BEGIN_DECLS

#define LAB_MAX_AVERAGES 2

/**
 * LabOptimiserStep:
 * @n: P
 * @theta: [P] updated
 * @dtheta: [P] the gradient; lab_network_step() works in it
 * @averages: [n_averages][P] the optimiser's memory, zero before the first step; updated
 * @t: which step this is, from 1
 */
typedef struct
{
  gsize n;
  float *theta;
  float *dtheta;
  float *averages[LAB_MAX_AVERAGES];
  guint64 t;
  double learning_rate;
  double momentum;
} LabOptimiserStep;

/**
 * LabOptimiser:
 * @id: what the spec calls it
 * @n_averages: how many blocks of P floats it remembers
 */
typedef struct
{
  const char *id;
  const char *title;
  guint n_averages;
  void (*step) (const LabOptimiserStep *step);
  /* the same for the first layer's kernel */
  void (*fuse) (const LabOptimiserStep *step, LabPixelUpdate *update);
} LabOptimiser;

/**
 * lab_optimisers:
 *
 * All optimisers, ended by a row without an id.
 *
 * `adam`: beta1 0.9, beta2 0.999, eps 1e-8 outside the root, bias correction. **Source**: D.
 * Kingma, J. Ba (2015), Adam: A Method for Stochastic Optimization, algorithm 1; in the form of
 * torch.optim.Adam.
 *
 * `sgd`: the velocity is momentum * velocity + gradient, without dampening. **Source**: I.
 * Sutskever, J. Martens, G. Dahl, G. Hinton (2013), On the importance of initialization and
 * momentum in deep learning; in the form of torch.optim.SGD.
 */
extern const LabOptimiser lab_optimisers[];

/** lab_optimiser_find: Returns: the row, or NULL. */
const LabOptimiser *lab_optimiser_find (const char *id);

G_END_DECLS
