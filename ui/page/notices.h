/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/revisit.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabNotices: a line at the window's top: that there is no history, that it cannot be written, or
 * that the last training can go on. */
#define LAB_TYPE_NOTICES (lab_notices_get_type ())
G_DECLARE_FINAL_TYPE (LabNotices, lab_notices, LAB, NOTICES, GtkWidget)

GtkWidget *lab_notices_new (LabSession *session);

G_END_DECLS
