/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabPacked:
 *
 * Pictures whose background takes hardly any memory: see packed.c. Read-only.
 */
typedef struct _LabPacked LabPacked;

/**
 * lab_packed_new:
 * @pixels: [n, size] bytes
 *
 * Returns: (nullable): the same packed, or NULL where that would not save a third, or
 * memory is short
 */
LabPacked *lab_packed_new (const guint8 *pixels, guint n, gsize size);
void lab_packed_free (LabPacked *self);

/** lab_packed_get: @pixels: [size] receives picture @i. */
void lab_packed_get (const LabPacked *self, guint i, guint8 *pixels);

/** lab_packed_prefetch: asks for picture @i ahead of its use, into the second-level cache. */
void lab_packed_prefetch (const LabPacked *self, guint i);

G_END_DECLS
