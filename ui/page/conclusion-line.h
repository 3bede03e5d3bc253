/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "ui/model/concluder.h"

G_BEGIN_DECLS

/**
 * LabConclusionLine: a button that says what may be concluded, as far as a line has room for it,
 * and leads to all of it. With a single loss it is not there.
 *
 * Signals: those of a GtkButton.
 */
#define LAB_TYPE_CONCLUSION_LINE (lab_conclusion_line_get_type ())
G_DECLARE_FINAL_TYPE (LabConclusionLine, lab_conclusion_line, LAB, CONCLUSION_LINE, GtkButton)

GtkWidget *lab_conclusion_line_new (LabConcluder *concluder);
void lab_conclusion_line_set_zoom (LabConclusionLine *self, double zoom);

G_END_DECLS
