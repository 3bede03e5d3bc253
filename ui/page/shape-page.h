/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabShapePage: the loss shape and a picture worked in numbers, side by side; in little room one
 * of the two, with a switch. */
#define LAB_TYPE_SHAPE_PAGE (lab_shape_page_get_type ())
G_DECLARE_FINAL_TYPE (LabShapePage, lab_shape_page, LAB, SHAPE_PAGE, GtkWidget)

GtkWidget *lab_shape_page_new (LabSession *session);

/** lab_shape_page_open: @worked: whether the picture is what one came for: it has the room where
 * there is little, and the focus. */
void lab_shape_page_open (LabShapePage *self, gboolean worked);

/** lab_shape_page_open_pictures: on the picture, with a list of its own; as
 * lab_worked_panel_set_pictures(). */
void lab_shape_page_open_pictures (LabShapePage *self, const guint *pictures, guint n, guint at);

/** lab_shape_page_leave: Returns: whether there was something to leave: a panel that fills it. */
gboolean lab_shape_page_leave (LabShapePage *self);

/** lab_shape_page_dup_chart: Returns: (transfer full) (nullable): the loss shape as it is shown. */
LabChart *lab_shape_page_dup_chart (LabShapePage *self);

/** lab_shape_page_set_zoom: @zoom: 1, 1.25 or 1.5: of the text in the plots. */
void lab_shape_page_set_zoom (LabShapePage *self, double zoom);

G_END_DECLS
