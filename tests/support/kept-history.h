/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/history.h"
#include "temp.h"

/** LabKeptHistory: a fixture: an open history in a folder of its own, and toy pictures to train on.
 */
typedef struct
{
  char *data;
  LabTemp *folder;
  char *path;
  LabHistory *history;
} LabKeptHistory;

void lab_kept_history_set_up (LabKeptHistory *self, gconstpointer data);
void lab_kept_history_tear_down (LabKeptHistory *self, gconstpointer data);

/** lab_kept_history_open: Returns: (transfer full): the file, opened once more. */
LabHistory *lab_kept_history_open (const LabKeptHistory *self);
void lab_kept_history_reopen (LabKeptHistory *self);

/** lab_kept_history_end: what was followed is written. */
void lab_kept_history_end (LabHistory *history, LabEngine *engine);

/** lab_kept_history_train: to the end. Returns: the number of the first run. */
gint64 lab_kept_history_train (LabKeptHistory *self, LabEngine *engine);

LabSummary *lab_kept_history_find (LabKeptHistory *self, gint64 run);
