/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

G_BEGIN_DECLS

/** lab_chart_classes_fill_marks: the part of lab_chart_new() that measures each class. */
void lab_chart_classes_fill_marks (LabChart *self, const LabChartOptions *options);

/** lab_chart_classes_fill_matrices: the part that has the confusion matrices. */
void lab_chart_classes_fill_matrices (LabChart *self, const LabChartOptions *options);

G_END_DECLS
