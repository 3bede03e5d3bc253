/* SPDX-License-Identifier: MIT */
/*
 * With m = max z, s = sum exp (z - m): -log p[y] = m + log s - z[y], and its gradient with respect
 * to the logits is p - t. Neither overflows, whatever the logits.
 */
#include "handwritten.h"

#include <math.h>

double
lab_handwritten_cross_entropy (guint n, guint K, const float *logits, const guint8 *targets,
                               const float *weights, float *dlogits)
{
  const float mean = 1.0f / (float) n;
  double sum = 0.0;

  for (guint b = 0; b < n; b++)
    {
      const float *z = logits + (gsize) b * K;
      const guint y = targets[b];
      const float w = weights != NULL ? weights[y] : 1.0f;
      float most = z[0], total = 0.0f;

      for (guint k = 1; k < K; k++)
        most = z[k] > most ? z[k] : most;
      if (dlogits == NULL)
        {
          for (guint k = 0; k < K; k++)
            total += expf (z[k] - most);
        }
      else
        {
          float *dz = dlogits + (gsize) b * K;

          for (guint k = 0; k < K; k++)
            total += dz[k] = expf (z[k] - most);
          for (guint k = 0; k < K; k++)
            dz[k] *= w * mean / total;
          dz[y] -= w * mean;
        }
      sum += (double) (w * (logf (total) + (most - z[y])));
    }
  return sum / n;
}

double
lab_handwritten_l1 (gsize n, const float *theta, double alpha, float *dtheta)
{
  double sum = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      sum += fabs ((double) theta[i]);
      dtheta[i] += (float) alpha * (theta[i] > 0.0f ? 1.0f : theta[i] < 0.0f ? -1.0f : 0.0f);
    }
  return alpha * sum;
}
