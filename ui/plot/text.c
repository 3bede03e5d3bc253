/* SPDX-License-Identifier: MIT */
/*
 * Text by Pango, without hinting and with sizes in pixels, so that a plot looks the same at any
 * scale and on any machine with the same font.
 */
#include "text.h"

#include <pango/pangocairo.h>

#define FAMILIES       "Cantarell,DejaVu Sans,sans"
#define FIXED_FAMILIES "DejaVu Sans Mono,monospace"
#define HANGING        2.0 /* a fixed font's further lines begin so many letters in */

static const cairo_user_data_key_t collected;

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
      g_private_set (&per_thread, layout);
    }
  font = pango_font_description_new ();
  pango_font_description_set_family_static (font, self->fixed ? FIXED_FAMILIES : FAMILIES);
  pango_font_description_set_absolute_size (font, self->size_px * PANGO_SCALE);
  pango_font_description_set_weight (font, self->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout,
                          self->max_width_px > 0.0 ? (int) (self->max_width_px * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (layout, self->max_width_px > 0.0 && !self->wrapped
                                          ? PANGO_ELLIPSIZE_END
                                          : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_single_paragraph_mode (layout, !self->wrapped);
  pango_layout_set_indent (layout, self->wrapped && self->fixed
                                       ? (int) (-HANGING * 0.6 * self->size_px * PANGO_SCALE)
                                       : 0);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* ---- text of an SVG ---- */

void
lab_text_collect (cairo_surface_t *surface, GString *svg)
{
  cairo_surface_set_user_data (surface, &collected, svg, NULL);
}

/* What a line shows: text that is too long as far as its ellipsis. */
static void
append_visible (PangoLayout *layout, PangoLayoutLine *line, GString *svg)
{
  g_autoptr (GString) visible = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  for (GSList *at = line->runs; at != NULL; at = at->next)
    {
      const PangoItem *item = ((PangoGlyphItem *) at->data)->item;

      if ((item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0)
        g_string_append (visible, "…");
      else
        g_string_append_len (visible, pango_layout_get_text (layout) + item->offset, item->length);
    }
  /* XML has no place for these, not even as a reference. */
  for (char *c = visible->str; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  escaped = g_markup_escape_text (visible->str, -1);
  g_string_append (svg, escaped);
}

static void
append_number (GString *svg, const char *before, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (svg, "%s%s", before,
                          g_ascii_formatd (buffer, sizeof buffer, "%.6g", value));
}

/* The length goes along: another font is spaced so that nothing runs into anything. */
static void
append_line (const LabText *self, PangoLayout *layout, PangoLayoutLine *line, double x, double y,
             double length, cairo_t *cr, GString *svg)
{
  cairo_matrix_t at;

  cairo_get_matrix (cr, &at);
  cairo_user_to_device (cr, &x, &y);
  append_number (svg, "<text transform=\"matrix(", at.xx);
  append_number (svg, ",", at.yx);
  append_number (svg, ",", at.xy);
  append_number (svg, ",", at.yy);
  append_number (svg, ",", x);
  append_number (svg, ",", y);
  append_number (svg, ")\" font-size=\"", self->size_px);
  g_string_append_printf (
      svg,
      "\" font-family=\"%s\" style=\"font-variant-numeric: tabular-nums\"%s fill=\"#%02x%02x%02x\"",
      self->fixed ? FIXED_FAMILIES : FAMILIES "-serif", self->bold ? " font-weight=\"700\"" : "",
      (guint) (255.0 * self->color.red + 0.5), (guint) (255.0 * self->color.green + 0.5),
      (guint) (255.0 * self->color.blue + 0.5));
  append_number (svg, " fill-opacity=\"", self->color.alpha);
  append_number (svg, "\" textLength=\"", length);
  g_string_append (svg, "\" lengthAdjust=\"spacingAndGlyphs\">");
  append_visible (layout, line, svg);
  g_string_append (svg, "</text>\n");
}

static void
append_lines (const LabText *self, PangoLayout *layout, double x, double y, cairo_t *cr,
              GString *svg)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    {
      PangoRectangle extents;

      pango_layout_iter_get_line_extents (iter, NULL, &extents);
      if (extents.width > 0)
        append_line (self, layout, pango_layout_iter_get_line_readonly (iter),
                     x + (double) extents.x / PANGO_SCALE,
                     y + (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE,
                     (double) extents.width / PANGO_SCALE, cr, svg);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/* ---- out ---- */

void
lab_text_draw (const LabText *self, const char *text, double x, double y, cairo_t *cr)
{
  PangoLayout *layout = set_up (self, text);
  GString *svg = cairo_surface_get_user_data (cairo_get_target (cr), &collected);
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
  if (svg != NULL)
    append_lines (self, layout, -start, -baseline, cr, svg);
  else
    {
      cairo_move_to (cr, -start, -baseline);
      pango_cairo_show_layout (cr, layout);
    }
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
lab_text_height (const LabText *self, const char *text)
{
  PangoRectangle extents;

  pango_layout_get_extents (set_up (self, text), NULL, &extents);
  return (double) extents.height / PANGO_SCALE;
}

double
lab_text_middle (const LabText *self)
{
  return 0.35
         * self->size_px; /* half the height of figures and capitals, in Cantarell and in DejaVu */
}
