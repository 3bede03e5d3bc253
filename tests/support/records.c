/* SPDX-License-Identifier: MIT */
#include "records.h"

#include "toy.h"

#include <string.h>

LabExperiment *
lab_records_experiment (const char *folder, const char *first_name, ...)
{
  LabExperiment *self = lab_experiment_new ();
  va_list arguments;

  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_DATASET, folder, NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_EPOCHS, "3", NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_HIDDEN, "12,7", NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_BATCH_SIZE, "16", NULL));
  g_assert_true (lab_experiment_set (self, 0, LAB_SETTING_LEARNING_RATE, "0.01", NULL));
  g_assert_true (lab_experiment_add_side (self, "multi-task-uncertainty", NULL));
  va_start (arguments, first_name);
  for (const char *name = first_name; name != NULL; name = va_arg (arguments, const char *))
    g_assert_true (lab_experiment_set (self, 0, lab_setting_find (name)->id,
                                       va_arg (arguments, const char *), NULL));
  va_end (arguments);
  return self;
}

LabEngine *
lab_records_engine (const LabExperiment *experiment)
{
  GError *error = NULL;
  g_autoptr (LabDataset) dataset = lab_dataset_load (experiment->sides[0]->dataset, &error);
  LabEngine *engine = lab_engine_new (experiment, dataset, 2, NULL, NULL, &error);

  g_assert_no_error (error);
  return engine;
}

LabEngine *
lab_records_go_on (LabRun *run)
{
  GError *error = NULL;
  g_autoptr (LabDataset) dataset = lab_dataset_load (run->spec->dataset, &error);
  LabEngine *engine = lab_engine_new_from_runs (&run, 1, dataset, 1, NULL, NULL, &error);

  g_assert_no_error (error);
  return engine;
}

void
lab_records_finish (LabEngine *engine)
{
  lab_engine_set_pace (engine, LAB_FULL_SPEED);
  lab_engine_resume (engine);
  while (!lab_engine_is_done (engine))
    g_usleep (1000);
}

static void
assert_same_series (const LabSeries *a, const LabSeries *b)
{
  g_assert_cmpuint (lab_series_count (a), ==, lab_series_count (b));
  for (guint64 i = 0; i < lab_series_count (a); i++)
    {
      const float one = lab_series_get (a, i), other = lab_series_get (b, i);

      g_assert_cmpmem (&one, sizeof one, &other, sizeof other);
    }
}

static void
assert_same_matrix (const LabConfusion *a, const LabConfusion *b)
{
  g_assert_cmpint (a == NULL, ==, b == NULL);
  if (a == NULL || b == NULL)
    return;
  g_assert_cmpuint (a->n_classes, ==, b->n_classes);
  g_assert_cmpmem (a->counts, sizeof (guint32) * a->n_classes * a->n_classes, b->counts,
                   sizeof (guint32) * b->n_classes * b->n_classes);
}

static void
assert_same_evaluation (const LabEvaluation *a, const LabEvaluation *b, gboolean weights)
{
  g_assert_cmpuint (a->step, ==, b->step);
  g_assert_cmpfloat (a->epoch, ==, b->epoch);
  g_assert_cmpmem (&a->test_loss, sizeof a->test_loss, &b->test_loss, sizeof b->test_loss);
  g_assert_cmpmem (&a->test_cross_entropy, sizeof (double), &b->test_cross_entropy,
                   sizeof (double));
  assert_same_matrix (a->test, b->test);
  assert_same_matrix (a->validation, b->validation);
  assert_same_matrix (a->train, b->train);
  assert_same_matrix (a->test2, b->test2);
  assert_same_matrix (a->validation2, b->validation2);
  assert_same_matrix (a->train2, b->train2);
  if (weights || b->theta != NULL)
    g_assert_cmpmem (a->theta, a->n_theta * sizeof (float), b->theta, b->n_theta * sizeof (float));
}

void
lab_records_assert_same (const LabRun *a, const LabRun *b, gboolean weights)
{
  const LabDivergence *one = lab_run_get_divergence (a), *other = lab_run_get_divergence (b);

  g_assert_true (lab_spec_equal (a->spec, b->spec));
  g_assert_cmpuint (a->side, ==, b->side);
  g_assert_cmpuint (a->n_steps, ==, b->n_steps);
  g_assert_cmpuint (a->n_classes, ==, b->n_classes);
  g_assert_cmpuint (a->n_tasks, ==, b->n_tasks);
  g_assert_cmpuint (a->n_learned, ==, b->n_learned);
  g_assert_cmpint (lab_run_get_state (a), ==, lab_run_get_state (b));
  assert_same_series (a->loss, b->loss);
  assert_same_series (a->mean, b->mean);
  for (guint i = 0; i < a->n_learned; i++)
    assert_same_series (a->learned[i], b->learned[i]);
  g_assert_cmpuint (lab_run_n_evaluations (a), ==, lab_run_n_evaluations (b));
  for (guint i = 0; i < lab_run_n_evaluations (a); i++)
    assert_same_evaluation (lab_run_get_evaluation (a, i), lab_run_get_evaluation (b, i), weights);
  g_assert_cmpuint (lab_run_n_epochs (a), ==, lab_run_n_epochs (b));
  for (guint i = 0; i < lab_run_n_epochs (a); i++)
    {
      const LabEpoch *in_a = lab_run_get_epoch (a, i), *in_b = lab_run_get_epoch (b, i);

      g_assert_cmpuint (in_a->epoch, ==, in_b->epoch);
      g_assert_cmpfloat (in_a->loss, ==, in_b->loss);
      g_assert_cmpuint (in_a->evaluation->step, ==, in_b->evaluation->step);
    }
  g_assert_cmpuint (lab_run_n_journal (a), ==, lab_run_n_journal (b));
  for (guint i = 0; i < lab_run_n_journal (a); i++)
    {
      const LabJournalEntry *in_a = lab_run_get_journal (a, i), *in_b = lab_run_get_journal (b, i);

      g_assert_cmpuint (in_a->step, ==, in_b->step);
      g_assert_cmpint (in_a->setting, ==, in_b->setting);
      g_assert_cmpstr (in_a->text, ==, in_b->text);
    }
  g_assert_cmpint (one == NULL, ==, other == NULL);
  if (one != NULL && other != NULL)
    {
      g_assert_cmpuint (one->step, ==, other->step);
      g_assert_cmpstr (one->where, ==, other->where);
    }
}
