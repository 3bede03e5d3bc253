/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

G_BEGIN_DECLS

/** lab_chart_answers_ask: the networks of @records at @cursor, one after the other: all test
 * pictures go through each. **Errors**: as of lab_predictions_new(); @self has nothing to be
 * cleared then. */
gboolean lab_chart_answers_ask (LabChartAnswers *self, const LabRecords *records, double cursor,
                                GError **error);
void lab_chart_answers_clear (LabChartAnswers *self);

/** lab_chart_answers_fill: the part of lab_chart_new() that ranks and calibrates; @options has
 * answers. */
void lab_chart_answers_fill (LabChart *self, const LabChartOptions *options);

G_END_DECLS
