/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/revisit.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabPastBar: above the plots while they show runs of the history: which ones, and the way back.
 */
#define LAB_TYPE_PAST_BAR (lab_past_bar_get_type ())
G_DECLARE_FINAL_TYPE (LabPastBar, lab_past_bar, LAB, PAST_BAR, GtkBox)

GtkWidget *lab_past_bar_new (LabSession *session);

G_END_DECLS
