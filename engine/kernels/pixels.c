/* SPDX-License-Identifier: MIT */
/*
 * The first layer over the pixels that are not background.
 *
 * A pixel u in 0..1 goes into the network as x = 2 u - 1, so that background is -1 and no input is
 * 0. But sums over inputs come apart:
 *
 *   sum_i x_i W_i = sum over u_i != 0 of 2 u_i W_i  -  sum_i W_i
 *   sum_b x_b d_b = sum over u_b != 0 of 2 u_b d_b  -  sum_b d_b
 *
 * Both sums on the left are exact, the sums on the right's end are the same for all pictures and
 * all pixels, and of MNIST's pixels 81 % are 0: four fifths of the layer's work are not done at
 * all.
 *
 * A batch is turned round first: a row of 64 bytes a pixel, and a mask that tells which are not 0.
 * Both kernels go over strips of two or four pixels and four vectors of outputs at a time, as many
 * as the registers hold. Forward, the strip's weights stay in registers while the pictures of its
 * masks take their share: four multiply-adds for a load and a store of a picture's sums, which are
 * in the first-level cache. Backward, the strip's sums stay in registers; at their end they are the
 * gradient, and the optimiser's step is made on the spot: the gradient never goes to memory, which
 * spares two passes over a matrix of 400 KB. The new weights' sum over the inputs, which the next
 * forward pass needs, falls off.
 *
 * The bound for a batch of 64 of MNIST, 128 outputs: 2 x 64 x 150 x 128 multiply-adds. Strips are
 * wider than what is not 0 in them, 223 pixels with four, 176 with two; at two vectors of
 * multiply-adds a cycle and 4.2 GHz that is 13 us a direction with 16 numbers a vector (15 were
 * measured), 21 us with 8 (26); and Adam's roots and quotients are 11 us (16 with what it waits for
 * its 1.2 MB, since the second-level cache holds 1 MB).
 */
#include "kernels/pixels.h"

#include "kernels/rows.h"

#include <math.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#define PIXEL_KERNELS PASTE (lab_pixels_, VARIANT)

extern const LabPixelKernels PIXEL_KERNELS;

G_STATIC_ASSERT (LAB_PIXEL_STEP % STRIP == 0);

/* 2 u of each byte. Written out: nothing of a variant may run before it is chosen. */
#define DOUBLED_1(u)  2.0f * (u) / 255.0f
#define DOUBLED_4(u)  DOUBLED_1 (u), DOUBLED_1 (u + 1), DOUBLED_1 (u + 2), DOUBLED_1 (u + 3)
#define DOUBLED_16(u) DOUBLED_4 (u), DOUBLED_4 (u + 4), DOUBLED_4 (u + 8), DOUBLED_4 (u + 12)
#define DOUBLED_64(u) DOUBLED_16 (u), DOUBLED_16 (u + 16), DOUBLED_16 (u + 32), DOUBLED_16 (u + 48)

static const float doubled[256]
    = { DOUBLED_64 (0), DOUBLED_64 (64), DOUBLED_64 (128), DOUBLED_64 (192) };

/* ---- unpacking ---- */

#define MASKED (8u * LAB_PIECE) /* bytes that a mask tells of */

/* Without branches, which nobody could foresee: what comes next is read either way. Returns: what
 * comes behind. */
INLINE const guint8 *
unpack_mask (guint8 mask, const guint8 *from, guint8 *to)
{
#if defined(__AVX512F__)
  _mm512_storeu_si512 (to, _mm512_maskz_expand_epi64 (mask, _mm512_loadu_si512 (from)));
  return from + LAB_PIECE * (guint) __builtin_popcount (mask);
#else
#pragma GCC unroll 8
  for (guint piece = 0; piece < 8; piece++)
    {
      const guint64 there = mask >> piece & 1;
      guint64 bytes;

      memcpy (&bytes, from, LAB_PIECE);
      bytes &= 0 - there;
      memcpy (to + piece * LAB_PIECE, &bytes, LAB_PIECE);
      from += LAB_PIECE * there;
    }
  return from;
#endif
}

static void
unpack (const guint8 *masks, const guint8 *pieces, gsize size, guint8 *pixels)
{
  gsize at = 0;

  for (; at + MASKED <= size; at += MASKED)
    pieces = unpack_mask (*masks++, pieces, pixels + at);
  if (at < size)
    {
      guint8 rest[MASKED];

      unpack_mask (*masks, pieces, rest);
      memcpy (pixels + at, rest, size - at);
    }
}

/* ---- turning round ---- */

#if defined(__SSE2__)
/* 16 pictures' 16 pixels, by exchanging ever larger parts. */
INLINE void
turn_16 (const guint8 *const *pictures, gsize at, guint8 *to)
{
  __m128i a[16], b[16];

  for (guint i = 0; i < 16; i++)
    a[i] = _mm_loadu_si128 ((const __m128i *) (gconstpointer) (pictures[i] + at));
  for (guint round = 0; round < 4; round++)
    {
      for (guint i = 0; i < 8; i++)
        {
          b[2 * i] = _mm_unpacklo_epi8 (a[i], a[i + 8]);
          b[2 * i + 1] = _mm_unpackhi_epi8 (a[i], a[i + 8]);
        }
      memcpy (a, b, sizeof a);
    }
  for (guint i = 0; i < 16; i++)
    _mm_storeu_si128 ((__m128i *) (gpointer) (to + i * LAB_BLOCK_ROWS), a[i]);
}

INLINE guint64
mask_of (const guint8 *row)
{
  const __m128i zero = _mm_setzero_si128 ();
  guint64 zeros = 0;

  for (guint i = 0; i < 4; i++)
    {
      const __m128i part = _mm_loadu_si128 ((const __m128i *) (gconstpointer) (row + 16 * i));

      zeros |= (guint64) (guint16) _mm_movemask_epi8 (_mm_cmpeq_epi8 (part, zero)) << (16 * i);
    }
  return ~zeros;
}
#else
INLINE guint64
mask_of (const guint8 *row)
{
  guint64 mask = 0;

  for (guint b = 0; b < LAB_BLOCK_ROWS; b++)
    mask |= (guint64) (row[b] != 0) << b;
  return mask;
}
#endif

static void
turn (LabPixelBlock *block, const guint8 *const *pictures)
{
  const guint I = block->n_inputs, n = block->n;
  guint from = 0;

#if defined(__SSE2__)
  for (; from + 16 <= n; from += 16)
    {
      gsize at = 0;

      for (; at + 16 <= I; at += 16)
        turn_16 (pictures + from, at, block->pixels + at * LAB_BLOCK_ROWS + from);
      for (; at < I; at++)
        for (guint b = from; b < from + 16; b++)
          block->pixels[at * LAB_BLOCK_ROWS + b] = pictures[b][at];
    }
#endif
  for (gsize at = 0; at < I; at++)
    {
      guint8 *row = block->pixels + at * LAB_BLOCK_ROWS;

      if (from < LAB_BLOCK_ROWS)
        {
          for (guint b = from; b < n; b++)
            row[b] = pictures[b][at];
          memset (row + n, 0, LAB_BLOCK_ROWS - n);
        }
      block->masks[at] = mask_of (row);
    }
  for (gsize at = I; at % LAB_PIXEL_STEP != 0; at++)
    {
      memset (block->pixels + at * LAB_BLOCK_ROWS, 0, LAB_BLOCK_ROWS);
      block->masks[at] = 0;
    }
}

/* A strip: the pixels i to i + STRIP of all pictures. */
INLINE guint64
mask_of_strip (const LabPixelBlock *block, guint i)
{
  guint64 mask = 0;

  for (guint s = 0; s < STRIP; s++)
    mask |= block->masks[i + s];
  return mask;
}

INLINE void
values_of_strip (const LabPixelBlock *block, guint i, guint picture, float u[STRIP])
{
  const guint8 *row = block->pixels + (gsize) i * LAB_BLOCK_ROWS + picture;

  for (guint s = 0; s < STRIP; s++)
    u[s] = doubled[row[s * LAB_BLOCK_ROWS]];
}

/* ---- sums of weights ---- */

/* The sum of the weights over the inputs is an error that all pictures of a batch share, and an
 * optimiser that divides gradients by their size makes steps of errors: it is kept to its rounding.
 * SUMMED rows are added in float, such sums in double. */
#define SUMMED 16u

G_STATIC_ASSERT (SUMMED % STRIP == 0);

typedef struct
{
  V rows[GROUP];
  double whole[BLOCK];
} Sums;

INLINE void
flush_sums (Sums *sums)
{
  for (guint g = 0; g < GROUP; g++)
    {
      for (guint i = 0; i < WIDTH; i++)
        sums->whole[g * WIDTH + i] += (double) sums->rows[g][i];
      sums->rows[g] = (V){ 0 };
    }
}

INLINE void
add_row (Sums *sums, const V weights[GROUP])
{
  for (guint g = 0; g < GROUP; g++)
    sums->rows[g] += weights[g];
}

INLINE void
store_sums (Sums *sums, guint width, float *to)
{
  flush_sums (sums);
  for (guint h = 0; h < width; h++)
    to[h] = (float) sums->whole[h];
}

static void
sum_rows (const float *restrict w, guint n_inputs, guint H, float *restrict to)
{
  for (guint h = 0; h < H; h += BLOCK)
    {
      const guint width = MIN (BLOCK, H - h);
      Sums sums = { 0 };

      for (guint i = 0; i < n_inputs; i++)
        {
          V weights[GROUP];

          if (i % SUMMED == 0)
            flush_sums (&sums);
          load (w + (gsize) i * H + h, width, weights);
          add_row (&sums, weights);
        }
      store_sums (&sums, width, to + h);
    }
}

/* ---- forward ---- */

INLINE void
forward_block (const LabPixelBlock *block, guint H, const float *w, const float *sums,
               const float *bias, float *y, guint width)
{
  V taken[LAB_BLOCK_ROWS][GROUP] __attribute__ ((aligned (64)));
  V start[GROUP], bias_part[GROUP];

  load (sums, width, start);
  load (bias, width, bias_part);
  for (guint g = 0; g < GROUP; g++)
    start[g] = bias_part[g] - start[g];
  for (guint b = 0; b < block->n; b++)
    for (guint g = 0; g < GROUP; g++)
      taken[b][g] = start[g];

  for (guint i = 0; i < block->n_inputs; i += STRIP)
    {
      guint64 mask = mask_of_strip (block, i);
      V weights[STRIP][GROUP];

      if (mask == 0)
        continue;
      for (guint s = 0; s < STRIP; s++)
        load (w + (gsize) MIN (i + s, block->n_inputs - 1) * H, width, weights[s]);
      for (; mask != 0; mask &= mask - 1)
        {
          const guint b = (guint) __builtin_ctzll (mask);
          float u[STRIP];

          values_of_strip (block, i, b, u);
          for (guint g = 0; g < GROUP; g++)
            {
              V sum = taken[b][g];

              for (guint s = 0; s < STRIP; s++)
                sum += u[s] * weights[s][g];
              taken[b][g] = sum;
            }
        }
    }
  for (guint b = 0; b < block->n; b++)
    {
      for (guint g = 0; g < GROUP; g++)
        rectify (&taken[b][g]);
      store (taken[b], width, y + (gsize) b * H);
    }
}

static void
forward (const LabPixelBlock *block, guint H, const float *w, const float *sums, const float *bias,
         float *y)
{
  guint h = 0;

  for (; h + BLOCK <= H; h += BLOCK)
    forward_block (block, H, w + h, sums + h, bias + h, y + h, BLOCK);
  if (h < H)
    forward_block (block, H, w + h, sums + h, bias + h, y + h, H - h);
}

/* ---- backward ---- */

/* Pieces of dy's rows side by side: rows of a power of two would share a few sets of the cache. */
INLINE void
pack (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy, guint width,
      V packed[][GROUP])
{
  for (guint k = 0; k < n_blocks; k++)
    for (guint b = k * LAB_BLOCK_ROWS; b < k * LAB_BLOCK_ROWS + blocks[k].n; b++)
      load (dy + (gsize) b * H, width, packed[b]);
}

INLINE void
gradient_of_blocks (const LabPixelBlock *blocks, guint n_blocks, guint i, V (*dy)[GROUP],
                    const V minus[GROUP], V gradient[STRIP][GROUP])
{
  for (guint s = 0; s < STRIP; s++)
    for (guint g = 0; g < GROUP; g++)
      gradient[s][g] = -minus[g];
  for (guint k = 0; k < n_blocks; k++, dy += LAB_BLOCK_ROWS)
    for (guint64 mask = mask_of_strip (&blocks[k], i); mask != 0; mask &= mask - 1)
      {
        const guint b = (guint) __builtin_ctzll (mask);
        float u[STRIP];

        values_of_strip (&blocks[k], i, b, u);
        for (guint g = 0; g < GROUP; g++)
          {
            const V d = dy[b][g];

            for (guint s = 0; s < STRIP; s++)
              gradient[s][g] += u[s] * d;
          }
      }
}

/* One block, as most batches are, without a loop around it. */
INLINE void
gradient_of_strip (const LabPixelBlock *blocks, guint n_blocks, guint i, V (*dy)[GROUP],
                   const V minus[GROUP], V gradient[STRIP][GROUP])
{
  if (n_blocks == 1)
    gradient_of_blocks (blocks, 1, i, dy, minus, gradient);
  else
    gradient_of_blocks (blocks, n_blocks, i, dy, minus, gradient);
}

INLINE void
take_root (V *x)
{
  for (guint i = 0; i < WIDTH; i++)
    (*x)[i] = sqrtf ((*x)[i]);
}

INLINE void
add_penalty (const LabPixelUpdate *update, const V weights[GROUP], V gradient[GROUP])
{
  const V one = (V){ 0 } + 1.0f;

  for (guint g = 0; g < GROUP; g++)
    gradient[g]
        += update->dl1
               * ((V) ((weights[g] > 0.0f) & (Mask) one) - (V) ((weights[g] < 0.0f) & (Mask) one))
           + 2.0f * update->dl2 * weights[g];
}

/* One step of a row's piece: the roots of all vectors first, then the quotients, since a processor
 * that goes to and fro between them is slower. */
INLINE void
step_row (const LabPixelUpdate *update, gboolean with_adam, gboolean penalised, guint width,
          V gradient[GROUP], float *w, float *m, float *v, Sums *sums)
{
  V weights[GROUP], first[GROUP];

  load (w, width, weights);
  load (m, width, first);
  if (penalised)
    add_penalty (update, weights, gradient);
  if (with_adam)
    {
      const LabAdamStep s = update->adam;
      V second[GROUP];

      load (v, width, second);
      for (guint g = 0; g < GROUP; g++)
        {
          first[g] = s.beta1 * first[g] + s.rest1 * gradient[g];
          second[g] = s.beta2 * second[g] + s.rest2 * gradient[g] * gradient[g];
        }
      store (second, width, v);
      for (guint g = 0; g < GROUP; g++)
        take_root (&second[g]);
      for (guint g = 0; g < GROUP; g++)
        weights[g] -= s.rate * first[g] / (s.root * second[g] + s.eps);
    }
  else
    for (guint g = 0; g < GROUP; g++)
      {
        first[g] = update->momentum * first[g] + gradient[g];
        weights[g] -= update->rate * first[g];
      }
  store (first, width, m);
  store (weights, width, w);
  add_row (sums, weights);
}

INLINE void
update_block (const LabPixelBlock *blocks, guint n_blocks, guint H, V (*dy)[GROUP],
              const float *dsums, const LabPixelUpdate *update, gboolean with_adam,
              gboolean penalised, float *w, float *m, float *v, float *sums, guint width)
{
  const guint I = blocks[0].n_inputs;
  V minus[GROUP];
  Sums new_sums = { 0 };

  load (dsums, width, minus);
  for (guint i = 0; i < I; i += STRIP)
    {
      V gradient[STRIP][GROUP];

      if (i % SUMMED == 0)
        flush_sums (&new_sums);
      gradient_of_strip (blocks, n_blocks, i, dy, minus, gradient);
      for (guint s = 0; s < STRIP && i + s < I; s++)
        {
          const gsize at = (gsize) (i + s) * H;

          step_row (update, with_adam, penalised, width, gradient[s], w + at, m + at, v + at,
                    &new_sums);
        }
    }
  store_sums (&new_sums, width, sums);
}

static void
update (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy, const float *dsums,
        const LabPixelUpdate *u, float *w, float *const averages[2], float *sums)
{
  V packed[LAB_GROUP_BLOCKS * LAB_BLOCK_ROWS][GROUP] __attribute__ ((aligned (64)));
  float *m = averages[0], *v = u->with_adam ? averages[1] : averages[0];

  for (guint h = 0; h < H; h += BLOCK)
    {
      const guint width = MIN (BLOCK, H - h);

      pack (blocks, n_blocks, H, dy + h, width, packed);
      /* The kinds of a step are decided here, so that the loops within have no branches. */
      if (width < BLOCK)
        update_block (blocks, n_blocks, H, packed, dsums + h, u, u->with_adam, u->penalised, w + h,
                      m + h, v + h, sums + h, width);
      else if (!u->with_adam)
        update_block (blocks, n_blocks, H, packed, dsums + h, u, FALSE, u->penalised, w + h, m + h,
                      v + h, sums + h, BLOCK);
      else if (u->penalised)
        update_block (blocks, n_blocks, H, packed, dsums + h, u, TRUE, TRUE, w + h, m + h, v + h,
                      sums + h, BLOCK);
      else
        update_block (blocks, n_blocks, H, packed, dsums + h, u, TRUE, FALSE, w + h, m + h, v + h,
                      sums + h, BLOCK);
    }
}

static void
gradient (const LabPixelBlock *blocks, guint n_blocks, guint H, const float *dy, const float *dsums,
          gboolean add, float *dw)
{
  const guint I = blocks[0].n_inputs;
  V packed[LAB_GROUP_BLOCKS * LAB_BLOCK_ROWS][GROUP] __attribute__ ((aligned (64)));

  for (guint h = 0; h < H; h += BLOCK)
    {
      const guint width = MIN (BLOCK, H - h);
      V minus[GROUP];

      pack (blocks, n_blocks, H, dy + h, width, packed);
      load (dsums + h, width, minus);
      for (guint i = 0; i < I; i += STRIP)
        {
          V strip[STRIP][GROUP];

          gradient_of_strip (blocks, n_blocks, i, packed, minus, strip);
          for (guint s = 0; s < STRIP && i + s < I; s++)
            {
              float *to = dw + (gsize) (i + s) * H + h;
              V before[GROUP];

              if (add)
                {
                  load (to, width, before);
                  for (guint g = 0; g < GROUP; g++)
                    strip[s][g] += before[g];
                }
              store (strip[s], width, to);
            }
        }
    }
}

const LabPixelKernels PIXEL_KERNELS = {
  .unpack = unpack,
  .turn = turn,
  .sum_rows = sum_rows,
  .forward = forward,
  .update = update,
  .gradient = gradient,
};
