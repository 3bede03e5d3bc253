/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/revisit.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** LabHistoryPage: all runs that were ever trained: to find, open, compare, resume, name and
 * delete.
 */
#define LAB_TYPE_HISTORY_PAGE (lab_history_page_get_type ())
G_DECLARE_FINAL_TYPE (LabHistoryPage, lab_history_page, LAB, HISTORY_PAGE, GtkBox)

GtkWidget *lab_history_page_new (LabSession *session, AdwToastOverlay *toasts);

/** lab_history_page_open: asks for what is there now, and leads to the search. */
void lab_history_page_open (LabHistoryPage *self);
/** lab_history_page_undelete: brings back what a deletion, by its number, took away, once. */
void lab_history_page_undelete (LabHistoryPage *self, guint number);

G_END_DECLS
