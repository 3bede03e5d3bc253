/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "error.h"

G_BEGIN_DECLS

/** LabSourceFile: the four files of a dataset. */
typedef enum
{
  LAB_SOURCE_TRAIN_IMAGES,
  LAB_SOURCE_TRAIN_LABELS,
  LAB_SOURCE_TEST_IMAGES,
  LAB_SOURCE_TEST_LABELS,
} LabSourceFile;

/**
 * lab_source_open:
 * @id: as for lab_dataset_load()
 * @name: (out) (transfer full): what to call the file in messages
 *
 * **Errors**: %LAB_ERROR_REQUEST for an @id that is neither a known name nor a folder;
 * %LAB_ERROR_DATA for a file that is not there or cannot be read.
 */
GInputStream *lab_source_open (const char *id, LabSourceFile file, char **name, GError **error);

/** lab_source_folder: Returns: (nullable): where the files of a dataset are; NULL for what is
 * inside the program. */
const char *lab_source_folder (const char *id);

G_END_DECLS
