/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Matrices side by side: a row of columns, each a header over a LabPlot. */

/** lab_columns_layout_row: Returns: (transfer full): equally wide plots; the first column has room
 * for the name of the rows' axis too. */
GtkLayoutManager *lab_columns_layout_row (void);

/** lab_columns_layout_column: Returns: (transfer full): the header begins and ends where the plot's
 * cells do. */
GtkLayoutManager *lab_columns_layout_column (void);

G_END_DECLS
