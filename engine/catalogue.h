/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss.h"

G_BEGIN_DECLS

/**
 * lab_catalogue_find:
 *
 * Returns: (transfer full): the loss of that id: one that the program brings, or the user's own
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown id, with the nearest one.
 */
LabLoss *lab_catalogue_find (const char *id, GError **error);

/** lab_catalogue_is_builtin: Returns: whether the program itself brings the loss. */
gboolean lab_catalogue_is_builtin (const char *id);

/** lab_catalogue_list: Returns: (transfer container) (element-type LabLoss): all losses: those of
 * the program by their groups, then the user's own by their titles. */
GPtrArray *lab_catalogue_list (void);

/** lab_catalogue_folder: Returns: (transfer full): where the user's own `.loss` files are. */
char *lab_catalogue_folder (void);

/**
 * lab_catalogue_reload: reads the user's folder again.
 *
 * Returns: (transfer full): a line for each file that is no loss: its name and what is wrong with
 * it; empty where all are well. The first search reads the folder by itself.
 */
GStrv lab_catalogue_reload (void);

/**
 * lab_catalogue_read:
 * @path: of a `.loss` file, or of a pipe
 *
 * Returns: (transfer full): its text, tidied as lab_loss_tidy() does it
 *
 * **Errors**: %LAB_ERROR_REQUEST for what cannot be read, is longer than 100 KB, or is no text in
 * UTF-8.
 */
char *lab_catalogue_read (const char *path, GError **error);

/**
 * lab_catalogue_save:
 * @name: the file's, without an ending: letters, digits, `-`
 *
 * Puts a text into the user's folder, in place of the one that has this name.
 *
 * **Errors**: %LAB_ERROR_REQUEST for a name that is no file's or that the program's own loss has;
 * %LAB_ERROR_OUTPUT.
 */
gboolean lab_catalogue_save (const char *name, const char *text, GError **error);

/** lab_catalogue_has_file: Returns: whether the user's folder has a file of that name, a loss or
 * not. */
gboolean lab_catalogue_has_file (const char *name);

/** lab_catalogue_name: Returns: (transfer full): a name for a title: small letters, `-` for all
 * that is neither letter nor digit. */
char *lab_catalogue_name (const char *title);

G_END_DECLS
