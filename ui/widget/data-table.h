/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/plot/chart.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * lab_data_table_present:
 *
 * A window with the chart's data as a table, for those who cannot see the plot or want its numbers:
 * evaluations a row for curves (for what has a value a step, eight rows an epoch), classes a
 * row for marks, true classes a row for matrices, a twentieth of p a row for a loss shape. It keeps
 * nothing of @chart.
 */
void lab_data_table_present (GtkWindow *parent, const LabChart *chart);

G_END_DECLS
