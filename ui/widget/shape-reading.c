/* SPDX-License-Identifier: MIT */
/*
 * Two sides have a column for each value: both losses, then both pushes. More have a column each,
 * the loss above the push.
 */
#include "shape-reading.h"

#include "reading.h"

#include "mark.h"
#include "ui/plot/number.h"

#include <glib/gi18n.h>
#include <math.h>

#define N_VALUES 2 /* of a side: loss, then push */
#define ROOMY    2 /* sides that have two columns */

struct _LabShapeReading
{
  GtkBox parent_instance;
  guint n_sides;
  guint hidden;
  GtkWidget *p;
  GtkWidget *place;
  GtkWidget *row;
  GtkWidget *buttons[N_VALUES][LAB_MAX_STYLES]; /* the same twice where a side has one column */
  GtkWidget *values[N_VALUES][LAB_MAX_STYLES];
};

G_DEFINE_FINAL_TYPE (LabShapeReading, lab_shape_reading, GTK_TYPE_BOX)

static guint hidden_signal;

static void
on_toggled (GtkToggleButton *button, LabShapeReading *self)
{
  const guint hidden = lab_reading_find_hidden (self->buttons[0], self->n_sides, self->hidden);

  if (hidden == self->hidden)
    return;
  self->hidden = hidden;
  g_signal_emit (self, hidden_signal, 0, hidden);
}

/* ---- columns ---- */

static const char *
meaning_of (guint which)
{
  return which == 0 ? _ ("loss") : _ ("push");
}

static GtkWidget *
label (const char *text, const char *class)
{
  GtkWidget *widget = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (widget), 0.0f);
  gtk_widget_add_css_class (widget, class);
  return widget;
}

static GtkWidget *
make_value (LabShapeReading *self, guint which, guint side, const char *class)
{
  GtkWidget *value = label ("–", class);
  g_autofree char *color = g_strdup_printf ("side-%u", side);

  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (value, color);
  self->values[which][side] = value;
  return value;
}

static GtkWidget *
make_button (LabShapeReading *self, guint side, GtkWidget *child)
{
  GtkWidget *button = gtk_toggle_button_new ();
  g_autofree char *tip
      = g_strdup_printf (_ ("Shows or hides %s in this plot"), lab_chart_role (side));

  gtk_button_set_child (GTK_BUTTON (button), child);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "legend");
  gtk_widget_set_tooltip_text (button, tip);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), (self->hidden >> side & 1) == 0);
  gtk_box_append (GTK_BOX (self->row), button);
  return button;
}

/* The value, and below it the mark and what it is. */
static void
make_roomy (LabShapeReading *self, guint which, guint side)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);

  gtk_box_append (GTK_BOX (below), lab_mark_new (side));
  gtk_box_append (GTK_BOX (below), label (meaning_of (which), "caption"));
  gtk_box_append (GTK_BOX (column), make_value (self, which, side, "shape-value"));
  gtk_box_append (GTK_BOX (column), below);
  self->buttons[which][side] = make_button (self, side, column);
}

/* The mark, and after it both values. */
static void
make_close (LabShapeReading *self, guint side)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (guint which = 0; which < N_VALUES; which++)
    gtk_box_append (GTK_BOX (column), make_value (self, which, side, "shape-number"));
  gtk_box_append (GTK_BOX (both), lab_mark_new (side));
  gtk_box_append (GTK_BOX (both), column);
  self->buttons[0][side] = self->buttons[1][side] = make_button (self, side, both);
}

static void
make_columns (LabShapeReading *self, guint n)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->row)) != NULL)
    gtk_box_remove (GTK_BOX (self->row), child);
  self->n_sides = n;
  if (n > ROOMY)
    {
      GtkWidget *names = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_set_valign (names, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (names, "dim-label");
      for (guint which = 0; which < N_VALUES; which++)
        gtk_box_append (GTK_BOX (names), label (meaning_of (which), "shape-number"));
      gtk_box_append (GTK_BOX (self->row), names);
    }
  for (guint which = 0; which < N_VALUES && n <= ROOMY; which++)
    for (guint i = 0; i < n; i++)
      make_roomy (self, which, i);
  for (guint i = 0; i < n; i++)
    {
      if (n > ROOMY)
        make_close (self, i);
      else
        g_object_bind_property (self->buttons[0][i], "active", self->buttons[1][i], "active",
                                G_BINDING_BIDIRECTIONAL);
      g_signal_connect (self->buttons[0][i], "toggled", G_CALLBACK (on_toggled), self);
    }
}

/* ---- values ---- */

/* Two decimals, or as many as a small or a large number leaves room for. */
static char *
value_text (double value)
{
  const double size = fabs (value);

  if (isnan (value))
    return g_strdup ("NaN");
  if (isinf (value))
    return g_strdup (value > 0.0 ? "∞" : "−∞");
  if (size > 0.0 && size < 0.005)
    return lab_number_loss (value);
  return lab_number_fixed (value, size < 99.995 ? 2 : size < 999.95 ? 1 : 0);
}

static void
write_side (LabShapeReading *self, const LabLossShapeData *data, guint i)
{
  /* Hidden, a side has its numbers still. */
  LabLossShapeData shown = *data;
  g_autofree char *loss = NULL, *push = NULL, *both = NULL;
  char *only[N_VALUES];

  shown.sides[i].hidden = FALSE;
  loss = value_text (lab_loss_shape_data_value (&shown, i, LAB_LOSS_SHAPE_LOSS, data->cursor));
  push = value_text (lab_loss_shape_data_value (&shown, i, LAB_LOSS_SHAPE_PUSH, data->cursor));
  gtk_label_set_text (GTK_LABEL (self->values[0][i]), loss);
  gtk_label_set_text (GTK_LABEL (self->values[1][i]), push);
  if (self->buttons[0][i] == self->buttons[1][i])
    {
      both = g_strdup_printf (_ ("%s, loss: %s, push: %s"), data->sides[i].name, loss, push);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[0][i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, both, -1);
      return;
    }
  only[0] = g_strdup_printf (_ ("%s, loss: %s"), data->sides[i].name, loss);
  only[1] = g_strdup_printf (_ ("%s, push: %s"), data->sides[i].name, push);
  for (guint which = 0; which < N_VALUES; which++)
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[which][i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, only[which], -1);
      g_free (only[which]);
    }
}

void
lab_shape_reading_set (LabShapeReading *self, const LabLossShapeData *data, gboolean under_pointer)
{
  const double p = data->cursor;
  g_autofree char *number
      = isnan (p) ? g_strdup ("–") : lab_number_fixed (p, p < 0.005 || p > 0.995 ? 3 : 2);
  g_autofree char *words = g_strdup_printf ("p = %s", number);

  if (self->n_sides != data->n_sides)
    make_columns (self, data->n_sides);
  gtk_label_set_text (GTK_LABEL (self->p), words);
  gtk_label_set_text (GTK_LABEL (self->place),
                      under_pointer ? _ ("under the pointer") : _ ("at the line"));
  for (guint i = 0; i < self->n_sides; i++)
    write_side (self, data, i);
}

/* ---- life ---- */

static void
lab_shape_reading_class_init (LabShapeReadingClass *klass)
{
  hidden_signal = g_signal_new ("hidden", LAB_TYPE_SHAPE_READING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
lab_shape_reading_init (LabShapeReading *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "readings");
  self->p = label ("p = –", "shape-value");
  gtk_widget_add_css_class (self->p, "numeric");
  self->place = label ("", "caption");
  gtk_widget_add_css_class (self->place, "dim-label");
  /* The two texts are not equally long, and what follows stays where it is. */
  gtk_label_set_width_chars (GTK_LABEL (self->place), 17);
  gtk_box_append (GTK_BOX (column), self->p);
  gtk_box_append (GTK_BOX (column), self->place);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_box_append (GTK_BOX (self), column);
  gtk_box_append (GTK_BOX (self), self->row);
}

GtkWidget *
lab_shape_reading_new (void)
{
  return g_object_new (LAB_TYPE_SHAPE_READING, NULL);
}
