/* SPDX-License-Identifier: MIT */
#pragma once

#include "setting.h"

G_BEGIN_DECLS

/**
 * LabJournalEntry:
 *
 * Before @step's batch (from 0), @setting became @text. A spec and the entries of a run's journal,
 * in their order, determine the run.
 */
typedef struct
{
  guint64 step;
  LabSettingId setting;
  char *text;
} LabJournalEntry;

/** lab_journal_copy: Returns: (transfer full): a deep copy of @n entries. */
LabJournalEntry *lab_journal_copy (const LabJournalEntry *entries, guint n);
void lab_journal_free (LabJournalEntry *entries, guint n);

G_END_DECLS
