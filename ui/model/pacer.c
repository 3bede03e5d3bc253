/* SPDX-License-Identifier: MIT */
#include "pacer.h"

#include <time.h>

#define FRAMES_PER_SECOND 30

static gint64
thread_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

void
lab_pacer_turn (LabPacer *self)
{
  const gint64 spent = thread_time_us ();

  self->turn = g_get_monotonic_time ();
  self->cost = self->took;
  self->took = 0;
  self->load = spent - self->spent;
  self->spent = spent;
}

void
lab_pacer_note (LabPacer *self, gint64 took_us)
{
  self->took += took_us;
}

guint
lab_pacer_wait_ms (const LabPacer *self, gboolean full_speed)
{
  const gint64 least = MAX (G_USEC_PER_SEC / FRAMES_PER_SECOND, self->cost * 5 / 4);
  const gint64 due = self->turn + MAX (least, full_speed ? self->load * 5 : 0);

  return (guint) CLAMP ((due - g_get_monotonic_time ()) / 1000, 0, 1000);
}
