/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

#include "ui/plot/class-marks.h"
#include "ui/plot/curves.h"
#include "ui/plot/loss-shape.h"
#include "ui/plot/matrix.h"
#include "ui/plot/reliability.h"
#include "ui/plot/threshold-curves.h"

G_BEGIN_DECLS

/**
 * LabPlot:
 *
 * The one widget that draws: a painter's data at the widget's size. It knows where the pointer is,
 * can be walked with the arrow keys, and says in words what it shows, as its accessible
 * description.
 *
 * Signals: `pointed` (x, y): the value or cell under the pointer, or under the arrow keys, changed;
 * `chosen` (x, y): a click or Enter there; see lab_plot_get_point() for what x and y mean.
 */
#define LAB_TYPE_PLOT (lab_plot_get_type ())
G_DECLARE_FINAL_TYPE (LabPlot, lab_plot, LAB, PLOT, GtkWidget)

GtkWidget *lab_plot_new (void);

/** lab_plot_set_name: for assistive tools. */
void lab_plot_set_name (LabPlot *self, const char *name);

/* What it shows from now on. What the data point to stays alive until the next call. A class
 * that is pointed to and is not among them is pointed to no more. */
void lab_plot_set_curves (LabPlot *self, const LabCurvesData *data);
void lab_plot_set_marks (LabPlot *self, const LabClassMarksData *data);
void lab_plot_set_shape (LabPlot *self, const LabLossShapeData *data);
void lab_plot_set_matrix (LabPlot *self, const LabMatrixData *data, gboolean square);
void lab_plot_set_thresholds (LabPlot *self, const LabThresholdData *data);
void lab_plot_set_reliability (LabPlot *self, const LabReliabilityData *data);

/**
 * lab_plot_get_point:
 * @x: the epoch of curves; p of a loss shape; the column of a matrix; the point of a threshold
 * curve; the bin of a reliability diagram
 * @y: the class of marks, the row of a matrix, the side of a threshold curve
 *
 * Returns: whether anything is pointed to
 */
gboolean lab_plot_get_point (LabPlot *self, double *x, int *y);

/** lab_plot_get_area: where the drawn data begin and end, in pixels from the left; the whole width
 * where there are none. */
void lab_plot_get_area (LabPlot *self, int *left, int *right);

/** lab_plot_set_text_px: size of the text, 12 by default. */
void lab_plot_set_text_px (LabPlot *self, double text_px);
double lab_plot_get_text_px (LabPlot *self);

G_END_DECLS
