/* SPDX-License-Identifier: MIT */
#include "data-page.h"

#include "ui/widget/class-scales.h"
#include "ui/widget/setting-row.h"
#include "ui/widget/training-pictures.h"
#include "value.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _LabDataPage
{
  GtkBox parent_instance;
  LabSession *session;
  LabClassScales *keep;
  GtkListBoxRow *keep_row;
  GtkBox *settings;
  LabTrainingPictures *pictures;
};

G_DEFINE_FINAL_TYPE (LabDataPage, lab_data_page, GTK_TYPE_BOX)

static LabDocument *
document (LabDataPage *self)
{
  return lab_session_get_document (self->session);
}

static void
on_keep (LabClassScales *scales, guint class, double value, LabDataPage *self)
{
  const LabSpec *spec = lab_document_get_spec (document (self), 0);
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  /* of the classes that are there: a file may name others */
  for (guint k = 0; k < lab_session_get_dataset (self->session)->n_classes; k++)
    {
      const double keep = k == class ? value : spec->damage.keep[k];

      if (keep < 1.0)
        g_string_append_printf (text, "%s%u=%s", text->len > 0 ? "," : "", k,
                                lab_value_number (keep, number));
    }
  lab_document_set (document (self), 0, LAB_SETTING_KEEP, text->len > 0 ? text->str : "all", NULL);
}

static void
refresh (LabDataPage *self)
{
  const LabSpec *spec = lab_document_get_spec (document (self), 0);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  LabTrainingSet *set = lab_session_get_training_set (self->session);

  if (dataset == NULL)
    return;
  lab_class_scales_set (self->keep, dataset->n_classes, (const char *const *) dataset->class_names,
                        spec->damage.keep);
  if (set != NULL)
    lab_training_pictures_set (self->pictures, dataset, set);
}

static void
lab_data_page_dispose (GObject *object)
{
  LabDataPage *self = LAB_DATA_PAGE (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (document (self), self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_data_page_parent_class)->dispose (object);
}

static void
lab_data_page_class_init (LabDataPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_data_page_dispose;
  g_type_ensure (LAB_TYPE_TRAINING_PICTURES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/data-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LabDataPage, keep_row);
  gtk_widget_class_bind_template_child (widget_class, LabDataPage, settings);
  gtk_widget_class_bind_template_child (widget_class, LabDataPage, pictures);
  gtk_widget_class_bind_template_callback (widget_class, lab_training_pictures_draw_lots);
}

static void
lab_data_page_init (LabDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Translators: the name of a class follows: "Percent kept of 4" */
  self->keep = LAB_CLASS_SCALES (lab_class_scales_new (0.001, 1.0, TRUE, _ ("Percent kept of")));
  gtk_widget_add_css_class (GTK_WIDGET (self->keep), "plain");
  gtk_widget_add_css_class (GTK_WIDGET (self->keep), "setting");
  g_signal_connect (self->keep, "changed", G_CALLBACK (on_keep), self);
  gtk_list_box_row_set_child (self->keep_row, GTK_WIDGET (self->keep));
}

GtkWidget *
lab_data_page_new (LabSession *session)
{
  LabDataPage *self = g_object_new (LAB_TYPE_DATA_PAGE, NULL);

  self->session = g_object_ref (session);
  gtk_box_append (self->settings,
                  lab_setting_group_new (document (self), _ ("Pictures"), LAB_SETTING_OF_DATA));
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (refresh), self);
  refresh (self);
  return GTK_WIDGET (self);
}
