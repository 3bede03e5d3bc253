/* SPDX-License-Identifier: MIT */
#include "last-training.h"

#include "arrangement.h"
#include "handover.h"

static void
describe (LabLastTraining *self, LabHistory *history, const GPtrArray *runs)
{
  g_autoptr (LabFile) file = NULL;
  double done = 1.0;
  gboolean begun = FALSE;

  for (guint i = 0; i < runs->len; i++)
    {
      const LabSummary *run = runs->pdata[i];

      if (run->experiment != ((LabSummary *) runs->pdata[0])->experiment)
        break;
      begun = begun || run->step > 0;
      if (lab_arrangement_goes_on (run))
        {
          self->experiment = run->experiment;
          done = MIN (done, (double) run->step / (double) MAX (run->n_steps, 1));
        }
    }
  /* Without a step, to train is as much as to go on. */
  if (!begun || self->experiment == 0
      || (file = lab_history_read_file (history, self->experiment, NULL)) == NULL)
    {
      self->experiment = 0;
      return;
    }
  self->epochs = file->experiment->sides[0]->epochs;
  self->epoch = done * self->epochs;
}

/* Pinned runs come first in a list: they are not the newest ones. */
static int
newest (gconstpointer a, gconstpointer b)
{
  const LabSummary *one = *(LabSummary *const *) a, *other = *(LabSummary *const *) b;

  return one->experiment == other->experiment ? 0 : one->experiment > other->experiment ? -1 : 1;
}

static void
free_last (gpointer data)
{
  lab_handover_take (data);
  g_free (data);
}

static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LabLastTraining *self = data;
  LabHistory *history = lab_archive_enter (source);
  g_autoptr (GPtrArray) runs = NULL;

  lab_handover_take (self);
  if (history != NULL)
    {
      runs = lab_history_list (history, &(LabQuery){ .descending = TRUE }, NULL);
      if (runs != NULL && runs->len > 0)
        {
          g_ptr_array_sort (runs, newest);
          describe (self, history, runs);
        }
      lab_archive_leave (source);
    }
  lab_handover_give (self);
  g_task_return_boolean (task, TRUE);
}

void
lab_last_training_find_async (LabArchive *archive, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (archive, NULL, callback, data);
  LabLastTraining *self = g_new0 (LabLastTraining, 1);

  g_task_set_task_data (task, self, free_last);
  lab_handover_give (self);
  g_task_run_in_thread (task, find_in_thread);
}

LabLastTraining
lab_last_training_find_finish (GAsyncResult *result)
{
  LabLastTraining *self = g_task_get_task_data (G_TASK (result));
  LabLastTraining last;

  lab_handover_take (self);
  last = *self;
  lab_handover_give (self);
  return last;
}

static char *
declined_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "losslab", "declined", NULL);
}

gboolean
lab_last_training_is_declined (gint64 experiment)
{
  g_autofree char *path = declined_path (), *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL)
         && g_ascii_strtoll (text, NULL, 10) == experiment;
}

/* Where it cannot be kept, it is asked once more. */
void
lab_last_training_decline (gint64 experiment)
{
  g_autofree char *path = declined_path (), *folder = g_path_get_dirname (path);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT "\n", experiment);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents (path, text, -1, NULL);
}
