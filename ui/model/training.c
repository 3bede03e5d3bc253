/* SPDX-License-Identifier: MIT */
/*
 * The engine calls from its own threads, and may do so until the last of them has ended. What they
 * hold is the bell: it knows the owner weakly, and lives as long as the engine or a call that is on
 * its way.
 */
#include "training.h"

#include "handover.h"

typedef struct _LabBell Bell;

struct _LabBell
{
  gatomicrefcount ref_count;
  GWeakRef owner;
  LabTrainingNews news;
};

static Bell *
new_bell (GObject *owner, LabTrainingNews news)
{
  Bell *bell = g_new0 (Bell, 1);

  g_atomic_ref_count_init (&bell->ref_count);
  g_weak_ref_init (&bell->owner, owner);
  bell->news = news;
  return bell;
}

static void
unref_bell (gpointer data)
{
  Bell *bell = data;

  if (!g_atomic_ref_count_dec (&bell->ref_count))
    return;
  g_weak_ref_clear (&bell->owner);
  g_free (bell);
}

static gboolean
on_bell (gpointer data)
{
  Bell *bell = data;
  g_autoptr (GObject) owner = g_weak_ref_get (&bell->owner);

  if (owner != NULL)
    bell->news (owner);
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

static void
free_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LabTraining *self = data;

  lab_handover_take (self);
  lab_engine_free (self->engine);
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

/* What the task has: the training, until somebody comes for it. */
typedef struct
{
  LabTraining *training;
  LabDataset *dataset;
} Making;

static void
free_making (gpointer data)
{
  Making *making = data;

  lab_training_free (making->training);
  lab_dataset_unref (making->dataset);
  g_free (making);
}

static void
make_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  LabTraining *training;
  GError *error = NULL;

  lab_handover_take (making);
  training = making->training;
  training->engine
      = lab_engine_new (training->experiment, making->dataset, 0, ring, training->bell, &error);
  lab_handover_give (making);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
lab_training_new_async (const LabExperiment *experiment, LabDataset *dataset, GObject *owner,
                        LabTrainingNews news, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, data);
  Making *making = g_new0 (Making, 1);

  making->training = g_new0 (LabTraining, 1);
  making->training->experiment = lab_experiment_copy (experiment);
  making->training->bell = new_bell (owner, news);
  making->dataset = lab_dataset_ref (dataset);
  g_task_set_task_data (task, making, free_making);
  lab_handover_give (making);
  g_task_run_in_thread (task, make_in_thread);
}

LabTraining *
lab_training_new_finish (GAsyncResult *result, GError **error)
{
  Making *making = g_task_get_task_data (G_TASK (result));

  lab_handover_take (making);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&making->training);
}
