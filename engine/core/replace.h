/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

G_BEGIN_DECLS

/**
 * LabReplace:
 *
 * Several files of one folder, written all or none: contents go to temporary files beside their
 * targets, are synced, and are renamed when all of them are there.
 */
typedef struct _LabReplace LabReplace;

/**
 * lab_replace_new:
 * @folder: made with its parents where it is missing
 *
 * **Errors**: %LAB_ERROR_OUTPUT when the folder cannot be made or written to, found out at once.
 */
LabReplace *lab_replace_new (const char *folder, GError **error);

/**
 * lab_replace_add:
 * @name: a file name without a folder, or one with folders of its own below the first
 *
 * **Errors**: %LAB_ERROR_OUTPUT (full disk, no permission); commit then fails too.
 */
gboolean lab_replace_add (LabReplace *self, const char *name, gconstpointer data, gsize size,
                          GError **error);

/** lab_replace_commit: puts all files into place. **Errors**: %LAB_ERROR_OUTPUT. */
gboolean lab_replace_commit (LabReplace *self, GError **error);

/** lab_replace_file: one file, in one call. **Errors**: %LAB_ERROR_OUTPUT; the old file is then as
 * it was. */
gboolean lab_replace_file (const char *path, gconstpointer data, gsize size, GError **error);

/** lab_replace_free: takes back what was not committed, the folders made for it too. */
void lab_replace_free (LabReplace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabReplace, lab_replace_free)

G_END_DECLS
