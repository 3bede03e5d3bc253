/* SPDX-License-Identifier: MIT */
#include "panel.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *title;
  GtkWidget *choice;
  GtkWidget *choice_label;
  GtkWidget *note;
  GtkWidget *switches;
  GtkWidget *menu;
  GtkWidget *header;
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
  fill_signal = g_signal_new ("fill", LAB_TYPE_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "panel.fill", NULL, fill);
}

static void
lab_panel_init (LabPanel *self)
{
  LabPanelPrivate *p = private(self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "panel");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  p->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (p->header, "panel-header");
  p->title = gtk_label_new ("");
  gtk_widget_add_css_class (p->title, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (p->title), PANGO_ELLIPSIZE_END);
  p->choice = gtk_menu_button_new ();
  gtk_widget_add_css_class (p->choice, "flat");
  gtk_widget_set_valign (p->choice, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (p->choice, "panel-choice");
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (p->choice), TRUE);
  p->choice_label = gtk_label_new ("");
  gtk_widget_add_css_class (p->choice_label, "heading");
  gtk_label_set_ellipsize (GTK_LABEL (p->choice_label), PANGO_ELLIPSIZE_END);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (p->choice), p->choice_label);
  gtk_widget_set_visible (p->choice, FALSE);
  p->note = gtk_label_new ("");
  gtk_widget_add_css_class (p->note, "caption");
  gtk_widget_add_css_class (p->note, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (p->note), PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (p->note, FALSE);
  gtk_widget_set_hexpand (space, TRUE);
  p->switches = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  p->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (p->menu), "view-more-symbolic");
  gtk_widget_add_css_class (p->menu, "flat");
  gtk_widget_add_css_class (p->menu, "panel-menu");
  gtk_widget_set_valign (p->menu, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (p->menu, _ ("What can be done with this plot"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (p->menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Plot menu"), -1);
  gtk_box_append (GTK_BOX (p->header), p->title);
  gtk_box_append (GTK_BOX (p->header), p->choice);
  gtk_box_append (GTK_BOX (p->header), p->note);
  gtk_box_append (GTK_BOX (p->header), space);
  gtk_box_append (GTK_BOX (p->header), p->switches);
  gtk_box_append (GTK_BOX (p->header), p->menu);
  gtk_box_append (GTK_BOX (self), p->header);

  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

void
lab_panel_set_title (LabPanel *self, const char *title)
{
  gtk_label_set_text (GTK_LABEL (private(self)->title), title);
  gtk_label_set_text (GTK_LABEL (private(self)->choice_label), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (private(self)->choice),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

const char *
lab_panel_get_title (LabPanel *self)
{
  return gtk_label_get_text (GTK_LABEL (private(self)->title));
}

void
lab_panel_set_note (LabPanel *self, const char *note)
{
  gtk_label_set_text (GTK_LABEL (private(self)->note), note);
  gtk_widget_set_visible (private(self)->note, note[0] != '\0');
}

void
lab_panel_set_choice (LabPanel *self, GMenuModel *choice)
{
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (private(self)->choice), choice);
  gtk_widget_set_visible (private(self)->choice, TRUE);
  gtk_widget_set_visible (private(self)->title, FALSE);
  gtk_widget_set_tooltip_text (private(self)->choice, _ ("Choose what this panel shows"));
}

void
lab_panel_set_menu (LabPanel *self, GMenuModel *menu)
{
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (private(self)->menu), menu);
}

void
lab_panel_add_switch (LabPanel *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (private(self)->switches), widget);
}

void
lab_panel_add_body (LabPanel *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self), widget);
}
