/* SPDX-License-Identifier: MIT */
/* Every optimiser against PyTorch's parameters after 20 steps. */
#include "kernels/kernels.h"
#include "net/optimiser.h"
#include "oracle.h"

#include <math.h>

static void
test_as_pytorch (gconstpointer data)
{
  const LabOptimiser *optimiser = data;
  json_t *json = lab_oracle_load ("optimisers");
  gsize n, n_gradients;
  g_autofree float *expected = lab_oracle_floats (json_object_get (json, optimiser->id), &n);
  g_autofree float *gradients
      = lab_oracle_floats (json_object_get (json, "gradients"), &n_gradients);

  for (const LabKernels *const *kernels = lab_kernels_list (); *kernels != NULL; kernels++)
    {
      g_autofree float *theta = lab_oracle_floats (json_object_get (json, "theta"), &n);
      g_autofree float *one = g_new0 (float, n);
      g_autofree float *two = g_new0 (float, n);

      lab_kernels_use (*kernels);
      for (guint t = 0; t < n_gradients / n; t++)
        optimiser->step (&(LabOptimiserStep){
            .n = n,
            .theta = theta,
            .dtheta = gradients + t * n,
            .averages = { one, two },
            .t = t + 1,
            .learning_rate = 0.003,
            .momentum = 0.8,
        });
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat_with_epsilon (theta[i], expected[i],
                                        1e-6f * fmaxf (1.0f, fabsf (expected[i])));
    }
  lab_kernels_use (NULL);
  json_decref (json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const LabOptimiser *row = lab_optimisers; row->id != NULL; row++)
    {
      g_autofree char *path = g_strconcat ("/optimisers/as-pytorch/", row->id, NULL);

      g_test_add_data_func (path, row, test_as_pytorch);
    }
  return g_test_run ();
}
