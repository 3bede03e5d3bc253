/* SPDX-License-Identifier: MIT */
/*
 * What lanes.c is written in: V, a vector of WIDTH numbers of type REAL; M, what a comparison of
 * two V gives, all bits set where true; functions on them, and loops: by the instructions that
 * the compiler may use, and by REAL, float or double. SLEEF's functions are off by 1 unit in the
 * last place at most; its log1p is infinite from 1e38 on, in double from 1e307.
 */
#pragma once

#include "formula/lanes.h"

#include <math.h>
#include <string.h>

#define PASTE2(a, b) a##b
#define PASTE(a, b)  PASTE2 (a, b)
#define INLINE       static inline __attribute__ ((always_inline))
#define INT_float    gint32
#define INT_double   gint64
#define INT          PASTE (INT_, REAL)

#if defined(__AVX2__)
#define V_BYTES 32
#else
#define V_BYTES 16
#endif
#define WIDTH (V_BYTES / sizeof (REAL))

typedef REAL V __attribute__ ((vector_size (V_BYTES)));
typedef INT M __attribute__ ((vector_size (V_BYTES)));
/* As many labels as a V has lanes. */
typedef gint32 Labels __attribute__ ((vector_size (V_BYTES / sizeof (REAL) * sizeof (gint32))));
G_STATIC_ASSERT (LAB_LANE_STEP % WIDTH == 0);

#if defined(__x86_64__)
#include <sleef.h>
#if defined(__AVX2__)
#define SHAPE_float          f8_u10avx2
#define SHAPE_double         d4_u10avx2
#define INTRINSIC_float(op)  _mm256_##op##_ps
#define INTRINSIC_double(op) _mm256_##op##_pd
#else
#define SHAPE_float          f4_u10sse2
#define SHAPE_double         d2_u10sse2
#define INTRINSIC_float(op)  _mm_##op##_ps
#define INTRINSIC_double(op) _mm_##op##_pd
#endif
#define SLEEF(name)   PASTE (PASTE (Sleef_, name), PASTE (SHAPE_, REAL))
#define INTRINSIC(op) PASTE (INTRINSIC_, REAL) (op)

#define FUNCTION(name)       \
  INLINE V v_##name (V x)    \
  {                          \
    return SLEEF (name) (x); \
  }
#define FUNCTION2(name)         \
  INLINE V v_##name (V x, V y)  \
  {                             \
    return SLEEF (name) (x, y); \
  }

INLINE V
v_sqrt (V x)
{
  return INTRINSIC (sqrt) (x);
}

/* m ? a : b */
INLINE V
blend (M m, V a, V b)
{
#if defined(__AVX2__)
  return INTRINSIC (blendv) (b, a, (V) m);
#else
  /* Written with & and |, gcc makes it branches. */
  return INTRINSIC (or) (INTRINSIC (and) ((V) m, a), INTRINSIC (andnot) ((V) m, b));
#endif
}

/* a > b ? a : b: b where one is NaN. */
INLINE V
upper (V a, V b)
{
  return INTRINSIC (max) (a, b);
}

/* a < b ? a : b: b where one is NaN. */
INLINE V
lower (V a, V b)
{
  return INTRINSIC (min) (a, b);
}
#else
#define SUFFIX_float f
#define SUFFIX_double
#define LIBM(name) PASTE (name, PASTE (SUFFIX_, REAL))

#define FUNCTION(name)                \
  INLINE V v_##name (V x)             \
  {                                   \
    for (guint j = 0; j < WIDTH; j++) \
      x[j] = LIBM (name) (x[j]);      \
    return x;                         \
  }
#define FUNCTION2(name)                \
  INLINE V v_##name (V x, V y)         \
  {                                    \
    for (guint j = 0; j < WIDTH; j++)  \
      x[j] = LIBM (name) (x[j], y[j]); \
    return x;                          \
  }

FUNCTION (sqrt)

/* m ? a : b */
INLINE V
blend (M m, V a, V b)
{
  return (V) ((m & (M) a) | (~m & (M) b));
}

/* a > b ? a : b: b where one is NaN. */
INLINE V
upper (V a, V b)
{
  return blend (a > b, a, b);
}

/* a < b ? a : b: b where one is NaN. */
INLINE V
lower (V a, V b)
{
  return blend (a < b, a, b);
}
#endif

FUNCTION (exp)
FUNCTION (expm1)
FUNCTION (log)
FUNCTION (log1p)
FUNCTION (tanh)
FUNCTION2 (pow)

INLINE V
get (const REAL *from)
{
  V v;

  memcpy (&v, __builtin_assume_aligned (from, V_BYTES), sizeof v);
  return v;
}

INLINE void
set (REAL *to, V v)
{
  memcpy (__builtin_assume_aligned (to, V_BYTES), &v, sizeof v);
}

/* x in all lanes: the difference keeps -0. */
INLINE V
all (REAL x)
{
  return x - (V){ 0 };
}

/* Where m, else 0. */
INLINE V
keep (M m, V x)
{
  return (V) (m & (M) x);
}

INLINE V
truth (M m)
{
  return keep (m, all (1));
}

INLINE V
v_abs (V x)
{
  return (V) (~(M) all (-(REAL) 0) & (M) x);
}

/* NaN where one is NaN. */
INLINE V
v_max (V a, V b)
{
  return blend (a != a, a, upper (a, b));
}

INLINE V
v_min (V a, V b)
{
  return blend (a != a, a, lower (a, b));
}

/* With f known where it is called, the call becomes f's own loops. */
INLINE void
each (gsize n, const REAL *a, guint stride, REAL *out, V (*f) (V x))
{
  if (stride != 0)
    for (gsize i = 0; i < n; i += WIDTH)
      set (out + i, f (get (a + i)));
  else
    {
      const V v = f (all (*a));

      for (gsize i = 0; i < n; i += WIDTH)
        set (out + i, v);
    }
}

INLINE void
each2 (gsize n, const REAL *a, guint stride_a, const REAL *b, guint stride_b, REAL *out,
       V (*f) (V a, V b))
{
  if (stride_a != 0 && stride_b != 0)
    for (gsize i = 0; i < n; i += WIDTH)
      set (out + i, f (get (a + i), get (b + i)));
  else if (stride_a != 0)
    {
      const V v = all (*b);

      for (gsize i = 0; i < n; i += WIDTH)
        set (out + i, f (get (a + i), v));
    }
  else if (stride_b != 0)
    {
      const V v = all (*a);

      for (gsize i = 0; i < n; i += WIDTH)
        set (out + i, f (v, get (b + i)));
    }
  else
    {
      const V v = f (all (*a), all (*b));

      for (gsize i = 0; i < n; i += WIDTH)
        set (out + i, v);
    }
}
