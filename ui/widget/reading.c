/* SPDX-License-Identifier: MIT */
#include "reading.h"

#include "mark.h"

#include <glib/gi18n.h>

struct _LabReading
{
  GtkBox parent_instance;
  guint n_sides;
  guint hidden; /* a bit a side, those too that come and go */
  GtkWidget *buttons[LAB_MAX_STYLES];
  GtkWidget *values[LAB_MAX_STYLES];
  GtkWidget *names[LAB_MAX_STYLES];
  GtkWidget *spreads[LAB_MAX_STYLES];
  GtkWidget *difference;
  GtkWidget *number;
  GtkWidget *caption;
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (LabReading, lab_reading, GTK_TYPE_BOX)

static guint hidden_signal;

guint
lab_reading_find_hidden (GtkWidget *const *buttons, guint n, guint hidden)
{
  for (guint i = 0; i < n; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (buttons[i])))
      hidden &= ~(1u << i);
    else
      hidden |= 1u << i;
  return hidden;
}

static void
on_toggled (GtkToggleButton *button, LabReading *self)
{
  const guint hidden = lab_reading_find_hidden (self->buttons, self->n_sides, self->hidden);

  if (hidden == self->hidden)
    return;
  self->hidden = hidden;
  g_signal_emit (self, hidden_signal, 0, hidden);
}

static GtkWidget *
column (GtkWidget **value, GtkWidget *below, const char *value_class)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  *value = gtk_label_new ("–");
  gtk_label_set_xalign (GTK_LABEL (*value), 0.0f);
  gtk_widget_add_css_class (*value, value_class);
  gtk_widget_add_css_class (*value, "numeric");
  gtk_box_append (GTK_BOX (box), *value);
  gtk_box_append (GTK_BOX (box), below);
  return box;
}

static void
make_columns (LabReading *self, guint n, gboolean comparable)
{
  for (guint i = 0; i < self->n_sides; i++)
    gtk_box_remove (GTK_BOX (self), self->buttons[i]);
  self->n_sides = n;
  for (guint i = n; i-- > 0;)
    {
      GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
      GtkWidget *name = gtk_label_new (lab_chart_role (i));
      g_autofree char *tip
          = g_strdup_printf (_ ("Shows or hides %s in this plot"), lab_chart_role (i));
      g_autofree char *color = g_strdup_printf ("side-%u", i);

      self->names[i] = name;
      gtk_widget_add_css_class (name, "caption");
      gtk_box_append (GTK_BOX (below), lab_mark_new (i));
      gtk_box_append (GTK_BOX (below), name);
      self->buttons[i] = gtk_toggle_button_new ();
      gtk_button_set_child (GTK_BUTTON (self->buttons[i]),
                            column (&self->values[i], below, comparable ? "reading" : "lesser"));
      gtk_widget_add_css_class (self->values[i], color);
      self->spreads[i] = gtk_label_new ("");
      gtk_widget_add_css_class (self->spreads[i], "caption");
      gtk_widget_add_css_class (self->spreads[i], "numeric");
      gtk_widget_add_css_class (self->spreads[i], "dim-label");
      gtk_box_append (GTK_BOX (below), self->spreads[i]);
      gtk_widget_add_css_class (self->buttons[i], "flat");
      gtk_widget_add_css_class (self->buttons[i], "legend");
      gtk_widget_set_tooltip_text (self->buttons[i], tip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, lab_chart_role (i), -1);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]),
                                    (self->hidden >> i & 1) == 0);
      g_signal_connect (self->buttons[i], "toggled", G_CALLBACK (on_toggled), self);
      gtk_box_prepend (GTK_BOX (self), self->buttons[i]);
    }
}

gboolean
lab_reading_has_room (const LabChart *chart)
{
  return chart->records.n_runs <= 2 && !chart->effect && chart->means == NULL;
}

static void
set_class (LabReading *self, const char *class, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (GTK_WIDGET (self), class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), class);
}

void
lab_reading_set_chart (LabReading *self, const LabChart *chart)
{
  /* Only what is measured alike on all sides is large. */
  const gboolean comparable
      = chart->kind != LAB_CHART_TRAINING_LOSS && !lab_charts[chart->kind].learned;
  gboolean several = FALSE; /* a loss that learns more than one number */

  for (guint i = 0; i < chart->records.n_runs; i++)
    several = several
              || (lab_charts[chart->kind].learned && chart->readings[i] != NULL
                  && strchr (chart->readings[i], ',') != NULL);
  if (self->n_sides != chart->records.n_runs)
    make_columns (self, chart->records.n_runs, comparable);
  for (guint i = 0; i < self->n_sides; i++)
    {
      const char *value = chart->readings[i] == NULL ? "–" : chart->readings[i];
      const gboolean absent = (chart->absent & 1u << i) != 0;
      g_autofree char *words = g_strdup_printf ("%s: %s%s%s", chart->figure.legend[i].name,
                                                absent ? chart->figure.legend[i].reading : value,
                                                chart->spreads[i] == NULL ? "" : " ",
                                                chart->spreads[i] == NULL ? "" : chart->spreads[i]);

      gtk_label_set_text (GTK_LABEL (self->values[i]), value);
      gtk_label_set_text (GTK_LABEL (self->spreads[i]),
                          chart->spreads[i] == NULL ? "" : chart->spreads[i]);
      gtk_widget_set_visible (self->spreads[i], chart->spreads[i] != NULL);
      /* Of more than two sides both do not fit; mark and colour say whose it is. */
      gtk_widget_set_visible (self->names[i], chart->spreads[i] == NULL || self->n_sides <= 2);
      /* Names and values of all that a loss learns may be many words. */
      gtk_label_set_ellipsize (GTK_LABEL (self->values[i]), lab_charts[chart->kind].learned
                                                                ? PANGO_ELLIPSIZE_END
                                                                : PANGO_ELLIPSIZE_NONE);
      if (several)
        gtk_widget_add_css_class (self->values[i], "several");
      else
        gtk_widget_remove_css_class (self->values[i], "several");
      gtk_widget_set_sensitive (self->buttons[i], !absent);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
    }
  set_class (self, "tight", chart->means != NULL || self->n_sides > 2);
  set_class (self, "four", self->n_sides > 3);
  gtk_widget_set_visible (self->difference, comparable && self->n_sides == 2 && chart->absent == 0);
  gtk_widget_set_visible (self->note, chart->note != NULL && lab_reading_has_room (chart));
  gtk_label_set_text (GTK_LABEL (self->note), chart->note == NULL ? "" : chart->note);
  gtk_label_set_text (GTK_LABEL (self->number),
                      chart->difference == NULL ? "–" : chart->difference);
  gtk_label_set_text (GTK_LABEL (self->caption), chart->caption == NULL ? "" : chart->caption);
}

static void
lab_reading_class_init (LabReadingClass *klass)
{
  hidden_signal = g_signal_new ("hidden", LAB_TYPE_READING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
lab_reading_init (LabReading *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "readings");
  self->caption = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->caption), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (self->caption), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->caption, "caption");
  gtk_widget_add_css_class (self->caption, "dim-label");
  self->difference = column (&self->number, self->caption, "reading");
  gtk_widget_add_css_class (self->difference, "difference");
  gtk_box_append (GTK_BOX (self), self->difference);
  self->note = gtk_label_new ("");
  gtk_label_set_justify (GTK_LABEL (self->note), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_hexpand (self->note, TRUE);
  gtk_widget_set_halign (self->note, GTK_ALIGN_END);
  gtk_label_set_ellipsize (GTK_LABEL (self->note), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->note, "caption");
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_box_append (GTK_BOX (self), self->note);
}

GtkWidget *
lab_reading_new (void)
{
  return g_object_new (LAB_TYPE_READING, NULL);
}
