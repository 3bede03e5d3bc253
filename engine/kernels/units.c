/* SPDX-License-Identifier: MIT */
/*
 * The layers above the first one, over the units that are not 0.
 *
 * About half of what comes out of a ReLU is 0, and so is what comes back through it. All three
 * products of a layer are sums of rows, each times one number of such a matrix:
 *
 *   y[b] = sum_j x[b,j] W[j]     dx[b] = sum_o dy[b,o] W^T[o]     dW[j] = sum_b x[b,j] dy[b]
 *
 * and a mask of 64 bits tells which numbers are not 0. The sum stays in registers, twice, for the
 * even and the odd ones of the mask: multiply-adds wait for each other, two chains of them half as
 * long. Rows come from the first-level cache, if the matrix fits: the bound is two loads a cycle,
 * so that a layer of 128 x 64 costs a third of the dense product, and a matrix that does not fit
 * is better left to OpenBLAS.
 */
#include "kernels/units.h"

#include "kernels/rows.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#define UNIT_KERNELS PASTE (lab_units_, VARIANT)

extern const LabUnitKernels UNIT_KERNELS;

G_STATIC_ASSERT (LAB_UNIT_STEP % WIDTH == 0);

/* ---- masks ---- */

/* NaN is not 0. */
INLINE guint64
mark_64 (const float *x)
{
  guint64 mask = 0;

#if defined(__AVX512F__)
#pragma GCC unroll 16
  for (guint j = 0; j < 64; j += 16)
    mask
        |= (guint64) _mm512_cmp_ps_mask (_mm512_loadu_ps (x + j), _mm512_setzero_ps (), _CMP_NEQ_UQ)
           << j;
#elif defined(__AVX2__)
#pragma GCC unroll 16
  for (guint j = 0; j < 64; j += 8)
    mask |= (guint64) (guint8) _mm256_movemask_ps (
                _mm256_cmp_ps (_mm256_loadu_ps (x + j), _mm256_setzero_ps (), _CMP_NEQ_UQ))
            << j;
#elif defined(__SSE2__)
#pragma GCC unroll 16
  for (guint j = 0; j < 64; j += 4)
    mask |= (guint64) _mm_movemask_ps (_mm_cmpneq_ps (_mm_loadu_ps (x + j), _mm_setzero_ps ()))
            << j;
#else
  for (guint j = 0; j < 64; j++)
    mask |= (guint64) !(x[j] >= 0.0f && x[j] <= 0.0f) << j;
#endif
  return mask;
}

static void
mark (const float *x, guint n, guint K, guint64 *rows)
{
  const gsize n_words = lab_unit_words (K);

  for (guint b = 0; b < n; b++, x += K, rows += n_words)
    {
      guint j = 0;

      for (; j + 64 <= K; j += 64)
        rows[j / 64] = mark_64 (x + j);
      if (j < K)
        {
          float rest[64] = { 0.0f };

          memcpy (rest, x + j, (K - j) * sizeof *rest);
          rows[j / 64] = mark_64 (rest);
        }
    }
}

/* A square of bits, by exchanging ever smaller squares across the diagonal. **Source**: H. S.
 * Warren (2012), Hacker's Delight, section 7-3. */
INLINE void
turn_64 (guint64 bits[64])
{
  guint64 mask = 0xffffffffu;

  for (guint size = 32; size != 0; size /= 2, mask ^= mask << size)
    for (guint at = 0; at < 64; at = ((at | size) + 1) & ~size)
      {
        const guint64 changed = ((bits[at] >> size) ^ bits[at | size]) & mask;

        bits[at] ^= changed << size;
        bits[at | size] ^= changed;
      }
}

static void
turn (const guint64 *rows, guint n, guint K, guint64 *columns)
{
  const gsize n_words = lab_unit_words (K);

  for (guint from = 0; from < n; from += 64)
    for (gsize word = 0; word < n_words; word++, columns += 64)
      {
        for (guint b = 0; b < 64; b++)
          columns[b] = from + b < n ? rows[(from + b) * n_words + word] : 0;
        turn_64 (columns);
      }
}

/* ---- sums of rows ---- */

INLINE void
add_row (guint j, const float *numbers, gsize stride, const float *rows, guint N, guint n_vectors,
         V sum[GROUP])
{
  const float number = numbers[j * stride];

  for (guint g = 0; g < n_vectors; g++)
    sum[g] += number * *(const V *) (gconstpointer) (rows + (gsize) j * N + g * WIDTH);
}

INLINE guint
take_lowest (guint64 *mask)
{
  const guint lowest = (guint) __builtin_ctzll (*mask);

  *mask &= *mask - 1;
  return lowest;
}

/* sums += numbers[j stride] rows[j N] over the mask's bits j */
INLINE void
add_rows (guint64 mask, const float *numbers, gsize stride, const float *rows, guint N,
          guint n_vectors, V sums[2][GROUP])
{
  while (mask != 0)
    {
      add_row (take_lowest (&mask), numbers, stride, rows, N, n_vectors, sums[0]);
      if (mask != 0)
        add_row (take_lowest (&mask), numbers, stride, rows, N, n_vectors, sums[1]);
    }
}

/* One row of a result, from the masks of its numbers, @words_stride apart; the numbers of a mask
 * begin 64 @stride after those of the one before, the rows 64 @N. */
INLINE void
make_row (const guint64 *words, gsize n_words, gsize words_stride, const float *numbers,
          gsize stride, const float *rows, guint N, guint n_vectors, float *to)
{
  V sums[2][GROUP] = { { { 0 } } };

  for (gsize word = 0; word < n_words; word++)
    add_rows (words[word * words_stride], numbers + 64 * word * stride, stride,
              rows + 64 * word * N, N, n_vectors, sums);
  for (guint g = 0; g < n_vectors; g++)
    *(V *) (gpointer) (to + g * WIDTH) = sums[0][g] + sums[1][g];
}

INLINE void
product_of_block (const float *x, const guint64 *rows, guint n, guint K, const float *m, guint N,
                  float *y, guint n_vectors)
{
  const gsize n_words = lab_unit_words (K);

  for (gsize b = 0; b < n; b++)
    make_row (rows + b * n_words, n_words, 1, x + b * K, 1, m, N, n_vectors, y + b * N);
}

INLINE void
gradient_of_block (const float *x, const guint64 *columns, guint n, guint K, const float *dy,
                   guint N, float *dw, guint n_vectors)
{
  const gsize n_blocks = lab_unit_words (n), stride = 64 * lab_unit_words (K);

  for (gsize j = 0; j < K; j++)
    make_row (columns + j, n_blocks, stride, x + j, K, dy, N, n_vectors, dw + j * N);
}

/* A block of columns after the other; how many vectors the last one has, the compiler is told. */
#define FOR_EACH_BLOCK(N, h, kernel, ...)  \
  for (guint h = 0; h < (N); h += BLOCK)   \
    switch (MIN (GROUP, ((N) -h) / WIDTH)) \
      {                                    \
      case 4:                              \
        kernel (__VA_ARGS__, 4);           \
        break;                             \
      case 3:                              \
        kernel (__VA_ARGS__, 3);           \
        break;                             \
      case 2:                              \
        kernel (__VA_ARGS__, 2);           \
        break;                             \
      default:                             \
        kernel (__VA_ARGS__, 1);           \
        break;                             \
      }

static void
product (const float *x, const guint64 *rows, guint n, guint K, const float *m, guint N, float *y)
{
  FOR_EACH_BLOCK (N, h, product_of_block, x, rows, n, K, m + h, N, y + h)
}

static void
gradient (const float *x, const guint64 *columns, guint n, guint K, const float *dy, guint N,
          float *dw)
{
  FOR_EACH_BLOCK (N, h, gradient_of_block, x, columns, n, K, dy + h, N, dw + h)
}

const LabUnitKernels UNIT_KERNELS = {
  .mark = mark,
  .turn = turn,
  .product = product,
  .gradient = gradient,
};
