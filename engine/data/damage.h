/* SPDX-License-Identifier: MIT */
#pragma once

#include "dataset.h"

G_BEGIN_DECLS

/**
 * LabDamage:
 * @seed: which pictures are hit
 * @keep: the fraction of each class that stays in the training set, 0 to 1
 * @label_noise: the fraction of the training labels that become another class, 0 to 1, exact to a
 * picture
 * @train_size: how many pictures the training set has, 0 for all that there are
 * @validation: the fraction of each class that is set aside for validation before any damage, 0 to
 * 0.5
 *
 * What is done to the training set on purpose.
 */
typedef struct
{
  guint64 seed;
  double keep[LAB_MAX_CLASSES];
  double label_noise;
  guint train_size;
  double validation;
} LabDamage;

/**
 * LabTrainingSet:
 * @n: training pictures, at least 1
 * @index: [n] places in the dataset's training pictures, rising
 * @label: [n] the classes that the network is told
 * @counts: training pictures of each told class
 * @n_validation: pictures set aside
 * @validation: [n_validation] places in the dataset's training pictures, rising; their labels are
 * the true ones
 *
 * A dataset's training pictures after split and damage. Read-only once made, shared by runs.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  guint n;
  guint32 *index;
  guint8 *label;
  guint counts[LAB_MAX_CLASSES];
  guint n_validation;
  guint32 *validation;
} LabTrainingSet;

/**
 * lab_damage_apply:
 *
 * In this order: the validation split (stratified: round (fraction * count) of each class), the
 * fraction kept of each class (round (keep * count)), the training-set size (drawn from what is
 * left), the label noise (round (noise
 * * n) pictures get one of the other classes, each equally likely).
 *
 * Returns: a new reference, or NULL
 *
 * **Errors**: %LAB_ERROR_REQUEST when a class is kept that the dataset lacks, when nothing is
 * left to train on, when fewer pictures are left
 * than
 * @train_size asks for, or when noise is asked of a dataset with one class; %LAB_ERROR_MEMORY.
 */
LabTrainingSet *lab_damage_apply (const LabDamage *self, const LabDataset *dataset, GError **error);
LabTrainingSet *lab_training_set_ref (LabTrainingSet *self);
void lab_training_set_unref (LabTrainingSet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabTrainingSet, lab_training_set_unref)

G_END_DECLS
