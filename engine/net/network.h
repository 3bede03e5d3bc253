/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"
#include "net/optimiser.h"
#include "kernels/pixels.h"

G_BEGIN_DECLS

#define LAB_MAX_HIDDEN 8
#define LAB_MAX_HEADS  2

/**
 * LabDense:
 * @weights: where they begin in a parameter block: a hidden layer's [n_in, n_out], a row a unit (or
 * pixel) below it; a head's [n_out, n_in], as torch.nn.Linear has them
 * @biases: where [n_out] begin
 *
 * The shape of a dense layer.
 */
typedef struct
{
  guint n_in;
  guint n_out;
  gsize weights;
  gsize biases;
} LabDense;

/**
 * LabNetwork:
 * @hidden: [n_hidden] the layers of the trunk, each followed by a ReLU
 * @heads: [n_heads] linear layers on the last hidden one (or on the pixels), each giving logits
 * @n_parameters: P, the length of a parameter block and of a gradient block
 * @plain: whether all products are OpenBLAS's, over all pixels and units: the way that the kernels
 * are measured and tested against
 *
 * The shape of a multi-layer perceptron. It holds no numbers: parameters and gradients are flat
 * blocks of P floats that belong to whoever trains.
 */
typedef struct
{
  guint n_inputs;
  guint n_hidden;
  LabDense hidden[LAB_MAX_HIDDEN];
  guint n_heads;
  LabDense heads[LAB_MAX_HEADS];
  gsize n_parameters;
  gboolean plain;
} LabNetwork;

/**
 * lab_network_init:
 * @hidden: [n_hidden] widths
 * @classes: [n_heads] logits of each head
 *
 * **Errors**: %LAB_ERROR_MEMORY when the number of parameters cannot be counted.
 */
gboolean lab_network_init (LabNetwork *self, guint n_inputs, const guint *hidden, guint n_hidden,
                           const guint *classes, guint n_heads, GError **error);

/**
 * lab_network_initialise:
 * @theta: [P] receives weights and biases, uniform in +-1 / sqrt (inputs) as torch.nn.Linear has
 * them
 *
 * The same seed gives the same bits, and a layer's numbers do not depend on the other layers'
 * sizes.
 */
void lab_network_initialise (const LabNetwork *self, guint64 seed, float *theta);

/**
 * LabActivations:
 * @rows: how many pictures there is room for
 * @room: [rows, I] for pictures that have to be unpacked: see lab_activations_room()
 * @pictures: [rows] the pixels' bytes; borrowed
 * @blocks: the same turned round, 64 pictures each
 * @group_sums: [H] of dy over a part of a large batch
 * @sums: [H] of the first layer's weights over the pixels; @sums_are_current: whether they are of
 * the present theta. Who changes theta otherwise than by lab_network_step() sets it to FALSE.
 * @marks, @columns: which units of the layer at work are not 0, by rows and by columns
 * @turned: that layer's weights turned round
 * @inputs: [rows, I] the normalised pixels, where a layer takes them so
 * @hidden: [n_hidden][rows, H] after the ReLU
 * @logits: [n_heads][rows, K]
 *
 * What a forward pass leaves behind for the backward pass, and that pass's own buffers.
 */
typedef struct
{
  guint rows;
  guint8 *room;
  const guint8 **pictures;
  LabPixelBlock *blocks;
  float *sums;
  gboolean sums_are_current;
  float *group_sums;
  guint64 *marks;
  guint64 *columns;
  float *turned;
  float *inputs;
  float *hidden[LAB_MAX_HIDDEN];
  float *logits[LAB_MAX_HEADS];
  /* the gradients with respect to the same */
  float *dhidden[LAB_MAX_HIDDEN];
  float *dlogits[LAB_MAX_HEADS];
} LabActivations;

/** lab_activations_bytes: Returns: what lab_activations_init() takes, about. */
double lab_activations_bytes (const LabNetwork *network, guint rows);

/** lab_activations_init: **Errors**: %LAB_ERROR_MEMORY. */
gboolean lab_activations_init (LabActivations *self, const LabNetwork *network, guint rows,
                               GError **error);
void lab_activations_clear (LabActivations *self);

/** lab_activations_room: Returns: [I] bytes of @row's own. */
static inline guint8 *
lab_activations_room (const LabActivations *a, const LabNetwork *network, guint row)
{
  return a->room + (gsize) row * network->n_inputs;
}

/** lab_network_load: @pixels: [I] @row's picture, kept by reference; the network sees them as
 * (x / 255 - 0.5) / 0.5. */
void lab_network_load (const LabNetwork *self, guint row, const guint8 *pixels, LabActivations *a);

/** lab_network_forward: pictures[:n] -> hidden[:n], logits[:n]. A weight that
 * is not finite shows where the unit below it is not 0. */
void lab_network_forward (const LabNetwork *self, const float *theta, guint n, LabActivations *a);

/**
 * lab_network_backward:
 * @dtheta: [P] receives the gradient; overwritten
 *
 * dlogits[:n] -> dtheta, for the n pictures of the last forward pass. The inputs' gradient is not
 * computed.
 */
void lab_network_backward (const LabNetwork *self, const float *theta, guint n, LabActivations *a,
                           float *dtheta);

/**
 * lab_network_step:
 * @step: of the optimiser, its dtheta a block to work in; @step->n may be greater than P: what lies
 * behind is stepped too, by the gradient that is there already
 * @dl1, @dl2: the slopes of the loss in the sum of |theta| and of theta^2
 *
 * lab_network_backward() and the optimiser's step in one: the first layer's gradient is not stored.
 */
void lab_network_step (const LabNetwork *self, const LabOptimiser *optimiser,
                       const LabOptimiserStep *step, guint n, LabActivations *a, double dl1,
                       double dl2);

/** lab_network_copy_linear: @to: [P] receives @theta with all layers laid out as torch.nn.Linear
 * has them. */
void lab_network_copy_linear (const LabNetwork *self, const float *theta, float *to);

/**
 * lab_network_find_not_finite:
 *
 * Returns: (transfer full) (nullable): the first place of the last forward pass that holds NaN or
 * infinity, in words ("hidden layer 2", "the output layer"), or NULL
 */
char *lab_network_find_not_finite (const LabNetwork *self, guint n, const LabActivations *a);

G_END_DECLS
