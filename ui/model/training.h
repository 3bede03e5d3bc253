/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "archive.h"

G_BEGIN_DECLS

/**
 * LabTrainingPlan:
 * @archive: (nullable): has the history that the runs are written to
 * @title: what the experiment is called there
 * @runs: (nullable): records that go on instead of new ones, in the engine's order
 * @parent: (nullable): a run whose weights new ones begin with, instead of their seeds'
 * @parent_step: of the evaluation that has them
 */
typedef struct
{
  const LabExperiment *experiment;
  LabDataset *dataset;
  LabArchive *archive;
  const char *title;
  GPtrArray *runs;
  LabRun *parent;
  guint64 parent_step;
} LabTrainingPlan;

/**
 * LabTraining:
 * @engine: at rest at first
 * @experiment: what the runs were started with, and were changed to since
 * @unkept: (nullable): why the history does not follow, though it is there
 *
 * An engine with its experiment, made and ended in threads, so that the window waits for neither.
 * The history follows it from its beginning to its end.
 */
typedef struct
{
  LabEngine *engine;
  LabExperiment *experiment;
  char *unkept;
  /*< private >*/
  struct _LabBell *bell;
  char *title;
  gboolean is_new; /* its runs are in no history from before */
  gboolean unwanted;
  LabArchive *archive;
  LabHistory *history; /* (nullable): that follows */
} LabTraining;

/** LabTrainingNews: called on the main thread after the engine's wake-up, while @owner lives. */
typedef void (*LabTrainingNews) (GObject *owner);

/** lab_training_new_async: @callback: gets @owner as its source. */
void lab_training_new_async (const LabTrainingPlan *plan, GObject *owner, LabTrainingNews news,
                             GAsyncReadyCallback callback, gpointer data);

/** lab_training_new_finish: Returns: (transfer full): **Errors**: as lab_engine_new_from_runs() and
 * lab_branch_checkpoint(). */
LabTraining *lab_training_new_finish (GAsyncResult *result, GError **error);

/** lab_training_keep: the history follows from here on, and has everything from the beginning,
 * where it could not when the training began. Of a branch that is too late. Returns: FALSE where it
 * is there and refuses: @unkept says why. */
gboolean lab_training_keep (LabTraining *self);

/** lab_training_change: what of @experiment can act in mid-training goes to the engine. */
void lab_training_change (LabTraining *self, const LabExperiment *experiment);

/** lab_training_free: the engine's threads end after the batch that they are at; nobody waits. */
void lab_training_free (LabTraining *self);
/** lab_training_discard: (nullable): of one that nobody has let begin: the history forgets it. */
void lab_training_discard (LabTraining *self);

G_END_DECLS
