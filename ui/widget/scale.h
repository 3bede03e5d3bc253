/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** lab_scale_new: a scale for pages that scroll: the wheel is left to them, so that nobody changes
 * a setting on the way past it. */
GtkWidget *lab_scale_new (GtkOrientation orientation, double from, double to, double step);

G_END_DECLS
