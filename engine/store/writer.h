/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"
#include "store/history.h"
#include "store/owner.h"

G_BEGIN_DECLS

/**
 * LabWriter:
 *
 * The history's thread, with a connection of its own: it writes what followed records grow by, one
 * transaction each quarter of a second, and what could not be written again with the next.
 *
 * **Threads**: commands from any.
 */
typedef struct _LabWriter LabWriter;

/** lab_writer_new: @path: of a database that is prepared; @owner: outlives it. **Errors**:
 * %LAB_ERROR_MEMORY. */
LabWriter *lab_writer_new (const char *path, LabOwner *owner, GError **error);

/** lab_writer_finish: as lab_history_finish(). */
gboolean lab_writer_finish (LabWriter *self, GError **error);
void lab_writer_free (LabWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabWriter, lab_writer_free)

/** lab_writer_follow: runs with a number are in the history, and this program's. */
void lab_writer_follow (LabWriter *self, LabEngine *engine, const char *title);

/** lab_writer_tidy: has room made meanwhile, as lab_settler_ask(). */
void lab_writer_tidy (LabWriter *self);

/** lab_writer_watch: as lab_settler_watch(). */
void lab_writer_watch (LabWriter *self, const LabDatabase *database);

/* As lab_history_leave(), lab_history_flush() and lab_history_dup_problem(). */
void lab_writer_leave (LabWriter *self, LabEngine *engine);
gboolean lab_writer_flush (LabWriter *self, GError **error);
char *lab_writer_dup_problem (LabWriter *self);

G_END_DECLS
