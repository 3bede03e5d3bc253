/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabAppend:
 *
 * A list of pointers that only grows; like #LabSeries for things. It owns its items.
 *
 * **Threads**: one writer, any number of readers at the same time.
 */
typedef struct _LabAppend LabAppend;

LabAppend *lab_append_new (GDestroyNotify free_item);
void lab_append_free (LabAppend *self);
/** lab_append_push: @item: (transfer full) */
void lab_append_push (LabAppend *self, gpointer item);
guint lab_append_count (const LabAppend *self);
/** lab_append_get: @i: below a count that was read before. */
gpointer lab_append_get (const LabAppend *self, guint i);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabAppend, lab_append_free)

G_END_DECLS
