/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"
#include "ui/widget/panel.h"

G_BEGIN_DECLS

/**
 * LabChartPanel: curves or class marks of a session, with their readings. Its title chooses among
 * charts.
 */
#define LAB_TYPE_CHART_PANEL (lab_chart_panel_get_type ())
G_DECLARE_FINAL_TYPE (LabChartPanel, lab_chart_panel, LAB, CHART_PANEL, LabPanel)

/** lab_chart_panel_new: @from, @to: the charts to choose from, both included. */
GtkWidget *lab_chart_panel_new (LabSession *session, LabChartKind from, LabChartKind to);

LabChartKind lab_chart_panel_get_kind (LabChartPanel *self);

/** lab_chart_panel_dup_chart: Returns: (transfer full) (nullable): what it shows now, without the
 * pointer's readings, for an export; NULL where the experiment has nothing of it. */
LabChart *lab_chart_panel_dup_chart (LabChartPanel *self);

/** lab_chart_panel_set_text_px: of the plot. */
void lab_chart_panel_set_text_px (LabChartPanel *self, double text_px);

G_END_DECLS
