/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/confusion.h"
#include "theme.h"

G_BEGIN_DECLS

/**
 * LabMatrixData:
 * @name: whose it is, for the description
 * @matrix: (nullable): an empty grid where there is none yet
 * @minus: (nullable): where it is there, the change @matrix - @minus is drawn
 * @absent: (nullable): why there will be none, in place of the cells: "no second task"
 * @n_classes: K
 * @class_names: [K]
 * @noun: what a class is called: "digit", "class"
 * @by_row: fractions of each row in percent, instead of counts
 * @scale: the value that has the darkest colour (lab_matrix_scale()), the same for matrices side by
 * side
 * @row_title: whether the rows' axis has its name
 * @note: (nullable): what the cells count, where nothing else says so; it stands with the columns'
 * name
 * @row, @column: the cell that is picked out; -1 for none
 *
 * A confusion matrix: the true class a row, the predicted one a column.
 */
typedef struct
{
  const char *name;
  const LabConfusion *matrix;
  const LabConfusion *minus;
  const char *absent;
  guint n_classes;
  const char *const *class_names;
  const char *noun;
  gboolean by_row;
  double scale;
  gboolean row_title;
  const char *note;
  int row;
  int column;
} LabMatrixData;

/** LabMatrixHit: a cell; with one of the two -1, the name of a row or a column; with both, nothing.
 */
typedef struct
{
  int row;
  int column;
} LabMatrixHit;

/** LabMatrix: a matrix at a size. */
typedef struct _LabMatrix LabMatrix;

/**
 * lab_matrix_layout:
 * @square: cells as high as wide; else they fill the size
 * @text_px: size of the cells' text, which large cells enlarge; the classes' names are a twelfth
 * larger
 */
LabMatrix *lab_matrix_layout (const LabMatrixData *data, double width, double height,
                              gboolean square, const LabTheme *theme, double text_px);
void lab_matrix_free (LabMatrix *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabMatrix, lab_matrix_free)

void lab_matrix_draw (const LabMatrix *self, cairo_t *cr);
LabMatrixHit lab_matrix_hit (const LabMatrix *self, double x, double y);
/** lab_matrix_describe: Returns: (transfer full): mistakes, and the most frequent confusion, in
 * words. */
char *lab_matrix_describe (const LabMatrix *self);
/** lab_matrix_get_area: the cells' area within the names. */
void lab_matrix_get_area (const LabMatrix *self, double *left, double *top, double *right,
                          double *bottom);

/** lab_matrix_title_room: Returns: how much of the width the rows' axis takes for its name. */
double lab_matrix_title_room (double text_px);

/** lab_matrix_cell_text: Returns: (transfer full): what the cell says; nothing where it is 0. */
char *lab_matrix_cell_text (const LabMatrixData *data, guint row, guint column);

/** lab_matrix_scale: Returns: the greatest cell of @matrix, or of the change from @minus, at least
 * 1 (by row: 0.01). */
double lab_matrix_scale (const LabConfusion *matrix, const LabConfusion *minus, gboolean by_row);

G_END_DECLS
