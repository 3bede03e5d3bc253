/* SPDX-License-Identifier: MIT */
#include "measure/mcnemar.h"

#include <math.h>

/* Of @k heads in @n throws of a fair coin. */
static double
probability (guint k, guint n)
{
  return exp (lgamma (n + 1.0) - lgamma (k + 1.0) - lgamma ((double) (n - k) + 1.0) - n * G_LN2);
}

void
lab_mcnemar_init (LabMcnemar *self, guint only_first, guint only_second)
{
  const guint n = only_first + only_second, least = MIN (only_first, only_second);
  double term = probability (least, n), below = 0.0;

  *self = (LabMcnemar){ .only_first = only_first, .only_second = only_second };
  /* P (k - 1) = P (k) k / (n - k + 1), down to where it adds nothing */
  for (guint k = least; k > 0 && term > below * 1e-18; k--)
    below += term *= k / ((double) (n - k) + 1.0);
  self->p = n == 0                      ? 1.0
            : only_first == only_second ? 1.0 - probability (least, n) / 2.0
                                        : 2.0 * below + probability (least, n);
}

void
lab_mcnemar_count (LabMcnemar *self, const guint8 *labels, const guint8 *first,
                   const guint8 *second, guint n)
{
  guint only_first = 0, only_second = 0;

  for (guint i = 0; i < n; i++)
    {
      only_first += first[i] == labels[i] && second[i] != labels[i];
      only_second += second[i] == labels[i] && first[i] != labels[i];
    }
  lab_mcnemar_init (self, only_first, only_second);
}
