/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"

G_BEGIN_DECLS

/**
 * lab_groups_load: fills in the dataset's second task, where it has one.
 *
 * **Errors**: %LAB_ERROR_DATA for a file of groups that cannot be read, or that leaves a class out
 * or names it twice.
 */
gboolean lab_groups_load (LabDataset *dataset, GError **error);

G_END_DECLS
