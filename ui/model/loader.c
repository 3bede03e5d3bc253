/* SPDX-License-Identifier: MIT */
#include "loader.h"

#include "handover.h"

struct _LabLoader
{
  GObject parent_instance;
  LabDataset *dataset;
  LabTrainingSet *set;
  char *error;
  LabSpec *wanted; /* the last request */
  LabSpec *loading;
};

G_DEFINE_FINAL_TYPE (LabLoader, lab_loader, G_TYPE_OBJECT)

static guint loaded_signal;

typedef struct
{
  LabSpec *spec;
  LabDataset *known; /* (nullable): where only the damage changed */
  LabDataset *dataset;
  LabTrainingSet *set;
} Request;

static void
free_request (gpointer data)
{
  Request *request = data;

  lab_spec_unref (request->spec);
  g_clear_pointer (&request->known, lab_dataset_unref);
  g_clear_pointer (&request->dataset, lab_dataset_unref);
  g_clear_pointer (&request->set, lab_training_set_unref);
  g_free (request);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Request *request = data;
  GError *error = NULL;

  lab_handover_take (request);
  request->dataset = request->known != NULL ? lab_dataset_ref (request->known)
                                            : lab_dataset_load (request->spec->dataset, &error);
  if (request->dataset != NULL)
    request->set = lab_damage_apply (&request->spec->damage, request->dataset, &error);
  lab_handover_give (request);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
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

static void start (LabLoader *self);

/* A training set is kept beside an error, so that there is something to show, but only with the
 * dataset that it belongs to. */
static void
take (LabLoader *self, Request *request)
{
  if (request->dataset != NULL && request->dataset != self->dataset)
    {
      g_clear_pointer (&self->dataset, lab_dataset_unref);
      g_clear_pointer (&self->set, lab_training_set_unref);
      self->dataset = g_steal_pointer (&request->dataset);
    }
  if (request->set != NULL)
    {
      g_clear_pointer (&self->set, lab_training_set_unref);
      self->set = g_steal_pointer (&request->set);
    }
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  LabLoader *self = LAB_LOADER (source);
  g_autoptr (GError) error = NULL;

  lab_handover_take (g_task_get_task_data (G_TASK (result)));
  g_task_propagate_boolean (G_TASK (result), &error);
  take (self, g_task_get_task_data (G_TASK (result)));
  if (self->loading != self->wanted)
    {
      start (self);
      return;
    }
  g_clear_pointer (&self->loading, lab_spec_unref);
  g_free (self->error);
  self->error = error == NULL ? NULL : g_strdup (error->message);
  g_signal_emit (self, loaded_signal, 0);
}

static void
start (LabLoader *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_loaded, NULL);
  Request *request = g_new0 (Request, 1);

  g_clear_pointer (&self->loading, lab_spec_unref);
  self->loading = lab_spec_ref (self->wanted);
  request->spec = lab_spec_ref (self->wanted);
  if (self->dataset != NULL && g_str_equal (self->dataset->id, request->spec->dataset))
    request->known = lab_dataset_ref (self->dataset);
  g_task_set_task_data (task, request, free_request);
  lab_handover_give (request);
  g_task_run_in_thread (task, load_in_thread);
}

void
lab_loader_load (LabLoader *self, const LabSpec *spec)
{
  const gboolean busy = self->loading != NULL;

  /* What failed may go well now: somebody may have put the files there. */
  if (self->wanted != NULL && same_data (self->wanted, spec) && (busy || self->error == NULL))
    return;
  g_clear_pointer (&self->wanted, lab_spec_unref);
  self->wanted = lab_spec_ref (spec);
  if (!busy)
    start (self);
}

gboolean
lab_loader_is_loading (LabLoader *self)
{
  return self->loading != NULL;
}

LabDataset *
lab_loader_get_dataset (LabLoader *self)
{
  return self->dataset;
}

LabTrainingSet *
lab_loader_get_training_set (LabLoader *self)
{
  return self->set;
}

const char *
lab_loader_get_error (LabLoader *self)
{
  return self->error;
}

static void
lab_loader_finalize (GObject *object)
{
  LabLoader *self = LAB_LOADER (object);

  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_clear_pointer (&self->wanted, lab_spec_unref);
  g_clear_pointer (&self->loading, lab_spec_unref);
  g_free (self->error);
  G_OBJECT_CLASS (lab_loader_parent_class)->finalize (object);
}

static void
lab_loader_class_init (LabLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_loader_finalize;
  loaded_signal = g_signal_new ("loaded", LAB_TYPE_LOADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
lab_loader_init (LabLoader *self)
{
}

LabLoader *
lab_loader_new (void)
{
  return g_object_new (LAB_TYPE_LOADER, NULL);
}
