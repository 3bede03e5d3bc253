/* SPDX-License-Identifier: MIT */
#include "seed-choice.h"

#include "ui/widget/inner-name.h"

#include <glib/gi18n.h>

struct _LabSeedChoice
{
  AdwBin parent_instance;
  LabSession *session;
  GtkDropDown *menu;
  guint n; /* seeds in the menu */
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (LabSeedChoice, lab_seed_choice, ADW_TYPE_BIN)

static void
on_selected (LabSeedChoice *self)
{
  if (!self->setting)
    lab_session_set_seed (self->session, gtk_drop_down_get_selected (self->menu));
}

static void
make_items (LabSeedChoice *self, guint n)
{
  g_autoptr (GtkStringList) items = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (items, g_strdup_printf (_ ("Seed %u of %u"), i + 1, n));
  gtk_drop_down_set_model (self->menu, G_LIST_MODEL (items));
  self->n = n;
}

static void
refresh (LabSeedChoice *self)
{
  LabRecords records;
  const guint n = lab_session_get_records (self->session, &records) ? records.n_seeds : 1;

  gtk_widget_set_visible (GTK_WIDGET (self), n > 1);
  if (n < 2)
    return;
  self->setting = TRUE;
  if (n != self->n)
    make_items (self, n);
  gtk_drop_down_set_selected (self->menu, lab_session_get_seed (self->session));
  self->setting = FALSE;
}

static void
lab_seed_choice_dispose (GObject *object)
{
  g_clear_object (&LAB_SEED_CHOICE (object)->session);
  G_OBJECT_CLASS (lab_seed_choice_parent_class)->dispose (object);
}

static void
lab_seed_choice_class_init (LabSeedChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_seed_choice_dispose;
}

static void
lab_seed_choice_init (LabSeedChoice *self)
{
  self->menu = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->menu), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->menu), "small");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu),
                               _ ("Whose networks these are: every seed has its own"));
  lab_inner_name_set (self->menu, _ ("Seed"));
  g_signal_connect_swapped (self->menu, "notify::selected", G_CALLBACK (on_selected), self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->menu));
}

GtkWidget *
lab_seed_choice_new (LabSession *session)
{
  LabSeedChoice *self = g_object_new (LAB_TYPE_SEED_CHOICE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "advanced", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}
