/* SPDX-License-Identifier: MIT */
#include "journal.h"

LabJournalEntry *
lab_journal_copy (const LabJournalEntry *entries, guint n)
{
  LabJournalEntry *copy = g_memdup2 (entries, n * sizeof *entries);

  for (guint i = 0; i < n; i++)
    copy[i].text = g_strdup (entries[i].text);
  return copy;
}

void
lab_journal_free (LabJournalEntry *entries, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (entries[i].text);
  g_free (entries);
}
