/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/moment.h"
#include "ui/widget/panel.h"

G_BEGIN_DECLS

/** LabShapePanel: the document's losses over the probability of the target, as they are set now,
 * and where the test pictures of the moment that is shown are. */
#define LAB_TYPE_SHAPE_PANEL (lab_shape_panel_get_type ())
G_DECLARE_FINAL_TYPE (LabShapePanel, lab_shape_panel, LAB, SHAPE_PANEL, LabPanel)

GtkWidget *lab_shape_panel_new (LabSession *session);

/** lab_shape_panel_set_moment: @moment: (nullable): one that has looked; NULL before there is any.
 */
void lab_shape_panel_set_moment (LabShapePanel *self, LabMoment *moment);

/** lab_shape_panel_refresh: after anything has changed that it shows. */
void lab_shape_panel_refresh (LabShapePanel *self);

/** lab_shape_panel_dup_chart: Returns: (transfer full) (nullable): as it is shown. */
LabChart *lab_shape_panel_dup_chart (LabShapePanel *self);

/** lab_shape_panel_focus: arrow keys walk over p. */
void lab_shape_panel_focus (LabShapePanel *self);

void lab_shape_panel_set_text_px (LabShapePanel *self, double text_px);

G_END_DECLS
