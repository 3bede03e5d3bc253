/* SPDX-License-Identifier: MIT */
#include "tempo.h"

#define WINDOW_US (G_USEC_PER_SEC / 2)

void
lab_tempo_reset (LabTempo *self)
{
  *self = (LabTempo){ 0 };
}

void
lab_tempo_turn (LabTempo *self, gboolean going, gint64 now, guint64 step)
{
  const double seconds = lab_tempo_get_seconds (self, now);

  *self = (LabTempo){
    .going = going, .since = now, .seconds = seconds, .measured = now, .step = step
  };
}

void
lab_tempo_note (LabTempo *self, gint64 now, guint64 step)
{
  if (!self->going || now - self->measured < WINDOW_US)
    return;
  self->speed = (double) (step - self->step) * G_USEC_PER_SEC / (double) (now - self->measured);
  self->measured = now;
  self->step = step;
}

double
lab_tempo_get_speed (const LabTempo *self)
{
  return self->speed;
}

double
lab_tempo_get_seconds (const LabTempo *self, gint64 now)
{
  return self->seconds + (self->going ? (double) (now - self->since) / G_USEC_PER_SEC : 0.0);
}
