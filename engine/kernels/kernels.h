/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/lanes.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabAdamStep:
 * @beta1, @beta2: how much of the averages stays
 * @rest1, @rest2: 1 - beta1, 1 - beta2, rounded once
 * @rate: the learning rate / (1 - beta1^t)
 * @root: 1 / sqrt (1 - beta2^t)
 * @eps: outside the root
 */
typedef struct
{
  float beta1, rest1;
  float beta2, rest2;
  float rate;
  float root;
  float eps;
} LabAdamStep;

/**
 * LabKernels:
 * @name: the variant: `avx512`, `avx2`, `baseline`, which any processor runs, and `reference`,
 * which is there to be compared with
 * @single, @dual: what loss programs are made of, in float and in double
 *
 * The vector loops of training. One source a kind is compiled once a variant. Those of `kernels.c`
 * give the same bits in all variants; @pixels and @units, whose products and sums are rounded once,
 * and @single and @dual, whose exp and log come from SLEEF, differ in roundings.
 */
typedef struct
{
  const char *name;
  const struct _LabPixelKernels *pixels; /* of the first layer */
  const struct _LabUnitKernels *units;   /* of the layers above */
  const LabLanes *single, *dual;

  /* out[n] = (pixels / 255 - 0.5) / 0.5, to the bit what torchvision's ToTensor and Normalize give
   */
  void (*normalise) (const guint8 *pixels, gsize n, float *out);
  /* y[rows,n] += bias[n] */
  void (*add_bias) (float *y, const float *bias, guint rows, guint n);
  /* y[rows,n] = relu (y + bias[n]); NaN stays NaN */
  void (*add_bias_relu) (float *y, const float *bias, guint rows, guint n);
  /* dx[n] = activation[n] > 0 ? dx[n] : 0 */
  void (*relu_backward) (float *dx, const float *activation, gsize n);
  /* sums[n] = sum of the rows of dy[rows,n] */
  void (*column_sums) (const float *dy, guint rows, guint n, float *sums);
  /* Returns: sum |theta| */
  double (*l1) (const float *theta, gsize n);
  /* dtheta += scale sign (theta), 0 at 0 */
  void (*l1_backward) (const float *theta, gsize n, float scale, float *dtheta);
  /* Returns: sum theta^2 */
  double (*l2) (const float *theta, gsize n);
  /* dtheta += 2 scale theta */
  void (*l2_backward) (const float *theta, gsize n, float scale, float *dtheta);
  /* m = beta1 m + rest1 g; v = beta2 v + rest2 g^2; theta -= rate m / (root sqrt (v) + eps) */
  void (*adam) (float *theta, float *m, float *v, const float *g, gsize n, const LabAdamStep *step);
  /* velocity = momentum velocity + g; theta -= rate velocity */
  void (*sgd) (float *theta, float *velocity, const float *g, gsize n, float momentum, float rate);
} LabKernels;

/** lab_kernels_get: Returns: the variant in use, at first the best that this processor has. */
const LabKernels *lab_kernels_get (void);

/** lab_kernels_list: Returns: the variants that this processor can run, NULL-terminated, the best
 * first, the reference last. */
const LabKernels *const *lab_kernels_list (void);

/** lab_kernels_get_reference: Returns: the last of them, what the others are compared with. */
const LabKernels *lab_kernels_get_reference (void);

/** lab_kernels_use: @variant: of lab_kernels_list(), or NULL for the best; for tests, before
 * anything trains. */
void lab_kernels_use (const LabKernels *variant);

G_END_DECLS
