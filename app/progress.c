/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define WIDTH 30

#define PAUSE_US 50000

static gboolean shown;
static gint64 shown_at;

void
lab_progress_show (double fraction, const char *text)
{
  char bar[WIDTH + 1];
  const guint full = (guint) (CLAMP (fraction, 0.0, 1.0) * WIDTH);
  const gint64 now = g_get_monotonic_time ();

  if (now - shown_at < PAUSE_US || !isatty (STDERR_FILENO))
    return;
  shown_at = now;
  for (guint i = 0; i < WIDTH; i++)
    bar[i] = i < full ? '=' : ' ';
  bar[WIDTH] = '\0';
  fprintf (stderr, "\r\033[K[%s] %3.0f %%  %s", bar, 100.0 * fraction, text);
  fflush (stderr);
  shown = TRUE;
}

void
lab_progress_clear (void)
{
  if (!shown)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  shown = FALSE;
}
