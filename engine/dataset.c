/* SPDX-License-Identifier: MIT */
#include "dataset.h"

#include "data/groups.h"
#include "data/idx.h"
#include "data/source.h"

#include <pthread.h>

static const char *const GARMENTS[] = { "T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                                        "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Ankle boot" };

static gboolean
read_file (const char *id, LabSourceFile file, guint n_dims, LabIdx *idx, char **name,
           GError **error)
{
  g_autoptr (GInputStream) stream = lab_source_open (id, file, name, error);

  return stream != NULL && lab_idx_read (stream, *name, n_dims, idx, error);
}

/* Takes the bytes of both files over; @rows and @cols are those of the pictures. */
static gboolean
read_pictures (const char *id, LabSourceFile images_file, LabSourceFile labels_file,
               LabPictures *pictures, guint *rows, guint *cols, GError **error)
{
  LabIdx images = { 0 }, labels = { 0 };
  g_autofree char *images_name = NULL;
  g_autofree char *labels_name = NULL;

  if (!read_file (id, images_file, 3, &images, &images_name, error)
      || !read_file (id, labels_file, 1, &labels, &labels_name, error))
    {
      lab_idx_clear (&images);
      return FALSE;
    }
  if (images.dims[0] != labels.dims[0])
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                   "‘%s’ has %u labels for the %u pictures of ‘%s’: use files that belong together",
                   labels_name, labels.dims[0], images.dims[0], images_name);
      lab_idx_clear (&images);
      lab_idx_clear (&labels);
      return FALSE;
    }
  *pictures = (LabPictures){ .n = images.dims[0], .pixels = images.bytes, .labels = labels.bytes };
  pictures->packed
      = lab_packed_new (images.bytes, images.dims[0], (gsize) images.dims[1] * images.dims[2]);
  if (pictures->packed != NULL)
    g_clear_pointer (&pictures->pixels, g_free);
  *rows = images.dims[1];
  *cols = images.dims[2];
  return TRUE;
}

static guint
most_label (const LabPictures *pictures)
{
  guint most = 0;

  for (guint i = 0; i < pictures->n; i++)
    most = MAX (most, pictures->labels[i]);
  return most;
}

static gboolean
agree (LabDataset *self, guint test_rows, guint test_cols, GError **error)
{
  const guint test_most = most_label (&self->test);

  if (self->rows != test_rows || self->cols != test_cols)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                   "‘%s’: training pictures are %u x %u pixels and test pictures %u x %u: use "
                   "files that belong together",
                   self->id, self->rows, self->cols, test_rows, test_cols);
      return FALSE;
    }
  self->n_classes = most_label (&self->train) + 1;
  if (self->n_classes < 2)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                   "‘%s’: all labels are 0: there is nothing to tell apart", self->id);
      return FALSE;
    }
  if (test_most >= self->n_classes)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                   "‘%s’: a test label is %u, out of the range of the training labels, 0 to %u",
                   self->id, test_most, self->n_classes - 1);
      return FALSE;
    }
  return TRUE;
}

static void
name_classes (LabDataset *self)
{
  const gboolean garments
      = g_str_equal (self->id, "fashion-mnist") && self->n_classes == G_N_ELEMENTS (GARMENTS);

  self->class_names = g_new0 (char *, self->n_classes + 1);
  for (guint k = 0; k < self->n_classes; k++)
    self->class_names[k] = garments ? g_strdup (GARMENTS[k]) : g_strdup_printf ("%u", k);
}

static LabDataset *
load (const char *id, GError **error)
{
  g_autoptr (LabDataset) self = g_new0 (LabDataset, 1);
  guint rows, cols;

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_strdup (id);
  self->title = g_str_equal (id, "mnist")           ? g_strdup ("MNIST")
                : g_str_equal (id, "fashion-mnist") ? g_strdup ("Fashion-MNIST")
                                                    : g_path_get_basename (id);
  if (!read_pictures (id, LAB_SOURCE_TRAIN_IMAGES, LAB_SOURCE_TRAIN_LABELS, &self->train,
                      &self->rows, &self->cols, error)
      || !read_pictures (id, LAB_SOURCE_TEST_IMAGES, LAB_SOURCE_TEST_LABELS, &self->test, &rows,
                         &cols, error)
      || !agree (self, rows, cols, error))
    return NULL;
  name_classes (self);
  if (!lab_groups_load (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

LabDataset *
lab_dataset_load (const char *id, GError **error)
{
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static LabDataset *mnist;
  LabDataset *self;

  if (!g_str_equal (id, "mnist"))
    return load (id, error);

  /* Decoded once and kept to the end of the process. */
  pthread_mutex_lock (&lock);
  if (mnist == NULL)
    mnist = load (id, error);
  self = mnist == NULL ? NULL : lab_dataset_ref (mnist);
  pthread_mutex_unlock (&lock);
  return self;
}

LabDataset *
lab_dataset_ref (LabDataset *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

gboolean
lab_dataset_check_classes (const LabDataset *self, const char *name, const double *values,
                           GError **error)
{
  for (guint k = self->n_classes; k < LAB_MAX_CLASSES; k++)
    if (values[k] < 1.0 || values[k] > 1.0)
      return lab_error_refuse (error, "%s: there is no class %u: %s has classes 0 to %u", name, k,
                               self->title, self->n_classes - 1);
  return TRUE;
}

static void
clear_pictures (LabPictures *pictures)
{
  g_free (pictures->pixels);
  lab_packed_free (pictures->packed);
  g_free (pictures->labels);
}

void
lab_dataset_unref (LabDataset *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->title);
  g_strfreev (self->class_names);
  g_strfreev (self->second.class_names);
  g_free (self->second.title);
  clear_pictures (&self->train);
  clear_pictures (&self->test);
  g_free (self);
}
