/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "archive.h"
#include "data/damage.h"

G_BEGIN_DECLS

/**
 * LabPastKind:
 * @LAB_PAST_EXPERIMENT: all runs of an experiment, to be looked at
 * @LAB_PAST_RUNS: any runs beside each other, as if they were the sides of one experiment
 * @LAB_PAST_RESUME: all runs of an experiment, of which some go on
 */
typedef enum
{
  LAB_PAST_EXPERIMENT,
  LAB_PAST_RUNS,
  LAB_PAST_RESUME,
} LabPastKind;

/**
 * LabPast:
 * @runs: [n_seeds * n_sides] #LabRun, the sides of the first seed first
 * @names: [n_sides] what each is: "A rare class · focal loss · seed 1"
 * @experiment: what would train them once more, with the seeds that are missing between them; of
 * runs that go on, as it is now
 * @note: (nullable): in words, what must not be overlooked: that runs of the experiment are
 * missing, or that those compared learned from different pictures
 * @has_weights: whether those of all evaluations are there
 *
 * Runs of the history with their data, read in a thread.
 */
typedef struct
{
  LabPastKind kind;
  guint n_sides;
  guint n_seeds;
  GPtrArray *runs;
  GStrv names;
  char *title;
  char *description;
  LabExperiment *experiment;
  LabDataset *dataset;
  LabTrainingSet *set;
  char *note;
  gboolean has_weights;
  /*< private >*/
  gint *cancelled;
} LabPast;

/**
 * lab_past_read_async:
 * @ids: [n] of runs; of one experiment, its number alone
 * @known: (nullable): a dataset that need not be loaded again
 */
void lab_past_read_async (LabArchive *archive, LabPastKind kind, const gint64 *ids, guint n,
                          LabDataset *known, GObject *owner, GAsyncReadyCallback callback,
                          gpointer data);

/** lab_past_read_finish: Returns: (transfer full): **Errors**: as lab_history_read() and
 * lab_dataset_load(); %LAB_ERROR_REQUEST for runs on different data. */
LabPast *lab_past_read_finish (GAsyncResult *result, GError **error);

/** lab_past_free: (nullable): ends the search for weights too. */
void lab_past_free (LabPast *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPast, lab_past_free)

/** lab_past_find_weights_async: trains the runs once more for the weights that are not stored, on a
 * thread of its own. */
void lab_past_find_weights_async (const LabPast *self, LabArchive *archive, GObject *owner,
                                  GAsyncReadyCallback callback, gpointer data);

/** lab_past_find_weights_finish: Returns: (transfer full): as @runs, with all weights. **Errors**:
 * as lab_history_retrain(). */
GPtrArray *lab_past_find_weights_finish (GAsyncResult *result, GError **error);

G_END_DECLS
