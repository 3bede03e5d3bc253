/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LabFolderExportKind: what of an experiment goes out as a whole
 * @LAB_FOLDER_EXPORT_HANDOUT: a page of PDF, a file
 * @LAB_FOLDER_EXPORT_EVERYTHING: all that the command line writes too, into a folder
 * @LAB_FOLDER_EXPORT_SCRIPT: the PyTorch script, into a folder
 */
typedef enum
{
  LAB_FOLDER_EXPORT_HANDOUT,
  LAB_FOLDER_EXPORT_EVERYTHING,
  LAB_FOLDER_EXPORT_SCRIPT,
  LAB_N_FOLDER_EXPORTS,
} LabFolderExportKind;

/** lab_folder_export_add: adds the actions `win.export-handout`, `win.export-everything` and
 * `win.export-pytorch` to the window: each asks for a file or a folder. */
void lab_folder_export_add (AdwApplicationWindow *window, LabSession *session,
                            AdwToastOverlay *toasts);

/** lab_folder_export_menu: Returns: (transfer full): a section with the same. */
GMenuModel *lab_folder_export_menu (void);

/** lab_folder_export_write: writes it to @path, or into a new folder there where @path is a folder
 * that is not empty; @toasts says so, or what went wrong. */
void lab_folder_export_write (LabFolderExportKind kind, LabSession *session, const char *path,
                              AdwToastOverlay *toasts);

G_END_DECLS
