/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

G_BEGIN_DECLS

/**
 * LabSettler:
 *
 * A thread that moves the log of commits into the database. That waits for the disk, which may take
 * seconds on a busy one; commits go on meanwhile.
 *
 * **Threads**: commands from any.
 */
typedef struct _LabSettler LabSettler;

/** lab_settler_new: **Errors**: %LAB_ERROR_MEMORY. */
LabSettler *lab_settler_new (const char *path, GError **error);
/** lab_settler_free: ends it, the move that is under way done. */
void lab_settler_free (LabSettler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabSettler, lab_settler_free)

/** lab_settler_ask: @truncate: whether the log's file should become empty too, for which writers
 * wait. */
void lab_settler_ask (LabSettler *self, gboolean truncate);

G_END_DECLS
