/* SPDX-License-Identifier: MIT */
#pragma once

#include "model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** lab_script_export_add: adds the action `win.export-pytorch` to the window: it asks for a folder
 * and writes the experiment there as a PyTorch script. */
void lab_script_export_add (AdwApplicationWindow *window, LabSession *session,
                            AdwToastOverlay *toasts);

/** lab_script_export_write: writes it into @path, or into a new folder there where @path is not
 * empty, off the main thread; @toasts says when it is done, or why not. */
void lab_script_export_write (LabSession *session, const char *path, AdwToastOverlay *toasts);

G_END_DECLS
