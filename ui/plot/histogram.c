/* SPDX-License-Identifier: MIT */
#include "histogram.h"

#include "number.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

/* A class that has lost more than that is marked. */
#define RARE 0.75

static gboolean
is_rare (const LabHistogramData *self, guint k)
{
  return self->counts[k] < RARE * self->whole[k];
}

static void
draw_class (const LabHistogramData *self, guint k, double x, double width, double base,
            double height, const LabTheme *theme, double text_px, cairo_t *cr)
{
  static const double DASH[] = { 2.0, 2.0 };
  const gboolean rare = is_rare (self, k);
  const double wide = MAX (round (0.74 * width), 1.0), left = round (x + 0.5 * (width - wide));
  LabText text
      = { .size_px = text_px, .bold = rare, .anchor = LAB_ANCHOR_MIDDLE, .color = theme->text };
  double most = 1.0, bar, outline;

  for (guint j = 0; j < self->n_classes; j++)
    most = MAX (most, MAX (self->counts[j], self->whole[j]));
  bar = round (height * self->counts[k] / most);
  outline = round (height * self->whole[k] / most);
  if (self->counts[k] > 0)
    bar = MAX (bar, 1.0);
  lab_color_set (&theme->axis, cr);
  cairo_rectangle (cr, left, base - bar, wide, bar);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1.0);
  if (rare && wide > 2.0)
    {
      cairo_set_dash (cr, DASH, 2, 0.0);
      cairo_rectangle (cr, left + 0.5, base - outline + 0.5, wide - 1.0, outline - 1.0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
    }
  if (theme->text_free)
    return;
  /* Forty classes have no room for words. */
  if (width >= 1.2 * text_px)
    {
      LabText name = text;

      if (lab_text_width (&name, self->class_names[k]) > width)
        name.max_width_px = width;
      lab_text_draw (&name, self->class_names[k], x + 0.5 * width, base + 1.3 * text_px, cr);
    }
  if (rare)
    {
      g_autofree char *count = lab_number_count (self->counts[k]);

      /* Two neighbours share the room between them. */
      if ((k > 0 && is_rare (self, k - 1)) || (k + 1 < self->n_classes && is_rare (self, k + 1)))
        text.size_px *= MIN (1.0, 0.95 * width / lab_text_width (&text, count));
      if (text.size_px >= 0.7 * text_px && lab_text_width (&text, count) <= 1.3 * width)
        lab_text_draw (&text, count, x + 0.5 * width, base - MAX (bar, outline) - 0.4 * text_px,
                       cr);
    }
}

void
lab_histogram_draw (const LabHistogramData *self, double width, double height,
                    const LabTheme *theme, double text_px, cairo_t *cr)
{
  const double step = width / self->n_classes, base = floor (height - 1.8 * text_px);

  cairo_save (cr);
  for (guint k = 0; k < self->n_classes; k++)
    draw_class (self, k, k * step, step, base, base - 1.5 * text_px, theme, text_px, cr);
  cairo_restore (cr);
}

char *
lab_histogram_describe (const LabHistogramData *self)
{
  guint least = 0, most = 0;

  for (guint k = 1; k < self->n_classes; k++)
    {
      least = self->counts[k] < self->counts[least] ? k : least;
      most = self->counts[k] > self->counts[most] ? k : most;
    }
  {
    g_autofree char *fewest = lab_number_count (self->counts[least]);
    g_autofree char *greatest = lab_number_count (self->counts[most]);

    if (self->noisy)
      /* Translators: "From 133 labelled as digit 0 to 6,742 labelled as digit 1." */
      return g_strdup_printf (_ ("From %s labelled as %s %s to %s labelled as %s %s."), fewest,
                              self->noun, self->class_names[least], greatest, self->noun,
                              self->class_names[most]);
    /* Translators: "From 59 of digit 0 to 6,742 of digit 1." */
    return g_strdup_printf (_ ("From %s of %s %s to %s of %s %s."), fewest, self->noun,
                            self->class_names[least], greatest, self->noun,
                            self->class_names[most]);
  }
}
