/* SPDX-License-Identifier: MIT */
#include "toy.h"

#include "core/random.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROWS      6
#define COLS      5
#define N_CLASSES 4

#define GROUPS "class-groups.txt"

/* Classes in two groups, as a question about them. */
static void
set_second_task (LabSecondTask *second)
{
  second->n_classes = 2;
  second->title = g_strdup ("Is it even?");
  second->class_names = g_strsplit ("odd even", " ", -1);
  for (guint k = 0; k < N_CLASSES; k++)
    second->class_of[k] = k % 2 == 0;
}

static void
fill (LabPictures *pictures, guint n, LabRandom *random)
{
  pictures->n = n;
  pictures->labels = g_malloc (n);
  pictures->pixels = g_malloc0 ((gsize) n * ROWS * COLS);
  for (guint i = 0; i < n; i++)
    {
      const guint k = lab_random_below (random, N_CLASSES);
      guint8 *pixels = pictures->pixels + (gsize) i * ROWS * COLS;

      /* A class is a bright column among noise. */
      pictures->labels[i] = (guint8) k;
      for (guint p = 0; p < ROWS * COLS; p++)
        pixels[p] = (guint8) (lab_random_below (random, 120) + (p % COLS == k ? 100 : 0));
    }
}

LabDataset *
lab_toy_dataset (guint64 seed)
{
  LabDataset *self = g_new0 (LabDataset, 1);
  LabRandom random;

  g_atomic_ref_count_init (&self->ref_count);
  lab_random_init (&random, seed, LAB_STREAM_NOISE, 99);
  self->id = g_strdup ("toy");
  self->title = g_strdup ("Toy");
  self->rows = ROWS;
  self->cols = COLS;
  self->n_classes = N_CLASSES;
  self->class_names = g_strsplit ("0 1 2 3", " ", -1);
  set_second_task (&self->second);
  fill (&self->train, 203, &random);
  fill (&self->test, 57, &random);
  return self;
}

static void
write_file (const char *folder, const char *name, guint n, gboolean images, const guint8 *bytes,
            gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  const guint32 dims[] = { GUINT32_TO_BE (n), GUINT32_TO_BE (ROWS), GUINT32_TO_BE (COLS) };

  g_string_append_len (text, images ? "\0\0\x08\x03" : "\0\0\x08\x01", 4);
  g_string_append_len (text, (const char *) dims, images ? 12 : 4);
  g_string_append_len (text, (const char *) bytes, (gssize) size);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
}

static const char *const FILES[] = { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                     "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" };

char *
lab_toy_write (guint64 seed)
{
  g_autoptr (LabDataset) toy = lab_toy_dataset (seed);
  char *folder = g_dir_make_tmp ("losslab-toy-XXXXXX", NULL);
  g_autofree char *groups = g_build_filename (folder, GROUPS, NULL);

  write_file (folder, FILES[0], toy->train.n, TRUE, toy->train.pixels,
              (gsize) toy->train.n * ROWS * COLS);
  write_file (folder, FILES[1], toy->train.n, FALSE, toy->train.labels, toy->train.n);
  write_file (folder, FILES[2], toy->test.n, TRUE, toy->test.pixels,
              (gsize) toy->test.n * ROWS * COLS);
  write_file (folder, FILES[3], toy->test.n, FALSE, toy->test.labels, toy->test.n);
  g_assert_true (g_file_set_contents (groups, "Is it even?\nodd: 1 3\neven: 0 2\n", -1, NULL));
  return folder;
}

void
lab_toy_remove (char *folder)
{
  g_autofree char *groups = g_build_filename (folder, GROUPS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    {
      g_autofree char *path = g_build_filename (folder, FILES[i], NULL);

      g_unlink (path);
    }
  g_unlink (groups);
  g_rmdir (folder);
  g_free (folder);
}

LabSpec *
lab_toy_spec (const char *first_name, ...)
{
  static const char *const BASE[]
      = { "epochs", "3", "batch-size", "16", "hidden", "12,7", "evaluations", "3", "lr", "0.01" };
  LabSpec *spec = lab_spec_new ();
  va_list arguments;
  const char *name = first_name;

  va_start (arguments, first_name);
  for (guint i = 0; i < G_N_ELEMENTS (BASE) || name != NULL; i += 2)
    {
      const gboolean base = i < G_N_ELEMENTS (BASE);
      const LabSetting *setting = lab_setting_find (base ? BASE[i] : name);
      const char *text = base ? BASE[i + 1] : va_arg (arguments, const char *);
      LabSpec *next = lab_spec_with (spec, setting->id, text, NULL);

      g_assert_nonnull (next);
      lab_spec_unref (spec);
      spec = next;
      if (!base)
        name = va_arg (arguments, const char *);
    }
  va_end (arguments);
  return spec;
}
