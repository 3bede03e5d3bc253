/* SPDX-License-Identifier: MIT */
/* The first layer's kernels, in every variant, and the plain way through OpenBLAS against their
 * reference: odd sizes, batches of one and of many blocks, dense and empty pictures. */
#include "core/random.h"
#include "kernels/kernels.h"
#include "net/network.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint I;
  guint H;
  guint B;
  guint of_256; /* how many of 256 pixels are not 0 */
} Shape;

static const Shape SHAPES[] = {
  { 784, 128, 64, 50 }, { 784, 128, 64, 256 }, { 784, 128, 64, 0 },  { 784, 128, 60, 128 },
  { 1, 1, 1, 128 },     { 7, 33, 65, 100 },    { 30, 12, 17, 30 },   { 15, 40, 200, 60 },
  { 29, 31, 256, 90 },  { 25, 64, 500, 50 },   { 16, 100, 63, 200 }, { 3, 64, 64, 256 },
  { 18, 130, 70, 90 },
};

/* One way to train: a variant, or OpenBLAS. */
typedef struct
{
  const LabKernels *kernels;
  gboolean plain;
} Way;

/* The reference first, then all others; ended by one without kernels. */
static Way *
list_ways (void)
{
  const LabKernels *const *variants = lab_kernels_list ();
  const guint n = g_strv_length ((char **) variants);
  Way *ways = g_new0 (Way, n + 2);

  for (guint i = 0; i < n; i++)
    ways[i].kernels = variants[n - 1 - i];
  ways[n] = (Way){ variants[0], TRUE };
  return ways;
}

typedef struct
{
  LabNetwork network;
  LabActivations a;
  float *theta;
  float *dtheta;
  float *averages[LAB_MAX_AVERAGES];
} Side;

static void
side_init (Side *self, const Shape *shape, const Way *way, const guint8 *pixels,
           const float *dlogits)
{
  *self = (Side){ 0 };
  lab_kernels_use (way->kernels);
  g_assert_true (
      lab_network_init (&self->network, shape->I, &shape->H, 1, (guint[]){ 3 }, 1, NULL));
  self->network.plain = way->plain;
  g_assert_true (lab_activations_init (&self->a, &self->network, shape->B, NULL));
  self->theta = g_new0 (float, self->network.n_parameters);
  self->dtheta = g_new0 (float, self->network.n_parameters);
  for (guint i = 0; i < LAB_MAX_AVERAGES; i++)
    self->averages[i] = g_new0 (float, self->network.n_parameters);
  lab_network_initialise (&self->network, 5, self->theta);
  for (guint b = 0; b < shape->B; b++)
    lab_network_load (&self->network, b, pixels + (gsize) b * shape->I, &self->a);
  lab_network_forward (&self->network, self->theta, shape->B, &self->a);
  memcpy (self->a.dlogits[0], dlogits, (gsize) shape->B * 3 * sizeof (float));
}

static void
side_clear (Side *self)
{
  lab_activations_clear (&self->a);
  g_free (self->theta);
  g_free (self->dtheta);
  for (guint i = 0; i < LAB_MAX_AVERAGES; i++)
    g_free (self->averages[i]);
}

static void
make_batch (const Shape *shape, guint8 **pixels, float **dlogits)
{
  LabRandom random;

  lab_random_init (&random, 2, LAB_STREAM_NOISE, shape->B);
  *pixels = g_malloc0 ((gsize) shape->B * shape->I);
  *dlogits = g_new (float, (gsize) shape->B * 3);
  for (gsize j = 0; j < (gsize) shape->B * shape->I; j++)
    if (lab_random_below (&random, 256) < shape->of_256)
      (*pixels)[j] = (guint8) (1 + lab_random_below (&random, 255));
  for (gsize j = 0; j < (gsize) shape->B * 3; j++)
    (*dlogits)[j] = (2.0f * lab_random_uniform (&random) - 1.0f) / (float) shape->B;
}

/* Within 1e-6 of the sum of the absolute terms, which is at most n for inputs in -1..1. */
static void
assert_near (const float *numbers, const float *expected, gsize n, double terms)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon ((double) numbers[i], (double) expected[i], 1e-6 * terms);
}

static void
test_gradient (gconstpointer data)
{
  const Shape *shape = data;
  g_autofree guint8 *pixels = NULL;
  g_autofree float *dlogits = NULL;
  g_autofree Way *ways = list_ways ();
  Side expected;

  make_batch (shape, &pixels, &dlogits);
  side_init (&expected, shape, &ways[0], pixels, dlogits);
  lab_network_backward (&expected.network, expected.theta, shape->B, &expected.a, expected.dtheta);
  for (const Way *way = ways + 1; way->kernels != NULL; way++)
    {
      Side side;

      side_init (&side, shape, way, pixels, dlogits);
      lab_network_backward (&side.network, side.theta, shape->B, &side.a, side.dtheta);
      /* weights of at most 1 / sqrt (I) each */
      assert_near (side.a.hidden[0], expected.a.hidden[0], (gsize) shape->B * shape->H,
                   sqrt ((double) shape->I));
      assert_near (side.dtheta, expected.dtheta, side.network.n_parameters, 2.0);
      side_clear (&side);
    }
  lab_kernels_use (NULL);
  side_clear (&expected);
}

/* A few steps of an optimiser with or without a penalty. */
static void
train (Side *side, const Shape *shape, const LabOptimiser *optimiser, double penalty)
{
  for (guint t = 1; t <= 3; t++)
    {
      LabOptimiserStep step = { .n = side->network.n_parameters,
                                .theta = side->theta,
                                .dtheta = side->dtheta,
                                .averages = { side->averages[0], side->averages[1] },
                                .t = t,
                                .learning_rate = 0.01,
                                .momentum = 0.9 };

      lab_network_forward (&side->network, side->theta, shape->B, &side->a);
      lab_network_step (&side->network, optimiser, &step, shape->B, &side->a, penalty,
                        2.0 * penalty);
    }
}

static void
test_step (gconstpointer data)
{
  const Shape *shape = data;
  g_autofree guint8 *pixels = NULL;
  g_autofree float *dlogits = NULL;
  g_autofree Way *ways = list_ways ();

  make_batch (shape, &pixels, &dlogits);
  for (const LabOptimiser *optimiser = lab_optimisers; optimiser->id != NULL; optimiser++)
    for (guint penalised = 0; penalised < 2; penalised++)
      {
        Side expected;

        side_init (&expected, shape, &ways[0], pixels, dlogits);
        train (&expected, shape, optimiser, 0.01 * penalised);
        for (const Way *way = ways + 1; way->kernels != NULL; way++)
          {
            Side side;

            side_init (&side, shape, way, pixels, dlogits);
            train (&side, shape, optimiser, 0.01 * penalised);
            for (gsize i = 0; i < side.network.n_parameters; i++)
              g_assert_cmpfloat_with_epsilon (side.theta[i], expected.theta[i], 1e-3f);
            side_clear (&side);
          }
        side_clear (&expected);
      }
  lab_kernels_use (NULL);
}

/* The sums that steps leave behind are those that would be computed: to the bit, since a training
 * that is resumed computes them. */
static void
test_sums (gconstpointer data)
{
  const Shape *shape = data;
  g_autofree guint8 *pixels = NULL;
  g_autofree float *dlogits = NULL;
  g_autofree float *sums = g_new (float, shape->H);

  make_batch (shape, &pixels, &dlogits);
  for (const LabOptimiser *optimiser = lab_optimisers; optimiser->id != NULL; optimiser++)
    for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
      {
        Side side;

        side_init (&side, shape, &(Way){ *variant, FALSE }, pixels, dlogits);
        train (&side, shape, optimiser, 0.01);
        /* larger batches leave none behind */
        g_assert_cmpint (side.a.sums_are_current, ==,
                         shape->B <= LAB_GROUP_BLOCKS * LAB_BLOCK_ROWS);
        if (side.a.sums_are_current)
          {
            (*variant)->pixels->sum_rows (side.theta, shape->I, shape->H, sums);
            g_assert_cmpmem (sums, shape->H * sizeof (float), side.a.sums,
                             shape->H * sizeof (float));
          }
        side_clear (&side);
      }
  lab_kernels_use (NULL);
}

/* A picture's numbers do not depend on its place in a batch, nor on its neighbours. */
static void
test_alone (void)
{
  const Shape together = { 50, 20, 130, 90 }, alone = { 50, 20, 1, 90 };
  g_autofree guint8 *pixels = NULL;
  g_autofree float *dlogits = NULL;

  make_batch (&together, &pixels, &dlogits);
  for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
    {
      const Way way = { *variant, FALSE };
      Side all;

      side_init (&all, &together, &way, pixels, dlogits);
      for (guint b = 0; b < together.B; b++)
        {
          Side one;

          side_init (&one, &alone, &way, pixels + (gsize) b * together.I, dlogits);
          g_assert_cmpmem (one.a.hidden[0], together.H * sizeof (float),
                           all.a.hidden[0] + (gsize) b * together.H, together.H * sizeof (float));
          side_clear (&one);
        }
      side_clear (&all);
    }
  lab_kernels_use (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (SHAPES); i++)
    {
      g_autofree char *gradient = g_strdup_printf ("/pixels/gradient/%u", i);
      g_autofree char *step = g_strdup_printf ("/pixels/step/%u", i);
      g_autofree char *sums = g_strdup_printf ("/pixels/sums/%u", i);

      g_test_add_data_func (gradient, &SHAPES[i], test_gradient);
      g_test_add_data_func (step, &SHAPES[i], test_step);
      g_test_add_data_func (sums, &SHAPES[i], test_sums);
    }
  g_test_add_func ("/pixels/alone", test_alone);
  return g_test_run ();
}
