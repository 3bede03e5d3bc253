/* SPDX-License-Identifier: MIT */
/*
 * The engine calls from its own threads, and may do so until the last of them has ended. What they
 * hold is the bell: it knows the owner weakly, and lives as long as the engine or a call that is on
 * its way.
 */
#include "training.h"

#include "data/batches.h"
#include "handover.h"
#include "train/branch.h"

#include <glib/gi18n.h>

typedef struct _LabBell Bell;

struct _LabBell
{
  gatomicrefcount ref_count;
  GWeakRef owner;
  LabTrainingNews news;
  LabArchive *archive; /* (nullable) */
};

static Bell *
new_bell (GObject *owner, LabTrainingNews news, LabArchive *archive)
{
  Bell *bell = g_new0 (Bell, 1);

  g_atomic_ref_count_init (&bell->ref_count);
  g_weak_ref_init (&bell->owner, owner);
  bell->news = news;
  bell->archive = archive == NULL ? NULL : g_object_ref (archive);
  return bell;
}

static void
unref_bell (gpointer data)
{
  Bell *bell = data;

  if (!g_atomic_ref_count_dec (&bell->ref_count))
    return;
  g_weak_ref_clear (&bell->owner);
  g_clear_object (&bell->archive);
  g_free (bell);
}

static gboolean
on_bell (gpointer data)
{
  Bell *bell = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&bell->owner);

  if (owner != NULL)
    bell->news (owner);
  if (owner != NULL && bell->archive != NULL)
    lab_archive_note_news (bell->archive);
  return G_SOURCE_REMOVE;
}

/* An idle source, not g_main_context_invoke(): that may run its function on this very thread. */
static void
ring (gpointer data)
{
  Bell *bell = data;

  g_atomic_ref_count_inc (&bell->ref_count);
  g_idle_add_full (G_PRIORITY_DEFAULT, on_bell, bell, unref_bell);
}

/* Of a training that was not wanted the runs are there all the same, at step 0. */
static void
end_following (LabTraining *self)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_run_unref);

  for (guint i = 0; i < lab_engine_n_runs (self->engine); i++)
    g_ptr_array_add (runs, lab_run_ref (lab_engine_get_run (self->engine, i)));
  lab_history_leave (self->history, self->engine);
  lab_engine_free (self->engine);
  if (self->unwanted && self->is_new && lab_history_flush (self->history, NULL))
    for (guint i = 0; i < runs->len; i++)
      lab_history_delete (self->history, lab_run_get_id (runs->pdata[i]), NULL);
  lab_archive_leave (self->archive);
}

static void
free_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LabTraining *self = data;

  lab_handover_take (self);
  if (self->history != NULL)
    end_following (self);
  else
    lab_engine_free (self->engine);
  g_clear_object (&self->archive);
  g_free (self->title);
  g_free (self->unkept);
  lab_experiment_free (self->experiment);
  unref_bell (self->bell);
  g_free (self);
}

void
lab_training_free (LabTraining *self)
{
  g_autoptr (GTask) task = NULL;

  if (self == NULL)
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, self, NULL);
  lab_handover_give (self);
  g_task_run_in_thread (task, free_in_thread);
}

void
lab_training_discard (LabTraining *self)
{
  if (self != NULL)
    self->unwanted = TRUE;
  lab_training_free (self);
}

void
lab_training_change (LabTraining *self, const LabExperiment *experiment)
{
  LabExperiment *own = self->experiment;

  if (lab_engine_is_done (self->engine) || experiment->n_sides != own->n_sides)
    return;
  for (guint side = 0; side < own->n_sides; side++)
    for (guint i = 0; i < LAB_N_SETTINGS; i++)
      if (lab_settings[i].live && (side == 0 || lab_settings[i].scope == LAB_SETTING_OF_LOSS)
          && g_str_equal (experiment->sides[side]->loss, own->sides[side]->loss))
        {
          g_autofree char *is = lab_spec_print (own->sides[side], i);
          g_autofree char *should = lab_spec_print (experiment->sides[side], i);

          if (!g_str_equal (is, should) && lab_engine_change (self->engine, side, i, should, NULL))
            lab_experiment_set (own, side, i, should, NULL);
        }
}

/* What the task has: the training, until somebody comes for it. */
typedef struct
{
  LabTraining *training;
  LabDataset *dataset;
  GPtrArray *runs; /* (nullable) */
  LabRun *parent;  /* (nullable) */
  guint64 parent_step;
} Making;

static void
free_making (gpointer data)
{
  Making *making = data;

  lab_handover_take (making);
  lab_training_discard (making->training);
  lab_dataset_unref (making->dataset);
  g_clear_pointer (&making->runs, g_ptr_array_unref);
  g_clear_pointer (&making->parent, lab_run_unref);
  g_free (making);
}

/* ---- branches ---- */

static const LabEvaluation *
evaluation_at (const LabRun *run, guint64 step)
{
  for (guint i = 0; i < lab_run_n_evaluations (run); i++)
    if (lab_run_get_evaluation (run, i)->step == step)
      return lab_run_get_evaluation (run, i);
  return NULL;
}

static LabRun *
branch (const Making *making, guint i, GError **error)
{
  const LabExperiment *experiment = making->training->experiment;
  const guint side = i % experiment->n_sides;
  const LabEvaluation *evaluation = evaluation_at (making->parent, making->parent_step);
  g_autoptr (LabSpec) spec
      = lab_experiment_run_spec (experiment, side, i / experiment->n_sides, error);
  g_autoptr (LabTrainingSet) set
      = spec == NULL ? NULL : lab_damage_apply (&spec->damage, making->dataset, error);
  LabCheckpoint *checkpoint;
  LabRun *run;

  if (set == NULL)
    return NULL;
  if (evaluation == NULL || evaluation->theta == NULL)
    {
      lab_error_refuse (error, _ ("The weights of this moment are not there: choose the end of an "
                                  "epoch."));
      return NULL;
    }
  checkpoint = lab_branch_checkpoint (spec, making->dataset, making->parent, evaluation, error);
  if (checkpoint == NULL)
    return NULL;
  run = lab_run_new (spec, side, making->dataset->n_classes,
                     lab_batches_per_epoch (set->n, spec->batch_size));
  lab_run_set_checkpoint (run, checkpoint);
  lab_run_set_origin (run, &(LabOrigin){ .run = lab_run_get_id (making->parent),
                                         .step = making->parent_step });
  return run;
}

static GPtrArray *
branches (const Making *making, GError **error)
{
  const LabExperiment *experiment = making->training->experiment;
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_run_unref);

  for (guint i = 0; i < experiment->n_sides * experiment->n_seeds; i++)
    {
      LabRun *run = branch (making, i, error);

      if (run == NULL)
        return NULL;
      g_ptr_array_add (runs, run);
    }
  return g_steal_pointer (&runs);
}

/* ---- making ---- */

static LabEngine *
make_engine (Making *making, GError **error)
{
  const LabTraining *training = making->training;

  if (making->parent != NULL && (making->runs = branches (making, error)) == NULL)
    return NULL;
  if (making->runs == NULL)
    return lab_engine_new (training->experiment, making->dataset, 0, ring, training->bell, error);
  return lab_engine_new_from_runs ((LabRun *const *) making->runs->pdata, making->runs->len,
                                   making->dataset, 0, ring, training->bell, error);
}

/* A training that cannot be kept is one all the same. */
static void
follow (LabTraining *self)
{
  g_autoptr (GError) error = NULL;
  LabHistory *history = lab_archive_enter (self->archive);

  g_clear_pointer (&self->unkept, g_free);
  if (history == NULL)
    return;
  if (lab_history_follow (history, self->engine, self->title, &error))
    {
      self->history = history;
      return;
    }
  self->unkept = g_strdup (error->message);
  lab_archive_leave (self->archive);
}

gboolean
lab_training_keep (LabTraining *self)
{
  if (self->history == NULL && !lab_run_get_origin (lab_engine_get_run (self->engine, 0), NULL)
      && lab_archive_is_open (self->archive))
    {
      follow (self);
      lab_archive_note_news (self->archive);
    }
  return self->unkept == NULL;
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  GError *error = NULL;

  lab_handover_take (making);
  making->training->engine = make_engine (making, &error);
  if (error == NULL && making->training->archive != NULL)
    follow (making->training);
  lab_handover_give (making);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
lab_training_new_async (const LabTrainingPlan *plan, GObject *owner, LabTrainingNews news,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, data);
  Making *making = g_new0 (Making, 1);

  making->training = g_new0 (LabTraining, 1);
  making->training->experiment = lab_experiment_copy (plan->experiment);
  making->training->bell = new_bell (owner, news, plan->archive);
  making->training->archive = plan->archive == NULL ? NULL : g_object_ref (plan->archive);
  making->training->title = g_strdup (plan->title);
  making->training->is_new = plan->runs == NULL;
  making->dataset = lab_dataset_ref (plan->dataset);
  making->runs = plan->runs == NULL ? NULL : g_ptr_array_ref (plan->runs);
  making->parent = plan->parent == NULL ? NULL : lab_run_ref (plan->parent);
  making->parent_step = plan->parent_step;
  g_task_set_task_data (task, making, free_making);
  lab_handover_give (making);
  g_task_run_in_thread (task, make_in_thread);
}

LabTraining *
lab_training_new_finish (GAsyncResult *result, GError **error)
{
  Making *making = g_task_get_task_data (G_TASK (result));
  LabTraining *training = NULL;

  lab_handover_take (making);
  if (g_task_propagate_boolean (G_TASK (result), error))
    training = g_steal_pointer (&making->training);
  lab_handover_give (making); /* whoever lets the task go last frees it */
  return training;
}
