/* SPDX-License-Identifier: MIT */
#include "inner-name.h"

static void
name (GtkWidget *widget, const char *words)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static void
on_selected (GtkDropDown *choice, GParamSpec *what, const char *words)
{
  GObject *item = gtk_drop_down_get_selected_item (choice);
  g_autofree char *all
      = GTK_IS_STRING_OBJECT (item)
            ? g_strdup_printf ("%s: %s", words,
                               gtk_string_object_get_string (GTK_STRING_OBJECT (item)))
            : g_strdup (words);

  name (gtk_widget_get_first_child (GTK_WIDGET (choice)), all);
}

static void
free_words (gpointer words, GClosure *closure)
{
  g_free (words);
}

void
lab_inner_name_set (gpointer widget, const char *words)
{
  name (widget, words);
  /* The label of a menu button is added by itself. */
  name (gtk_widget_get_first_child (widget), words);
  if (!GTK_IS_DROP_DOWN (widget))
    return;
  g_signal_connect_data (widget, "notify::selected-item", G_CALLBACK (on_selected),
                         g_strdup (words), free_words, 0);
  on_selected (widget, NULL, words);
}
