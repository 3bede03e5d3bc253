/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "ui/plot/chart.h"

G_BEGIN_DECLS

/**
 * LabShapeReading:
 *
 * The values of a loss shape at its cursor: p, each side's loss, each side's push; the legend too:
 * a value is a button that switches its side's curves off.
 *
 * Signals: `hidden` (guint): a bit a side that is switched off.
 */
#define LAB_TYPE_SHAPE_READING (lab_shape_reading_get_type ())
G_DECLARE_FINAL_TYPE (LabShapeReading, lab_shape_reading, LAB, SHAPE_READING, GtkBox)

GtkWidget *lab_shape_reading_new (void);

/** lab_shape_reading_set: @under_pointer: whether the cursor is where the pointer is; nothing of
 * @data is kept. */
void lab_shape_reading_set (LabShapeReading *self, const LabLossShapeData *data,
                            gboolean under_pointer);

G_END_DECLS
