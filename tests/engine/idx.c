/* SPDX-License-Identifier: MIT */
/*
 * Files as they should be, at the sizes where buffers end; then every way of being broken.
 * g_try_realloc() is this program's own, which tells how much the reader asks for and can refuse
 * it.
 */
#include "data/idx.h"

#include "core/random.h"
#include "failure.h"
#include "idx-writer.h"

#include <stdlib.h>
#include <string.h>

static gsize largest_request;
static gsize greatest_allowed = G_MAXSIZE;

gpointer
g_try_realloc (gpointer memory, gsize size)
{
  largest_request = MAX (largest_request, size);
  return size <= greatest_allowed ? realloc (memory, size) : NULL;
}

static gboolean
read_bytes (GBytes *bytes, guint n_dims, LabIdx *idx, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  largest_request = 0;
  return lab_idx_read (stream, "the-file", n_dims, idx, error);
}

/* Asserts that the bytes are refused with @part in the message and the result untouched. */
static void
assert_refused (GBytes *bytes, guint n_dims, const char *part)
{
  g_autoptr (GError) error = NULL;
  LabIdx idx, before;

  memset (&idx, 0xa5, sizeof idx);
  memset (&before, 0xa5, sizeof before);
  g_assert_false (read_bytes (bytes, n_dims, &idx, &error));
  g_assert_cmpmem (&idx, sizeof idx, &before, sizeof before);
  g_assert_true (error != NULL && strstr (error->message, "‘the-file’: ") == error->message);
  lab_failure_assert (&error, LAB_ERROR_DATA, part);
}

static void
assert_read (GBytes *bytes, guint n_dims, const guint32 *dims, const guint8 *values, gsize size)
{
  g_autoptr (GError) error = NULL;
  LabIdx idx = { 0 };

  g_assert_true (read_bytes (bytes, n_dims, &idx, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (idx.n_dims, ==, n_dims);
  g_assert_cmpmem (idx.dims, n_dims * sizeof *dims, dims, n_dims * sizeof *dims);
  g_assert_cmpmem (idx.bytes, idx.size, values, size);
  lab_idx_clear (&idx);
  g_assert_null (idx.bytes);
}

static void
assert_round_trip (guint n_dims, const guint32 *dims, LabRandom *random)
{
  const guint kinds = 1 + lab_random_below (random, 256); /* few compress well */
  gsize size = 1;
  g_autofree guint8 *values = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) compressed = NULL;

  for (guint d = 0; d < n_dims; d++)
    size *= dims[d];
  values = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    values[i] = (guint8) lab_random_below (random, kinds);
  plain = lab_idx_writer_plain (n_dims, dims, values, size);
  compressed = lab_idx_writer_gzip (plain);
  assert_read (plain, n_dims, dims, values, size);
  assert_read (compressed, n_dims, dims, values, size);
}

static void
test_round_trips (void)
{
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 200; trial++)
    {
      const guint n_dims = 1 + trial % 3;
      guint32 dims[3];

      for (guint d = 0; d < n_dims; d++)
        dims[d] = 1 + lab_random_below (&random, n_dims == 1 ? 50000 : 40);
      assert_round_trip (n_dims, dims, &random);
    }
}

static void
test_sizes_at_edges (void)
{
  const guint32 sizes[] = { 1, 2, 8191, 8192, 8193, 65535, 65536, 65537, 131071, 131072, 131073 };
  const guint32 largest[] = { 2, 4096, 1 }, widest[] = { 1, 1, 4096 };
  LabRandom random;

  lab_random_init (&random, 2, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_round_trip (1, &sizes[i], &random);
  assert_round_trip (3, largest, &random);
  assert_round_trip (3, widest, &random);
}

/* ---- broken files ---- */

/* Two pictures of 3 x 4. */
static const guint32 DIMS[] = { 2, 3, 4 };
#define N_VALUES 24

static GBytes *
small_file (void)
{
  guint8 values[N_VALUES];

  for (guint i = 0; i < N_VALUES; i++)
    values[i] = (guint8) (10 * i);
  return lab_idx_writer_plain (3, DIMS, values, N_VALUES);
}

/* The same with one byte changed. */
static GBytes *
with_byte (GBytes *bytes, gsize place, guint8 value)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 *copy = g_memdup2 (data, size);

  copy[place] = value;
  return g_bytes_new_take (copy, size);
}

static void
test_truncated (void)
{
  g_autoptr (GBytes) whole = small_file ();
  const gsize size = g_bytes_get_size (whole), header = 16;

  for (gsize n = 0; n < size; n++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, n);
      g_autofree char *message
          = n < header ? g_strdup_printf ("the header ends after %d of 16 bytes", (int) n)
                       : g_strdup_printf ("it ends after %d of 24 bytes", (int) (n - header));

      assert_refused (part, 3, message);
    }
}

static void
test_truncated_gzip (void)
{
  g_autoptr (GBytes) whole = small_file ();
  g_autoptr (GBytes) compressed = lab_idx_writer_gzip (whole);
  const gsize size = g_bytes_get_size (compressed);

  for (gsize n = 2; n < size; n++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (compressed, 0, n);

      /* the sum and the length at the end, 8 bytes, are the last to go */
      assert_refused (part, 3, n < size - 8 ? "" : "the end is missing or damaged");
    }
}

/* Cut where thousands of values have come already. */
static void
test_truncated_large_gzip (void)
{
  const guint32 n = 300000;
  g_autofree guint8 *values = g_malloc (n);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) compressed = NULL;
  LabRandom random;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < n; i++)
    values[i] = (guint8) lab_random_below (&random, 20);
  plain = lab_idx_writer_plain (1, &n, values, n);
  compressed = lab_idx_writer_gzip (plain);
  for (guint trial = 0; trial < 50; trial++)
    {
      const gsize cut
          = 1000 + lab_random_below (&random, (guint32) g_bytes_get_size (compressed) - 2000);
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (compressed, 0, cut);

      assert_refused (part, 1, " of 300000 bytes; the file is cut short");
    }
}

/* A changed byte is found out, or is one that says nothing about the values, such as the time. */
static void
test_damaged_gzip (void)
{
  g_autoptr (GBytes) whole = small_file ();
  g_autoptr (GBytes) compressed = lab_idx_writer_gzip (whole);
  const guint8 *expected = (const guint8 *) g_bytes_get_data (whole, NULL) + 16;
  const gsize size = g_bytes_get_size (compressed);
  guint n_refused = 0;

  for (gsize place = 0; place < size; place++)
    for (guint bit = 0; bit < 8; bit++)
      {
        const guint8 was = ((const guint8 *) g_bytes_get_data (compressed, NULL))[place];
        g_autoptr (GBytes) changed = with_byte (compressed, place, (guint8) (was ^ 1u << bit));
        g_autoptr (GError) error = NULL;
        LabIdx idx = { 0 };

        if (read_bytes (changed, 3, &idx, &error))
          {
            /* the header of gzip, and the bits that fill up the last byte of data */
            g_assert_true (place < 10 || place == size - 9);
            g_assert_cmpmem (idx.bytes, idx.size, expected, N_VALUES);
            lab_idx_clear (&idx);
          }
        else
          {
            /* the sum and the length at the end are not taken for a file that is cut short */
            lab_failure_assert (&error, LAB_ERROR_DATA,
                                place < size - 8 ? "‘the-file’: " : "damaged");
            n_refused++;
          }
      }
  g_assert_cmpuint (n_refused, >=, 8 * (size - 11));
}

static void
test_wrong_header (void)
{
  g_autoptr (GBytes) file = small_file ();

  for (guint value = 1; value < 256; value++)
    for (guint place = 0; place < 2; place++)
      {
        g_autoptr (GBytes) changed = with_byte (file, place, (guint8) value);

        assert_refused (changed, 3, "this is no IDX file");
      }
  for (guint value = 0; value < 256; value++)
    {
      g_autoptr (GBytes) other_type = with_byte (file, 2, (guint8) value);
      g_autoptr (GBytes) other_n_dims = with_byte (file, 3, (guint8) value);

      if (value != 8)
        assert_refused (other_type, 3, "only bytes (0x08) can be read");
      if (value != 3)
        assert_refused (other_n_dims, 3, "dimensions instead of 3");
    }
  assert_refused (file, 1, "it has 3 dimensions instead of 1");
  assert_refused (file, 2, "it has 3 dimensions instead of 2");
}

static void
test_wrong_dims (void)
{
  const struct
  {
    guint n_dims;
    guint32 dims[3];
    const char *message;
  } rows[] = {
    { 3, { 0, 3, 4 }, "dimension 1 is 0" },
    { 3, { 2, 0, 4 }, "dimension 2 is 0" },
    { 3, { 2, 3, 0 }, "dimension 3 is 0" },
    { 1, { 0 }, "dimension 1 is 0" },
    { 3, { 2, 4097, 4 }, "a side of 4097 pixels is more than 4096" },
    { 3, { 2, 3, 4097 }, "a side of 4097 pixels is more than 4096" },
    { 3, { 2, G_MAXUINT32, G_MAXUINT32 }, "a side of 4294967295 pixels" },
    { 3, { G_MAXUINT32, 4096, 4096 }, "are more than 2 GiB" },
    { 3, { 129, 4096, 4096 }, "2164260864 bytes are more than 2 GiB" },
    { 1, { (1u << 31) + 1 }, "2147483649 bytes are more than 2 GiB" },
    { 1, { G_MAXUINT32 }, "4294967295 bytes are more than 2 GiB" },
    /* as large as allowed: what is wrong is that it ends */
    { 1, { 1u << 31 }, "it ends after 24 of 2147483648 bytes" },
    { 3, { 128, 4096, 4096 }, "it ends after 24 of 2147483648 bytes" },
  };
  const guint8 values[N_VALUES] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) plain
          = lab_idx_writer_plain (rows[i].n_dims, rows[i].dims, values, N_VALUES);
      g_autoptr (GBytes) compressed = lab_idx_writer_gzip (plain);

      assert_refused (plain, rows[i].n_dims, rows[i].message);
      g_assert_cmpuint (largest_request, <=, 64 * 1024);
      assert_refused (compressed, rows[i].n_dims, rows[i].message);
      g_assert_cmpuint (largest_request, <=, 64 * 1024);
    }
}

static void
test_trailing_bytes (void)
{
  const guint8 values[N_VALUES + 1] = { 0 };
  g_autoptr (GBytes) plain = lab_idx_writer_plain (3, DIMS, values, N_VALUES + 1);
  g_autoptr (GBytes) compressed = lab_idx_writer_gzip (plain);

  assert_refused (plain, 3, "it goes on after what its header announces");
  assert_refused (compressed, 3, "it goes on after what its header announces");
}

/* ---- memory ---- */

/* A header that claims 2 GiB; the buffer is at most twice what came. */
static void
test_memory_follows_data (void)
{
  const guint32 claim = 1u << 31;

  for (gsize n = 1000; n < 4000000; n *= 5)
    {
      g_autofree guint8 *values = g_malloc0 (n);
      g_autoptr (GBytes) plain = lab_idx_writer_plain (1, &claim, values, n);
      g_autoptr (GBytes) compressed = lab_idx_writer_gzip (plain);

      assert_refused (plain, 1, " of 2147483648 bytes");
      g_assert_cmpuint (largest_request, <=, MAX (2 * n, 64 * 1024));
      assert_refused (compressed, 1, " of 2147483648 bytes");
      g_assert_cmpuint (largest_request, <=, MAX (2 * n, 64 * 1024));
    }
}

/* 64 MiB behind a header that announces 100 bytes: what is read stays small. */
static void
test_bomb (void)
{
  const gsize n = 64 * 1024 * 1024;
  const guint32 claim = 100;
  g_autofree guint8 *values = g_malloc0 (n);
  g_autoptr (GBytes) plain = lab_idx_writer_plain (1, &claim, values, n);
  g_autoptr (GBytes) compressed = lab_idx_writer_gzip (plain);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (compressed);
  g_autoptr (GError) error = NULL;
  LabIdx idx;

  assert_refused (compressed, 1, "it goes on");
  g_assert_cmpuint (largest_request, ==, 100);
  g_assert_false (lab_idx_read (stream, "the-file", 1, &idx, &error));
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), <,
                   (goffset) g_bytes_get_size (compressed) / 2);
}

static void
test_no_memory (void)
{
  const guint32 n = 200000;
  g_autofree guint8 *values = g_malloc0 (n);
  g_autoptr (GBytes) plain = lab_idx_writer_plain (1, &n, values, n);
  const gsize allowed[] = { 0, 64 * 1024, 128 * 1024 };

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_autoptr (GError) error = NULL;
      LabIdx idx = { .size = 12345 };

      greatest_allowed = allowed[i];
      g_assert_false (read_bytes (plain, 1, &idx, &error));
      greatest_allowed = G_MAXSIZE;
      lab_failure_assert (&error, LAB_ERROR_MEMORY, "‘the-file’: no memory for its 200000 bytes");
      g_assert_cmpuint (idx.size, ==, 12345);
      g_assert_null (idx.bytes);
    }
}

/* ---- streams ---- */

static void
test_broken_stream (void)
{
  g_autoptr (GBytes) file = small_file ();
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (file);
  g_autoptr (GError) error = NULL;
  LabIdx idx;

  g_assert_true (g_input_stream_close (stream, NULL, NULL));
  g_assert_false (lab_idx_read (stream, "the-file", 3, &idx, &error));
  lab_failure_assert (&error, LAB_ERROR_DATA, "the file is damaged; fetch it again");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/idx/round-trips", test_round_trips);
  g_test_add_func ("/idx/sizes-at-edges", test_sizes_at_edges);
  g_test_add_func ("/idx/truncated", test_truncated);
  g_test_add_func ("/idx/truncated-gzip", test_truncated_gzip);
  g_test_add_func ("/idx/truncated-large-gzip", test_truncated_large_gzip);
  g_test_add_func ("/idx/damaged-gzip", test_damaged_gzip);
  g_test_add_func ("/idx/wrong-header", test_wrong_header);
  g_test_add_func ("/idx/wrong-dims", test_wrong_dims);
  g_test_add_func ("/idx/trailing-bytes", test_trailing_bytes);
  g_test_add_func ("/idx/memory-follows-data", test_memory_follows_data);
  g_test_add_func ("/idx/bomb", test_bomb);
  g_test_add_func ("/idx/no-memory", test_no_memory);
  g_test_add_func ("/idx/broken-stream", test_broken_stream);
  return g_test_run ();
}
