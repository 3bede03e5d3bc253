/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * lab_mark_new:
 * @side: whose
 *
 * Returns: (transfer floating): a piece of a side's line with its marker, as it is in the plots
 */
GtkWidget *lab_mark_new (guint side);

G_END_DECLS
