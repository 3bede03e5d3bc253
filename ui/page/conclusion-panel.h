/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/concluder.h"
#include "ui/widget/panel.h"

G_BEGIN_DECLS

/**
 * LabConclusionPanel: what may be concluded of each loss against the first, in words and as a table
 * of the measures. It is made for the whole window.
 */
#define LAB_TYPE_CONCLUSION_PANEL (lab_conclusion_panel_get_type ())
G_DECLARE_FINAL_TYPE (LabConclusionPanel, lab_conclusion_panel, LAB, CONCLUSION_PANEL, LabPanel)

GtkWidget *lab_conclusion_panel_new (LabConcluder *concluder);
void lab_conclusion_panel_set_zoom (LabConclusionPanel *self, double zoom);

G_END_DECLS
