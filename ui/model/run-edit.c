/* SPDX-License-Identifier: MIT */
#include "run-edit.h"

#include "handover.h"

#include <glib/gi18n.h>

typedef struct
{
  LabRunEdit *edits; /* own their texts */
  guint n_edits;
  gint64 *runs;
  guint n_runs;
  GArray *done;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  lab_handover_take (work);
  for (guint i = 0; i < work->n_edits; i++)
    g_free ((char *) work->edits[i].text);
  g_free (work->edits);
  g_free (work->runs);
  g_array_unref (work->done);
  g_free (work);
}

static gboolean
edit (LabHistory *history, const LabRunEdit *what, gint64 run, GError **error)
{
  switch (what->kind)
    {
    case LAB_RUN_EDIT_TITLE:
      return lab_history_rename (history, run, what->text, error);
    case LAB_RUN_EDIT_TAGS:
      return lab_history_set_tags (history, run, what->text, error);
    case LAB_RUN_EDIT_NOTE:
      return lab_history_set_note (history, run, what->text, error);
    case LAB_RUN_EDIT_PIN:
    case LAB_RUN_EDIT_UNPIN:
      return lab_history_set_pinned (history, run, what->kind == LAB_RUN_EDIT_PIN, error);
    case LAB_RUN_EDIT_DELETE:
      return lab_history_delete (history, run, error);
    case LAB_RUN_EDIT_UNDELETE:
      return lab_history_undelete (history, run, error);
    case LAB_RUN_EDIT_LIMIT:
    default:
      return lab_history_set_limit (history, what->bytes, error);
    }
}

/* A run that is not there keeps the others from nothing; a history that does not answer, from all.
 */
static void
edit_runs (LabHistory *history, Work *work, GError **error)
{
  gboolean answers = TRUE;

  for (guint r = 0; r < work->n_runs && answers; r++)
    {
      g_autoptr (GError) problem = NULL;

      for (guint i = 0; i < work->n_edits && problem == NULL; i++)
        edit (history, &work->edits[i], work->runs[r], &problem);
      answers = problem == NULL || g_error_matches (problem, LAB_ERROR, LAB_ERROR_REQUEST);
      if (problem == NULL)
        g_array_append_val (work->done, work->runs[r]);
      else if (error != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
    }
}

static void
edit_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LabArchive *archive = source;
  Work *work = data;
  LabHistory *history = lab_archive_enter (archive);
  GError *error = NULL;

  lab_handover_take (work);
  if (history == NULL)
    lab_error_refuse (&error, _ ("There is no history."));
  else
    {
      edit_runs (history, work, &error);
      lab_archive_leave (archive);
    }
  lab_handover_give (work);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
lab_run_edit_async (LabArchive *archive, const LabRunEdit *edits, guint n_edits, const gint64 *runs,
                    guint n_runs, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (archive, NULL, callback, data);
  Work *work = g_new0 (Work, 1);

  work->edits = g_memdup2 (edits, n_edits * sizeof *edits);
  for (guint i = 0; i < n_edits; i++)
    work->edits[i].text = g_strdup (edits[i].text);
  work->n_edits = n_edits;
  work->runs = g_memdup2 (runs, n_runs * sizeof *runs);
  work->n_runs = n_runs;
  work->done = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_task_set_task_data (task, work, free_work);
  lab_handover_give (work);
  g_task_run_in_thread (task, edit_in_thread);
}

gboolean
lab_run_edit_finish (GAsyncResult *result, GArray **done, GError **error)
{
  g_autoptr (LabArchive) archive = LAB_ARCHIVE (g_async_result_get_source_object (result));
  Work *work = g_task_get_task_data (G_TASK (result));

  lab_handover_take (work);
  if (done != NULL)
    *done = g_array_ref (work->done);
  lab_handover_give (work);
  lab_archive_touch (archive);
  return g_task_propagate_boolean (G_TASK (result), error);
}
