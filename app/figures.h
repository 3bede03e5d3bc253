/* SPDX-License-Identifier: MIT */
#pragma once

#include "engine.h"

G_BEGIN_DECLS

/**
 * LabFigureSink: takes a plot's file name and its PNG; FALSE ends the drawing with its error.
 */
typedef gboolean (*LabFigureSink) (const char *name, GBytes *png, gpointer data, GError **error);

/**
 * lab_figures_draw:
 * @runs: [n_runs] the sides of one seed
 *
 * Draws every plot of an experiment with title, settings and legend, each at its own size.
 *
 * **Errors**: those of lab_figure_to_png() and of @sink.
 */
gboolean lab_figures_draw (LabRun *const *runs, guint n_runs, const LabEngine *engine,
                           gboolean dark, LabFigureSink sink, gpointer data, GError **error);

G_END_DECLS
