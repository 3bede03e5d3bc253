/* SPDX-License-Identifier: MIT */
/* Packed pictures come out as they went in, and only what saves memory is packed. */
#include "core/random.h"
#include "dataset.h"
#include "kernels/kernels.h"

#include <string.h>

static void
test_round_trip (gconstpointer kernels)
{
  LabRandom random;
  guint n_packed = 0;

  lab_kernels_use (kernels);
  lab_random_init (&random, 6, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 200; trial++)
    {
      const guint n = 1 + lab_random_below (&random, 30),
                  size = 1 + lab_random_below (&random, 300), of_64 = lab_random_below (&random, 5);
      g_autofree guint8 *pixels = g_malloc0 ((gsize) n * size);
      g_autofree guint8 *picture = g_malloc (size + 1);
      LabPacked *packed;

      /* Runs of bytes, as strokes are. */
      for (gsize at = 0; at < (gsize) n * size; at++)
        if (lab_random_below (&random, 64) < of_64)
          for (gsize end = MIN (at + 10, (gsize) n * size); at < end; at++)
            pixels[at] = (guint8) lab_random_below (&random, 256);
      packed = lab_packed_new (pixels, n, size);
      if (packed == NULL)
        continue;
      n_packed++;
      for (guint i = 0; i < n; i++)
        {
          picture[size] = 77;
          lab_packed_prefetch (packed, i);
          lab_packed_get (packed, i, picture);
          g_assert_cmpmem (picture, size, pixels + (gsize) i * size, size);
          g_assert_cmpuint (picture[size], ==, 77);
        }
      lab_packed_free (packed);
    }
  lab_kernels_use (NULL);
  g_assert_cmpuint (n_packed, >, 100);
}

static void
test_when_it_saves (void)
{
  guint8 pixels[3 * 64] = { 0 };
  LabPacked *packed = lab_packed_new (pixels, 3, 64);
  guint8 picture[64];

  g_assert_nonnull (packed);
  memset (picture, 1, sizeof picture);
  lab_packed_get (packed, 2, picture);
  g_assert_cmpmem (picture, 64, pixels, 64);
  lab_packed_free (packed);

  memset (pixels, 1, sizeof pixels);
  g_assert_null (lab_packed_new (pixels, 3, 64));
}

/* MNIST is packed; tests/engine/dataset.c looks at its pixels. */
static void
test_mnist (void)
{
  g_autoptr (LabDataset) mnist = lab_dataset_load ("mnist", NULL);

  g_assert_nonnull (mnist->train.packed);
  g_assert_null (mnist->train.pixels);
  g_assert_nonnull (mnist->test.packed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const LabKernels *const *variant = lab_kernels_list (); *variant != NULL; variant++)
    {
      g_autofree char *path = g_strconcat ("/packed/round-trip/", (*variant)->name, NULL);

      g_test_add_data_func (path, *variant, test_round_trip);
    }
  g_test_add_func ("/packed/when-it-saves", test_when_it_saves);
  g_test_add_func ("/packed/mnist", test_mnist);
  return g_test_run ();
}
