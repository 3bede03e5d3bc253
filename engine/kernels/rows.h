/* SPDX-License-Identifier: MIT */
/*
 * What pixels.c and units.c are written in: V, a vector of WIDTH numbers by the instructions that
 * the compiler may use; GROUP of them, BLOCK numbers, are the piece of a row that a kernel keeps in
 * registers, and STRIP the rows of which it keeps a piece at a time.
 */
#pragma once

#include <glib.h>
#include <string.h>

#if defined(__AVX512F__)
#define WIDTH 16u
#define STRIP 4u
#elif defined(__AVX2__)
#define WIDTH 8u
#define STRIP 2u
#else
#define WIDTH 4u
#define STRIP 2u
#endif
#define GROUP 4u
#define BLOCK (WIDTH * GROUP)

#define PASTE2(a, b) a##b
#define PASTE(a, b)  PASTE2 (a, b)
#define INLINE       static inline __attribute__ ((always_inline))

typedef float V __attribute__ ((vector_size (WIDTH * sizeof (float)), aligned (4), may_alias));
typedef gint32 Mask __attribute__ ((vector_size (WIDTH * sizeof (gint32))));

/* @width: of the numbers that there are, at most BLOCK; the others are 0. */
INLINE void
load (const float *from, guint width, V to[GROUP])
{
  float whole[BLOCK];

  if (width < BLOCK)
    {
      memset (whole, 0, sizeof whole);
      memcpy (whole, from, width * sizeof *from);
      from = whole;
    }
  for (guint g = 0; g < GROUP; g++)
    to[g] = *(const V *) (gconstpointer) (from + g * WIDTH);
}

INLINE void
store (const V from[GROUP], guint width, float *to)
{
  float whole[BLOCK];
  float *whole_to = width < BLOCK ? whole : to;

  for (guint g = 0; g < GROUP; g++)
    *(V *) (gpointer) (whole_to + g * WIDTH) = from[g];
  if (width < BLOCK)
    memcpy (to, whole, width * sizeof *to);
}

/* relu (x), NaN stays. Vectors go by pointer: by value they would be passed differently with and
 * without AVX. */
INLINE void
rectify (V *x)
{
  *x = (V) (~(*x < 0.0f) & (Mask) *x);
}
