/* SPDX-License-Identifier: MIT */
#pragma once

#include "result.h"
#include "sheet.h"

G_BEGIN_DECLS

/**
 * lab_handout_table:
 * @task: 1 for the second one
 * @heading: (nullable): of the classes' column
 *
 * Sets precision, recall and F1 of each class and side on the test set, in percent, with the
 * pictures that there were; of many classes, those that the first two sides differ in most. The
 * class of the greatest difference in recall is in bold.
 *
 * Returns: its height.
 */
double lab_handout_table (const LabSheet *sheet, const LabRecords *records, guint task,
                          const char *heading, double x, double y, double width);

/** lab_handout_table_left_out: Returns: how many classes a table has no room for. */
guint lab_handout_table_left_out (const LabRecords *records, guint task);

G_END_DECLS
