/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabPacer:
 *
 * How often what is in training is drawn: 30 times a second, less often where drawing is dear. It
 * never takes more than four fifths of the time, so that keys and pointer have their turn; nor, at
 * full speed, where training wants every core, more than a fifth of one.
 */
typedef struct
{
  /*< private >*/
  gint64 turn;  /* when the last one began */
  gint64 took;  /* since then; the frame clock has turns in which nothing is painted too */
  gint64 cost;  /* what the turn before took in all */
  gint64 spent; /* processor time of this thread, when the last turn began */
  gint64 load;  /* processor time of the turn before */
} LabPacer;

/** lab_pacer_turn: a turn begins. */
void lab_pacer_turn (LabPacer *self);

/** lab_pacer_note: @took_us: a part of this turn's drawing, or of what comes before it. */
void lab_pacer_note (LabPacer *self, gint64 took_us);

/** lab_pacer_wait_ms: Returns: how long until the next turn. */
guint lab_pacer_wait_ms (const LabPacer *self, gboolean full_speed);

G_END_DECLS
