/* SPDX-License-Identifier: MIT */
#pragma once

#include "contenders.h"

G_BEGIN_DECLS

/**
 * LabBenchRow:
 * @name: what `--only` and the JSON call it
 * @group: the word for it and its like, for `--only` too
 * @subject: what takes or holds it, in words: "an epoch of one run takes"
 * @unit: in which @above is told; "" where it is divided by @below
 * @object: the words behind the number: what it is divided by, or more of what it is
 * @above, @below: the contenders; @below is %LAB_N_CONTENDERS where @above is not divided
 * @share: how many units of @above's work make one of @below's, or how many seconds the unit has
 *
 * A line of the benchmark.
 */
typedef struct
{
  const char *name;
  const char *group;
  const char *subject;
  const char *unit;
  const char *object;
  LabContender above;
  LabContender below;
  double share;
} LabBenchRow;

/** lab_bench_rows: the one table; ends with a row without a name. */
extern const LabBenchRow lab_bench_rows[];

/** LAB_BENCH_PEERS: the group that needs other tools. */
#define LAB_BENCH_PEERS "peers"

/**
 * LabBenchTimes:
 * @values: what it gave in each round, the first first
 *
 * A contender's share in the rounds so far. Slow ones have fewer.
 */
typedef struct
{
  double *values;
  guint n;
} LabBenchTimes;

/**
 * LabBenchReading:
 * @value: of ratios the ratio of the medians
 * @least, @greatest: of the rounds' own
 * @n: rounds in which both were measured; 0: there is nothing to tell
 */
typedef struct
{
  double value;
  double least;
  double greatest;
  guint n;
} LabBenchReading;

/** lab_bench_rows_read: @times: [LAB_N_CONTENDERS]. */
LabBenchReading lab_bench_rows_read (const LabBenchRow *row, const LabBenchTimes *times);

G_END_DECLS
