/* SPDX-License-Identifier: MIT */
#pragma once

#include "net/network.h"
#include "spec.h"

G_BEGIN_DECLS

/* What a run takes of memory. */

/** lab_footprint_rows: Returns: how many pictures are in work at a time, of a batch or of an
 * evaluation. */
guint lab_footprint_rows (const LabSpec *spec, guint n_pictures);

/** lab_footprint_keeps_weights: Returns: whether evaluations keep their weights. */
gboolean lab_footprint_keeps_weights (const LabSpec *spec, const LabNetwork *network,
                                      guint64 n_steps);

/**
 * lab_footprint_check:
 * @n_pictures: in training
 * @what: for the message: "this network"
 *
 * Whether @n_runs such runs fit. **Errors**: %LAB_ERROR_MEMORY.
 */
gboolean lab_footprint_check (const LabSpec *spec, const LabNetwork *network, guint n_pictures,
                              guint64 n_steps, guint n_runs, const char *what, GError **error);

G_END_DECLS
