/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** LabPacerTime: in microseconds: @wall: that passes; @thread: that this thread has worked. */
typedef struct
{
  gint64 wall;
  gint64 thread;
} LabPacerTime;

/**
 * LabPacer:
 *
 * How often what is in training is drawn: 30 times a second, less often where drawing is dear. It
 * never takes more than four fifths of the time, so that keys and pointer have their turn; nor, at
 * full speed, where training wants every core, more than a fifth of one. What else is drawn
 * meanwhile does not count: waiting longer would not spare it.
 */
typedef struct
{
  /*< private >*/
  LabPacerTime turn; /* when the last one began */
  gint64 cost;       /* this thread's work from a turn's beginning to the end of its painting */
  gboolean painted;
} LabPacer;

LabPacerTime lab_pacer_now (void);

/** lab_pacer_turn: a turn begins. */
void lab_pacer_turn (LabPacer *self, LabPacerTime now);

/** lab_pacer_painted: a frame is on the screen; the first one after a turn is the turn's. */
void lab_pacer_painted (LabPacer *self, LabPacerTime now);

/** lab_pacer_wait_ms: Returns: how long until the next turn. */
guint lab_pacer_wait_ms (const LabPacer *self, gboolean full_speed, LabPacerTime now);

G_END_DECLS
