/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/document.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LabSettingRow: a row of the settings table, to read and to change: its title, what it does, its
 * value, and below it what is wrong with what was typed.
 */
#define LAB_TYPE_SETTING_ROW (lab_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (LabSettingRow, lab_setting_row, LAB, SETTING_ROW, AdwPreferencesRow)

/** lab_setting_row_new: @side: whose; for a setting that all share, 0. */
GtkWidget *lab_setting_row_new (LabDocument *document, guint side, LabSettingId setting);

/** lab_setting_row_new_seeds: of how often each loss is trained. */
GtkWidget *lab_setting_row_new_seeds (LabDocument *document);

/** lab_setting_group_new: Returns: (transfer floating): a row each for the settings of @scope, but
 * for those that have a control of their own; those of the training end with the seeds. */
GtkWidget *lab_setting_group_new (LabDocument *document, const char *title, LabSettingScope scope);

G_END_DECLS
