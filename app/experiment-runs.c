/* SPDX-License-Identifier: MIT */
#include "experiment-runs.h"

#include "train/trainer.h"
#include "ui/model/arrangement.h"

static const LabSummary *
summary_at (const LabExperimentRuns *self, guint i)
{
  return self->list->pdata[i];
}

static gboolean
has (const LabExperimentRuns *self, gint64 id)
{
  for (guint i = 0; i < self->list->len; i++)
    if (summary_at (self, i)->id == id)
      return TRUE;
  return FALSE;
}

static gboolean
take_alone (LabExperimentRuns *self, LabHistory *history, gint64 id, GError **error)
{
  LabSummary *summary = lab_history_find (history, id, error);

  if (summary == NULL)
    return FALSE;
  g_ptr_array_set_size (self->list, 0);
  g_ptr_array_add (self->list, summary);
  self->n_seeds = 1;
  return TRUE;
}

gboolean
lab_experiment_runs_find (LabExperimentRuns *self, LabHistory *history, const LabSummary *one,
                          gboolean resume, GError **error)
{
  const LabQuery query = { .experiment = one->experiment };

  self->file = lab_history_read_file (history, one->experiment, error);
  self->list = self->file == NULL ? NULL : lab_history_list (history, &query, error);
  if (self->list == NULL)
    return FALSE;
  self->n_left = self->list->len;
  self->n_all
      = MAX (self->file->experiment->n_sides * self->file->experiment->n_seeds, self->n_left);
  self->n_seeds = lab_arrangement_make (self->list, resume);
  if (!has (self, one->id) && !take_alone (self, history, one->id, error))
    return FALSE;
  for (guint i = 0; i < self->list->len; i++)
    if (summary_at (self, i)->state == LAB_RUN_TRAINING)
      return lab_error_refuse (error, "run %" G_GINT64_FORMAT " is in training: wait for its end",
                               summary_at (self, i)->id);
  return TRUE;
}

static gboolean
load_dataset (LabExperimentRuns *self, GError **error)
{
  const LabRun *first = self->runs->pdata[0];

  self->dataset = lab_dataset_load (first->spec->dataset, error);
  if (self->dataset == NULL)
    return FALSE;
  for (guint i = 0; i < self->runs->len; i++)
    if (!lab_trainer_check (self->runs->pdata[i], self->dataset, error))
      return FALSE;
  return TRUE;
}

gboolean
lab_experiment_runs_read (LabExperimentRuns *self, LabHistory *history, gboolean resume,
                          GError **error)
{
  const guint n = self->list->len, n_sides = n / self->n_seeds;

  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_run_unref);
  for (guint i = 0; i < n; i++)
    {
      const LabSummary *summary = summary_at (self, i);
      LabRun *run = resume && lab_arrangement_goes_on (summary)
                        ? lab_history_resume (history, summary->id, error)
                        : lab_history_read (history, summary->id, error);

      if (run == NULL)
        return FALSE;
      /* Those that are compared are called by their place. */
      if (n_sides > 1)
        run->side = i % n_sides;
      g_ptr_array_add (self->runs, run);
    }
  if (n != self->n_all)
    {
      lab_experiment_free (self->file->experiment);
      self->file->experiment
          = lab_experiment_runs_describe ((LabRun *const *) self->runs->pdata, n, self->n_seeds);
    }
  return load_dataset (self, error);
}

gboolean
lab_experiment_runs_follow_on (const LabExperimentRuns *self)
{
  return summary_at (self, self->list->len - 1)->seed - summary_at (self, 0)->seed
         == self->n_seeds - 1;
}

LabExperiment *
lab_experiment_runs_describe (LabRun *const *runs, guint n, guint n_seeds)
{
  LabExperiment *experiment = g_new0 (LabExperiment, 1);

  experiment->n_seeds = n_seeds;
  experiment->n_sides = n / n_seeds;
  for (guint i = 0; i < experiment->n_sides; i++)
    experiment->sides[i] = lab_spec_ref (runs[i]->spec);
  return experiment;
}

void
lab_experiment_runs_clear (LabExperimentRuns *self)
{
  g_clear_pointer (&self->file, lab_file_free);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
}
