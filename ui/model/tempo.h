/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LabTempo: how long a training has taken, pauses left out, and how fast it is. Zero before the
 * first one. **Units**: times in microseconds, as g_get_monotonic_time(). */
typedef struct
{
  /*< private >*/
  gboolean going;
  gint64 since;
  double seconds; /* until then */
  gint64 measured;
  guint64 step; /* at that time */
  double speed;
} LabTempo;

/** lab_tempo_reset: another training begins. */
void lab_tempo_reset (LabTempo *self);
/** lab_tempo_turn: it goes, or rests, from @now on. */
void lab_tempo_turn (LabTempo *self, gboolean going, gint64 now, guint64 step);
/** lab_tempo_note: so far it has come. */
void lab_tempo_note (LabTempo *self, gint64 now, guint64 step);

/** lab_tempo_get_speed: Returns: steps a second of late, 0 at rest. */
double lab_tempo_get_speed (const LabTempo *self);
double lab_tempo_get_seconds (const LabTempo *self, gint64 now);

G_END_DECLS
