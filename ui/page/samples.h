/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabSamples: the test pictures in a cell of a confusion matrix, with what each network says. */
#define LAB_TYPE_SAMPLES (lab_samples_get_type ())
G_DECLARE_FINAL_TYPE (LabSamples, lab_samples, LAB, SAMPLES, GtkBox)

GtkWidget *lab_samples_new (LabSession *session);

/** lab_samples_open: @row: the true class, -1 for any; @column: the predicted one, -1 for any;
 * @side: whose pictures come first, -1 for the side that has most of them there. */
void lab_samples_open (LabSamples *self, int row, int column, int side);

G_END_DECLS
