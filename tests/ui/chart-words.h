/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

/** chart_words: Returns: (transfer full): what a chart of curves, marks, thresholds or reliability
 * says of itself. */
char *chart_words (const LabChart *of);

/** assert_has: fails with both where @part is not in @text. */
void assert_has (const char *text, const char *part);
