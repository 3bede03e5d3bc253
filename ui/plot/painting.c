/* SPDX-License-Identifier: MIT */
#include "painting.h"

void
lab_painting_clear (LabPainting *self)
{
  switch (self->kind)
    {
    case LAB_PAINTING_CURVES:
      lab_curves_free (self->curves);
      break;
    case LAB_PAINTING_MARKS:
      lab_class_marks_free (self->marks);
      break;
    case LAB_PAINTING_SHAPE:
      lab_loss_shape_free (self->shape);
      break;
    case LAB_PAINTING_MATRIX:
      lab_matrix_free (self->matrix);
      break;
    case LAB_PAINTING_THRESHOLDS:
      lab_threshold_curves_free (self->thresholds);
      break;
    case LAB_PAINTING_RELIABILITY:
      lab_reliability_free (self->reliability);
      break;
    case LAB_PAINTING_NOTHING:
    default:
      break;
    }
  *self = (LabPainting){ .kind = LAB_PAINTING_NOTHING };
}

void
lab_painting_draw (const LabPainting *self, cairo_t *cr)
{
  switch (self->kind)
    {
    case LAB_PAINTING_CURVES:
      lab_curves_draw (self->curves, cr);
      break;
    case LAB_PAINTING_MARKS:
      lab_class_marks_draw (self->marks, cr);
      break;
    case LAB_PAINTING_SHAPE:
      lab_loss_shape_draw (self->shape, cr);
      break;
    case LAB_PAINTING_MATRIX:
      lab_matrix_draw (self->matrix, cr);
      break;
    case LAB_PAINTING_THRESHOLDS:
      lab_threshold_curves_draw (self->thresholds, cr);
      break;
    case LAB_PAINTING_RELIABILITY:
      lab_reliability_draw (self->reliability, cr);
      break;
    case LAB_PAINTING_NOTHING:
    default:
      break;
    }
}

char *
lab_painting_describe (const LabPainting *self)
{
  switch (self->kind)
    {
    case LAB_PAINTING_CURVES:
      return lab_curves_describe (self->curves);
    case LAB_PAINTING_MARKS:
      return lab_class_marks_describe (self->marks);
    case LAB_PAINTING_SHAPE:
      return lab_loss_shape_describe (self->shape);
    case LAB_PAINTING_MATRIX:
      return lab_matrix_describe (self->matrix);
    case LAB_PAINTING_THRESHOLDS:
      return lab_threshold_curves_describe (self->thresholds);
    case LAB_PAINTING_RELIABILITY:
      return lab_reliability_describe (self->reliability);
    case LAB_PAINTING_NOTHING:
    default:
      return NULL;
    }
}

void
lab_painting_get_area (const LabPainting *self, double *left, double *top, double *right,
                       double *bottom)
{
  switch (self->kind)
    {
    case LAB_PAINTING_CURVES:
      lab_curves_get_area (self->curves, left, top, right, bottom);
      break;
    case LAB_PAINTING_MARKS:
      lab_class_marks_get_area (self->marks, left, top, right, bottom);
      break;
    case LAB_PAINTING_SHAPE:
      lab_loss_shape_get_area (self->shape, left, top, right, bottom);
      break;
    case LAB_PAINTING_MATRIX:
      lab_matrix_get_area (self->matrix, left, top, right, bottom);
      break;
    case LAB_PAINTING_THRESHOLDS:
      lab_threshold_curves_get_area (self->thresholds, left, top, right, bottom);
      break;
    case LAB_PAINTING_RELIABILITY:
      lab_reliability_get_area (self->reliability, left, top, right, bottom);
      break;
    case LAB_PAINTING_NOTHING:
    default:
      break;
    }
}
