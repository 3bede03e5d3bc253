/* SPDX-License-Identifier: MIT */
/*
 * A multi-layer perceptron, forward and backward side by side. Letters: B pictures of a batch, I
 * inputs, H units of a hidden layer, K classes. The products are OpenBLAS's, the loops around them
 * kernels.c's.
 */
#include "net/network.h"

#include "core/blas.h"
#include "core/memory.h"
#include "core/random.h"
#include "net/kernels.h"

#include <math.h>
#include <string.h>

static gboolean
place_layer (LabDense *layer, guint n_in, guint n_out, gsize *end)
{
  gsize n_weights;

  layer->n_in = n_in;
  layer->n_out = n_out;
  layer->weights = *end;
  return g_size_checked_mul (&n_weights, n_in, n_out) && g_size_checked_add (end, *end, n_weights)
         && (layer->biases = *end, g_size_checked_add (end, *end, n_out))
         && *end <= G_MAXSIZE / (8 * sizeof (float));
}

gboolean
lab_network_init (LabNetwork *self, guint n_inputs, const guint *hidden, guint n_hidden,
                  const guint *classes, guint n_heads, GError **error)
{
  LabNetwork network = { .n_inputs = n_inputs, .n_hidden = n_hidden, .n_heads = n_heads };
  guint width = n_inputs;
  gboolean fits = TRUE;

  g_return_val_if_fail (n_hidden <= LAB_MAX_HIDDEN && 1 <= n_heads && n_heads <= LAB_MAX_HEADS,
                        FALSE);

  for (guint l = 0; l < n_hidden; l++)
    {
      fits = fits && place_layer (&network.hidden[l], width, hidden[l], &network.n_parameters);
      width = hidden[l];
    }
  for (guint h = 0; h < n_heads; h++)
    fits = fits && place_layer (&network.heads[h], width, classes[h], &network.n_parameters);
  if (!fits)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "hidden: no memory holds layers of these sizes: choose smaller ones");
      return FALSE;
    }
  *self = network;
  return TRUE;
}

static void
initialise_layer (const LabDense *layer, guint64 seed, guint index, float *theta)
{
  const float bound = (float) (1.0 / sqrt ((double) layer->n_in));
  const gsize n = (gsize) layer->n_out * layer->n_in + layer->n_out;
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_WEIGHTS, index);
  for (gsize i = 0; i < n; i++)
    theta[layer->weights + i] = bound * (2.0f * lab_random_uniform (&random) - 1.0f);
}

void
lab_network_initialise (const LabNetwork *self, guint64 seed, float *theta)
{
  for (guint l = 0; l < self->n_hidden; l++)
    initialise_layer (&self->hidden[l], seed, l, theta);
  for (guint h = 0; h < self->n_heads; h++)
    initialise_layer (&self->heads[h], seed, LAB_MAX_HIDDEN + h, theta);
}

gboolean
lab_activations_init (LabActivations *self, const LabNetwork *network, guint rows, GError **error)
{
  gboolean fits;
  LabActivations a = { .rows = rows };

  fits = (a.inputs = lab_memory_new ((gsize) rows * network->n_inputs)) != NULL;
  for (guint l = 0; l < network->n_hidden; l++)
    fits = (a.hidden[l] = lab_memory_new ((gsize) rows * network->hidden[l].n_out)) != NULL
           && (a.dhidden[l] = lab_memory_new ((gsize) rows * network->hidden[l].n_out)) != NULL
           && fits;
  for (guint h = 0; h < network->n_heads; h++)
    fits = (a.logits[h] = lab_memory_new ((gsize) rows * network->heads[h].n_out)) != NULL
           && (a.dlogits[h] = lab_memory_new ((gsize) rows * network->heads[h].n_out)) != NULL
           && fits;
  if (!fits)
    {
      lab_activations_clear (&a);
      g_set_error (error, LAB_ERROR, LAB_ERROR_MEMORY,
                   "no memory for %u pictures at once: choose a smaller batch size or network",
                   rows);
      return FALSE;
    }
  *self = a;
  return TRUE;
}

void
lab_activations_clear (LabActivations *self)
{
  lab_memory_free (self->inputs);
  for (guint l = 0; l < LAB_MAX_HIDDEN; l++)
    {
      lab_memory_free (self->hidden[l]);
      lab_memory_free (self->dhidden[l]);
    }
  for (guint h = 0; h < LAB_MAX_HEADS; h++)
    {
      lab_memory_free (self->logits[h]);
      lab_memory_free (self->dlogits[h]);
    }
  memset (self, 0, sizeof *self);
}

void
lab_network_load (const LabNetwork *self, guint row, const guint8 *pixels, LabActivations *a)
{
  lab_kernels_get ()->normalise (pixels, self->n_inputs, a->inputs + (gsize) row * self->n_inputs);
}

void
lab_network_forward (const LabNetwork *self, const float *theta, guint n, LabActivations *a)
{
  const LabKernels *kernels = lab_kernels_get ();
  const float *x = a->inputs; /* [B,I] */

  for (guint l = 0; l < self->n_hidden; l++)
    {
      const LabDense *layer = &self->hidden[l];

      /* h[B,H] = relu (x W^T + b) */
      lab_blas_nt (n, layer->n_out, layer->n_in, x, theta + layer->weights, 0.0f, a->hidden[l]);
      kernels->add_bias_relu (a->hidden[l], theta + layer->biases, n, layer->n_out);
      x = a->hidden[l];
    }
  for (guint h = 0; h < self->n_heads; h++)
    {
      const LabDense *layer = &self->heads[h];

      /* z[B,K] = x W^T + b */
      lab_blas_nt (n, layer->n_out, layer->n_in, x, theta + layer->weights, 0.0f, a->logits[h]);
      kernels->add_bias (a->logits[h], theta + layer->biases, n, layer->n_out);
    }
}

/* dy[B,out] -> dW = dy^T x, db = sum of dy's rows, and dx = dy W where dx is wanted */
static void
layer_backward (const LabDense *layer, const float *theta, guint n, const float *x, const float *dy,
                float *dtheta, float *dx, float beta)
{
  lab_blas_tn (layer->n_out, layer->n_in, n, dy, x, 0.0f, dtheta + layer->weights);
  lab_kernels_get ()->column_sums (dy, n, layer->n_out, dtheta + layer->biases);
  if (dx != NULL)
    lab_blas_nn (n, layer->n_in, layer->n_out, dy, theta + layer->weights, beta, dx);
}

void
lab_network_backward (const LabNetwork *self, const float *theta, guint n, LabActivations *a,
                      float *dtheta)
{
  const guint top = self->n_hidden;
  const float *x = top > 0 ? a->hidden[top - 1] : a->inputs;
  float *dx = top > 0 ? a->dhidden[top - 1] : NULL;

  for (guint h = 0; h < self->n_heads; h++)
    layer_backward (&self->heads[h], theta, n, x, a->dlogits[h], dtheta, dx, h == 0 ? 0.0f : 1.0f);

  for (guint l = top; l-- > 0;)
    {
      const LabDense *layer = &self->hidden[l];

      lab_kernels_get ()->relu_backward (a->dhidden[l], a->hidden[l], (gsize) n * layer->n_out);
      layer_backward (layer, theta, n, l > 0 ? a->hidden[l - 1] : a->inputs, a->dhidden[l], dtheta,
                      l > 0 ? a->dhidden[l - 1] : NULL, 0.0f);
    }
}

static gboolean
all_finite (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

char *
lab_network_find_not_finite (const LabNetwork *self, guint n, const LabActivations *a)
{
  for (guint l = 0; l < self->n_hidden; l++)
    if (!all_finite (a->hidden[l], (gsize) n * self->hidden[l].n_out))
      return g_strdup_printf ("hidden layer %u", l + 1);
  for (guint h = 0; h < self->n_heads; h++)
    if (!all_finite (a->logits[h], (gsize) n * self->heads[h].n_out))
      return g_strdup (self->n_heads == 1 ? "the output layer"
                       : h == 0           ? "the first output layer"
                                          : "the second output layer");
  return NULL;
}
