/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "ui/plot/chart.h"

G_BEGIN_DECLS

/**
 * LabReading:
 *
 * The values of a chart at the moment shown, each over its side's mark and name, and their
 * difference: reading and legend in one. A value is a button that switches its curve off.
 *
 * Signals: `hidden` (guint): a bit a side that is switched off.
 */
#define LAB_TYPE_READING (lab_reading_get_type ())
G_DECLARE_FINAL_TYPE (LabReading, lab_reading, LAB, READING, GtkBox)

GtkWidget *lab_reading_new (void);
void lab_reading_set_chart (LabReading *self, const LabChart *chart);
/** lab_reading_has_room: Returns: whether the chart's note stands beside its values; where it does
 * not, it belongs elsewhere. */
gboolean lab_reading_has_room (const LabChart *chart);

/** lab_reading_find_hidden: @buttons: [n] the sides' switches. Returns: @hidden with the bits of
 * those sides as their switches are. */
guint lab_reading_find_hidden (GtkWidget *const *buttons, guint n, guint hidden);

G_END_DECLS
