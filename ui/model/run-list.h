/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "archive.h"

G_BEGIN_DECLS

/**
 * LabRunItem:
 *
 * A run in a list. Signals: `changed`: its summary, or its tick.
 */
#define LAB_TYPE_RUN_ITEM (lab_run_item_get_type ())
G_DECLARE_FINAL_TYPE (LabRunItem, lab_run_item, LAB, RUN_ITEM, GObject)

const LabSummary *lab_run_item_get_summary (LabRunItem *self);
gboolean lab_run_item_is_ticked (LabRunItem *self);
/** lab_run_item_can_resume: Returns: whether it was stopped or interrupted. */
gboolean lab_run_item_can_resume (LabRunItem *self);

/**
 * LabRunList:
 *
 * The runs of a history that some words find, as a list of #LabRunItem. It is asked for in a
 * thread, one question at a time, and of those that come meanwhile only the last; objects are made
 * for the rows that somebody looks at, and may tell of another run after the next answer. Runs stay
 * ticked when the words change, as long as they are there.
 *
 * Signals: `sorted`: another order is asked for; `filled`: the answer to the last question is
 * there; `ticks`: others are ticked.
 */
#define LAB_TYPE_RUN_LIST (lab_run_list_get_type ())
G_DECLARE_FINAL_TYPE (LabRunList, lab_run_list, LAB, RUN_LIST, GObject)

LabRunList *lab_run_list_new (LabArchive *archive);

/** lab_run_list_search: @words: as #LabQuery has them. */
void lab_run_list_search (LabRunList *self, const char *words);
void lab_run_list_sort (LabRunList *self, LabOrder order, gboolean descending);
/** lab_run_list_get_order: Returns: what it was sorted by last; by age, the newest first, before.
 */
LabOrder lab_run_list_get_order (LabRunList *self, gboolean *descending);
/** lab_run_list_refresh: asks again. */
void lab_run_list_refresh (LabRunList *self);

/** lab_run_list_is_taking: Returns: whether `items-changed` is of an answer that comes in, and
 * `filled` will follow. */
gboolean lab_run_list_is_taking (LabRunList *self);

/** lab_run_list_get_error: Returns: (nullable): why the last question has no answer. */
const char *lab_run_list_get_error (LabRunList *self);
/** lab_run_list_get_size: Returns: bytes on disk at the last answer; @limit: what they may be. */
gint64 lab_run_list_get_size (LabRunList *self, gint64 *limit);

/** lab_run_list_find: Returns: the place of a run in the list, or -1. */
int lab_run_list_find (LabRunList *self, gint64 id);

/** lab_run_list_tick: @at: a place in the list. */
void lab_run_list_tick (LabRunList *self, guint at, gboolean ticked);
/** lab_run_list_untick: @runs: [n] numbers, of runs that need not be listed. */
void lab_run_list_untick (LabRunList *self, const gint64 *runs, guint n);
/** lab_run_list_get_ticked: Returns: (transfer none): the numbers of the ticked runs (#gint64), the
 * first one first. */
const gint64 *lab_run_list_get_ticked (LabRunList *self, guint *n);
/** lab_run_list_dup_listed: Returns: (transfer full): those of the ticked runs that the words find.
 */
GArray *lab_run_list_dup_listed (LabRunList *self);

G_END_DECLS
