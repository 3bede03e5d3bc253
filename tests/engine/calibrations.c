/* SPDX-License-Identifier: MIT */
/* Reliability diagrams and temperatures against NumPy's and SciPy's, and what holds for any. */
#include "measure/calibration.h"

#include "core/random.h"
#include "oracle.h"

#include <math.h>

static void
assert_near (double value, const json_t *expected)
{
  if (json_is_null (expected))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat_with_epsilon (value, json_number_value (expected),
                                    1e-9 * MAX (1.0, fabs (value)));
}

static void
test_oracle (void)
{
  json_t *json = lab_oracle_load ("calibrations"), *item;
  size_t c;

  json_array_foreach (json_object_get (json, "cases"), c, item)
  {
    const guint K = (guint) lab_oracle_member (item, "n_classes");
    const json_t *array = json_object_get (item, "labels");
    const guint n = (guint) json_array_size (array);
    gsize size;
    g_autofree float *p = lab_oracle_floats (json_object_get (item, "probabilities"), &size);
    g_autofree float *logits = lab_oracle_floats (json_object_get (item, "logits"), &size);
    g_autofree guint8 *labels = g_new (guint8, n);
    LabCalibration calibration;

    for (guint i = 0; i < n; i++)
      labels[i] = (guint8) json_integer_value (json_array_get (array, i));
    lab_calibration_init (&calibration, p, labels, n, K);
    for (guint b = 0; b < LAB_CALIBRATION_BINS; b++)
      {
        g_assert_cmpuint (calibration.count[b], ==,
                          (guint) json_integer_value (
                              json_array_get (json_object_get (item, "counts"), b)));
        assert_near (calibration.confidence[b],
                     json_array_get (json_object_get (item, "confidence"), b));
        assert_near (calibration.accuracy[b],
                     json_array_get (json_object_get (item, "accuracy"), b));
      }
    assert_near (calibration.error, json_object_get (item, "error"));
    assert_near (lab_calibration_temperature (logits, labels, n, K),
                 json_object_get (item, "temperature"));
  }
  json_decref (json);
}

#define N 300
#define K 4

/* Logits that know something, not everything. */
static void
draw (guint seed, float *logits, guint8 *labels)
{
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_CHECK, 0);
  for (guint i = 0; i < N; i++)
    {
      labels[i] = (guint8) lab_random_below (&random, K);
      for (guint k = 0; k < K; k++)
        logits[i * K + k] = 4.0f * lab_random_uniform (&random) + (k == labels[i] ? 1.5f : 0.0f);
    }
}

static double
loss_at (const float *logits, const guint8 *labels, double temperature)
{
  double loss = 0.0;

  for (guint i = 0; i < N; i++)
    {
      double sum = 0.0;

      for (guint k = 0; k < K; k++)
        sum += exp ((double) logits[i * K + k] / temperature);
      loss += log (sum) - (double) logits[i * K + labels[i]] / temperature;
    }
  return loss;
}

/* Twice the logits, twice the temperature, over all of what floats hold; and no other is better. */
static void
test_temperature (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      float logits[N * K], scaled[N * K];
      guint8 labels[N];
      double temperature, best;

      draw (seed, logits, labels);
      temperature = lab_calibration_temperature (logits, labels, N, K);
      best = loss_at (logits, labels, temperature);
      for (int step = -3; step <= 3; step++)
        g_assert_cmpfloat (best, <=, loss_at (logits, labels, temperature * exp (step * 0.01)));
      for (int power = -100; power <= 100; power += 50)
        {
          for (guint i = 0; i < N * K; i++)
            scaled[i] = ldexpf (logits[i], power);
          g_assert_cmpfloat_with_epsilon (ldexp (lab_calibration_temperature (scaled, labels, N, K),
                                                 -power),
                                          temperature, 1e-9 * temperature);
        }
      for (guint i = 0; i < N * K; i++)
        scaled[i] = logits[i] + 64.0f * (float) (i / K % 3); /* of a picture, all alike */
      g_assert_cmpfloat_with_epsilon (lab_calibration_temperature (scaled, labels, N, K),
                                      temperature, 1e-4);
    }
}

static void
test_error (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      float logits[N * K], p[N * K];
      guint8 labels[N];
      LabCalibration calibration;
      guint n = 0;

      draw (seed, logits, labels);
      for (guint i = 0; i < N; i++)
        {
          double sum = 0.0;

          for (guint k = 0; k < K; k++)
            sum += exp ((double) seed * (double) logits[i * K + k]);
          for (guint k = 0; k < K; k++)
            p[i * K + k] = (float) (exp ((double) seed * (double) logits[i * K + k]) / sum);
        }
      lab_calibration_init (&calibration, p, labels, N, K);
      g_assert_true (calibration.error >= 0.0 && calibration.error <= 1.0);
      for (guint b = 0; b < LAB_CALIBRATION_BINS; b++)
        {
          n += calibration.count[b];
          if (calibration.count[b] == 0)
            continue;
          g_assert_cmpfloat (calibration.confidence[b], >, b / 15.0 - 1e-7);
          g_assert_cmpfloat (calibration.confidence[b], <, (b + 1) / 15.0 + 1e-7);
        }
      g_assert_cmpuint (n, ==, N);
    }
}

static void
test_degenerate (void)
{
  const guint8 labels[] = { 0, 1, 0 };
  const float right[] = { 2, 1, 0, 3, 1, 1 }, same[] = { 1, 1, 1, 1, 1, 1 },
              wrong[] = { 0, 1, 5, 2, 0, 3 }, broken[] = { 0, 1, NAN, 2, 0, 3 },
              endless[] = { 0, 1, INFINITY, 2, 0, 3 };
  const float *none[] = { right, same, wrong, broken, endless };
  LabCalibration calibration;

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_true (isnan (lab_calibration_temperature (none[i], labels, 3, 2)));
  g_assert_true (isnan (lab_calibration_temperature (NULL, NULL, 0, 2)));
  lab_calibration_init (&calibration, NULL, NULL, 0, 2);
  g_assert_true (isnan (calibration.error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/calibrations/oracle", test_oracle);
  g_test_add_func ("/calibrations/temperature-scales-with-the-logits", test_temperature);
  g_test_add_func ("/calibrations/error-is-a-fraction", test_error);
  g_test_add_func ("/calibrations/degenerate", test_degenerate);
  return g_test_run ();
}
