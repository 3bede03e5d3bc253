/* SPDX-License-Identifier: MIT */
#include "core/append.h"

#include <stdatomic.h>

/* Chunk c holds FIRST << c pointers and begins at FIRST * ((1 << c) - 1): nothing ever moves. */
#define FIRST    32u
#define N_CHUNKS 26

struct _LabAppend
{
  _Atomic guint count;
  GDestroyNotify free_item;
  gpointer *chunks[N_CHUNKS];
};

static gpointer *
place_of (const LabAppend *self, guint i, guint *chunk)
{
  *chunk = (guint) (31 - __builtin_clz (i / FIRST + 1));
  return self->chunks[*chunk] == NULL ? NULL
                                      : self->chunks[*chunk] + (i - FIRST * ((1u << *chunk) - 1));
}

LabAppend *
lab_append_new (GDestroyNotify free_item)
{
  LabAppend *self = g_new0 (LabAppend, 1);

  self->free_item = free_item;
  return self;
}

void
lab_append_free (LabAppend *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < lab_append_count (self); i++)
    self->free_item (lab_append_get (self, i));
  for (guint c = 0; c < N_CHUNKS; c++)
    g_free (self->chunks[c]);
  g_free (self);
}

void
lab_append_push (LabAppend *self, gpointer item)
{
  guint i = atomic_load_explicit (&self->count, memory_order_relaxed), chunk;
  gpointer *place = place_of (self, i, &chunk);

  if (place == NULL)
    {
      self->chunks[chunk] = g_new (gpointer, (gsize) FIRST << chunk);
      place = place_of (self, i, &chunk);
    }
  *place = item;
  atomic_store_explicit (&self->count, i + 1, memory_order_release);
}

guint
lab_append_count (const LabAppend *self)
{
  return atomic_load_explicit (&((LabAppend *) self)->count, memory_order_acquire);
}

gpointer
lab_append_get (const LabAppend *self, guint i)
{
  guint chunk;

  return *place_of (self, i, &chunk);
}
