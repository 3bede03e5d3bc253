/* SPDX-License-Identifier: MIT */
#include "sidebar.h"

#include "data-page.h"
#include "side.h"
#include "ui/plot/histogram.h"
#include "ui/plot/number.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/setting-row.h"
#include "value.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const char *const DATASETS[] = { "mnist", "fashion-mnist" };

struct _LabSidebar
{
  GtkBox parent_instance;
  LabSession *session;
  GtkWidget *stack;
  GtkWidget *dataset_menu;
  GtkWidget *data_row;
  GtkWidget *total;
  GtkWidget *histogram;
  GtkWidget *data_error;
  GtkWidget *network_row;
  GtkWidget *sides;
  guint n_sides;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (LabSidebar, lab_sidebar, GTK_TYPE_BOX)

static LabDocument *
document (LabSidebar *self)
{
  return lab_session_get_document (self->session);
}

/* ---- data ---- */

static void
on_dataset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabSidebar *self = data;

  lab_document_set (document (self), 0, LAB_SETTING_DATASET, g_variant_get_string (parameter, NULL),
                    NULL);
}

static void
folder_chosen (const char *path, gpointer data)
{
  lab_document_set (document (data), 0, LAB_SETTING_DATASET, path, NULL);
}

static void
on_folder (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lab_file_dialog_present (
      &(LabFileDialog){ .parent = GTK_WINDOW (gtk_widget_get_root (data)),
                        .title = _ ("A Folder with the Four Files of a Dataset"),
                        .action = GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                        .chosen = folder_chosen,
                        .data = data });
}

static void
count_classes (const LabDataset *dataset, guint *counts)
{
  memset (counts, 0, LAB_MAX_CLASSES * sizeof *counts);
  for (guint i = 0; i < dataset->train.n; i++)
    counts[dataset->train.labels[i]]++;
}

static void
draw_histogram (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  LabSidebar *self = data;
  const LabDataset *dataset = lab_session_get_dataset (self->session);
  const LabTrainingSet *set = lab_session_get_training_set (self->session);
  guint whole[LAB_MAX_CLASSES];

  if (dataset == NULL || set == NULL)
    return;
  count_classes (dataset, whole);
  lab_histogram_draw (
      &(LabHistogramData){ dataset->n_classes, (const char *const *) dataset->class_names,
                           lab_chart_noun (dataset), set->counts, whole },
      width, height, lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())),
      12.0, cr);
}

static void
show_data (LabSidebar *self)
{
  const LabSpec *spec = lab_document_get_spec (document (self), 0);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  LabTrainingSet *set = lab_session_get_training_set (self->session);
  const char *error = lab_session_get_data_error (self->session);
  g_autofree char *folder = g_path_get_basename (spec->dataset);
  g_autofree char *title = NULL, *count = NULL, *words = NULL;
  guint whole[LAB_MAX_CLASSES];

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->dataset_menu),
                             g_str_equal (spec->dataset, "mnist")           ? "MNIST"
                             : g_str_equal (spec->dataset, "fashion-mnist") ? "Fashion-MNIST"
                                                                            : folder);
  gtk_label_set_text (GTK_LABEL (self->data_error), error == NULL ? "" : error);
  gtk_widget_set_visible (self->data_error, error != NULL);
  if (dataset == NULL || set == NULL)
    return;
  /* Translators: "Training pictures a digit": how many there are of each */
  title = g_strdup_printf (_ ("Training pictures a %s"), lab_chart_noun (dataset));
  count = lab_number_count (set->n);
  count_classes (dataset, whole);
  words = lab_histogram_describe (
      &(LabHistogramData){ dataset->n_classes, (const char *const *) dataset->class_names,
                           lab_chart_noun (dataset), set->counts, whole });
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->data_row), title);
  gtk_label_set_text (GTK_LABEL (self->total), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->histogram),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (self->histogram);
}

/* ---- network ---- */

static void
show_network (LabSidebar *self)
{
  const LabSpec *spec = lab_document_get_spec (document (self), 0);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autofree char *seed = NULL, *words = NULL;
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  if (dataset != NULL)
    g_string_append_printf (layers, "%u – ", dataset->rows * dataset->cols);
  for (guint i = 0; i < spec->hidden.n; i++)
    g_string_append_printf (layers, "%u – ", spec->hidden.at[i]);
  g_string_append_printf (layers, "%u", dataset == NULL ? 10 : dataset->n_classes);
  seed = lab_spec_print (spec, LAB_SETTING_SEED);
  /* Translators: "Adam 0.001 · batch 64 · 5 epochs · seed 1" */
  words = g_strdup_printf (ngettext ("%s %s · batch %u · %u epoch · seed %s",
                                     "%s %s · batch %u · %u epochs · seed %s", spec->epochs),
                           g_str_equal (spec->optimizer, "sgd") ? "SGD" : "Adam",
                           lab_value_number (spec->learning_rate, rate), spec->batch_size,
                           spec->epochs, seed);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->network_row), layers->str);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->network_row), words);
}

static void
refresh (LabSidebar *self)
{
  const guint n = lab_document_get_experiment (document (self))->n_sides;
  GtkWidget *child;

  show_data (self);
  show_network (self);
  if (n != self->n_sides)
    {
      while ((child = gtk_widget_get_first_child (self->sides)) != NULL)
        gtk_box_remove (GTK_BOX (self->sides), child);
      for (guint i = 0; i < n; i++)
        gtk_box_append (GTK_BOX (self->sides), lab_side_new (self->session, i));
      self->n_sides = n;
      adw_button_content_set_label (ADW_BUTTON_CONTENT (
                                        gtk_button_get_child (GTK_BUTTON (self->add))),
                                    n == 2 ? _ ("Add a third loss") : _ ("Add a fourth loss"));
      gtk_widget_set_visible (self->add, lab_document_can_add (document (self)));
    }
}

static void
on_add (GtkButton *button, LabSidebar *self)
{
  lab_document_add (document (self));
}

/* ---- structure ---- */

static GtkWidget *
make_page (LabSidebar *self, const char *name)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_add_css_class (box, "setup");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, name);
  return box;
}

static void
on_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_stack_set_visible_child_name (GTK_STACK (LAB_SIDEBAR (data)->stack),
                                    g_variant_get_string (parameter, NULL));
  gtk_widget_child_focus (LAB_SIDEBAR (data)->stack, GTK_DIR_TAB_FORWARD);
}

/* @fact: (nullable): what stands before the arrow. */
static GtkWidget *
door (const char *page, GtkWidget *fact)
{
  GtkWidget *row = adw_action_row_new ();

  if (fact != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), fact);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "sidebar.page");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", page);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  return row;
}

static GtkWidget *
back (const char *title)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "go-previous-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), title);
  gtk_button_set_child (GTK_BUTTON (button), content);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "sidebar.page");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "main");
  return button;
}

static GtkWidget *
make_histogram (LabSidebar *self)
{
  GtkWidget *row = adw_preferences_row_new ();

  self->histogram = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                                  "content-height", 84, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->histogram), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Training pictures of each class"), -1);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->histogram), draw_histogram, self, NULL);
  gtk_widget_add_css_class (self->histogram, "histogram");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), self->histogram);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (row, "joined");
  return row;
}

static void
make_main (LabSidebar *self)
{
  GtkWidget *page = make_page (self, "main");
  GtkWidget *data = adw_preferences_group_new ();
  GtkWidget *network = adw_preferences_group_new ();
  GtkWidget *dataset = adw_action_row_new ();
  GtkWidget *content;
  g_autoptr (GMenu) menu = g_menu_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (data), _ ("Data"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dataset), _ ("Dataset"));
  for (guint i = 0; i < G_N_ELEMENTS (DATASETS); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (i == 0 ? "MNIST" : "Fashion-MNIST", NULL);

      g_menu_item_set_action_and_target (item, "sidebar.dataset", "s", DATASETS[i]);
      g_menu_append_item (menu, item);
    }
  g_menu_append (menu, _ ("A _Folder…"), "sidebar.folder");
  self->dataset_menu = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->dataset_menu), G_MENU_MODEL (menu));
  gtk_widget_set_valign (self->dataset_menu, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->dataset_menu, _ (lab_settings[LAB_SETTING_DATASET].help));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->dataset_menu),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Dataset"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (dataset), self->dataset_menu);
  self->total = gtk_label_new ("");
  gtk_widget_add_css_class (self->total, "heading");
  gtk_widget_add_css_class (self->total, "numeric");
  self->data_row = door ("data", self->total);
  gtk_widget_add_css_class (self->data_row, "joins");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->data_row), _ ("Training pictures"));
  gtk_widget_set_tooltip_text (self->data_row, _ ("Make classes rare, labels wrong, pictures few"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (data), dataset);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (data), self->data_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (data), make_histogram (self));
  self->data_error = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->data_error), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->data_error), 0.0f);
  gtk_widget_add_css_class (self->data_error, "error");
  gtk_widget_add_css_class (self->data_error, "caption");
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (network), _ ("Network"));
  self->network_row = door ("network", NULL);
  gtk_widget_set_tooltip_text (self->network_row, _ ("The layers, and how they are trained"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (network), self->network_row);

  self->sides = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->add = gtk_button_new ();
  content = adw_button_content_new ();
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  gtk_widget_set_halign (content, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (self->add), content);
  gtk_widget_add_css_class (self->add, "card");
  g_signal_connect (self->add, "clicked", G_CALLBACK (on_add), self);
  gtk_box_append (GTK_BOX (page), data);
  gtk_box_append (GTK_BOX (page), self->data_error);
  gtk_box_append (GTK_BOX (page), network);
  gtk_box_append (GTK_BOX (page), self->sides);
  gtk_box_append (GTK_BOX (page), self->add);
}

static void
make_details (LabSidebar *self)
{
  GtkWidget *data = make_page (self, "data"), *network = make_page (self, "network");

  gtk_box_append (GTK_BOX (data), back (_ ("All settings")));
  gtk_box_append (GTK_BOX (data), lab_data_page_new (self->session));
  gtk_box_append (GTK_BOX (network), back (_ ("All settings")));
  gtk_box_append (GTK_BOX (network),
                  lab_setting_group_new (document (self), _ ("Network and training"),
                                         LAB_SETTING_OF_TRAINING));
}

static void
lab_sidebar_dispose (GObject *object)
{
  LabSidebar *self = LAB_SIDEBAR (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (document (self), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_sidebar_parent_class)->dispose (object);
}

static void
lab_sidebar_class_init (LabSidebarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_sidebar_dispose;
}

static void
lab_sidebar_init (LabSidebar *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const GActionEntry entries[] = {
    { .name = "page", .parameter_type = "s", .activate = on_page },
    { .name = "dataset", .parameter_type = "s", .activate = on_dataset },
    { .name = "folder", .activate = on_folder },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sidebar", G_ACTION_GROUP (group));
  self->stack = gtk_stack_new ();
  gtk_stack_set_transition_type (GTK_STACK (self->stack),
                                 GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), TRUE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (self), self->stack);
  gtk_widget_add_css_class (GTK_WIDGET (self), "sidebar-pane");
  gtk_widget_set_size_request (GTK_WIDGET (self), 336, -1);
  g_object_set (self, "hexpand", FALSE, "hexpand-set", TRUE, NULL);
}

GtkWidget *
lab_sidebar_new (LabSession *session)
{
  LabSidebar *self = g_object_new (LAB_TYPE_SIDEBAR, NULL);

  self->session = g_object_ref (session);
  make_main (self);
  make_details (self);
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (refresh), self);
  refresh (self);
  return GTK_WIDGET (self);
}
