/* SPDX-License-Identifier: MIT */
#pragma once

#include "kernels/kernels.h"

G_BEGIN_DECLS

#define LAB_UNIT_STEP 16u

/**
 * LabUnitKernels:
 *
 * Products with a matrix x that holds many zeros, as what comes out of a ReLU does: see units.c.
 * Words: of 64 bits, W of them for K numbers. N is a multiple of %LAB_UNIT_STEP. A zero takes
 * nothing from what it meets, be that not finite.
 */
typedef struct _LabUnitKernels LabUnitKernels;

struct _LabUnitKernels
{
  /* rows[n,W] bit j: whether x[b,j] is not 0 */
  void (*mark) (const float *x, guint n, guint K, guint64 *rows);
  /* columns[n / 64,64 W] bit b: the same turned round, a block of 64 rows after the other */
  void (*turn) (const guint64 *rows, guint n, guint K, guint64 *columns);
  /* y[n,N] = x[n,K] m[K,N] */
  void (*product) (const float *x, const guint64 *rows, guint n, guint K, const float *m, guint N,
                   float *y);
  /* dw[K,N] = x^T[K,n] dy[n,N] */
  void (*gradient) (const float *x, const guint64 *columns, guint n, guint K, const float *dy,
                    guint N, float *dw);
};

/** lab_unit_words: Returns: W of K. */
static inline gsize
lab_unit_words (guint K)
{
  return ((gsize) K + 63) / 64;
}

G_END_DECLS
