/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LabLossFolder:
 *
 * The folder with the user's own losses, watched: a file that is written there is in the catalogue
 * a moment later.
 *
 * Signals: `changed`: the catalogue was read again; `broken` (message): there is a file now that is
 * no loss.
 */
#define LAB_TYPE_LOSS_FOLDER (lab_loss_folder_get_type ())
G_DECLARE_FINAL_TYPE (LabLossFolder, lab_loss_folder, LAB, LOSS_FOLDER, GObject)

/** lab_loss_folder_get: Returns: the one: the catalogue is the process's too. */
LabLossFolder *lab_loss_folder_get (void);

/** lab_loss_folder_get_wrong: Returns: a line for each file that is no loss, as
 * lab_catalogue_reload() gives them. */
const char *const *lab_loss_folder_get_wrong (LabLossFolder *self);

/** lab_loss_folder_save: as lab_catalogue_save(); `changed` follows at once. */
gboolean lab_loss_folder_save (LabLossFolder *self, const char *name, const char *text,
                               GError **error);

G_END_DECLS
