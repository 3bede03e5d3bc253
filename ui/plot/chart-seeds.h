/* SPDX-License-Identifier: MIT */
#pragma once

#include "curves.h"
#include "run.h"

G_BEGIN_DECLS

/* Thin lines of a side: more are one surface. */
#define LAB_CHART_SEEDS_MOST_LINES 50u

/**
 * LabChartSeeds:
 * @n_all: runs of the side, one a seed
 * @n: those that a mean is of: all that did not diverge; where all did, the one that got furthest
 * @runs: [n_all] those that a mean is of come first
 *
 * The runs of one side. At every step a mean is of the same seeds: one that joined or left on the
 * way would make it jump where no network changed. It therefore reaches as far as the one that is
 * furthest behind; the engine keeps them within a few batches of each other.
 */
typedef struct
{
  guint n_all;
  guint n;
  LabRun **runs;
} LabChartSeeds;

/** lab_chart_seeds_init: @runs: [n_all] of the side, @stride apart. */
void lab_chart_seeds_init (LabChartSeeds *self, LabRun *const *runs, guint n_all, guint stride);
void lab_chart_seeds_clear (LabChartSeeds *self);

/** lab_chart_seeds_mean: of @values [n]; @deviation: (out): the sample's, NaN of one value. */
double lab_chart_seeds_mean (const double *values, guint n, double *deviation);

/** lab_chart_seeds_n_evaluations: Returns: how many all have that a mean is of. */
guint lab_chart_seeds_n_evaluations (const LabChartSeeds *self);
/** lab_chart_seeds_evaluation: Returns: (nullable): that of run @i up to @cursor, or the latest
 * that a mean is of. */
const LabEvaluation *lab_chart_seeds_evaluation (const LabChartSeeds *self, guint i, double cursor);

/**
 * LabChartSeedsLine:
 * @count: how many values a run has
 * @value: value @i of it
 * @x: where value @i stands, in epochs
 * @data: of the three
 */
typedef struct
{
  guint64 (*count) (const LabRun *run, gpointer data);
  double (*value) (const LabRun *run, guint64 i, gpointer data);
  double (*x) (const LabRun *run, guint64 i, gpointer data);
  gpointer data;
} LabChartSeedsLine;

/**
 * lab_chart_seeds_fill:
 * @n_whole: how many values a whole run will have
 * @n_lines: how many runs the plot is of, those of other sides too
 * @every: thin lines of all seeds, up to %LAB_CHART_SEEDS_MOST_LINES, instead of a band; those of
 * seeds that diverged are always there
 *
 * Sets the points of @curve, at places that stay as the runs grow, and so few that a plot's time
 * does not depend on their length.
 *
 * Returns: (transfer full): what @curve points to
 */
double *lab_chart_seeds_fill (const LabChartSeeds *self, LabCurve *curve,
                              const LabChartSeedsLine *line, guint64 n_whole, guint n_lines,
                              gboolean every);

/** lab_chart_seeds_words: Returns: (transfer full): "seed 1", or "seeds 1 to 5". */
char *lab_chart_seeds_words (guint64 first, guint n);

/** lab_chart_seeds_mean_words: Returns: (transfer full): "mean of 5 seeds", or "mean of 4 of 5
 * seeds". */
char *lab_chart_seeds_mean_words (const LabChartSeeds *sides, guint n_sides);

G_END_DECLS
