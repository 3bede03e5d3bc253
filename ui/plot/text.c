/* SPDX-License-Identifier: MIT */
/*
 * Text by Pango, without hinting and with sizes in pixels, so that a plot looks the same at any
 * scale and on any machine with the same font.
 */
#include "text.h"

#include <pango/pangocairo.h>

#define FAMILIES "Cantarell,DejaVu Sans,sans"

static void
free_layout (gpointer layout)
{
  g_object_unref (layout);
}

/* One layout a thread: to make one costs as much as to draw a few words. */
static PangoLayout *
set_up (const LabText *self, const char *text)
{
  static GPrivate per_thread = G_PRIVATE_INIT (free_layout);
  PangoLayout *layout = g_private_get (&per_thread);
  PangoFontDescription *font;

  if (layout == NULL)
    {
      PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
      cairo_font_options_t *options = cairo_font_options_create ();
      PangoAttrList *attributes = pango_attr_list_new ();

      cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
      cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
      cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
      pango_cairo_context_set_font_options (context, options);
      pango_context_set_round_glyph_positions (context, FALSE);
      cairo_font_options_destroy (options);
      layout = pango_layout_new (context);
      g_object_unref (context);
      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      pango_layout_set_attributes (layout, attributes);
      pango_attr_list_unref (attributes);
      pango_layout_set_single_paragraph_mode (layout, TRUE);
      g_private_set (&per_thread, layout);
    }
  font = pango_font_description_new ();
  pango_font_description_set_family_static (font, FAMILIES);
  pango_font_description_set_absolute_size (font, self->size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, self->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout,
                          self->max_width_px > 0.0 ? (int) (self->max_width_px * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (layout, self->max_width_px > 0.0 ? PANGO_ELLIPSIZE_END
                                                               : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

void
lab_text_draw (const LabText *self, const char *text, double x, double y, cairo_t *cr)
{
  PangoLayout *layout = set_up (self, text);
  PangoRectangle extents;
  double start, baseline = (double) pango_layout_get_baseline (layout) / PANGO_SCALE;

  pango_layout_get_extents (layout, NULL, &extents);
  start = (double) extents.x / PANGO_SCALE
          + (double) extents.width / PANGO_SCALE
                * (self->anchor == LAB_ANCHOR_START    ? 0.0
                   : self->anchor == LAB_ANCHOR_MIDDLE ? 0.5
                                                       : 1.0);
  cairo_save (cr);
  lab_color_set (&self->color, cr);
  cairo_translate (cr, x, y);
  if (self->upwards)
    cairo_rotate (cr, -0.5 * G_PI);
  cairo_move_to (cr, -start, -baseline);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
}

double
lab_text_width (const LabText *self, const char *text)
{
  LabText unlimited = *self;
  PangoRectangle extents;

  unlimited.max_width_px = 0.0;
  pango_layout_get_extents (set_up (&unlimited, text), NULL, &extents);
  return (double) extents.width / PANGO_SCALE;
}

double
lab_text_middle (const LabText *self)
{
  return 0.35
         * self->size_px; /* half the height of figures and capitals, in Cantarell and in DejaVu */
}
