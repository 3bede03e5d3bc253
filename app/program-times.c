/* SPDX-License-Identifier: MIT */
#include "program-times.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_US 1000

static gboolean
start (const char *arguments, GPid *child, GError **error)
{
  g_autofree char *line = g_strconcat ("/proc/self/exe ", arguments, NULL);
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  /* as a shell would start it: see main.c */
  g_auto (GStrv) environment = g_environ_unsetenv (g_get_environ (), "OPENBLAS_NUM_THREADS");

  return g_spawn_async (NULL, argv, environment,
                        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
                            | G_SPAWN_STDERR_TO_DEV_NULL,
                        NULL, NULL, child, error);
}

double
lab_program_times_run (const char *arguments, GError **error)
{
  const gint64 begin = g_get_monotonic_time ();
  GPid child;
  int status;

  if (!start (arguments, &child, error))
    return -1.0;
  waitpid (child, &status, 0);
  if (!g_spawn_check_wait_status (status, error))
    return -1.0;
  return (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

/* Returns: what /proc has for it, in MiB; 0 for a program that has ended. */
static double
high_water_mark (GPid process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) process);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "\nVmHWM:")) == NULL)
    return 0.0;
  return (double) g_ascii_strtoull (line + strlen ("\nVmHWM:"), NULL, 10) / 1024.0;
}

/* It is asked again and again: a child's ru_maxrss begins with what this process holds. */
double
lab_program_times_peak (const char *arguments, GError **error)
{
  double peak = 0.0;
  GPid child;
  int status;

  if (!start (arguments, &child, error))
    return -1.0;
  while (waitpid (child, &status, WNOHANG) == 0)
    {
      peak = MAX (peak, high_water_mark (child));
      g_usleep (PAUSE_US);
    }
  return g_spawn_check_wait_status (status, error) ? peak : -1.0;
}
