/* SPDX-License-Identifier: MIT */
#include "class-choice.h"

#include <glib/gi18n.h>

struct _LabClassChoice
{
  AdwBin parent_instance;
  GtkDropDown *menu;
  GStrv names; /* in the menu */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (LabClassChoice, lab_class_choice, ADW_TYPE_BIN)

static guint chosen_signal;

static void
on_selected (LabClassChoice *self)
{
  if (!self->setting)
    g_signal_emit (self, chosen_signal, 0, (int) gtk_drop_down_get_selected (self->menu) - 1);
}

static gboolean
has (LabClassChoice *self, const char *const *names, guint n)
{
  if (self->names == NULL || g_strv_length (self->names) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (self->names[i], names[i]))
      return FALSE;
  return TRUE;
}

static void
make_items (LabClassChoice *self, const char *const *names, guint n, const char *noun)
{
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);
  g_autofree char *tip
      = g_strdup_printf (_ ("Which %s the curve is of; Auto: where the first two differ most"),
                         noun);

  g_strfreev (self->names);
  self->names = g_new0 (char *, n + 1);
  gtk_string_list_append (items, _ ("Auto"));
  for (guint i = 0; i < n; i++)
    {
      self->names[i] = g_strdup (names[i]);
      gtk_string_list_append (items, names[i]);
    }
  gtk_drop_down_set_model (self->menu, G_LIST_MODEL (items));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu), tip);
}

void
lab_class_choice_set (LabClassChoice *self, const char *const *names, guint n, const char *noun,
                      int chosen)
{
  self->setting = TRUE;
  if (!has (self, names, n))
    make_items (self, names, n, noun);
  gtk_drop_down_set_selected (self->menu, chosen < (int) n ? (guint) (chosen + 1) : 0);
  self->setting = FALSE;
}

static void
lab_class_choice_finalize (GObject *object)
{
  g_strfreev (LAB_CLASS_CHOICE (object)->names);
  G_OBJECT_CLASS (lab_class_choice_parent_class)->finalize (object);
}

static void
lab_class_choice_class_init (LabClassChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_class_choice_finalize;
  chosen_signal = g_signal_new ("chosen", LAB_TYPE_CLASS_CHOICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
lab_class_choice_init (LabClassChoice *self)
{
  self->menu = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->menu), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->menu), "small");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Class"), -1);
  g_signal_connect_swapped (self->menu, "notify::selected", G_CALLBACK (on_selected), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->menu));
}

GtkWidget *
lab_class_choice_new (void)
{
  return g_object_new (LAB_TYPE_CLASS_CHOICE, NULL);
}
