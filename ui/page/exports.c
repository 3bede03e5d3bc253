/* SPDX-License-Identifier: MIT */
#include "exports.h"

#include "export-dialog.h"
#include "folder-export.h"
#include "ui/widget/data-table.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

#define CLIPBOARD_SCALE 2.0

struct _LabExports
{
  AdwApplicationWindow *window;
  LabPlots *plots;
  LabShapePage *shape;
  AdwToastOverlay *toasts;
};

static LabChart *
chart_of (LabExports *self, GVariant *parameter)
{
  const char *name = g_variant_get_string (parameter, NULL);
  const char *shape = lab_charts[LAB_CHART_LOSS_SHAPE].name;

  if (name[0] == '\0')
    name = gtk_widget_get_mapped (GTK_WIDGET (self->shape)) ? shape
                                                            : lab_charts[LAB_CHART_CONFUSION].name;
  return g_str_equal (name, shape) ? lab_shape_page_dup_chart (self->shape)
                                   : lab_plots_dup_chart (self->plots, name);
}

static void
on_export (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabExports *self = data;
  LabChart *chart = chart_of (self, parameter);

  if (chart != NULL)
    lab_export_dialog_present (GTK_WINDOW (self->window), chart, self->toasts);
}

static void
on_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabExports *self = data;
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  g_autoptr (LabChart) chart = chart_of (self, parameter);
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  guint width, height;

  if (chart == NULL)
    return;
  lab_figure_size (&chart->figure, &width, &height);
  png = lab_figure_to_bytes (&chart->figure, LAB_FORMAT_PNG, width, height, CLIPBOARD_SCALE,
                             lab_theme_get (dark), &error);
  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, &error);
  if (texture == NULL)
    {
      lab_toast_say (self->toasts, error->message);
      return;
    }
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), texture);
  lab_toast_say (self->toasts, _ ("Copied as a picture"));
}

static void
on_table (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabExports *self = data;
  g_autoptr (LabChart) chart = chart_of (self, parameter);

  if (chart != NULL)
    lab_data_table_present (GTK_WINDOW (self->window), chart);
}

GMenuModel *
lab_exports_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) pictures = g_menu_new ();
  g_autoptr (GMenuModel) whole = lab_folder_export_menu ();

  for (guint i = 0; i < LAB_N_CHARTS; i++)
    if (lab_chart_is_offered (i, NULL))
      {
        g_autoptr (GMenuItem) item = g_menu_item_new (_ (lab_charts[i].title), NULL);

        g_menu_item_set_action_and_target (item, "win.export", "s", lab_charts[i].name);
        g_menu_append_item (pictures, item);
      }
  g_menu_append_section (menu, _ ("A Plot, or Its Numbers"), G_MENU_MODEL (pictures));
  g_menu_append_section (menu, _ ("The Experiment"), whole);
  return G_MENU_MODEL (menu);
}

LabExports *
lab_exports_new (AdwApplicationWindow *window, LabPlots *plots, LabShapePage *shape,
                 AdwToastOverlay *toasts)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "export", .parameter_type = "s", .activate = on_export },
    { .name = "copy", .parameter_type = "s", .activate = on_copy },
    { .name = "table", .parameter_type = "s", .activate = on_table },
  };
  LabExports *self = g_new0 (LabExports, 1);

  self->window = window;
  self->plots = plots;
  self->shape = shape;
  self->toasts = toasts;
  g_action_map_add_action_entries (G_ACTION_MAP (window), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  return self;
}

void
lab_exports_free (LabExports *self)
{
  g_free (self);
}
