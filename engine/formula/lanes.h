/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LAB_TILE: pictures that a loss program works on at a time. */
#define LAB_TILE 64u
/** LAB_LANE_STEP: a tile's lanes are a multiple of it, so that no loop has a remainder. */
#define LAB_LANE_STEP 16u

/** LabUnary: element by element. */
typedef enum
{
  LAB_UNARY_NEG,
  LAB_UNARY_ABS,
  LAB_UNARY_EXP,
  LAB_UNARY_EXPM1, /* exp (x) - 1 */
  LAB_UNARY_LOG,
  LAB_UNARY_LOG1P, /* log (1 + x) */
  LAB_UNARY_SQRT,
  LAB_UNARY_TANH,
  LAB_UNARY_SIGMOID,
  LAB_UNARY_SOFTPLUS, /* log (1 + exp (x)) */
  LAB_UNARY_RELU,
  LAB_UNARY_NOT, /* 1 where 0, else 0 */
  LAB_N_UNARY,
} LabUnary;

/** LabBinary: element by element; comparisons, and, or give 0 or 1, and take what is not 0 as true.
 */
typedef enum
{
  LAB_BINARY_ADD,
  LAB_BINARY_SUB,
  LAB_BINARY_MUL,
  LAB_BINARY_DIV,
  LAB_BINARY_POW,
  LAB_BINARY_MIN, /* NaN where one is NaN; so is max */
  LAB_BINARY_MAX,
  LAB_BINARY_LT,
  LAB_BINARY_LE,
  LAB_BINARY_EQ,
  LAB_BINARY_NE,
  LAB_BINARY_AND,
  LAB_BINARY_OR,
  LAB_BINARY_GATE, /* a == 0 ? 0 : a b: what is not selected stays without effect, even times NaN */
  LAB_N_BINARY,
} LabBinary;

/** LabReduction: of the classes of each lane, or of the lanes. */
typedef enum
{
  LAB_REDUCTION_SUM,
  LAB_REDUCTION_MAX,
  LAB_REDUCTION_MIN,
  LAB_N_REDUCTIONS,
} LabReduction;

/**
 * LabLanes:
 * @size: bytes of a number: 4 or 8
 *
 * What a loss program is made of: loops over the lanes of a tile, a lane a picture, in float or in
 * double. One source, `lanes.c`, is compiled once a variant and precision.
 *
 * **Shapes**: n and T are multiples of %LAB_LANE_STEP; a [K,T] tile has the classes one after the
 * other, T lanes each. An operand has a stride of 1 (n numbers) or 0 (one number for all). Buffers
 * are aligned to 64 bytes, operands of stride 0 are not. The result may be one of the operands;
 * they do not overlap otherwise.
 */
typedef struct
{
  gsize size;

  void (*unary[LAB_N_UNARY]) (gsize n, const void *a, guint stride_a, void *out);
  void (*binary[LAB_N_BINARY]) (gsize n, const void *a, guint stride_a, const void *b,
                                guint stride_b, void *out);
  /* c != 0 ? a : b */
  void (*where) (gsize n, const void *c, guint stride_c, const void *a, guint stride_a,
                 const void *b, guint stride_b, void *out);

  /* out[T] = over k of a[K,T] */
  void (*classes[LAB_N_REDUCTIONS]) (guint K, gsize T, const void *a, void *out);
  /* out[T] = sum over k of a[K,T] b[K,T] */
  void (*dot_classes) (guint K, gsize T, const void *a, const void *b, void *out);
  /* out[T] = log sum over k of exp a[K,T] */
  void (*logsumexp_classes) (guint K, gsize T, const void *a, void *out);
  /* out[K,T] = log softmax a: exact to the rounding for the greatest class too, where it is
   * -log1p (sum of the others' exp) */
  void (*log_softmax) (guint K, gsize T, const void *a, void *out);
  /* out[K,T] = log (1 - softmax a): logsumexp over the other classes minus logsumexp over all;
   * finite wherever a is, for K > 1; -inf for K = 1 */
  void (*log_others) (guint K, gsize T, const void *a, void *out);
  /* da[K,T] = the sum over k of dq[k] d log_others (a)[k] / da: p_j p_k / (1 - p_k) for j != k,
   * -p_k for j = k, written so that nothing overflows; lp = log_softmax (a), lq = log_others (a) */
  void (*log_others_backward) (guint K, gsize T, const void *lp, const void *lq, const void *dq,
                               void *da);
  /* out[T] = a[y[t], t]; y[T] below K */
  void (*pick) (guint K, gsize T, const void *a, const gint32 *y, void *out);
  /* out[T] = a[y[t]]; a [K] */
  void (*look_up) (gsize T, const void *a, const gint32 *y, void *out);
  /* out[K,T] = k == y[t] ? a[T] : 0 */
  void (*scatter) (guint K, gsize T, const void *a, guint stride_a, const gint32 *y, void *out);

  /* Returns: over the first n of a[T], n not a multiple of anything; the sum always in the same
   * order; 0, -inf, inf for n = 0 */
  double (*batch[LAB_N_REDUCTIONS]) (gsize n, const void *a);

  /* out[K,T] = from[n,K] turned round; the lanes from n on are like the last one. 0 < n <= T */
  void (*load) (guint K, gsize T, gsize n, const void *from, void *out);
  /* to[n,K] = tile[K,T] turned round */
  void (*store) (guint K, gsize T, gsize n, const void *tile, void *to);
  /* out[n] = from[n], rounded */
  void (*from_double) (gsize n, const double *from, void *out);
} LabLanes;

G_END_DECLS
