/* SPDX-License-Identifier: MIT */
#pragma once

#include "run.h"
#include "store/database.h"

G_BEGIN_DECLS

/**
 * lab_reader_read:
 * @resume: whether the record ends at the last checkpoint, which it has, and is in training; else
 * it is all that is there, in the state that is there
 *
 * Returns: (transfer full): the record of run @id
 *
 * **Errors**: %LAB_ERROR_REQUEST where there is no such run, or none that can go on;
 * %LAB_ERROR_DATA for what does not fit together.
 */
LabRun *lab_reader_read (const LabDatabase *database, gint64 id, gboolean resume, GError **error);

G_END_DECLS
