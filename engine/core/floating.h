/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

G_BEGIN_DECLS

/**
 * lab_floating_enter:
 *
 * Sets the floating-point mode of training on this thread: denormal numbers are zero (they cost a
 * hundred times as much as others, and an optimiser's fading averages are full of them), the rest
 * as IEEE 754 has it. Every unit of training runs in it, whatever the thread, so that bits do not
 * depend on where it ran.
 *
 * Returns: the mode before, for lab_floating_leave()
 */
static inline guint
lab_floating_enter (void)
{
#if defined(__SSE2__)
  const guint before = _mm_getcsr ();
  const guint flush_to_zero = 0x8000, denormals_are_zero = 0x0040;

  _mm_setcsr (before | flush_to_zero | denormals_are_zero);
  return before;
#else
  return 0;
#endif
}

static inline void
lab_floating_leave (guint before)
{
#if defined(__SSE2__)
  _mm_setcsr (before);
#endif
}

G_END_DECLS
