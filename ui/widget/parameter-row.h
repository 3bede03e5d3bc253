/* SPDX-License-Identifier: MIT */
#pragma once

#include "formula/formula.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabParameterRow: a number of a loss: its name, both ends of its range, a slider between them, and
 * the number itself.
 *
 * Signals: `moved` (value): the number is to be another one; `ranged` (least, greatest): so is the
 * range.
 */
#define LAB_TYPE_PARAMETER_ROW (lab_parameter_row_get_type ())
G_DECLARE_FINAL_TYPE (LabParameterRow, lab_parameter_row, LAB, PARAMETER_ROW, GtkListBoxRow)

GtkWidget *lab_parameter_row_new (const LabFormulaParameter *parameter, guint side);
/** lab_parameter_row_set_value: shows it; emits nothing. */
void lab_parameter_row_set_value (LabParameterRow *self, double value);
/** lab_parameter_row_set_range: shows other ends; emits nothing. */
void lab_parameter_row_set_range (LabParameterRow *self, double least, double greatest);
/** lab_parameter_row_set_fixed: whether the ends cannot be changed, and why. */
void lab_parameter_row_set_fixed (LabParameterRow *self, gboolean fixed, const char *why);

G_END_DECLS
