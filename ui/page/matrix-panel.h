/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"
#include "ui/widget/panel.h"

G_BEGIN_DECLS

/**
 * LabMatrixPanel: the confusion matrix of each side and the change from the first to the second,
 * side by side; narrow, one of them with a switch.
 */
#define LAB_TYPE_MATRIX_PANEL (lab_matrix_panel_get_type ())
G_DECLARE_FINAL_TYPE (LabMatrixPanel, lab_matrix_panel, LAB, MATRIX_PANEL, LabPanel)

GtkWidget *lab_matrix_panel_new (LabSession *session);
/** lab_matrix_panel_set_narrow: whether it shows one matrix at a time. */
void lab_matrix_panel_set_narrow (LabMatrixPanel *self, gboolean narrow);
LabChartKind lab_matrix_panel_get_kind (LabMatrixPanel *self);
/** lab_matrix_panel_dup_chart: Returns: (transfer full) (nullable): as lab_chart_panel_dup_chart().
 */
LabChart *lab_matrix_panel_dup_chart (LabMatrixPanel *self);
void lab_matrix_panel_set_text_px (LabMatrixPanel *self, double text_px);

G_END_DECLS
