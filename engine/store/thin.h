/* SPDX-License-Identifier: MIT */
#pragma once

#include "run.h"
#include "store/database.h"

G_BEGIN_DECLS

/*
 * What is kept of weights, which are nearly all of a history's size, and nearly all of what writing
 * it costs.
 *
 * A run of the tutorial's network has 437 KB of them an evaluation, and 41 evaluations. Spec and
 * journal determine them all, in a second of training. So those of four epochs' ends are kept,
 * which serve at once and are true on another processor too, those of the end, and those that a
 * branch begins with.
 */

/** lab_thin_keeps: Returns: whether the weights of the evaluation at @step are written. */
gboolean lab_thin_keeps (const LabRun *run, guint64 step);

/** lab_thin_used: Returns: bytes in use. */
gint64 lab_thin_used (const LabDatabase *database);

/** lab_thin_limit: Returns: how many there may be. */
gint64 lab_thin_limit (const LabDatabase *database);

/**
 * lab_thin_apply:
 * @cancelled: (nullable): ends it early when it becomes TRUE; read atomically
 *
 * Removes what was deleted more than a day ago, then weights until the limit is kept, and gives the
 * space back; in many short transactions, between which others write.
 *
 * **Errors**: %LAB_ERROR_OUTPUT; %LAB_ERROR_REQUEST where it was cancelled.
 */
gboolean lab_thin_apply (const LabDatabase *database, const gint *cancelled, GError **error);

G_END_DECLS
