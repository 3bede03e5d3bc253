/* SPDX-License-Identifier: MIT */
#include "data/batches.h"

#include "core/random.h"

void
lab_batches_order (guint64 seed, guint32 epoch, guint n, guint32 *order)
{
  LabRandom random;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  lab_random_init (&random, seed, LAB_STREAM_BATCHES, epoch);
  lab_random_shuffle (&random, order, n);
}

guint
lab_batches_per_epoch (guint n, guint batch_size)
{
  return n / batch_size + (n % batch_size > 0);
}
