/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

#include "store/history.h"

G_BEGIN_DECLS

/**
 * LabArchive:
 *
 * The history as the windows share it: opened once, in a thread, and closed when nobody uses it any
 * more. Without a history (a folder that cannot be written to, a damaged file) everything else
 * works.
 *
 * Signals: `opened`: the history is there, or why there is none; `changed`: its list may have
 * changed; `problem`: what keeps it from being written came, or went.
 */
#define LAB_TYPE_ARCHIVE (lab_archive_get_type ())
G_DECLARE_FINAL_TYPE (LabArchive, lab_archive, LAB, ARCHIVE, GObject)

/** lab_archive_get: Returns: (transfer none): the program's own, which begins to open with the
 * first call. */
LabArchive *lab_archive_get (void);
/** lab_archive_new: @path: (nullable): as lab_history_open(). */
LabArchive *lab_archive_new (const char *path);

/** lab_archive_shut: at the program's end: waits three seconds at most for those who use it, and
 * for the last lines to be written; then nobody can enter any more. */
void lab_archive_shut (LabArchive *self);

/** lab_archive_enter: waits while it is being opened. Returns: (nullable): the history, for use
 * until lab_archive_leave(). **Threads**: any, but the window's only once it has opened. */
LabHistory *lab_archive_enter (LabArchive *self);
void lab_archive_leave (LabArchive *self);

gboolean lab_archive_is_open (LabArchive *self);
/** lab_archive_get_error: Returns: (nullable): why there is no history. */
const char *lab_archive_get_error (LabArchive *self);
/** lab_archive_get_remedy: Returns: what lab_archive_mend() would do, as a button says it. */
const char *lab_archive_get_remedy (LabArchive *self);
/** lab_archive_mend: where there is no history: gives a file that cannot be read another name and
 * begins a new one, or tries once more. `opened` comes in any case. */
void lab_archive_mend (LabArchive *self);

/** lab_archive_get_problem: Returns: (nullable): as lab_history_dup_problem(), a second old at
 * most while somebody trains. */
const char *lab_archive_get_problem (LabArchive *self);

/** lab_archive_touch: runs were added, ended or changed. */
void lab_archive_touch (LabArchive *self);
/** lab_archive_note_news: runs in training have grown: `changed` comes each second, until a moment
 * after the last call. */
void lab_archive_note_news (LabArchive *self);

G_END_DECLS
