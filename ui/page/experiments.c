/* SPDX-License-Identifier: MIT */
#include "experiments.h"

#include "store/file.h"
#include "ui/model/revisit.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define LESSONS "/org/losslab/Losslab/lessons"
#define FIRST   "1-rare-class.losslab"

struct _LabExperiments
{
  AdwApplicationWindow *window;
  LabSession *session;
  AdwToastOverlay *toasts;
  char *path; /* (nullable): of the file that the experiment of that title is kept in */
  char *path_title;
};

static LabDocument *
document (LabExperiments *self)
{
  return lab_session_get_document (self->session);
}

static void
set_path (LabExperiments *self, const char *path)
{
  char *copy = g_strdup (path);

  g_free (self->path);
  g_free (self->path_title);
  self->path = copy;
  self->path_title = g_strdup (lab_document_get_title (document (self)));
}

static void enable_left (LabExperiments *self);

static void
use (LabExperiments *self, const LabFile *file, const char *path)
{
  g_autofree char *basename = path == NULL ? NULL : g_path_get_basename (path);
  g_autofree char *opened = NULL;

  lab_experiments_keep (self);
  enable_left (self);
  /* First, so that nothing asks whether the old training takes the new settings. */
  lab_session_reset (self->session);
  lab_document_replace (document (self), file->experiment,
                        file->title[0] != '\0' ? file->title : basename, file->description);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.plots", NULL);
  lab_document_mark_saved (document (self));
  /* Translators: an experiment's title */
  opened = g_strdup_printf (_ ("Opened ‘%s’"), lab_document_get_title (document (self)));
  lab_toast_offer (self->toasts, file->description[0] != '\0' ? file->description : opened,
                   _ ("_Undo"), "win.undo");
  set_path (self, path);
}

/* ---- lessons ---- */

static void
translate (char **text)
{
  /* Nothing is what gettext keeps the translator's name under. */
  if (**text != '\0')
    {
      char *words = g_strdup (_ (*text));

      g_free (*text);
      *text = words;
    }
}

static LabFile *
load_lesson (const char *name)
{
  g_autofree char *path = g_strconcat (LESSONS "/", name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  LabFile *file = bytes == NULL ? NULL
                                : lab_file_parse (g_bytes_get_data (bytes, NULL),
                                                  (gssize) g_bytes_get_size (bytes), NULL);

  if (file != NULL)
    {
      translate (&file->title);
      translate (&file->description);
    }
  return file;
}

static void
on_lesson (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (LabFile) file = load_lesson (g_variant_get_string (parameter, NULL));

  if (file != NULL)
    use (data, file, NULL);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GMenuModel *
lab_experiments_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) lessons = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_auto (GStrv) names
      = g_resources_enumerate_children (LESSONS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_return_val_if_fail (names != NULL, G_MENU_MODEL (menu));
  qsort (names, g_strv_length (names), sizeof *names, by_name);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (LabFile) file = load_lesson (names[i]);
      g_autoptr (GMenuItem) item = g_menu_item_new (file->title, NULL);

      g_menu_item_set_action_and_target (item, "win.lesson", "s", names[i]);
      g_menu_append_item (lessons, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (lessons));
  g_menu_append (files, _ ("As You _Left It"), "win.left");
  g_menu_append (files, _ ("_History"), "win.history");
  g_menu_append (files, _ ("_Open…"), "win.open");
  g_menu_append (files, _ ("_Save…"), "win.save");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  return G_MENU_MODEL (menu);
}

void
lab_experiments_begin (LabExperiments *self)
{
  g_autoptr (LabFile) first = load_lesson (FIRST);

  lab_document_start (document (self), first->experiment, first->title, first->description);
  lab_session_reset (self->session);
}

/* ---- files ---- */

void
lab_experiments_open (LabExperiments *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LabFile) file = NULL;

  if (path == NULL)
    {
      lab_toast_say (self->toasts, _ ("This file is not on this computer: copy it here first."));
      return;
    }
  file = lab_file_load (path, &error);
  if (file == NULL)
    {
      lab_toast_say (self->toasts, error->message);
      return;
    }
  use (self, file, path);
}

static void
open_chosen (const char *path, gpointer data)
{
  lab_experiments_open (data, path);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabExperiments *self = data;

  lab_file_dialog_present (&(LabFileDialog){ .parent = GTK_WINDOW (self->window),
                                             .title = _ ("Open an Experiment"),
                                             .action = GTK_FILE_CHOOSER_ACTION_OPEN,
                                             .pattern_name = _ ("Losslab experiments"),
                                             .pattern = "*.losslab",
                                             .chosen = open_chosen,
                                             .data = self });
}

/* Borrowed: valid until the document changes. */
static LabFile
file_of (LabExperiments *self)
{
  return (LabFile){
    .title = (char *) lab_document_get_title (document (self)),
    .description = (char *) lab_document_get_description (document (self)),
    .experiment = (LabExperiment *) lab_document_get_experiment (document (self)),
  };
}

static void
save_chosen (const char *path, gpointer data)
{
  LabExperiments *self = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *words = g_strdup_printf (_ ("Saved as %s"), name);
  g_autoptr (GError) error = NULL;
  const LabFile file = file_of (self);

  if (!lab_file_save (&file, path, &error))
    {
      lab_toast_say (self->toasts, error->message);
      return;
    }
  set_path (self, path);
  lab_document_mark_saved (document (self));
  lab_toast_say (self->toasts, words);
}

static void
on_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabExperiments *self = data;
  g_autofree char *name = g_strconcat (lab_document_get_title (document (self)), ".losslab", NULL);

  /* Undo may have led to another experiment, which that file is not of. */
  const char *path = g_strcmp0 (self->path_title, lab_document_get_title (document (self))) == 0
                         ? self->path
                         : NULL;

  g_strdelimit (name, "/:", '-');
  lab_file_dialog_present (&(LabFileDialog){ .parent = GTK_WINDOW (self->window),
                                             .title = _ ("Save the Experiment"),
                                             .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                             .pattern_name = _ ("Losslab experiments"),
                                             .pattern = "*.losslab",
                                             .suffix = ".losslab",
                                             .name = name,
                                             .path = path,
                                             .chosen = save_chosen,
                                             .data = self });
}

/* ---- what was not saved ---- */

static char *
left_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "losslab", "left.losslab", NULL);
}

static void
enable_left (LabExperiments *self)
{
  g_autofree char *path = left_path ();

  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), "left")),
      g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
on_left (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabExperiments *self = data;
  g_autofree char *path = left_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LabFile) file = lab_file_load (path, &error);

  if (file != NULL)
    use (self, file, NULL);
  else
    lab_toast_say (self->toasts, error->message);
}

static void
keep (LabExperiments *self)
{
  g_autofree char *path = left_path (), *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  const LabFile file = file_of (self);

  if (lab_document_is_saved (document (self)))
    return;
  if (g_mkdir_with_parents (folder, 0700) != 0 || !lab_file_save (&file, path, &error))
    g_warning ("the settings could not be kept in ‘%s’", path);
}

/* One's own come last, and stay where both were changed. */
void
lab_experiments_keep (LabExperiments *self)
{
  keep (self);
  lab_revisit_leave (lab_revisit_of (self->session));
  keep (self);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path == NULL)
    return FALSE;
  lab_experiments_open (data, path);
  return TRUE;
}

LabExperiments *
lab_experiments_new (AdwApplicationWindow *window, LabSession *session, AdwToastOverlay *toasts)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "lesson", .parameter_type = "s", .activate = on_lesson },
    { .name = "open", .activate = on_open },
    { .name = "save", .activate = on_save },
    { .name = "left", .activate = on_left },
  };
  LabExperiments *self = g_new0 (LabExperiments, 1);
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->window = window;
  self->session = session;
  self->toasts = toasts;
  g_action_map_add_action_entries (G_ACTION_MAP (window), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  enable_left (self);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
  return self;
}

void
lab_experiments_free (LabExperiments *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->path_title);
  g_free (self);
}
