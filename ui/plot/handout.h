/* SPDX-License-Identifier: MIT */
#pragma once

#include "result.h"

G_BEGIN_DECLS

/**
 * lab_handout_render:
 *
 * A page of A4 that says all of an experiment: settings, losses with their texts, curves, matrices,
 * measures of each class, the conclusion. Curves, matrices and measures are those of the first
 * seed.
 *
 * Returns: (transfer full): a PDF of one page; the same experiment gives the same bytes
 *
 * **Errors**: %LAB_ERROR_MEMORY.
 */
GBytes *lab_handout_render (const LabResult *result, GError **error);

G_END_DECLS
