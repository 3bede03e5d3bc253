/* SPDX-License-Identifier: MIT */
#pragma once

#include "data/damage.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabTrainingPictures: some of the pictures that the networks learn from, each with the class that
 * they are told; a wrong one is framed. Which ones is drawn by lot, and drawn again on request.
 */
#define LAB_TYPE_TRAINING_PICTURES (lab_training_pictures_get_type ())
G_DECLARE_FINAL_TYPE (LabTrainingPictures, lab_training_pictures, LAB, TRAINING_PICTURES,
                      GtkDrawingArea)

GtkWidget *lab_training_pictures_new (void);

void lab_training_pictures_set (LabTrainingPictures *self, LabDataset *dataset,
                                LabTrainingSet *set);
/** lab_training_pictures_draw_lots: shows other pictures. */
void lab_training_pictures_draw_lots (LabTrainingPictures *self);

G_END_DECLS
