/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/database.h"

G_BEGIN_DECLS

/**
 * LabOwner:
 *
 * Who trains the runs that are in training. Beside the database is a file that holds nothing; each
 * program that writes the history has a number and keeps a lock on the byte of that place. The
 * kernel takes the lock back when the program ends, however it ends, so that others can tell.
 *
 * **Threads**: any.
 */
typedef struct _LabOwner LabOwner;

/** lab_owner_new: @path: of the database; @to_read: to ask about others alone. **Errors**:
 * %LAB_ERROR_OUTPUT. */
LabOwner *lab_owner_new (const char *path, gboolean to_read, GError **error);
void lab_owner_free (LabOwner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabOwner, lab_owner_free)

/** lab_owner_claim: in no transaction. Returns: this program's number, for the column `owner`, or
 * 0.
 * **Errors**: %LAB_ERROR_OUTPUT. */
gint64 lab_owner_claim (LabOwner *self, const LabDatabase *database, GError **error);

/** lab_owner_sweep: runs in training whose owner has ended are interrupted from here on.
 * **Errors**: %LAB_ERROR_OUTPUT. */
gboolean lab_owner_sweep (const LabOwner *self, const LabDatabase *database, GError **error);

G_END_DECLS
