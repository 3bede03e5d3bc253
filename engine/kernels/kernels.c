/* SPDX-License-Identifier: MIT */
/*
 * Compiled once a variant, with VARIANT set to its name, LANES to that of the loss programs' lanes,
 * and the compiler told which instructions it may use. Plain loops that the compiler turns into
 * vector code; multiply and add stay two roundings in every variant
 * (-ffp-contract=off), so that the variants agree to the bit.
 */
#include "kernels/kernels.h"

#include "kernels/pixels.h"
#include "kernels/units.h"

#include <math.h>

#define PASTE2(a, b) a##b
#define PASTE(a, b)  PASTE2 (a, b)
#define STRING2(a)   #a
#define STRING(a)    STRING2 (a)
#define KERNELS      PASTE (lab_kernels_, VARIANT)

extern const LabKernels KERNELS;
extern const LabPixelKernels PASTE (lab_pixels_, VARIANT);
extern const LabUnitKernels PASTE (lab_units_, VARIANT);
extern const LabLanes PASTE (lab_lanes_float_, LANES), PASTE (lab_lanes_double_, LANES);

static void
normalise (const guint8 *restrict pixels, gsize n, float *restrict out)
{
  /* 2 u / 255 - 1 rounds as (u / 255 - 0.5) / 0.5 does, since scaling by 2 is exact; a product with
   * 1 / 255 does not. */
  for (gsize i = 0; i < n; i++)
    out[i] = 2.0f * (float) pixels[i] / 255.0f - 1.0f;
}

static void
add_bias (float *restrict y, const float *restrict bias, guint rows, guint n)
{
  for (guint b = 0; b < rows; b++, y += n)
    for (guint i = 0; i < n; i++)
      y[i] += bias[i];
}

static void
add_bias_relu (float *restrict y, const float *restrict bias, guint rows, guint n)
{
  for (guint b = 0; b < rows; b++, y += n)
    for (guint i = 0; i < n; i++)
      {
        float a = y[i] + bias[i];

        y[i] = a < 0.0f ? 0.0f : a;
      }
}

static void
relu_backward (float *restrict dx, const float *restrict activation, gsize n)
{
  for (gsize i = 0; i < n; i++)
    dx[i] = activation[i] > 0.0f ? dx[i] : 0.0f;
}

/* In double: an optimiser that divides a gradient by its own size must not be led by what rounding
 * left of a sum of 0. */
static void
column_sums (const float *restrict dy, guint rows, guint n, float *restrict sums)
{
  enum
  {
    COLUMNS = 16
  };

  for (guint from = 0; from < n; from += COLUMNS)
    {
      const guint width = MIN (COLUMNS, n - from);
      double sum[COLUMNS] = { 0.0 };

      if (width == COLUMNS)
        for (guint b = 0; b < rows; b++)
          for (guint i = 0; i < COLUMNS; i++)
            sum[i] += (double) dy[(gsize) b * n + from + i];
      else
        for (guint b = 0; b < rows; b++)
          for (guint i = 0; i < width; i++)
            sum[i] += (double) dy[(gsize) b * n + from + i];
      for (guint i = 0; i < width; i++)
        sums[from + i] = (float) sum[i];
    }
}

/* Sixteen partial sums in float over short blocks, blocks in double: fast, and as exact as it needs
 * to be. Inlined, so that the term is too. */
static inline __attribute__ ((always_inline)) double
sum_over (const float *theta, gsize n, float (*term) (float))
{
  enum
  {
    LANES = 16,
    BLOCK = 1024
  };
  double total = 0.0;

  for (gsize from = 0; from < n; from += BLOCK)
    {
      gsize to = MIN (from + BLOCK, n), i = from;
      float lanes[LANES] = { 0.0f };

      for (; i + LANES <= to; i += LANES)
        for (guint j = 0; j < LANES; j++)
          lanes[j] += term (theta[i + j]);
      for (; i < to; i++)
        lanes[0] += term (theta[i]);
      for (guint j = 0; j < LANES; j++)
        total += (double) lanes[j];
    }
  return total;
}

static inline float
magnitude (float x)
{
  return fabsf (x);
}

static inline float
square (float x)
{
  return x * x;
}

static double
l1 (const float *theta, gsize n)
{
  return sum_over (theta, n, magnitude);
}

static double
l2 (const float *theta, gsize n)
{
  return sum_over (theta, n, square);
}

static void
l2_backward (const float *restrict theta, gsize n, float scale, float *restrict dtheta)
{
  for (gsize i = 0; i < n; i++)
    dtheta[i] += 2.0f * scale * theta[i];
}

static void
l1_backward (const float *restrict theta, gsize n, float scale, float *restrict dtheta)
{
  for (gsize i = 0; i < n; i++)
    dtheta[i] += theta[i] > 0.0f ? scale : theta[i] < 0.0f ? -scale : 0.0f;
}

static void
adam (float *restrict theta, float *restrict m, float *restrict v, const float *restrict g, gsize n,
      const LabAdamStep *step)
{
  const LabAdamStep s = *step;

  for (gsize i = 0; i < n; i++)
    {
      m[i] = s.beta1 * m[i] + s.rest1 * g[i];
      v[i] = s.beta2 * v[i] + s.rest2 * g[i] * g[i];
      theta[i] -= s.rate * m[i] / (s.root * sqrtf (v[i]) + s.eps);
    }
}

static void
sgd (float *restrict theta, float *restrict velocity, const float *restrict g, gsize n,
     float momentum, float rate)
{
  for (gsize i = 0; i < n; i++)
    {
      velocity[i] = momentum * velocity[i] + g[i];
      theta[i] -= rate * velocity[i];
    }
}

const LabKernels KERNELS = {
  .name = STRING (VARIANT),
  .pixels = &PASTE (lab_pixels_, VARIANT),
  .units = &PASTE (lab_units_, VARIANT),
  .single = &PASTE (lab_lanes_float_, LANES),
  .dual = &PASTE (lab_lanes_double_, LANES),
  .normalise = normalise,
  .add_bias = add_bias,
  .add_bias_relu = add_bias_relu,
  .relu_backward = relu_backward,
  .column_sums = column_sums,
  .l1 = l1,
  .l1_backward = l1_backward,
  .l2 = l2,
  .l2_backward = l2_backward,
  .adam = adam,
  .sgd = sgd,
};
