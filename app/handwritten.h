/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/**
 * lab_handwritten_cross_entropy:
 * @logits: [n,K]
 * @targets: [n]
 * @weights: (nullable): [K]
 * @dlogits: (nullable): [n,K] receives the gradient
 *
 * -w[y] log p[y], averaged over the batch, the plain way: what the programs of three losses are
 * compared with, in the tests by their numbers, in the benchmark by their speed.
 */
double lab_handwritten_cross_entropy (guint n, guint K, const float *logits, const guint8 *targets,
                                      const float *weights, float *dlogits);

/** lab_handwritten_l1: Returns: alpha times the sum of |theta|; @dtheta: [n] its gradient is added
 * to it. */
double lab_handwritten_l1 (gsize n, const float *theta, double alpha, float *dtheta);
