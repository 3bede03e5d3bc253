/* SPDX-License-Identifier: MIT */
/* The upper layers' kernels against their reference, in every variant. */
#include "core/random.h"
#include "kernels/units.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint n;
  guint K;
  guint N;
  guint of_256; /* how many of 256 numbers are not 0 */
} Shape;

static const Shape SHAPES[] = {
  { 64, 128, 64, 128 }, { 64, 64, 128, 128 },  { 1, 1, 16, 256 },      { 3, 63, 32, 60 },
  { 65, 65, 48, 100 },  { 200, 130, 80, 200 }, { 250, 256, 256, 128 }, { 7, 16, 112, 0 },
  { 63, 100, 16, 256 }, { 129, 40, 64, 30 },
};

static float *
draw (gsize n, guint of_256, LabRandom *random)
{
  float *numbers = g_new0 (float, n);

  for (gsize j = 0; j < n; j++)
    if (lab_random_below (random, 256) < of_256)
      numbers[j] = 2.0f * lab_random_uniform (random) - 1.0f;
  return numbers;
}

typedef struct
{
  guint64 *rows, *columns;
  float *y, *dw;
} Result;

static Result
run (const LabUnitKernels *units, const Shape *s, const float *x, const float *m, const float *dy)
{
  const gsize n_words = lab_unit_words (s->K);
  Result result = { .rows = g_new0 (guint64, s->n * n_words),
                    .columns = g_new0 (guint64, 64 * n_words * lab_unit_words (s->n)),
                    .y = g_new0 (float, (gsize) s->n * s->N),
                    .dw = g_new0 (float, (gsize) s->K * s->N) };

  units->mark (x, s->n, s->K, result.rows);
  units->turn (result.rows, s->n, s->K, result.columns);
  units->product (x, result.rows, s->n, s->K, m, s->N, result.y);
  units->gradient (x, result.columns, s->n, s->K, dy, s->N, result.dw);
  return result;
}

static void
result_clear (Result *result)
{
  g_free (result->rows);
  g_free (result->columns);
  g_free (result->y);
  g_free (result->dw);
}

/* Within 1e-6 of the sum of the absolute terms, of which there are at most @terms. */
static void
assert_near (const float *numbers, const float *expected, gsize n, guint terms)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (numbers[i], expected[i], 1e-6f * (float) terms);
}

static void
test_as_reference (gconstpointer data)
{
  const Shape *s = data;
  const gsize n_words = lab_unit_words (s->K);
  LabRandom random;
  g_autofree float *x = NULL, *m = NULL, *dy = NULL;
  Result expected;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, s->n);
  x = draw ((gsize) s->n * s->K, s->of_256, &random);
  m = draw ((gsize) s->K * s->N, 256, &random);
  dy = draw ((gsize) s->n * s->N, 200, &random);
  expected = run (lab_kernels_get_reference ()->units, s, x, m, dy);
  for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
    {
      Result result = run ((*variant)->units, s, x, m, dy);

      g_assert_cmpmem (result.rows, s->n * n_words * sizeof (guint64), expected.rows,
                       s->n * n_words * sizeof (guint64));
      g_assert_cmpmem (result.columns, 64 * n_words * lab_unit_words (s->n) * sizeof (guint64),
                       expected.columns, 64 * n_words * lab_unit_words (s->n) * sizeof (guint64));
      assert_near (result.y, expected.y, (gsize) s->n * s->N, s->K);
      assert_near (result.dw, expected.dw, (gsize) s->K * s->N, s->n);
      result_clear (&result);
    }
  result_clear (&expected);
}

/* What is not a number is not 0, and goes on; what is 0 takes nothing from it. */
static void
test_not_finite (void)
{
  const Shape s = { 2, 64, 16, 0 };

  for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
    {
      float x[128] = { 0.0f }, m[64 * 16] = { 0.0f }, dy[32] = { 0.0f };
      Result result;

      x[5] = NAN;
      x[64 + 9] = -0.0f;
      m[9 * 16] = INFINITY;
      result = run ((*variant)->units, &s, x, m, dy);
      g_assert_cmphex (result.rows[0], ==, 1 << 5);
      g_assert_cmphex (result.rows[1], ==, 0);
      g_assert_true (isnan (result.y[0]));
      g_assert_cmpfloat (result.y[16], ==, 0.0f);
      result_clear (&result);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (SHAPES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/units/as-reference/%u", i);

      g_test_add_data_func (path, &SHAPES[i], test_as_reference);
    }
  g_test_add_func ("/units/not-finite", test_not_finite);
  return g_test_run ();
}
