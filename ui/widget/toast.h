/* SPDX-License-Identifier: MIT */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** lab_toast_say: a line at the window's foot, for what was done and what went wrong. */
void lab_toast_say (AdwToastOverlay *toasts, const char *message);

/** lab_toast_offer: the same with a button that activates @action, which may have a target; at
 * once, whatever else is said. Returns: (transfer none): for adw_toast_dismiss(). */
AdwToast *lab_toast_offer (AdwToastOverlay *toasts, const char *message, const char *label,
                           const char *action);

/** lab_toast_drop_undo: another change has come: what is offered would take back the wrong one. */
void lab_toast_drop_undo (AdwToastOverlay *toasts);

G_END_DECLS
