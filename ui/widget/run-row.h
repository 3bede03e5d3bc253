/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/run-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabRunRow: what is told of a run, in columns, with its tick; or the columns' headings. Where it
 * is narrow the columns that matter least are left out. It draws them itself: a list keeps 200 rows
 * at hand, and as many labels as they have cells take half a second to come.
 */
#define LAB_TYPE_RUN_ROW (lab_run_row_get_type ())
G_DECLARE_FINAL_TYPE (LabRunRow, lab_run_row, LAB, RUN_ROW, GtkWidget)

/** lab_run_row_new_headings: Returns: (transfer floating): a row of headings, which sort @list. */
GtkWidget *lab_run_row_new_headings (LabRunList *list);

/** lab_run_row_get_run: Returns: (transfer none) (nullable): the run that a child of a list tells
 * of. */
LabRunItem *lab_run_row_get_run (GtkWidget *child);

/** lab_run_row_new_factory: Returns: (transfer full): makes the rows of @list. */
GtkListItemFactory *lab_run_row_new_factory (LabRunList *list);

G_END_DECLS
