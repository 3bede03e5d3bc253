/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** lab_inner_name_set: names a #GtkDropDown or a #GtkMenuButton, and the button inside it, which
 * has the focus and which GTK leaves without a name: that one with what is chosen, "Format: PNG".
 */
void lab_inner_name_set (gpointer widget, const char *words);

G_END_DECLS
