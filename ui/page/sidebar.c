/* SPDX-License-Identifier: MIT */
#include "sidebar.h"

#include "data-page.h"
#include "editor.h"
#include "side.h"
#include "ui/widget/inner-name.h"
#include "ui/plot/histogram.h"
#include "ui/model/names.h"
#include "ui/plot/number.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/setting-row.h"
#include "value.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _LabSidebar
{
  GtkBox parent_instance;
  LabSession *session;
  guint n_sides;

  GtkStack *stack;
  GtkMenuButton *dataset_menu;
  AdwPreferencesRow *data_row;
  GtkLabel *total;
  GtkDrawingArea *histogram;
  GtkLabel *data_error;
  AdwActionRow *network_row;
  GtkBox *sides;
  GtkWidget *add;
  AdwButtonContent *add_content;
  GtkBox *data_box;
  GtkBox *network_box;
  LabEditor *editor;
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
                           lab_chart_noun (dataset), set->counts, whole, FALSE },
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
  const gboolean noisy = spec->damage.label_noise > 0.0;
  g_autofree char *name = lab_names_dataset (spec->dataset);
  g_autofree char *title = NULL, *count = NULL, *words = NULL;
  guint whole[LAB_MAX_CLASSES];

  gtk_menu_button_set_label (self->dataset_menu, name);
  gtk_label_set_text (self->data_error, error == NULL ? "" : error);
  gtk_widget_set_visible (GTK_WIDGET (self->data_error), error != NULL);
  if (dataset == NULL || set == NULL)
    return;
  title = g_strdup_printf (noisy
                               /* Translators: "Training labels a digit": where some are wrong */
                               ? _ ("Training labels a %s")
                               /* Translators: "Training pictures a digit": how many are of each */
                               : _ ("Training pictures a %s"),
                           lab_chart_noun (dataset));
  count = lab_number_count (set->n);
  count_classes (dataset, whole);
  words = lab_histogram_describe (
      &(LabHistogramData){ dataset->n_classes, (const char *const *) dataset->class_names,
                           lab_chart_noun (dataset), set->counts, whole, noisy });
  adw_preferences_row_set_title (self->data_row, title);
  gtk_label_set_text (self->total, count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->histogram),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->histogram));
}

/* ---- network ---- */

static void
show_network (LabSidebar *self)
{
  const LabSpec *spec = lab_document_get_spec (document (self), 0);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autofree char *seeds = NULL, *words = NULL;
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  if (dataset != NULL)
    g_string_append_printf (layers, "%u – ", dataset->rows * dataset->cols);
  for (guint i = 0; i < spec->hidden.n; i++)
    g_string_append_printf (layers, "%u – ", spec->hidden.at[i]);
  g_string_append_printf (layers, "%u", dataset == NULL ? 10 : dataset->n_classes);
  seeds
      = lab_chart_seeds_words (spec->seed, lab_document_get_experiment (document (self))->n_seeds);
  /* Translators: "Adam 0.001 · batch 64 · 5 epochs · seeds 1 to 5" */
  words = g_strdup_printf (ngettext ("%s %s · batch %u · %u epoch · %s",
                                     "%s %s · batch %u · %u epochs · %s", spec->epochs),
                           g_str_equal (spec->optimizer, "sgd") ? "SGD" : "Adam",
                           lab_value_number (spec->learning_rate, rate), spec->batch_size,
                           spec->epochs, seeds);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->network_row), layers->str);
  adw_action_row_set_subtitle (self->network_row, words);
}

static void
refresh (LabSidebar *self)
{
  const guint n = lab_document_get_experiment (document (self))->n_sides;

  show_data (self);
  show_network (self);
  if (n != self->n_sides)
    {
      for (; self->n_sides > n; self->n_sides--)
        gtk_box_remove (self->sides, gtk_widget_get_last_child (GTK_WIDGET (self->sides)));
      for (; self->n_sides < n; self->n_sides++)
        gtk_box_append (self->sides, lab_side_new (self->session, self->n_sides));
      adw_button_content_set_label (self->add_content, n == 1   ? _ ("Add a second loss")
                                                       : n == 2 ? _ ("Add a third loss")
                                                                : _ ("Add a fourth loss"));
      gtk_widget_set_visible (self->add, lab_document_can_add (document (self)));
    }
}

/* The page scrolls to what has the focus, once that has its place. */
static gboolean
show_last (gpointer data)
{
  LabSidebar *self = data;

  if (self->session != NULL)
    gtk_widget_child_focus (gtk_widget_get_last_child (GTK_WIDGET (self->sides)),
                            GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

static void
on_add (GtkButton *button, LabSidebar *self)
{
  lab_document_add (document (self));
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, 50, show_last, g_object_ref (self), g_object_unref);
}

/* ---- structure ---- */

static void
on_page (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabSidebar *self = data;
  const gboolean edited = g_str_equal (gtk_stack_get_visible_child_name (self->stack), "editor");
  GtkWidget *side = NULL;

  if (edited)
    lab_editor_close (self->editor);
  gtk_stack_set_visible_child_name (self->stack, g_variant_get_string (parameter, NULL));
  /* The way back leads to where one came from. */
  if (edited)
    side = gtk_widget_get_first_child (GTK_WIDGET (self->sides));
  for (guint i = edited ? lab_editor_get_side (self->editor) : 0; i > 0 && side != NULL; i--)
    side = gtk_widget_get_next_sibling (side);
  if (side == NULL || !lab_side_focus_edit (LAB_SIDE (side)))
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
on_edit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabSidebar *self = data;
  const guint side = g_variant_get_uint32 (parameter);

  if (side >= self->n_sides)
    return;
  lab_editor_open (self->editor, side);
  gtk_stack_set_visible_child_name (self->stack, "editor");
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static GMenuModel *
dataset_menu (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < LAB_N_DATASET_NAMES; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (lab_dataset_names[i].title, NULL);

      g_menu_item_set_action_and_target (item, "sidebar.dataset", "s", lab_dataset_names[i].id);
      g_menu_append_item (menu, item);
    }
  g_menu_append (menu, _ ("A _Folder…"), "sidebar.folder");
  return G_MENU_MODEL (menu);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        LabSidebar *self)
{
  if (key != GDK_KEY_Escape || g_str_equal (gtk_stack_get_visible_child_name (self->stack), "main"))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "sidebar.page", "s", "main");
  return TRUE;
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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_sidebar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, dataset_menu);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, data_row);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, total);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, histogram);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, data_error);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, network_row);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, sides);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, add);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, add_content);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, data_box);
  gtk_widget_class_bind_template_child (widget_class, LabSidebar, network_box);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

static void
lab_sidebar_init (LabSidebar *self)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "page", .parameter_type = "s", .activate = on_page },
    { .name = "edit", .parameter_type = "u", .activate = on_edit },
    { .name = "dataset", .parameter_type = "s", .activate = on_dataset },
    { .name = "folder", .activate = on_folder },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenuModel) datasets = dataset_menu ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "sidebar", G_ACTION_GROUP (group));
  gtk_widget_init_template (GTK_WIDGET (self));
  lab_inner_name_set (self->dataset_menu, _ ("Dataset"));
  gtk_menu_button_set_menu_model (self->dataset_menu, datasets);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->dataset_menu),
                               _ (lab_settings[LAB_SETTING_DATASET].help));
  gtk_drawing_area_set_draw_func (self->histogram, draw_histogram, self, NULL);
}

GtkWidget *
lab_sidebar_new (LabSession *session)
{
  LabSidebar *self = g_object_new (LAB_TYPE_SIDEBAR, NULL);

  self->session = g_object_ref (session);
  gtk_box_append (self->data_box, lab_data_page_new (session));
  self->editor = LAB_EDITOR (lab_editor_new (session));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->editor), "editor");
  gtk_box_append (self->network_box,
                  lab_setting_group_new (document (self), _ ("Network and training"),
                                         LAB_SETTING_OF_TRAINING));
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (refresh), self);
  refresh (self);
  return GTK_WIDGET (self);
}
