/* SPDX-License-Identifier: MIT */
#include "export-dialog.h"

#include "core/replace.h"
#include "ui/widget/inner-name.h"
#include "ui/plot/chart-csv.h"
#include "ui/widget/file-dialog.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>
#include <string.h>

#define CSV         LAB_N_FORMATS /* behind the pictures */
#define MM_OF_PIXEL (25.4 / 96.0)

#define LAB_TYPE_EXPORT_DIALOG (lab_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (LabExportDialog, lab_export_dialog, LAB, EXPORT_DIALOG, AdwWindow)

struct _LabExportDialog
{
  AdwWindow parent_instance;
  LabChart *chart; /* (nullable) while the template is built */
  AdwToastOverlay *toasts;

  GtkDropDown *format;
  GtkWidget *width_row;
  GtkWidget *height_row;
  GtkWidget *scale_row;
  GtkWidget *theme_row;
  GtkSpinButton *width;
  GtkSpinButton *height;
  GtkDropDown *scale;
  GtkDropDown *theme;
  GtkDrawingArea *preview;
  GtkWidget *pixels;
};

G_DEFINE_FINAL_TYPE (LabExportDialog, lab_export_dialog, ADW_TYPE_WINDOW)

static guint
format (LabExportDialog *self)
{
  return gtk_drop_down_get_selected (self->format);
}

static const char *
ending (LabExportDialog *self)
{
  return format (self) == CSV ? "csv" : lab_formats[format (self)].name;
}

static const LabTheme *
theme (LabExportDialog *self)
{
  return lab_theme_get (gtk_drop_down_get_selected (self->theme) == 1);
}

static double
scale (LabExportDialog *self)
{
  return 1.0 + gtk_drop_down_get_selected (self->scale);
}

static guint
side (GtkSpinButton *spin)
{
  return (guint) gtk_spin_button_get_value_as_int (spin);
}

static void
draw_preview (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  LabExportDialog *self = data;
  const double w = side (self->width), h = side (self->height);
  const double fit = MIN (width / w, height / h);

  cairo_translate (cr, (width - fit * w) / 2.0, (height - fit * h) / 2.0);
  cairo_scale (cr, fit, fit);
  lab_figure_draw (&self->chart->figure, w, h, theme (self), cr);
}

static void
say (LabExportDialog *self, const char *words, gboolean error)
{
  gtk_label_set_text (GTK_LABEL (self->pixels), words);
  gtk_widget_set_css_classes (self->pixels,
                              (const char *[]){ "caption", error ? "error" : "dim-label", NULL });
}

/* How large the file will look. */
static char *
size_words (LabExportDialog *self)
{
  const guint width = side (self->width), height = side (self->height);

  switch (format (self))
    {
    case CSV:
      return g_strdup (_ ("All numbers that the plot is drawn of"));
    case LAB_FORMAT_SVG:
      return g_strdup_printf (_ ("%u × %u pixels, sharp at any size"), width, height);
    case LAB_FORMAT_PDF:
      return g_strdup_printf (_ ("%.0f × %.0f mm, sharp at any size"), MM_OF_PIXEL * width,
                              MM_OF_PIXEL * height);
    default:
      return g_strdup_printf (_ ("%u × %u pixels"), (guint) (scale (self) * width),
                              (guint) (scale (self) * height));
    }
}

static void
refresh (LabExportDialog *self)
{
  gboolean picture, pixels;
  g_autofree char *words = NULL;

  if (self->chart == NULL)
    return;
  picture = format (self) != CSV;
  pixels = picture && lab_formats[format (self)].pixels;
  gtk_widget_set_sensitive (self->width_row, picture);
  gtk_widget_set_sensitive (self->height_row, picture);
  gtk_widget_set_sensitive (self->theme_row, picture);
  gtk_widget_set_sensitive (self->scale_row, pixels);
  words = size_words (self);
  say (self, words, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self->preview));
}

static GBytes *
make_file (LabExportDialog *self, GError **error)
{
  char *csv;

  if (format (self) != CSV)
    return lab_figure_to_bytes (&self->chart->figure, format (self), side (self->width),
                                side (self->height), scale (self), theme (self), error);
  csv = lab_chart_to_csv (self->chart);
  return g_bytes_new_take (csv, strlen (csv));
}

static void
export_chosen (const char *path, gpointer data)
{
  LabExportDialog *self = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *words = g_strdup_printf (_ ("Exported as %s"), name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = make_file (self, &error);

  if (file == NULL
      || !lab_replace_file (path, g_bytes_get_data (file, NULL), g_bytes_get_size (file), &error))
    {
      say (self, error->message, TRUE);
      return;
    }
  lab_toast_say (self->toasts, words);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_export (GtkButton *button, LabExportDialog *self)
{
  g_autofree char *suffix = g_strconcat (".", ending (self), NULL);
  g_autofree char *name = g_strconcat (lab_charts[self->chart->kind].name, suffix, NULL);
  g_autofree char *kind = g_ascii_strup (ending (self), -1);
  g_autofree char *title = g_strdup_printf (_ ("Export as %s"), kind);

  lab_file_dialog_present (&(LabFileDialog){ .parent = GTK_WINDOW (self),
                                             .title = title,
                                             .action = GTK_FILE_CHOOSER_ACTION_SAVE,
                                             .suffix = suffix,
                                             .name = name,
                                             .chosen = export_chosen,
                                             .data = self });
}

static void
lab_export_dialog_finalize (GObject *object)
{
  LabExportDialog *self = LAB_EXPORT_DIALOG (object);

  lab_chart_free (self->chart);
  g_clear_object (&self->toasts);
  G_OBJECT_CLASS (lab_export_dialog_parent_class)->finalize (object);
}

static void
lab_export_dialog_class_init (LabExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lab_export_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, format);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, width_row);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, height_row);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, scale_row);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, theme_row);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, width);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, height);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, scale);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, theme);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, LabExportDialog, pixels);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
}

static void
lab_export_dialog_init (LabExportDialog *self)
{
  g_autoptr (GtkStringList) formats = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  lab_inner_name_set (self->format, _ ("Format"));
  lab_inner_name_set (self->scale, _ ("Resolution"));
  lab_inner_name_set (self->theme, _ ("Theme"));
  for (guint i = 0; i < LAB_N_FORMATS; i++)
    gtk_string_list_append (formats, lab_formats[i].title);
  gtk_string_list_append (formats, "CSV");
  gtk_drop_down_set_model (self->format, G_LIST_MODEL (formats));
}

void
lab_export_dialog_present (GtkWindow *parent, LabChart *chart, AdwToastOverlay *toasts)
{
  LabExportDialog *self = g_object_new (LAB_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  guint width, height;

  lab_figure_size (&chart->figure, &width, &height);
  gtk_spin_button_set_value (self->width, width);
  gtk_spin_button_set_value (self->height, height);
  self->chart = chart;
  self->toasts = g_object_ref (toasts);
  gtk_drawing_area_set_draw_func (self->preview, draw_preview, self, NULL);
  refresh (self);
  gtk_window_present (GTK_WINDOW (self));
}
