/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabDataPage: the sidebar's page of what is done to the data, and of what comes out of it. */
#define LAB_TYPE_DATA_PAGE (lab_data_page_get_type ())
G_DECLARE_FINAL_TYPE (LabDataPage, lab_data_page, LAB, DATA_PAGE, GtkBox)

GtkWidget *lab_data_page_new (LabSession *session);

G_END_DECLS
