/* SPDX-License-Identifier: MIT */
#include "past-bar.h"

#include "ui/widget/mark.h"

#include <glib/gi18n.h>

struct _LabPastBar
{
  GtkBox parent_instance;
  LabSession *session;
  GtkWidget *what;
  GtkWidget *note;
  GtkWidget *back;
};

G_DEFINE_FINAL_TYPE (LabPastBar, lab_past_bar, GTK_TYPE_BOX)

static GtkWidget *
make_text (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_tooltip_text (label, text);
  return label;
}

static void
fill (LabPastBar *self, const LabPast *past)
{
  GtkWidget *child;
  /* Translators: an experiment's title follows */
  g_autofree char *words = g_strdup_printf (_ ("From the history: %s"), past->title);

  while ((child = gtk_widget_get_first_child (self->what)) != NULL)
    gtk_box_remove (GTK_BOX (self->what), child);
  gtk_box_append (GTK_BOX (self->what), make_text (words, "heading"));
  for (guint i = 0; past->kind == LAB_PAST_RUNS && i < past->n_sides; i++)
    {
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_box_append (GTK_BOX (line), lab_mark_new (i));
      gtk_box_append (GTK_BOX (line), make_text (past->names[i], "caption"));
      gtk_box_append (GTK_BOX (self->what), line);
    }
  gtk_label_set_text (GTK_LABEL (self->note), past->note != NULL ? past->note : "");
  gtk_widget_set_visible (self->note, past->note != NULL);
}

static void
refresh (LabPastBar *self)
{
  const LabPast *past = lab_session_get_past (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self), past != NULL);
  if (past != NULL)
    fill (self, past);
}

static void
lab_past_bar_dispose (GObject *object)
{
  g_clear_object (&LAB_PAST_BAR (object)->session);
  G_OBJECT_CLASS (lab_past_bar_parent_class)->dispose (object);
}

static void
lab_past_bar_class_init (LabPastBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_past_bar_dispose;
}

static void
lab_past_bar_init (LabPastBar *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->what = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->note = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->note), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_add_css_class (self->note, "caption");
  self->back = gtk_button_new_with_mnemonic (_ ("_Back to the Training"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "win.leave-past");
  gtk_widget_set_tooltip_text (self->back,
                               _ ("The plots and the settings as they were before (Escape)"));
  gtk_widget_set_valign (self->back, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), self->what);
  gtk_box_append (GTK_BOX (column), self->note);
  gtk_box_append (GTK_BOX (self), column);
  gtk_box_append (GTK_BOX (self), self->back);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "past-bar");
}

GtkWidget *
lab_past_bar_new (LabSession *session)
{
  LabPastBar *self = g_object_new (LAB_TYPE_PAST_BAR, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (lab_revisit_of (session), "changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}
