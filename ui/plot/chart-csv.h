/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

G_BEGIN_DECLS

/** lab_chart_to_csv: Returns: (transfer full): all numbers that the chart is drawn of, as CSV with
 * a header: of curves a line a point, of classes a line a class, of matrices a line a row of each,
 * of loss shapes a line a probability, of threshold curves a line a point, of reliability a line a
 * bin. */
char *lab_chart_to_csv (const LabChart *self);

G_END_DECLS
