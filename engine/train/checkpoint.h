/* SPDX-License-Identifier: MIT */
#pragma once

#include "journal.h"
#include "net/optimiser.h"

G_BEGIN_DECLS

/**
 * LabCheckpoint:
 * @spec_hash: of the spec that it belongs to
 * @step: steps done
 * @loss_sum: of the present epoch's batches
 * @seconds: spent in them
 * @mean: of the smoothed training loss
 * @theta: [P]
 * @averages: the optimiser's memory, [P] each
 * @journal: [n_journal] what was changed up to here
 * @coming: [n_coming] what is to be changed when its step comes: of a run whose journal goes
 * further
 *
 * The exact state of a run between two steps. Immutable.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char *spec_hash;
  guint64 step;
  gboolean evaluated; /* whether the evaluation due at this step is done */
  double loss_sum;
  double seconds;
  double mean[2];
  gsize n_parameters;
  float *theta;
  float *averages[LAB_MAX_AVERAGES];
  guint n_journal;
  LabJournalEntry *journal;
  guint n_coming;
  LabJournalEntry *coming;
} LabCheckpoint;

LabCheckpoint *lab_checkpoint_ref (LabCheckpoint *self);
void lab_checkpoint_unref (LabCheckpoint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabCheckpoint, lab_checkpoint_unref)

G_END_DECLS
