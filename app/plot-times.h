/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/plot/chart.h"

G_BEGIN_DECLS

/**
 * LabPlotFrame: a frame of the training loss's chart of four runs, 700 x 300 units large.
 * @LAB_PLOT_FRAME_EMPTY: of the same runs, all switched off: what is left is the rest of the chart
 * @LAB_PLOT_FRAME_LIVE: of a million steps a run, and of some more in each frame, as training does
 * it
 * @LAB_PLOT_FRAME_WHOLE: of a million steps a run, with nothing kept from the frame before, as an
 * export or a new size does it
 */
typedef enum
{
  LAB_PLOT_FRAME_EMPTY,
  LAB_PLOT_FRAME_LIVE,
  LAB_PLOT_FRAME_WHOLE,
} LabPlotFrame;

/** LabPlotTimes: how long frames take. */
typedef struct _LabPlotTimes LabPlotTimes;

LabPlotTimes *lab_plot_times_new (LabDataset *dataset);
void lab_plot_times_free (LabPlotTimes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabPlotTimes, lab_plot_times_free)

/**
 * lab_plot_times_measure:
 * @scale: pixels a unit
 *
 * From the runs' records to pixels: chart, readings, title, legend, axes and curves are all made
 * anew, but for what live frames keep.
 *
 * Returns: seconds a frame, the median of some
 */
double lab_plot_times_measure (LabPlotTimes *self, LabPlotFrame frame, double scale);

G_END_DECLS
