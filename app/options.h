/* SPDX-License-Identifier: MIT */
#pragma once

#include "experiment.h"
#include "ui/out/outputs.h"

G_BEGIN_DECLS

/**
 * LabOptions:
 * @experiment: what the options describe
 * @arguments: [n_arguments] the words that are no options, NULL-terminated
 * @n_workers: `--threads`, 0 where not given
 * @out: (nullable): `--out`
 * @no_history: `--no-history`
 * @json: `--json`
 * @form: what `--format`, `--theme`, `--handout` and `--all` ask for
 *
 * The command line of a command about an experiment. The options of the settings come from
 * the settings table.
 */
typedef struct
{
  LabExperiment *experiment;
  char **arguments;
  guint n_workers;
  char *out;
  gboolean no_history;
  gboolean json;
  LabOutputsForm form;
} LabOptions;

/**
 * LabOptionsForm:
 * @summary: for the help
 * @arguments: (nullable): the words that it takes besides options, for the help
 * @n_arguments: how many
 * @trains: whether it has the options of a training: `--threads`, `--out`, `--no-history`, `--json`
 * and more
 *
 * What a command's line looks like, besides the options of the experiment.
 */
typedef struct
{
  const char *summary;
  const char *arguments;
  guint n_arguments;
  gboolean trains;
} LabOptionsForm;

/**
 * lab_options_parse:
 * @argv: the command's name first
 *
 * `--help` prints the help and ends the program.
 *
 * **Errors**: #GOptionError, and %LAB_ERROR_REQUEST as lab_experiment_set().
 */
gboolean lab_options_parse (LabOptions *self, int argc, char **argv, const LabOptionsForm *form,
                            GError **error);
void lab_options_clear (LabOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LabOptions, lab_options_clear)

G_END_DECLS
