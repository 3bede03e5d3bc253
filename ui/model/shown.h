/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"
#include "ui/plot/chart.h"

G_BEGIN_DECLS

/**
 * LabShown:
 * @n_sides, @n_seeds: 0 while nothing is shown
 * @runs: [n_seeds * n_sides] the sides of the first seed first
 *
 * The runs that the window's plots are of: those in training, empty ones, or some of the history.
 */
typedef struct
{
  guint n_sides;
  guint n_seeds;
  GPtrArray *runs;
  LabDataset *dataset;
  LabTrainingSet *set;
} LabShown;

void lab_shown_clear (LabShown *self);

/** lab_shown_set_blank: empty runs of @experiment's sides, so that the plots have axes, names and
 * rows. */
void lab_shown_set_blank (LabShown *self, const LabExperiment *experiment, LabDataset *dataset,
                          LabTrainingSet *set);
void lab_shown_set_engine (LabShown *self, const LabExperiment *experiment, LabEngine *engine);

/** lab_shown_set_runs: @runs: [n_seeds * n_sides]. */
void lab_shown_set_runs (LabShown *self, GPtrArray *runs, guint n_sides, guint n_seeds,
                         LabDataset *dataset, LabTrainingSet *set);

/** lab_shown_get_records: @seed: which one is looked at, from 0. Returns: FALSE where there are
 * none. */
gboolean lab_shown_get_records (const LabShown *self, guint seed, LabRecords *records);

/** lab_shown_get_step: Returns: steps done by the run that is furthest behind. */
guint64 lab_shown_get_step (const LabShown *self, guint64 *total);

/** lab_shown_nearest: Returns: the moment of the evaluation next to @epoch, NaN where there is
 * none.
 */
double lab_shown_nearest (const LabShown *self, double epoch);
/** lab_shown_move: Returns: the moment so many evaluations on or back from @cursor, NaN for the
 * latest; NaN where nothing moves. */
double lab_shown_move (const LabShown *self, double cursor, int evaluations);

G_END_DECLS
