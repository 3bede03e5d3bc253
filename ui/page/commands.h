/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/** LabCommands: what menus, buttons and keys do to training and document. */
typedef struct _LabCommands LabCommands;

/** lab_commands_new: adds the actions and their keys to the window; those that make no sense at the
 * moment are disabled. */
LabCommands *lab_commands_new (AdwApplicationWindow *window, LabSession *session,
                               AdwToastOverlay *toasts);
void lab_commands_free (LabCommands *self);

/** lab_commands_set_keys: the accelerators of all the window's actions. */
void lab_commands_set_keys (GtkApplication *application);

G_END_DECLS
