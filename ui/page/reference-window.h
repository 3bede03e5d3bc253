/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** lab_reference_window_present: shows the page of the loss language, in a window of its own that
 * goes with @parent; the same one, where it is open already. */
void lab_reference_window_present (GtkWindow *parent);

G_END_DECLS
