/* SPDX-License-Identifier: MIT */
#include "conclusion-line.h"

#include <glib/gi18n.h>

struct _LabConclusionLine
{
  GtkButton parent_instance;
  LabConcluder *concluder;
  GtkWidget *words;
};

G_DEFINE_FINAL_TYPE (LabConclusionLine, lab_conclusion_line, GTK_TYPE_BUTTON)

static void
refresh (LabConclusionLine *self)
{
  const LabPairs *pairs = lab_concluder_get_pairs (self->concluder);
  g_autofree char *words
      = pairs != NULL ? lab_pairs_words (pairs)
        : lab_concluder_is_alone (self->concluder)
            ? g_strdup (_ ("One network: there is nothing to compare it with."))
            : g_strdup (_ ("What may be concluded stands here once the networks train."));
  g_autofree char *tip = NULL;

  gtk_label_set_text (GTK_LABEL (self->words), words);
  /* Translators: a conclusion, and what a click on it does; a tooltip of several lines would not
   * wrap them. */
  tip = pairs == NULL ? NULL : g_strdup_printf (_ ("%s A click shows all its numbers."), words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  if (pairs == NULL)
    gtk_widget_add_css_class (self->words, "dim-label");
  else
    gtk_widget_remove_css_class (self->words, "dim-label");
  gtk_widget_set_sensitive (GTK_WIDGET (self), pairs != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
}

static void
lab_conclusion_line_dispose (GObject *object)
{
  g_clear_object (&LAB_CONCLUSION_LINE (object)->concluder);
  G_OBJECT_CLASS (lab_conclusion_line_parent_class)->dispose (object);
}

static void
lab_conclusion_line_class_init (LabConclusionLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_conclusion_line_dispose;
}

static void
lab_conclusion_line_init (LabConclusionLine *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  self->words = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->words), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (self->words), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->words, TRUE);
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_button_set_child (GTK_BUTTON (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "conclusion-line");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Conclusion"), -1);
}

GtkWidget *
lab_conclusion_line_new (LabConcluder *concluder)
{
  LabConclusionLine *self = g_object_new (LAB_TYPE_CONCLUSION_LINE, NULL);

  self->concluder = g_object_ref (concluder);
  g_signal_connect_object (concluder, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

void
lab_conclusion_line_set_zoom (LabConclusionLine *self, double zoom)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (zoom));
  gtk_label_set_attributes (GTK_LABEL (self->words), attributes);
}
