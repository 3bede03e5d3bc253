/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/** LabTemp: the path of a temporary folder, which goes with all that is in it. */
typedef char LabTemp;

LabTemp *lab_temp_new (void);
void lab_temp_free (LabTemp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTemp, lab_temp_free)

/** lab_temp_write: writes the file @name of the folder. */
void lab_temp_write (const LabTemp *self, const char *name, GBytes *bytes);

/** lab_temp_list: Returns: (transfer full): all names below @folder, sorted, one a line; folders
 * end in a slash. */
char *lab_temp_list (const char *folder);
