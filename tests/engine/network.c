/* SPDX-License-Identifier: MIT */
/* The network against a naive one in double, its gradients against finite differences of that one.
 */
#include "net/network.h"

#include "core/random.h"
#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint n_inputs;
  guint hidden[LAB_MAX_HIDDEN];
  guint n_hidden;
  guint classes[LAB_MAX_HEADS];
  guint n_heads;
  guint B;
} Shape;

/* Odd sizes, none, one and many layers, two heads. */
static const Shape SHAPES[] = {
  { 7, { 0 }, 0, { 3 }, 1, 4 },     { 30, { 12, 7 }, 2, { 4 }, 1, 5 },
  { 1, { 1 }, 1, { 2 }, 1, 1 },     { 9, { 33, 17, 5 }, 3, { 10 }, 1, 3 },
  { 11, { 8 }, 1, { 3, 2 }, 2, 6 }, { 6, { 0 }, 0, { 3, 5 }, 2, 2 },
};

/* Sum over heads of dlogits . logits, whose gradient with respect to the logits is dlogits. */
static double
naive (const LabNetwork *network, const float *theta, guint B, const LabActivations *a)
{
  double sum = 0.0;

  for (guint b = 0; b < B; b++)
    {
      double x[64], y[64];
      guint width = network->n_inputs;

      for (guint i = 0; i < width; i++)
        x[i] = 2.0 * a->pictures[b][i] / 255.0 - 1.0;
      for (guint l = 0; l < network->n_hidden; l++)
        {
          const LabDense *layer = &network->hidden[l];

          for (guint o = 0; o < layer->n_out; o++)
            {
              y[o] = (double) theta[layer->biases + o];
              for (guint i = 0; i < width; i++)
                y[o] += (double) theta[layer->weights + i * layer->n_out + o] * x[i];
              y[o] = MAX (y[o], 0.0);
            }
          width = layer->n_out;
          memcpy (x, y, sizeof x);
        }
      for (guint h = 0; h < network->n_heads; h++)
        for (guint o = 0; o < network->heads[h].n_out; o++)
          {
            double z = (double) theta[network->heads[h].biases + o];

            for (guint i = 0; i < width; i++)
              z += (double) theta[network->heads[h].weights + o * width + i] * x[i];
            sum += (double) a->dlogits[h][b * network->heads[h].n_out + o] * z;
          }
    }
  return sum;
}

static double
fast (const LabNetwork *network, const float *theta, guint B, LabActivations *a)
{
  double sum = 0.0;

  lab_network_forward (network, theta, B, a);
  for (guint h = 0; h < network->n_heads; h++)
    for (guint i = 0; i < B * network->heads[h].n_out; i++)
      sum += (double) a->dlogits[h][i] * (double) a->logits[h][i];
  return sum;
}

/* Bytes, two thirds of them 0; the first picture has none that is not. */
static void
load_random (const LabNetwork *network, guint n, guint8 *pixels, LabActivations *a,
             LabRandom *random)
{
  for (guint b = 0; b < n; b++)
    {
      guint8 *row = pixels + (gsize) b * network->n_inputs;

      for (guint i = 0; i < network->n_inputs; i++)
        row[i] = b == 0 || lab_random_below (random, 3) > 0
                     ? 0
                     : (guint8) lab_random_below (random, 256);
      lab_network_load (network, b, row, a);
    }
}

static void
fill (float *values, gsize n, LabRandom *random)
{
  for (gsize i = 0; i < n; i++)
    values[i] = 2.0f * lab_random_uniform (random) - 1.0f;
}

static void
test_gradient (gconstpointer data)
{
  const Shape *shape = data;
  LabNetwork network;
  LabActivations a;
  LabRandom random;
  g_autofree float *theta = NULL;
  g_autofree float *dtheta = NULL;
  g_autofree guint8 *pixels = NULL;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, shape->B);
  g_assert_true (lab_network_init (&network, shape->n_inputs, shape->hidden, shape->n_hidden,
                                   shape->classes, shape->n_heads, NULL));
  g_assert_true (lab_activations_init (&a, &network, shape->B + 2, NULL));
  theta = g_new (float, network.n_parameters);
  dtheta = g_new (float, network.n_parameters);
  lab_network_initialise (&network, 4, theta);
  pixels = g_malloc ((gsize) shape->B * shape->n_inputs);
  load_random (&network, shape->B, pixels, &a, &random);
  for (guint h = 0; h < shape->n_heads; h++)
    fill (a.dlogits[h], (gsize) shape->B * shape->classes[h], &random);

  g_assert_cmpfloat_with_epsilon (fast (&network, theta, shape->B, &a),
                                  naive (&network, theta, shape->B, &a), 1e-4);
  lab_network_backward (&network, theta, shape->B, &a, dtheta);
  for (gsize p = 0; p < network.n_parameters; p++)
    {
      const float before = theta[p], h = 1e-3f;
      double above, below, middle = naive (&network, theta, shape->B, &a);

      theta[p] = before + h;
      above = naive (&network, theta, shape->B, &a);
      theta[p] = before - h;
      below = naive (&network, theta, shape->B, &a);
      theta[p] = before;
      /* Where a ReLU bends between the two, the two one-sided slopes differ, and either may be
       * right. */
      if (fabs ((above - middle) - (middle - below)) < 1e-7)
        g_assert_cmpfloat_with_epsilon ((above - below) / (2.0 * (double) h), (double) dtheta[p],
                                        2e-3);
    }
  lab_activations_clear (&a);
}

static void
test_initialise (void)
{
  LabNetwork one, other;
  g_autofree float *theta = NULL;
  g_autofree float *wider = NULL;
  double mean = 0.0, square = 0.0;
  const gsize n = 784 * 128;

  g_assert_true (lab_network_init (&one, 784, (guint[]){ 128, 64 }, 2, (guint[]){ 10 }, 1, NULL));
  g_assert_true (lab_network_init (&other, 784, (guint[]){ 128, 65 }, 2, (guint[]){ 10 }, 1, NULL));
  g_assert_cmpuint (one.n_parameters, ==, 109386);
  theta = g_new (float, one.n_parameters);
  wider = g_new (float, other.n_parameters);
  lab_network_initialise (&one, 1, theta);
  lab_network_initialise (&other, 1, wider);

  /* A layer's numbers do not depend on the sizes of the others. */
  g_assert_cmpmem (theta, (n + 128) * sizeof (float), wider, (n + 128) * sizeof (float));
  for (gsize i = 0; i < n; i++)
    {
      g_assert_true (fabsf (theta[i]) <= 1.0f / 28.0f);
      mean += (double) theta[i] / (double) n;
      square += (double) theta[i] * (double) theta[i] / (double) n;
    }
  g_assert_cmpfloat_with_epsilon (mean, 0.0, 3e-4);
  g_assert_cmpfloat_with_epsilon (square, 1.0 / (3.0 * 784.0), 5e-6);

  lab_network_initialise (&other, 2, wider);
  g_assert_true (memcmp (theta, wider, n * sizeof (float)) != 0);
}

static void
test_not_finite (void)
{
  const struct
  {
    gsize parameter;
    const char *where;
  } places[] = { { 0, "hidden layer 1" },
                 { 30 * 12 + 12, "hidden layer 2" },
                 { 30 * 12 + 12 + 12 * 7 + 7, "the output layer" } };
  LabNetwork network;
  LabActivations a;
  guint8 pixels[60];
  g_autofree float *theta = NULL;

  g_assert_true (lab_network_init (&network, 30, (guint[]){ 12, 7 }, 2, (guint[]){ 4 }, 1, NULL));
  g_assert_true (lab_activations_init (&a, &network, 2, NULL));
  theta = g_new (float, network.n_parameters);
  for (guint i = 0; i < 60; i++)
    pixels[i] = (guint8) (3 * i);
  for (guint b = 0; b < 2; b++)
    lab_network_load (&network, b, pixels + 30 * b, &a);
  for (guint p = 0; p < G_N_ELEMENTS (places); p++)
    {
      g_autofree char *where = NULL;

      lab_network_initialise (&network, 1, theta);
      a.sums_are_current = FALSE;
      lab_network_forward (&network, theta, 2, &a);
      g_assert_null (lab_network_find_not_finite (&network, 2, &a));
      theta[places[p].parameter] = NAN;
      a.sums_are_current = FALSE;
      lab_network_forward (&network, theta, 2, &a);
      where = lab_network_find_not_finite (&network, 2, &a);
      g_assert_cmpstr (where, ==, places[p].where);
    }
  lab_activations_clear (&a);
}

static void
test_too_large (void)
{
  LabNetwork network = { .n_inputs = 42 };
  g_autoptr (GError) error = NULL;
  const guint huge[] = { G_MAXUINT, G_MAXUINT, G_MAXUINT };

  g_assert_false (lab_network_init (&network, G_MAXUINT, huge, 3, (guint[]){ 10 }, 1, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_MEMORY);
  g_assert_cmpuint (network.n_inputs, ==, 42);
}

static void
test_normalise (void)
{
  guint8 pixels[256];
  float out[256];

  for (guint u = 0; u < 256; u++)
    pixels[u] = (guint8) u;
  for (const LabKernels *const *kernels = lab_kernels_list (); *kernels != NULL; kernels++)
    {
      (*kernels)->normalise (pixels, 256, out);
      for (guint u = 0; u < 256; u++)
        g_assert_cmpfloat (out[u], ==, ((float) u / 255.0f - 0.5f) / 0.5f);
    }
}

/* All variants give the bits of the last one in every kernel of kernels.c, whatever the length. */
static void
test_variants_agree (void)
{
  const LabKernels *const *list = lab_kernels_list ();
  LabRandom random;

  lab_random_init (&random, 8, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 50; trial++)
    {
      const guint n = 1 + lab_random_below (&random, 300), rows = 1 + lab_random_below (&random, 5);
      const gsize size = (gsize) rows * n;
      g_autofree float *x = g_new (float, size);
      g_autofree float *g = g_new (float, size);
      g_autofree float *bias = g_new (float, n);
      g_autofree float *expected = NULL;
      double sum = 0.0;

      fill (x, size, &random);
      fill (g, size, &random);
      fill (bias, n, &random);
      x[0] = NAN;
      for (guint v = g_strv_length ((char **) list); v-- > 0;)
        {
          const LabKernels *kernels = list[v];
          g_autofree float *all = g_new0 (float, 8 * size);
          const LabAdamStep step = { 0.9f, 0.1f, 0.999f, 0.001f, 0.01f, 1.5f, 1e-8f };

          for (guint copy = 0; copy < 4; copy++)
            memcpy (all + copy * size, copy == 2 ? g : x, size * sizeof (float));
          kernels->add_bias (all, bias, rows, n);
          kernels->add_bias_relu (all + size, bias, rows, n);
          g_assert_true (isnan (all[size]));
          kernels->relu_backward (all + 2 * size, g, size);
          kernels->adam (all + 3 * size, all + 4 * size, all + 5 * size, g, size, &step);
          kernels->sgd (all + 2 * size, all + 6 * size, g, size, 0.9f, 0.1f);
          kernels->column_sums (g, rows, n, all + 7 * size);
          kernels->l1_backward (bias, n, 0.25f, all + 7 * size);
          if (expected == NULL)
            {
              expected = g_steal_pointer (&all);
              sum = kernels->l1 (g, size);
            }
          else
            {
              g_assert_cmpmem (all, 8 * size * sizeof (float), expected, 8 * size * sizeof (float));
              g_assert_cmpfloat (kernels->l1 (g, size), ==, sum);
            }
        }
      {
        double plain = 0.0;

        for (gsize i = 0; i < size; i++)
          plain += fabs ((double) g[i]);
        g_assert_cmpfloat_with_epsilon (sum, plain, 1e-6 * plain);
      }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (SHAPES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/network/gradient/shape-%u", i);

      g_test_add_data_func (path, &SHAPES[i], test_gradient);
    }
  g_test_add_func ("/network/initialise", test_initialise);
  g_test_add_func ("/network/not-finite", test_not_finite);
  g_test_add_func ("/network/too-large", test_too_large);
  g_test_add_func ("/network/normalise", test_normalise);
  g_test_add_func ("/network/variants-agree", test_variants_agree);
  return g_test_run ();
}
