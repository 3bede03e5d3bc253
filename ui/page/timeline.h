/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabTimeline: the bar below the plots: the moment that is shown, progress, and the pace. */
#define LAB_TYPE_TIMELINE (lab_timeline_get_type ())
G_DECLARE_FINAL_TYPE (LabTimeline, lab_timeline, LAB, TIMELINE, GtkBox)

GtkWidget *lab_timeline_new (LabSession *session);

G_END_DECLS
