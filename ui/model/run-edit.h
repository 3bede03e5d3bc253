/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "archive.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_RUN_EDIT_TITLE,
  LAB_RUN_EDIT_TAGS,
  LAB_RUN_EDIT_NOTE,
  LAB_RUN_EDIT_PIN,
  LAB_RUN_EDIT_UNPIN,
  LAB_RUN_EDIT_DELETE,
  LAB_RUN_EDIT_UNDELETE,
  LAB_RUN_EDIT_LIMIT,
} LabRunEditKind;

/**
 * LabRunEdit:
 * @text: (nullable): of those that write one; @bytes: of a limit
 */
typedef struct
{
  LabRunEditKind kind;
  const char *text;
  gint64 bytes;
} LabRunEdit;

/**
 * lab_run_edit_async:
 * @edits: [@n_edits], done one after the other to each of the @runs [@n_runs]
 *
 * Changes of the history by hand, in a thread; the archive says `changed` before @callback.
 */
void lab_run_edit_async (LabArchive *archive, const LabRunEdit *edits, guint n_edits,
                         const gint64 *runs, guint n_runs, GAsyncReadyCallback callback,
                         gpointer data);

/**
 * lab_run_edit_finish:
 * @done: (out) (optional) (transfer full): the runs (#gint64) that were edited, some perhaps in
 * spite of an error
 *
 * **Errors**: as lab_history_rename(), the first of them.
 */
gboolean lab_run_edit_finish (GAsyncResult *result, GArray **done, GError **error);

G_END_DECLS
