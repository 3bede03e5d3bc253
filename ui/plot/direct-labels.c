/* SPDX-License-Identifier: MIT */
/*
 * A label lies above or below a stretch of its curve, as near as the curve's bend allows. Every
 * place of that kind is tried: those that touch anything are out, and of the rest the best has its
 * own curve near and the next one far.
 */
#include "direct-labels.h"

#include <math.h>

#define PLACES    120 /* tried along the axis, at least four columns apart */
#define STRIDE    2   /* columns between two looks at a curve */
#define CLEARANCE 0.5 /* to the own curve, with a marker on it, and to other labels, in heights */
#define APART     0.6 /* to another curve */
#define MARGIN    0.4 /* to the axis' ends */

typedef struct
{
  const LabDirectCurve *curves;
  guint n_curves;
  guint n_columns;
  double left;
  double top;
  double bottom;
  double height;
} Plot;

/* The curve's least and greatest pixel over [from, to] columns, jumps between two of them filled;
 * FALSE where the curve has a gap. */
static gboolean
extent (const LabDirectCurve *curve, guint from, guint to, double *least, double *greatest)
{
  *least = INFINITY;
  *greatest = -INFINITY;
  for (guint c = from; c <= to; c++)
    {
      if (isnan (curve->y[c]))
        return FALSE;
      *least = MIN (*least, curve->y[c]);
      *greatest = MAX (*greatest, curve->y[c]);
    }
  return TRUE;
}

/* How far the curve is from the rows [top, bottom] over [from, to] columns: the mean and the least
 * distance, 0 where it is among them; infinite where the curve is not. */
static double
distance (const LabDirectCurve *curve, guint from, guint to, double top, double bottom,
          double *least)
{
  double sum = 0.0, before = (double) NAN;
  guint n = 0;

  *least = INFINITY;
  for (guint c = from; c <= to; c += STRIDE)
    {
      const double y = curve->y[c];
      double away = MAX (MAX (top - y, y - bottom), 0.0);

      if (isnan (y))
        {
          before = y;
          continue;
        }
      /* From above to below between two columns: through the label. */
      if ((before < top && y > bottom) || (before > bottom && y < top))
        away = 0.0;
      before = y;
      *least = MIN (*least, away);
      sum += away;
      n++;
    }
  return n > 0 ? sum / n : (double) INFINITY;
}

static gboolean
touches_label (const Plot *plot, const LabDirectLabel *labels, guint n, double x, double y,
               double width)
{
  const double gap = CLEARANCE * plot->height;

  for (guint i = 0; i < n; i++)
    if (labels[i].placed && x < labels[i].x + plot->curves[i].width + 2.0 * gap
        && labels[i].x < x + width + 2.0 * gap && y < labels[i].y + plot->height + gap
        && labels[i].y < y + plot->height + gap)
      return TRUE;
  return FALSE;
}

/* Whether two curves lie on each other from end to end: neither is then in the way of the other's
 * label. */
static gboolean
coincide (const LabDirectCurve *a, const LabDirectCurve *b, guint n_columns)
{
  for (guint c = 0; c < n_columns; c++)
    if (isnan (a->y[c]) != isnan (b->y[c]) || fabs (a->y[c] - b->y[c]) >= 1.0)
      return FALSE;
  return TRUE;
}

/* How good the place is for label @i; minus infinity where it cannot be. */
static double
quality (const Plot *plot, const LabDirectLabel *labels, guint i, guint column, double y)
{
  const double width = plot->curves[i].width, height = plot->height;
  const guint to = column + (guint) ceil (width), margin = (guint) (APART * height);
  const double middle = (column + 0.5 * width) / plot->n_columns;
  double nearest = 4.0 * height, least, own;

  if (y < plot->top || y + height > plot->bottom
      || touches_label (plot, labels, i, plot->left + column, y, width))
    return -INFINITY;
  own = distance (&plot->curves[i], column, to, y, y + height, &least);
  for (guint other = 0; other < plot->n_curves; other++)
    {
      const guint before = column - MIN (column, margin);
      const guint after = MIN (to + margin, plot->n_columns - 1);

      if (other == i || coincide (&plot->curves[i], &plot->curves[other], plot->n_columns))
        continue;
      distance (&plot->curves[other], before, after, y, y + height, &least);
      if (least < APART * height)
        return -INFINITY;
      nearest = MIN (nearest, least);
    }
  /* The middle is a little better than the ends. */
  return 0.7 * nearest - own - 2.0 * height * fabs (middle - 0.45);
}

static void
place (const Plot *plot, LabDirectLabel *labels, guint i)
{
  const LabDirectCurve *curve = &plot->curves[i];
  const guint wide = (guint) ceil (curve->width);
  const guint margin = (guint) (MARGIN * plot->height), step = MAX (plot->n_columns / PLACES, 4u);
  const double gap = CLEARANCE * plot->height;
  double best = -INFINITY, least, greatest;

  labels[i].placed = FALSE;
  for (guint c = margin; curve->width > 0.0 && c + wide + margin < plot->n_columns; c += step)
    {
      if (!extent (curve, c, c + wide, &least, &greatest))
        continue;
      for (guint below = 0; below < 2; below++)
        {
          const double y = below == 1 ? greatest + gap : least - gap - plot->height;
          const double good = quality (plot, labels, i, c, y);

          if (good > best)
            {
              best = good;
              labels[i] = (LabDirectLabel){ TRUE, plot->left + c, y };
            }
        }
    }
}

void
lab_direct_labels_place (const LabDirectCurve *curves, guint n, guint n_columns, double left,
                         double top, double bottom, double height, LabDirectLabel *labels)
{
  const Plot plot = { curves, n, n_columns, left, top, bottom, height };

  for (guint i = 0; i < n; i++)
    place (&plot, labels, i);
}
