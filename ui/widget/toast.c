/* SPDX-License-Identifier: MIT */
#include "toast.h"

#define UNDO "undo" /* the toast that offers it */

/* A toast reads its title as markup; messages quote files and what was typed. */
static AdwToast *
make (const char *message)
{
  g_autofree char *escaped = g_markup_escape_text (message, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_timeout (toast, 6);
  /* what was done last is answered at once, not when older answers have been read */
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  return toast;
}

void
lab_toast_say (AdwToastOverlay *toasts, const char *message)
{
  adw_toast_overlay_add_toast (toasts, make (message));
}

AdwToast *
lab_toast_offer (AdwToastOverlay *toasts, const char *message, const char *label,
                 const char *action)
{
  AdwToast *toast = make (message);

  adw_toast_set_button_label (toast, label);
  adw_toast_set_detailed_action_name (toast, action);
  if (g_str_equal (action, "win.undo"))
    g_object_set_data_full (G_OBJECT (toasts), UNDO, g_object_ref (toast), g_object_unref);
  adw_toast_overlay_add_toast (toasts, toast);
  return toast;
}

void
lab_toast_drop_undo (AdwToastOverlay *toasts)
{
  AdwToast *toast = g_object_get_data (G_OBJECT (toasts), UNDO);

  if (toast == NULL)
    return;
  adw_toast_dismiss (toast);
  g_object_set_data (G_OBJECT (toasts), UNDO, NULL);
}
