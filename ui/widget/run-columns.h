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
 * @order: the list can be sorted by it; %LAB_N_ORDERS: it cannot
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
  LabOrder order;
} LabRunColumn;

#define LAB_N_RUN_COLUMNS 8

/** lab_run_columns: what is told of a run of the history. */
extern const LabRunColumn lab_run_columns[LAB_N_RUN_COLUMNS];

/** LabRunOrder: what the list can be sorted by; @words: what comes first then, to be translated. */
typedef struct
{
  LabOrder order;
  gboolean descending;
  const char *words;
} LabRunOrder;

#define LAB_N_RUN_ORDERS (2 * LAB_N_ORDERS)

/** lab_run_orders: each order both ways, the one first that people look for. */
extern const LabRunOrder lab_run_orders[LAB_N_RUN_ORDERS];

/** lab_run_columns_words: Returns: (transfer full): the run in a line, for assistive tools. */
char *lab_run_columns_words (const LabSummary *run);

G_END_DECLS
