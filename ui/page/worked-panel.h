/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/moment.h"
#include "ui/widget/panel.h"

G_BEGIN_DECLS

/** LabWorkedPanel: one test picture of a list, worked in numbers for each side, by the document's
 * losses as they are set now and the networks of the moment that is shown. */
#define LAB_TYPE_WORKED_PANEL (lab_worked_panel_get_type ())
G_DECLARE_FINAL_TYPE (LabWorkedPanel, lab_worked_panel, LAB, WORKED_PANEL, LabPanel)

GtkWidget *lab_worked_panel_new (LabSession *session);

/** lab_worked_panel_set_pictures: @pictures: [n] their places in the test set, shown from @at on;
 * with n = 0 all of them, those first about which the first two networks disagree most. */
void lab_worked_panel_set_pictures (LabWorkedPanel *self, const guint *pictures, guint n, guint at);

/** lab_worked_panel_set_moment: @moment: (nullable): one that has looked; NULL before there is any;
 * @why: (nullable): words for that. */
void lab_worked_panel_set_moment (LabWorkedPanel *self, LabMoment *moment, const char *why);

/** lab_worked_panel_focus: the next picture is a key away. */
void lab_worked_panel_focus (LabWorkedPanel *self);

/** lab_worked_panel_refresh: after anything has changed that it shows. */
void lab_worked_panel_refresh (LabWorkedPanel *self);

G_END_DECLS
