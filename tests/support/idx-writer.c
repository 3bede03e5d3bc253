/* SPDX-License-Identifier: MIT */
#include "idx-writer.h"

#include <gio/gio.h>

GBytes *
lab_idx_writer_plain (guint n_dims, const guint32 *dims, const guint8 *values, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  const guint8 magic[4] = { 0, 0, 8, (guint8) n_dims };

  g_byte_array_append (bytes, magic, sizeof magic);
  for (guint d = 0; d < n_dims; d++)
    {
      const guint32 dim = GUINT32_TO_BE (dims[d]);

      g_byte_array_append (bytes, (const guint8 *) &dim, sizeof dim);
    }
  if (size > 0)
    g_byte_array_append (bytes, values, (guint) size);
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
lab_idx_writer_gzip (GBytes *plain)
{
  g_autoptr (GConverter) compressor
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, compressor);
  g_autoptr (GError) error = NULL;
  gsize size;
  const void *data = g_bytes_get_data (plain, &size);

  g_output_stream_write_all (stream, data, size, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (stream, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}
