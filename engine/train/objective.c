/* SPDX-License-Identifier: MIT */
#include "train/objective.h"

#include "kernels/kernels.h"
#include "value.h"

#include <string.h>

static gboolean
refuse_parameter (const LabLoss *loss, const char *name, GError **error)
{
  const LabFormula *formula = loss->formula;
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < formula->n_parameters; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", formula->parameters[i].name);
  g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: %s has no parameter ‘%s’: %s%s",
               lab_settings[LAB_SETTING_LOSS_PARAMETERS].name,
               loss->id != NULL ? loss->id : loss->title, name,
               known->len > 0 ? "it has " : "it has none", known->str);
  return FALSE;
}

static gboolean
resolve_parameters (const LabLoss *loss, const LabParameters *given, double *parameters,
                    GError **error)
{
  const LabFormula *formula = loss->formula;

  for (guint i = 0; i < formula->n_parameters; i++)
    parameters[i] = formula->parameters[i].value;
  for (guint g = 0; g < given->n; g++)
    {
      const double value = given->at[g].value;
      guint i = 0;

      while (i < formula->n_parameters
             && !g_str_equal (formula->parameters[i].name, given->at[g].name))
        i++;
      if (i == formula->n_parameters)
        return refuse_parameter (loss, given->at[g].name, error);
      if (value < formula->parameters[i].least || value > formula->parameters[i].greatest)
        {
          char least[G_ASCII_DTOSTR_BUF_SIZE], greatest[G_ASCII_DTOSTR_BUF_SIZE];

          g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "%s: %s must be from %s to %s",
                       lab_settings[LAB_SETTING_LOSS_PARAMETERS].name, given->at[g].name,
                       lab_value_number (formula->parameters[i].least, least),
                       lab_value_number (formula->parameters[i].greatest, greatest));
          return FALSE;
        }
      parameters[i] = value;
    }
  return TRUE;
}

static gboolean
check_tasks (const LabLoss *loss, const LabDataset *dataset, GError **error)
{
  const guint K[2] = { dataset->n_classes, dataset->second.n_classes };

  if (loss->n_tasks > 1 && K[1] == 0)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "loss: %s needs a second task, and %s has none: describe one in its folder, in "
                   "class-groups.txt",
                   loss->title, dataset->title);
      return FALSE;
    }
  for (guint task = 0; task < loss->n_tasks; task++)
    if (loss->formula->class_indices[task] > K[task])
      {
        g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                     "loss: %s names class %u, and %s has classes 0 to %u", loss->title,
                     loss->formula->class_indices[task] - 1, dataset->title, K[task] - 1);
        return FALSE;
      }
  return TRUE;
}

static void
resolve_counts (LabObjective *self, const LabDataset *dataset, const LabTrainingSet *set)
{
  guint counts2[LAB_MAX_CLASSES] = { 0 };

  for (guint k = 0; k < self->n_classes; k++)
    {
      self->counts[k] = MAX (set->counts[k], 1u);
      counts2[dataset->second.class_of[k]] += set->counts[k];
    }
  for (guint k = 0; k < self->n_classes2; k++)
    self->counts2[k] = MAX (counts2[k], 1u);
}

static void
resolve_weights (LabObjective *self, const LabClassWeights *given, const LabTrainingSet *set)
{
  const guint K = self->n_classes;

  switch (given->kind)
    {
    case LAB_CLASS_WEIGHTS_BALANCED:
      for (guint k = 0; k < K; k++)
        self->weights[k] = (double) set->n / ((double) K * self->counts[k]);
      break;
    case LAB_CLASS_WEIGHTS_GIVEN:
      memcpy (self->weights, given->values, K * sizeof *self->weights);
      break;
    case LAB_CLASS_WEIGHTS_OWN:
    default:
      lab_loss_own_weights (self->loss, self->parameters, K, self->counts, self->weights);
    }
}

gboolean
lab_objective_init (LabObjective *self, const LabSpec *spec, const LabDataset *dataset,
                    const LabTrainingSet *set, GError **error)
{
  g_auto (LabObjective) objective
      = { .loss = lab_loss_find (spec->loss, error), .n_classes = dataset->n_classes };

  if (objective.loss == NULL
      || !resolve_parameters (objective.loss, &spec->parameters, objective.parameters, error)
      || !check_tasks (objective.loss, dataset, error)
      || (spec->class_weights.kind == LAB_CLASS_WEIGHTS_GIVEN
          && !lab_dataset_check_classes (dataset, lab_settings[LAB_SETTING_CLASS_WEIGHTS].name,
                                         spec->class_weights.values, error)))
    return FALSE;
  objective.n_classes2 = objective.loss->n_tasks > 1 ? dataset->second.n_classes : 0;
  resolve_counts (&objective, dataset, set);
  resolve_weights (&objective, &spec->class_weights, set);
  *self = objective;
  objective = (LabObjective){ 0 };
  return TRUE;
}

void
lab_objective_clear (LabObjective *self)
{
  g_clear_pointer (&self->training, lab_machine_free);
  g_clear_pointer (&self->value, lab_machine_free);
  g_clear_pointer (&self->prediction, lab_machine_free);
  g_clear_pointer (&self->loss, lab_loss_unref);
}

/* ---- computing ---- */

static LabMachine *
new_machine (const LabObjective *self, const LabProgram *program, const LabLanes *lanes)
{
  LabMachine *machine
      = lab_machine_new (program, lanes, (guint[]){ self->n_classes, self->n_classes2 });

  lab_machine_set_data (machine, (const double *[]){ self->weights, NULL },
                        (const double *[]){ self->counts, self->counts2 });
  lab_machine_set_parameters (machine, self->parameters, self->loss->formula->n_parameters);
  return machine;
}

static LabMachine *
get_machine (LabObjective *self, LabMachine **machine, const LabProgram *program)
{
  if (*machine == NULL)
    *machine = new_machine (self, program, lab_kernels_get ()->single);
  return *machine;
}

LabMachine *
lab_objective_new_dual (const LabObjective *self, const LabProgram *program)
{
  return new_machine (self, program, lab_kernels_get ()->dual);
}

void
lab_objective_set_step (const LabObjective *self, LabMachine *machine, double progress,
                        const double *learned)
{
  const LabFormula *formula = self->loss->formula;
  double first[LAB_FORMULA_MAX_LEARNED];

  for (guint i = 0; i < formula->n_learned; i++)
    first[i] = formula->learned[i].value;
  lab_machine_set_step (machine, progress, learned != NULL ? learned : first, formula->n_learned,
                        0.0, 0.0);
}

gboolean
lab_objective_prepare (LabObjective *self, guint n, GError **error)
{
  return lab_machine_reserve (get_machine (self, &self->training, self->loss->training), n, error)
         && lab_machine_reserve (get_machine (self, &self->value, self->loss->value), n, error)
         && (self->loss->prediction == NULL
             || lab_machine_reserve (get_machine (self, &self->prediction, self->loss->prediction),
                                     n, error));
}

static void
run (const LabObjective *self, LabMachine *machine, const LabObjectiveBatch *batch,
     void *const *outputs)
{
  const LabKernels *kernels = lab_kernels_get ();
  const guint n_learned = self->loss->formula->n_learned;
  double learned[LAB_FORMULA_MAX_LEARNED];

  for (guint i = 0; i < n_learned; i++)
    learned[i] = (double) batch->theta[batch->n_theta + i];
  lab_machine_set_step (machine, batch->progress, learned, n_learned,
                        self->loss->penalised ? kernels->l1 (batch->theta, batch->n_theta) : 0.0,
                        self->loss->penalised ? kernels->l2 (batch->theta, batch->n_theta) : 0.0);
  lab_machine_run (
      machine, batch->n,
      (const void *[]){ batch->logits[0], self->n_classes2 > 0 ? batch->logits[1] : NULL },
      (const guint8 *[]){ batch->targets, self->n_classes2 > 0 ? batch->targets2 : NULL }, outputs);
}

double
lab_objective_evaluate (LabObjective *self, const LabObjectiveBatch *batch)
{
  double value;

  run (self, get_machine (self, &self->value, self->loss->value), batch,
       (void *[]){ &value, NULL });
  return value;
}

double
lab_objective_derive (LabObjective *self, const LabObjectiveBatch *batch, float *const *dlogits,
                      LabObjectiveSlopes *slopes)
{
  const LabRef *roots = self->loss->training->roots;
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };
  double value;

  memset (slopes, 0, sizeof *slopes);
  outputs[LAB_LOSS_ROOT_VALUE] = &value;
  outputs[LAB_LOSS_ROOT_DL1] = &slopes->dl1;
  outputs[LAB_LOSS_ROOT_DL2] = &slopes->dl2;
  for (guint i = 0; i < self->loss->formula->n_learned; i++)
    outputs[LAB_LOSS_ROOT_DLEARNED + i] = &slopes->dlearned[i];
  for (guint task = 0; task < self->loss->n_tasks; task++)
    {
      /* A loss that does not depend on the logits pushes nothing. */
      outputs[LAB_LOSS_ROOT_DLOGITS + task] = dlogits[task];
      if (roots[LAB_LOSS_ROOT_DLOGITS + task] == LAB_NO_REF)
        memset (dlogits[task], 0,
                (gsize) batch->n * (task == 0 ? self->n_classes : self->n_classes2)
                    * sizeof (float));
    }
  run (self, get_machine (self, &self->training, self->loss->training), batch, outputs);
  return value;
}

void
lab_objective_set_learned (const LabObjective *self, const LabObjectiveSlopes *slopes,
                           float *dlearned)
{
  for (guint i = 0; i < self->loss->formula->n_learned; i++)
    dlearned[i] = (float) slopes->dlearned[i];
}

gboolean
lab_objective_predict (LabObjective *self, const LabObjectiveBatch *batch, float *out)
{
  const LabProgram *program = self->loss->prediction;

  if (program == NULL)
    return FALSE;
  run (self, get_machine (self, &self->prediction, program), batch, (void *[]){ out });
  return TRUE;
}
