/* SPDX-License-Identifier: MIT */
/*
 * A core begins two multiply-adds a cycle and ends each four or five cycles later: a dozen chains
 * that do not wait for each other keep it busy, and leave registers for the factor and the summand.
 */
#include "multiply-add.h"

#define CHAINS 12u
#define EACH(DO) \
  DO (0) DO (1) DO (2) DO (3) DO (4) DO (5) DO (6) DO (7) DO (8) DO (9) DO (10) DO (11)

#define BEGIN(i) V chain##i = factor * (float) i; /* chains that are the same would be made one */
#define STEP(i)  chain##i = chain##i * factor + summand;
#define ADD(i)   sum += chain##i;

/* Volatile, or the compiler works everything out. All values come to be 1. */
static volatile float half = 0.5f, result;

#define DEFINE_RUN(NAME, WIDTH, TARGET)                                     \
  static TARGET void run_##NAME (double n)                                  \
  {                                                                         \
    typedef float V __attribute__ ((vector_size (WIDTH * sizeof (float)))); \
    const guint64 rounds = (guint64) (n / (CHAINS * WIDTH)) + 1;            \
    const V factor = (V){ 0 } + half, summand = (V){ 0 } + half;            \
    V sum = { 0 };                                                          \
                                                                            \
    EACH (BEGIN)                                                            \
    for (guint64 round = 0; round < rounds; round++)                        \
      {                                                                     \
        EACH (STEP)                                                         \
      }                                                                     \
    EACH (ADD)                                                              \
    result = sum[0];                                                        \
  }

#if defined(__x86_64__)
DEFINE_RUN (avx512, 16, __attribute__ ((target ("avx512f"))))
DEFINE_RUN (avx2, 8, __attribute__ ((target ("avx2,fma"))))
#endif
DEFINE_RUN (baseline, 4, )

void
lab_multiply_add_run (const char *variant, double n)
{
#if defined(__x86_64__)
  if (g_str_has_prefix (variant, "avx512"))
    run_avx512 (n);
  else if (g_str_has_prefix (variant, "avx2"))
    run_avx2 (n);
  else
#endif
    run_baseline (n);
}
