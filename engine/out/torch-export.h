/* SPDX-License-Identifier: MIT */
#pragma once

#include "core/replace.h"
#include "experiment.h"
#include "run.h"

G_BEGIN_DECLS

/**
 * lab_torch_export:
 * @dataset, @set: what the experiment's spec names, loaded and damaged
 * @runs: (nullable): [n_seeds * n_sides] in the engine's order: their journals are exported too,
 * and the weights that branches began with
 * @folder: new, or empty
 *
 * Writes an experiment as a PyTorch script, `train.py`, which prints the lines that `compare`
 * prints, with everything that it reads: pictures, training set, weights to begin with, order of
 * the batches, journal. All of it is written, or nothing.
 *
 * **Errors**: %LAB_ERROR_REQUEST for a folder that is not empty, for settings that do not fit the
 * data as lab_trainer_new() has it, for so many epochs that their order takes gigabytes, and as
 * lab_torch_export_check_runs(); %LAB_ERROR_OUTPUT; %LAB_ERROR_MEMORY.
 */
gboolean lab_torch_export (const LabExperiment *experiment, const LabDataset *dataset,
                           const LabTrainingSet *set, LabRun *const *runs, const char *folder,
                           GError **error);

/** lab_torch_export_check: Returns: whether there can be such a script. **Errors**: as
 * lab_torch_export() has them for settings. */
gboolean lab_torch_export_check (const LabExperiment *experiment, const LabDataset *dataset,
                                 const LabTrainingSet *set, GError **error);

/** lab_torch_export_check_runs: @runs: (nullable): as of lab_torch_export(). **Errors**:
 * %LAB_ERROR_REQUEST where the weights that a branch began with were given up. */
gboolean lab_torch_export_check_runs (const LabExperiment *experiment, LabRun *const *runs,
                                      GError **error);

/** lab_torch_export_add: the same among the files of @files, which the caller commits; @folder:
 * which one of theirs, "" or with a slash at its end. */
gboolean lab_torch_export_add (const LabExperiment *experiment, const LabDataset *dataset,
                               const LabTrainingSet *set, LabRun *const *runs, LabReplace *files,
                               const char *folder, GError **error);

G_END_DECLS
