/* SPDX-License-Identifier: MIT */
#pragma once

#include "chart.h"

G_BEGIN_DECLS

/**
 * lab_shape_chart_profile:
 * @run: (nullable): whose training says how far it has come, and what a loss of the same text has
 * learned, at @cursor
 *
 * Returns: FALSE where the spec does not fit the dataset
 */
gboolean lab_shape_chart_profile (LabProfile *profile, const LabSpec *spec,
                                  const LabDataset *dataset, const LabTrainingSet *set,
                                  const LabRun *run, double cursor);

/** lab_shape_chart_get_learned: @learned: receives what the loss of @run had learned at @cursor.
 * Returns: FALSE where @spec's loss is another one, or learns nothing. */
gboolean lab_shape_chart_get_learned (const LabRun *run, const LabSpec *spec, double cursor,
                                      double *learned);

/** lab_shape_chart_get_progress: Returns: of @run at @cursor, 0 to 1. */
double lab_shape_chart_get_progress (const LabRun *run, double cursor);

/** lab_shape_chart_held: Returns: (transfer full) (nullable): what is held while p changes, in
 * words: "w[y] held at its mean, 1.00". */
char *lab_shape_chart_held (const LabShapes *shapes);

/* Parts of lab_chart_new() and lab_chart_free(). */
void lab_shape_chart_fill (LabChart *self, const LabChartOptions *options);
void lab_shape_chart_clear (LabChart *self);

G_END_DECLS
