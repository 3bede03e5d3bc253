/* SPDX-License-Identifier: MIT */
#include "pacer.h"

#include <time.h>

#define FRAME_US (G_USEC_PER_SEC / 30)

LabPacerTime
lab_pacer_now (void)
{
  struct timespec thread;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &thread);
  return (LabPacerTime){ g_get_monotonic_time (),
                         (gint64) thread.tv_sec * G_USEC_PER_SEC + thread.tv_nsec / 1000 };
}

void
lab_pacer_turn (LabPacer *self, LabPacerTime now)
{
  self->turn = now;
  self->painted = FALSE;
}

void
lab_pacer_painted (LabPacer *self, LabPacerTime now)
{
  if (self->painted)
    return;
  self->cost = now.thread - self->turn.thread;
  self->painted = TRUE;
}

guint
lab_pacer_wait_ms (const LabPacer *self, gboolean full_speed, LabPacerTime now)
{
  const gint64 least = MAX (FRAME_US, self->cost * 5 / 4);
  const gint64 due = self->turn.wall + MAX (least, full_speed ? self->cost * 5 : 0);

  return (guint) CLAMP ((due - now.wall) / 1000, 0, 1000);
}
