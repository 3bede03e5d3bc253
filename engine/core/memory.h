/* SPDX-License-Identifier: MIT */
#pragma once

#include "error.h"

G_BEGIN_DECLS

/**
 * lab_memory_check:
 * @bytes: what is going to be allocated
 * @what: for the message: "training this network"
 *
 * Linux promises memory that it does not have and ends programs later, so big plans ask first.
 *
 * **Errors**: %LAB_ERROR_MEMORY when @bytes exceed nine tenths of the memory that is available now.
 */
gboolean lab_memory_check (double bytes, const char *what, GError **error);

/** lab_memory_new: Returns: @n zeroed floats at a cache line's boundary, or NULL; free with
 * lab_memory_free(). */
float *lab_memory_new (gsize n);
/** lab_memory_new_bytes: the same for @size bytes of anything. */
gpointer lab_memory_new_bytes (gsize size);
void lab_memory_free (gpointer memory);

/** lab_memory_let_go: the system may take back the whole pages of @size bytes that are part of the
 * program itself and have been read; whoever reads them again gets them again. */
void lab_memory_let_go (const guint8 *begin, gsize size);

G_END_DECLS
