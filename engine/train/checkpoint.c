/* SPDX-License-Identifier: MIT */
#include "train/checkpoint.h"

#include "core/memory.h"

LabCheckpoint *
lab_checkpoint_ref (LabCheckpoint *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lab_checkpoint_unref (LabCheckpoint *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->spec_hash);
  lab_memory_free (self->theta);
  for (guint i = 0; i < G_N_ELEMENTS (self->averages); i++)
    lab_memory_free (self->averages[i]);
  lab_journal_free (self->journal, self->n_journal);
  lab_journal_free (self->coming, self->n_coming);
  g_free (self);
}
