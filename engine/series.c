/* SPDX-License-Identifier: MIT */
#include "series.h"

#include <math.h>
#include <stdatomic.h>

/*
 * Values live in chunks, each twice as long as the one before: chunk c holds 1024 << c values and
 * begins at 1024 * ((1 << c) - 1). Twenty-six of them hold 2^36 values, so the table of chunks has
 * a fixed length and nothing ever moves.
 *
 * Level 0 of the pyramid is the values themselves; one entry of level l covers FAN^l of them, and
 * is written only when all of them are there. Each level is stored in the same kind of chunks.
 */

#define FIRST    1024u
#define N_CHUNKS 26
#define FAN      16u
#define N_LEVELS 8

typedef struct
{
  float least;
  float greatest;
} Extent;

static const Extent EMPTY = { INFINITY, -INFINITY };

struct _LabSeries
{
  guint64 id;
  _Atomic guint64 count;
  float *values[N_CHUNKS];
  Extent *extents[N_LEVELS][N_CHUNKS]; /* of levels 1 to N_LEVELS */
};

static inline guint
chunk_of (guint64 i)
{
  return (guint) (63 - __builtin_clzll (i / FIRST + 1));
}

static inline guint64
offset_in (guint64 i, guint chunk)
{
  return i - FIRST * ((G_GUINT64_CONSTANT (1) << chunk) - 1);
}

static inline Extent
join (Extent a, Extent b)
{
  return (Extent){ MIN (a.least, b.least), MAX (a.greatest, b.greatest) };
}

LabSeries *
lab_series_new (void)
{
  static _Atomic guint64 last_id;
  LabSeries *self = g_new0 (LabSeries, 1);

  self->id = atomic_fetch_add_explicit (&last_id, 1, memory_order_relaxed) + 1;
  return self;
}

void
lab_series_free (LabSeries *self)
{
  if (self == NULL)
    return;
  for (guint c = 0; c < N_CHUNKS; c++)
    {
      g_free (self->values[c]);
      for (guint l = 0; l < N_LEVELS; l++)
        g_free (self->extents[l][c]);
    }
  g_free (self);
}

/* level 0: a value; level l: an entry of the pyramid */
static Extent
extent_at (const LabSeries *self, guint level, guint64 i)
{
  guint chunk = chunk_of (i);

  if (level == 0)
    {
      float value = self->values[chunk][offset_in (i, chunk)];
      return isfinite (value) ? (Extent){ value, value } : EMPTY;
    }
  return self->extents[level - 1][chunk][offset_in (i, chunk)];
}

void
lab_series_append (LabSeries *self, float value)
{
  guint64 i = atomic_load_explicit (&self->count, memory_order_relaxed);
  guint chunk = chunk_of (i);
  guint64 done = i + 1;

  if (self->values[chunk] == NULL)
    self->values[chunk] = g_new (float, (gsize) FIRST << chunk);
  self->values[chunk][offset_in (i, chunk)] = value;

  for (guint level = 1; level <= N_LEVELS && done % FAN == 0; level++)
    {
      guint64 last = done - 1;
      Extent extent = EMPTY;

      done /= FAN;
      for (guint64 below = last - (FAN - 1); below <= last; below++)
        extent = join (extent, extent_at (self, level - 1, below));
      chunk = chunk_of (done - 1);
      if (self->extents[level - 1][chunk] == NULL)
        self->extents[level - 1][chunk] = g_new (Extent, (gsize) FIRST << chunk);
      self->extents[level - 1][chunk][offset_in (done - 1, chunk)] = extent;
    }
  atomic_store_explicit (&self->count, i + 1, memory_order_release);
}

guint64
lab_series_count (const LabSeries *self)
{
  return atomic_load_explicit (&((LabSeries *) self)->count, memory_order_acquire);
}

guint64
lab_series_get_id (const LabSeries *self)
{
  return self->id;
}

float
lab_series_get (const LabSeries *self, guint64 i)
{
  guint chunk = chunk_of (i);

  return self->values[chunk][offset_in (i, chunk)];
}

gboolean
lab_series_range (const LabSeries *self, guint64 from, guint64 to, float *least, float *greatest)
{
  Extent extent = EMPTY;
  guint level = 0;

  /* Climb while the left edge is aligned, take entries of one level until both edges meet. */
  while (from < to)
    {
      while (level < N_LEVELS && from % FAN == 0 && to - from >= FAN)
        {
          /* What does not fill a whole entry above is taken here, from the right. */
          while (to % FAN != 0)
            extent = join (extent, extent_at (self, level, --to));
          level++;
          from /= FAN;
          to /= FAN;
        }
      if (from < to)
        extent = join (extent, extent_at (self, level, from++));
    }
  if (extent.least > extent.greatest)
    return FALSE;
  *least = extent.least;
  *greatest = extent.greatest;
  return TRUE;
}
