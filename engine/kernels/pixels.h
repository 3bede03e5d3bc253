/* SPDX-License-Identifier: MIT */
#pragma once

#include "kernels/kernels.h"

G_BEGIN_DECLS

/** LAB_BLOCK_ROWS: pictures of a block: a bit of a mask each. */
#define LAB_BLOCK_ROWS 64u

/** LAB_GROUP_BLOCKS: blocks whose gradient is made at a time, so that their rows stay in the cache.
 */
#define LAB_GROUP_BLOCKS 4u

/** LAB_PIXEL_STEP: pixels come in steps of so many, the last ones 0. */
#define LAB_PIXEL_STEP 4u

/** LAB_PIECE: bytes of a packed picture's pieces: see data/packed.c. */
#define LAB_PIECE 8u

/**
 * LabPixelBlock:
 * @n: pictures, at most %LAB_BLOCK_ROWS
 * @n_inputs: I
 * @pixels: [I', 64] the bytes turned round, 0 for pictures that are not there; I' is I rounded
 * up to %LAB_PIXEL_STEP
 * @masks: [I'] bit b: whether picture b is not 0 there
 *
 * Pictures as the first layer's kernels take them.
 */
typedef struct
{
  guint n;
  guint n_inputs;
  guint8 *pixels;
  guint64 *masks;
} LabPixelBlock;

/**
 * LabPixelUpdate:
 * @with_adam: by @adam; or
 * @momentum, @rate: by SGD
 * @penalised: whether there are
 * @dl1, @dl2: slopes of the loss in sum |w| and in sum w^2
 */
typedef struct
{
  gboolean with_adam;
  gboolean penalised;
  LabAdamStep adam;
  float momentum;
  float rate;
  float dl1;
  float dl2;
} LabPixelUpdate;

/** LabPixelKernels: see pixels.c. */
typedef struct _LabPixelKernels LabPixelKernels;

struct _LabPixelKernels
{
  /* masks and the pieces that are not 0 -> pixels[size]; 8 pieces more may be read */
  void (*unpack) (const guint8 *masks, const guint8 *pieces, gsize size, guint8 *pixels);
  /* pictures[n] -> the block */
  void (*turn) (LabPixelBlock *block, const guint8 *const *pictures);
  /* sums[H] = the sum of the rows of w[I,H], in their order */
  void (*sum_rows) (const float *w, guint n_inputs, guint H, float *sums);
  /* of a block that was turned: y[n,H] = relu (x w + bias), x[b,i] = 2 u / 255 - 1; sums as
   * sum_rows() gives them */
  void (*forward) (const LabPixelBlock *block, guint H, const float *w, const float *sums,
                   const float *bias, float *y);
  /* w[I,H] one step along the gradient x^T dy of all blocks, averages[2][I,H] the optimiser's;
   * dsums[H] the sum of dy's rows; sums[H] receives the new sum of the rows of w */
  void (*update) (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy,
                  const float *dsums, const LabPixelUpdate *update, float *w,
                  float *const averages[2], float *sums);
  /* dw[I,H] = x^T dy, or added to it */
  void (*gradient) (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy,
                    const float *dsums, gboolean add, float *dw);
};

G_END_DECLS
