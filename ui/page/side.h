/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabSide: one side's card: its loss, the loss's parameters, the class weights. */
#define LAB_TYPE_SIDE (lab_side_get_type ())
G_DECLARE_FINAL_TYPE (LabSide, lab_side, LAB, SIDE, GtkBox)

GtkWidget *lab_side_new (LabSession *session, guint side);

/** lab_side_focus_edit: goes to the button that opens the editor. */
gboolean lab_side_focus_edit (LabSide *self);

G_END_DECLS
