/* SPDX-License-Identifier: MIT */
#include "train/objective.h"

#include "value.h"

#include <string.h>

static gboolean
check_classes (LabSettingId id, const double *values, const LabDataset *dataset, GError **error)
{
  for (guint k = dataset->n_classes; k < LAB_MAX_CLASSES; k++)
    if (values[k] < 1.0 || values[k] > 1.0)
      {
        g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                     "%s: there is no class %u: %s has classes 0 to %u", lab_settings[id].name, k,
                     dataset->title, dataset->n_classes - 1);
        return FALSE;
      }
  return TRUE;
}

static gboolean
refuse_parameter (const LabLoss *loss, const char *name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < loss->n_parameters; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", loss->parameters[i].name);
  g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: %s has no parameter ‘%s’: %s%s",
               lab_settings[LAB_SETTING_LOSS_PARAMETERS].name, loss->id, name,
               known->len > 0 ? "it has " : "it has none", known->str);
  return FALSE;
}

static gboolean
resolve_parameters (const LabLoss *loss, const LabParameters *given, double *parameters,
                    GError **error)
{
  for (guint i = 0; i < loss->n_parameters; i++)
    parameters[i] = loss->parameters[i].value;
  for (guint g = 0; g < given->n; g++)
    {
      const double value = given->at[g].value;
      guint i = 0;

      while (i < loss->n_parameters && !g_str_equal (loss->parameters[i].name, given->at[g].name))
        i++;
      if (i == loss->n_parameters)
        return refuse_parameter (loss, given->at[g].name, error);
      if (value < loss->parameters[i].least || value > loss->parameters[i].greatest)
        {
          char least[G_ASCII_DTOSTR_BUF_SIZE], greatest[G_ASCII_DTOSTR_BUF_SIZE];

          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: %s must be from %s to %s",
                       lab_settings[LAB_SETTING_LOSS_PARAMETERS].name, given->at[g].name,
                       lab_value_number (loss->parameters[i].least, least),
                       lab_value_number (loss->parameters[i].greatest, greatest));
          return FALSE;
        }
      parameters[i] = value;
    }
  return TRUE;
}

static void
resolve_weights (const LabLoss *loss, const LabClassWeights *given, const LabTrainingSet *set,
                 guint K, float *resolved)
{
  double weights[LAB_MAX_CLASSES];

  switch (given->kind)
    {
    case LAB_CLASS_WEIGHTS_BALANCED:
      for (guint k = 0; k < K; k++)
        weights[k] = (double) set->n / ((double) K * MAX (set->counts[k], 1u));
      break;
    case LAB_CLASS_WEIGHTS_GIVEN:
      memcpy (weights, given->values, sizeof weights);
      break;
    case LAB_CLASS_WEIGHTS_OWN:
    default:
      lab_loss_own_weights (loss, K, set->counts, weights);
    }
  for (guint k = 0; k < K; k++)
    resolved[k] = (float) weights[k];
}

gboolean
lab_objective_init (LabObjective *self, const LabSpec *spec, const LabDataset *dataset,
                    const LabTrainingSet *set, GError **error)
{
  LabObjective objective
      = { .loss = lab_loss_find (spec->loss, error), .n_classes = dataset->n_classes };

  if (objective.loss == NULL
      || !resolve_parameters (objective.loss, &spec->parameters, objective.parameters, error)
      || !check_classes (LAB_SETTING_KEEP, spec->damage.keep, dataset, error)
      || (spec->class_weights.kind == LAB_CLASS_WEIGHTS_GIVEN
          && !check_classes (LAB_SETTING_CLASS_WEIGHTS, spec->class_weights.values, dataset,
                             error)))
    return FALSE;
  resolve_weights (objective.loss, &spec->class_weights, set, dataset->n_classes,
                   objective.weights);
  *self = objective;
  return TRUE;
}

double
lab_objective_evaluate (const LabObjective *self, guint n, const float *logits,
                        const guint8 *targets, float *dlogits)
{
  const LabLossBatch batch = {
    .n = n,
    .n_classes = self->n_classes,
    .logits = logits,
    .targets = targets,
    .weights = self->weights,
    .parameters = self->parameters,
  };

  return lab_loss_evaluate (self->loss, &batch, dlogits);
}

double
lab_objective_penalty (const LabObjective *self, const float *theta, gsize n_parameters,
                       float *dtheta)
{
  return lab_loss_penalty (self->loss, self->parameters, theta, n_parameters, dtheta);
}
