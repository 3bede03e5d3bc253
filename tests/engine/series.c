/* SPDX-License-Identifier: MIT */
#include "series.h"

#include "core/append.h"
#include "core/random.h"

#include <math.h>
#include <pthread.h>

static void
test_range_is_naive (void)
{
  g_autoptr (LabSeries) series = lab_series_new ();
  const guint n = 20000;
  g_autofree float *values = g_new (float, n);
  LabRandom random;

  lab_random_init (&random, 5, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < n; i++)
    {
      const guint kind = lab_random_below (&random, 50);

      values[i] = kind == 0   ? NAN
                  : kind == 1 ? INFINITY
                  : kind == 2 ? -INFINITY
                              : lab_random_uniform (&random);
      g_assert_cmpuint (lab_series_count (series), ==, i);
      lab_series_append (series, values[i]);
    }
  for (guint i = 0; i < n; i++)
    if (!isnan (values[i]))
      g_assert_cmpfloat (lab_series_get (series, i), ==, values[i]);
  for (guint trial = 0; trial < 3000; trial++)
    {
      const guint from = lab_random_below (&random, n),
                  span = lab_random_below (&random, trial % 2 ? 40 : n);
      const guint to = MIN (from + span, n);
      float least = INFINITY, greatest = -INFINITY, low = 7.0f, high = 7.0f;

      for (guint i = from; i < to; i++)
        if (isfinite (values[i]))
          {
            least = fminf (least, values[i]);
            greatest = fmaxf (greatest, values[i]);
          }
      if (lab_series_range (series, from, to, &low, &high))
        {
          g_assert_cmpfloat (low, ==, least);
          g_assert_cmpfloat (high, ==, greatest);
        }
      else
        {
          g_assert_true (least > greatest);
          g_assert_cmpfloat (low, ==, 7.0f);
        }
    }
}

/* One at the address of another that is gone is another one all the same. */
static void
test_ids (void)
{
  guint64 last = 0;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (LabSeries) series = lab_series_new ();

      g_assert_cmpuint (lab_series_get_id (series), >, last);
      last = lab_series_get_id (series);
    }
}

typedef struct
{
  LabSeries *series;
  LabAppend *items;
  guint n;
} Shared;

static void *
write_all (void *data)
{
  Shared *shared = data;

  for (guint i = 0; i < shared->n; i++)
    {
      lab_series_append (shared->series, (float) i);
      lab_append_push (shared->items, GUINT_TO_POINTER (i));
    }
  return NULL;
}

static void
ignore (gpointer item)
{
}

/* What a count announces is there, while the writer goes on. */
static void
test_reader_beside_writer (void)
{
  Shared shared = { lab_series_new (), lab_append_new (ignore), 200000 };
  pthread_t writer;
  guint64 seen = 0;

  g_assert_cmpint (pthread_create (&writer, NULL, write_all, &shared), ==, 0);
  while (seen < shared.n)
    {
      const guint n_items = lab_append_count (shared.items);
      float least, greatest;

      seen = lab_series_count (shared.series);
      if (seen > 0)
        {
          g_assert_true (lab_series_range (shared.series, 0, seen, &least, &greatest));
          g_assert_cmpfloat (least, ==, 0.0f);
          g_assert_cmpfloat (greatest, ==, (float) (seen - 1));
        }
      if (n_items > 0)
        g_assert_cmpuint (GPOINTER_TO_UINT (lab_append_get (shared.items, n_items - 1)), ==,
                          n_items - 1);
    }
  pthread_join (writer, NULL);
  for (guint i = 0; i < shared.n; i += 997)
    g_assert_cmpuint (GPOINTER_TO_UINT (lab_append_get (shared.items, i)), ==, i);
  lab_series_free (shared.series);
  lab_append_free (shared.items);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/range-is-naive", test_range_is_naive);
  g_test_add_func ("/series/ids", test_ids);
  g_test_add_func ("/series/reader-beside-writer", test_reader_beside_writer);
  return g_test_run ();
}
