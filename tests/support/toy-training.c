/* SPDX-License-Identifier: MIT */
#include "toy-training.h"

LabSpec *
lab_toy_training_spec (const char *name, const char *value)
{
  g_autoptr (LabSpec) spec = lab_toy_spec (name, value, NULL);

  return lab_spec_with (spec, LAB_SETTING_DATASET, "toy", NULL);
}

void
lab_toy_training_init (LabToyTraining *self, const LabSpec *spec, const LabCheckpoint *checkpoint)
{
  GError *error = NULL;

  self->dataset = g_str_equal (spec->dataset, "toy") ? lab_toy_dataset (3)
                                                     : lab_dataset_load (spec->dataset, NULL);
  self->set = lab_damage_apply (&spec->damage, self->dataset, NULL);
  self->run = lab_run_new (spec, 0, self->dataset->n_classes,
                           (self->set->n + spec->batch_size - 1) / spec->batch_size);
  self->trainer = lab_trainer_new (self->run, self->dataset, self->set, checkpoint, &error);
  g_assert_no_error (error);
}

void
lab_toy_training_clear (LabToyTraining *self)
{
  g_clear_pointer (&self->trainer, lab_trainer_free);
  g_clear_pointer (&self->run, lab_run_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
}

void
lab_toy_training_finish (LabToyTraining *self)
{
  while (lab_trainer_advance (self->trainer) == LAB_RUN_TRAINING)
    ;
}

void
lab_toy_training_assert_same_end (const LabToyTraining *a, const LabToyTraining *b)
{
  const LabEvaluation *one = lab_run_get_latest (a->run), *other = lab_run_get_latest (b->run);
  const LabEpoch *epoch = lab_run_get_epoch (a->run, lab_run_n_epochs (a->run) - 1);
  const LabEpoch *same = lab_run_get_epoch (b->run, lab_run_n_epochs (b->run) - 1);
  const guint64 n = lab_series_count (a->run->mean), m = lab_series_count (b->run->mean);
  LabNetwork network;
  gsize size;

  g_assert_true (lab_trainer_network (a->run->spec, a->dataset, &network, NULL));
  g_assert_cmpuint (a->run->n_learned, ==, b->run->n_learned);
  size = (network.n_parameters + a->run->n_learned) * sizeof (float);
  g_assert_cmpint (lab_run_get_state (a->run), ==, LAB_RUN_FINISHED);
  g_assert_cmpint (lab_run_get_state (b->run), ==, LAB_RUN_FINISHED);
  g_assert_cmpmem (lab_trainer_get_theta (a->trainer), size, lab_trainer_get_theta (b->trainer),
                   size);
  g_assert_cmpmem (one->theta, size, other->theta, size);
  g_assert_cmpfloat (one->test_loss, ==, other->test_loss);
  g_assert_cmpfloat (epoch->loss, ==, same->loss);
  g_assert_cmpfloat (lab_series_get (a->run->mean, n - 1), ==,
                     lab_series_get (b->run->mean, m - 1));
}
