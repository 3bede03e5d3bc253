/* SPDX-License-Identifier: MIT */
#include "core/random.h"

#define N_ROUNDS 10

void
lab_random_philox (const guint32 key[2], const guint32 counter[4], guint32 out[4])
{
  guint32 k0 = key[0], k1 = key[1];
  guint32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const guint64 a = (guint64) 0xD2511F53u * c0, b = (guint64) 0xCD9E8D57u * c2;

      c0 = (guint32) (b >> 32) ^ c1 ^ k0;
      c1 = (guint32) b;
      c2 = (guint32) (a >> 32) ^ c3 ^ k1;
      c3 = (guint32) a;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

void
lab_random_init (LabRandom *self, guint64 seed, LabStream stream, guint32 index)
{
  *self = (LabRandom){
    .key = { (guint32) seed, (guint32) (seed >> 32) },
    .counter = { 0, 0, index, (guint32) stream },
    .used = G_N_ELEMENTS (self->buffer),
  };
}

guint32
lab_random_next (LabRandom *self)
{
  if (self->used == G_N_ELEMENTS (self->buffer))
    {
      lab_random_philox (self->key, self->counter, self->buffer);
      self->used = 0;
      if (++self->counter[0] == 0)
        self->counter[1]++;
    }
  return self->buffer[self->used++];
}

float
lab_random_uniform (LabRandom *self)
{
  return (float) (lab_random_next (self) >> 8) * 0x1p-24f;
}

guint32
lab_random_below (LabRandom *self, guint32 n)
{
  guint64 product;
  guint32 threshold;

  g_return_val_if_fail (n > 0, 0);

  /* Lemire (2019), Fast Random Integer Generation in an Interval: the high half is the number; the
   * few low halves that would favour some numbers are drawn again. */
  product = (guint64) lab_random_next (self) * n;
  if ((guint32) product < n)
    {
      threshold = -n % n;
      while ((guint32) product < threshold)
        product = (guint64) lab_random_next (self) * n;
    }
  return (guint32) (product >> 32);
}

void
lab_random_shuffle (LabRandom *self, guint32 *values, guint n)
{
  for (guint i = n; i > 1; i--)
    {
      const guint32 j = lab_random_below (self, i), value = values[j];

      values[j] = values[i - 1];
      values[i - 1] = value;
    }
}
