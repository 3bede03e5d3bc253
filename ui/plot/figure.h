/* SPDX-License-Identifier: MIT */
#pragma once

#include "format.h"
#include "painting.h"

G_BEGIN_DECLS

typedef enum
{
  LAB_FIGURE_CURVES,
  LAB_FIGURE_CLASS_MARKS,
  LAB_FIGURE_LOSS_SHAPE,
  LAB_FIGURE_THRESHOLDS,
  LAB_FIGURE_RELIABILITY,
  LAB_FIGURE_MATRICES,
} LabFigureKind;

/**
 * LabFigureLegend:
 * @style: of the run
 * @name: "Standard: cross-entropy"
 * @reading: (nullable): "end 0.098", in the run's colour
 */
typedef struct
{
  guint style;
  char *name;
  char *reading;
} LabFigureLegend;

/**
 * LabFigure:
 * @title, @subtitle: what it is, and with which settings
 * @legend: [n_legend]; the names of the matrices for %LAB_FIGURE_MATRICES
 * @note: (nullable): in bold below the plot, to the left
 * @remark: (nullable): how it is drawn, below, to the right
 * @curves, @marks, @shape, @thresholds, @reliability: what is drawn, by @kind
 * @matrices: [n_legend] the same by @kind; with two or more, the change from the first to the
 * second follows
 * @absent, @absent_words: a bit a matrix that will never be there, and why
 * @n_classes, @class_names, @noun, @by_row: of @matrices
 *
 * A plot that stands on its own: with title, settings, legend, colour bars. It owns the strings
 * that are not const.
 */
typedef struct
{
  LabFigureKind kind;
  char *title;
  char *subtitle;
  guint n_legend;
  LabFigureLegend legend[LAB_MAX_STYLES];
  const char *note;
  char *remark;
  const LabCurvesData *curves;
  const LabClassMarksData *marks;
  const LabLossShapeData *shape;
  const LabThresholdData *thresholds;
  const LabReliabilityData *reliability;
  const LabConfusion *matrices[LAB_MAX_STYLES];
  guint absent;
  const char *absent_words;
  guint n_classes;
  const char *const *class_names;
  const char *noun;
  gboolean by_row;
} LabFigure;

void lab_figure_clear (LabFigure *self);

/** lab_figure_absent: Returns: (nullable): why there will be no matrix @i, [n_legend] being the
 * change. */
const char *lab_figure_absent (const LabFigure *self, guint i);

/** lab_figure_n_panels: Returns: how many matrices it has, the change among them. */
guint lab_figure_n_panels (const LabFigure *self);
/** lab_figure_panel: Returns: matrix @i, [n_legend] being the change, on the scale of the others.
 */
LabMatrixData lab_figure_panel (const LabFigure *self, guint i);

/** lab_figure_size: the size at which it looks best, in pixels. */
void lab_figure_size (const LabFigure *self, guint *width, guint *height);

/** lab_figure_draw: at any size; the text goes with it. The ground is painted too. */
void lab_figure_draw (const LabFigure *self, double width, double height, const LabTheme *theme,
                      cairo_t *cr);

/** lab_figure_to_bytes: as a file; @scale and errors as of lab_format_render(). */
GBytes *lab_figure_to_bytes (const LabFigure *self, LabFormatKind format, guint width, guint height,
                             double scale, const LabTheme *theme, GError **error);

G_END_DECLS
