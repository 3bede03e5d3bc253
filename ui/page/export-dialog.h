/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/plot/chart.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * lab_export_dialog_present:
 * @chart: (transfer full): what is to be a picture or a table
 * @toasts: says what was done
 *
 * Asks for a format, and of a picture for size, scale and theme, with a preview; then for a file.
 */
void lab_export_dialog_present (GtkWindow *parent, LabChart *chart, AdwToastOverlay *toasts);

G_END_DECLS
