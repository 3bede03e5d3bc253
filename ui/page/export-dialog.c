/* SPDX-License-Identifier: MIT */
#include "export-dialog.h"

#include "core/replace.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

typedef struct
{
  LabChart *chart;
  AdwToastOverlay *toasts;
  GtkWidget *window;
  GtkWidget *width;
  GtkWidget *height;
  GtkWidget *scale;
  GtkWidget *theme;
  GtkWidget *preview;
  GtkWidget *pixels;
} Dialog;

static void
free_dialog (gpointer data)
{
  Dialog *self = data;

  lab_chart_free (self->chart);
  g_object_unref (self->toasts);
  g_free (self);
}

static gboolean
is_dark (Dialog *self)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->theme)) == 1;
}

static double
scale (Dialog *self)
{
  return 1.0 + gtk_drop_down_get_selected (GTK_DROP_DOWN (self->scale));
}

static guint
side (GtkWidget *spin)
{
  return (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin));
}

static void
draw_preview (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  Dialog *self = data;
  const double w = side (self->width), h = side (self->height);
  const double fit = MIN (width / w, height / h);

  cairo_translate (cr, (width - fit * w) / 2.0, (height - fit * h) / 2.0);
  cairo_scale (cr, fit, fit);
  lab_figure_draw (&self->chart->figure, w, h, lab_theme_get (is_dark (self)), cr);
}

static void
refresh (Dialog *self)
{
  g_autofree char *text
      = g_strdup_printf (_ ("%u × %u pixels"), (guint) (scale (self) * side (self->width)),
                         (guint) (scale (self) * side (self->height)));

  gtk_label_set_text (GTK_LABEL (self->pixels), text);
  gtk_widget_queue_draw (self->preview);
}

static void
export_chosen (const char *path, gpointer data)
{
  Dialog *self = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *words = g_strdup_printf (_ ("Exported as %s"), name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png
      = lab_figure_to_png (&self->chart->figure, side (self->width), side (self->height),
                           scale (self), lab_theme_get (is_dark (self)), &error);

  if (png == NULL
      || !lab_replace_file (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), &error))
    {
      gtk_label_set_text (GTK_LABEL (self->pixels), error->message);
      return;
    }
  lab_toast_say (self->toasts, words);
  gtk_window_close (GTK_WINDOW (self->window));
}

static void
on_export (GtkButton *button, Dialog *self)
{
  g_autofree char *name = g_strconcat (lab_charts[self->chart->kind].name, ".png", NULL);

  lab_file_dialog_present (&(LabFileDialog){ .parent = GTK_WINDOW (self->window),
                                             .title = _ ("Export as PNG"),
                                             .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                             .name = name,
                                             .chosen = export_chosen,
                                             .data = self });
}

static GtkWidget *
labelled (GtkWidget *group, const char *title, GtkWidget *widget)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return widget;
}

void
lab_export_dialog_present (GtkWindow *parent, LabChart *chart, AdwToastOverlay *toasts)
{
  const char *const scales[] = { _ ("Once"), _ ("Twice"), _ ("Three times"), NULL };
  const char *const themes[] = { _ ("Light"), _ ("Dark"), NULL };
  Dialog *self = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *go = gtk_button_new_with_mnemonic (_ ("_Export…"));
  guint width, height;

  self->chart = chart;
  self->toasts = g_object_ref (toasts);
  lab_figure_size (&chart->figure, &width, &height);
  self->window = adw_window_new ();
  gtk_window_set_transient_for (GTK_WINDOW (self->window), parent);
  gtk_window_set_modal (GTK_WINDOW (self->window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 620, -1);
  gtk_window_set_title (GTK_WINDOW (self->window), _ ("Export as PNG"));
  g_object_set_data_full (G_OBJECT (self->window), "dialog", self, free_dialog);

  gtk_widget_add_css_class (go, "suggested-action");
  g_signal_connect (go, "clicked", G_CALLBACK (on_export), self);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), go);
  self->preview = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->preview), 260);
  gtk_widget_set_hexpand (self->preview, TRUE);
  gtk_widget_set_vexpand (self->preview, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview"), -1);
  self->width = labelled (group, _ ("Width"), gtk_spin_button_new_with_range (200, 5000, 10));
  self->height = labelled (group, _ ("Height"), gtk_spin_button_new_with_range (150, 5000, 10));
  self->scale = labelled (group, _ ("Pixels"), gtk_drop_down_new_from_strings (scales));
  self->theme = labelled (group, _ ("Theme"), gtk_drop_down_new_from_strings (themes));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->width), width);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->height), height);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->scale), 1);
  self->pixels = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->pixels), TRUE);
  gtk_widget_add_css_class (self->pixels, "dim-label");
  gtk_widget_add_css_class (self->pixels, "caption");
  g_signal_connect_swapped (self->width, "value-changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->height, "value-changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->scale, "notify::selected", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (self->theme, "notify::selected", G_CALLBACK (refresh), self);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->preview), draw_preview, self, NULL);

  gtk_box_append (GTK_BOX (content), self->preview);
  gtk_box_append (GTK_BOX (content), group);
  gtk_box_append (GTK_BOX (content), self->pixels);
  gtk_widget_add_css_class (content, "setup");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (self->window), box);
  refresh (self);
  gtk_window_set_default_widget (GTK_WINDOW (self->window), go);
  gtk_window_present (GTK_WINDOW (self->window));
}
