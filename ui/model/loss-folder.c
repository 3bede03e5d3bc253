/* SPDX-License-Identifier: MIT */
/*
 * An editor saves in several steps, and a folder may be copied file by file: the catalogue is read
 * once when it has been quiet for a moment.
 */
#include "loss-folder.h"

#include "catalogue.h"

#include <gio/gio.h>

#define QUIET_MS 200

struct _LabLossFolder
{
  GObject parent_instance;
  GFileMonitor *monitor;
  GStrv wrong;
  guint quiet;
};

G_DEFINE_FINAL_TYPE (LabLossFolder, lab_loss_folder, G_TYPE_OBJECT)

enum
{
  CHANGED,
  BROKEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
reload (LabLossFolder *self)
{
  g_auto (GStrv) before = g_steal_pointer (&self->wrong);

  g_clear_handle_id (&self->quiet, g_source_remove);
  self->wrong = lab_catalogue_reload ();
  g_signal_emit (self, signals[CHANGED], 0);
  for (guint i = 0; self->wrong[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *) before, self->wrong[i]))
      g_signal_emit (self, signals[BROKEN], 0, self->wrong[i]);
}

static gboolean
on_quiet (gpointer data)
{
  LAB_LOSS_FOLDER (data)->quiet = 0;
  reload (data);
  return G_SOURCE_REMOVE;
}

static void
on_file (LabLossFolder *self)
{
  g_clear_handle_id (&self->quiet, g_source_remove);
  self->quiet = g_timeout_add (QUIET_MS, on_quiet, self);
}

static void
lab_loss_folder_finalize (GObject *object)
{
  LabLossFolder *self = LAB_LOSS_FOLDER (object);

  g_clear_handle_id (&self->quiet, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_strfreev (self->wrong);
  G_OBJECT_CLASS (lab_loss_folder_parent_class)->finalize (object);
}

static void
lab_loss_folder_class_init (LabLossFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_loss_folder_finalize;
  signals[CHANGED] = g_signal_new ("changed", LAB_TYPE_LOSS_FOLDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[BROKEN] = g_signal_new ("broken", LAB_TYPE_LOSS_FOLDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* Where folders cannot be watched, what is saved from the window is there all the same. */
static void
lab_loss_folder_init (LabLossFolder *self)
{
  g_autofree char *path = lab_catalogue_folder ();
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_file), self);
  self->wrong = lab_catalogue_reload ();
}

LabLossFolder *
lab_loss_folder_get (void)
{
  static LabLossFolder *folder;

  if (folder == NULL)
    folder = g_object_new (LAB_TYPE_LOSS_FOLDER, NULL);
  return folder;
}

const char *const *
lab_loss_folder_get_wrong (LabLossFolder *self)
{
  return (const char *const *) self->wrong;
}

gboolean
lab_loss_folder_save (LabLossFolder *self, const char *name, const char *text, GError **error)
{
  if (!lab_catalogue_save (name, text, error))
    return FALSE;
  reload (self);
  return TRUE;
}
