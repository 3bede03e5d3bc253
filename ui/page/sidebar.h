/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabSidebar: what is set up: data, network, and a card a side; details on pages of their own. */
#define LAB_TYPE_SIDEBAR (lab_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (LabSidebar, lab_sidebar, LAB, SIDEBAR, GtkBox)

GtkWidget *lab_sidebar_new (LabSession *session);

G_END_DECLS
