/* SPDX-License-Identifier: MIT */
#pragma once

#include <gio/gio.h>

#include "error.h"

G_BEGIN_DECLS

/**
 * LabIdx:
 * @n_dims: 1 to 3
 * @dims: [n_dims], each at least 1
 * @bytes: the values, the last dimension fastest
 */
typedef struct
{
  guint n_dims;
  guint32 dims[3];
  gsize size;
  guint8 *bytes;
} LabIdx;

/**
 * lab_idx_read:
 * @stream: IDX of unsigned bytes, plain or gzip (told by its first bytes)
 * @name: what to call it in messages
 * @n_dims: how many dimensions it must have, 1 to 3
 * @idx: (out): filled on success, untouched on failure; clear with lab_idx_clear()
 *
 * **Errors**: %LAB_ERROR_DATA for a wrong magic number, type or number of dimensions, data that end
 * early or go on, a broken gzip stream; %LAB_ERROR_MEMORY. Memory grows with the data that arrive,
 * never with what a header claims.
 *
 * **Source**: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits, file
 * formats.
 */
gboolean lab_idx_read (GInputStream *stream, const char *name, guint n_dims, LabIdx *idx,
                       GError **error);
void lab_idx_clear (LabIdx *idx);

G_END_DECLS
