/* SPDX-License-Identifier: MIT */
/*
 * Workers advance the trainers in turns. All there is to schedule by is one number, the limit: a
 * trainer may do a batch while it has done fewer than that. Full speed is a limit without end; a
 * pace lets it grow with the clock; a pause freezes it at the foremost trainer's step, so that the
 * others catch up and all rest at the same one; a single step adds one.
 *
 * A free worker takes the trainer that is furthest behind, by rounds of ROUND steps, so that paired
 * runs keep step with each other; within a round it stays with the one that it had, whose numbers
 * are in its cache. The lock guards these choices alone, never the training itself.
 */
#include "engine.h"

#include "data/batches.h"
#include "train/footprint.h"
#include "train/trainer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define ROUND       64u
#define SLICE_US    4000
#define MAX_WORKERS 64
#define NICE        5
#define NO_LIMIT    G_MAXUINT64

typedef struct
{
  guint side;
  LabSettingId setting;
  char *text;
} Change;

typedef struct
{
  LabTrainer *trainer; /* (nullable): NULL once it is done */
  LabRun *run;
  gboolean busy;
  gboolean done;
  gboolean watched;    /* the next batch is */
  gboolean wanted;     /* a checkpoint is */
  gboolean evaluating; /* as of when it was last given back, as step */
  guint64 step;
  int last_worker;
  GQueue changes; /* not taken in mid-evaluation, which is of one moment */
} Slot;

typedef struct
{
  LabEngine *engine;
  int index;
} Worker;

struct _LabEngine
{
  LabDataset *dataset;
  LabTrainingSet *set;
  guint n_slots;
  Slot *slots;
  guint n_workers;
  pthread_t threads[MAX_WORKERS];
  Worker workers[MAX_WORKERS];

  LabWake wake;
  gpointer wake_data;
  atomic_bool awake; /* a wake-up is out that nobody has acknowledged */
  atomic_uint n_ended;

  pthread_mutex_t lock; /* guards the slots' choices and what follows */
  pthread_cond_t work;
  gboolean paused;
  gboolean stopping;
  gboolean quitting;
  guint64 limit; /* while paused */
  double pace;
  guint64 pace_step; /* the limit at pace_time */
  gint64 pace_time;
};

/* ---- scheduling; the lock is held ---- */

static guint64
foremost (const LabEngine *self)
{
  guint64 step = 0;

  for (guint i = 0; i < self->n_slots; i++)
    if (!self->slots[i].done)
      step = MAX (step, self->slots[i].step);
  return step;
}

static guint64
current_limit (const LabEngine *self, gint64 now)
{
  if (self->paused)
    return self->limit;
  if (self->pace <= LAB_FULL_SPEED)
    return NO_LIMIT;
  return self->pace_step
         + (guint64) ((double) (now - self->pace_time) / G_USEC_PER_SEC * self->pace);
}

static gboolean
may_run (const LabEngine *self, const Slot *slot, guint64 limit)
{
  return !slot->busy && !slot->done
         && (slot->evaluating || slot->step < limit || self->stopping || slot->wanted
             || slot->changes.length > 0);
}

static Slot *
choose (LabEngine *self, int worker, guint64 limit)
{
  Slot *best = NULL;

  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];
      guint64 round = slot->step / ROUND;

      if (may_run (self, slot, limit)
          && (best == NULL || round < best->step / ROUND
              || (round == best->step / ROUND && slot->last_worker == worker
                  && best->last_worker != worker)))
        best = slot;
    }
  return best;
}

static void
take_changes (Slot *slot)
{
  Change *change;

  while (!slot->evaluating && (change = g_queue_pop_head (&slot->changes)) != NULL)
    {
      lab_trainer_change (slot->trainer, change->setting, change->text, NULL);
      g_free (change->text);
      g_free (change);
    }
}

/* From here on steps are counted anew: the pace changed, or training goes on after a rest. */
static void
restart_clock (LabEngine *self)
{
  self->pace_step = foremost (self);
  self->pace_time = g_get_monotonic_time ();
}

/* ---- workers ---- */

static void
tell (LabEngine *self)
{
  if (self->wake != NULL && !atomic_exchange (&self->awake, TRUE))
    self->wake (self->wake_data);
}

/* Without the lock: units of work until the limit, or until the others should have a turn. */
static LabRunState
advance (const Slot *slot, guint64 limit)
{
  const gint64 end = g_get_monotonic_time () + SLICE_US;
  LabRunState state = lab_run_get_state (slot->run);

  while (state == LAB_RUN_TRAINING
         && (lab_trainer_is_evaluating (slot->trainer)
             || lab_trainer_get_step (slot->trainer) < limit))
    {
      state = lab_trainer_advance (slot->trainer);
      if (g_get_monotonic_time () >= end)
        break;
    }
  return state;
}

static void
wait_for_work (LabEngine *self, gint64 now)
{
  struct timespec until;
  gint64 wait_us;

  if (self->paused || self->pace <= LAB_FULL_SPEED || atomic_load (&self->n_ended) == self->n_slots)
    {
      pthread_cond_wait (&self->work, &self->lock);
      return;
    }
  wait_us = (gint64) ((double) (current_limit (self, now) + 1 - self->pace_step) / self->pace
                      * G_USEC_PER_SEC)
            - (now - self->pace_time);
  wait_us = CLAMP (wait_us, 100, G_USEC_PER_SEC);
  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += (until.tv_nsec + wait_us * 1000) / 1000000000;
  until.tv_nsec = (until.tv_nsec + wait_us * 1000) % 1000000000;
  pthread_cond_timedwait (&self->work, &self->lock, &until);
}

static void *
work (void *data)
{
  const Worker *worker = data;
  LabEngine *self = worker->engine;

  /* The window comes first. A refusal costs nothing but smoothness. */
  setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), NICE);

  pthread_mutex_lock (&self->lock);
  while (!self->quitting)
    {
      const gint64 now = g_get_monotonic_time ();
      const guint64 limit = current_limit (self, now);
      Slot *slot = choose (self, worker->index, limit);
      LabRunState state;
      guint64 step;
      gboolean evaluating, wanted, stopping = self->stopping;

      if (slot == NULL)
        {
          wait_for_work (self, now);
          continue;
        }
      slot->busy = TRUE;
      slot->last_worker = worker->index;
      take_changes (slot);
      if (slot->watched)
        lab_trainer_watch (slot->trainer);
      slot->watched = FALSE;
      wanted = slot->wanted;
      slot->wanted = FALSE;
      pthread_mutex_unlock (&self->lock);

      if (wanted)
        lab_run_set_checkpoint (slot->run, lab_trainer_checkpoint (slot->trainer));
      if (stopping)
        lab_trainer_stop (slot->trainer);
      state = advance (slot, limit);
      step = lab_trainer_get_step (slot->trainer);
      evaluating = lab_trainer_is_evaluating (slot->trainer);
      /* The record has all that is wanted of a run that has ended. */
      if (state != LAB_RUN_TRAINING)
        g_clear_pointer (&slot->trainer, lab_trainer_free);

      pthread_mutex_lock (&self->lock);
      slot->busy = FALSE;
      slot->step = step;
      slot->evaluating = evaluating;
      /* A slice that the pause met under way may end beyond its limit: the others follow. */
      if (self->paused)
        self->limit = MAX (self->limit, slot->step);
      if (state != LAB_RUN_TRAINING)
        {
          slot->done = TRUE;
          atomic_fetch_add (&self->n_ended, 1);
        }
      pthread_cond_broadcast (&self->work);
      pthread_mutex_unlock (&self->lock);
      tell (self);
      pthread_mutex_lock (&self->lock);
    }
  pthread_mutex_unlock (&self->lock);
  return NULL;
}

/* ---- life ---- */

static gboolean
fits_in_memory (const LabSpec *spec, const LabDataset *dataset, const LabTrainingSet *set,
                guint n_runs, GError **error)
{
  LabNetwork network;
  guint64 n_steps;

  if (!lab_trainer_network (spec, dataset, &network, error))
    return FALSE;
  n_steps = (guint64) spec->epochs * lab_batches_per_epoch (set->n, spec->batch_size);
  return lab_footprint_check (spec, &network, set->n, n_steps, n_runs, "training this experiment",
                              error);
}

/* Takes @run; one that has ended has no trainer. */
static gboolean
add_slot (LabEngine *self, LabRun *run, GError **error)
{
  Slot *slot = &self->slots[self->n_slots++];
  g_autoptr (LabCheckpoint) checkpoint = lab_run_dup_checkpoint (run);

  g_queue_init (&slot->changes);
  slot->last_worker = -1;
  slot->run = run;
  slot->done = lab_run_get_state (run) != LAB_RUN_TRAINING;
  if (slot->done)
    {
      atomic_fetch_add (&self->n_ended, 1);
      return TRUE;
    }
  slot->trainer = lab_trainer_new (run, self->dataset, self->set, checkpoint, error);
  if (slot->trainer == NULL)
    return FALSE;
  slot->step = lab_trainer_get_step (slot->trainer);
  slot->evaluating = lab_trainer_is_evaluating (slot->trainer);
  return TRUE;
}

static gboolean
prepare (LabEngine *self, const LabSpec *common, guint n_runs, GError **error)
{
  self->set = lab_damage_apply (&common->damage, self->dataset, error);
  self->slots = g_new0 (Slot, n_runs);
  return self->set != NULL && fits_in_memory (common, self->dataset, self->set, n_runs, error);
}

static gboolean
add_experiment (LabEngine *self, const LabExperiment *experiment, GError **error)
{
  for (guint seed = 0; seed < experiment->n_seeds; seed++)
    for (guint side = 0; side < experiment->n_sides; side++)
      {
        g_autoptr (LabSpec) spec = lab_experiment_run_spec (experiment, side, seed, error);

        if (spec == NULL
            || !add_slot (self,
                          lab_run_new (spec, side, self->dataset->n_classes,
                                       lab_batches_per_epoch (self->set->n, spec->batch_size)),
                          error))
          return FALSE;
      }
  return TRUE;
}

static LabEngine *
create (LabDataset *dataset, LabWake wake, gpointer wake_data)
{
  LabEngine *self = g_new0 (LabEngine, 1);
  pthread_condattr_t monotonic;

  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&self->work, &monotonic);
  pthread_condattr_destroy (&monotonic);
  self->dataset = lab_dataset_ref (dataset);
  self->wake = wake;
  self->wake_data = wake_data;
  self->paused = TRUE;
  return self;
}

static gboolean
start (LabEngine *self, guint n_workers, GError **error)
{
  self->limit = foremost (self);
  if (n_workers == 0)
    n_workers = MIN (g_get_num_processors (), self->n_slots);
  n_workers = CLAMP (n_workers, 1, MAX_WORKERS);
  for (guint i = 0; i < n_workers; i++)
    {
      self->workers[i] = (Worker){ self, (int) i };
      if (pthread_create (&self->threads[i], NULL, work, &self->workers[i]) != 0)
        break;
      self->n_workers++;
    }
  if (self->n_workers == 0)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "no thread to train on: end other programs first");
      return FALSE;
    }
  return TRUE;
}

LabEngine *
lab_engine_new (const LabExperiment *experiment, LabDataset *dataset, guint n_workers, LabWake wake,
                gpointer wake_data, GError **error)
{
  g_autoptr (LabEngine) self = create (dataset, wake, wake_data);

  if (!prepare (self, experiment->sides[0], experiment->n_sides * experiment->n_seeds, error)
      || !add_experiment (self, experiment, error) || !start (self, n_workers, error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
same_data (const LabSpec *a, const LabSpec *b)
{
  for (guint i = 0; i < LAB_N_SETTINGS; i++)
    if (lab_settings[i].scope == LAB_SETTING_OF_DATA)
      {
        g_autofree char *one = lab_spec_print (a, i), *other = lab_spec_print (b, i);

        if (!g_str_equal (one, other))
          return FALSE;
      }
  return TRUE;
}

LabEngine *
lab_engine_new_from_runs (LabRun *const *runs, guint n, LabDataset *dataset, guint n_workers,
                          LabWake wake, gpointer wake_data, GError **error)
{
  g_autoptr (LabEngine) self = create (dataset, wake, wake_data);

  g_return_val_if_fail (n > 0, NULL);

  if (!prepare (self, runs[0]->spec, n, error))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      if (!same_data (runs[0]->spec, runs[i]->spec))
        {
          lab_error_refuse (error,
                            "%s: these runs were trained on different data: choose runs "
                            "that share it",
                            lab_settings[LAB_SETTING_DATASET].name);
          return NULL;
        }
      if (!add_slot (self, lab_run_ref (runs[i]), error))
        return NULL;
    }
  if (!start (self, n_workers, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
free_change (gpointer data)
{
  g_free (((Change *) data)->text);
  g_free (data);
}

void
lab_engine_free (LabEngine *self)
{
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->quitting = TRUE;
  pthread_cond_broadcast (&self->work);
  pthread_mutex_unlock (&self->lock);
  for (guint i = 0; i < self->n_workers; i++)
    pthread_join (self->threads[i], NULL);
  for (guint i = 0; i < self->n_slots; i++)
    {
      Slot *slot = &self->slots[i];

      if (slot->trainer != NULL)
        lab_trainer_stop (slot->trainer);
      lab_trainer_free (slot->trainer);
      lab_run_unref (slot->run);
      g_queue_clear_full (&slot->changes, free_change);
    }
  g_free (self->slots);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  pthread_cond_destroy (&self->work);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

guint
lab_engine_n_runs (const LabEngine *self)
{
  return self->n_slots;
}

LabRun *
lab_engine_get_run (const LabEngine *self, guint i)
{
  g_return_val_if_fail (i < self->n_slots, NULL);
  return self->slots[i].run;
}

LabDataset *
lab_engine_get_dataset (const LabEngine *self)
{
  return self->dataset;
}

LabTrainingSet *
lab_engine_get_training_set (const LabEngine *self)
{
  return self->set;
}

void
lab_engine_acknowledge (LabEngine *self)
{
  atomic_store (&self->awake, FALSE);
}

gboolean
lab_engine_is_done (const LabEngine *self)
{
  return atomic_load (&((LabEngine *) self)->n_ended) == self->n_slots;
}

/* ---- commands ---- */

void
lab_engine_resume (LabEngine *self)
{
  pthread_mutex_lock (&self->lock);
  self->paused = FALSE;
  restart_clock (self);
  pthread_cond_broadcast (&self->work);
  pthread_mutex_unlock (&self->lock);
}

static void
freeze (LabEngine *self, guint64 more)
{
  self->limit = foremost (self) + more;
  self->paused = TRUE;
  pthread_cond_broadcast (&self->work);
}

void
lab_engine_pause (LabEngine *self)
{
  pthread_mutex_lock (&self->lock);
  if (!self->paused)
    freeze (self, 0);
  pthread_mutex_unlock (&self->lock);
}

void
lab_engine_step (LabEngine *self)
{
  pthread_mutex_lock (&self->lock);
  freeze (self, 1);
  for (guint i = 0; i < self->n_slots; i++)
    self->slots[i].watched = TRUE;
  pthread_mutex_unlock (&self->lock);
}

void
lab_engine_stop (LabEngine *self)
{
  pthread_mutex_lock (&self->lock);
  self->stopping = TRUE;
  pthread_cond_broadcast (&self->work);
  pthread_mutex_unlock (&self->lock);
}

void
lab_engine_checkpoint (LabEngine *self)
{
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->n_slots; i++)
    self->slots[i].wanted = !self->slots[i].done;
  pthread_cond_broadcast (&self->work);
  pthread_mutex_unlock (&self->lock);
}

void
lab_engine_set_pace (LabEngine *self, double steps_per_second)
{
  pthread_mutex_lock (&self->lock);
  self->pace = MAX (steps_per_second, LAB_FULL_SPEED);
  restart_clock (self);
  pthread_cond_broadcast (&self->work);
  pthread_mutex_unlock (&self->lock);
}

gboolean
lab_engine_change (LabEngine *self, guint side, LabSettingId setting, const char *text,
                   GError **error)
{
  const gboolean one = lab_settings[setting].scope == LAB_SETTING_OF_LOSS;
  g_autoptr (LabSpec) legal = lab_spec_with (self->slots[0].run->spec, setting, text, error);

  if (legal == NULL)
    return FALSE;
  if (!lab_settings[setting].live)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "%s: cannot change while a run trains; start it again",
                   lab_settings[setting].name);
      return FALSE;
    }
  pthread_mutex_lock (&self->lock);
  for (guint i = 0; i < self->n_slots; i++)
    if (!one || self->slots[i].run->side == side)
      {
        Change change = { side, setting, g_strdup (text) };

        g_queue_push_tail (&self->slots[i].changes, g_memdup2 (&change, sizeof change));
      }
  pthread_cond_broadcast (&self->work);
  pthread_mutex_unlock (&self->lock);
  return TRUE;
}
