/* SPDX-License-Identifier: MIT */
#pragma once

#include "run.h"
#include "store/database.h"
#include "store/history.h"

G_BEGIN_DECLS

/**
 * LabRowMark:
 * @id: the run's number, 0 before it has one
 * @state: as it was written; @begun: whether it was
 * @n_numbers, @n_evaluations, @n_epochs, @n_journal: how many of each are written
 * @checkpoint: (nullable): the one that is
 *
 * How much of a run's record is in the database.
 */
typedef struct
{
  gint64 id;
  gboolean begun;
  LabRunState state;
  guint64 n_numbers;
  guint n_evaluations;
  guint n_epochs;
  guint n_journal;
  LabCheckpoint *checkpoint;
} LabRowMark;

/** lab_row_mark: Returns: what a record holds now, with a reference to its checkpoint. */
LabRowMark lab_row_mark (const LabRun *run, gint64 id);
void lab_row_mark_clear (LabRowMark *self);

/** lab_row_insert: a new run without anything. Returns: its number, or 0. */
gint64 lab_row_insert (const LabDatabase *database, const LabRun *run, gint64 experiment,
                       const char *title, gint64 owner, GError **error);

/** lab_row_write: what the record has behind @from, up to @to, in the transaction that is open. */
gboolean lab_row_write (const LabDatabase *database, const LabRun *run, const LabRowMark *from,
                        const LabRowMark *to, GError **error);

/** lab_row_insert_experiment: Returns: its number, or 0. */
gint64 lab_row_insert_experiment (const LabDatabase *database, LabRun *const *runs, guint n,
                                  const char *title, GError **error);

G_END_DECLS
