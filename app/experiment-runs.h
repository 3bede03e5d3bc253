/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/history.h"

G_BEGIN_DECLS

/**
 * LabExperimentRuns:
 * @file: the experiment that was trained; once they are read, that of @runs
 * @list: #LabSummary pointers, the sides of the first seed first
 * @n_all: how many were trained; @n_left: how many of them were not deleted
 * @n_seeds: that @list has, of all its sides each
 * @runs: [@list] the records
 * @dataset: what they were trained on
 *
 * The runs of an experiment that can be shown together.
 */
typedef struct
{
  LabFile *file;
  GPtrArray *list;
  guint n_all;
  guint n_left;
  guint n_seeds;
  GPtrArray *runs;
  LabDataset *dataset;
} LabExperimentRuns;

/**
 * lab_experiment_runs_find:
 * @self: zeros
 * @one: one of them: where it has no place among the others, it alone
 * @resume: whether runs that can go on are what is wanted
 *
 * **Errors**: as lab_history_list(); %LAB_ERROR_REQUEST where one of them is in training.
 */
gboolean lab_experiment_runs_find (LabExperimentRuns *self, LabHistory *history,
                                   const LabSummary *one, gboolean resume, GError **error);

/** lab_experiment_runs_read: @resume: those that can go on are this program's then. **Errors**: as
 * lab_history_read() and lab_history_resume(), and of a dataset that is not what it was. */
gboolean lab_experiment_runs_read (LabExperimentRuns *self, LabHistory *history, gboolean resume,
                                   GError **error);

/** lab_experiment_runs_follow_on: Returns: whether their seeds do, as those of a #LabExperiment. */
gboolean lab_experiment_runs_follow_on (const LabExperimentRuns *self);

/** lab_experiment_runs_describe: Returns: (transfer full): the experiment that @n runs of @n_seeds
 * seeds make. */
LabExperiment *lab_experiment_runs_describe (LabRun *const *runs, guint n, guint n_seeds);

void lab_experiment_runs_clear (LabExperimentRuns *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabExperimentRuns, lab_experiment_runs_clear)

G_END_DECLS
