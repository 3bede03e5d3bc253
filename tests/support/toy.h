/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"

/**
 * lab_toy_dataset: Returns: 203 training and 57 test pictures of 6 x 5 pixels in 4 classes that can
 * be learnt, made from @seed. Their second task is whether the class is even.
 */
LabDataset *lab_toy_dataset (guint64 seed);

/** lab_toy_write: writes the same as four IDX files and `class-groups.txt`. Returns: the folder, to
 * be removed with lab_toy_remove(). */
char *lab_toy_write (guint64 seed);
void lab_toy_remove (char *folder);

/** lab_toy_spec: Returns: a spec for such data: 3 epochs of batches of 16, hidden 12,7, learning
 * rate 0.01; then NAME, VALUE, ..., NULL. */
LabSpec *lab_toy_spec (const char *first_name, ...) G_GNUC_NULL_TERMINATED;
