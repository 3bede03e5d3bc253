/* SPDX-License-Identifier: MIT */
/*
 * A round pen of radius r that follows a line from left to right leaves at x what is between the
 * least of line(x + t) - sqrt (r^2 - t^2) over all t, and the greatest of line(x + t) + sqrt (...).
 * So a stroke is a ribbon, without a path and its outline.
 *
 * Ribbons are painted row by row. A pixel's coverage is the mean over its column's samples of how
 * much of the pixel's height is between the edges. Rows in which no ribbon has an edge are like the
 * row above them, and are copied.
 */
#include "ribbon.h"

#include <math.h>
#include <string.h>

#define N LAB_RIBBON_COLUMNS

enum
{
  TOUCHED,
  FILLED,
  PAST_FILLED,
  PAST_TOUCHED,
};

void
lab_ribbon_stroke (LabRibbon *self, const float *edges, guint margin, double radius)
{
  const int n = N + 2 * (int) margin, reach = (int) (LAB_RIBBON_SAMPLES * radius);

  self->n_samples = LAB_RIBBON_SAMPLES;
  for (int s = 0; s < LAB_RIBBON_SAMPLES; s++)
    {
      const float *own = edges + s * n + margin;
      float top[N], bottom[N];

      for (guint x = 0; x < N; x++)
        {
          top[x] = INFINITY;
          bottom[x] = -INFINITY;
        }
      for (int k = -reach; k <= reach; k++)
        {
          const int sample = (s + k) & (LAB_RIBBON_SAMPLES - 1);
          const float *above = own + (sample - s) * n + (s + k - sample) / LAB_RIBBON_SAMPLES;
          const float *below = above + LAB_RIBBON_SAMPLES * n;
          const double t = (double) k / LAB_RIBBON_SAMPLES;
          const float half = (float) sqrt (radius * radius - t * t);

          for (guint x = 0; x < N; x++)
            {
              top[x] = MIN (above[x] - half, top[x]);
              bottom[x] = MAX (below[x] + half, bottom[x]);
            }
        }
      /* A line ends where it ends, without a cap. */
      for (guint x = 0; x < N; x++)
        {
          self->top[s][x] = own[x] < INFINITY ? top[x] : INFINITY;
          self->bottom[s][x] = own[x] < INFINITY ? bottom[x] : -INFINITY;
        }
    }
}

/* ---- painting ---- */

/* Where there is nothing, both edges are at 0. */
static void
clip (LabRibbon *self, float from, float to)
{
  for (guint s = 0; s < self->n_samples; s++)
    for (guint x = 0; x < N; x++)
      {
        const float top = MAX (self->top[s][x], from), bottom = MIN (self->bottom[s][x], to);

        self->top[s][x] = top < bottom ? top : 0.0f;
        self->bottom[s][x] = top < bottom ? bottom : 0.0f;
      }
}

static void
find_ends (LabRibbon *self, int height)
{
  float top = (float) height, bottom = 0.0f, inner_top = 0.0f, inner_bottom = top;

  for (guint s = 0; s < self->n_samples; s++)
    for (guint x = 0; x < N; x++)
      {
        const gboolean any = self->top[s][x] < self->bottom[s][x];

        top = any ? MIN (top, self->top[s][x]) : top;
        bottom = MAX (bottom, self->bottom[s][x]);
        inner_top = MAX (inner_top, self->top[s][x]);
        inner_bottom = MIN (inner_bottom, self->bottom[s][x]);
      }
  self->ends[TOUCHED] = (int) floorf (top);
  self->ends[PAST_TOUCHED] = MAX ((int) ceilf (bottom), self->ends[TOUCHED]);
  self->ends[FILLED] = (int) ceilf (inner_top);
  self->ends[PAST_FILLED] = (int) floorf (inner_bottom);
  if (self->ends[FILLED] >= self->ends[PAST_FILLED])
    self->ends[FILLED] = self->ends[PAST_FILLED] = self->ends[PAST_TOUCHED];
}

static gboolean
is_within (const LabRibbon *self, int y, guint from, guint to)
{
  return y >= self->ends[from] && y < self->ends[to];
}

static gboolean
is_opaque (const LabRibbon *self)
{
  float cover = 1.0f;

  for (guint x = 0; x < N; x++)
    cover = MIN (cover, self->cover[x]);
  return cover >= 1.0f && self->color.alpha >= 1.0;
}

static void
find_coverage (const LabRibbon *self, int row, float *coverage)
{
  const float y = (float) row, alpha = (float) self->color.alpha;
  float sum[N] = { 0.0f };

  if (is_within (self, row, FILLED, PAST_FILLED))
    {
      for (guint x = 0; x < N; x++)
        coverage[x] = alpha * self->cover[x];
      return;
    }
  /* Twice an edge's place in the row, from 0 to 1, is |y| - |y - 1| + 1: loops without branches. */
  for (guint s = 0; s < self->n_samples; s++)
    for (guint x = 0; x < N; x++)
      {
        const float top = self->top[s][x] - y, bottom = self->bottom[s][x] - y;

        sum[x] += fabsf (bottom) - fabsf (bottom - 1.0f) - fabsf (top) + fabsf (top - 1.0f);
      }
  for (guint x = 0; x < N; x++)
    coverage[x] = 0.5f * alpha / (float) self->n_samples * sum[x] * self->cover[x];
}

static void
blend (float *channel, float value, const float *coverage)
{
  for (guint x = 0; x < N; x++)
    channel[x] += (value - channel[x]) * coverage[x];
}

/* The topmost ribbon that hides all below it, or the lowest. */
static guint
find_lowest_seen (const LabRibbon *ribbons, const gboolean *opaque, guint n, int row)
{
  guint r = n;

  while (r > 0)
    if (opaque[--r] && is_within (&ribbons[r], row, FILLED, PAST_FILLED))
      break;
  return r;
}

static void
paint_row (const LabRibbon *ribbons, guint from, guint n, int row, guint32 *pixels)
{
  float red[N] = { 0.0f }, green[N] = { 0.0f }, blue[N] = { 0.0f }, alpha[N] = { 0.0f },
        coverage[N];

  for (guint r = from; r < n; r++)
    if (is_within (&ribbons[r], row, TOUCHED, PAST_TOUCHED))
      {
        find_coverage (&ribbons[r], row, coverage);
        blend (red, (float) ribbons[r].color.red, coverage);
        blend (green, (float) ribbons[r].color.green, coverage);
        blend (blue, (float) ribbons[r].color.blue, coverage);
        blend (alpha, 1.0f, coverage);
      }
  for (guint x = 0; x < N; x++)
    pixels[x] = (guint32) (gint32) (255.0f * alpha[x] + 0.5f) << 24
                | (guint32) (gint32) (255.0f * red[x] + 0.5f) << 16
                | (guint32) (gint32) (255.0f * green[x] + 0.5f) << 8
                | (guint32) (gint32) (255.0f * blue[x] + 0.5f);
}

void
lab_ribbons_paint (LabRibbon *ribbons, guint n, double from, double to, guint32 *pixels,
                   gsize stride, int height, int rows[2])
{
  g_autofree gboolean *opaque = g_new (gboolean, n + 1);

  for (guint r = 0; r < n; r++)
    {
      clip (&ribbons[r], (float) from, (float) to);
      find_ends (&ribbons[r], height);
      opaque[r] = is_opaque (&ribbons[r]);
      if (ribbons[r].ends[TOUCHED] < ribbons[r].ends[PAST_TOUCHED])
        {
          rows[0] = MIN (rows[0], ribbons[r].ends[TOUCHED]);
          rows[1] = MAX (rows[1], ribbons[r].ends[PAST_TOUCHED]);
        }
    }
  for (int row = 0, next; row < height; row = next)
    {
      gboolean edge = FALSE, any = FALSE;
      guint32 *first = pixels + (gsize) row * stride;

      next = height;
      for (guint r = 0; r < n; r++)
        {
          for (guint e = 0; e < G_N_ELEMENTS (ribbons[r].ends); e++)
            if (ribbons[r].ends[e] > row)
              next = MIN (next, ribbons[r].ends[e]);
          if (is_within (&ribbons[r], row, TOUCHED, PAST_TOUCHED))
            {
              any = TRUE;
              edge = edge || !is_within (&ribbons[r], row, FILLED, PAST_FILLED);
            }
        }
      if (edge)
        next = row + 1;
      if (any)
        paint_row (ribbons, find_lowest_seen (ribbons, opaque, n, row), n, row, first);
      else
        memset (first, 0, N * sizeof *pixels);
      for (int y = row + 1; y < next; y++)
        memcpy (pixels + (gsize) y * stride, first, N * sizeof *pixels);
    }
}
