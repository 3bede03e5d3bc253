/* SPDX-License-Identifier: MIT */
#include "loss-shape-data.h"

#include "axis.h"
#include "number.h"

#include <glib/gi18n.h>
#include <math.h>

#define EDGE       0.02  /* what is nearer to 0 or 1 does not set the scale alone */
#define GREATEST   1e300 /* so that differences of two values stay finite */
#define MOST_STEPS 5.0   /* of an axis */
#define HAIR       1e-3  /* of a step of the axis: what rounding leaves */

const double *
lab_loss_shape_data_line (const LabLossShapeData *self, guint side, LabLossShapePlot plot)
{
  const LabLossShapeSide *of = &self->sides[side];

  return of->hidden ? NULL : plot == LAB_LOSS_SHAPE_LOSS ? of->loss : of->push;
}

static double
between (double from, double to, double t)
{
  /* At a point its value counts alone: its neighbour may be infinite or none. */
  return t <= 0.0 ? from : t >= 1.0 ? to : from + t * (to - from);
}

static double
value_at (const LabLossShapeData *self, const double *y, double p)
{
  guint low = 0, high = self->n_points;

  if (self->n_points == 0 || y == NULL || !(p >= self->x[0] && p <= self->x[self->n_points - 1]))
    return (double) NAN;
  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (self->x[middle] <= p)
        low = middle;
      else
        high = middle;
    }
  if (low + 1 == self->n_points)
    return y[low];
  return between (y[low], y[low + 1], (p - self->x[low]) / (self->x[low + 1] - self->x[low]));
}

double
lab_loss_shape_data_value (const LabLossShapeData *self, guint side, LabLossShapePlot plot,
                           double p)
{
  return value_at (self, lab_loss_shape_data_line (self, side, plot), p);
}

/* ---- ranges ---- */

typedef struct
{
  double least;
  double greatest;
} Extent;

static void
extend (Extent *self, double value)
{
  if (isnan (value))
    return;
  self->least = MIN (self->least, value);
  self->greatest = MAX (self->greatest, value);
}

static Extent
extent (const LabLossShapeData *self, LabLossShapePlot plot, double from, double to)
{
  Extent all = { INFINITY, -INFINITY };

  for (guint s = 0; s < self->n_sides; s++)
    {
      const double *y = lab_loss_shape_data_line (self, s, plot);

      if (y == NULL)
        continue;
      extend (&all, value_at (self, y, from));
      extend (&all, value_at (self, y, to));
      for (guint i = 0; i < self->n_points; i++)
        if (self->x[i] >= from && self->x[i] <= to)
          extend (&all, y[i]);
    }
  return all;
}

void
lab_loss_shape_data_range (const LabLossShapeData *self, LabLossShapePlot plot, double *from,
                           double *to)
{
  const Extent inner = extent (self, plot, EDGE, 1.0 - EDGE), whole = extent (self, plot, 0.0, 1.0);
  double low = CLAMP (inner.least, -GREATEST, 0.0), high = CLAMP (inner.greatest, 0.0, GREATEST);
  const double more = 0.25 * (high - low);
  double step;

  if (whole.least >= low - more)
    low = MIN (low, whole.least);
  if (whole.greatest <= high + more)
    high = MAX (high, whole.greatest);
  if (!(high > low))
    high = 1.0;
  step = lab_axis_round_up ((high - low) / MOST_STEPS);
  /* With both ends at multiples of the step there may be one too many. */
  while (ceil (high / step - HAIR) - floor (low / step + HAIR) > MOST_STEPS)
    step = lab_axis_round_up (1.1 * step);
  *from = floor (low / step + HAIR) * step;
  *to = ceil (high / step - HAIR) * step;
}

/* ---- words ---- */

/* "2.303, 0.693 and 0.105". */
static char *
three_values (const LabLossShapeData *self, guint side, LabLossShapePlot plot)
{
  g_autofree char *low = lab_number_loss (lab_loss_shape_data_value (self, side, plot, 0.1));
  g_autofree char *middle = lab_number_loss (lab_loss_shape_data_value (self, side, plot, 0.5));
  g_autofree char *high = lab_number_loss (lab_loss_shape_data_value (self, side, plot, 0.9));

  /* Translators: three numbers. */
  return g_strdup_printf (_ ("%s, %s and %s"), low, middle, high);
}

static void
describe_counts (const LabLossShapeSide *side, GString *text)
{
  g_autofree char *count = NULL, *from = NULL, *to = NULL;
  guint most = 0;

  if (side->counts == NULL)
    {
      g_string_append (text, _ (" Not tested yet."));
      return;
    }
  for (guint i = 1; i < LAB_LOSS_SHAPE_BINS; i++)
    if (side->counts[i] > side->counts[most])
      most = i;
  count = lab_number_count (side->counts[most]);
  from = lab_number_fixed ((double) most / LAB_LOSS_SHAPE_BINS, 2);
  to = lab_number_fixed ((most + 1.0) / LAB_LOSS_SHAPE_BINS, 2);
  /* Translators: a count, and two probabilities: "Most test pictures, 7,900, are at p 0.95 to
   * 1.00." */
  g_string_append_printf (text, _ (" Most test pictures, %s, are at p %s to %s."), count, from, to);
}

char *
lab_loss_shape_data_describe (const LabLossShapeData *self)
{
  GString *text = g_string_new (_ ("Loss and push over p[y], the probability of the target."));

  for (guint s = 0; s < self->n_sides; s++)
    {
      g_autofree char *losses = three_values (self, s, LAB_LOSS_SHAPE_LOSS);
      g_autofree char *pushes = three_values (self, s, LAB_LOSS_SHAPE_PUSH);

      if (self->sides[s].hidden)
        continue;
      /* Translators: a side, its loss, and three numbers twice: "Standard, cross-entropy: ..." */
      g_string_append_printf (text,
                              _ (" %s, %s: at p 0.1, 0.5 and 0.9 the loss is %s, the push %s."),
                              self->sides[s].name, self->sides[s].label, losses, pushes);
      describe_counts (&self->sides[s], text);
    }
  return g_string_free (text, FALSE);
}
