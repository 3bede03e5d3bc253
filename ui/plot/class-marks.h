/* SPDX-License-Identifier: MIT */
#pragma once

#include "axis.h"
#include "theme.h"

G_BEGIN_DECLS

/**
 * LabClassMarksData:
 * @measure: "Recall"
 * @n_classes: K
 * @class_names: [K]
 * @noun: what a class is called
 * @n_sides: at most %LAB_MAX_STYLES
 * @side_names: [n_sides]
 * @values: [n_sides][K] fractions; NULL where a side has none yet
 * @spreads: [n_sides][K] (nullable): how far about them the values are spread that they are means
 * of
 * @lack: (nullable): who has none at all, for the description: "Standard: no second task"
 *
 * A measure of each class, a row a class and a mark a side, joined. The greatest difference of the
 * first two sides has the colour of the one that is ahead; the others are grey.
 */
typedef struct
{
  const char *measure;
  guint n_classes;
  const char *const *class_names;
  const char *noun;
  guint n_sides;
  const char *side_names[LAB_MAX_STYLES];
  const double *values[LAB_MAX_STYLES];
  const double *spreads[LAB_MAX_STYLES];
  const char *lack;
} LabClassMarksData;

/** LabClassMarks: marks at a size. */
typedef struct _LabClassMarks LabClassMarks;

LabClassMarks *lab_class_marks_layout (const LabClassMarksData *data, double width, double height,
                                       const LabTheme *theme, double text_px);
void lab_class_marks_free (LabClassMarks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabClassMarks, lab_class_marks_free)

void lab_class_marks_draw (const LabClassMarks *self, cairo_t *cr);
/** lab_class_marks_hit: Returns: the class of the row there, or -1. */
int lab_class_marks_hit (const LabClassMarks *self, double x, double y);
char *lab_class_marks_describe (const LabClassMarks *self);
/** lab_class_marks_foremost: Returns: the class that the first two sides differ in most, or -1. */
int lab_class_marks_foremost (const LabClassMarksData *data);
/** lab_class_marks_get_area: the marks' area within the names. */
void lab_class_marks_get_area (const LabClassMarks *self, double *left, double *top, double *right,
                               double *bottom);

G_END_DECLS
