/* SPDX-License-Identifier: MIT */
/* Charts of a second task and of what losses learn: what is offered, what is read and said, and
 * sides that have nothing of it. */
#include "chart.h"
#include "chart-words.h"
#include "number.h"
#include "toy-training.h"

#include <string.h>

/* Two sides that have finished. */
typedef struct
{
  LabToyTraining sides[2];
  LabRecords records;
} Pair;

static void
pair_init (Pair *self, const char *standard, const char *custom, const char *validation)
{
  const char *losses[] = { standard, custom };

  self->records = (LabRecords){ .n_runs = 2 };
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LabSpec) toy = lab_toy_training_spec ("loss", losses[i]);
      g_autoptr (LabSpec) spec = lab_spec_with (toy, LAB_SETTING_VALIDATION, validation, NULL);

      lab_toy_training_init (&self->sides[i], spec, NULL);
      self->sides[i].run->side = i;
      lab_toy_training_finish (&self->sides[i]);
      self->records.runs[i] = self->sides[i].run;
    }
  self->records.dataset = self->sides[0].dataset;
  self->records.set = self->sides[0].set;
}

static void
pair_clear (Pair *self)
{
  for (guint i = 0; i < 2; i++)
    lab_toy_training_clear (&self->sides[i]);
}

static LabChart *
chart (const Pair *pair, LabChartKind kind, double cursor)
{
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;

  options.cursor = cursor;
  return lab_chart_new (kind, &pair->records, &options);
}

static LabChart *
latest (const Pair *pair, LabChartKind kind)
{
  return chart (pair, kind, (double) NAN);
}

/* ---- what is offered ---- */

static void
test_offered (void)
{
  static const char *const LOSSES[] = { "cross-entropy", "multi-task", "multi-task-uncertainty" };

  for (guint second = 0; second < G_N_ELEMENTS (LOSSES); second++)
    for (guint validated = 0; validated < 2; validated++)
      {
        Pair pair;

        pair_init (&pair, "cross-entropy", LOSSES[second], validated ? "0.2" : "0");
        for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
          {
            const LabChartInfo *info = &lab_charts[kind];

            g_assert_true (lab_chart_is_offered (kind, &pair.records)
                           == ((!info->validation || validated) && (!info->learned || second == 2)
                               && (info->task == 0 || second > 0)));
            g_assert_true (lab_chart_is_offered (kind, NULL)
                           == (!info->validation && !info->learned && info->task == 0));
          }
        /* and nowhere on data that have no second task */
        pair.records.dataset->second.n_classes = 0;
        for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
          if (lab_charts[kind].task > 0)
            g_assert_false (lab_chart_is_offered (kind, &pair.records));
        pair_clear (&pair);
      }
}

/* Every chart is drawn as a picture whatever the runs have. */
static void
test_pictures (void)
{
  Pair pair;

  pair_init (&pair, "cross-entropy", "multi-task-uncertainty", "0.2");
  for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
    {
      g_autoptr (LabChart) of = latest (&pair, kind);
      g_autoptr (GBytes) png = lab_figure_to_bytes (&of->figure, LAB_FORMAT_PNG, 600, 400, 1.0,
                                                    lab_theme_get (kind % 2), NULL);

      g_assert_nonnull (png);
      if (lab_charts[kind].task > 0)
        g_assert_true (g_str_has_prefix (of->figure.title, "Is it even? "));
    }
  pair_clear (&pair);
}

/* ---- the second task ---- */

/* Fractions in percent, a correlation as it is. */
static char *
written (const LabChartInfo *info, double value)
{
  return info->plain ? lab_number_fixed (value, 3) : lab_number_percent (value);
}

static void
test_accuracies (void)
{
  Pair pair;

  pair_init (&pair, "multi-task", "multi-task-uncertainty", "0.2");
  for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
    {
      const LabChartInfo *info = &lab_charts[kind];
      g_autoptr (LabChart) now = latest (&pair, kind);
      g_autoptr (LabChart) then = chart (&pair, kind, 1.0);

      if (info->task == 0 || info->of_matrix == NULL)
        continue;
      for (guint i = 0; i < 2; i++)
        {
          const LabRun *run = pair.records.runs[i];
          const LabEvaluation *last = lab_run_get_latest (run);
          const LabEvaluation *first = lab_chart_evaluation (run, 1.0);
          g_autofree char *expected
              = written (info,
                         info->of_matrix (info->validation ? last->validation2 : last->test2));
          g_autofree char *earlier
              = written (info,
                         info->of_matrix (info->validation ? first->validation2 : first->test2));

          g_assert_cmpstr (now->readings[i], ==, expected);
          g_assert_cmpstr (then->readings[i], ==, earlier);
        }
      g_assert_nonnull (now->difference);
      g_assert_cmpstr (now->caption, ==, info->plain ? "difference" : "points");
      g_assert_null (now->note);
      g_assert_cmpstr (now->heading, ==, "Is it even?");
      g_assert_cmpstr (now->measure, ==, info->title);
    }
  pair_clear (&pair);
}

/* A side without a second task has no curve and no mark, and that is said. */
static void
test_absent (void)
{
  static const LabChartKind KINDS[]
      = { LAB_CHART_TEST_ACCURACY2, LAB_CHART_BALANCED_VALIDATION_ACCURACY2, LAB_CHART_RECALL2 };
  Pair pair;

  pair_init (&pair, "cross-entropy", "multi-task", "0.2");
  for (guint i = 0; i < G_N_ELEMENTS (KINDS); i++)
    {
      g_autoptr (LabChart) of = latest (&pair, KINDS[i]);
      g_autofree char *words = chart_words (of);

      g_assert_cmpuint (of->absent, ==, 1);
      g_assert_null (of->readings[0]);
      g_assert_nonnull (of->readings[1]);
      g_assert_null (of->difference);
      g_assert_cmpstr (of->note, ==, "Standard:\nno second task");
      g_assert_cmpstr (of->figure.legend[0].reading, ==, "no second task");
      assert_has (words, "no second task");
      g_assert_true (strstr (words, "not trained") == NULL);
      g_assert_true (strstr (words, "Not trained") == NULL);
      if (of->figure.kind == LAB_FIGURE_CURVES)
        {
          g_assert_cmpuint (of->data.curves.curves[0].n, ==, 0);
          g_assert_cmpfloat (of->data.curves.cursor, ==, 3.0);
        }
      else
        g_assert_cmpint (of->class, ==, 0);
    }
  pair_clear (&pair);
}

static void
test_classes (void)
{
  Pair pair;
  g_autoptr (LabChart) of = NULL;
  g_autofree char *words = NULL;

  pair_init (&pair, "multi-task", "multi-task-uncertainty", "0");
  of = latest (&pair, LAB_CHART_PRECISION2);
  words = chart_words (of);
  g_assert_cmpuint (of->data.marks.n_classes, ==, 2);
  g_assert_cmpstr (of->data.marks.class_names[1], ==, "even");
  assert_has (words, "of each answer");
  for (guint i = 0; i < 2; i++)
    for (guint k = 0; k < 2; k++)
      g_assert_cmpfloat (
          of->data.marks.values[i][k], ==,
          lab_confusion_class (lab_run_get_latest (pair.records.runs[i])->test2, k).precision);
  pair_clear (&pair);
}

static void
test_matrices (void)
{
  Pair pair;
  g_autoptr (LabChart) of = NULL;

  pair_init (&pair, "cross-entropy", "multi-task", "0");
  of = latest (&pair, LAB_CHART_CONFUSION2);
  g_assert_cmpuint (of->figure.n_classes, ==, 2);
  g_assert_cmpstr (of->figure.noun, ==, "answer");
  g_assert_null (of->figure.matrices[0]);
  g_assert_true (of->figure.matrices[1] == lab_run_get_latest (pair.records.runs[1])->test2);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpstr (lab_figure_absent (&of->figure, i), ==, i == 1 ? NULL : "no second task");
  {
    const LabMatrixData data = { .name = "Standard",
                                 .absent = lab_figure_absent (&of->figure, 0),
                                 .n_classes = 2,
                                 .class_names = of->figure.class_names,
                                 .noun = "answer",
                                 .scale = 1.0,
                                 .row = -1,
                                 .column = -1 };
    g_autoptr (LabMatrix) matrix
        = lab_matrix_layout (&data, 200.0, 200.0, FALSE, lab_theme_get (FALSE), 12.0);
    g_autofree char *words = lab_matrix_describe (matrix);

    g_assert_cmpstr (words, ==, "Standard: no second task.");
  }
  pair_clear (&pair);
}

/* ---- what losses learn ---- */

static char *
expected_reading (const LabRun *run, guint64 step)
{
  g_autofree char *s1 = lab_number_fixed ((double) lab_series_get (run->learned[0], step - 1), 2);
  g_autofree char *s2 = lab_number_fixed ((double) lab_series_get (run->learned[1], step - 1), 2);

  return g_strdup_printf ("s1\302\240%s, s2\302\240%s", s1, s2);
}

static void
test_learned (void)
{
  Pair pair;
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  g_autoptr (LabChart) now = NULL;
  g_autoptr (LabChart) then = NULL;
  g_autoptr (LabChart) hidden = NULL;
  g_autofree char *words = NULL, *at_end = NULL, *earlier = NULL;
  const LabRun *run;
  const LabCurvesData *data;

  pair_init (&pair, "multi-task", "multi-task-uncertainty", "0");
  run = pair.records.runs[1];
  now = latest (&pair, LAB_CHART_LEARNED);
  data = &now->data.curves;
  at_end = expected_reading (run, run->n_steps);
  g_assert_cmpuint (data->n_curves, ==, 3); /* the side that learns nothing, s1, s2 */
  g_assert_cmpstr (now->readings[0], ==, "none");
  g_assert_cmpstr (now->readings[1], ==, at_end);
  g_assert_cmpuint (now->absent, ==, 1);
  g_assert_cmpstr (data->curves[1].label, ==, "s1");
  g_assert_cmpstr (data->curves[2].label, ==, "s2");
  g_assert_cmpstr (data->curves[2].name, ==, "Custom, s2");
  for (guint c = 1; c < 3; c++)
    {
      g_assert_true (data->curves[c].raw == run->learned[c - 1]);
      g_assert_cmpuint (data->curves[c].style, ==, 1);
      for (guint64 step = 1; step <= run->n_steps; step++)
        {
          const double value = (double) lab_series_get (run->learned[c - 1], step - 1);

          g_assert_true (value >= data->y_from && value <= data->y_to);
        }
    }
  words = chart_words (now);
  assert_has (words, "Learned parameters over 3 epochs.");
  assert_has (words, "no learned parameters");
  assert_has (words, "Custom, s1: now ");
  g_assert_true (strstr (words, "not comparable") == NULL);

  options.pointer = 1.0;
  then = lab_chart_new (LAB_CHART_LEARNED, &pair.records, &options);
  earlier = expected_reading (run, run->steps_per_epoch);
  g_assert_cmpstr (then->readings[1], ==, earlier);
  g_assert_cmpstr (then->readings[1], !=, at_end);

  options.hidden = 2;
  hidden = lab_chart_new (LAB_CHART_LEARNED, &pair.records, &options);
  g_assert_true (hidden->data.curves.curves[1].hidden && hidden->data.curves.curves[2].hidden);
  pair_clear (&pair);
}

/* Before the training there are no values, and no words that say there are. */
static void
test_learned_before (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("loss", "multi-task-uncertainty");
  g_autoptr (LabDataset) dataset = lab_toy_dataset (3);
  g_autoptr (LabRun) run = lab_run_new (spec, 0, dataset->n_classes, 10);
  const LabRecords records = { .n_runs = 1, .runs = { run }, .dataset = dataset };
  const LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  g_autoptr (LabChart) of = lab_chart_new (LAB_CHART_LEARNED, &records, &options);
  g_autofree char *words = chart_words (of);

  g_assert_true (lab_chart_is_offered (LAB_CHART_LEARNED, &records));
  g_assert_null (of->readings[0]);
  assert_has (words, "Standard, s1: not trained yet.");
}

/* Labels take room beside the plot, and only where there are some. */
static void
test_labels (void)
{
  g_autoptr (LabSeries) series = lab_series_new ();
  const LabTheme *theme = lab_theme_get (FALSE);
  LabCurve curves[40];
  LabCurvesData data = { .curves = curves, .x_to = 1.0, .y_to = 1.0, .smooth = TRUE };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
  cairo_t *cr = cairo_create (surface);
  double left, top, right, bottom, narrower;

  lab_series_append (series, 0.5f);
  data.cursor = data.pointer = (double) NAN;
  for (guint n = 1; n <= G_N_ELEMENTS (curves); n += 13) /* more than there is room for, too */
    {
      g_autoptr (LabCurves) without = NULL;
      g_autoptr (LabCurves) with = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (curves); i++)
        curves[i] = (LabCurve){ .name = "Custom, s", .raw = series, .x_step = 1.0 };
      data.n_curves = n;
      without = lab_curves_layout (&data, 300.0, 200.0, theme, 12.0);
      curves[n - 1].label = "a_long_name";
      with = lab_curves_layout (&data, 300.0, 200.0, theme, 12.0);
      lab_curves_get_area (without, &left, &top, &right, &bottom);
      lab_curves_get_area (with, &left, &top, &narrower, &bottom);
      g_assert_cmpfloat (narrower, <, right - 30.0);
      g_assert_cmpfloat (narrower, >, 200.0);
      for (guint i = 0; i < n; i++)
        curves[i].label = "s";
      lab_curves_free (g_steal_pointer (&with));
      with = lab_curves_layout (&data, 300.0, 200.0, theme, 12.0);
      lab_curves_draw (with, cr);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-tasks/offered", test_offered);
  g_test_add_func ("/chart-tasks/pictures", test_pictures);
  g_test_add_func ("/chart-tasks/accuracies", test_accuracies);
  g_test_add_func ("/chart-tasks/absent", test_absent);
  g_test_add_func ("/chart-tasks/classes", test_classes);
  g_test_add_func ("/chart-tasks/matrices", test_matrices);
  g_test_add_func ("/chart-tasks/learned", test_learned);
  g_test_add_func ("/chart-tasks/learned-before", test_learned_before);
  g_test_add_func ("/chart-tasks/labels", test_labels);
  return g_test_run ();
}
