/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"

#include <pthread.h>
#include <stdio.h>

G_BEGIN_DECLS

/**
 * LabWatch:
 *
 * Where an engine's wake-up meets a command that waits for the training's end and prints its lines.
 * It outlives the engine.
 */
typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t news;
  gboolean there;
} LabWatch;

#define LAB_WATCH_INIT                                         \
  {                                                            \
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE \
  }

/** lab_watch_ring: the engine's wake-up, a #LabWake. */
void lab_watch_ring (gpointer watch);

/**
 * lab_watch_train:
 * @stream: gets a line an epoch and run
 *
 * Trains to the end, or until the program is told to end (SIGINT, SIGTERM).
 *
 * Returns: whether it came to the end
 */
gboolean lab_watch_train (LabWatch *self, LabEngine *engine, gboolean name_seed, FILE *stream);

/** lab_watch_report: prints all reports, the runs side by side, and what may be concluded. */
void lab_watch_report (const LabExperiment *experiment, const LabEngine *engine);

G_END_DECLS
