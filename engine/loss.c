/* SPDX-License-Identifier: MIT */
/*
 * The losses: -w[y] log p[y], averaged over the batch, with or without class weights, and with or
 * without an L1 penalty on the parameters.
 *
 * With m = max z, s = sum exp (z - m): -log p[y] = m + log s - z[y], and its gradient with respect
 * to the logits is p - t. Neither overflows, whatever the logits.
 */
#include "loss.h"

#include "net/kernels.h"

#include <glib/gi18n.h>
#include <math.h>

static const LabLossParameter ALPHA[] = { { "alpha", 0.01, 1e-7, 1.0, TRUE } };

static const LabLoss CROSS_ENTROPY = {
  .id = "cross-entropy",
  .title = N_ ("Cross-entropy"),
  .formula = "-log(p[y])",
  .first_weight = 1.0,
};

static const LabLoss WEIGHTED_CROSS_ENTROPY = {
  .id = "weighted-cross-entropy",
  .title = N_ ("Weighted cross-entropy"),
  .formula = "-w[y]*log(p[y])",
  .weighted = TRUE,
  .first_weight = 2.0,
};

static const LabLoss CROSS_ENTROPY_L1 = {
  .id = "cross-entropy-l1",
  .title = N_ ("Cross-entropy + L1"),
  .formula = "mean(-log(p[y])) + alpha*l1(theta)",
  .n_parameters = G_N_ELEMENTS (ALPHA),
  .parameters = ALPHA,
  .first_weight = 1.0,
  .penalised = TRUE,
};

static const LabLoss *const LOSSES[]
    = { &CROSS_ENTROPY, &WEIGHTED_CROSS_ENTROPY, &CROSS_ENTROPY_L1, NULL };

const LabLoss *const *
lab_loss_list (void)
{
  return LOSSES;
}

const LabLoss *
lab_loss_find (const char *id, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (const LabLoss *const *loss = LOSSES; *loss != NULL; loss++)
    {
      if (g_str_equal ((*loss)->id, id))
        return *loss;
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", (*loss)->id);
    }
  g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "loss: ‘%s’ is unknown: choose one of %s", id,
               known->str);
  return NULL;
}

void
lab_loss_own_weights (const LabLoss *self, guint n_classes, const guint *counts, double *weights)
{
  for (guint k = 0; k < n_classes; k++)
    weights[k] = k == 0 ? self->first_weight : 1.0;
}

double
lab_loss_evaluate (const LabLoss *self, const LabLossBatch *batch, float *dlogits)
{
  const guint K = batch->n_classes;
  const float mean = 1.0f / (float) batch->n;
  double sum = 0.0;

  for (guint b = 0; b < batch->n; b++)
    {
      const float *z = batch->logits + (gsize) b * K;
      const guint y = batch->targets[b];
      const float w = self->weighted ? batch->weights[y] : 1.0f;
      float most = z[0], total = 0.0f;

      for (guint k = 1; k < K; k++)
        most = z[k] > most ? z[k] : most;
      if (dlogits == NULL)
        {
          for (guint k = 0; k < K; k++)
            total += expf (z[k] - most);
        }
      else
        {
          float *dz = dlogits + (gsize) b * K;

          for (guint k = 0; k < K; k++)
            total += dz[k] = expf (z[k] - most);
          for (guint k = 0; k < K; k++)
            dz[k] *= w * mean / total;
          dz[y] -= w * mean;
        }
      sum += (double) (w * (logf (total) + (most - z[y])));
    }
  return sum / batch->n;
}

double
lab_loss_penalty (const LabLoss *self, const double *parameters, const float *theta, gsize n,
                  float *dtheta)
{
  const LabKernels *kernels = lab_kernels_get ();

  if (!self->penalised)
    return 0.0;
  if (dtheta != NULL)
    kernels->l1_backward (theta, n, (float) parameters[0], dtheta);
  return parameters[0] * kernels->l1 (theta, n);
}
