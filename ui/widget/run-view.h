/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/run-list.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabRunView: a list of runs on the screen, below the columns' headings. One run is selected: that
 * one, not the place, stays selected when others come or go, and it is the one that has the focus
 * where the list has it.
 *
 * Signals: `selected`: another run is, or nothing; `activated`: the selected one, by Return or a
 * double click.
 */
#define LAB_TYPE_RUN_VIEW (lab_run_view_get_type ())
G_DECLARE_FINAL_TYPE (LabRunView, lab_run_view, LAB, RUN_VIEW, GtkBox)

void lab_run_view_set_list (LabRunView *self, LabRunList *list);

/** lab_run_view_get_run: Returns: (transfer none) (nullable): the selected one. */
LabRunItem *lab_run_view_get_run (LabRunView *self);
/** lab_run_view_get_at: Returns: its place. */
guint lab_run_view_get_at (LabRunView *self);
void lab_run_view_select (LabRunView *self, guint at);

/** lab_run_view_focus: Returns: FALSE where there is no row to focus. */
gboolean lab_run_view_focus (LabRunView *self);

/** lab_run_view_part: @runs (#gint64) are gone: if the selected one is among them, the next one
 * that stays will be selected, or the one before. */
void lab_run_view_part (LabRunView *self, const GArray *runs);

/** lab_run_view_seek: @run comes: it will be selected, and seen. */
void lab_run_view_seek (LabRunView *self, gint64 run);

/**
 * lab_run_view_settle: to be called when the list is filled
 * @anew: it answers another question: it is seen from its beginning, the first run selected
 *
 * Returns: whether the keyboard was in the list and there is no row for it any more
 */
gboolean lab_run_view_settle (LabRunView *self, gboolean anew);

G_END_DECLS
