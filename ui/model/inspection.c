/* SPDX-License-Identifier: MIT */
#include "inspection.h"

#include "formula/derivative.h"
#include "handover.h"
#include "probe.h"

#include <glib/gi18n.h>

typedef struct
{
  LabSpec *spec;
  LabDataset *dataset;
  LabTrainingSet *set;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  lab_spec_unref (work->spec);
  lab_dataset_unref (work->dataset);
  lab_training_set_unref (work->set);
  g_free (work);
}

void
lab_inspection_free (LabInspection *self)
{
  if (self == NULL)
    return;
  g_free (self->derivative);
  g_strfreev (self->warnings);
  g_free (self);
}

/* A line a task; of one task alone NULL says that there is no line. */
static char *
print_derivative (const LabLoss *loss, gboolean *a_picture)
{
  g_autofree char *first = lab_derivative_print (loss->formula, 0, a_picture);
  g_autofree char *second = NULL;
  gboolean of_second;

  if (loss->n_tasks == 1)
    return first == NULL ? NULL : g_strconcat ("dL/dz = ", first, NULL);
  second = lab_derivative_print (loss->formula, 1, &of_second);
  *a_picture = *a_picture && of_second;
  return g_strconcat ("dL/dz = ", first != NULL ? first : _ ("(too long to be read)"),
                      "\ndL/dz2 = ", second != NULL ? second : _ ("(too long to be read)"), NULL);
}

static void
inspect (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  g_auto (LabObjective) objective = { 0 };
  LabInspection *self;
  GError *error = NULL;

  lab_handover_take (work);
  if (!lab_objective_init (&objective, work->spec, work->dataset, work->set, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_new0 (LabInspection, 1);
  self->derivative = print_derivative (objective.loss, &self->a_picture);
  self->check = lab_check_run (&objective);
  self->warnings = lab_probe_loss (&objective);
  lab_handover_give (self);
  g_task_return_pointer (task, self, (GDestroyNotify) lab_inspection_free);
}

void
lab_inspection_new_async (const LabSpec *spec, LabDataset *dataset, LabTrainingSet *set,
                          GObject *owner, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, data);
  Work *work = g_new0 (Work, 1);

  work->spec = lab_spec_ref (spec);
  work->dataset = lab_dataset_ref (dataset);
  work->set = lab_training_set_ref (set);
  g_task_set_task_data (task, work, free_work);
  lab_handover_give (work);
  g_task_run_in_thread (task, inspect);
}

LabInspection *
lab_inspection_new_finish (GAsyncResult *result, GError **error)
{
  LabInspection *self = g_task_propagate_pointer (G_TASK (result), error);

  lab_handover_take (self);
  return self;
}
