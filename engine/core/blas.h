/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The matrix products of a dense layer. All matrices are row-major and dense; @beta 0 overwrites
 * the result, 1 adds to it. Safe from any number of threads at once; each call runs on the calling
 * thread. A call that begins when the program ends does not return.
 */

/**
 * lab_blas_init:
 *
 * Holds OpenBLAS to one thread; called once before the first product. Its pool of threads is
 * already up by then: to do without it, OPENBLAS_NUM_THREADS=1 has to be in the environment when
 * the program starts.
 */
void lab_blas_init (void);

/** lab_blas_core: Returns: the processor that OpenBLAS takes this one for. */
const char *lab_blas_core (void);

/** lab_blas_nt: c[m,n] = a[m,k] b[n,k]^T + beta c, a layer forward. */
void lab_blas_nt (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c);
/** lab_blas_nn: c[m,n] = a[m,k] b[k,n] + beta c, a layer's gradient with respect to its inputs. */
void lab_blas_nn (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c);
/** lab_blas_tn: c[m,n] = a[k,m]^T b[k,n] + beta c, a layer's gradient with respect to its weights.
 */
void lab_blas_tn (guint m, guint n, guint k, const float *a, const float *b, float beta, float *c);

G_END_DECLS
