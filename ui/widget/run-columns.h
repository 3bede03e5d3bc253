/* SPDX-License-Identifier: MIT */
#pragma once

#include "store/history.h"

G_BEGIN_DECLS

/**
 * LabRunColumn:
 * @title: its heading, to be translated
 * @text: (transfer full): what it tells of a run
 * @more: (nullable) (transfer full): the line below
 * @tip: (nullable) (transfer full): what a longer look tells, where that is more
 * @chars: how wide it is, in letters
 * @number: whether it stands at the right
 * @rank: where there is no room, columns of the greatest rank go first; 0 stays
 */
typedef struct
{
  const char *title;
  char *(*text) (const LabSummary *run);
  char *(*more) (const LabSummary *run);
  char *(*tip) (const LabSummary *run);
  int chars;
  gboolean number;
  guint rank;
} LabRunColumn;

#define LAB_N_RUN_COLUMNS 8

/** lab_run_columns: what is told of a run of the history. */
extern const LabRunColumn lab_run_columns[LAB_N_RUN_COLUMNS];

/** lab_run_columns_state: Returns: (transfer full): how far a run came: "stopped at 45 %". */
char *lab_run_columns_state (const LabSummary *run);

/** lab_run_columns_words: Returns: (transfer full): the run in a line, for assistive tools. */
char *lab_run_columns_words (const LabSummary *run);

G_END_DECLS
