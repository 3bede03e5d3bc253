/* SPDX-License-Identifier: MIT */
/* The window: what is opened, dropped, done again, and kept for the next one. */
#include "ui/page/window.h"

#include "stage.h"
#include "store/file.h"
#include "temp.h"
#include "ui/page/history-page.h"
#include "ui/page/shape-page.h"
#include "ui/page/shape-panel.h"
#include "ui/widget/plot.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  LabTemp *folder;
  LabWindow *window;
} Fixture;

static AdwApplication *application;

static LabDocument *
document (Fixture *fixture)
{
  return lab_session_get_document (lab_window_get_session (fixture->window));
}

static void
open_window (Fixture *fixture)
{
  fixture->window = lab_window_new (GTK_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (fixture->window));
  stage_wait (gtk_widget_get_mapped (GTK_WIDGET (fixture->window)));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

/* As a person does; nothing of it is left then. */
static void
close_window (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  stage_wait (fixture->window == NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = lab_temp_new ();
  open_window (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_window (fixture);
  lab_temp_free (fixture->folder);
}

static char *
write_file (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  lab_temp_write (fixture->folder, name, bytes);
  return g_build_filename (fixture->folder, name, NULL);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

/* The two ways to help. */
static void
test_help (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) reference
      = gtk_application_get_actions_for_accel (GTK_APPLICATION (application), "F1");
  g_auto (GStrv) keys
      = gtk_application_get_actions_for_accel (GTK_APPLICATION (application), "<Ctrl>question");
  guint n = g_list_model_get_n_items (gtk_window_get_toplevels ());

  g_assert_cmpstr (reference[0], ==, "win.reference");
  g_assert_cmpstr (keys[0], ==, "win.show-help-overlay");
  activate (fixture, "win.reference");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, n + 1);
}

#define MINE                                                                               \
  "{\"losslab\": 1, \"title\": \"Mine\", \"description\": \"Of my own.\", \"epochs\": 9, " \
  "\"losses\": [{}, {\"loss\": \"cross-entropy-l1\"}]}"

/* Every lesson of the tree is in the menu, and opens as it is. */
static void
test_lessons (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "resources", "lessons", NULL);
  g_autoptr (GDir) lessons = g_dir_open (folder, 0, NULL);
  GtkMenuButton *button = stage_find (fixture->window, GTK_TYPE_MENU_BUTTON, "Experiments");
  g_autoptr (GMenuModel) menu = g_menu_model_get_item_link (gtk_menu_button_get_menu_model (button),
                                                            0, G_MENU_LINK_SECTION);
  const char *name;
  int n = 0;

  g_assert_nonnull (lessons);
  while ((name = g_dir_read_name (lessons)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (LabFile) file = lab_file_load (path, NULL);

      n++;
      g_assert_true (
          gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.lesson", "s", name));
      g_assert_cmpstr (lab_document_get_title (document (fixture)), ==, file->title);
      g_assert_true (lab_experiment_equal (lab_document_get_experiment (document (fixture)),
                                           file->experiment));
      g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, file->title);
    }
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, n);
}

static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "mine.losslab", MINE);
  g_autofree char *before = g_strdup (lab_document_get_title (document (fixture)));

  lab_window_open (fixture->window, path);
  g_assert_cmpstr (lab_document_get_title (document (fixture)), ==, "Mine");
  g_assert_cmpuint (lab_document_get_spec (document (fixture), 0)->epochs, ==, 9);
  g_assert_true (lab_document_is_saved (document (fixture)));
  stage_wait (stage_says (fixture->window, "Of my own."));
  g_assert_true (stage_says (fixture->window, "Mine"));
  activate (fixture, "win.undo");
  g_assert_cmpstr (lab_document_get_title (document (fixture)), ==, before);
}

/* What cannot be opened is said, and leaves everything as it was. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *text;
    const char *words;
  } BROKEN[] = {
    { "broken.losslab", "{", "‘broken.losslab’: line 1" },
    { "<b>&.losslab", "[]", "‘<b>&.losslab’: not an experiment" },
    { "epochs.losslab", "{\"losslab\": 1, \"epochs\": 0, \"losses\": [{}]}", "epochs: ‘0’" },
  };
  g_autoptr (LabExperiment) before
      = lab_experiment_copy (lab_document_get_experiment (document (fixture)));
  g_autofree char *title = g_strdup (lab_document_get_title (document (fixture)));
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere.losslab", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (BROKEN); i++)
    {
      g_autofree char *path = write_file (fixture, BROKEN[i].name, BROKEN[i].text);
      GtkWidget *close;

      lab_window_open (fixture->window, path);
      stage_wait (stage_says (fixture->window, BROKEN[i].words));
      g_assert_true (
          lab_experiment_equal (lab_document_get_experiment (document (fixture)), before));
      g_assert_cmpstr (lab_document_get_title (document (fixture)), ==, title);
      g_assert_null (lab_document_get_undo (document (fixture)));
      /* one message at a time: the next waits until this one is gone */
      close = stage_find (stage_find (fixture->window, g_type_from_name ("AdwToastWidget"), NULL),
                          GTK_TYPE_BUTTON, NULL);
      stage_click (close);
      stage_wait (!stage_says (fixture->window, BROKEN[i].words));
    }
  lab_window_open (fixture->window, nowhere);
  stage_wait (stage_says (fixture->window, "‘nowhere.losslab’"));
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_file (fixture, "mine.losslab", MINE);
  g_autoptr (GListModel) controllers
      = gtk_widget_observe_controllers (GTK_WIDGET (fixture->window));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 0.0, 0.0, &taken);
    }
  g_assert_true (taken);
  g_assert_cmpstr (lab_document_get_title (document (fixture)), ==, "Mine");
}

/* Undo and redo are enabled where there is something to do, and say what. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  GtkWidget *undo = stage_button (fixture->window, "Undo");
  GtkWidget *redo = stage_button (fixture->window, "Redo");

  g_assert_false (gtk_widget_get_sensitive (undo));
  activate (fixture, "win.swap");
  g_assert_true (gtk_widget_get_sensitive (undo));
  g_assert_false (gtk_widget_get_sensitive (redo));
  g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (undo), "Undo: "));
  activate (fixture, "win.undo");
  g_assert_false (gtk_widget_get_sensitive (undo));
  g_assert_true (gtk_widget_get_sensitive (redo));
}

/* From the plots to the loss shape and back, by the action that keys and menus have. */
static void
test_loss_shape (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application),
                                                               "win.loss-shape(false)");
  LabPlot *plot;

  g_assert_cmpstr (keys[0], ==, "<Control>l");
  for (guint worked = 0; worked < 2; worked++)
    {
      g_assert_true (gtk_widget_activate_action (window, "win.loss-shape", "b", (gboolean) worked));
      stage_wait (stage_find (window, LAB_TYPE_SHAPE_PANEL, NULL) != NULL);
      plot = stage_find (stage_find (window, LAB_TYPE_SHAPE_PANEL, NULL), LAB_TYPE_PLOT, NULL);
      stage_wait (gtk_widget_get_mapped (GTK_WIDGET (plot)));
      g_assert_true ((gtk_root_get_focus (GTK_ROOT (window)) == GTK_WIDGET (plot))
                     == (worked == 0));
      activate (fixture, "win.escape");
      stage_wait (!gtk_widget_get_mapped (GTK_WIDGET (plot)));
    }
}

/* What is copied and exported is what is shown. */
static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  stage_wait (lab_session_get_training_set (lab_window_get_session (fixture->window)) != NULL);
  g_assert_true (gtk_widget_activate_action (window, "win.loss-shape", "b", FALSE));
  stage_wait (stage_says (window, "p = 0.10"));
  g_assert_true (gtk_widget_activate_action (window, "win.copy", "s", ""));
  stage_wait (stage_says (window, "Copied as a picture"));
  g_assert_true (gtk_widget_activate_action (window, "win.table", "s", "loss-shape"));
}

static char *
state_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "losslab", "window.ini", NULL);
}

static int
kept_zoom (void)
{
  g_autofree char *path = state_path ();
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  g_assert_true (g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL));
  return g_key_file_get_integer (keys, "window", "zoom", NULL);
}

/* Size and zoom are those of the last window; what cannot be read is as if there were nothing. */
static void
test_state (Fixture *fixture, gconstpointer data)
{
  static const char *const BROKEN[]
      = { "", "nonsense", "[window]\nwidth=-5\nheight=1\nzoom=99\n", "[window]\nzoom=x\n" };
  g_autofree char *path = state_path ();
  int width, height;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1111, 777);
  activate (fixture, "win.zoom-in");
  close_window (fixture);
  g_assert_cmpint (kept_zoom (), ==, 1);
  open_window (fixture);
  gtk_window_get_default_size (GTK_WINDOW (fixture->window), &width, &height);
  g_assert_cmpint (width, ==, 1111);
  g_assert_cmpint (height, ==, 777);
  activate (fixture, "win.zoom-in");
  activate (fixture, "win.zoom-in"); /* there is no more */
  close_window (fixture);
  g_assert_cmpint (kept_zoom (), ==, 2);
  open_window (fixture);
  activate (fixture, "win.zoom-out");
  close_window (fixture);
  g_assert_cmpint (kept_zoom (), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (BROKEN); i++)
    {
      g_assert_true (g_file_set_contents (path, BROKEN[i], -1, NULL));
      open_window (fixture);
      gtk_window_get_default_size (GTK_WINDOW (fixture->window), &width, &height);
      g_assert_cmpint (width, ==, 1440);
      close_window (fixture);
      g_assert_cmpint (kept_zoom (), ==, i == 2 ? 2 : 0);
    }
  g_unlink (path);
  open_window (fixture);
}

/* Settings that are in no file come back; those that are in one do not. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  g_autofree char *left
      = g_build_filename (g_get_user_state_dir (), "losslab", "left.losslab", NULL);

  g_unlink (left);
  close_window (fixture);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  open_window (fixture);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), "left"));
  g_assert_true (lab_document_set (document (fixture), 0, LAB_SETTING_EPOCHS, "17", NULL));
  close_window (fixture);
  open_window (fixture);
  g_assert_cmpuint (lab_document_get_spec (document (fixture), 0)->epochs, ==, 5);
  activate (fixture, "win.left");
  g_assert_cmpuint (lab_document_get_spec (document (fixture), 0)->epochs, ==, 17);
  g_unlink (left);
}

/* Closed in mid-training, at full speed and at rest. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  LabSession *session = lab_window_get_session (fixture->window);

  activate (fixture, "win.full-speed");
  activate (fixture, "win.toggle");
  stage_wait (lab_session_get_state (session) == LAB_SESSION_TRAINING
              && lab_session_get_step (session, NULL) > 10);
  close_window (fixture);
  open_window (fixture);
  session = lab_window_get_session (fixture->window);
  activate (fixture, "win.step");
  stage_wait (lab_session_get_state (session) == LAB_SESSION_PAUSED);
}

/* A short training, stopped and opened again. */
static LabRevisit *
look_back (Fixture *fixture)
{
  LabSession *session = lab_window_get_session (fixture->window);
  LabRevisit *revisit = lab_revisit_of (session);
  LabArchive *archive = lab_session_get_archive (session);
  g_autoptr (GPtrArray) runs = NULL;
  LabHistory *history;

  activate (fixture, "win.full-speed");
  activate (fixture, "win.toggle");
  stage_wait (lab_session_get_state (session) == LAB_SESSION_TRAINING
              && lab_session_get_step (session, NULL) > 10);
  activate (fixture, "win.stop");
  stage_wait (lab_session_get_state (session) == LAB_SESSION_ENDED);
  history = lab_archive_enter (archive);
  g_assert_true (lab_history_flush (history, NULL));
  runs = lab_history_list (history, &(LabQuery){ .descending = TRUE }, NULL);
  lab_archive_leave (archive);
  lab_revisit_open (revisit, ((LabSummary *) runs->pdata[0])->experiment);
  stage_wait (lab_session_get_past (session) != NULL);
  return revisit;
}

/* The list of runs stays where it is when weights are found. */
static void
test_found (Fixture *fixture, gconstpointer data)
{
  LabRevisit *revisit = look_back (fixture);
  GtkWidget *page;

  activate (fixture, "win.history");
  page = stage_find (fixture->window, LAB_TYPE_HISTORY_PAGE, NULL);
  stage_wait (gtk_widget_get_mapped (page));
  lab_revisit_find_weights (revisit);
  stage_wait (!lab_revisit_is_finding (revisit));
  stage_settle ();
  g_assert_true (gtk_widget_get_child_visible (page));
  activate (fixture, "win.leave-past");
  g_assert_false (gtk_widget_get_child_visible (page));
}

/* Closed while something else is shown: what was in no file before comes back. */
static void
test_left_behind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *left
      = g_build_filename (g_get_user_state_dir (), "losslab", "left.losslab", NULL);

  g_unlink (left);
  g_assert_true (lab_document_set (document (fixture), 0, LAB_SETTING_EPOCHS, "17", NULL));
  look_back (fixture);
  g_assert_true (lab_document_is_saved (document (fixture)));
  close_window (fixture);
  open_window (fixture);
  activate (fixture, "win.left");
  g_assert_cmpuint (lab_document_get_spec (document (fixture), 0)->epochs, ==, 17);
  g_unlink (left);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
  application = adw_application_new ("org.losslab.Test", G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (application), "/org/losslab/Losslab");
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
#define ADD(name, function) \
  g_test_add ("/main-window/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("help", test_help);
  ADD ("lessons", test_lessons);
  ADD ("open", test_open);
  ADD ("broken", test_broken);
  ADD ("drop", test_drop);
  ADD ("undo", test_undo);
  ADD ("loss-shape", test_loss_shape);
  ADD ("copy", test_copy);
  ADD ("state", test_state);
  ADD ("left", test_left);
  ADD ("close", test_close);
  ADD ("found", test_found);
  ADD ("left-behind", test_left_behind);
  return g_test_run ();
}
