/* SPDX-License-Identifier: MIT */
/* Losses against PyTorch's values and gradients in double, and against finite differences. */
#include "core/random.h"
#include "loss.h"
#include "oracle.h"

#include <math.h>
#include <string.h>

static void
test_as_pytorch (void)
{
  json_t *json = lab_oracle_load ("losses"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "cases"), i, item)
  {
    const LabLoss *loss = lab_loss_find (json_string_value (json_object_get (item, "loss")), NULL);
    gsize n_logits, n_targets, K, P;
    g_autofree float *logits = lab_oracle_floats (json_object_get (item, "logits"), &n_logits);
    g_autofree float *gradient = lab_oracle_floats (json_object_get (item, "gradient"), &n_logits);
    g_autofree float *weights = lab_oracle_floats (json_object_get (item, "weights"), &K);
    g_autofree float *targets = lab_oracle_floats (json_object_get (item, "targets"), &n_targets);
    g_autofree float *theta = lab_oracle_floats (json_object_get (item, "theta"), &P);
    g_autofree float *dtheta_expected = lab_oracle_floats (json_object_get (item, "dtheta"), &P);
    g_autofree float *dlogits = g_new (float, n_logits);
    g_autofree float *dtheta = g_new0 (float, P);
    g_autofree guint8 *y = g_new (guint8, n_targets);
    const double alpha = 0.01, expected = lab_oracle_member (item, "value");
    double value, penalty;

    for (gsize b = 0; b < n_targets; b++)
      y[b] = (guint8) targets[b];
    value = lab_loss_evaluate (
        loss, &(LabLossBatch){ (guint) n_targets, (guint) K, logits, y, weights, &alpha }, dlogits);
    g_assert_cmpfloat_with_epsilon (value, expected, 2e-6 * MAX (1.0, fabs (expected)));
    for (gsize j = 0; j < n_logits; j++)
      g_assert_cmpfloat_with_epsilon (dlogits[j], gradient[j], 1e-6f);
    penalty = lab_loss_penalty (loss, &alpha, theta, P, dtheta);
    g_assert_cmpfloat_with_epsilon (penalty, lab_oracle_member (item, "penalty"), 1e-6);
    for (gsize j = 0; j < P; j++)
      g_assert_cmpfloat_with_epsilon (dtheta[j], dtheta_expected[j], 1e-7f);
  }
  json_decref (json);
}

/* Walks the table: every loss, random shapes. */
static void
test_finite_differences (void)
{
  LabRandom random;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, 0);
  for (const LabLoss *const *loss = lab_loss_list (); *loss != NULL; loss++)
    for (guint trial = 0; trial < 20; trial++)
      {
        const guint B = 1 + lab_random_below (&random, 5), K = 2 + lab_random_below (&random, 6);
        g_autofree float *z = g_new (float, B *K);
        g_autofree float *dz = g_new (float, B *K);
        g_autofree guint8 *y = g_new (guint8, B);
        float w[8];
        double parameters[LAB_MAX_CLASSES] = { 0.01 };

        for (guint k = 0; k < 8; k++)
          w[k] = 0.2f + 2.0f * lab_random_uniform (&random);
        for (guint j = 0; j < B * K; j++)
          z[j] = 4.0f * lab_random_uniform (&random) - 2.0f;
        for (guint b = 0; b < B; b++)
          y[b] = (guint8) lab_random_below (&random, K);
        lab_loss_evaluate (*loss, &(LabLossBatch){ B, K, z, y, w, parameters }, dz);
        for (guint j = 0; j < B * K; j++)
          {
            const float before = z[j], h = 1e-2f;
            double above, below;

            z[j] = before + h;
            above = lab_loss_evaluate (*loss, &(LabLossBatch){ B, K, z, y, w, parameters }, NULL);
            z[j] = before - h;
            below = lab_loss_evaluate (*loss, &(LabLossBatch){ B, K, z, y, w, parameters }, NULL);
            z[j] = before;
            g_assert_cmpfloat_with_epsilon ((above - below) / (2.0 * (double) h), (double) dz[j],
                                            1e-4);
          }
      }
}

/* NaN and infinity come through, so that training can see them. */
static void
test_not_finite (void)
{
  const float bad[] = { NAN, INFINITY };
  const guint8 y[] = { 1 };
  const float w[] = { 1.0f, 1.0f, 1.0f };
  const double alpha = 0.01;

  for (const LabLoss *const *loss = lab_loss_list (); *loss != NULL; loss++)
    for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
      for (guint k = 0; k < 3; k++)
        {
          float z[] = { 0.1f, 0.2f, 0.3f };

          z[k] = bad[i];
          g_assert_true (!isfinite (
              lab_loss_evaluate (*loss, &(LabLossBatch){ 1, 3, z, y, w, &alpha }, NULL)));
        }
}

static void
test_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_loss_find ("focal-ish", &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_assert_true (strstr (error->message, "weighted-cross-entropy") != NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/losses/as-pytorch", test_as_pytorch);
  g_test_add_func ("/losses/finite-differences", test_finite_differences);
  g_test_add_func ("/losses/not-finite-comes-through", test_not_finite);
  g_test_add_func ("/losses/unknown", test_unknown);
  return g_test_run ();
}
