/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "engine.h"

G_BEGIN_DECLS

/**
 * LabTraining:
 * @engine: at rest at first
 * @experiment: what the runs were started with; the owner keeps it up to date with what it changes
 *
 * An engine with its experiment, made and ended in threads, so that the window waits for neither.
 */
typedef struct
{
  LabEngine *engine;
  LabExperiment *experiment;
  /*< private >*/
  struct _LabBell *bell;
} LabTraining;

/** LabTrainingNews: called on the main thread after the engine's wake-up, while @owner lives. */
typedef void (*LabTrainingNews) (GObject *owner);

/** lab_training_new_async: @callback: gets @owner as its source. */
void lab_training_new_async (const LabExperiment *experiment, LabDataset *dataset, GObject *owner,
                             LabTrainingNews news, GAsyncReadyCallback callback, gpointer data);

/** lab_training_new_finish: Returns: (transfer full): **Errors**: as lab_engine_new(). */
LabTraining *lab_training_new_finish (GAsyncResult *result, GError **error);

/** lab_training_free: the engine's threads end after the batch that they are at; nobody waits. */
void lab_training_free (LabTraining *self);

G_END_DECLS
