/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/confusion.h"

G_BEGIN_DECLS

/**
 * lab_report_text:
 * @class_names: [K]
 *
 * Returns: (transfer full): precision, recall, F1 and support a class, accuracy, and macro and
 * weighted averages
 *
 * **Source**: sklearn.metrics.classification_report, character by character, with labels=range(K)
 * and zero_division=0.
 */
char *lab_report_text (const LabConfusion *matrix, const char *const *class_names);

G_END_DECLS
