/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "error.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

int
lab_command_fail (const char *command, GError *error)
{
  const gboolean refused
      = error->domain == G_OPTION_ERROR || g_error_matches (error, LAB_ERROR, LAB_ERROR_REQUEST);

  g_printerr ("losslab %s: %s\n", command, error->message);
  g_error_free (error);
  return refused ? LAB_EXIT_REFUSED : LAB_EXIT_FAILED;
}

int
lab_command_flush (const char *command, int status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  g_printerr ("losslab %s: cannot write to standard output: %s\n", command, g_strerror (errno));
  return LAB_EXIT_FAILED;
}

json_t *
lab_command_real (double value)
{
  return isfinite (value) ? json_real (value) : json_null ();
}
