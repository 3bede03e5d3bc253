/* SPDX-License-Identifier: MIT */
#include "window.h"

#include "commands.h"
#include "experiments.h"
#include "exports.h"
#include "folder-export.h"
#include "history-page.h"
#include "notices.h"
#include "past-bar.h"
#include "plots.h"
#include "samples.h"
#include "shape-page.h"
#include "sidebar.h"
#include "timeline.h"
#include "ui/model/loss-folder.h"
#include "ui/model/names.h"
#include "ui/plot/number.h"
#include "ui/widget/run-colors.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

#define STATE "window"

struct _LabWindow
{
  AdwApplicationWindow parent_instance;
  LabSession *session;
  LabPlots *plots;
  LabSamples *samples;
  LabShapePage *shape;
  LabHistoryPage *history; /* NULL until somebody looks at it */
  LabRevisit *revisit;
  LabCommands *commands;
  LabExperiments *experiments;
  LabExports *exports;
  guint zoom;
  AdwToast *later; /* (nullable): it says that a change acts when training starts again */

  AdwWindowTitle *title;
  GtkMenuButton *experiments_button;
  GtkWidget *undo_button;
  GtkWidget *redo_button;
  GtkMenuButton *export_button;
  GtkWidget *train_button;
  AdwButtonContent *train_content;
  AdwBin *notices_bin;
  AdwToastOverlay *toasts;
  AdwFlap *flap;
  AdwBin *sidebar_bin;
  AdwBin *past_bin;
  GtkStack *pages;
  AdwBin *timeline_bin;
};

G_DEFINE_FINAL_TYPE (LabWindow, lab_window, ADW_TYPE_APPLICATION_WINDOW)

static LabDocument *
document (LabWindow *self)
{
  return lab_session_get_document (self->session);
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
  gtk_widget_set_tooltip_text (self->train_button,
                               state == LAB_SESSION_ENDED && lab_session_is_branch (self->session)
                                   ? _ ("Train from the seed’s weights, not the branch’s (Space)")
                                   : _ (LOOKS[state].tip));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->train_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ (LOOKS[state].label), -1);
  if (state == LAB_SESSION_TRAINING)
    gtk_widget_remove_css_class (self->train_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->train_button, "suggested-action");
}

/* A side whose networks did not get to the end says why, once: by the first that failed. */
static void
say_failure (LabWindow *self, const LabRecords *records, guint side)
{
  const LabDivergence *first = NULL;
  g_autofree char *step = NULL, *words = NULL, *all = NULL;
  guint n = 0;

  for (guint seed = 0; seed < records->n_seeds; seed++)
    {
      const LabDivergence *its
          = lab_run_get_divergence (records->seeds[seed * records->n_runs + side]);

      n += its != NULL;
      if (its != NULL && (first == NULL || its->step < first->step))
        first = its;
    }
  if (first == NULL)
    return;
  step = lab_number_count (first->step);
  /* Translators: "Custom diverged at step 12, in layer 2: try a smaller learning rate." */
  words = g_strdup_printf (_ ("%s diverged at step %s, in %s: try a smaller learning rate."),
                           lab_chart_role (side), step, first->where);
  all = records->n_seeds == 1
            ? g_steal_pointer (&words)
            /* Translators: after the sentence about the first of them */
            : g_strdup_printf (_ ("%s With %u of %u seeds."), words, n, records->n_seeds);
  lab_toast_say (self->toasts, all);
}

static void
say_ends (LabWindow *self)
{
  LabRecords records;

  if (lab_session_get_state (self->session) != LAB_SESSION_ENDED
      || !lab_session_get_records (self->session, &records))
    return;
  for (guint side = 0; side < records.n_runs; side++)
    say_failure (self, &records, side);
}

/* What it says is not so any more, seen or still in the queue. */
static void
drop_later (LabWindow *self)
{
  if (self->later != NULL)
    adw_toast_dismiss (self->later);
  g_clear_object (&self->later);
}

static void
show_subtitle (LabWindow *self)
{
  g_autofree char *words = lab_names_data (self->session);

  adw_window_title_set_subtitle (self->title, words);
}

static void
on_state (LabWindow *self)
{
  show_state (self);
  show_subtitle (self);
  say_ends (self);
  if (!lab_session_is_stale (self->session))
    drop_later (self);
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

  gtk_widget_set_tooltip_text (self->undo_button, undo_tip);
  gtk_widget_set_tooltip_text (self->redo_button, redo_tip);
  adw_window_title_set_title (self->title, lab_document_get_title (document (self)));
  show_subtitle (self);
  gtk_window_set_title (GTK_WINDOW (self), lab_document_get_title (document (self)));
}

/* A change that cannot act in mid-training is no error, but must not look as if it had acted. */
static void
on_document (LabWindow *self)
{
  const LabSessionState state = lab_session_get_state (self->session);
  const gboolean later = state != LAB_SESSION_PREPARING && lab_session_is_stale (self->session);

  show_document (self);
  lab_toast_drop_undo (self->toasts);
  if (!later)
    drop_later (self);
  else if (self->later == NULL)
    self->later = g_object_ref (lab_toast_offer (
        self->toasts,
        state == LAB_SESSION_ENDED ? _ ("The plots are from before this change.")
                                   : _ ("This takes effect when training starts again."),
        state == LAB_SESSION_ENDED ? _ ("Train _Again") : _ ("Start _Again"), "win.restart"));
}

/* ---- views ---- */

static void
set_zoom (LabWindow *self, guint zoom)
{
  static const double ZOOMS[] = { 1.0, 1.25, 1.5 };

  self->zoom = MIN (zoom, (guint) G_N_ELEMENTS (ZOOMS) - 1);
  lab_plots_set_zoom (self->plots, ZOOMS[self->zoom]);
  lab_shape_page_set_zoom (self->shape, ZOOMS[self->zoom]);
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

  if (gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (self->shape)
      && lab_shape_page_leave (self->shape))
    return;
  if (gtk_stack_get_visible_child (self->pages) != GTK_WIDGET (self->plots))
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->plots));
  else if (lab_plots_is_filled (self->plots))
    lab_plots_unfill (self->plots);
  else if (lab_session_get_past (self->session) != NULL)
    lab_revisit_leave (self->revisit);
  else if (gtk_window_is_fullscreen (data))
    gtk_window_unfullscreen (data);
}

static void
on_samples (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  int row, column, side;

  g_variant_get (parameter, "(iii)", &row, &column, &side);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->samples));
  lab_samples_open (self->samples, row, column, side);
  gtk_widget_child_focus (GTK_WIDGET (self->samples), GTK_DIR_TAB_FORWARD);
}

static void
on_loss_shape (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;

  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->shape));
  lab_shape_page_open (self->shape, g_variant_get_boolean (parameter));
}

static void
on_work (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;
  g_autoptr (GVariant) list = NULL;
  const guint32 *pictures;
  guint32 at;
  gsize n;

  g_variant_get (parameter, "(@auu)", &list, &at);
  pictures = g_variant_get_fixed_array (list, &n, sizeof *pictures);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->shape));
  lab_shape_page_open_pictures (self->shape, pictures, (guint) n, at);
}

static void
on_plots (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;

  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->plots));
}

/* ---- the history ---- */

static void
on_history (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;

  if (self->history == NULL)
    {
      self->history = LAB_HISTORY_PAGE (lab_history_page_new (self->session, self->toasts));
      gtk_stack_add_named (self->pages, GTK_WIDGET (self->history), "history");
    }
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->history));
  lab_history_page_open (self->history);
}

static void
on_undelete (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabWindow *self = data;

  if (self->history != NULL)
    lab_history_page_undelete (self->history, g_variant_get_uint32 (parameter));
}

/* The history has buttons at its foot, which a toast would cover. */
static void
place_toasts (LabWindow *self)
{
  const gboolean above = self->history != NULL
                         && gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (self->history);

  if (above)
    gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "above-foot");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "above-foot");
}

/* What was opened, or come back to, is looked at. */
static void
leave_history (LabWindow *self)
{
  if (self->history == NULL
      || gtk_stack_get_visible_child (self->pages) != GTK_WIDGET (self->history))
    return;
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->plots));
  gtk_widget_grab_focus (self->train_button);
}

static void
on_leave_past (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_revisit_leave (LAB_WINDOW (data)->revisit);
  leave_history (data);
}

static void
on_branch (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_revisit_branch (LAB_WINDOW (data)->revisit, (guint) g_variant_get_int32 (parameter));
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

/* ---- frames ---- */

static void
after_paint (LabWindow *self)
{
  lab_session_note_frame (self->session);
}

static void
lab_window_realize (GtkWidget *widget)
{
  GdkFrameClock *clock;

  GTK_WIDGET_CLASS (lab_window_parent_class)->realize (widget);
  clock = gtk_widget_get_frame_clock (widget);
  g_signal_connect_object (clock, "after-paint", G_CALLBACK (after_paint), widget,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
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
  lab_experiments_keep (LAB_WINDOW (window)->experiments);
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
      g_clear_pointer (&self->commands, lab_commands_free);
    }
  G_OBJECT_CLASS (lab_window_parent_class)->dispose (object);
  g_clear_object (&self->later);
  g_clear_object (&self->revisit);
  g_clear_object (&self->session);
}

/* Not in dispose: the window's own actions and controllers still point there. */
static void
lab_window_finalize (GObject *object)
{
  LabWindow *self = LAB_WINDOW (object);

  lab_experiments_free (self->experiments);
  lab_exports_free (self->exports);
  G_OBJECT_CLASS (lab_window_parent_class)->finalize (object);
}

static void
lab_window_class_init (LabWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = lab_window_close_request;
  widget_class->realize = lab_window_realize;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, LabWindow, title);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, experiments_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, train_button);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, train_content);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, notices_bin);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, past_bin);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, LabWindow, timeline_bin);
}

static const GActionEntry ACTIONS[] = {
  { .name = "zoom-in", .activate = on_zoom_in },
  { .name = "zoom-out", .activate = on_zoom_out },
  { .name = "sidebar", .activate = on_sidebar },
  { .name = "fullscreen", .activate = on_fullscreen },
  { .name = "samples", .parameter_type = "(iii)", .activate = on_samples },
  { .name = "loss-shape", .parameter_type = "b", .activate = on_loss_shape },
  { .name = "work", .parameter_type = "(auu)", .activate = on_work },
  { .name = "plots", .activate = on_plots },
  { .name = "history", .activate = on_history },
  { .name = "undelete", .parameter_type = "u", .activate = on_undelete },
  { .name = "leave-past", .activate = on_leave_past },
  { .name = "branch", .parameter_type = "i", .activate = on_branch },
  { .name = "escape", .activate = on_escape },
  { .name = "about", .activate = on_about },
};

static void
say (gpointer from, const char *message, LabWindow *self)
{
  lab_toast_say (self->toasts, message);
}

static void
lab_window_init (LabWindow *self)
{
  AdwApplicationWindow *window = ADW_APPLICATION_WINDOW (self);
  g_autoptr (GMenuModel) experiments = lab_experiments_menu ();
  g_autoptr (GMenuModel) exports = lab_exports_menu ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  self->session = lab_session_new ();
  lab_session_set_archive (self->session, lab_archive_get ());
  self->revisit = lab_revisit_new (self->session);
  self->plots = LAB_PLOTS (lab_plots_new (self->session));
  self->samples = LAB_SAMPLES (lab_samples_new (self->session));
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->plots), "plots");
  self->shape = LAB_SHAPE_PAGE (lab_shape_page_new (self->session));
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->samples), "samples");
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->shape), "loss-shape");
  adw_bin_set_child (self->sidebar_bin, lab_sidebar_new (self->session));
  adw_bin_set_child (self->timeline_bin, lab_timeline_new (self->session));
  adw_bin_set_child (self->notices_bin, lab_notices_new (self->session));
  adw_bin_set_child (self->past_bin, lab_past_bar_new (self->session));
  g_signal_connect_swapped (self->pages, "notify::visible-child", G_CALLBACK (place_toasts), self);
  self->commands = lab_commands_new (window, self->session, self->toasts);
  self->experiments = lab_experiments_new (window, self->session, self->toasts);
  self->exports = lab_exports_new (window, self->plots, self->shape, self->toasts);
  gtk_menu_button_set_menu_model (self->experiments_button, experiments);
  lab_folder_export_add (window, self->session, self->toasts);
  gtk_menu_button_set_menu_model (self->export_button, exports);
  g_signal_connect_swapped (self->session, "state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (self->session, "data", G_CALLBACK (show_document), self);
  g_signal_connect (self->session, "failed", G_CALLBACK (say), self);
  g_signal_connect_object (lab_loss_folder_get (), "broken", G_CALLBACK (say), self, 0);
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (on_document), self);
  g_signal_connect_object (self->revisit, "opened", G_CALLBACK (leave_history), self,
                           G_CONNECT_SWAPPED);
}

LabWindow *
lab_window_new (GtkApplication *application)
{
  LabWindow *self = g_object_new (LAB_TYPE_WINDOW, "application", application, NULL);

  lab_run_colors_install (gtk_widget_get_display (GTK_WIDGET (self)));
  lab_commands_set_keys (application);
  restore_state (self);
  lab_experiments_begin (self->experiments);
  show_state (self);
  gtk_widget_grab_focus (self->train_button);
  return self;
}

void
lab_window_open (LabWindow *self, const char *path)
{
  lab_experiments_open (self->experiments, path);
}

LabSession *
lab_window_get_session (LabWindow *self)
{
  return self->session;
}
