/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "data/damage.h"
#include "spec.h"

G_BEGIN_DECLS

/**
 * LabLoader:
 *
 * A spec's dataset and its damage, made in a thread: one at a time, and of what is asked for while
 * one is under way only the last.
 *
 * Signals: `loaded`: the answer to the last request is there, or why there is none.
 */
#define LAB_TYPE_LOADER (lab_loader_get_type ())
G_DECLARE_FINAL_TYPE (LabLoader, lab_loader, LAB, LOADER, GObject)

LabLoader *lab_loader_new (void);

/** lab_loader_load: nothing happens where the spec's data are those that are there or on the way.
 */
void lab_loader_load (LabLoader *self, const LabSpec *spec);
gboolean lab_loader_is_loading (LabLoader *self);

/** lab_loader_get_dataset: Returns: (nullable): the last one that could be loaded. */
LabDataset *lab_loader_get_dataset (LabLoader *self);
/** lab_loader_get_training_set: Returns: (nullable): the last one that could be made, of that
 * dataset. */
LabTrainingSet *lab_loader_get_training_set (LabLoader *self);
/** lab_loader_get_error: Returns: (nullable): why the last request has no answer. */
const char *lab_loader_get_error (LabLoader *self);

G_END_DECLS
