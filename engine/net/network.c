/* SPDX-License-Identifier: MIT */
/*
 * A multi-layer perceptron, forward and backward side by side. Letters: B pictures of a batch, I
 * inputs, H units of a hidden layer, K classes. The first layer's products are those of
 * kernels/pixels.c, the smaller ones above it those of kernels/units.c, the others OpenBLAS's; the
 * loops around them are kernels/kernels.c's.
 */
#include "net/network.h"

#include "core/blas.h"
#include "core/memory.h"
#include "core/random.h"
#include "kernels/units.h"

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

/* Drawn in torch.nn.Linear's order, [n_out, n_in] and the biases; @by_input: kept as hidden layers
 * are, the other way round. */
static void
initialise_layer (const LabDense *layer, guint64 seed, guint index, gboolean by_input, float *theta)
{
  const float bound = (float) (1.0 / sqrt ((double) layer->n_in));
  const guint n_in = layer->n_in, n_out = layer->n_out;
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_WEIGHTS, index);
  for (gsize o = 0; o < n_out; o++)
    for (gsize i = 0; i < n_in; i++)
      theta[layer->weights + (by_input ? i * n_out + o : o * n_in + i)]
          = bound * (2.0f * lab_random_uniform (&random) - 1.0f);
  for (gsize o = 0; o < n_out; o++)
    theta[layer->biases + o] = bound * (2.0f * lab_random_uniform (&random) - 1.0f);
}

/* to[cols,rows] = from[rows,cols] turned round */
static void
transpose (const float *from, guint rows, guint cols, float *to)
{
  for (guint r = 0; r < rows; r++)
    for (guint c = 0; c < cols; c++)
      to[(gsize) c * rows + r] = from[(gsize) r * cols + c];
}

void
lab_network_initialise (const LabNetwork *self, guint64 seed, float *theta)
{
  for (guint l = 0; l < self->n_hidden; l++)
    initialise_layer (&self->hidden[l], seed, l, TRUE, theta);
  for (guint h = 0; h < self->n_heads; h++)
    initialise_layer (&self->heads[h], seed, LAB_MAX_HIDDEN + h, FALSE, theta);
}

void
lab_network_copy_linear (const LabNetwork *self, const float *theta, float *to)
{
  memcpy (to, theta, self->n_parameters * sizeof *theta);
  for (guint l = 0; l < self->n_hidden; l++)
    transpose (theta + self->hidden[l].weights, self->hidden[l].n_in, self->hidden[l].n_out,
               to + self->hidden[l].weights);
}

/* Whether the first layer takes the pixels as bytes. */
static gboolean
takes_pixels (const LabNetwork *self)
{
  return self->n_hidden > 0 && !self->plain;
}

static guint
n_blocks_of (guint n)
{
  return (n + LAB_BLOCK_ROWS - 1) / LAB_BLOCK_ROWS;
}

/* Whether a layer above the first hidden one goes over the units that are not 0: where rows are of
 * whole vectors and the matrix is small enough for the nearer caches. From 64 x 32 to 256 x 256 its
 * products were 3 to 1.4 times as fast as OpenBLAS's, with half of the units 0; from 512 x 256 on
 * no more. */
static gboolean
takes_units (const LabNetwork *self, guint l)
{
  const LabDense *layer = &self->hidden[l];

  return l > 0 && !self->plain && layer->n_in % LAB_UNIT_STEP == 0
         && layer->n_out % LAB_UNIT_STEP == 0 && (guint64) layer->n_in * layer->n_out <= 256 * 256;
}

/* Masks and a turned matrix, as the largest of the layers wants them. */
static gboolean
init_units (LabActivations *a, const LabNetwork *network)
{
  gsize n_weights = 0, n_words = 0;

  for (guint l = 1; l < network->n_hidden; l++)
    if (takes_units (network, l))
      {
        const LabDense *layer = &network->hidden[l];

        n_weights = MAX (n_weights, (gsize) layer->n_in * layer->n_out);
        n_words = MAX (n_words, lab_unit_words (MAX (layer->n_in, layer->n_out)));
      }
  if (n_weights == 0)
    return TRUE;
  a->turned = lab_memory_new (n_weights);
  a->marks = lab_memory_new_bytes (a->rows * n_words * sizeof *a->marks);
  a->columns = lab_memory_new_bytes (64 * n_words * lab_unit_words (a->rows) * sizeof *a->columns);
  return a->turned != NULL && a->marks != NULL && a->columns != NULL;
}

static gboolean
init_blocks (LabActivations *a, const LabNetwork *network)
{
  const guint n_blocks = n_blocks_of (a->rows);
  const guint I = (network->n_inputs + LAB_PIXEL_STEP - 1) / LAB_PIXEL_STEP * LAB_PIXEL_STEP;
  gboolean fits = TRUE;

  a->blocks = g_new0 (LabPixelBlock, n_blocks + 1); /* ended by one without room */
  for (guint k = 0; k < n_blocks && fits; k++)
    {
      a->blocks[k].n_inputs = network->n_inputs;
      /* bytes and masks in one piece */
      a->blocks[k].pixels
          = lab_memory_new_bytes ((gsize) I * (LAB_BLOCK_ROWS + sizeof *a->blocks[k].masks));
      a->blocks[k].masks
          = (guint64 *) (gpointer) (a->blocks[k].pixels + (gsize) I * LAB_BLOCK_ROWS);
      fits = a->blocks[k].pixels != NULL;
    }
  a->sums = lab_memory_new (network->hidden[0].n_out);
  a->group_sums = lab_memory_new (network->hidden[0].n_out);
  return fits && a->sums != NULL && a->group_sums != NULL;
}

double
lab_activations_bytes (const LabNetwork *network, guint rows)
{
  const double I = network->n_inputs;
  /* the picture unpacked, and turned round with its masks or as numbers */
  double row = I + (takes_pixels (network) ? I * 1.125 : I * sizeof (float));

  for (guint l = 0; l < network->n_hidden; l++)
    row += 2.0 * sizeof (float) * network->hidden[l].n_out;
  for (guint h = 0; h < network->n_heads; h++)
    row += 2.0 * sizeof (float) * network->heads[h].n_out;
  return rows * row;
}

gboolean
lab_activations_init (LabActivations *self, const LabNetwork *network, guint rows, GError **error)
{
  gboolean fits;
  LabActivations a = { .rows = rows };

  a.pictures = g_new0 (const guint8 *, rows);
  a.room = g_try_malloc ((gsize) rows * network->n_inputs);
  fits = takes_pixels (network)
             ? init_blocks (&a, network)
             : (a.inputs = lab_memory_new ((gsize) rows * network->n_inputs)) != NULL;
  fits = a.room != NULL && fits;
  fits = init_units (&a, network) && fits;
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
  lab_memory_free (self->sums);
  lab_memory_free (self->group_sums);
  lab_memory_free (self->turned);
  lab_memory_free (self->marks);
  lab_memory_free (self->columns);
  for (guint k = 0; self->blocks != NULL && self->blocks[k].pixels != NULL; k++)
    lab_memory_free (self->blocks[k].pixels);
  g_free (self->blocks);
  g_free (self->pictures);
  g_free (self->room);
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
  a->pictures[row] = pixels;
  if (!takes_pixels (self))
    lab_kernels_get ()->normalise (pixels, self->n_inputs,
                                   a->inputs + (gsize) row * self->n_inputs);
}

/* h[B,H] = relu (x W + b), W[I,H] */
static void
first_forward (const LabNetwork *self, const float *theta, guint n, LabActivations *a)
{
  const LabKernels *kernels = lab_kernels_get ();
  const LabDense *layer = &self->hidden[0];
  const float *w = theta + layer->weights;

  if (!takes_pixels (self))
    {
      lab_blas_nn (n, layer->n_out, layer->n_in, a->inputs, w, 0.0f, a->hidden[0]);
      kernels->add_bias_relu (a->hidden[0], theta + layer->biases, n, layer->n_out);
      return;
    }
  if (!a->sums_are_current)
    kernels->pixels->sum_rows (w, layer->n_in, layer->n_out, a->sums);
  a->sums_are_current = TRUE;
  for (guint k = 0; k < n_blocks_of (n); k++)
    {
      const guint from = k * LAB_BLOCK_ROWS;

      a->blocks[k].n = MIN (LAB_BLOCK_ROWS, n - from);
      kernels->pixels->turn (&a->blocks[k], a->pictures + from);
      kernels->pixels->forward (&a->blocks[k], layer->n_out, w, a->sums, theta + layer->biases,
                                a->hidden[0] + (gsize) from * layer->n_out);
    }
}

/* y[B,H] = relu (x W + b), W[H',H] */
static void
hidden_forward (const LabNetwork *self, guint l, const float *theta, guint n, LabActivations *a)
{
  const LabKernels *kernels = lab_kernels_get ();
  const LabDense *layer = &self->hidden[l];
  const float *x = a->hidden[l - 1], *w = theta + layer->weights;
  float *y = a->hidden[l];

  if (takes_units (self, l))
    {
      kernels->units->mark (x, n, layer->n_in, a->marks);
      kernels->units->product (x, a->marks, n, layer->n_in, w, layer->n_out, y);
    }
  else
    lab_blas_nn (n, layer->n_out, layer->n_in, x, w, 0.0f, y);
  kernels->add_bias_relu (y, theta + layer->biases, n, layer->n_out);
}

void
lab_network_forward (const LabNetwork *self, const float *theta, guint n, LabActivations *a)
{
  const LabKernels *kernels = lab_kernels_get ();
  const float *x = a->inputs; /* [B,I] */

  if (self->n_hidden > 0)
    first_forward (self, theta, n, a);
  for (guint l = 1; l < self->n_hidden; l++)
    hidden_forward (self, l, theta, n, a);
  if (self->n_hidden > 0)
    x = a->hidden[self->n_hidden - 1];
  for (guint h = 0; h < self->n_heads; h++)
    {
      const LabDense *layer = &self->heads[h];

      /* z[B,K] = x W^T + b */
      lab_blas_nt (n, layer->n_out, layer->n_in, x, theta + layer->weights, 0.0f, a->logits[h]);
      kernels->add_bias (a->logits[h], theta + layer->biases, n, layer->n_out);
    }
}

/* dy[B,out] -> dW[out,in] = dy^T x, db = sum of dy's rows, and dx = dy W where dx is wanted */
static void
head_backward (const LabDense *layer, const float *theta, guint n, const float *x, const float *dy,
               float *dtheta, float *dx, float beta)
{
  lab_blas_tn (layer->n_out, layer->n_in, n, dy, x, 0.0f, dtheta + layer->weights);
  lab_kernels_get ()->column_sums (dy, n, layer->n_out, dtheta + layer->biases);
  if (dx != NULL)
    lab_blas_nn (n, layer->n_in, layer->n_out, dy, theta + layer->weights, beta, dx);
}

/* dy[B,H] -> dW[H',H] = x^T dy, db = sum of dy's rows, dx = dy W^T */
static void
hidden_backward (const LabNetwork *self, guint l, const float *theta, guint n, LabActivations *a,
                 float *dtheta)
{
  const LabUnitKernels *units = lab_kernels_get ()->units;
  const LabDense *layer = &self->hidden[l];
  const guint n_in = layer->n_in, n_out = layer->n_out;
  const float *x = a->hidden[l - 1], *dy = a->dhidden[l], *w = theta + layer->weights;
  float *dw = dtheta + layer->weights, *dx = a->dhidden[l - 1];

  if (takes_units (self, l))
    {
      units->mark (x, n, n_in, a->marks);
      units->turn (a->marks, n, n_in, a->columns);
      units->gradient (x, a->columns, n, n_in, dy, n_out, dw);
      transpose (w, n_in, n_out, a->turned);
      units->mark (dy, n, n_out, a->marks);
      units->product (dy, a->marks, n, n_out, a->turned, n_in, dx);
    }
  else
    {
      lab_blas_tn (n_in, n_out, n, x, dy, 0.0f, dw);
      lab_blas_nt (n, n_in, n_out, dy, w, 0.0f, dx);
    }
  lab_kernels_get ()->column_sums (dy, n, n_out, dtheta + layer->biases);
}

/* All but the first hidden layer's weights, whose bias gradient and whose dy it leaves behind. */
static void
upper_backward (const LabNetwork *self, const float *theta, guint n, LabActivations *a,
                float *dtheta)
{
  const guint top = self->n_hidden;
  const float *x = top > 0 ? a->hidden[top - 1] : a->inputs;
  float *dx = top > 0 ? a->dhidden[top - 1] : NULL;

  for (guint h = 0; h < self->n_heads; h++)
    head_backward (&self->heads[h], theta, n, x, a->dlogits[h], dtheta, dx, h == 0 ? 0.0f : 1.0f);

  for (guint l = top; l-- > 0;)
    {
      const LabDense *layer = &self->hidden[l];

      lab_kernels_get ()->relu_backward (a->dhidden[l], a->hidden[l], (gsize) n * layer->n_out);
      if (l > 0)
        hidden_backward (self, l, theta, n, a, dtheta);
      else
        lab_kernels_get ()->column_sums (a->dhidden[0], n, layer->n_out, dtheta + layer->biases);
    }
}

/* dW[I,H] = x^T dy; blocks in groups, so that dy's rows of a group stay in the cache */
static void
first_gradient (const LabNetwork *self, guint n, LabActivations *a, float *dtheta)
{
  const LabDense *layer = &self->hidden[0];
  const guint H = layer->n_out, n_blocks = n_blocks_of (n);

  if (!takes_pixels (self))
    {
      lab_blas_tn (layer->n_in, H, n, a->inputs, a->dhidden[0], 0.0f, dtheta + layer->weights);
      return;
    }
  for (guint k = 0; k < n_blocks; k += LAB_GROUP_BLOCKS)
    {
      const guint in_group = MIN (LAB_GROUP_BLOCKS, n_blocks - k), from = k * LAB_BLOCK_ROWS;
      const float *dy = a->dhidden[0] + (gsize) from * H;

      if (n_blocks > LAB_GROUP_BLOCKS)
        lab_kernels_get ()->column_sums (dy, MIN (in_group * LAB_BLOCK_ROWS, n - from), H,
                                         a->group_sums);
      lab_kernels_get ()->pixels->gradient (a->blocks + k, in_group, H, dy,
                                            n_blocks > LAB_GROUP_BLOCKS ? a->group_sums
                                                                        : dtheta + layer->biases,
                                            k > 0, dtheta + layer->weights);
    }
}

void
lab_network_backward (const LabNetwork *self, const float *theta, guint n, LabActivations *a,
                      float *dtheta)
{
  upper_backward (self, theta, n, a, dtheta);
  if (self->n_hidden > 0)
    first_gradient (self, n, a, dtheta);
}

static void
add_penalty (float *dtheta, const float *theta, gsize n, double dl1, double dl2)
{
  lab_kernels_get ()->l1_backward (theta, n, (float) dl1, dtheta);
  lab_kernels_get ()->l2_backward (theta, n, (float) dl2, dtheta);
}

/* NaN is a slope like another: a run that diverges shows it. */
static gboolean
is_slope (double x)
{
  return !(x >= 0.0 && x <= 0.0);
}

void
lab_network_step (const LabNetwork *self, const LabOptimiser *optimiser,
                  const LabOptimiserStep *step, guint n, LabActivations *a, double dl1, double dl2)
{
  const LabDense *first = &self->hidden[0];
  const gboolean fused = takes_pixels (self) && n_blocks_of (n) <= LAB_GROUP_BLOCKS;
  const gsize done = fused ? (gsize) first->n_in * first->n_out : 0;
  const gboolean penalised = is_slope (dl1) || is_slope (dl2);
  LabOptimiserStep rest = *step;

  upper_backward (self, step->theta, n, a, step->dtheta);
  if (fused)
    {
      LabPixelUpdate update = { .penalised = penalised, .dl1 = (float) dl1, .dl2 = (float) dl2 };

      optimiser->fuse (step, &update);
      lab_kernels_get ()->pixels->update (a->blocks, n_blocks_of (n), first->n_out, a->dhidden[0],
                                          step->dtheta + first->biases, &update,
                                          step->theta + first->weights, step->averages, a->sums);
    }
  else if (self->n_hidden > 0)
    first_gradient (self, n, a, step->dtheta);
  a->sums_are_current = fused;

  /* the first layer's weights are the block's beginning */
  rest.n -= done;
  rest.theta += done;
  rest.dtheta += done;
  for (guint i = 0; i < optimiser->n_averages; i++)
    rest.averages[i] += done;
  if (penalised)
    add_penalty (rest.dtheta, rest.theta, self->n_parameters - done, dl1, dl2);
  optimiser->step (&rest);
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
