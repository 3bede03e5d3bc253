/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** lab_run_colors_install: the style classes `side-N` (text) and `scales-N` (ranges) have the
 * plots' colour of side N from now on, light or dark as the desktop has it. */
void lab_run_colors_install (GdkDisplay *display);

G_END_DECLS
