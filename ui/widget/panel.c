/* SPDX-License-Identifier: MIT */
#include "panel.h"

typedef struct
{
  GtkWidget *back;
  GtkLabel *title;
  GtkMenuButton *choice;
  GtkLabel *note;
  GtkBox *switches;
  GtkMenuButton *menu;
} LabPanelPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (LabPanel, lab_panel, GTK_TYPE_BOX)

static guint fill_signal;

static LabPanelPrivate *private(LabPanel *self)
{
  return lab_panel_get_instance_private (self);
}

static void
fill (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, fill_signal, 0);
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  if (n_press == 2)
    g_signal_emit (data, fill_signal, 0);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer data)
{
  if (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return FALSE;
  g_signal_emit (data, fill_signal, 0);
  return TRUE;
}

static void
lab_panel_class_init (LabPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  fill_signal = g_signal_new ("fill", LAB_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "panel.fill", NULL, fill);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/losslab/Losslab/ui/panel.ui");
  gtk_widget_class_bind_template_child_private (widget_class, LabPanel, back);
  gtk_widget_class_bind_template_child_private (widget_class, LabPanel, title);
  gtk_widget_class_bind_template_child_private (widget_class, LabPanel, choice);
  gtk_widget_class_bind_template_child_private (widget_class, LabPanel, note);
  gtk_widget_class_bind_template_child_private (widget_class, LabPanel, switches);
  gtk_widget_class_bind_template_child_private (widget_class, LabPanel, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

static void
lab_panel_init (LabPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lab_panel_set_title (LabPanel *self, const char *title)
{
  LabPanelPrivate *p = private(self);

  gtk_label_set_text (p->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (p->choice), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
}

void
lab_panel_set_back (LabPanel *self, gboolean back)
{
  gtk_widget_set_visible (private(self)->back, back);
  gtk_widget_set_margin_start (GTK_WIDGET (private(self)->title), back ? 9 : 0);
}

void
lab_panel_set_note (LabPanel *self, const char *note, const char *tip)
{
  gtk_label_set_text (private(self)->note, note);
  gtk_widget_set_tooltip_text (GTK_WIDGET (private(self)->note), tip);
  gtk_widget_set_visible (GTK_WIDGET (private(self)->note), note[0] != '\0');
}

void
lab_panel_set_choice (LabPanel *self, GMenuModel *choice)
{
  gtk_menu_button_set_menu_model (private(self)->choice, choice);
  gtk_widget_set_visible (GTK_WIDGET (private(self)->choice), choice != NULL);
  gtk_widget_set_visible (GTK_WIDGET (private(self)->title), choice == NULL);
}

void
lab_panel_set_menu (LabPanel *self, GMenuModel *menu)
{
  gtk_menu_button_set_menu_model (private(self)->menu, menu);
}

void
lab_panel_add_switch (LabPanel *self, GtkWidget *widget)
{
  gtk_box_append (private(self)->switches, widget);
}

void
lab_panel_add_body (LabPanel *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self), widget);
}

void
lab_panel_place (GtkWidget *widget, int x, int y, int width, int height)
{
  int least_width, least_height;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL, NULL);
  height = MAX (height, least_height);
  gtk_widget_size_allocate (widget, &(GtkAllocation){ x, y, width, height }, -1);
}
