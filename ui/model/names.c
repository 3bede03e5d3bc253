/* SPDX-License-Identifier: MIT */
#include "names.h"

const LabDatasetName lab_dataset_names[LAB_N_DATASET_NAMES] = {
  { "mnist", "MNIST" },
  { "fashion-mnist", "Fashion-MNIST" },
};

char *
lab_names_dataset (const char *id)
{
  for (guint i = 0; i < LAB_N_DATASET_NAMES; i++)
    if (g_str_equal (id, lab_dataset_names[i].id))
      return g_strdup (lab_dataset_names[i].title);
  return g_path_get_basename (id);
}
