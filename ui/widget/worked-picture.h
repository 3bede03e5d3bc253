/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/plot/picture.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LabWorkedPictureSide:
 * @name: "Standard"
 * @z, @p, @dz: (nullable): [K] logits, probabilities, and the derivative of the picture's loss with
 * respect to each logit
 * @says: the class that it predicts; of no meaning without @p
 * @lines: (nullable): NULL-terminated: the loss and its derivative with the numbers put in. A
 * number after an equals sign is set in bold where the line, or its part up to a comma, ends with
 * it.
 */
typedef struct
{
  const char *name;
  const double *z;
  const double *p;
  const double *dz;
  guint says;
  const char *const *lines;
} LabWorkedPictureSide;

/**
 * LabWorkedPictureData:
 * @number: its place in the test set, shown from 0
 * @epoch: of the networks
 * @truth: its class
 * @n_classes: K
 * @class_names: [K]
 * @noun: what a class is called
 * @n_sides: at most %LAB_MAX_STYLES; the first two have columns in the table
 * @conclusion: (nullable): what it comes to, in words
 * @first, @last: there is none before it, or after it
 *
 * One test picture, and what each network's loss makes of it, in numbers.
 */
typedef struct
{
  LabPicture picture;
  guint number;
  double epoch;
  guint truth;
  guint n_classes;
  const char *const *class_names;
  const char *noun;
  guint n_sides;
  LabWorkedPictureSide sides[LAB_MAX_STYLES];
  const char *conclusion;
  gboolean first;
  gboolean last;
} LabWorkedPictureData;

/**
 * LabWorkedPicture:
 *
 * One picture, worked in numbers: the picture and what the networks say, a table of logits,
 * probabilities and derivatives, and the loss with the numbers put in. It scrolls where it is
 * higher than its place.
 *
 * Signals: `previous`, `next`: another picture is asked for.
 */
#define LAB_TYPE_WORKED_PICTURE (lab_worked_picture_get_type ())
G_DECLARE_FINAL_TYPE (LabWorkedPicture, lab_worked_picture, LAB, WORKED_PICTURE, GtkBox)

GtkWidget *lab_worked_picture_new (void);

/** lab_worked_picture_set_hint: @words: shown while there are no data; NULL for the usual ones. */
void lab_worked_picture_set_hint (LabWorkedPicture *self, const char *words);

/** lab_worked_picture_set: @data: (nullable): NULL before there is any; nothing of it is kept. */
void lab_worked_picture_set (LabWorkedPicture *self, const LabWorkedPictureData *data);

G_END_DECLS
