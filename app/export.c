/* SPDX-License-Identifier: MIT */
/* losslab export pytorch DIR: the experiment as a PyTorch script that prints the same losses. */
#include "command.h"
#include "options.h"
#include "out/torch-export.h"

#include <stdio.h>

#define SUMMARY                                                                                 \
  "Writes the experiment into a new folder: train.py, which trains it with PyTorch and prints " \
  "the lines\n"                                                                                 \
  "that compare prints, and all that it reads: pictures, weights to begin with, order of the "  \
  "batches."

int
lab_export_command (int argc, char **argv)
{
  static const LabOptionsForm FORM
      = { .summary = SUMMARY, .arguments = "pytorch DIR", .n_arguments = 2 };
  g_auto (LabOptions) options = { 0 };
  g_autoptr (LabDataset) dataset = NULL;
  g_autoptr (LabTrainingSet) set = NULL;
  GError *error = NULL;
  const char *folder;

  if (!lab_options_parse (&options, argc, argv, &FORM, &error))
    return lab_command_fail (argv[0], error);
  folder = options.arguments[1];
  if (!g_str_equal (options.arguments[0], "pytorch"))
    {
      g_set_error (&error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "‘%s’ cannot be made: the one form there is is pytorch, as in losslab export "
                   "pytorch DIR",
                   options.arguments[0]);
      return lab_command_fail (argv[0], error);
    }
  dataset = lab_dataset_load (options.experiment->sides[0]->dataset, &error);
  if (dataset != NULL)
    set = lab_damage_apply (&options.experiment->sides[0]->damage, dataset, &error);
  if (set == NULL || !lab_torch_export (options.experiment, dataset, set, NULL, folder, &error))
    return lab_command_fail (argv[0], error);
  printf ("The experiment is in %s: python3 %s/train.py trains it\n", folder, folder);
  return lab_command_flush (argv[0], LAB_EXIT_DONE);
}
