/* SPDX-License-Identifier: MIT */
#pragma once

#include "run.h"
#include "store/database.h"

G_BEGIN_DECLS

/**
 * lab_reader_read:
 * @owner: who goes on with the run, whose it is from here on, or 0. The record then ends at the
 * last checkpoint, which it has, and is in training; else it is all that is there, in the state
 * that is there
 * @was: (out) (optional): the state that is there
 *
 * Returns: (transfer full): the record of run @id
 *
 * **Errors**: %LAB_ERROR_REQUEST where there is no such run, or none that can go on;
 * %LAB_ERROR_DATA for what does not fit together.
 */
LabRun *lab_reader_read (const LabDatabase *database, gint64 id, gint64 owner, LabRunState *was,
                         GError **error);

G_END_DECLS
