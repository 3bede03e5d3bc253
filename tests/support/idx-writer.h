/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

/** lab_idx_writer_plain: Returns: (transfer full): IDX of unsigned bytes; @values: [@size], which
 * need not be what @dims say. */
GBytes *lab_idx_writer_plain (guint n_dims, const guint32 *dims, const guint8 *values, gsize size);

/** lab_idx_writer_gzip: Returns: (transfer full): the same bytes, compressed. */
GBytes *lab_idx_writer_gzip (GBytes *plain);
