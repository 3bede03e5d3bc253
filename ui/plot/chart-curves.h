/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

G_BEGIN_DECLS

/** lab_chart_curves_fill: the part of lab_chart_new() that makes curves of the records: losses,
 * what they learn, accuracies. */
void lab_chart_curves_fill (LabChart *self, const LabChartOptions *options);

G_END_DECLS
