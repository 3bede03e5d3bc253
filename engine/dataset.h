/* SPDX-License-Identifier: MIT */
#pragma once

#include "data/packed.h"
#include "error.h"

G_BEGIN_DECLS

#define LAB_MAX_CLASSES 256

/**
 * LabPictures:
 * @n: pictures
 * @pixels: (nullable): [n, rows * cols] bytes, 0 background to 255; or
 * @packed: the same, where that saves much
 * @labels: [n] the true classes, each below the dataset's n_classes
 */
typedef struct
{
  guint n;
  guint8 *pixels;
  LabPacked *packed;
  guint8 *labels;
} LabPictures;

/**
 * LabSecondTask:
 * @n_classes: 0 where the dataset has no second task
 * @title: what is asked: "Is it even?"
 * @class_names: [n_classes], NULL-terminated
 * @class_of: [n_classes of the dataset] the answer for each class
 *
 * Another question about the same pictures, answered by the class.
 */
typedef struct
{
  guint n_classes;
  char *title;
  char **class_names;
  guint8 class_of[LAB_MAX_CLASSES];
} LabSecondTask;

/**
 * LabDataset:
 *
 * Pictures and labels, decoded once and shared, read-only, by every run. Pixels stay bytes.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  char *id;    /* what lab_dataset_load() was given */
  char *title; /* "MNIST" */
  guint rows;
  guint cols;
  guint n_classes;
  char **class_names; /* [n_classes], NULL-terminated */
  LabSecondTask second;
  LabPictures train;
  LabPictures test;
} LabDataset;

/**
 * lab_dataset_load:
 * @id: `mnist`, `fashion-mnist`, or a folder with the four IDX files (plain or .gz) under MNIST's
 * names
 *
 * The second task of digits is whether they are even. Another dataset has the one that a file
 * `class-groups.txt` in its folder describes: a line a class of the second task, with its name, a
 * colon and the classes that belong to it: `even: 0 2 4 6 8`; a first line without a colon is the
 * task's title. Every class has to be in one of them.
 *
 * Returns: a new reference, or NULL. The built-in MNIST is decoded once a process and shared.
 *
 * **Errors**: %LAB_ERROR_REQUEST for an unknown id; %LAB_ERROR_DATA for files that are missing,
 * broken or disagree; %LAB_ERROR_MEMORY.
 *
 * **Threads**: any.
 */
LabDataset *lab_dataset_load (const char *id, GError **error);
LabDataset *lab_dataset_ref (LabDataset *self);
void lab_dataset_unref (LabDataset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabDataset, lab_dataset_unref)

/**
 * lab_dataset_check_classes:
 * @name: what the values are
 * @values: [LAB_MAX_CLASSES] one a class, 1 where none was given
 *
 * **Errors**: %LAB_ERROR_REQUEST when a class that the dataset lacks was given one.
 */
gboolean lab_dataset_check_classes (const LabDataset *self, const char *name, const double *values,
                                    GError **error);

/** lab_dataset_pixels: @room: [rows * cols]. Returns: the bytes of picture @i: in @room, or where
 * they are anyway. */
static inline const guint8 *
lab_dataset_pixels (const LabDataset *self, const LabPictures *pictures, guint i, guint8 *room)
{
  if (pictures->packed == NULL)
    return pictures->pixels + (gsize) i * self->rows * self->cols;
  lab_packed_get (pictures->packed, i, room);
  return room;
}

/** lab_dataset_prefetch: asks for picture @i ahead of its use, into the second-level cache: a
 * shuffled order defeats the processor's own guess. */
static inline void
lab_dataset_prefetch (const LabDataset *self, const LabPictures *pictures, guint i)
{
  const gsize size = (gsize) self->rows * self->cols;

  if (pictures->packed != NULL)
    lab_packed_prefetch (pictures->packed, i);
  else
    for (gsize at = 0; at < size; at += 64)
      __builtin_prefetch (pictures->pixels + i * size + at, 0, 2);
}

G_END_DECLS
