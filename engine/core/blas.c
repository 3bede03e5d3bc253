/* SPDX-License-Identifier: MIT */
#include "core/blas.h"

#include <cblas.h>

void
lab_blas_init (void)
{
  openblas_set_num_threads (1);
}

void
lab_blas_nt (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) m, (blasint) n, (blasint) k, 1.0f,
               a, (blasint) k, b, (blasint) k, beta, c, (blasint) n);
}

void
lab_blas_nn (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c)
{
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) m, (blasint) n, (blasint) k,
               1.0f, a, (blasint) k, b, (blasint) n, beta, c, (blasint) n);
}

void
lab_blas_tn (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c)
{
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) m, (blasint) n, (blasint) k, 1.0f,
               a, (blasint) m, b, (blasint) n, beta, c, (blasint) n);
}
