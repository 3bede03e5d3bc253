/* SPDX-License-Identifier: MIT */
#include "stage.h"

#include "toy.h"

#include <stdio.h>
#include <string.h>

/* GTK 4.8 asks where the pointer is on the surface of a tooltip's popover that is gone, says so,
 * and goes on. Everything else that is critical ends the test. */
static gboolean
is_of_a_tooltip (const char *message)
{
  return strstr (message, "gdk_surface_get_device_position") != NULL
         || strstr (message, "_gtk_widget_find_at_coords") != NULL;
}

static void
say (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  if (!is_of_a_tooltip (message))
    g_log_default_handler (domain, level, message, NULL);
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  return !is_of_a_tooltip (message);
}

void
stage_init (int *argc, char ***argv)
{
  static const char *const DOMAINS[] = { "Gdk", "Gtk" };

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_test_init (argc, argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (DOMAINS); i++)
    g_log_set_handler (DOMAINS[i], G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL, say, NULL);
  if (!gtk_init_check ())
    {
      puts ("1..0 # SKIP no display");
      exit (0);
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

void
stage_set_up (Stage *self, gconstpointer data)
{
  static const struct
  {
    LabSettingId setting;
    const char *text;
  } SMALL[] = { { LAB_SETTING_HIDDEN, "12,7" },
                { LAB_SETTING_BATCH_SIZE, "16" },
                { LAB_SETTING_EPOCHS, "3" },
                { LAB_SETTING_EVALUATIONS, "4" } };

  g_test_log_set_fatal_handler (is_fatal, NULL); /* GLib forgets it with each test */
  self->folder = lab_toy_write (1);
  self->session = lab_session_new ();
  self->document = lab_session_get_document (self->session);
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_DATASET, self->folder, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (SMALL); i++)
    g_assert_true (lab_document_set (self->document, 0, SMALL[i].setting, SMALL[i].text, NULL));
  lab_session_reset (self->session);
  lab_session_set_pace (self->session, LAB_FULL_SPEED);
  stage_wait (lab_session_get_training_set (self->session) != NULL);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->toasts));
}

void
stage_tear_down (Stage *self, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  gtk_window_destroy (GTK_WINDOW (self->window));
  stage_wait (self->window == NULL);
  g_object_unref (self->session);
  stage_wait (self->session == NULL);
  stage_settle ();
  lab_toy_remove (self->folder);
}

void
stage_show (Stage *self, GtkWidget *part, int width, int height)
{
  adw_toast_overlay_set_child (self->toasts, part);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  gtk_window_present (GTK_WINDOW (self->window));
  stage_wait (gtk_widget_get_mapped (part) && gtk_widget_get_width (part) > 0);
  gtk_test_widget_wait_for_draw (self->window);
}

void
stage_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
stage_train (Stage *self)
{
  lab_session_train (self->session);
  stage_wait (lab_session_get_state (self->session) == LAB_SESSION_ENDED);
  stage_settle ();
}

gboolean
stage_key (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0u, 0u, &taken);
    }
  return taken;
}

/* ---- what is there ---- */

/* A property that is said to have an impossible value gives its true one away. */
static char *
property (gpointer widget, GtkAccessibleProperty which)
{
  g_autofree char *text
      = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), which, "\001", NULL);

  return g_strdup (text == NULL || g_str_equal (text, "undefined") ? "" : text);
}

char *
stage_name (gpointer widget)
{
  return property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL);
}

char *
stage_description (gpointer widget)
{
  return property (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static const char *
text_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget));
  return NULL;
}

static gboolean
is_called (GtkWidget *widget, const char *name)
{
  g_autofree char *label = stage_name (widget);

  return g_str_equal (label, name) || g_strcmp0 (text_of (widget), name) == 0;
}

typedef gboolean (*Visit) (GtkWidget *widget, gpointer data);

/* Returns: (nullable): the first at which @visit stops. */
static GtkWidget *
walk (GtkWidget *root, Visit visit, gpointer data)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (visit (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = walk (child, visit, data);
  return found;
}

typedef struct
{
  GType type;
  const char *name;
  guint n;
} Search;

static gboolean
matches (GtkWidget *widget, gpointer data)
{
  const Search *search = data;

  return g_type_is_a (G_OBJECT_TYPE (widget), search->type)
         && (search->name == NULL || is_called (widget, search->name));
}

gpointer
stage_find (gpointer root, GType type, const char *name)
{
  return walk (root, matches, &(Search){ type, name, 0 });
}

gpointer
stage_button (gpointer root, const char *words)
{
  gpointer button = stage_find (root, GTK_TYPE_BUTTON, words);
  GtkWidget *label = button == NULL ? stage_find (root, GTK_TYPE_LABEL, words) : NULL;

  return label == NULL ? button : gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON);
}

void
stage_click (gpointer button)
{
  g_assert_true (GTK_IS_BUTTON (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
counts (GtkWidget *widget, gpointer data)
{
  Search *search = data;

  search->n += g_type_is_a (G_OBJECT_TYPE (widget), search->type);
  return FALSE;
}

guint
stage_count (gpointer root, GType type)
{
  Search search = { type, NULL, 0 };

  walk (root, counts, &search);
  return search.n;
}

static gboolean
add_words (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (data, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  return FALSE;
}

char *
stage_words (gpointer root)
{
  GString *words = g_string_new (NULL);

  walk (root, add_words, words);
  return g_string_free (words, FALSE);
}

gboolean
stage_says (gpointer root, const char *words)
{
  g_autofree char *all = stage_words (root);

  return strstr (all, words) != NULL;
}

char *
stage_setting (Stage *self, guint side, LabSettingId setting)
{
  return lab_spec_print (lab_document_get_spec (self->document, side), setting);
}

GtkWidget *
stage_opened (Stage *self)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (window != self->window)
        found = window;
    }
  return found;
}
