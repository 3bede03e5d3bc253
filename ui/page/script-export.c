/* SPDX-License-Identifier: MIT */
#include "script-export.h"

#include "out/torch-export.h"
#include "ui/model/handover.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

#define FOLDER "losslab-pytorch"

/* Belongs to the window. */
typedef struct
{
  AdwApplicationWindow *window;
  LabSession *session;
  AdwToastOverlay *toasts;
} Exporter;

/* What is written, as it was when somebody asked for it. */
typedef struct
{
  LabExperiment *experiment;
  LabDataset *dataset;
  LabTrainingSet *set;
  LabRun *runs[LAB_MAX_SIDES];
  guint n_runs;
  char *folder;
} Script;

static void
script_free (gpointer data)
{
  Script *self = data;

  for (guint i = 0; i < self->n_runs; i++)
    lab_run_unref (self->runs[i]);
  lab_experiment_free (self->experiment);
  lab_dataset_unref (self->dataset);
  lab_training_set_unref (self->set);
  g_free (self->folder);
  g_free (self);
}

static gboolean
is_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  return dir == NULL || g_dir_read_name (dir) == NULL;
}

/* A folder with something in it gets one more. */
static char *
choose_folder (const char *chosen)
{
  if (is_empty (chosen))
    return g_strdup (chosen);
  for (guint n = 1;; n++)
    {
      g_autofree char *name = n == 1 ? g_strdup (FOLDER) : g_strdup_printf (FOLDER "-%u", n);
      g_autofree char *path = g_build_filename (chosen, name, NULL);

      if (is_empty (path))
        return g_steal_pointer (&path);
    }
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Script *script = data;
  GError *error = NULL;

  lab_handover_take (script);
  if (lab_torch_export (script->experiment, script->dataset, script->set,
                        script->n_runs > 0 ? script->runs : NULL, script->folder, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  const Script *script = g_task_get_task_data (G_TASK (result));
  g_autoptr (AdwToastOverlay) toasts = data;
  g_autofree char *shown = g_filename_display_name (script->folder);
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    /* Translators: a folder's name follows */
    words = g_strdup_printf (_ ("PyTorch script written to %s"), shown);
  else
    words = g_strdup (error->message);
  lab_toast_say (toasts, words);
}

/* The changes that were made in mid-training go along where the runs are those of the settings. */
static void
take_runs (Script *script, LabSession *session)
{
  LabRecords records;

  if (!lab_session_get_records (session, &records) || lab_session_is_stale (session)
      || records.n_runs != script->experiment->n_sides || script->experiment->n_seeds != 1)
    return;
  for (guint i = 0; i < records.n_runs; i++)
    script->runs[script->n_runs++] = lab_run_ref (records.runs[i]);
}

void
lab_script_export_write (LabSession *session, const char *path, AdwToastOverlay *toasts)
{
  LabDataset *dataset = lab_session_get_dataset (session);
  LabTrainingSet *set = lab_session_get_training_set (session);
  g_autoptr (GTask) task = NULL;
  Script *script;

  if (dataset == NULL || set == NULL)
    {
      lab_toast_say (toasts, _ ("The data are not there yet: try again in a moment"));
      return;
    }
  script = g_new0 (Script, 1);
  script->experiment
      = lab_experiment_copy (lab_document_get_experiment (lab_session_get_document (session)));
  script->dataset = lab_dataset_ref (dataset);
  script->set = lab_training_set_ref (set);
  script->folder = choose_folder (path);
  take_runs (script, session);
  task = g_task_new (session, NULL, on_written, g_object_ref (toasts));
  g_task_set_task_data (task, script, script_free);
  lab_handover_give (script);
  g_task_run_in_thread (task, write_in_thread);
}

static void
on_folder (const char *path, gpointer data)
{
  const Exporter *self = data;

  lab_script_export_write (self->session, path, self->toasts);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exporter *self = data;
  const LabFileDialog dialog = {
    .parent = GTK_WINDOW (self->window),
    .title = _ ("Choose a Folder for the Script"),
    .action = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
    .chosen = on_folder,
    .data = self,
  };

  lab_file_dialog_present (&dialog);
}

void
lab_script_export_add (AdwApplicationWindow *window, LabSession *session, AdwToastOverlay *toasts)
{
  static const GActionEntry ACTIONS[] = { { .name = "export-pytorch", .activate = on_export } };
  Exporter *self = g_new0 (Exporter, 1);

  *self = (Exporter){ window, session, toasts };
  g_object_set_data_full (G_OBJECT (window), "script-export", self, g_free);
  g_action_map_add_action_entries (G_ACTION_MAP (window), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
}
