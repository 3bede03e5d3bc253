/* SPDX-License-Identifier: MIT */
#pragma once

#include "plots.h"
#include "shape-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** LabExports: what leaves the window: plots to files and to the clipboard, data as tables. */
typedef struct _LabExports LabExports;

/** lab_exports_new: adds the actions `win.export`, `win.copy` and `win.table` to the window; their
 * parameter is a chart's name, or "" for the loss shape where it is
 * shown, else the matrices. */
LabExports *lab_exports_new (AdwApplicationWindow *window, LabPlots *plots, LabShapePage *shape,
                             AdwToastOverlay *toasts);
void lab_exports_free (LabExports *self);

/** lab_exports_menu: Returns: (transfer full): the charts that every experiment has, and the
 * experiment as a whole. */
GMenuModel *lab_exports_menu (void);

G_END_DECLS
