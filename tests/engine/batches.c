/* SPDX-License-Identifier: MIT */
#include "data/batches.h"

#include <string.h>

static void
test_is_permutation (void)
{
  for (guint n = 0; n < 200; n++)
    {
      g_autofree guint32 *order = g_new (guint32, n + 1);
      g_autofree gboolean *seen = g_new0 (gboolean, n + 1);

      order[n] = 12345;
      lab_batches_order (n, n % 7, n, order);
      g_assert_cmpuint (order[n], ==, 12345);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (order[i], <, n);
          g_assert_false (seen[order[i]]);
          seen[order[i]] = TRUE;
        }
    }
}

typedef struct
{
  guint64 seed;
  guint32 epoch;
  guint32 order[12];
} KnownOrder;

/* from a Philox, a Lemire and a Fisher-Yates in Python; a run's record depends on them */
static const KnownOrder KNOWN_ORDERS[] = {
  { 7, 2, { 0, 1, 9, 6, 4, 5, 8, 3, 11, 10, 7, 2 } },
  { 7, 3, { 3, 6, 2, 10, 4, 0, 11, 5, 1, 7, 9, 8 } },
  { (G_GUINT64_CONSTANT (5) << 32) + 1, 0, { 7, 8, 9, 5, 0, 1, 10, 4, 11, 2, 6, 3 } },
};

static void
test_known_orders (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (KNOWN_ORDERS); i++)
    {
      const KnownOrder *known = &KNOWN_ORDERS[i];
      guint32 order[G_N_ELEMENTS (known->order)];

      lab_batches_order (known->seed, known->epoch, G_N_ELEMENTS (order), order);
      g_assert_cmpmem (order, sizeof order, known->order, sizeof known->order);
    }
}

/* The same whatever was asked for before; another for each seed and epoch. */
static void
test_is_stateless (void)
{
  guint32 orders[6][100], again[100];

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    lab_batches_order (1 + i / 3, i % 3, 100, orders[i]);
  for (guint i = G_N_ELEMENTS (orders); i > 0; i--)
    {
      lab_batches_order (1 + (i - 1) / 3, (i - 1) % 3, 100, again);
      g_assert_cmpmem (again, sizeof again, orders[i - 1], sizeof orders[i - 1]);
      for (guint j = 0; j + 1 < i; j++)
        g_assert_true (memcmp (again, orders[j], sizeof again) != 0);
    }
}

static void
test_per_epoch (void)
{
  g_assert_cmpuint (lab_batches_per_epoch (60000, 64), ==, 938);
  g_assert_cmpuint (lab_batches_per_epoch (1, G_MAXUINT), ==, 1);
  g_assert_cmpuint (lab_batches_per_epoch (G_MAXUINT, 1), ==, G_MAXUINT);
  g_assert_cmpuint (lab_batches_per_epoch (G_MAXUINT, 2), ==, 1u << 31);
  for (guint n = 0; n < 60; n++)
    for (guint size = 1; size < 70; size++)
      {
        guint batches = 0;

        for (guint done = 0; done < n; done += size)
          batches++;
        g_assert_cmpuint (lab_batches_per_epoch (n, size), ==, batches);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batches/is-permutation", test_is_permutation);
  g_test_add_func ("/batches/known-orders", test_known_orders);
  g_test_add_func ("/batches/is-stateless", test_is_stateless);
  g_test_add_func ("/batches/per-epoch", test_per_epoch);
  return g_test_run ();
}
