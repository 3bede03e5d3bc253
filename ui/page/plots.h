/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabPlots: the panels of the window. Where there is room three above and the matrices below, else
 * two by two; or one of them in all the room.
 */
#define LAB_TYPE_PLOTS (lab_plots_get_type ())
G_DECLARE_FINAL_TYPE (LabPlots, lab_plots, LAB, PLOTS, GtkWidget)

GtkWidget *lab_plots_new (LabSession *session);

/** lab_plots_is_filled: Returns: whether one panel has all the room. */
gboolean lab_plots_is_filled (LabPlots *self);
/** lab_plots_unfill: back to all panels. */
void lab_plots_unfill (LabPlots *self);

/** lab_plots_dup_chart: Returns: (transfer full) (nullable): the chart of that name as the window
 * shows it, or as it would; NULL where no run has it. */
LabChart *lab_plots_dup_chart (LabPlots *self, const char *name);

/** lab_plots_set_zoom: @zoom: 1, 1.25 or 1.5: of the text in the plots. */
void lab_plots_set_zoom (LabPlots *self, double zoom);

G_END_DECLS
