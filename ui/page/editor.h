/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabEditor: a side's loss as a text: to be typed, mended, moved, checked and kept. A text without
 * errors is the document's a moment after it was typed; one with errors is nobody's but the
 * editor's, which keeps it until the side has another loss.
 */
#define LAB_TYPE_EDITOR (lab_editor_get_type ())
G_DECLARE_FINAL_TYPE (LabEditor, lab_editor, LAB, EDITOR, GtkBox)

GtkWidget *lab_editor_new (LabSession *session);
/** lab_editor_open: shows the loss of @side. */
void lab_editor_open (LabEditor *self, guint side);
/** lab_editor_close: what was typed last counts; where it has errors, that is said. */
void lab_editor_close (LabEditor *self);

/** lab_editor_get_side: Returns: whose loss it shows. */
guint lab_editor_get_side (LabEditor *self);

G_END_DECLS
