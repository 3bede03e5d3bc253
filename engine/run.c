/* SPDX-License-Identifier: MIT */
#include "run.h"

#include "core/append.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct
{
  LabRun public; /* first, so that a LabRun is one of these */
  gatomicrefcount ref_count;
  LabAppend *evaluations;
  LabAppend *epochs;
  LabAppend *journal;
  _Atomic int state;
  _Atomic gint64 id;
  gboolean is_branch;
  LabOrigin origin;
  LabDivergence divergence; /* written before the state that tells of it */
  pthread_mutex_t lock;     /* guards what follows: it is replaced, and does not grow */
  LabCheckpoint *checkpoint;
  LabStepEffect effect;
} Record;

static inline Record *
record (const LabRun *self)
{
  return (Record *) self;
}

const char *
lab_run_state_name (LabRunState state)
{
  static const char *const NAMES[LAB_N_RUN_STATES]
      = { "training", "finished", "stopped", "diverged", "interrupted" };

  return NAMES[state];
}

static void
free_entry (gpointer entry)
{
  g_free (((LabJournalEntry *) entry)->text);
  g_free (entry);
}

LabRun *
lab_run_new (const LabSpec *spec, guint side, guint n_classes, guint steps_per_epoch)
{
  Record *self = g_new0 (Record, 1);
  g_autoptr (LabLoss) loss = lab_loss_find (spec->loss, NULL);

  self->public = (LabRun){
    .spec = lab_spec_ref (spec),
    .side = side,
    .steps_per_epoch = steps_per_epoch,
    .n_steps = (guint64) steps_per_epoch * spec->epochs,
    .n_classes = n_classes,
    .n_tasks = loss == NULL ? 1 : loss->n_tasks,
    .loss = lab_series_new (),
    .mean = lab_series_new (),
  };
  /* a loss that is not known has no trainer either */
  self->public.n_learned = loss == NULL ? 0 : loss->formula->n_learned;
  for (guint i = 0; i < self->public.n_learned; i++)
    self->public.learned[i] = lab_series_new ();
  g_atomic_ref_count_init (&self->ref_count);
  self->evaluations = lab_append_new ((GDestroyNotify) lab_evaluation_free);
  self->epochs = lab_append_new (g_free);
  self->journal = lab_append_new (free_entry);
  pthread_mutex_init (&self->lock, NULL);
  return &self->public;
}

LabRun *
lab_run_ref (LabRun *self)
{
  g_atomic_ref_count_inc (&record (self)->ref_count);
  return self;
}

gboolean
lab_run_is_alone (const LabRun *self)
{
  return g_atomic_ref_count_compare (&record (self)->ref_count, 1);
}

void
lab_run_unref (LabRun *self)
{
  Record *r = record (self);

  if (!g_atomic_ref_count_dec (&r->ref_count))
    return;
  lab_spec_unref ((LabSpec *) self->spec);
  lab_series_free ((LabSeries *) self->loss);
  lab_series_free ((LabSeries *) self->mean);
  for (guint i = 0; i < self->n_learned; i++)
    lab_series_free ((LabSeries *) self->learned[i]);
  lab_append_free (r->evaluations);
  lab_append_free (r->epochs);
  lab_append_free (r->journal);
  g_free ((char *) r->divergence.where);
  g_clear_pointer (&r->checkpoint, lab_checkpoint_unref);
  pthread_mutex_destroy (&r->lock);
  g_free (r);
}

LabRunState
lab_run_get_state (const LabRun *self)
{
  return (LabRunState) atomic_load_explicit (&record (self)->state, memory_order_acquire);
}

const LabDivergence *
lab_run_get_divergence (const LabRun *self)
{
  return lab_run_get_state (self) == LAB_RUN_DIVERGED ? &record (self)->divergence : NULL;
}

guint
lab_run_n_evaluations (const LabRun *self)
{
  return lab_append_count (record (self)->evaluations);
}

const LabEvaluation *
lab_run_get_evaluation (const LabRun *self, guint i)
{
  return lab_append_get (record (self)->evaluations, i);
}

const LabEvaluation *
lab_run_get_latest (const LabRun *self)
{
  guint n = lab_run_n_evaluations (self);

  return n == 0 ? NULL : lab_run_get_evaluation (self, n - 1);
}

guint
lab_run_n_epochs (const LabRun *self)
{
  return lab_append_count (record (self)->epochs);
}

const LabEpoch *
lab_run_get_epoch (const LabRun *self, guint i)
{
  return lab_append_get (record (self)->epochs, i);
}

guint
lab_run_n_journal (const LabRun *self)
{
  return lab_append_count (record (self)->journal);
}

const LabJournalEntry *
lab_run_get_journal (const LabRun *self, guint i)
{
  return lab_append_get (record (self)->journal, i);
}

gboolean
lab_run_get_origin (const LabRun *self, LabOrigin *origin)
{
  if (origin != NULL)
    *origin = record (self)->origin;
  return record (self)->is_branch;
}

void
lab_run_set_origin (LabRun *self, const LabOrigin *origin)
{
  record (self)->is_branch = TRUE;
  record (self)->origin = *origin;
}

gint64
lab_run_get_id (const LabRun *self)
{
  return atomic_load (&record (self)->id);
}

void
lab_run_set_id (LabRun *self, gint64 id)
{
  atomic_store (&record (self)->id, id);
}

gboolean
lab_run_get_effect (const LabRun *self, LabStepEffect *effect)
{
  Record *r = record (self);

  pthread_mutex_lock (&r->lock);
  *effect = r->effect;
  pthread_mutex_unlock (&r->lock);
  return effect->step > 0;
}

LabCheckpoint *
lab_run_dup_checkpoint (const LabRun *self)
{
  Record *r = record (self);
  LabCheckpoint *checkpoint;

  pthread_mutex_lock (&r->lock);
  checkpoint = r->checkpoint == NULL ? NULL : lab_checkpoint_ref (r->checkpoint);
  pthread_mutex_unlock (&r->lock);
  return checkpoint;
}

void
lab_run_add_loss (LabRun *self, float loss, float mean)
{
  lab_series_append ((LabSeries *) self->mean, mean);
  lab_series_append ((LabSeries *) self->loss, loss);
}

void
lab_run_add_learned (LabRun *self, const float *learned)
{
  for (guint i = 0; i < self->n_learned; i++)
    lab_series_append ((LabSeries *) self->learned[i], learned[i]);
}

void
lab_run_add_evaluation (LabRun *self, LabEvaluation *evaluation)
{
  lab_append_push (record (self)->evaluations, evaluation);
}

void
lab_run_add_epoch (LabRun *self, const LabEpoch *epoch)
{
  lab_append_push (record (self)->epochs, g_memdup2 (epoch, sizeof *epoch));
}

void
lab_run_add_journal (LabRun *self, guint64 step, LabSettingId setting, const char *text)
{
  LabJournalEntry entry = { step, setting, g_strdup (text) };

  lab_append_push (record (self)->journal, g_memdup2 (&entry, sizeof entry));
}

void
lab_run_set_checkpoint (LabRun *self, LabCheckpoint *checkpoint)
{
  Record *r = record (self);
  LabCheckpoint *old;

  pthread_mutex_lock (&r->lock);
  old = r->checkpoint;
  r->checkpoint = checkpoint;
  pthread_mutex_unlock (&r->lock);
  if (old != NULL)
    lab_checkpoint_unref (old);
}

void
lab_run_set_effect (LabRun *self, const LabStepEffect *effect)
{
  Record *r = record (self);

  pthread_mutex_lock (&r->lock);
  r->effect = *effect;
  pthread_mutex_unlock (&r->lock);
}

void
lab_run_end (LabRun *self, LabRunState state, const LabDivergence *divergence)
{
  Record *r = record (self);

  if (divergence != NULL)
    r->divergence = (LabDivergence){ divergence->step, g_strdup (divergence->where) };
  atomic_store_explicit (&r->state, (int) state, memory_order_release);
}
