/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/** LabExit: exit statuses of every command. */
enum
{
  LAB_EXIT_DONE = 0,
  LAB_EXIT_FAILED = 1,  /* the work failed */
  LAB_EXIT_REFUSED = 2, /* the request was wrong */
};

/**
 * LabCommand:
 * @run: gets the arguments that follow the command's name, as a NULL-terminated array with the name
 * first; returns an exit status
 */
typedef struct
{
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv);
} LabCommand;

/* One file a command. */
int lab_compare_command (int argc, char **argv);
int lab_bench_command (int argc, char **argv);
int lab_losses_command (int argc, char **argv);
int lab_eval_loss_command (int argc, char **argv);
int lab_export_command (int argc, char **argv);
int lab_runs_command (int argc, char **argv);
/** lab_application_command: the window; @argv: the program's name and at most files. */
int lab_application_command (int argc, char **argv);

/**
 * lab_command_fail:
 * @error: (transfer full)
 *
 * Says on standard error what went wrong, in one line.
 *
 * Returns: the exit status that fits the error
 */
int lab_command_fail (const char *command, GError *error);

/**
 * lab_command_flush:
 *
 * Results that could not be written are a failure too.
 *
 * Returns: @status, or %LAB_EXIT_FAILED, after saying so, when standard output did not take
 * everything
 */
int lab_command_flush (const char *command, int status);

/** lab_command_real: Returns: a number; null for what JSON has no number for. */
json_t *lab_command_real (double value);

G_END_DECLS
