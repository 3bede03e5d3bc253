/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** lab_progress_show: draws a bar over the last line of standard error, where that is a terminal.
 */
void lab_progress_show (double fraction, const char *text);

/** lab_progress_clear: takes the bar away, before other lines are printed. */
void lab_progress_clear (void);

G_END_DECLS
