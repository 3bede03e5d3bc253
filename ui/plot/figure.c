/* SPDX-License-Identifier: MIT */
/*
 * Every length is a multiple of a unit, which follows the size: a figure of twice the size is the
 * same picture twice as large, and a narrow one keeps its proportions.
 */
#include "figure.h"

#include "color-bar.h"
#include "text.h"

#include <glib/gi18n.h>
#include <math.h>

void
lab_figure_clear (LabFigure *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->subtitle, g_free);
  g_clear_pointer (&self->remark, g_free);
  for (guint i = 0; i < self->n_legend; i++)
    {
      g_clear_pointer (&self->legend[i].name, g_free);
      g_clear_pointer (&self->legend[i].reading, g_free);
    }
}

const char *
lab_figure_absent (const LabFigure *self, guint i)
{
  const guint needed = i == self->n_legend ? 3u : 1u << i;

  return (self->absent & needed) != 0 ? self->absent_words : NULL;
}

guint
lab_figure_n_panels (const LabFigure *self)
{
  return self->n_legend + (self->n_legend >= 2 ? 1 : 0);
}

/* One scale for all matrices side by side, and one for the change. */
static double
scale_of (const LabFigure *self, gboolean change)
{
  double scale = self->by_row ? 0.01 : 1.0;

  if (change)
    return self->matrices[0] != NULL && self->matrices[1] != NULL
               ? lab_matrix_scale (self->matrices[1], self->matrices[0], self->by_row)
               : 1.0;
  for (guint i = 0; i < self->n_legend; i++)
    if (self->matrices[i] != NULL)
      scale = MAX (scale, lab_matrix_scale (self->matrices[i], NULL, self->by_row));
  return scale;
}

LabMatrixData
lab_figure_panel (const LabFigure *self, guint i)
{
  const gboolean change = i == self->n_legend;
  /* Without both there is no change yet. */
  const gboolean has_change = self->matrices[0] != NULL && self->matrices[1] != NULL;

  return (LabMatrixData){
    .name = change ? _ ("Change") : self->legend[i].name,
    .matrix = !change      ? self->matrices[i]
              : has_change ? self->matrices[1]
                           : NULL,
    .minus = change ? self->matrices[0] : NULL,
    .absent = lab_figure_absent (self, i),
    .n_classes = self->n_classes,
    .class_names = self->class_names,
    .noun = self->noun,
    .by_row = self->by_row,
    .scale = scale_of (self, change),
    .row_title = i == 0,
    .row = -1,
    .column = -1,
  };
}

void
lab_figure_size (const LabFigure *self, guint *width, guint *height)
{
  const guint more = self->n_classes > 10 ? MIN (20 * (self->n_classes - 10), 600u) : 0;

  *width = self->kind == LAB_FIGURE_MATRICES
               ? (450 + more) * MAX (lab_figure_n_panels (self), 2) + 250
               : 1200;
  *height = self->kind == LAB_FIGURE_MATRICES     ? 600 + more
            : self->kind == LAB_FIGURE_LOSS_SHAPE ? 1000 /* three plots */
                                                  : 800;
}

static void
draw_heading (const LabFigure *self, double x, double y, double width, double unit,
              const LabTheme *theme, cairo_t *cr)
{
  const LabText title
      = { .size_px = 31.0 * unit, .bold = TRUE, .color = theme->text, .max_width_px = width };
  const LabText subtitle
      = { .size_px = 20.0 * unit, .color = theme->secondary, .max_width_px = width };

  if (theme->text_free)
    return;
  lab_text_draw (&title, self->title, x, y, cr);
  lab_text_draw (&subtitle, self->subtitle, x, y + 32.0 * unit, cr);
}

/* One row where there is room, else one below the other; returns how many rows it took. */
static guint
draw_legend (const LabFigure *self, double x, double width, double y, double unit, gboolean markers,
             const LabTheme *theme, cairo_t *cr)
{
  const double sample = 51.5 * unit; /* three dashes of the custom run and their gaps */
  const double gap = 11.0 * unit, between = 38.0 * unit, line = 34.0 * unit;
  LabText name = { .size_px = 22.0 * unit, .color = theme->text };
  LabText reading = { .size_px = 22.0 * unit, .bold = TRUE };
  double total = 0.0, at = x;
  gboolean one_row;
  guint rows = 1;

  for (guint i = 0; i < self->n_legend; i++)
    {
      const LabFigureLegend *entry = &self->legend[i];

      total += sample + gap + lab_text_width (&name, entry->name) + (i > 0 ? between : 0.0)
               + (entry->reading != NULL ? 1.6 * gap + lab_text_width (&reading, entry->reading)
                                         : 0.0);
    }
  one_row = total <= width;
  for (guint i = 0; i < self->n_legend; i++)
    {
      const LabFigureLegend *entry = &self->legend[i];
      double room, reading_width = 0.0;

      if (!one_row && i > 0)
        {
          at = x;
          y += line;
          rows++;
        }
      if (entry->reading != NULL)
        reading_width = 1.6 * gap + lab_text_width (&reading, entry->reading);
      lab_theme_draw_sample (theme, entry->style, at, y - 7.5 * unit, sample, 4.0 * unit, markers,
                             cr);
      at += sample + gap;
      room = lab_text_width (&name, entry->name);
      if (at + room + reading_width > x + width)
        room = MAX (x + width - at - reading_width, 10.0 * unit);
      name.max_width_px = room + 1.0;
      if (!theme->text_free)
        lab_text_draw (&name, entry->name, at, y, cr);
      name.max_width_px = 0.0;
      at += room;
      if (entry->reading != NULL)
        {
          reading.color = theme->runs[entry->style].color;
          if (!theme->text_free)
            lab_text_draw (&reading, entry->reading, at + 1.6 * gap, y, cr);
          at += reading_width;
        }
      at += between;
    }
  return rows;
}

static void
draw_footer (const LabFigure *self, double x, double width, double y, double unit,
             const LabTheme *theme, cairo_t *cr)
{
  LabText note = { .size_px = 17.0 * unit, .bold = TRUE, .color = theme->text };
  LabText remark = { .size_px = 17.0 * unit, .color = theme->secondary, .anchor = LAB_ANCHOR_END };
  double taken = 0.0;

  if (theme->text_free)
    return;
  if (self->note != NULL)
    {
      taken = MIN (lab_text_width (&note, self->note) + 24.0 * unit, width);
      note.max_width_px = width;
      lab_text_draw (&note, self->note, x, y, cr);
    }
  if (self->remark == NULL || width - taken < 100.0 * unit)
    return;
  if (lab_text_width (&remark, self->remark) > width - taken)
    remark.max_width_px = width - taken;
  lab_text_draw (&remark, self->remark, x + width, y, cr);
}

/* Of a plot that stands alone; @left, @right: (out): the edges of its area. */
static LabPainting
plot_layout (const LabFigure *figure, double width, double height, const LabTheme *theme,
             double text_px, double *left, double *right)
{
  LabPainting self = { 0 };
  double top, bottom;

  switch (figure->kind)
    {
    case LAB_FIGURE_CLASS_MARKS:
      self.kind = LAB_PAINTING_MARKS;
      self.marks = lab_class_marks_layout (figure->marks, width, height, theme, text_px);
      break;
    case LAB_FIGURE_LOSS_SHAPE:
      self.kind = LAB_PAINTING_SHAPE;
      self.shape = lab_loss_shape_layout (figure->shape, width, height, theme, text_px);
      break;
    case LAB_FIGURE_THRESHOLDS:
      self.kind = LAB_PAINTING_THRESHOLDS;
      self.thresholds
          = lab_threshold_curves_layout (figure->thresholds, width, height, theme, text_px);
      break;
    case LAB_FIGURE_RELIABILITY:
      self.kind = LAB_PAINTING_RELIABILITY;
      self.reliability
          = lab_reliability_layout (figure->reliability, width, height, theme, text_px);
      break;
    case LAB_FIGURE_CURVES:
    case LAB_FIGURE_MATRICES:
    default:
      self.kind = LAB_PAINTING_CURVES;
      self.curves = lab_curves_layout (figure->curves, width, height, theme, text_px);
    }
  lab_painting_get_area (&self, left, &top, right, &bottom);
  return self;
}

/* Curves are told apart by their lines; elsewhere there are marks. */
static gboolean
has_markers (const LabFigure *self)
{
  return self->kind != LAB_FIGURE_CURVES && self->kind != LAB_FIGURE_THRESHOLDS;
}

/* All but matrices: heading, legend, plot, footer, all on the plot's left edge. */
static void
draw_single (const LabFigure *self, double width, double height, const LabTheme *theme, cairo_t *cr)
{
  const double unit = MIN (width / 1200.0, height / 800.0), margin = 18.0 * unit,
               edge = 48.0 * unit;
  const double plot_width = width - margin - edge;
  const double text_px = (self->kind == LAB_FIGURE_LOSS_SHAPE ? 18.0 : 22.0) * unit,
               footer = self->note != NULL || self->remark != NULL ? 46.0 * unit : 14.0 * unit;
  double left, right, plot_height,
      plot_top = (self->kind == LAB_FIGURE_CURVES ? 145.0 : 159.0) * unit;
  guint rows;
  LabPainting plot;

  /* The legend's rows decide on the plot's height, and the plot's margins on the legend's place:
   * the margins are those with one row. */
  plot = plot_layout (self, plot_width, height - plot_top - footer, theme, text_px, &left, &right);
  lab_painting_clear (&plot);
  left += margin;
  right += margin;
  draw_heading (self, left, 54.0 * unit, right - left, unit, theme, cr);
  rows = draw_legend (self, left, right - left, 128.0 * unit, unit, has_markers (self), theme, cr);
  draw_footer (self, left, right - left, height - 24.0 * unit, unit, theme, cr);

  plot_top += (rows - 1) * 34.0 * unit;
  plot_height = height - plot_top - footer;
  cairo_save (cr);
  cairo_translate (cr, margin, plot_top);
  plot = plot_layout (self, plot_width, plot_height, theme, text_px, &left, &right);
  lab_painting_draw (&plot, cr);
  lab_painting_clear (&plot);
  cairo_restore (cr);
}

/* ---- matrices ---- */

static void
draw_panel_name (const LabFigure *self, guint panel, double x, double y, double width, double unit,
                 const LabTheme *theme, cairo_t *cr)
{
  const double sample = 36.0 * unit, gap = 9.0 * unit;
  LabText name = { .size_px = 19.0 * unit, .bold = TRUE, .color = theme->text };

  if (panel == self->n_legend)
    {
      name.max_width_px = width;
      if (!theme->text_free)
        lab_text_draw (&name, _ ("Change: custom \342\210\222 standard"), x, y, cr);
      return;
    }
  lab_theme_draw_sample (theme, self->legend[panel].style, x, y - 6.5 * unit, sample, 3.6 * unit,
                         TRUE, cr);
  name.max_width_px = width - sample - gap;
  if (!theme->text_free)
    lab_text_draw (&name, self->legend[panel].name, x + sample + gap, y, cr);
}

static void
draw_matrices (const LabFigure *self, double width, double height, const LabTheme *theme,
               cairo_t *cr)
{
  const guint n = lab_figure_n_panels (self);
  double natural_width, natural_height, unit, text_px, margin, gap, bar_gap, bar_width, top,
      panel_height;
  double counts_bar_width, change_bar_width, room, used, row_title, x;
  const double scale = scale_of (self, FALSE), change_scale = scale_of (self, TRUE);
  LabColorBar counts_bar, change_bar;
  LabMatrix *layouts[LAB_MAX_STYLES + 1];
  double left, area_top, right, bottom;
  guint size_w, size_h;

  lab_figure_size (self, &size_w, &size_h);
  natural_width = size_w;
  natural_height = size_h;
  unit = MIN (width / natural_width, height / natural_height);
  text_px = 16.0 * unit;
  margin = 16.0 * unit;
  gap = 38.0 * unit;
  bar_gap = 18.0 * unit;
  bar_width = 19.0 * unit;
  top = 118.0 * unit;
  panel_height = height - top - 10.0 * unit;
  row_title = lab_matrix_title_room (text_px);

  counts_bar = (LabColorBar){ scale, FALSE, self->by_row,
                              self->by_row ? _ ("Share of the row, square-root scale")
                                           : _ ("Pictures, square-root scale") };
  change_bar = (LabColorBar){ change_scale, TRUE, self->by_row, counts_bar.title };
  counts_bar_width = bar_gap + lab_color_bar_width (&counts_bar, bar_width, text_px);
  change_bar_width
      = n > self->n_legend ? bar_gap + lab_color_bar_width (&change_bar, bar_width, text_px) : 0.0;
  room = (width - 2.0 * margin - row_title - counts_bar_width - change_bar_width - (n - 1) * gap)
         / n;

  used = 0.0;
  for (guint i = 0; i < n; i++)
    {
      const LabMatrixData data = lab_figure_panel (self, i);

      layouts[i] = lab_matrix_layout (&data, room + (i == 0 ? row_title : 0.0), panel_height, TRUE,
                                      theme, text_px);
      lab_matrix_get_area (layouts[i], &left, &area_top, &right, &bottom);
      used += right;
    }
  /* What is left over widens the gaps. */
  gap += MAX (width - 2.0 * margin - used - counts_bar_width - change_bar_width - (n - 1) * gap,
              0.0)
         / n;

  x = margin;
  for (guint i = 0; i < n; i++)
    {
      lab_matrix_get_area (layouts[i], &left, &area_top, &right, &bottom);
      if (i == 0)
        draw_heading (self, x + left, 42.0 * unit, width - margin - x - left, 0.88 * unit, theme,
                      cr);
      cairo_save (cr);
      cairo_translate (cr, floor (x), floor (top));
      draw_panel_name (self, i, left, -11.0 * unit, right - left, unit, theme, cr);
      lab_matrix_draw (layouts[i], cr);
      if (i + 1 == self->n_legend)
        {
          lab_color_bar_draw (&counts_bar, right + bar_gap, area_top, bar_width, bottom - area_top,
                              theme, text_px, cr);
          x += counts_bar_width;
        }
      else if (i == self->n_legend && lab_figure_absent (self, i) == NULL)
        lab_color_bar_draw (&change_bar, right + bar_gap, area_top, bar_width, bottom - area_top,
                            theme, text_px, cr);
      cairo_restore (cr);
      x += right + gap;
      lab_matrix_free (layouts[i]);
    }
}

/* ---- out ---- */

void
lab_figure_draw (const LabFigure *self, double width, double height, const LabTheme *theme,
                 cairo_t *cr)
{
  cairo_save (cr);
  lab_color_set (&theme->background, cr);
  cairo_rectangle (cr, 0.0, 0.0, width, height);
  cairo_fill (cr);
  if (self->kind == LAB_FIGURE_MATRICES)
    draw_matrices (self, width, height, theme, cr);
  else
    draw_single (self, width, height, theme, cr);
  cairo_restore (cr);
}

/* What is drawn into a file. */
typedef struct
{
  const LabFigure *figure;
  guint width;
  guint height;
  const LabTheme *theme;
} Picture;

static void
draw_picture (cairo_t *cr, gpointer data)
{
  const Picture *self = data;

  lab_figure_draw (self->figure, self->width, self->height, self->theme, cr);
}

GBytes *
lab_figure_to_bytes (const LabFigure *self, LabFormatKind format, guint width, guint height,
                     double scale, const LabTheme *theme, GError **error)
{
  Picture picture = { self, width, height, theme };

  return lab_format_render (format, width, height, scale, self->title, draw_picture, &picture,
                            error);
}
