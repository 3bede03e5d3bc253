/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabPanel:
 *
 * A card with a title, which may be a menu, switches, a menu of its own, and a body. A double click
 * on it, or Enter on its plot, asks for the whole window.
 *
 * Signals: `fill`: it should fill the window, or stop doing so.
 */
#define LAB_TYPE_PANEL (lab_panel_get_type ())
G_DECLARE_DERIVABLE_TYPE (LabPanel, lab_panel, LAB, PANEL, GtkBox)

struct _LabPanelClass
{
  GtkBoxClass parent_class;
};

void lab_panel_set_title (LabPanel *self, const char *title);
/** lab_panel_set_back: whether a button before the title leads back to all plots. */
void lab_panel_set_back (LabPanel *self, gboolean back);
/** lab_panel_set_note: small words after the title. @tip: (nullable): what they mean */
void lab_panel_set_note (LabPanel *self, const char *note, const char *tip);
/** lab_panel_set_choice: the title becomes a menu that chooses; with NULL it is a title again. */
void lab_panel_set_choice (LabPanel *self, GMenuModel *choice);
void lab_panel_set_menu (LabPanel *self, GMenuModel *menu);
/** lab_panel_add_switch: between title and menu. */
void lab_panel_add_switch (LabPanel *self, GtkWidget *widget);
void lab_panel_add_body (LabPanel *self, GtkWidget *widget);

/** lab_panel_place: puts a panel there, or over more room where it needs more. */
void lab_panel_place (GtkWidget *panel, int x, int y, int width, int height);

G_END_DECLS
