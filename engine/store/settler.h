/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/database.h"

G_BEGIN_DECLS

/**
 * LabSettler:
 *
 * A thread that moves the log of commits into the database, and makes room in it. That waits for
 * the disk, which may take seconds on a busy one; commits go on meanwhile.
 *
 * **Threads**: commands from any.
 */
typedef struct _LabSettler LabSettler;

/** lab_settler_new: **Errors**: %LAB_ERROR_MEMORY. */
LabSettler *lab_settler_new (const char *path, GError **error);
/** lab_settler_free: ends it; what there is left to tidy is found the next time. */
void lab_settler_free (LabSettler *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabSettler, lab_settler_free)

/** lab_settler_ask: @tidy: whether there should be room, as lab_thin_apply() has it, and the log's
 * file become empty, for which writers wait. */
void lab_settler_ask (LabSettler *self, gboolean tidy);

/** lab_settler_watch: @database: commits here ask the settler once the log is long, where SQLite
 * would move it then and there. Not any more when the settler ends. */
void lab_settler_watch (LabSettler *self, const LabDatabase *database);

G_END_DECLS
