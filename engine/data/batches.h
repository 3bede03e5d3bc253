/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lab_batches_order:
 * @order: [n] receives a permutation of 0..n-1
 *
 * The order of the training pictures in an epoch (counted from 0): a function of its arguments
 * alone, so that every run of an experiment sees the same batches. Batch i is order[i * batch_size
 * ...]; the last is short.
 */
void lab_batches_order (guint64 seed, guint32 epoch, guint n, guint32 *order);

/** lab_batches_per_epoch: Returns: how many batches n pictures make, the short one included. */
guint lab_batches_per_epoch (guint n, guint batch_size);

G_END_DECLS
