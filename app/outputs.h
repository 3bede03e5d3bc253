/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/**
 * LabOutputs:
 *
 * A folder for what an experiment leaves behind: every plot as PNG, curves and matrices as CSV, the
 * reports as text. All of it is written, or none.
 */
typedef struct _LabOutputs LabOutputs;

/** lab_outputs_new: **Errors**: %LAB_ERROR_OUTPUT when the folder cannot be written to. */
LabOutputs *lab_outputs_new (const char *folder, GError **error);
void lab_outputs_free (LabOutputs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabOutputs, lab_outputs_free)

/** lab_outputs_add: a file more. @text: UTF-8. **Errors**: %LAB_ERROR_OUTPUT. */
gboolean lab_outputs_add (LabOutputs *self, const char *name, const char *text, GError **error);

/**
 * lab_outputs_write:
 *
 * With several seeds, the plots and tables of each are in a folder of its own.
 *
 * **Errors**: %LAB_ERROR_OUTPUT; nothing is left behind then.
 */
gboolean lab_outputs_write (LabOutputs *self, const LabExperiment *experiment,
                            const LabEngine *engine, gboolean dark, GError **error);

G_END_DECLS
