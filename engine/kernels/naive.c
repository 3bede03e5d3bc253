/* SPDX-License-Identifier: MIT */
/*
 * The kernels of pixels.c and units.c as their definitions have them: over all pixels and all
 * units, number by number, summed in double. What the others are compared with, and what they are
 * fast against.
 */
#include "kernels/pixels.h"
#include "kernels/units.h"

#include <math.h>
#include <string.h>

#define COLUMNS 16u /* that are summed at a time, so that the compiler may use vectors */

extern const LabPixelKernels lab_pixels_reference;
extern const LabUnitKernels lab_units_reference;

static double
pixel (const LabPixelBlock *blocks, guint b, guint i)
{
  const LabPixelBlock *block = &blocks[b / LAB_BLOCK_ROWS];

  return 2.0 * block->pixels[(gsize) i * LAB_BLOCK_ROWS + b % LAB_BLOCK_ROWS] / 255.0 - 1.0;
}

static guint
count_pictures (const LabPixelBlock *blocks, guint n_blocks)
{
  return (n_blocks - 1) * LAB_BLOCK_ROWS + blocks[n_blocks - 1].n;
}

static void
unpack (const guint8 *masks, const guint8 *pieces, gsize size, guint8 *pixels)
{
  for (gsize at = 0; at < size; at++)
    {
      const gsize piece = at / LAB_PIECE;
      const gboolean there = (masks[piece / 8] >> piece % 8 & 1) != 0;

      pixels[at] = there ? pieces[at % LAB_PIECE] : 0;
      if (there && (at + 1) % LAB_PIECE == 0)
        pieces += LAB_PIECE;
    }
}

static void
turn_pixels (LabPixelBlock *block, const guint8 *const *pictures)
{
  const guint I = block->n_inputs;

  for (gsize i = 0; i < I + (LAB_PIXEL_STEP - I % LAB_PIXEL_STEP) % LAB_PIXEL_STEP; i++)
    {
      block->masks[i] = 0;
      for (guint b = 0; b < LAB_BLOCK_ROWS; b++)
        {
          const guint8 u = i < I && b < block->n ? pictures[b][i] : 0;

          block->pixels[i * LAB_BLOCK_ROWS + b] = u;
          block->masks[i] |= (guint64) (u != 0) << b;
        }
    }
}

static void
sum_rows (const float *w, guint n_inputs, guint H, float *sums)
{
  for (guint h = 0; h < H; h++)
    {
      double sum = 0.0;

      for (gsize i = 0; i < n_inputs; i++)
        sum += (double) w[i * H + h];
      sums[h] = (float) sum;
    }
}

/* sum += x w[0:width] */
static void
add_scaled (double sum[COLUMNS], double x, const float *w, guint width)
{
  if (width == COLUMNS)
    for (guint c = 0; c < COLUMNS; c++)
      sum[c] += x * (double) w[c];
  else
    for (guint c = 0; c < width; c++)
      sum[c] += x * (double) w[c];
}

static void
forward (const LabPixelBlock *block, guint H, const float *w, const float *sums, const float *bias,
         float *y)
{
  for (guint h = 0; h < H; h += COLUMNS)
    for (guint b = 0; b < block->n; b++)
      {
        const guint width = MIN (COLUMNS, H - h);
        double sum[COLUMNS] = { 0.0 };

        for (guint i = 0; i < block->n_inputs; i++)
          add_scaled (sum, pixel (block, b, i), w + (gsize) i * H + h, width);
        for (guint c = 0; c < width; c++)
          {
            const double taken = sum[c] + (double) bias[h + c];

            y[(gsize) b * H + h + c] = (float) (taken < 0.0 ? 0.0 : taken);
          }
      }
}

/* sum = (x^T dy)[i,h:h+width] */
static void
sum_gradient (const LabPixelBlock *blocks, guint n_blocks, guint i, guint H, const float *dy,
              guint width, double sum[COLUMNS])
{
  const guint n = count_pictures (blocks, n_blocks);

  for (guint c = 0; c < COLUMNS; c++)
    sum[c] = 0.0;
  for (guint b = 0; b < n; b++)
    add_scaled (sum, pixel (blocks, b, i), dy + (gsize) b * H, width);
}

static void
step (const LabPixelUpdate *update, float gradient, float *w, float *m, float *v)
{
  if (update->penalised)
    gradient += update->dl1 * (float) ((*w > 0.0f) - (*w < 0.0f)) + 2.0f * update->dl2 * *w;
  if (update->with_adam)
    {
      const LabAdamStep s = update->adam;

      *m = s.beta1 * *m + s.rest1 * gradient;
      *v = s.beta2 * *v + s.rest2 * gradient * gradient;
      *w -= s.rate * *m / (s.root * sqrtf (*v) + s.eps);
    }
  else
    {
      *m = update->momentum * *m + gradient;
      *w -= update->rate * *m;
    }
}

static void
update (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy, const float *dsums,
        const LabPixelUpdate *u, float *w, float *const averages[2], float *sums)
{
  const guint I = blocks[0].n_inputs;

  for (gsize i = 0; i < I; i++)
    for (guint h = 0; h < H; h += COLUMNS)
      {
        const guint width = MIN (COLUMNS, H - h);
        double sum[COLUMNS];

        sum_gradient (blocks, n_blocks, (guint) i, H, dy + h, width, sum);
        for (gsize at = i * H + h; at < i * H + h + width; at++)
          step (u, (float) sum[at - i * H - h], w + at, averages[0] + at,
                u->with_adam ? averages[1] + at : NULL);
      }
  sum_rows (w, I, H, sums);
}

static void
pixels_gradient (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy,
                 const float *dsums, gboolean add, float *dw)
{
  for (gsize i = 0; i < blocks[0].n_inputs; i++)
    for (guint h = 0; h < H; h += COLUMNS)
      {
        const guint width = MIN (COLUMNS, H - h);
        float *to = dw + i * H + h;
        double sum[COLUMNS];

        sum_gradient (blocks, n_blocks, (guint) i, H, dy + h, width, sum);
        for (guint c = 0; c < width; c++)
          to[c] = (float) ((add ? (double) to[c] : 0.0) + sum[c]);
      }
}

const LabPixelKernels lab_pixels_reference = {
  .unpack = unpack,
  .turn = turn_pixels,
  .sum_rows = sum_rows,
  .forward = forward,
  .update = update,
  .gradient = pixels_gradient,
};

static void
mark (const float *x, guint n, guint K, guint64 *rows)
{
  const gsize n_words = lab_unit_words (K);

  memset (rows, 0, n * n_words * sizeof *rows);
  for (gsize b = 0; b < n; b++)
    for (gsize j = 0; j < K; j++)
      if (!(x[b * K + j] >= 0.0f && x[b * K + j] <= 0.0f))
        rows[b * n_words + j / 64] |= (guint64) 1 << j % 64;
}

static gboolean
is_marked (const guint64 *words, gsize bit)
{
  return (words[bit / 64] >> bit % 64 & 1) != 0;
}

static void
turn_marks (const guint64 *rows, guint n, guint K, guint64 *columns)
{
  const gsize n_words = lab_unit_words (K);

  memset (columns, 0, 64 * n_words * lab_unit_words (n) * sizeof *columns);
  for (gsize b = 0; b < n; b++)
    for (gsize j = 0; j < K; j++)
      if (is_marked (rows + b * n_words, j))
        columns[b / 64 * 64 * n_words + j] |= (guint64) 1 << b % 64;
}

static void
product (const float *x, const guint64 *rows, guint n, guint K, const float *m, guint N, float *y)
{
  for (gsize b = 0; b < n; b++)
    for (gsize o = 0; o < N; o++)
      {
        double sum = 0.0;

        for (gsize j = 0; j < K; j++)
          if (is_marked (rows + b * lab_unit_words (K), j))
            sum += (double) x[b * K + j] * (double) m[j * N + o];
        y[b * N + o] = (float) sum;
      }
}

static void
units_gradient (const float *x, const guint64 *columns, guint n, guint K, const float *dy, guint N,
                float *dw)
{
  for (gsize j = 0; j < K; j++)
    for (gsize o = 0; o < N; o++)
      {
        double sum = 0.0;

        for (gsize b = 0; b < n; b++)
          if (is_marked (columns + b / 64 * 64 * lab_unit_words (K) + j, b % 64))
            sum += (double) x[b * K + j] * (double) dy[b * N + o];
        dw[j * N + o] = (float) sum;
      }
}

const LabUnitKernels lab_units_reference = {
  .mark = mark,
  .turn = turn_marks,
  .product = product,
  .gradient = units_gradient,
};
