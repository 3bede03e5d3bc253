/* SPDX-License-Identifier: MIT */
/* Where a dataset's files are: inside the program, where Debian puts them, or in a folder. */
#include "data/source.h"

#include "core/memory.h"

#define FASHION_FOLDER "/usr/share/datasets/fashion-mnist"

static const char *const NAMES[] = {
  [LAB_SOURCE_TRAIN_IMAGES] = "train-images-idx3-ubyte",
  [LAB_SOURCE_TRAIN_LABELS] = "train-labels-idx1-ubyte",
  [LAB_SOURCE_TEST_IMAGES] = "t10k-images-idx3-ubyte",
  [LAB_SOURCE_TEST_LABELS] = "t10k-labels-idx1-ubyte",
};

#define EMBEDDED(file) extern const guint8 lab_mnist_##file[], lab_mnist_##file##_end[]
EMBEDDED (train_images);
EMBEDDED (train_labels);
EMBEDDED (test_images);
EMBEDDED (test_labels);

static const struct
{
  const guint8 *begin;
  const guint8 *end;
} EMBEDDED_FILES[] = {
  [LAB_SOURCE_TRAIN_IMAGES] = { lab_mnist_train_images, lab_mnist_train_images_end },
  [LAB_SOURCE_TRAIN_LABELS] = { lab_mnist_train_labels, lab_mnist_train_labels_end },
  [LAB_SOURCE_TEST_IMAGES] = { lab_mnist_test_images, lab_mnist_test_images_end },
  [LAB_SOURCE_TEST_LABELS] = { lab_mnist_test_labels, lab_mnist_test_labels_end },
};

/* They are read once a process. */
static void
close_embedded (gpointer data)
{
  const LabSourceFile file = GPOINTER_TO_UINT (data);

  lab_memory_let_go (EMBEDDED_FILES[file].begin,
                     (gsize) (EMBEDDED_FILES[file].end - EMBEDDED_FILES[file].begin));
}

static GInputStream *
open_embedded (LabSourceFile file)
{
  g_autoptr (GBytes) bytes
      = g_bytes_new_with_free_func (EMBEDDED_FILES[file].begin,
                                    (gsize) (EMBEDDED_FILES[file].end - EMBEDDED_FILES[file].begin),
                                    close_embedded, GUINT_TO_POINTER (file));

  return g_memory_input_stream_new_from_bytes (bytes);
}

/* Plain or compressed, and with the dot that some archives have before the type. */
static GInputStream *
open_in_folder (const char *folder, LabSourceFile file, char **name, GError **error)
{
  const char *const endings[] = { "", ".gz" };

  for (guint dotted = 0; dotted < 2; dotted++)
    for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
      {
        g_autoptr (GString) base = g_string_new (NAMES[file]);
        g_autofree char *path = NULL;
        g_autoptr (GFile) there = NULL;
        g_autoptr (GError) reason = NULL;
        GFileInputStream *stream;

        if (dotted)
          g_string_replace (base, "-idx", ".idx", 1);
        g_string_append (base, endings[i]);
        path = g_build_filename (folder, base->str, NULL);
        there = g_file_new_for_path (path);
        if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
          {
            /* A pipe would keep the reader waiting. */
            g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                         "‘%s’ is no regular file: choose another folder", path);
            return NULL;
          }
        stream = g_file_read (there, NULL, &reason);
        if (stream != NULL)
          {
            *name = g_filename_display_name (path);
            return G_INPUT_STREAM (stream);
          }
        if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
          {
            g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                         "cannot read ‘%s’: %s; choose another folder or change its permissions",
                         path, reason->message);
            return NULL;
          }
      }
  g_set_error (
      error, LAB_ERROR, LAB_ERROR_DATA,
      "‘%s’ has no %s or %s.gz: choose a folder with the four files of a dataset in MNIST's format",
      folder, NAMES[file], NAMES[file]);
  return NULL;
}

GInputStream *
lab_source_open (const char *id, LabSourceFile file, char **name, GError **error)
{
  if (g_str_equal (id, "mnist"))
    {
      *name = g_strdup (NAMES[file]);
      return open_embedded (file);
    }
  if (g_str_equal (id, "fashion-mnist"))
    {
      if (g_file_test (FASHION_FOLDER, G_FILE_TEST_IS_DIR))
        return open_in_folder (FASHION_FOLDER, file, name, error);
      g_set_error_literal (
          error, LAB_ERROR, LAB_ERROR_DATA,
          "Fashion-MNIST is not installed: install the package dataset-fashion-mnist");
      return NULL;
    }
  if (!g_file_test (id, G_FILE_TEST_IS_DIR))
    {
      g_set_error (
          error, LAB_ERROR, LAB_ERROR_REQUEST,
          "dataset: ‘%s’ is no folder: choose mnist, fashion-mnist or a folder with the four files",
          id);
      return NULL;
    }
  return open_in_folder (id, file, name, error);
}

const char *
lab_source_folder (const char *id)
{
  return g_str_equal (id, "mnist") ? NULL : g_str_equal (id, "fashion-mnist") ? FASHION_FOLDER : id;
}
