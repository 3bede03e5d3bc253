/* SPDX-License-Identifier: MIT */
#include "run-heading.h"

#include <glib/gi18n.h>

struct _LabRunHeading
{
  GtkButton parent_instance;
  LabRunList *list;
  const LabRunColumn *column;
  GtkWidget *arrow;
};

G_DEFINE_FINAL_TYPE (LabRunHeading, lab_run_heading, GTK_TYPE_BUTTON)

/* What a click sorts by: the first of the column's that is not there already. */
static const LabRunOrder *
next_order (LabRunHeading *self)
{
  gboolean descending;
  const LabOrder order = lab_run_list_get_order (self->list, &descending);
  const LabRunOrder *next = lab_run_orders;

  while (next->order != self->column->order
         || (next->order == order && next->descending == descending))
    next++;
  return next;
}

static void
on_sorted (LabRunHeading *self)
{
  gboolean descending;
  const gboolean sorted = lab_run_list_get_order (self->list, &descending) == self->column->order;

  gtk_widget_set_visible (self->arrow, sorted);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow),
                                descending ? "pan-down-symbolic" : "pan-up-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ (next_order (self)->words), GTK_ACCESSIBLE_PROPERTY_SORT,
                                  !sorted      ? GTK_ACCESSIBLE_SORT_NONE
                                  : descending ? GTK_ACCESSIBLE_SORT_DESCENDING
                                               : GTK_ACCESSIBLE_SORT_ASCENDING,
                                  -1);
}

static void
lab_run_heading_clicked (GtkButton *button)
{
  LabRunHeading *self = LAB_RUN_HEADING (button);
  const LabRunOrder *next = next_order (self);

  lab_run_list_sort (self->list, next->order, next->descending);
}

static void
lab_run_heading_finalize (GObject *object)
{
  g_clear_object (&LAB_RUN_HEADING (object)->list);
  G_OBJECT_CLASS (lab_run_heading_parent_class)->finalize (object);
}

static void
lab_run_heading_class_init (LabRunHeadingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_run_heading_finalize;
  GTK_BUTTON_CLASS (klass)->clicked = lab_run_heading_clicked;
}

static void
lab_run_heading_init (LabRunHeading *self)
{
  self->arrow = gtk_image_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
}

static GtkWidget *
new_label (const LabRunColumn *column)
{
  GtkWidget *label = gtk_label_new (_ (column->title));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), column->number ? 1.0f : 0.0f);
  gtk_widget_add_css_class (label, "run-heading");
  return label;
}

GtkWidget *
lab_run_heading_new (const LabRunColumn *column, LabRunList *list)
{
  GtkWidget *label = new_label (column);
  LabRunHeading *self;
  GtkWidget *box;

  if (column->order == LAB_N_ORDERS)
    return label;
  self = g_object_new (LAB_TYPE_RUN_HEADING, NULL);
  self->column = column;
  self->list = g_object_ref (list);
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_insert_child_after (GTK_BOX (box), self->arrow, column->number ? NULL : label);
  gtk_widget_set_halign (box, column->number ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_button_set_child (GTK_BUTTON (self), box);
  if (column->number) /* it ends above its numbers */
    gtk_widget_add_css_class (GTK_WIDGET (self), "number");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (column->title), -1);
  g_signal_connect_object (list, "sorted", G_CALLBACK (on_sorted), self, G_CONNECT_SWAPPED);
  on_sorted (self);
  return GTK_WIDGET (self);
}
