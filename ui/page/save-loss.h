/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/loss-folder.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabSaveLoss: asks for a name for a loss's text, and puts it among the user's own.
 *
 * Signals: `saved` (name).
 */
#define LAB_TYPE_SAVE_LOSS (lab_save_loss_get_type ())
G_DECLARE_FINAL_TYPE (LabSaveLoss, lab_save_loss, LAB, SAVE_LOSS, GtkPopover)

GtkWidget *lab_save_loss_new (void);
/** lab_save_loss_set: what would be saved. */
void lab_save_loss_set (LabSaveLoss *self, const char *title, const char *text);

G_END_DECLS
