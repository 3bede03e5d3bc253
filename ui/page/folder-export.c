/* SPDX-License-Identifier: MIT */
/* The files are written in a thread: a script has all pictures with it, and there are many plots.
 */
#include "folder-export.h"

#include "core/replace.h"
#include "out/torch-export.h"
#include "ui/model/handover.h"
#include "ui/out/outputs.h"
#include "ui/plot/handout.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

/* What is written, as it was when somebody asked for it. */
typedef struct
{
  LabFolderExportKind kind;
  LabExperiment *experiment;
  char *title;
  char *description;
  LabDataset *dataset;
  LabTrainingSet *set;
  LabRun **runs;
  guint n_runs; /* 0 where there are none of this experiment */
  gboolean dark;
  char *path;
} Job;

static gboolean write_handout (const Job *job, GError **error);
static gboolean write_everything (const Job *job, GError **error);
static gboolean write_script (const Job *job, GError **error);

static const struct
{
  const char *action;
  const char *label;
  const char *question;
  const char *name; /* of the file, or of the folder where one is needed */
  gboolean file;
  gboolean of_runs; /* rather than of the settings as they are now */
  const char *done;
  gboolean (*write) (const Job *job, GError **error);
} KINDS[LAB_N_FOLDER_EXPORTS] = {
  /* Translators: of "written to", a file or a folder follows */
  [LAB_FOLDER_EXPORT_HANDOUT]
  = { "export-handout", N_ ("Handout (PDF)…"), N_ ("Save the Handout"), "handout.pdf", TRUE, TRUE,
      N_ ("Handout written to %s"), write_handout },
  [LAB_FOLDER_EXPORT_EVERYTHING]
  = { "export-everything", N_ ("Everything…"), N_ ("Choose a Folder for Everything"),
      "losslab-experiment", FALSE, TRUE, N_ ("Everything written to %s"), write_everything },
  [LAB_FOLDER_EXPORT_SCRIPT]
  = { "export-pytorch", N_ ("PyTorch Script…"), N_ ("Choose a Folder for the Script"),
      "losslab-pytorch", FALSE, FALSE, N_ ("PyTorch script written to %s"), write_script },
};

static void
job_free (gpointer data)
{
  Job *self = data;

  for (guint i = 0; i < self->n_runs; i++)
    lab_run_unref (self->runs[i]);
  g_free (self->runs);
  lab_experiment_free (self->experiment);
  lab_dataset_unref (self->dataset);
  lab_training_set_unref (self->set);
  g_free (self->title);
  g_free (self->description);
  g_free (self->path);
  g_free (self);
}

/* ---- writing ---- */

static LabResult
result_of (const Job *job)
{
  return (LabResult){
    .title = job->title,
    .description = job->description,
    .experiment = job->experiment,
    .runs = job->runs,
    .dataset = job->dataset,
    .set = job->set,
  };
}

static gboolean
write_handout (const Job *job, GError **error)
{
  const LabResult result = result_of (job);
  g_autoptr (GBytes) page = lab_handout_render (&result, error);

  return page != NULL
         && lab_replace_file (job->path, g_bytes_get_data (page, NULL), g_bytes_get_size (page),
                              error);
}

static gboolean
write_everything (const Job *job, GError **error)
{
  const LabResult result = result_of (job);
  LabOutputsForm form = { .dark = job->dark, .everything = TRUE };
  g_autoptr (LabOutputs) outputs = lab_outputs_new (job->path, error);

  for (LabFormatKind format = 0; format < LAB_N_FORMATS; format++)
    form.formats[format] = TRUE;
  return outputs != NULL && lab_outputs_write (outputs, &result, &form, error);
}

static gboolean
write_script (const Job *job, GError **error)
{
  return lab_torch_export (job->experiment, job->dataset, job->set,
                           job->n_runs > 0 ? job->runs : NULL, job->path, error);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean written;

  lab_handover_take (job);
  written = KINDS[job->kind].write (job, &error);
  lab_handover_give (job);
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (AdwToastOverlay) toasts = data;
  g_autofree char *shown = g_filename_display_name (job->path);
  g_autoptr (GString) words = g_string_new (_ (KINDS[job->kind].done));
  g_autoptr (GError) error = NULL;

  lab_handover_take (job);
  g_string_replace (words, "%s", shown, 1);
  lab_toast_say (toasts,
                 g_task_propagate_boolean (G_TASK (result), &error) ? words->str : error->message);
}

/* ---- what is asked for ---- */

static gboolean
is_empty (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  return dir == NULL || g_dir_read_name (dir) == NULL;
}

/* A folder with something in it gets one more. */
static char *
choose_folder (const char *chosen, const char *base)
{
  if (is_empty (chosen))
    return g_strdup (chosen);
  for (guint n = 1;; n++)
    {
      g_autofree char *name = n == 1 ? g_strdup (base) : g_strdup_printf ("%s-%u", base, n);
      g_autofree char *path = g_build_filename (chosen, name, NULL);

      if (is_empty (path))
        return g_steal_pointer (&path);
    }
}

static void
hold_runs (Job *job, const LabRecords *records)
{
  job->n_runs = records->n_seeds * records->n_runs;
  job->runs = g_new (LabRun *, job->n_runs);
  for (guint i = 0; i < job->n_runs; i++)
    job->runs[i] = lab_run_ref (records->seeds[i]);
}

/* The changes that were made in mid-training, and what a branch begins with, go along where the
 * runs are those of the settings. */
static gboolean
take_settings (Job *job, LabSession *session)
{
  LabDataset *dataset = lab_session_get_dataset (session);
  LabTrainingSet *set = lab_session_get_training_set (session);
  LabRecords records;

  if (dataset == NULL || set == NULL)
    return FALSE;
  job->experiment
      = lab_experiment_copy (lab_document_get_experiment (lab_session_get_document (session)));
  job->dataset = lab_dataset_ref (dataset);
  job->set = lab_training_set_ref (set);
  if (!lab_session_get_records (session, &records) || lab_session_is_stale (session)
      || records.n_runs != job->experiment->n_sides || records.n_seeds != job->experiment->n_seeds)
    return TRUE;
  hold_runs (job, &records);
  return TRUE;
}

/* The experiment that the runs are of, whatever the settings are by now. */
static gboolean
take_runs (Job *job, LabSession *session)
{
  LabRecords records;
  gboolean tested = FALSE;

  if (!lab_session_get_records (session, &records) || records.set == NULL)
    return FALSE;
  for (guint i = 0; i < records.n_runs; i++)
    tested = tested || lab_run_n_evaluations (records.runs[i]) > 0;
  if (!tested)
    return FALSE;
  job->experiment = g_new0 (LabExperiment, 1);
  job->experiment->n_seeds = records.n_seeds;
  job->experiment->n_sides = records.n_runs;
  for (guint i = 0; i < records.n_runs; i++)
    job->experiment->sides[i] = lab_spec_ref (records.seeds[i]->spec);
  hold_runs (job, &records);
  job->dataset = lab_dataset_ref (records.dataset);
  job->set = lab_training_set_ref ((LabTrainingSet *) records.set);
  return TRUE;
}

void
lab_folder_export_write (LabFolderExportKind kind, LabSession *session, const char *path,
                         AdwToastOverlay *toasts)
{
  LabDocument *document = lab_session_get_document (session);
  Job *job = g_new0 (Job, 1);
  g_autoptr (GTask) task = NULL;

  if (!(KINDS[kind].of_runs ? take_runs (job, session) : take_settings (job, session)))
    {
      lab_toast_say (toasts, KINDS[kind].of_runs
                                 ? _ ("Train first: there is nothing to write yet")
                                 : _ ("The data are not there yet: try again in a moment"));
      g_free (job);
      return;
    }
  job->kind = kind;
  job->title = g_strdup (lab_document_get_title (document));
  job->description = g_strdup (lab_document_get_description (document));
  job->dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  job->path = KINDS[kind].file ? g_strdup (path) : choose_folder (path, KINDS[kind].name);
  task = g_task_new (session, NULL, on_written, g_object_ref (toasts));
  g_task_set_task_data (task, job, job_free);
  lab_handover_give (job);
  g_task_run_in_thread (task, write_in_thread);
}

/* ---- actions ---- */

/* One of them; belongs to the window. */
typedef struct
{
  LabFolderExportKind kind;
  AdwApplicationWindow *window;
  LabSession *session;
  AdwToastOverlay *toasts;
} Exporter;

static void
on_path (const char *path, gpointer data)
{
  const Exporter *self = data;

  lab_folder_export_write (self->kind, self->session, path, self->toasts);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Exporter *self = data;
  const gboolean file = KINDS[self->kind].file;

  lab_file_dialog_present (&(LabFileDialog){
      .parent = GTK_WINDOW (self->window),
      .title = _ (KINDS[self->kind].question),
      .action = file ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
      .suffix = file ? ".pdf" : NULL,
      .name = file ? KINDS[self->kind].name : NULL,
      .chosen = on_path,
      .data = self,
  });
}

void
lab_folder_export_add (AdwApplicationWindow *window, LabSession *session, AdwToastOverlay *toasts)
{
  for (LabFolderExportKind kind = 0; kind < LAB_N_FOLDER_EXPORTS; kind++)
    {
      const GActionEntry entry = { .name = KINDS[kind].action, .activate = on_export };
      Exporter *self = g_new0 (Exporter, 1);

      *self = (Exporter){ kind, window, session, toasts };
      g_object_set_data_full (G_OBJECT (window), KINDS[kind].action, self, g_free);
      g_action_map_add_action_entries (G_ACTION_MAP (window), &entry, 1, self);
    }
}

GMenuModel *
lab_folder_export_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (LabFolderExportKind kind = 0; kind < LAB_N_FOLDER_EXPORTS; kind++)
    {
      g_autofree char *action = g_strconcat ("win.", KINDS[kind].action, NULL);

      g_menu_append (menu, _ (KINDS[kind].label), action);
    }
  return G_MENU_MODEL (menu);
}
