/* SPDX-License-Identifier: MIT */
/* Philox against its authors' known answers; what is drawn from it against chi-square. */
#include "core/random.h"

#include <math.h>

typedef struct
{
  guint32 counter[4];
  guint32 key[2];
  guint32 answer[4];
} KnownAnswer;

/* Random123, kat_vectors: philox 4x32, 10 rounds */
static const KnownAnswer KNOWN_ANSWERS[] = {
  { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
  { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
    { 0xffffffff, 0xffffffff },
    { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
  { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
    { 0xa4093822, 0x299f31d0 },
    { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void
test_known_answers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (KNOWN_ANSWERS); i++)
    {
      const KnownAnswer *known = &KNOWN_ANSWERS[i];
      guint32 out[4];

      lab_random_philox (known->key, known->counter, out);
      g_assert_cmpmem (out, sizeof out, known->answer, sizeof known->answer);
    }
}

/* The numbers of (seed, stream, index) are Philox's at the counters (block, 0, index, stream). */
static void
test_sequence (void)
{
  const guint64 seed = G_GUINT64_CONSTANT (0x0123456789abcdef);
  const guint32 key[2] = { 0x89abcdef, 0x01234567 };
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_NOISE, 77);
  for (guint32 block = 0; block < 100; block++)
    {
      const guint32 counter[4] = { block, 0, 77, LAB_STREAM_NOISE };
      guint32 out[4];

      lab_random_philox (key, counter, out);
      for (guint i = 0; i < 4; i++)
        g_assert_cmphex (lab_random_next (&random), ==, out[i]);
    }
}

static void
test_coordinates_matter (void)
{
  const guint64 seeds[] = { 1, 2, G_GUINT64_CONSTANT (1) << 32 };
  const LabStream streams[] = { LAB_STREAM_WEIGHTS, LAB_STREAM_BATCHES };
  const guint32 indices[] = { 0, 1, G_MAXUINT32 };
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (seeds); i++)
    for (guint j = 0; j < G_N_ELEMENTS (streams); j++)
      for (guint k = 0; k < G_N_ELEMENTS (indices); k++)
        {
          LabRandom random;

          lab_random_init (&random, seeds[i], streams[j], indices[k]);
          g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (lab_random_next (&random))));
        }
}

static void
test_uniform (void)
{
  LabRandom random, again;
  double sum = 0.0, squares = 0.0;
  const guint n = 100000;

  lab_random_init (&random, 1, LAB_STREAM_WEIGHTS, 0);
  again = random;
  for (guint i = 0; i < n; i++)
    {
      const float x = lab_random_uniform (&random);

      g_assert_cmpfloat (x, >=, 0.0f);
      g_assert_cmpfloat (x, <, 1.0f);
      g_assert_cmpfloat (x * 0x1p24f, ==, (float) (lab_random_next (&again) >> 8));
      sum += (double) x;
      squares += (double) x * (double) x;
    }
  /* five standard deviations of the mean, and of the mean of squares */
  g_assert_cmpfloat (fabs (sum / n - 1.0 / 2.0), <, 5.0 * sqrt (1.0 / 12.0 / n));
  g_assert_cmpfloat (fabs (squares / n - 1.0 / 3.0), <, 5.0 * sqrt (4.0 / 45.0 / n));
}

/* Chi-square of @counts: [bins] against equal ones, within five standard deviations of its mean. */
static void
assert_equally_likely (const guint *counts, guint bins, guint n)
{
  const double expected = (double) n / bins, freedom = bins - 1;
  double chi_square = 0.0;

  for (guint i = 0; i < bins; i++)
    chi_square += pow (counts[i] - expected, 2.0) / expected;
  g_assert_cmpfloat (fabs (chi_square - freedom), <, 5.0 * sqrt (2.0 * freedom) + 1.0);
}

static void
test_below (void)
{
  const guint32 ends[] = { 2, 3, 7, 10, 64, 1000 };
  const guint n = 200000;
  LabRandom random;

  lab_random_init (&random, 2, LAB_STREAM_NOISE, 0);
  g_assert_cmpuint (lab_random_below (&random, 1), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree guint *counts = g_new0 (guint, ends[i]);

      for (guint j = 0; j < n; j++)
        {
          const guint32 x = lab_random_below (&random, ends[i]);

          g_assert_cmpuint (x, <, ends[i]);
          counts[x]++;
        }
      assert_equally_likely (counts, ends[i], n);
    }
}

/* 2^32 words for 3 * 2^30 numbers: without rejection every third would come twice as often. */
static void
test_below_rejects (void)
{
  const guint n = 30000;
  guint counts[3] = { 0 };
  LabRandom random;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < n; i++)
    counts[lab_random_below (&random, 3u << 30) % 3]++;
  assert_equally_likely (counts, 3, n);
}

static void
test_shuffle_is_permutation (void)
{
  LabRandom random;

  lab_random_init (&random, 4, LAB_STREAM_BATCHES, 0);
  for (guint n = 0; n < 300; n++)
    {
      g_autofree guint32 *values = g_new (guint32, n + 1);
      g_autofree gboolean *seen = g_new0 (gboolean, n + 1);

      for (guint i = 0; i <= n; i++)
        values[i] = i;
      lab_random_shuffle (&random, values, n);
      g_assert_cmpuint (values[n], ==, n);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (values[i], <, n);
          g_assert_false (seen[values[i]]);
          seen[values[i]] = TRUE;
        }
    }
}

/* All 24 orders of four. */
static void
test_shuffle_is_fair (void)
{
  const guint n = 48000;
  guint counts[256] = { 0 }, orders[24], n_orders = 0;
  LabRandom random;

  lab_random_init (&random, 5, LAB_STREAM_BATCHES, 0);
  for (guint i = 0; i < n; i++)
    {
      guint32 v[4] = { 0, 1, 2, 3 };

      lab_random_shuffle (&random, v, 4);
      counts[v[0] | v[1] << 2 | v[2] << 4 | v[3] << 6]++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      {
        g_assert_cmpuint (n_orders, <, G_N_ELEMENTS (orders));
        orders[n_orders++] = counts[i];
      }
  g_assert_cmpuint (n_orders, ==, G_N_ELEMENTS (orders));
  assert_equally_likely (orders, n_orders, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answers", test_known_answers);
  g_test_add_func ("/random/sequence", test_sequence);
  g_test_add_func ("/random/coordinates-matter", test_coordinates_matter);
  g_test_add_func ("/random/uniform", test_uniform);
  g_test_add_func ("/random/below", test_below);
  g_test_add_func ("/random/below-rejects", test_below_rejects);
  g_test_add_func ("/random/shuffle-is-permutation", test_shuffle_is_permutation);
  g_test_add_func ("/random/shuffle-is-fair", test_shuffle_is_fair);
  return g_test_run ();
}
