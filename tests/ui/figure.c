/* SPDX-License-Identifier: MIT */
/* Whole pictures: their sizes, their errors, and that a theme changes colours alone. */
#include "canvas.h"
#include "figure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define K         10
#define MOST_RUNS LAB_MAX_STYLES
#define POINTS    6

static const char *const NAMES[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
static const char *const RUNS[] = { "Standard: cross-entropy", "Custom: focal", "Third", "Fourth" };
static const double P[POINTS] = { 0.0, 0.2, 0.4, 0.6, 0.8, 1.0 };
static const double X[POINTS] = { 0.0, 1.0, 2.0, 3.0, 4.0, 5.0 };

/* Everything that a figure of any kind borrows. */
typedef struct
{
  LabConfusion *matrices[MOST_RUNS];
  double values[MOST_RUNS][K];
  LabCurve curves[MOST_RUNS];
  LabCurvesData curves_data;
  LabClassMarksData marks_data;
  double losses[MOST_RUNS][POINTS];
  guint counts[MOST_RUNS][LAB_LOSS_SHAPE_BINS];
  LabLossShapeData shape_data;
  LabRanking *rankings[MOST_RUNS];
  LabCalibration calibrations[MOST_RUNS];
  LabThresholdData threshold_data;
  LabReliabilityData reliability_data;
} Content;

/* Of a run's answers in two classes to a few pictures. */
static void
fill_answers (Content *self, guint run, GRand *random)
{
  float probabilities[2 * 200];
  guint8 labels[200];

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      labels[i] = g_rand_int_range (random, 0, 10) == 0;
      probabilities[2 * i] = (float) g_rand_double_range (random, 0.0, labels[i] ? 0.6 : 1.0);
      probabilities[2 * i + 1] = 1.0f - probabilities[2 * i];
    }
  self->rankings[run] = lab_ranking_new (probabilities, labels, 200, 2, 1);
  lab_calibration_init (&self->calibrations[run], probabilities, labels, 200, 2);
  self->threshold_data.sides[run] = (LabThresholdSide){
    .name = RUNS[run],
    .ranking = self->rankings[run],
    .measure = lab_ranking_area (self->rankings[run]),
  };
  self->reliability_data.sides[run]
      = (LabReliabilitySide){ RUNS[run],    FALSE,        &self->calibrations[run],
                              (double) NAN, (double) NAN, "no temperature" };
}

static void
content_init (Content *self, guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  memset (self, 0, sizeof *self);
  self->marks_data = (LabClassMarksData){
    .measure = "Recall", .n_classes = K, .class_names = NAMES, .noun = "digit", .n_sides = n
  };
  self->curves_data = (LabCurvesData){
    .title = "Training loss",
    .curves = self->curves,
    .n_curves = n,
    .x_to = 5.0,
    .y_to = 1.0,
    .cursor = 4.0,
    .pointer = (double) NAN,
    .x_title = "Epoch",
    .y_title = "Loss",
  };
  self->shape_data = (LabLossShapeData){
    .n_points = POINTS, .x = P, .n_sides = n, .epoch = 2.4, .cursor = (double) NAN
  };
  self->threshold_data
      = (LabThresholdData){ .title = "ROC curve of 3", .n_sides = n, .share = 0.1, .side = -1 };
  self->reliability_data = (LabReliabilityData){ .title = "Reliability", .n_sides = n, .bin = -1 };
  for (guint run = 0; run < n; run++)
    {
      fill_answers (self, run, random);
      self->matrices[run] = lab_confusion_new (K);
      for (guint i = 0; i < K * K; i++)
        self->matrices[run]->counts[i] = (guint32) g_rand_int_range (random, 0, 50);
      for (guint k = 0; k < K; k++)
        self->values[run][k] = g_rand_double_range (random, 0.5, 1.0);
      self->curves[run] = (LabCurve){
        .name = RUNS[run], .style = run, .x = X, .y = self->values[run], .n = POINTS
      };
      for (guint i = 0; i < POINTS; i++)
        self->losses[run][i] = (run + 1.0) * (1.0 - P[i]);
      for (guint i = 0; i < LAB_LOSS_SHAPE_BINS; i++)
        self->counts[run][i] = (guint) g_rand_int_range (random, 0, 1000);
      self->shape_data.sides[run]
          = (LabLossShapeSide){ RUNS[run],         RUNS[run],         FALSE,
                                self->losses[run], self->losses[run], self->counts[run] };
      self->marks_data.side_names[run] = RUNS[run];
      self->marks_data.values[run] = self->values[run];
    }
}

static void
content_clear (Content *self)
{
  for (guint run = 0; run < MOST_RUNS; run++)
    {
      g_clear_pointer (&self->matrices[run], lab_confusion_free);
      g_clear_pointer (&self->rankings[run], lab_ranking_free);
    }
}

static LabFigure
figure_of (const Content *content, LabFigureKind kind, guint n)
{
  LabFigure figure = {
    .kind = kind,
    .title = g_strdup ("Training loss of networks on MNIST"),
    .subtitle = g_strdup ("Half of the labels of class 4 wrong, 5 epochs, batches of 32"),
    .n_legend = n,
    .note = "Each loss in its own unit: not comparable.",
    .remark = g_strdup ("Mean over a band of raw values"),
    .curves = &content->curves_data,
    .marks = &content->marks_data,
    .shape = &content->shape_data,
    .thresholds = &content->threshold_data,
    .reliability = &content->reliability_data,
    .n_classes = K,
    .class_names = NAMES,
    .noun = "digit",
  };

  for (guint run = 0; run < n; run++)
    {
      figure.legend[run] = (LabFigureLegend){ run, g_strdup (RUNS[run]), g_strdup ("end 0.098") };
      figure.matrices[run] = content->matrices[run];
    }
  return figure;
}

typedef struct
{
  const guchar *data;
  gsize left;
} Reader;

static cairo_status_t
read_bytes (void *closure, unsigned char *data, unsigned int length)
{
  Reader *reader = closure;

  if (length > reader->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, reader->data, length);
  reader->data += length;
  reader->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

/* What Cairo reads back from the PNG. */
static Canvas
to_canvas (const LabFigure *figure, guint width, guint height, double scale, const LabTheme *theme)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png
      = lab_figure_to_bytes (figure, LAB_FORMAT_PNG, width, height, scale, theme, &error);
  Reader reader;
  Canvas canvas = { 0 };

  g_assert_true (error == NULL);
  g_assert_true (png != NULL);
  reader.data = g_bytes_get_data (png, &reader.left);
  canvas.surface = cairo_image_surface_create_from_png_stream (read_bytes, &reader);
  g_assert_cmpint (cairo_surface_status (canvas.surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpuint (reader.left, ==, 0);
  canvas.cr = cairo_create (canvas.surface);
  canvas.width = cairo_image_surface_get_width (canvas.surface);
  canvas.height = cairo_image_surface_get_height (canvas.surface);
  return canvas;
}

/* Every kind with one to four runs, at sizes from the least to a large one. */
static void
test_sizes (void)
{
  static const struct
  {
    guint width;
    guint height;
    double scale;
    int wide;
    int high;
  } sizes[] = {
    { 1200, 800, 1.0, 1200, 800 }, { 600, 400, 2.0, 1200, 800 }, { 1200, 800, 0.5, 600, 400 },
    { 320, 240, 1.0, 320, 240 },   { 321, 241, 0.5, 161, 121 },  { 16, 16, 1.0, 16, 16 },
    { 1000, 20, 1.0, 1000, 20 },   { 20, 1000, 1.0, 20, 1000 },
  };

  for (guint n = 1; n <= MOST_RUNS; n++)
    for (LabFigureKind kind = LAB_FIGURE_CURVES; kind <= LAB_FIGURE_MATRICES; kind++)
      {
        Content content;
        LabFigure figure;

        content_init (&content, n);
        figure = figure_of (&content, kind, n);
        for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
          {
            Canvas canvas = to_canvas (&figure, sizes[i].width, sizes[i].height, sizes[i].scale,
                                       lab_theme_get (i % 2));

            g_assert_cmpint (canvas.width, ==, sizes[i].wide);
            g_assert_cmpint (canvas.height, ==, sizes[i].high);
            canvas_clear (&canvas);
          }
        lab_figure_clear (&figure);
        content_clear (&content);
      }
}

static void
test_errors (void)
{
  static const struct
  {
    guint width;
    guint height;
    double scale;
  } sizes[] = {
    { 0, 800, 1.0 },
    { 1200, 0, 1.0 },
    { 0, 0, 1.0 },
    { 20000, 800, 1.0 },
    { 1200, 20000, 1.0 },
    { 15, 800, 1.0 },
    { 16385, 16, 1.0 },
    { 10000, 800, 2.0 },
    { 1200, 800, 0.01 },
    { 1200, 800, 0.0 },
    { 1200, 800, -1.0 },
    { 1200, 800, (double) NAN },
    { 1200, 800, (double) INFINITY },
    { 0, 0, (double) INFINITY },
    { G_MAXUINT, G_MAXUINT, 1.0 },
  };
  Content content;
  LabFigure figure;

  content_init (&content, 2);
  figure = figure_of (&content, LAB_FIGURE_CURVES, 2);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) png
          = lab_figure_to_bytes (&figure, LAB_FORMAT_PNG, sizes[i].width, sizes[i].height,
                                 sizes[i].scale, lab_theme_get (FALSE), &error);

      g_assert_true (png == NULL);
      g_assert_true (g_error_matches (error, LAB_ERROR, LAB_ERROR_REQUEST));
      g_assert_true (strchr (error->message, '\n') == NULL);
    }
  lab_figure_clear (&figure);
  content_clear (&content);
}

static void
read_words (GMarkupParseContext *context, const char *text, gsize length, gpointer data,
            GError **error)
{
  g_string_append_printf (data, "|%.*s|", (int) length, text);
}

/* Vectors: well-formed, with the words as words, cut where they are cut, and the same bytes
 * whatever was drawn before. */
static void
test_vectors (void)
{
  static const GMarkupParser PARSER = { .text = read_words };

  for (LabFigureKind kind = LAB_FIGURE_CURVES; kind <= LAB_FIGURE_MATRICES; kind++)
    for (LabFormatKind format = LAB_FORMAT_SVG; format <= LAB_FORMAT_PDF; format++)
      {
        Content content;
        LabFigure figure;
        GBytes *files[2];
        g_autoptr (GString) words = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        gsize size;
        const char *text;
        GMarkupParseContext *parser;

        content_init (&content, 2);
        figure = figure_of (&content, kind, 2);
        g_free (figure.title);
        figure.title = g_strdup ("Losses < 1 & \"others\"\001");
        g_free (figure.legend[1].name);
        figure.legend[1].name = g_strnfill (300, 'm');
        for (guint i = 0; i < 2; i++)
          {
            Canvas canvas = to_canvas (&figure, 320, 240, 1.0, lab_theme_get (FALSE));

            canvas_clear (&canvas);
            files[i] = lab_figure_to_bytes (&figure, format, 1200, 800, 7.0, lab_theme_get (FALSE),
                                            &error);
            g_assert_no_error (error);
          }
        g_assert_true (g_bytes_equal (files[0], files[1]));
        text = g_bytes_get_data (files[0], &size);
        if (format == LAB_FORMAT_PDF)
          g_assert_true (g_str_has_prefix (text, "%PDF-"));
        else
          {
            parser = g_markup_parse_context_new (&PARSER, 0, words, NULL);
            g_assert_true (g_markup_parse_context_parse (parser, text, (gssize) size, &error)
                           && g_markup_parse_context_end_parse (parser, &error));
            g_markup_parse_context_free (parser);
            g_assert_nonnull (strstr (words->str, "|Losses < 1 & \"others\" |"));
            g_assert_nonnull (strstr (words->str, "|Standard: cross-entropy|"));
            g_assert_nonnull (strstr (words->str, "mmm…|"));
            g_assert_null (strstr (words->str, figure.legend[1].name));
            g_assert_nonnull (strstr (text, " width=\"1200px\" height=\"800px\""));
          }
        for (guint i = 0; i < 2; i++)
          g_bytes_unref (files[i]);
        lab_figure_clear (&figure);
        content_clear (&content);
      }
}

static gboolean
is_near (guint32 a, guint32 b, int tolerance)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (abs ((int) (a >> shift & 255) - (int) (b >> shift & 255)) > tolerance)
      return FALSE;
  return TRUE;
}

/* Where one theme leaves its background bare, so does the other. */
static void
test_themes_share_layout (void)
{
  for (LabFigureKind kind = LAB_FIGURE_CURVES; kind <= LAB_FIGURE_MATRICES; kind++)
    {
      const LabTheme themes[] = { canvas_theme (FALSE), canvas_theme (TRUE) };
      const guint32 grounds[]
          = { canvas_color (&themes[0].background), canvas_color (&themes[1].background) };
      Canvas canvases[2];
      Content content;
      LabFigure figure;
      guint width, height, bare = 0, same = 0;

      content_init (&content, 2);
      figure = figure_of (&content, kind, 2);
      lab_figure_size (&figure, &width, &height);
      for (guint dark = 0; dark < 2; dark++)
        canvases[dark] = to_canvas (&figure, width, height, 1.0, &themes[dark]);
      for (int y = 0; y < (int) height; y++)
        for (int x = 0; x < (int) width; x++)
          {
            const guint32 light = canvas_pixel (&canvases[0], x, y),
                          dark = canvas_pixel (&canvases[1], x, y);

            same += light == dark;
            bare += light == grounds[0];
            /* An edge's last trace may round to nothing in one of them. */
            if (light == grounds[0])
              g_assert_true (is_near (dark, grounds[1], 4));
            if (dark == grounds[1])
              g_assert_true (is_near (light, grounds[0], 4));
          }
      g_assert_cmpuint (bare, >, width * height / 10);
      g_assert_cmpuint (bare, <, width * height);
      g_assert_cmpuint (same, <, width * height / 20);
      for (guint dark = 0; dark < 2; dark++)
        canvas_clear (&canvases[dark]);
      lab_figure_clear (&figure);
      content_clear (&content);
    }
}

/* Other words, and in the legend, whose names take room, other figures of equal width: without
 * text, the same picture. */
static void
test_text_free (void)
{
  for (LabFigureKind kind = LAB_FIGURE_CURVES; kind <= LAB_FIGURE_MATRICES; kind++)
    {
      const LabTheme theme = canvas_theme (FALSE);
      Content content;
      LabFigure figure;
      Canvas a, b;

      content_init (&content, 2);
      figure = figure_of (&content, kind, 2);
      for (guint run = 0; run < 2; run++)
        {
          g_free (figure.legend[run].name);
          g_free (figure.legend[run].reading);
          figure.legend[run].name = g_strdup ("11223344");
          figure.legend[run].reading = g_strdup ("0098");
        }
      a = to_canvas (&figure, 1200, 800, 1.0, &theme);
      figure.note = "Another note.";
      for (guint run = 0; run < 2; run++)
        {
          g_strreverse (figure.legend[run].name);
          g_strreverse (figure.legend[run].reading);
        }
      g_strreverse (figure.title);
      g_strreverse (figure.subtitle);
      g_strreverse (figure.remark);
      b = to_canvas (&figure, 1200, 800, 1.0, &theme);
      g_assert_cmpuint (canvas_differ (&a, &b, 0), ==, 0);
      canvas_clear (&a);
      canvas_clear (&b);
      lab_figure_clear (&figure);
      content_clear (&content);
    }
}

/* With one of the two matrices, there is no change yet: its panel is empty, whichever is missing.
 */
static void
test_change_of_one (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  const LabColor darkest = lab_theme_count (&theme, 1.0);
  Content content;
  LabFigure figure;
  guint counts[2];

  content_init (&content, 2);
  figure = figure_of (&content, LAB_FIGURE_MATRICES, 2);
  for (guint missing = 0; missing < 2; missing++)
    {
      Canvas canvas;

      memset (content.matrices[0]->counts, 0, K * K * sizeof content.matrices[0]->counts[0]);
      content.matrices[0]->counts[0] = 1;
      figure.matrices[missing] = NULL;
      figure.matrices[1 - missing] = content.matrices[0];
      canvas = to_canvas (&figure, 1600, 600, 1.0, &theme);
      counts[missing] = canvas_count (&canvas, canvas_color (&darkest));
      canvas_clear (&canvas);
    }
  g_assert_cmpuint (counts[0], >, 0);
  g_assert_cmpuint (counts[0], ==, counts[1]);
  lab_figure_clear (&figure);
  content_clear (&content);
}

/* Before the first training. */
static void
test_nothing_yet (void)
{
  for (LabFigureKind kind = LAB_FIGURE_CURVES; kind <= LAB_FIGURE_MATRICES; kind++)
    {
      Content content;
      LabFigure figure;
      Canvas canvas;

      content_init (&content, 2);
      for (guint run = 0; run < 2; run++)
        {
          content.curves[run].n = 0;
          content.marks_data.values[run] = NULL;
          content.shape_data.sides[run].counts = NULL;
        }
      figure = figure_of (&content, kind, 2);
      for (guint run = 0; run < 2; run++)
        {
          figure.matrices[run] = NULL;
          g_clear_pointer (&figure.legend[run].reading, g_free);
        }
      g_clear_pointer (&figure.remark, g_free);
      figure.note = NULL;
      canvas = to_canvas (&figure, 1200, 800, 1.0, lab_theme_get (FALSE));
      canvas_clear (&canvas);
      lab_figure_clear (&figure);
      lab_figure_clear (&figure); /* twice is once */
      content_clear (&content);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figure/sizes-of-one-to-four-runs", test_sizes);
  g_test_add_func ("/figure/errors", test_errors);
  g_test_add_func ("/figure/vectors", test_vectors);
  g_test_add_func ("/figure/themes-share-layout", test_themes_share_layout);
  g_test_add_func ("/figure/text-free", test_text_free);
  g_test_add_func ("/figure/change-of-one", test_change_of_one);
  g_test_add_func ("/figure/nothing-yet", test_nothing_yet);
  return g_test_run ();
}
