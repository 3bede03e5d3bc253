/* SPDX-License-Identifier: MIT */
#include "train/branch.h"

#include "core/memory.h"
#include "train/trainer.h"

#include <string.h>

static gboolean
same_network (const LabSpec *a, const LabSpec *b, const LabDataset *dataset, LabNetwork *network,
              GError **error)
{
  g_autofree char *one = lab_spec_print (a, LAB_SETTING_HIDDEN);
  g_autofree char *other = lab_spec_print (b, LAB_SETTING_HIDDEN);
  LabNetwork second;

  if (!lab_trainer_network (a, dataset, network, error)
      || !lab_trainer_network (b, dataset, &second, error))
    return FALSE;
  return g_str_equal (one, other) && network->n_heads == second.n_heads
             ? TRUE
             : lab_error_refuse (error, "hidden: a branch has the network of the run that it comes "
                                        "from: choose its layers, and a loss with as many tasks");
}

LabCheckpoint *
lab_branch_checkpoint (const LabSpec *spec, const LabDataset *dataset, const LabRun *parent,
                       const LabEvaluation *evaluation, GError **error)
{
  g_autoptr (LabCheckpoint) checkpoint = NULL;
  g_autoptr (LabLoss) loss = NULL;
  const LabOptimiser *optimiser = lab_optimiser_find (spec->optimizer);
  LabNetwork network;
  gboolean fits;

  g_return_val_if_fail (evaluation->theta != NULL, NULL);

  if (!lab_trainer_check (parent, dataset, error)
      || !same_network (spec, parent->spec, dataset, &network, error))
    return NULL;
  loss = lab_loss_find (spec->loss, NULL);
  checkpoint = g_new0 (LabCheckpoint, 1);
  g_atomic_ref_count_init (&checkpoint->ref_count);
  checkpoint->spec_hash = lab_spec_hash (spec);
  checkpoint->n_parameters = network.n_parameters + loss->formula->n_learned;
  fits = (checkpoint->theta = lab_memory_new (checkpoint->n_parameters)) != NULL;
  for (guint i = 0; i < optimiser->n_averages; i++)
    fits = (checkpoint->averages[i] = lab_memory_new (checkpoint->n_parameters)) != NULL && fits;
  if (!fits)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "no memory for this network: end other programs first");
      return NULL;
    }
  memcpy (checkpoint->theta, evaluation->theta, network.n_parameters * sizeof (float));
  for (guint i = 0; i < loss->formula->n_learned; i++)
    checkpoint->theta[network.n_parameters + i] = (float) loss->formula->learned[i].value;
  return g_steal_pointer (&checkpoint);
}
