/* SPDX-License-Identifier: MIT */
#pragma once

#include "loss-shape-data.h"

G_BEGIN_DECLS

/** LabLossShape: the three plots at a size. */
typedef struct _LabLossShape LabLossShape;

/**
 * lab_loss_shape_layout:
 * @data: what it points to outlives the layout
 * @text_px: size of the ticks' text; lines and markers go with it (12 is the window's)
 *
 * **Units**: pixels; the plots fill 0, 0 to @width, @height.
 */
LabLossShape *lab_loss_shape_layout (const LabLossShapeData *data, double width, double height,
                                     const LabTheme *theme, double text_px);
void lab_loss_shape_free (LabLossShape *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabLossShape, lab_loss_shape_free)

void lab_loss_shape_draw (const LabLossShape *self, cairo_t *cr);
/** lab_loss_shape_hit: Returns: p there, 0 to 1, within the plots and between them; NaN elsewhere.
 */
double lab_loss_shape_hit (const LabLossShape *self, double x, double y);
/** lab_loss_shape_describe: Returns: (transfer full): what the plots show, in words. */
char *lab_loss_shape_describe (const LabLossShape *self);
/** lab_loss_shape_get_area: of the three plots together, within their margins. */
void lab_loss_shape_get_area (const LabLossShape *self, double *left, double *top, double *right,
                              double *bottom);

G_END_DECLS
