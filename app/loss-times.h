/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

/**
 * LabLossTimes:
 *
 * How long one batch of 64 pictures of 10 classes takes, value and gradient, in float, on one core.
 */
typedef struct _LabLossTimes LabLossTimes;

LabLossTimes *lab_loss_times_new (void);
void lab_loss_times_free (LabLossTimes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLossTimes, lab_loss_times_free)

/** lab_loss_times_find_slowest: Returns: the id of the catalogue's slowest loss without a penalty.
 */
const char *lab_loss_times_find_slowest (LabLossTimes *self);

/** lab_loss_times_measure: @id: of the catalogue, or NULL for cross-entropy written by hand.
 * Returns: seconds a batch, the mean of some thousands. */
double lab_loss_times_measure (LabLossTimes *self, const char *id);

G_END_DECLS
