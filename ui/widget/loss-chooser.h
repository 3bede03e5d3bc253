/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/loss-folder.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabLossChooser: the catalogue, to choose from: all losses by what they are for, with what they
 * do, the user's own last, and a field that finds one by any word.
 *
 * Signals: `chosen` (id): that loss is wanted; the popover has closed.
 */
#define LAB_TYPE_LOSS_CHOOSER (lab_loss_chooser_get_type ())
G_DECLARE_FINAL_TYPE (LabLossChooser, lab_loss_chooser, LAB, LOSS_CHOOSER, GtkPopover)

GtkWidget *lab_loss_chooser_new (void);
/** lab_loss_chooser_set_current: @loss: (nullable): as a spec names it: the row to begin with. */
void lab_loss_chooser_set_current (LabLossChooser *self, const char *loss);
/** lab_loss_chooser_add: a button below the list. */
void lab_loss_chooser_add (LabLossChooser *self, const char *label, const char *action);

G_END_DECLS
