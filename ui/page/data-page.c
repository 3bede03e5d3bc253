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

  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
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

  if (dataset == NULL || set == NULL)
    return;
  lab_class_scales_set (self->keep, dataset->n_classes, (const char *const *) dataset->class_names,
                        spec->damage.keep);
  lab_training_pictures_set (self->pictures, dataset, set);
}

/* A row that is one control. */
static GtkWidget *
row_of (GtkWidget *control)
{
  GtkWidget *row = adw_preferences_row_new ();

  gtk_widget_add_css_class (control, "setting");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), control);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static GtkWidget *
make_keep (LabDataPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Percent kept of each class"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Fewer training pictures make a class rare; the test set stays whole."));
  /* Translators: the name of a class follows: "Percent kept of 4" */
  self->keep = LAB_CLASS_SCALES (lab_class_scales_new (0.001, 1.0, TRUE, _ ("Percent kept of")));
  gtk_widget_add_css_class (GTK_WIDGET (self->keep), "plain");
  g_signal_connect (self->keep, "changed", G_CALLBACK (on_keep), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_of (GTK_WIDGET (self->keep)));
  return group;
}

static GtkWidget *
make_pictures (LabDataPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *again = gtk_button_new_from_icon_name ("view-refresh-symbolic");

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   _ ("What the networks learn from"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("Some of the pictures, with the class that the "
                                            "networks are told. Wrong ones are framed."));
  self->pictures = LAB_TRAINING_PICTURES (lab_training_pictures_new ());
  gtk_widget_add_css_class (again, "flat");
  gtk_widget_set_valign (again, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (again, _ ("Other pictures"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (again), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Other pictures"), -1);
  g_signal_connect_swapped (again, "clicked", G_CALLBACK (lab_training_pictures_draw_lots),
                            self->pictures);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), again);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row_of (GTK_WIDGET (self->pictures)));
  return group;
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
  G_OBJECT_CLASS (klass)->dispose = lab_data_page_dispose;
}

static void
lab_data_page_init (LabDataPage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
}

GtkWidget *
lab_data_page_new (LabSession *session)
{
  LabDataPage *self = g_object_new (LAB_TYPE_DATA_PAGE, NULL);

  self->session = g_object_ref (session);
  gtk_box_append (GTK_BOX (self), make_keep (self));
  gtk_box_append (GTK_BOX (self),
                  lab_setting_group_new (document (self), _ ("Pictures"), LAB_SETTING_OF_DATA));
  gtk_box_append (GTK_BOX (self), make_pictures (self));
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (session, "data", G_CALLBACK (refresh), self);
  refresh (self);
  return GTK_WIDGET (self);
}
