/* SPDX-License-Identifier: MIT */
/*
 * The datasets that come with a system against sums made by `gzip -dc | tail -c +17 | sha256sum`
 * (+9 of labels), and folders that the test writes, good ones and each way of being wrong.
 */
#include "dataset.h"

#include "failure.h"
#include "idx-writer.h"
#include "temp.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

static LabDataset *
load (const char *id)
{
  g_autoptr (GError) error = NULL;
  LabDataset *self = lab_dataset_load (id, &error);

  g_assert_no_error (error);
  return self;
}

static void
assert_sum (const guint8 *bytes, gsize size, const char *expected)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, size);

  g_assert_cmpstr (sum, ==, expected);
}

static void
assert_pixels (const LabDataset *self, const LabPictures *pictures, const char *expected)
{
  const gsize size = (gsize) self->rows * self->cols;
  g_autofree guint8 *room = g_malloc (size);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < pictures->n; i++)
    g_checksum_update (sum, lab_dataset_pixels (self, pictures, i, room), (gssize) size);
  g_assert_cmpstr (g_checksum_get_string (sum), ==, expected);
}

static void
assert_pictures (const LabDataset *self, const LabPictures *pictures, const guint counts[10],
                 const char *pixels_sum, const char *labels_sum)
{
  guint found[10] = { 0 };

  for (guint i = 0; i < pictures->n; i++)
    {
      g_assert_cmpuint (pictures->labels[i], <, 10);
      found[pictures->labels[i]]++;
    }
  g_assert_cmpmem (found, sizeof found, counts, 10 * sizeof *counts);
  assert_pixels (self, pictures, pixels_sum);
  assert_sum (pictures->labels, pictures->n, labels_sum);
}

static void
assert_shape (const LabDataset *self, const char *id, const char *title, const char *class_names)
{
  g_autofree char *names = g_strjoinv (", ", self->class_names);

  g_assert_cmpstr (self->id, ==, id);
  g_assert_cmpstr (self->title, ==, title);
  g_assert_cmpstr (names, ==, class_names);
  g_assert_cmpuint (self->n_classes, ==, g_strv_length (self->class_names));
  g_assert_cmpuint (self->rows, ==, 28);
  g_assert_cmpuint (self->cols, ==, 28);
  g_assert_cmpuint (self->train.n, ==, 60000);
  g_assert_cmpuint (self->test.n, ==, 10000);
}

static void
test_mnist (void)
{
  const guint train[] = { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 };
  const guint test[] = { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 };
  g_autoptr (LabDataset) self = load ("mnist");

  assert_shape (self, "mnist", "MNIST", "0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
  assert_pictures (self, &self->train, train,
                   "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
                   "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13");
  assert_pictures (self, &self->test, test,
                   "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
                   "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5");
}

static void
test_fashion_mnist (void)
{
  const guint train[] = { 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000 };
  const guint test[] = { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LabDataset) self = lab_dataset_load ("fashion-mnist", &error);

  if (self == NULL)
    {
      lab_failure_assert (&error, LAB_ERROR_DATA, "install the package dataset-fashion-mnist");
      g_test_skip ("Fashion-MNIST is not installed");
      return;
    }
  assert_shape (self, "fashion-mnist", "Fashion-MNIST",
                "T-shirt, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot");
  assert_pictures (self, &self->train, train,
                   "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
                   "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7");
  assert_pictures (self, &self->test, test,
                   "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
                   "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9");
}

static void *
load_mnist (void *unused)
{
  return load ("mnist");
}

/* Whoever asks first, and from wherever: one copy. */
static void
test_mnist_is_shared (void)
{
  pthread_t threads[4];
  void *loaded[G_N_ELEMENTS (threads)];
  g_autoptr (LabDataset) self = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, load_mnist, NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_join (threads[i], &loaded[i]), ==, 0);
  self = load ("mnist");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_assert_true (loaded[i] == self);
      lab_dataset_unref (loaded[i]);
    }
}

/* ---- folders ---- */

/* Five training and three test pictures of 2 x 3 pixels, of three classes. */
static const char *const NAMES[] = { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                     "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" };
static const guint32 TRAIN_DIMS[] = { 5, 2, 3 }, TEST_DIMS[] = { 3, 2, 3 };
static const guint8 PIXELS[] = { 0,   1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,
                                 255, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 };
static const guint8 TRAIN_LABELS[] = { 2, 0, 1, 1, 0 }, TEST_LABELS[] = { 1, 2, 2 };

typedef enum
{
  PLAIN,
  GZIP,
  DOTTED,
  DOTTED_GZIP,
  N_SPELLINGS,
} Spelling;

static void
write_idx (const LabTemp *folder, const char *name, Spelling spelling, guint n_dims,
           const guint32 *dims, const guint8 *values, gsize size)
{
  g_autoptr (GBytes) plain = lab_idx_writer_plain (n_dims, dims, values, size);
  g_autoptr (GBytes) compressed = lab_idx_writer_gzip (plain);
  const gboolean gzip = spelling == GZIP || spelling == DOTTED_GZIP;
  g_autoptr (GString) full = g_string_new (name);

  if (spelling >= DOTTED)
    g_string_replace (full, "-idx", ".idx", 0);
  if (gzip)
    g_string_append (full, ".gz");
  lab_temp_write (folder, full->str, gzip ? compressed : plain);
}

static void
write_labels (const LabTemp *folder, const char *name, const guint8 *labels, guint32 n)
{
  write_idx (folder, name, PLAIN, 1, &n, labels, n);
}

static LabTemp *
write_folder (const Spelling spellings[4])
{
  LabTemp *folder = lab_temp_new ();

  write_idx (folder, NAMES[0], spellings[0], 3, TRAIN_DIMS, PIXELS, 30);
  write_idx (folder, NAMES[1], spellings[1], 1, TRAIN_DIMS, TRAIN_LABELS, 5);
  write_idx (folder, NAMES[2], spellings[2], 3, TEST_DIMS, PIXELS, 18);
  write_idx (folder, NAMES[3], spellings[3], 1, TEST_DIMS, TEST_LABELS, 3);
  return folder;
}

static LabTemp *
write_plain_folder (void)
{
  const Spelling spellings[4] = { PLAIN, PLAIN, PLAIN, PLAIN };

  return write_folder (spellings);
}

static void
test_folder (void)
{
  /* every file in every spelling: 4^4 folders */
  for (guint i = 0; i < 256; i++)
    {
      const Spelling spellings[4] = { i % 4, i / 4 % 4, i / 16 % 4, i / 64 };
      g_autoptr (LabTemp) folder = write_folder (spellings);
      g_autofree char *base = g_path_get_basename (folder);
      g_autoptr (LabDataset) self = load (folder);
      g_autofree char *names = g_strjoinv (", ", self->class_names);

      g_assert_cmpstr (self->id, ==, folder);
      g_assert_cmpstr (self->title, ==, base);
      g_assert_cmpstr (names, ==, "0, 1, 2");
      g_assert_cmpuint (self->n_classes, ==, 3);
      g_assert_cmpuint (self->rows, ==, 2);
      g_assert_cmpuint (self->cols, ==, 3);
      g_assert_cmpuint (self->train.n, ==, 5);
      g_assert_cmpuint (self->test.n, ==, 3);
      g_assert_cmpmem (self->train.pixels, 30, PIXELS, 30);
      g_assert_cmpmem (self->train.labels, 5, TRAIN_LABELS, 5);
      g_assert_cmpmem (self->test.pixels, 18, PIXELS, 18);
      g_assert_cmpmem (self->test.labels, 3, TEST_LABELS, 3);
      g_assert_true (lab_dataset_pixels (self, &self->train, 4, NULL) == self->train.pixels + 24);
    }
}

static void
test_256_classes (void)
{
  const guint8 labels[] = { 255, 0, 1, 254, 128 };
  g_autoptr (LabTemp) folder = write_plain_folder ();
  g_autoptr (LabDataset) self = NULL;

  write_labels (folder, NAMES[1], labels, 5);
  self = load (folder);
  g_assert_cmpuint (self->n_classes, ==, LAB_MAX_CLASSES);
  g_assert_cmpuint (g_strv_length (self->class_names), ==, LAB_MAX_CLASSES);
  g_assert_cmpstr (self->class_names[255], ==, "255");
}

static void
assert_refused (const char *id, LabError code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lab_dataset_load (id, &error));
  lab_failure_assert (&error, code, part);
}

static void
test_unknown_id (void)
{
  g_autoptr (LabTemp) folder = write_plain_folder ();
  g_autofree char *file = g_build_filename (folder, NAMES[0], NULL);
  g_autofree char *nothing = g_build_filename (folder, "nothing", NULL);

  assert_refused ("", LAB_ERROR_REQUEST, "choose mnist, fashion-mnist or a folder");
  assert_refused ("MNIST", LAB_ERROR_REQUEST, "‘MNIST’ is no folder");
  assert_refused (nothing, LAB_ERROR_REQUEST, nothing);
  assert_refused (file, LAB_ERROR_REQUEST, "is no folder");
}

static void
test_missing_file (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autoptr (LabTemp) folder = write_plain_folder ();
      g_autofree char *path = g_build_filename (folder, NAMES[i], NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
      assert_refused (folder, LAB_ERROR_DATA, NAMES[i]);
    }
}

/* What is there under a file's name and is no file: a folder, and a pipe that nobody writes to. */
static void
test_no_regular_file (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autoptr (LabTemp) folder = write_plain_folder ();
      g_autofree char *path = g_build_filename (folder, NAMES[i], NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_cmpint (g_mkdir (path, 0777), ==, 0);
      assert_refused (folder, LAB_ERROR_DATA, path);
      g_assert_cmpint (g_rmdir (path), ==, 0);
      g_assert_cmpint (mkfifo (path, 0666), ==, 0);
      assert_refused (folder, LAB_ERROR_DATA, "is no regular file");
    }
}

/* A broken file is named with its path, whichever it is. */
static void
test_broken_file (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_autoptr (LabTemp) folder = write_plain_folder ();
      g_autofree char *path = g_build_filename (folder, NAMES[i], NULL);
      g_autoptr (GBytes) few = g_bytes_new_static ("\0\0\x08", 3);

      lab_temp_write (folder, NAMES[i], few);
      assert_refused (folder, LAB_ERROR_DATA, path);
    }
}

static void
test_files_swapped (void)
{
  g_autoptr (LabTemp) folder = write_plain_folder ();

  write_labels (folder, NAMES[0], TRAIN_LABELS, 5);
  assert_refused (folder, LAB_ERROR_DATA, "it has 1 dimensions instead of 3: is it another one");
}

static void
test_counts_disagree (void)
{
  const guint8 labels[6] = { 0, 1, 2 };

  for (guint i = 1; i < G_N_ELEMENTS (NAMES); i += 2)
    {
      const guint right = i == 1 ? 5 : 3;

      for (guint n = right - 1; n <= right + 1; n += 2)
        {
          g_autoptr (LabTemp) folder = write_plain_folder ();
          g_autofree char *part
              = g_strdup_printf ("%s’ has %u labels for the %u pictures of ‘", NAMES[i], n, right);

          write_labels (folder, NAMES[i], labels, n);
          assert_refused (folder, LAB_ERROR_DATA, part);
        }
    }
}

static void
test_sizes_disagree (void)
{
  const guint32 turned[] = { 3, 3, 2 }, wider[] = { 3, 2, 4 };
  g_autoptr (LabTemp) folder = write_plain_folder ();

  write_idx (folder, NAMES[2], PLAIN, 3, turned, PIXELS, 18);
  assert_refused (folder, LAB_ERROR_DATA, "are 2 x 3 pixels and test pictures 3 x 2");
  write_idx (folder, NAMES[2], PLAIN, 3, wider, PIXELS, 24);
  assert_refused (folder, LAB_ERROR_DATA, "are 2 x 3 pixels and test pictures 2 x 4");
}

static void
test_label_out_of_range (void)
{
  const guint8 labels[] = { 1, 3, 2 };
  g_autoptr (LabTemp) folder = write_plain_folder ();

  write_labels (folder, NAMES[3], labels, 3);
  assert_refused (folder, LAB_ERROR_DATA,
                  "a test label is 3, out of the range of the training labels, 0 to 2");
}

static void
test_one_class (void)
{
  const guint8 labels[5] = { 0 };
  g_autoptr (LabTemp) folder = write_plain_folder ();

  write_labels (folder, NAMES[1], labels, 5);
  assert_refused (folder, LAB_ERROR_DATA, "all labels are 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/mnist-is-shared", test_mnist_is_shared);
  g_test_add_func ("/dataset/mnist", test_mnist);
  g_test_add_func ("/dataset/fashion-mnist", test_fashion_mnist);
  g_test_add_func ("/dataset/folder", test_folder);
  g_test_add_func ("/dataset/256-classes", test_256_classes);
  g_test_add_func ("/dataset/unknown-id", test_unknown_id);
  g_test_add_func ("/dataset/missing-file", test_missing_file);
  g_test_add_func ("/dataset/no-regular-file", test_no_regular_file);
  g_test_add_func ("/dataset/broken-file", test_broken_file);
  g_test_add_func ("/dataset/files-swapped", test_files_swapped);
  g_test_add_func ("/dataset/counts-disagree", test_counts_disagree);
  g_test_add_func ("/dataset/sizes-disagree", test_sizes_disagree);
  g_test_add_func ("/dataset/label-out-of-range", test_label_out_of_range);
  g_test_add_func ("/dataset/one-class", test_one_class);
  return g_test_run ();
}
