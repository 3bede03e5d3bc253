/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/run-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** lab_run_columns_add: gives @view a column for each thing that is told of a run of @list, and one
 * of ticks. */
void lab_run_columns_add (GtkColumnView *view, LabRunList *list);

/** lab_run_columns_state: Returns: (transfer full): how far a run came: "stopped at 45 %". */
char *lab_run_columns_state (const LabSummary *run);

G_END_DECLS
