/* SPDX-License-Identifier: MIT */
#pragma once

#include "run-columns.h"
#include "ui/model/run-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabRunHeading: above a column that the list can be sorted by. A click sorts it, the next one the
 * other way round; an arrow tells that it is sorted by this column, and which way. The keyboard has
 * the choice of all orders instead.
 */
#define LAB_TYPE_RUN_HEADING (lab_run_heading_get_type ())
G_DECLARE_FINAL_TYPE (LabRunHeading, lab_run_heading, LAB, RUN_HEADING, GtkButton)

/** lab_run_heading_new: Returns: (transfer floating): a label where @column has no order. */
GtkWidget *lab_run_heading_new (const LabRunColumn *column, LabRunList *list);

G_END_DECLS
