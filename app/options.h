/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"

G_BEGIN_DECLS

/**
 * LabOptions:
 * @experiment: what the options describe
 * @n_workers: `--threads`, 0 where not given
 * @out: (nullable): `--out`
 * @json: `--json`
 * @dark: `--theme dark`
 *
 * The command line of a command that trains an experiment. The options of the settings come from
 * the settings table.
 */
typedef struct
{
  LabExperiment *experiment;
  guint n_workers;
  char *out;
  gboolean json;
  gboolean dark;
} LabOptions;

/**
 * lab_options_parse:
 * @argv: the command's name first
 * @summary: for the help
 *
 * `--help` prints the help and ends the program.
 *
 * **Errors**: #GOptionError, and %LAB_ERROR_REQUEST as lab_experiment_set().
 */
gboolean lab_options_parse (LabOptions *self, int argc, char **argv, const char *summary,
                            GError **error);
void lab_options_clear (LabOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabOptions, lab_options_clear)

G_END_DECLS
