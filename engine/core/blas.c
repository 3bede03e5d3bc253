/* SPDX-License-Identifier: MIT */
/*
 * When the program ends OpenBLAS gives its memory back, and a thread that is in a product falls
 * with it. So products are counted: the end waits for those that are under way, and none begins
 * after it.
 */
#include "core/blas.h"

#include <cblas.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_int n_under_way;
static atomic_bool ended;

/* Exit handlers run before libraries' destructors. */
static void
end (void)
{
  atomic_store (&ended, TRUE);
  while (atomic_load (&n_under_way) > 0)
    sched_yield ();
}

static void
enter (void)
{
  atomic_fetch_add (&n_under_way, 1);
  if (!atomic_load (&ended))
    return;
  atomic_fetch_sub (&n_under_way, 1);
  for (;;)
    pause ();
}

static void
leave (void)
{
  atomic_fetch_sub (&n_under_way, 1);
}

void
lab_blas_init (void)
{
  static atomic_flag done = ATOMIC_FLAG_INIT;

  openblas_set_num_threads (1);
  if (!atomic_flag_test_and_set (&done))
    atexit (end);
}

const char *
lab_blas_core (void)
{
  return openblas_get_corename ();
}

void
lab_blas_nt (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c)
{
  enter ();
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) m, (blasint) n, (blasint) k, 1.0f,
               a, (blasint) k, b, (blasint) k, beta, c, (blasint) n);
  leave ();
}

void
lab_blas_nn (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c)
{
  enter ();
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) m, (blasint) n, (blasint) k,
               1.0f, a, (blasint) k, b, (blasint) n, beta, c, (blasint) n);
  leave ();
}

void
lab_blas_tn (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c)
{
  enter ();
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) m, (blasint) n, (blasint) k, 1.0f,
               a, (blasint) m, b, (blasint) n, beta, c, (blasint) n);
  leave ();
}
