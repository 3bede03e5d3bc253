/* SPDX-License-Identifier: MIT */
/* IDX files, plain and compressed: what is read is what its dimensions say, what is refused changes
 * nothing. */
#include "target.h"

#include "data/idx.h"

#include <string.h>

static volatile guint8 sink;

static void
read_one (const uint8_t *data, size_t size, guint n_dims)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GError) error = NULL;
  LabIdx idx, before;
  guint64 expected = 1;

  memset (&idx, 0xa5, sizeof idx);
  memcpy (&before, &idx, sizeof idx);
  if (!lab_idx_read (stream, "fuzz", n_dims, &idx, &error))
    {
      g_assert_true (error->domain == LAB_ERROR && strchr (error->message, '\n') == NULL);
      g_assert_cmpmem (&idx, sizeof idx, &before, sizeof before);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (idx.n_dims, ==, n_dims);
  for (guint d = 0; d < n_dims; d++)
    expected *= idx.dims[d];
  g_assert_cmpuint (idx.size, ==, expected);
  /* for the sanitizers to see */
  for (gsize i = 0; i < idx.size; i++)
    sink = idx.bytes[i];
  lab_idx_clear (&idx);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  for (guint n_dims = 1; n_dims <= 3; n_dims++)
    read_one (data, size, n_dims);
  return 0;
}
