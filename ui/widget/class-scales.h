/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabClassScales:
 *
 * One upright range a class, with its value above and the class's name below. Positions are
 * logarithmic.
 *
 * Signals: `changed` (class, value): somebody moved one.
 */
#define LAB_TYPE_CLASS_SCALES (lab_class_scales_get_type ())
G_DECLARE_FINAL_TYPE (LabClassScales, lab_class_scales, LAB, CLASS_SCALES, GtkBox)

/**
 * lab_class_scales_new:
 * @least, @greatest: the ends; values beyond them stand at the end, written as they are
 * @percent: whether values are fractions, written in percent
 * @what: what a value is, for assistive tools: "Weight of %s", of a class's name
 */
GtkWidget *lab_class_scales_new (double least, double greatest, gboolean percent, const char *what);

/** lab_class_scales_set: shows @values: [n]; @names: [n]. Emits nothing. */
void lab_class_scales_set (LabClassScales *self, guint n, const char *const *names,
                           const double *values);

/** lab_class_scales_set_side: the colour of the filled part; by default that of no run. */
void lab_class_scales_set_side (LabClassScales *self, guint side);

G_END_DECLS
