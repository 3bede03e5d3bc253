/* SPDX-License-Identifier: MIT */
/* Over 600 lines: every action of the window is here, a few lines each. To be split. */
#include "window.h"

#include "export-dialog.h"
#include "plots.h"
#include "samples.h"
#include "sidebar.h"
#include "store/file.h"
#include "timeline.h"
#include "ui/widget/data-table.h"
#include "ui/widget/plot.h"

#include <glib/gi18n.h>
#include <string.h>

#define RESOURCES "/org/losslab/Losslab"
#define STATE     "window"

struct _LabWindow
{
  AdwApplicationWindow parent_instance;
  LabSession *session;
  LabPlots *plots;
  LabSamples *samples;
  char *path; /* (nullable): of the file that the experiment is kept in */
  guint zoom;
  double pace_before;
  guint n_said_ends;

  AdwWindowTitle *title;
  GtkMenuButton *experiments;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkMenuButton *export_button;
  GtkWidget *train_button;
  AdwButtonContent *train_content;
  AdwToastOverlay *toasts;
  AdwFlap *flap;
  AdwBin *sidebar_bin;
  GtkStack *pages;
  AdwBin *timeline_bin;
};

G_DEFINE_FINAL_TYPE (LabWindow, lab_window, ADW_TYPE_APPLICATION_WINDOW)

static LabDocument *
document (LabWindow *self)
{
  return lab_session_get_document (self->session);
}

static void
say (LabWindow *self, const char *message)
{
  AdwToast *toast = adw_toast_new (message);

  adw_toast_set_timeout (toast, 6);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
say_with (LabWindow *self, const char *message, const char *label, const char *action)
{
  AdwToast *toast = adw_toast_new (message);

  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
enable (LabWindow *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), enabled);
}

/* ---- state ---- */

static void
show_state (LabWindow *self)
{
  static const struct
  {
    const char *label;
    const char *icon;
    const char *tip;
  } LOOKS[] = {
    [LAB_SESSION_READY] = { N_ ("Train"), "media-playback-start-symbolic",
                            N_ ("Train all networks, from the same weights and batches (Space)") },
    [LAB_SESSION_PREPARING]
    = { N_ ("Train"), "media-playback-start-symbolic", N_ ("The pictures are being prepared") },
    [LAB_SESSION_TRAINING]
    = { N_ ("Pause"), "media-playback-pause-symbolic", N_ ("Rest at this step (Space)") },
    [LAB_SESSION_PAUSED]
    = { N_ ("Resume"), "media-playback-start-symbolic", N_ ("Go on from this step (Space)") },
    [LAB_SESSION_ENDED]
    = { N_ ("Train again"), "view-refresh-symbolic",
        N_ ("Train from the beginning, with the settings as they are (Space)") },
  };
  const LabSessionState state = lab_session_get_state (self->session);

  adw_button_content_set_label (self->train_content, _ (LOOKS[state].label));
  adw_button_content_set_icon_name (self->train_content, LOOKS[state].icon);
  gtk_widget_set_tooltip_text (self->train_button, _ (LOOKS[state].tip));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->train_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ (LOOKS[state].label), -1);
  if (state == LAB_SESSION_TRAINING)
    gtk_widget_remove_css_class (self->train_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->train_button, "suggested-action");
  enable (self, "toggle", state != LAB_SESSION_PREPARING);
  enable (self, "step", state != LAB_SESSION_PREPARING && state != LAB_SESSION_TRAINING);
  enable (self, "stop", state == LAB_SESSION_TRAINING || state == LAB_SESSION_PAUSED);
  enable (self, "restart",
          state == LAB_SESSION_TRAINING || state == LAB_SESSION_PAUSED
              || state == LAB_SESSION_ENDED);
}

/* A run that did not get to the end says why, once. */
static void
say_ends (LabWindow *self)
{
  LabRecords records;

  if (lab_session_get_state (self->session) != LAB_SESSION_ENDED
      || !lab_session_get_records (self->session, &records))
    return;
  for (guint i = 0; i < records.n_runs; i++)
    {
      const LabDivergence *divergence = lab_run_get_divergence (records.runs[i]);

      if (divergence != NULL)
        {
          g_autofree char *words = g_strdup_printf (
              _ ("%s diverged at step %" G_GUINT64_FORMAT ", in %s: try a smaller learning rate."),
              lab_chart_role (i), divergence->step, divergence->where);

          say (self, words);
        }
    }
}

static void
on_state (LabWindow *self)
{
  show_state (self);
  say_ends (self);
}

static void
show_document (LabWindow *self)
{
  const char *undo = lab_document_get_undo (document (self));
  const char *redo = lab_document_get_redo (document (self));
  g_autofree char *undo_tip
      = undo == NULL ? g_strdup (_ ("Undo")) : g_strdup_printf (_ ("Undo: %s (Ctrl+Z)"), undo);
  g_autofree char *redo_tip = redo == NULL ? g_strdup (_ ("Redo"))
                                           : g_strdup_printf (_ ("Redo: %s (Shift+Ctrl+Z)"), redo);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  g_autofree char *words
      = dataset == NULL ? g_strdup (_ ("Losslab"))
                        : lab_chart_data (lab_document_get_spec (document (self), 0), dataset);

  enable (self, "undo", undo != NULL);
  enable (self, "redo", redo != NULL);
  gtk_widget_set_tooltip_text (self->undo_button, undo_tip);
  gtk_widget_set_tooltip_text (self->redo_button, redo_tip);
  adw_window_title_set_title (self->title, lab_document_get_title (document (self)));
  adw_window_title_set_subtitle (self->title, words);
  gtk_window_set_title (GTK_WINDOW (self), lab_document_get_title (document (self)));
}

/* A change that cannot act in mid-training is no error, but must not look as if it had acted. */
static void
on_document (LabWindow *self)
{
  const LabSessionState state = lab_session_get_state (self->session);

  show_document (self);
  if ((state == LAB_SESSION_TRAINING || state == LAB_SESSION_PAUSED)
      && lab_session_is_stale (self->session))
    {
      if (self->n_said_ends++ == 0)
        say_with (self, _ ("This takes effect when training starts again."), _ ("Start _Again"),
                  "win.restart");
    }
  else
    self->n_said_ends = 0;
}

/* ---- experiments ---- */

static void
set_path (LabWindow *self, const char *path)
{
  char *copy = g_strdup (path);

  g_free (self->path);
  self->path = copy;
}

static void
use (LabWindow *self, const LabFile *file, const char *path)
{
  g_autofree char *basename = path == NULL ? NULL : g_path_get_basename (path);

  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->plots));
  lab_session_reset (self->session);
  lab_document_replace (document (self), file->experiment,
                        file->title[0] != '\0' ? file->title
                        : basename != NULL     ? basename
                                               : _ ("Untitled experiment"),
                        file->description);
  lab_session_reset (self->session);
  if (file->description[0] != '\0')
    say (self, file->description);
  set_path (self, path);
}

void
lab_window_open (LabWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LabFile) file = lab_file_load (path, &error);

  if (file == NULL)
    {
      say (self, error->message);
      return;
    }
  use (self, file, path);
  lab_document_mark_saved (document (self));
}

static LabFile *
load_lesson (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCES "/lessons/", name, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  return bytes == NULL ? NULL
                       : lab_file_parse (g_bytes_get_data (bytes, NULL),
                                         (gssize) g_bytes_get_size (bytes), NULL);
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
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static void
fill_experiments (LabWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) lessons = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();
  g_auto (GStrv) names
      = g_resources_enumerate_children (RESOURCES "/lessons", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  if (names != NULL)
    qsort (names, g_strv_length (names), sizeof *names, by_name);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (LabFile) file = load_lesson (names[i]);
      g_autoptr (GMenuItem) item = NULL;

      if (file == NULL)
        continue;
      item = g_menu_item_new (file->title, NULL);
      g_menu_item_set_action_and_target (item, "win.lesson", "s", names[i]);
      g_menu_append_item (lessons, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (lessons));
  g_menu_append (files, _ ("_Open…"), "win.open");
  g_menu_append (files, _ ("_Save…"), "win.save");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  gtk_menu_button_set_menu_model (self->experiments, G_MENU_MODEL (menu));
}

static void
add_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Losslab experiments"));
  gtk_file_filter_add_pattern (filter, "*.losslab");
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
on_open_response (GtkNativeDialog *dialog, int response, LabWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);

      if (path != NULL)
        lab_window_open (self, path);
    }
  g_object_unref (dialog);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Open an Experiment"), data, GTK_FILE_CHOOSER_ACTION_OPEN,
                                     NULL, NULL);

  add_filter (GTK_FILE_CHOOSER (dialog));
  g_signal_connect (dialog, "response", G_CALLBACK (on_open_response), data);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_save_response (GtkNativeDialog *dialog, int response, LabWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      g_autofree char *name = path == NULL ? NULL : g_path_get_basename (path);
      g_autoptr (GError) error = NULL;
      const LabFile out = {
        .title = (char *) lab_document_get_title (document (self)),
        .description = (char *) lab_document_get_description (document (self)),
        .experiment = (LabExperiment *) lab_document_get_experiment (document (self)),
      };

      if (path != NULL && lab_file_save (&out, path, &error))
        {
          g_autofree char *words = g_strdup_printf (_ ("Saved as %s"), name);

          set_path (self, path);
          lab_document_mark_saved (document (self));
          say (self, words);
        }
      else
        say (self, error != NULL ? error->message : _ ("Choose a folder on this computer."));
    }
  g_object_unref (dialog);
}

static void
on_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Save the Experiment"), data, GTK_FILE_CHOOSER_ACTION_SAVE,
                                     NULL, NULL);
  g_autofree char *name = NULL;

  add_filter (GTK_FILE_CHOOSER (dialog));
  if (self->path != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->path);

      gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
    }
  else
    {
      name = g_strconcat (lab_document_get_title (document (self)), ".losslab", NULL);
      g_strdelimit (name, "/:", '-');
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
    }
  g_signal_connect (dialog, "response", G_CALLBACK (on_save_response), data);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path == NULL)
    return FALSE;
  lab_window_open (data, path);
  return TRUE;
}

/* ---- commands ---- */

static void
on_toggle (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_session_toggle (LAB_WINDOW (data)->session);
}

static void
on_step (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_session_step (LAB_WINDOW (data)->session);
}

static void
on_stop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_session_stop (LAB_WINDOW (data)->session);
}

static void
on_restart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_session_train (LAB_WINDOW (data)->session);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_document_undo (document (data));
}

static void
on_redo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_document_redo (document (data));
}

static void
on_swap (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_document_swap (document (data));
}

static void
on_reseed (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  g_autofree char *words = NULL;

  lab_document_reseed (document (self));
  words = g_strdup_printf (_ ("Seed %" G_GUINT64_FORMAT ": other starting weights, other batches."),
                           lab_document_get_spec (document (self), 0)->seed);
  say_with (self, words, _ ("_Undo"), "win.undo");
  lab_session_train (self->session);
}

static void
on_full_speed (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  const double pace = lab_session_get_pace (self->session);

  if (pace > LAB_FULL_SPEED)
    {
      self->pace_before = pace;
      lab_session_set_pace (self->session, LAB_FULL_SPEED);
    }
  else
    lab_session_set_pace (self->session, self->pace_before > 0.0 ? self->pace_before : 280.0);
}

static void
on_moment (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  const int by = g_variant_get_int32 (parameter);

  if (by == G_MAXINT32)
    lab_session_set_cursor (self->session, (double) NAN);
  else if (by == G_MININT32)
    lab_session_set_cursor (self->session, 0.0);
  else
    lab_session_move_cursor (self->session, by);
}

static void
set_zoom (LabWindow *self, guint zoom)
{
  static const double ZOOMS[] = { 1.0, 1.25, 1.5 };

  self->zoom = MIN (zoom, (guint) G_N_ELEMENTS (ZOOMS) - 1);
  lab_plots_set_zoom (self->plots, ZOOMS[self->zoom]);
}

static void
on_zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_zoom (data, LAB_WINDOW (data)->zoom + 1);
}

static void
on_zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_zoom (data, LAB_WINDOW (data)->zoom == 0 ? 0 : LAB_WINDOW (data)->zoom - 1);
}

static void
on_sidebar (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

static void
on_fullscreen (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (gtk_window_is_fullscreen (data))
    gtk_window_unfullscreen (data);
  else
    gtk_window_fullscreen (data);
}

static void
on_escape (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;

  if (gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (self->samples))
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->plots));
  else if (lab_plots_is_filled (self->plots))
    lab_plots_unfill (self->plots);
  else if (gtk_window_is_fullscreen (data))
    gtk_window_unfullscreen (data);
}

static void
on_samples (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  int row, column;

  g_variant_get (parameter, "(ii)", &row, &column);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->samples));
  lab_samples_open (self->samples, row, column);
  gtk_widget_child_focus (GTK_WIDGET (self->samples), GTK_DIR_TAB_FORWARD);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (data, "application-name", "Losslab", "application-icon",
                         "org.losslab.Losslab", "developer-name", _ ("The Losslab founders"),
                         "version", LAB_VERSION, "license-type", GTK_LICENSE_MIT_X11, "comments",
                         _ ("See what a loss function does: two networks, the same weights, the "
                            "same batches, and only the loss differs."),
                         "translator-credits", _ ("translator-credits"), NULL);
}

/* ---- pictures and tables ---- */

static const char *
chart_name (GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);

  return name[0] == '\0' ? lab_charts[LAB_CHART_CONFUSION].name : name;
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  LabChart *chart = lab_plots_dup_chart (self->plots, chart_name (parameter));

  if (chart != NULL)
    lab_export_dialog_present (GTK_WINDOW (self), chart, self->toasts);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  g_autoptr (LabChart) chart = lab_plots_dup_chart (self->plots, chart_name (parameter));
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  guint width, height;

  if (chart == NULL)
    return;
  lab_figure_size (&chart->figure, &width, &height);
  png = lab_figure_to_png (
      &chart->figure, width, height, 2.0,
      lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())), &error);
  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, &error);
  if (texture == NULL)
    {
      say (self, error->message);
      return;
    }
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
  say (self, _ ("Copied as a picture"));
}

static void
on_table (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  g_autoptr (LabChart) chart = lab_plots_dup_chart (self->plots, chart_name (parameter));

  if (chart != NULL)
    lab_data_table_present (GTK_WINDOW (self), chart);
}

static void
fill_export_menu (LabWindow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < LAB_N_CHARTS; i++)
    {
      g_autofree char *title
          = lab_charts[i].figure == LAB_FIGURE_CLASS_MARKS
                ? g_strdup_printf (_ ("%s of each %s"), _ (lab_charts[i].title), _ ("class"))
                : g_strdup (_ (lab_charts[i].title));
      g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

      if (lab_charts[i].validation)
        continue;
      g_menu_item_set_action_and_target (item, "win.export", "s", lab_charts[i].name);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (self->export_button, G_MENU_MODEL (menu));
}

/* ---- keys ---- */

/* Single keys belong to the training, whatever has the focus, unless somebody is typing or walks
 * through a menu. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer data)
{
  LabWindow *self = data;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  const gboolean ranged = focus != NULL && GTK_IS_RANGE (focus);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0
      || (focus != NULL
          && (GTK_IS_EDITABLE (focus)
              || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL)))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      return gtk_widget_activate_action (GTK_WIDGET (self), "win.toggle", NULL);
    case GDK_KEY_n:
    case GDK_KEY_N:
      return gtk_widget_activate_action (GTK_WIDGET (self), "win.step", NULL);
    case GDK_KEY_f:
    case GDK_KEY_F:
      return gtk_widget_activate_action (GTK_WIDGET (self), "win.full-speed", NULL);
    case GDK_KEY_Home:
      return !ranged
             && gtk_widget_activate_action (GTK_WIDGET (self), "win.moment", "i", G_MININT32);
    case GDK_KEY_End:
      return gtk_widget_activate_action (GTK_WIDGET (self), "win.moment", "i", G_MAXINT32);
    case GDK_KEY_Page_Up:
      return !ranged && gtk_widget_activate_action (GTK_WIDGET (self), "win.moment", "i", -1);
    case GDK_KEY_Page_Down:
      return !ranged && gtk_widget_activate_action (GTK_WIDGET (self), "win.moment", "i", 1);
    default:
      return FALSE;
    }
}

/* ---- life ---- */

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "losslab", "window.ini", NULL);
}

static void
restore_state (LabWindow *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = state_file ();
  int width, height;

  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL))
    return;
  width = g_key_file_get_integer (keys, STATE, "width", NULL);
  height = g_key_file_get_integer (keys, STATE, "height", NULL);
  if (width >= 400 && height >= 300 && width <= 16384 && height <= 16384)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_key_file_get_boolean (keys, STATE, "maximized", NULL))
    gtk_window_maximize (GTK_WINDOW (self));
  set_zoom (self, (guint) CLAMP (g_key_file_get_integer (keys, STATE, "zoom", NULL), 0, 2));
}

static void
keep_state (LabWindow *self)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = state_file ();
  g_autofree char *folder = g_path_get_dirname (path);
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_key_file_set_integer (keys, STATE, "width", width);
  g_key_file_set_integer (keys, STATE, "height", height);
  g_key_file_set_boolean (keys, STATE, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_key_file_set_integer (keys, STATE, "zoom", (int) self->zoom);
  /* Not kept is not lost: the next window has the usual size. */
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_key_file_save_to_file (keys, path, NULL);
}

static gboolean
lab_window_close_request (GtkWindow *window)
{
  keep_state (LAB_WINDOW (window));
  lab_session_stop (LAB_WINDOW (window)->session);
  return GTK_WINDOW_CLASS (lab_window_parent_class)->close_request (window);
}

static void
lab_window_dispose (GObject *object)
{
  LabWindow *self = LAB_WINDOW (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (document (self), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  G_OBJECT_CLASS (lab_window_parent_class)->dispose (object);
  g_clear_object (&self->session);
}

static void
lab_window_finalize (GObject *object)
{
  g_free (LAB_WINDOW (object)->path);
  G_OBJECT_CLASS (lab_window_parent_class)->finalize (object);
}

static void
lab_window_class_init (LabWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = lab_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCES "/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, LabWindow, title);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, experiments);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, train_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, train_content);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, timeline_bin);
}

static const GActionEntry ACTIONS[] = {
  { .name = "toggle", .activate = on_toggle },
  { .name = "step", .activate = on_step },
  { .name = "stop", .activate = on_stop },
  { .name = "restart", .activate = on_restart },
  { .name = "undo", .activate = on_undo },
  { .name = "redo", .activate = on_redo },
  { .name = "swap", .activate = on_swap },
  { .name = "reseed", .activate = on_reseed },
  { .name = "full-speed", .activate = on_full_speed },
  { .name = "moment", .parameter_type = "i", .activate = on_moment },
  { .name = "lesson", .parameter_type = "s", .activate = on_lesson },
  { .name = "open", .activate = on_open },
  { .name = "save", .activate = on_save },
  { .name = "export", .parameter_type = "s", .activate = on_export },
  { .name = "copy", .parameter_type = "s", .activate = on_copy },
  { .name = "table", .parameter_type = "s", .activate = on_table },
  { .name = "zoom-in", .activate = on_zoom_in },
  { .name = "zoom-out", .activate = on_zoom_out },
  { .name = "sidebar", .activate = on_sidebar },
  { .name = "fullscreen", .activate = on_fullscreen },
  { .name = "samples", .parameter_type = "(ii)", .activate = on_samples },
  { .name = "escape", .activate = on_escape },
  { .name = "about", .activate = on_about },
};

static const struct
{
  const char *action;
  const char *accelerators[3];
} ACCELERATORS[] = {
  { "win.restart", { "<Ctrl>r" } },
  { "win.stop", { "<Ctrl>period" } },
  { "win.undo", { "<Ctrl>z" } },
  { "win.redo", { "<Ctrl><Shift>z", "<Ctrl>y" } },
  { "win.open", { "<Ctrl>o" } },
  { "win.save", { "<Ctrl>s" } },
  { "win.reseed", { "<Ctrl>d" } },
  { "win.export('')", { "<Ctrl>e" } },
  { "win.copy('')", { "<Ctrl><Shift>c" } },
  { "win.zoom-in", { "<Ctrl>plus", "<Ctrl>equal" } },
  { "win.zoom-out", { "<Ctrl>minus" } },
  { "win.sidebar", { "F9" } },
  { "win.fullscreen", { "F11" } },
  { "win.escape", { "Escape" } },
  { "win.show-help-overlay", { "<Ctrl>question", "F1" } },
  { "window.close", { "<Ctrl>w", "<Ctrl>q" } },
};

static void
lab_window_init (LabWindow *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_type_ensure (LAB_TYPE_PLOTS);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));

  self->session = lab_session_new ();
  self->plots = LAB_PLOTS (lab_plots_new (self->session));
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->plots), "plots");
  self->samples = LAB_SAMPLES (lab_samples_new (self->session));
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->samples), "samples");
  adw_bin_set_child (self->sidebar_bin, lab_sidebar_new (self->session));
  adw_bin_set_child (self->timeline_bin, lab_timeline_new (self->session));
  fill_experiments (self);
  fill_export_menu (self);
  g_signal_connect_swapped (self->session, "state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->session, "failed", G_CALLBACK (say), self);
  g_signal_connect_swapped (self->session, "data", G_CALLBACK (show_document), self);
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (on_document), self);
}

LabWindow *
lab_window_new (GtkApplication *application)
{
  LabWindow *self = g_object_new (LAB_TYPE_WINDOW, "application", application, NULL);
  g_autoptr (LabFile) first = load_lesson ("1-rare-class.losslab");

  for (guint i = 0; i < G_N_ELEMENTS (ACCELERATORS); i++)
    gtk_application_set_accels_for_action (application, ACCELERATORS[i].action,
                                           ACCELERATORS[i].accelerators);
  restore_state (self);
  if (first != NULL)
    lab_document_start (document (self), first->experiment, first->title, first->description);
  lab_session_reset (self->session);
  show_document (self);
  show_state (self);
  gtk_widget_grab_focus (self->train_button);
  return self;
}

LabSession *
lab_window_get_session (LabWindow *self)
{
  return self->session;
}
