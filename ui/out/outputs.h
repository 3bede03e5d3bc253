/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"
#include "ui/plot/format.h"
#include "ui/plot/handout.h"

G_BEGIN_DECLS

/**
 * LabOutputsForm:
 * @formats: which ones the plots are written in
 * @dark: their colours; a handout is light
 * @handout: a page that shows the experiment
 * @file: the experiment as a `.losslab` file
 * @everything: both, the weights, and a PyTorch script besides; file and script only where they
 * train what is shown: seeds that follow each other, and of a branch no file, and a script only
 * with the weights that it began with
 *
 * What is written besides tables and reports.
 */
typedef struct
{
  gboolean formats[LAB_N_FORMATS];
  gboolean dark;
  gboolean handout;
  gboolean file;
  gboolean everything;
} LabOutputsForm;

/**
 * LabOutputs:
 *
 * A folder for what an experiment leaves behind: every plot, curves, matrices and measures as CSV,
 * the reports as text, what the losses' comparison says, and what else is asked for. All of it is
 * written, or none.
 */
typedef struct _LabOutputs LabOutputs;

/** lab_outputs_new: **Errors**: %LAB_ERROR_OUTPUT when the folder cannot be written to. */
LabOutputs *lab_outputs_new (const char *folder, GError **error);
void lab_outputs_free (LabOutputs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabOutputs, lab_outputs_free)

/**
 * lab_outputs_write:
 * @result: what the experiment has come to
 *
 * With several seeds, the plots and tables of each are in a folder of its own, beside plots of
 * their means.
 *
 * **Errors**: %LAB_ERROR_OUTPUT, %LAB_ERROR_MEMORY, and %LAB_ERROR_REQUEST as of
 * lab_torch_export(); nothing is left behind then. **Threads**: any; the runs may be in training.
 */
gboolean lab_outputs_write (LabOutputs *self, const LabResult *result, const LabOutputsForm *form,
                            GError **error);

G_END_DECLS
