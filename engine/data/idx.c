/* SPDX-License-Identifier: MIT */
/*
 * IDX: two zero bytes, a type (8 is unsigned byte), the number of dimensions, each dimension as a
 * big-endian 32-bit number, and the values, the last dimension fastest. Nothing may follow.
 *
 * What a header claims is not believed: the buffer grows with what has arrived, and reading stops
 * one byte after the claim.
 */
#include "data/idx.h"

#include <string.h>

#define TYPE_UBYTE   0x08
#define MAX_SIDE     4096u
#define MAX_SIZE     (G_GUINT64_CONSTANT (2) << 30)
#define FIRST_BUFFER (64u * 1024)

static gboolean
fail (GError **error, int code, const char *name, char *what)
{
  g_set_error (error, LAB_ERROR, code, "‘%s’: %s", name, what);
  g_free (what);
  return FALSE;
}

#define BROKEN(...) fail (error, LAB_ERROR_DATA, name, g_strdup_printf (__VA_ARGS__))

/*
 * Returns how many bytes came, fewer than asked for at the end alone; -1 on errors. Compressed data
 * that are cut short end where they are cut: the caller knows how much should have come.
 */
static gssize
read_up_to (GInputStream *stream, guint8 *bytes, gsize n, const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize done = 0;

  if (g_input_stream_read_all (stream, bytes, n, &done, NULL, &reason)
      || g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    return (gssize) done;
  BROKEN ("%s: the file is damaged; fetch it again", reason->message);
  return -1;
}

static gboolean
read_header (GInputStream *stream, const char *name, guint n_dims, LabIdx *idx, GError **error)
{
  guint8 header[4 + 4 * 3];
  const gsize size = 4 + 4 * n_dims;
  const gssize n = read_up_to (stream, header, size, name, error);
  guint64 total = 1;

  if (n < 0)
    return FALSE;
  /* What it is comes before how much of it is there: a small file may be another one. */
  if (n >= 4 && (header[0] != 0 || header[1] != 0))
    return BROKEN ("this is no IDX file: it begins with %02x %02x instead of 00 00", header[0],
                   header[1]);
  if (n >= 4 && header[2] != TYPE_UBYTE)
    return BROKEN ("its values are of type 0x%02x; only bytes (0x08) can be read", header[2]);
  if (n >= 4 && header[3] != n_dims)
    return BROKEN ("it has %u dimensions instead of %u: is it another one of the four files?",
                   header[3], n_dims);
  if ((gsize) n < size)
    return BROKEN ("the header ends after %d of %d bytes; the file is cut short", (int) n,
                   (int) size);

  idx->n_dims = n_dims;
  for (guint d = 0; d < n_dims; d++)
    {
      guint32 dim;

      memcpy (&dim, header + 4 + 4 * d, 4);
      idx->dims[d] = GUINT32_FROM_BE (dim);
      if (idx->dims[d] == 0)
        return BROKEN ("it is empty: dimension %u is 0", d + 1);
      if (d > 0 && idx->dims[d] > MAX_SIDE)
        return BROKEN ("a side of %u pixels is more than %u", idx->dims[d], MAX_SIDE);
      total *= idx->dims[d];
    }
  if (total > MAX_SIZE)
    return BROKEN ("%" G_GUINT64_FORMAT " bytes are more than 2 GiB", total);
  idx->size = (gsize) total;
  return TRUE;
}

static gboolean
read_values (GInputStream *stream, const char *name, LabIdx *idx, GError **error)
{
  gsize done = 0, room = 0;

  while (done < idx->size)
    {
      gssize n;
      guint8 *grown;

      room = MIN (idx->size, room == 0 ? FIRST_BUFFER : 2 * room);
      grown = g_try_realloc (idx->bytes, room);
      if (grown == NULL)
        return fail (error, LAB_ERROR_MEMORY, name,
                     g_strdup_printf ("no memory for its %" G_GSIZE_FORMAT " bytes", idx->size));
      idx->bytes = grown;
      n = read_up_to (stream, idx->bytes + done, room - done, name, error);
      if (n < 0)
        return FALSE;
      done += (gsize) n;
      if (done < room)
        return BROKEN ("it ends after %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                       " bytes; the file is cut short",
                       done, idx->size);
    }
  return TRUE;
}

static gboolean
read_end (GInputStream *stream, const char *name, GError **error)
{
  g_autoptr (GError) reason = NULL;
  guint8 more;
  gsize n = 0;

  /* At its end the gzip stream checks its sum. */
  if (!g_input_stream_read_all (stream, &more, 1, &n, NULL, &reason))
    return BROKEN ("the end is missing or damaged (%s); fetch the file again", reason->message);
  return n == 0 || BROKEN ("it goes on after what its header announces; the file is damaged");
}

/* Looks at the first two bytes without taking them. */
static GInputStream *
decompressed (GInputStream *stream)
{
  g_autoptr (GInputStream) buffered = g_buffered_input_stream_new (stream);
  g_autoptr (GZlibDecompressor) decompressor = NULL;
  guint8 magic[2] = { 0, 0 };

  while (g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (buffered)) < 2
         && g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, NULL, NULL) > 0)
    ;
  g_buffered_input_stream_peek (G_BUFFERED_INPUT_STREAM (buffered), magic, 0, 2);
  if (magic[0] != 0x1f || magic[1] != 0x8b)
    return g_steal_pointer (&buffered);
  decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (buffered, G_CONVERTER (decompressor));
}

gboolean
lab_idx_read (GInputStream *stream, const char *name, guint n_dims, LabIdx *idx, GError **error)
{
  g_autoptr (GInputStream) plain = decompressed (stream);
  LabIdx read = { 0 };

  g_return_val_if_fail (1 <= n_dims && n_dims <= G_N_ELEMENTS (read.dims), FALSE);

  if (!read_header (plain, name, n_dims, &read, error) || !read_values (plain, name, &read, error)
      || !read_end (plain, name, error))
    {
      lab_idx_clear (&read);
      return FALSE;
    }
  *idx = read;
  return TRUE;
}

void
lab_idx_clear (LabIdx *idx)
{
  g_clear_pointer (&idx->bytes, g_free);
}
