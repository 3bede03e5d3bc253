/* SPDX-License-Identifier: MIT */
/*
 * The page is set from above to below, in half points, so that a painter's hairline is one. What
 * has a height of its own (words, losses, tables) is measured first; curves and matrices share what
 * is left. A long loss is set smaller, and at the smallest size cut.
 */
#include "handout.h"

#include "format.h"
#include "handout-table.h"
#include "handout-words.h"
#include "number.h"
#include "sheet.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* A4 in pixels of an inch's 96th, and what a unit is of one. */
#define PAPER_WIDTH  (210.0 / 25.4 * 96.0)
#define PAPER_HEIGHT (297.0 / 25.4 * 96.0)
#define UNIT         (0.5 * 96.0 / 72.0)
#define PAGE_WIDTH   (PAPER_WIDTH / UNIT)
#define PAGE_HEIGHT  (PAPER_HEIGHT / UNIT)

#define MARGIN  80.0
#define TOP     72.0
#define BOTTOM  72.0
#define FOOT    46.0
#define WIDTH   (PAGE_WIDTH - 2.0 * MARGIN)
#define GUTTER  28.0
#define SECTION 24.0

#define TITLE       38.0
#define LEAST_TITLE 26.0
#define HEADING     18.0
#define BODY        16.0
#define SMALL       14.0
#define TINY        12.5
#define PLOT        14.0 /* the text in plots */

/* Letters: what somebody wrote, or a setting for each of many classes, must leave room. */
#define MOST_TITLE       160
#define MOST_DESCRIPTION 400
#define MOST_SETTINGS    500
#define MOST_CONCLUSION  900
#define MOST_OF_RUN      240

#define LEAST_PLOTS       180.0
#define GREATEST_PLOTS    400.0
#define NARROW_PLOTS      212.0 /* where the matrices need what can be had */
#define LEAST_MATRICES    180.0
#define SECOND_MATRICES   178.0
#define MOST_IN_A_ROW     4 /* matrices; more of them stand in two rows of three */
#define COLUMNS_OF_TWO    3
#define READABLE_MATRICES 215.0 /* without their heading: so high that ten classes have numbers */
#define GREATEST_FORMULA  15.0
#define LEAST_FORMULA     10.0
#define MOST_FORMULA_TEXT 4000
#define LEAST_LETTERS     200

/* The page, and what was found out about it before it is drawn. */
typedef struct
{
  const LabResult *result;
  LabRecords records;
  gboolean second; /* whether a side has a second task */
  double formula_px;
  gsize most_letters; /* of a formula */
  double plots;       /* heights */
  double matrices;
  double second_matrices; /* 0 where there is no room: the table says the same of two classes */
  guint rows;             /* of matrices */
  double spare;           /* more between the sections */
} Page;

static LabText
style (const LabSheet *sheet, double size_px, gboolean bold, gboolean quiet)
{
  return (LabText){ .size_px = size_px,
                    .bold = bold,
                    .color = quiet ? sheet->theme->secondary : sheet->theme->text,
                    .max_width_px = WIDTH,
                    .wrapped = TRUE };
}

/* A section's name, and a quiet word behind it. */
static double
put_heading (const LabSheet *sheet, const char *words, const char *remark, double x, double y,
             double width)
{
  LabText heading = style (sheet, HEADING, TRUE, FALSE), quiet = style (sheet, SMALL, FALSE, TRUE);
  double used;

  heading.wrapped = quiet.wrapped = FALSE;
  heading.max_width_px = width;
  used = lab_text_width (&heading, words) + HEADING;
  lab_sheet_text (sheet, &heading, words, x, y);
  quiet.max_width_px = width - used;
  if (remark != NULL && quiet.max_width_px > 4.0 * HEADING)
    lab_sheet_text (sheet, &quiet, remark, x + used, y + HEADING - SMALL);
  return 1.5 * HEADING;
}

/* ---- words ---- */

static double
put_head (const Page *self, const LabSheet *sheet, double y)
{
  LabText title = style (sheet, TITLE, TRUE, FALSE);
  const LabText body = style (sheet, BODY, FALSE, FALSE), quiet = style (sheet, SMALL, FALSE, TRUE);
  g_autofree char *name = lab_result_dup_title (self->result);
  g_autofree char *line = lab_handout_words_cut (name, MOST_TITLE);
  g_autofree char *description
      = lab_handout_words_cut (self->result->description, MOST_DESCRIPTION);
  g_autofree char *data = lab_handout_words_data (self->result);
  g_autofree char *all = lab_handout_words_settings (self->result);
  g_autofree char *settings = lab_handout_words_cut (all, MOST_SETTINGS);
  const double top = y;

  /* On one line where it can be. */
  title.size_px
      = CLAMP (TITLE * WIDTH / MAX (lab_text_width (&title, line), 1.0), LEAST_TITLE, TITLE);
  y += lab_sheet_text (sheet, &title, line, MARGIN, y) + 2.0;
  y += lab_sheet_text (sheet, &body, description, MARGIN, y) + 5.0;
  y += lab_sheet_text (sheet, &quiet, data, MARGIN, y) + 1.0;
  y += lab_sheet_text (sheet, &quiet, settings, MARGIN, y);
  return y - top;
}

static double
put_conclusion (const Page *self, const LabSheet *sheet, double y)
{
  const double padding = 14.0;
  LabText words = style (sheet, 20.0, FALSE, FALSE);
  g_autofree char *whole = lab_result_dup_conclusion (self->result);
  g_autofree char *conclusion = lab_handout_words_cut (whole, MOST_CONCLUSION);
  double height;

  if (conclusion[0] == '\0')
    return 0.0;
  words.max_width_px = WIDTH - 2.0 * padding;
  height = lab_text_height (&words, conclusion) + 2.0 * padding;
  lab_sheet_ground (sheet, MARGIN, y, WIDTH, height);
  lab_sheet_text (sheet, &words, conclusion, MARGIN + padding, y + padding - 1.0);
  return height;
}

/* ---- losses ---- */

static char *
formula_of (const Page *self, const LabSpec *spec)
{
  char *text = lab_handout_words_formula (spec);

  if ((gsize) g_utf8_strlen (text, -1) > self->most_letters)
    {
      g_autofree char *whole = text;
      g_autofree char *part = g_utf8_substring (whole, 0, (glong) self->most_letters);

      /* Translators: behind the beginning of a long loss */
      text = g_strdup_printf ("%s … %s", part, _ ("(cut: the experiment's file has all of it)"));
    }
  return text;
}

static double
put_loss (const Page *self, const LabSheet *sheet, guint side, double x, double y, double width)
{
  const double padding = 9.0;
  const LabRun *run = self->records.runs[side];
  LabText formula = style (sheet, self->formula_px, FALSE, FALSE),
          quiet = style (sheet, SMALL, FALSE, TRUE);
  g_autofree char *name = lab_chart_loss (run->spec);
  g_autofree char *text = formula_of (self, run->spec);
  g_autofree char *all = lab_handout_words_run (run, &self->records);
  g_autofree char *words = lab_handout_words_cut (all, MOST_OF_RUN);
  const double top = y;
  double height;

  formula.fixed = TRUE;
  formula.max_width_px = width - 2.0 * padding;
  quiet.max_width_px = width;
  y += lab_sheet_run (sheet, run->side, lab_chart_role (run->side), name, HEADING, x, y, width)
       + 4.0;
  height = lab_text_height (&formula, text) + 2.0 * padding - 4.0;
  lab_sheet_ground (sheet, x, y, width, height);
  lab_sheet_text (sheet, &formula, text, x + padding, y + padding - 3.0);
  y += height + 3.0;
  y += lab_sheet_text (sheet, &quiet, words, x, y);
  return y - top;
}

/* Two or three beside each other, four two by two. */
static double
put_losses (const Page *self, const LabSheet *sheet, double y)
{
  const guint n = self->records.n_runs, columns = n == 4 ? 2 : MAX (n, 1);
  const double width = (WIDTH - (columns - 1) * GUTTER) / columns, top = y;

  for (guint from = 0; from < n; from += columns)
    {
      double height = 0.0;

      for (guint side = from; side < MIN (from + columns, n); side++)
        {
          const double one
              = put_loss (self, sheet, side, MARGIN + (side - from) * (width + GUTTER), y, width);

          height = MAX (height, one);
        }
      y += height + (from + columns < n ? 12.0 : 0.0);
    }
  return y - top;
}

/* ---- plots ---- */

/* How wide the readings are, with text of that size. */
static double
readings_width (const LabChart *chart, const LabText *value)
{
  double width = 0.0;

  for (guint i = 0; i < chart->figure.n_legend; i++)
    width += 3.0 * value->size_px
             + lab_text_width (value, chart->readings[i] == NULL ? "–" : chart->readings[i]);
  return width;
}

/* What each side has, in its colour; only drawn. Of many sides smaller. */
static void
put_readings (const LabSheet *sheet, const LabChart *chart, double x, double y, double width)
{
  LabText value = style (sheet, BODY, TRUE, FALSE);

  value.wrapped = FALSE;
  value.max_width_px = 0.0;
  for (double used = readings_width (chart, &value); used > width; used = width)
    value.size_px *= width / used;
  for (guint i = 0; i < chart->figure.n_legend; i++)
    {
      const char *reading = chart->readings[i] == NULL ? "–" : chart->readings[i];
      const guint run = chart->figure.legend[i].style;
      const double sample = 1.7 * value.size_px;

      value.color = sheet->theme->runs[run].color;
      lab_theme_draw_sample (sheet->theme, run, x, y + 0.62 * value.size_px, sample,
                             0.15 * value.size_px, TRUE, sheet->cr);
      x += sample + 0.4 * value.size_px;
      lab_sheet_text (sheet, &value, reading, x, y);
      x += lab_text_width (&value, reading) + 0.9 * value.size_px;
    }
}

static void
draw_plot (const LabSheet *sheet, LabChart *chart, double width, double height)
{
  switch (chart->figure.kind)
    {
    case LAB_FIGURE_CLASS_MARKS:
      {
        g_autoptr (LabClassMarks) marks
            = lab_class_marks_layout (chart->figure.marks, width, height, sheet->theme, PLOT);

        lab_class_marks_draw (marks, sheet->cr);
        return;
      }
    case LAB_FIGURE_CURVES:
    case LAB_FIGURE_LOSS_SHAPE:
    case LAB_FIGURE_MATRICES:
    default:
      {
        g_autoptr (LabCurves) curves
            = lab_curves_layout (chart->figure.curves, width, height, sheet->theme, PLOT);

        lab_curves_draw (curves, sheet->cr);
      }
    }
}

static void
put_plot (const Page *self, const LabSheet *sheet, LabChartKind kind, double x, double y,
          double width)
{
  const LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  g_autoptr (LabChart) chart = lab_chart_new (kind, &self->records, &options);
  const double bottom = y + self->plots;
  g_autofree char *remark = kind == LAB_CHART_TRAINING_LOSS ? g_strdup (_ ("each in its own unit"))
                            : chart->figure.kind == LAB_FIGURE_CLASS_MARKS && chart->class >= 0
                                ? g_strdup_printf ("%s %s", chart->figure.marks->noun,
                                                   chart->figure.marks->class_names[chart->class])
                                : g_strdup (chart->measure);

  y += put_heading (sheet, chart->heading, remark, x, y, width);
  put_readings (sheet, chart, x, y, width);
  y += 1.5 * BODY;
  if (chart->figure.kind == LAB_FIGURE_CURVES)
    chart->data.curves.y_title = NULL; /* the heading has it */
  cairo_save (sheet->cr);
  cairo_translate (sheet->cr, x, y);
  draw_plot (sheet, chart, width, bottom - y);
  cairo_restore (sheet->cr);
}

static void
put_plots (const Page *self, const LabSheet *sheet, double y)
{
  const LabChartKind kinds[] = { LAB_CHART_TRAINING_LOSS, LAB_CHART_TEST_ACCURACY,
                                 self->second ? LAB_CHART_TEST_ACCURACY2 : LAB_CHART_RECALL };
  const double width = (WIDTH - 2.0 * GUTTER) / 3.0;

  if (sheet->cr == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    put_plot (self, sheet, kinds[i], MARGIN + i * (width + GUTTER), y, width);
}

/* ---- matrices ---- */

static void
put_panel (const LabSheet *sheet, const LabFigure *figure, guint i, double x, double y,
           double width, double height)
{
  const LabMatrixData data = lab_figure_panel (figure, i);
  const double name = 1.5 * BODY;
  g_autoptr (LabMatrix) matrix
      = lab_matrix_layout (&data, width, height - name, TRUE, sheet->theme, PLOT);
  const char *words = _ ("Change: custom \342\210\222 standard");
  LabText change = style (sheet, BODY, TRUE, FALSE);
  double left, top, right, bottom;

  lab_matrix_get_area (matrix, &left, &top, &right, &bottom);
  change.wrapped = FALSE;
  change.max_width_px = width - left;
  if (i == figure->n_legend)
    lab_sheet_text (sheet, &change,
                    lab_text_width (&change, words) > width - left ? _ ("Change") : words, x + left,
                    y);
  else
    lab_sheet_run (sheet, figure->legend[i].style, lab_chart_role (figure->legend[i].style), "",
                   BODY, x + left, y, width - left);
  cairo_save (sheet->cr);
  cairo_translate (sheet->cr, x, y + name);
  lab_matrix_draw (matrix, sheet->cr);
  cairo_restore (sheet->cr);
}

static void
put_matrices (const Page *self, const LabSheet *sheet, LabChartKind kind, guint rows, double y,
              double height)
{
  const LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  g_autoptr (LabChart) chart = lab_chart_new (kind, &self->records, &options);
  const guint n = lab_figure_n_panels (&chart->figure);
  const guint columns = rows > 1 ? COLUMNS_OF_TWO : n;
  const double width = (WIDTH - (columns - 1) * GUTTER) / columns;

  height -= put_heading (sheet, chart->figure.title, _ ("an empty cell is 0"), MARGIN, y, WIDTH);
  y += 1.5 * HEADING;
  for (guint i = 0; i < n; i++)
    put_panel (sheet, &chart->figure, i, MARGIN + i % columns * (width + GUTTER),
               y + i / columns * height / rows, width, height / rows - (rows > 1 ? 6.0 : 0.0));
}

/* ---- tables ---- */

static double
put_tables (const Page *self, const LabSheet *sheet, double y)
{
  const LabDataset *dataset = self->records.dataset;
  const guint left_out = lab_handout_table_left_out (&self->records, 0);
  const double top = y;
  g_autofree char *heading
      /* Translators: "Each digit on the test set, in %" */
      = g_strdup_printf (_ ("Each %s on the test set, in %%"), lab_chart_noun (dataset));
  g_autofree char *remark
      = left_out == 0 ? NULL
                      : g_strdup_printf (_ ("without the %u in whose recall the first two differ "
                                            "least; classes.csv has all"),
                                         left_out);

  y += put_heading (sheet, heading, remark, MARGIN, y, WIDTH);
  y += lab_handout_table (sheet, &self->records, 0, lab_chart_noun (dataset), MARGIN, y, WIDTH);
  if (self->second)
    {
      y += SECTION / 2.0 + self->spare;
      y += put_heading (sheet, lab_chart_question (dataset), NULL, MARGIN, y, WIDTH);
      y += lab_handout_table (sheet, &self->records, 1, _ ("answer"), MARGIN, y, WIDTH);
    }
  return y - top;
}

static void
put_foot (const Page *self, const LabSheet *sheet)
{
  const guint n_seeds = self->result->experiment->n_seeds;
  LabText text = style (sheet, TINY, FALSE, TRUE);
  g_autofree char *seeds
      = n_seeds == 1
            ? NULL
            : g_strdup_printf (
                _ ("Means of %u seeds; bands and bars: one standard deviation over the seeds"),
                n_seeds);

  text.wrapped = FALSE;
  text.max_width_px = 0.5 * WIDTH;
  lab_sheet_text (sheet, &text, _ ("Losslab"), MARGIN, PAGE_HEIGHT - FOOT);
  text.anchor = LAB_ANCHOR_END;
  text.max_width_px = 0.0;
  if (seeds != NULL)
    lab_sheet_text (sheet, &text, seeds, MARGIN + WIDTH, PAGE_HEIGHT - FOOT);
}

/* ---- the page ---- */

/* All sections; returns where the last one ends. */
static double
put_page (const Page *self, const LabSheet *sheet)
{
  const double gap = SECTION + self->spare;
  double y = TOP, height;

  y += put_head (self, sheet, y) + gap - 6.0;
  height = put_conclusion (self, sheet, y);
  y += height + (height > 0.0 ? gap - 4.0 : 0.0);
  y += put_losses (self, sheet, y) + gap;
  put_plots (self, sheet, y);
  y += self->plots + gap;
  if (sheet->cr != NULL)
    put_matrices (self, sheet, LAB_CHART_CONFUSION, self->rows, y, self->matrices);
  y += self->matrices + gap;
  if (self->second_matrices > 0.0)
    {
      if (sheet->cr != NULL)
        put_matrices (self, sheet, LAB_CHART_CONFUSION2, 1, y, self->second_matrices);
      y += self->second_matrices + gap;
    }
  return y + put_tables (self, sheet, y);
}

/* What the other sections leave for plots and matrices, with losses at this size. */
static double
measure (Page *self, const LabSheet *sheet)
{
  self->plots = self->matrices = self->second_matrices = self->spare = 0.0;
  return PAGE_HEIGHT - BOTTOM - put_page (self, sheet);
}

static void
fit (Page *self, const LabSheet *sheet)
{
  const double least = LEAST_PLOTS + LEAST_MATRICES;
  const guint n = self->records.n_runs + (self->records.n_runs >= 2 ? 1 : 0);
  guint columns = n;
  double left, square;
  gboolean narrow;

  self->most_letters = MOST_FORMULA_TEXT;
  self->formula_px = GREATEST_FORMULA;
  left = measure (self, sheet);
  for (; left < least && self->formula_px > LEAST_FORMULA; left = measure (self, sheet))
    self->formula_px -= 0.5;
  for (; left < least && self->most_letters > LEAST_LETTERS; left = measure (self, sheet))
    self->most_letters = self->most_letters * 4 / 5;

  /* Words are cut so that this cannot be; a painter would not mind. */
  left = MAX (left, 0.5 * least);
  self->rows = 1;
  if (n > MOST_IN_A_ROW && left >= NARROW_PLOTS + 1.5 * HEADING + 2.0 * READABLE_MATRICES)
    {
      self->rows = 2;
      columns = COLUMNS_OF_TWO;
    }
  else if (self->second
           && left >= NARROW_PLOTS + 1.5 * HEADING + READABLE_MATRICES + SECOND_MATRICES + SECTION)
    {
      self->second_matrices = SECOND_MATRICES;
      left -= SECOND_MATRICES + SECTION;
    }
  narrow = self->rows > 1 || self->second_matrices > 0.0;
  /* So high that the first one, which has the rows' name, is as wide as its column. */
  square = self->rows
           * ((WIDTH - (columns - 1) * GUTTER) / columns - lab_matrix_title_room (PLOT)
              + 1.5 * HEADING + 3.4 * BODY);
  self->matrices
      = MIN (square, MAX (left - GREATEST_PLOTS, narrow ? left - NARROW_PLOTS : 0.5 * left));
  self->plots = MIN (left - self->matrices, GREATEST_PLOTS);
  /* What is left over widens the gaps, as far as that looks well. */
  self->spare = CLAMP ((left - self->matrices - self->plots) / 6.0, 0.0, SECTION);
}

static void
draw (cairo_t *cr, gpointer data)
{
  Page *self = data;
  LabSheet sheet = { lab_theme_get (FALSE), NULL };

  fit (self, &sheet);
  sheet.cr = cr;
  cairo_scale (cr, UNIT, UNIT);
  put_page (self, &sheet);
  put_foot (self, &sheet);
}

GBytes *
lab_handout_render (const LabResult *result, GError **error)
{
  Page page = { .result = result, .records = lab_result_get_all (result) };
  g_autofree char *title = lab_result_dup_title (result);

  page.second = lab_chart_is_offered (LAB_CHART_CONFUSION2, &page.records);
  return lab_format_render (LAB_FORMAT_PDF, PAPER_WIDTH, PAPER_HEIGHT, 1.0, title, draw, &page,
                            error);
}
