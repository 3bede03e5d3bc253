/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/archive.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LabDeletions: runs that are deleted by hand, and each deletion's way back: a toast's button, and
 * the keys of undo and redo.
 *
 * Signals: `deleted` (a #GArray of #gint64, borrowed): these runs are gone; `restored` (likewise):
 * these are back.
 */
#define LAB_TYPE_DELETIONS (lab_deletions_get_type ())
G_DECLARE_FINAL_TYPE (LabDeletions, lab_deletions, LAB, DELETIONS, GObject)

/** lab_deletions_new: @toasts: borrowed, until lab_deletions_shut(). */
LabDeletions *lab_deletions_new (LabArchive *archive, AdwToastOverlay *toasts);
/** lab_deletions_shut: nothing is said any more. */
void lab_deletions_shut (LabDeletions *self);

/** lab_deletions_delete: @runs: those that are being deleted already are left out. */
void lab_deletions_delete (LabDeletions *self, const GArray *runs);

/** lab_deletions_undo: brings back what a deletion took away, once: that of a number, or the last
 * one for 0. */
void lab_deletions_undo (LabDeletions *self, guint number);
/** lab_deletions_redo: deletes again what was brought back last. */
void lab_deletions_redo (LabDeletions *self);

G_END_DECLS
