/* SPDX-License-Identifier: MIT */
/* Charts of what networks answer: their readings and files are the rankings' and the calibration's,
 * whichever way they come by the answers, and where there is nothing to draw words say why. */
#include "chart-answers.h"
#include "chart-csv.h"
#include "number.h"
#include "toy-training.h"

#include <math.h>
#include <string.h>

/* Two sides that have finished. */
typedef struct
{
  LabToyTraining sides[2];
  LabRecords records;
} Pair;

static void
pair_init (Pair *self, const char *custom, const char *validation)
{
  self->records = (LabRecords){ .n_runs = 2 };
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LabSpec) toy = lab_toy_training_spec ("loss", i == 0 ? "cross-entropy" : custom);
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
chart (const Pair *pair, LabChartKind kind, int class, const LabChartAnswers *answers)
{
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;

  options.class = class;
  options.answers = answers;
  return lab_chart_new (kind, &pair->records, &options);
}

static char *
describe (const LabChart *of)
{
  const LabTheme *theme = lab_theme_get (FALSE);

  if (of->figure.kind == LAB_FIGURE_THRESHOLDS)
    {
      g_autoptr (LabThresholdCurves) curves
          = lab_threshold_curves_layout (&of->data.thresholds, 400.0, 300.0, theme, 12.0);

      return lab_threshold_curves_describe (curves);
    }
  else
    {
      g_autoptr (LabReliability) diagram
          = lab_reliability_layout (&of->data.reliability, 400.0, 300.0, theme, 12.0);

      return lab_reliability_describe (diagram);
    }
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("‘%s’ is not in ‘%s’", part, text);
}

/* The readings are the measures; a side that is switched off has its reading. */
static void
test_readings (void)
{
  Pair pair;
  LabChartAnswers answers;

  pair_init (&pair, "multi-task", "0.3");
  lab_chart_answers_ask (&answers, &pair.records, (double) NAN);
  for (LabChartKind kind = 0; kind < LAB_N_CHARTS; kind++)
    for (int class = 0; class < 4; class ++)
      {
        const guint task = lab_charts[kind].task;
        g_autoptr (LabChart) asked = NULL;
        g_autoptr (LabChart) given = NULL;

        if (!lab_chart_is_of_answers (kind) || (task > 0 && class > 1))
          continue;
        asked = chart (&pair, kind, class, NULL);
        given = chart (&pair, kind, class, &answers);
        for (guint i = task; i < 2; i++)
          {
            const LabTaskAnswers *its = &answers.sides[i]->tasks[task];
            g_autofree char *expected
                = lab_charts[kind].figure == LAB_FIGURE_RELIABILITY
                      ? lab_number_percent (its->calibration.error)
                      : lab_number_fixed (lab_charts[kind].threshold == LAB_THRESHOLD_ROC
                                              ? its->areas[class]
                                              : its->average_precisions[class],
                                          4);

            g_assert_cmpstr (asked->readings[i], ==, expected);
            g_assert_cmpstr (given->readings[i], ==, expected);
          }
        g_assert_true ((given->difference != NULL) == (task == 0));
        if (task > 0)
          {
            g_autofree char *words = describe (given);

            g_assert_null (given->readings[0]);
            assert_has (words, "Standard: no second task.");
            assert_has (given->figure.title, "Is it even?");
            assert_has (given->heading, lab_charts[kind].figure == LAB_FIGURE_RELIABILITY
                                            ? "Is it even?"
                                            : " curve of ");
          }
        else
          g_assert_null (given->note);
      }
  lab_chart_answers_clear (&answers);
  pair_clear (&pair);
}

/* Without a choice, the class that the first two sides differ in most. */
static void
test_foremost (void)
{
  Pair pair;
  LabChartAnswers answers;

  pair_init (&pair, "mse", "0");
  lab_chart_answers_ask (&answers, &pair.records, (double) NAN);
  for (guint pr = 0; pr < 2; pr++)
    {
      g_autoptr (LabChart) of
          = chart (&pair, pr ? LAB_CHART_PRECISION_RECALL : LAB_CHART_ROC, -1, &answers);
      double differences[4];
      g_autofree char *title = NULL;

      for (guint k = 0; k < 4; k++)
        differences[k]
            = pr ? fabs (answers.sides[0]->tasks[0].average_precisions[k]
                         - answers.sides[1]->tasks[0].average_precisions[k])
                 : fabs (answers.sides[0]->tasks[0].areas[k] - answers.sides[1]->tasks[0].areas[k]);
      for (guint k = 0; k < 4; k++)
        g_assert_cmpfloat (differences[of->class], >=, differences[k]);
      title = g_strdup_printf (pr ? "Precision-recall curve of %s" : "ROC curve of %s",
                               pair.records.dataset->class_names[of->class]);
      g_assert_cmpstr (of->heading, ==, title);
    }
  lab_chart_answers_clear (&answers);
  pair_clear (&pair);
}

/* A file has every point of both curves, and the bins of both, whatever is hidden. */
static void
test_files (void)
{
  Pair pair;
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;

  pair_init (&pair, "mse", "0");
  options.class = 2;
  options.hidden = 1;
  for (guint k = 0; k < 3; k++)
    {
      const LabChartKind kinds[]
          = { LAB_CHART_ROC, LAB_CHART_PRECISION_RECALL, LAB_CHART_RELIABILITY };
      g_autoptr (LabChart) of = lab_chart_new (kinds[k], &pair.records, &options);
      g_autofree char *csv = lab_chart_to_csv (of);
      g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
      guint at = 1;

      for (guint s = 0; s < 2; s++)
        {
          const LabTaskAnswers *its = &of->answers[s]->tasks[0];
          const LabRanking *ranking = its->rankings[2];

          for (guint i = 0; i < (k < 2 ? ranking->n + 1 : LAB_CALIBRATION_BINS); i++)
            {
              g_auto (GStrv) cells = g_strsplit (lines[at++], ",", -1);
              const LabRankingPoint point = k == 0   ? lab_ranking_roc (ranking, i)
                                            : k == 1 ? lab_ranking_precision_recall (ranking, i)
                                                     : (LabRankingPoint){ 0 };

              g_assert_cmpstr (cells[0], ==, s == 0 ? "standard" : "custom");
              if (k == 2)
                {
                  g_assert_cmpuint (g_ascii_strtoull (cells[3], NULL, 10), ==,
                                    its->calibration.count[i]);
                  continue;
                }
              g_assert_true ((cells[1][0] == '\0') == isinf (point.threshold));
              g_assert_cmpfloat_with_epsilon (g_ascii_strtod (cells[2], NULL), point.x, 1e-8);
              g_assert_cmpfloat_with_epsilon (g_ascii_strtod (cells[3], NULL), point.y, 1e-8);
            }
        }
      g_assert_cmpstr (lines[at], ==, "");
      g_assert_null (lines[at + 1]);
    }
  pair_clear (&pair);
}

/* The temperature, where there are pictures to fit it on. */
static void
test_temperature (void)
{
  for (guint validated = 0; validated < 2; validated++)
    {
      Pair pair;
      g_autoptr (LabChart) of = NULL;

      pair_init (&pair, "mse", validated ? "0.3" : "0");
      of = chart (&pair, LAB_CHART_RELIABILITY, -1, NULL);
      for (guint i = 0; i < 2; i++)
        {
          const LabTaskAnswers *its = &of->answers[i]->tasks[0];
          const LabReliabilitySide *side = &of->data.reliability.sides[i];

          g_assert_true ((side->words != NULL) == (validated > 0));
          g_assert_true (isnan (side->temperature) == isnan (its->temperature));
          if (!isnan (its->temperature))
            g_assert_cmpfloat (side->error, ==, its->tempered.error);
          else if (validated > 0)
            g_assert_cmpstr (side->words, ==, "no temperature");
        }
      pair_clear (&pair);
    }
}

/* ---- nothing to draw ---- */

static void
assert_nothing (LabChart *of, const char *words)
{
  g_autofree char *said = describe (of);
  g_autofree char *csv = lab_chart_to_csv (of);
  g_autoptr (GBytes) png = lab_figure_to_bytes (&of->figure, LAB_FORMAT_PNG, 600, 400, 1.0,
                                                lab_theme_get (FALSE), NULL);

  assert_has (said, words);
  g_assert_nonnull (png);
  g_assert_null (of->difference);
  g_assert_cmpstr (strchr (csv, '\n'), ==, "\n");
  lab_chart_free (of);
}

static void
test_untrained (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("loss", "cross-entropy");
  g_auto (LabToyTraining) training = { 0 };
  g_autoptr (LabRun) run = NULL;
  Pair pair = { 0 };

  lab_toy_training_init (&training, spec, NULL);
  run = lab_run_new (spec, 0, 4, 10);
  pair.records = (LabRecords){
    .n_runs = 1, .runs = { run }, .dataset = training.dataset, .set = training.set
  };
  for (LabChartKind kind = LAB_CHART_ROC; kind <= LAB_CHART_RELIABILITY; kind++)
    assert_nothing (chart (&pair, kind, -1, NULL), "Not trained yet.");
  /* in the window the answers come later: no words until there is something to say */
  for (LabChartKind kind = LAB_CHART_ROC; kind <= LAB_CHART_RELIABILITY; kind++)
    {
      const LabChartAnswers later = { .lack = kind == LAB_CHART_ROC ? "Press Space." : NULL };
      g_autoptr (LabChart) of = chart (&pair, kind, -1, &later);

      g_assert_cmpstr (kind == LAB_CHART_RELIABILITY ? of->data.reliability.hint
                                                     : of->data.thresholds.hint,
                       ==, later.lack);
    }
}

/* Weights that are not numbers: of one side, and of both. */
static void
test_not_numbers (void)
{
  Pair pair;
  g_autofree float *theta = g_new (float, 100000);
  g_autoptr (LabAnswers) broken = NULL;
  LabChartAnswers answers;

  for (guint i = 0; i < 100000; i++)
    theta[i] = NAN;
  pair_init (&pair, "mse", "0.3");
  broken = lab_answers_new_of (pair.records.runs[1]->spec, pair.records.dataset, pair.records.set,
                               theta, NULL);
  lab_chart_answers_ask (&answers, &pair.records, (double) NAN);
  lab_answers_unref (answers.sides[1]);
  answers.sides[1] = lab_answers_ref (broken);
  for (LabChartKind kind = LAB_CHART_ROC; kind <= LAB_CHART_RELIABILITY; kind++)
    {
      g_autoptr (LabChart) of = chart (&pair, kind, -1, &answers);
      g_autofree char *words = describe (of);

      g_assert_nonnull (of->readings[0]);
      g_assert_null (of->readings[1]);
      g_assert_null (of->difference);
      g_assert_cmpstr (of->note, ==, "Custom:\nanswers are not numbers");
      assert_has (words, "Custom: answers are not numbers.");
      g_assert_true (strstr (words, "nan") == NULL);
    }
  lab_answers_unref (answers.sides[0]);
  answers.sides[0] = lab_answers_ref (broken);
  for (LabChartKind kind = LAB_CHART_ROC; kind <= LAB_CHART_RELIABILITY; kind++)
    assert_nothing (chart (&pair, kind, -1, &answers), "What the networks answer are not numbers.");
  lab_chart_answers_clear (&answers);
  pair_clear (&pair);
}

/* A class without test pictures. */
static void
test_absent_class (void)
{
  Pair pair;

  pair_init (&pair, "mse", "0");
  for (guint i = 0; i < pair.records.dataset->test.n; i++)
    if (pair.records.dataset->test.labels[i] == 3)
      pair.records.dataset->test.labels[i] = 0;
  assert_nothing (chart (&pair, LAB_CHART_ROC, 3, NULL), "there is no curve.");
  assert_nothing (chart (&pair, LAB_CHART_PRECISION_RECALL, 3, NULL), "there is no curve.");
  for (guint pr = 0; pr < 2; pr++)
    {
      g_autoptr (LabChart) of
          = chart (&pair, pr ? LAB_CHART_PRECISION_RECALL : LAB_CHART_ROC, -1, NULL);

      g_assert_cmpint (of->class, !=, 3);
      g_assert_null (of->data.thresholds.hint);
    }
  pair_clear (&pair);
}

/* Of several seeds it is one's, and that is said. */
static void
test_seeds (void)
{
  Pair pair;
  LabRun *seeds[4];

  pair_init (&pair, "mse", "0");
  for (guint i = 0; i < 4; i++)
    seeds[i] = pair.records.runs[i % 2];
  seeds[0] = pair.records.runs[1]; /* another run: the second seed is looked at */
  pair.records.n_seeds = 2;
  pair.records.seeds = seeds;
  for (LabChartKind kind = LAB_CHART_ROC; kind <= LAB_CHART_RELIABILITY; kind++)
    {
      g_autoptr (LabChart) of = chart (&pair, kind, -1, NULL);
      g_autofree char *words = describe (of);

      g_assert_cmpstr (of->means, ==, "seed 2 of 2");
      g_assert_cmpstr (of->caption, ==, "seed 2 of 2");
      assert_has (of->figure.title, ", seed 2 of 2");
      assert_has (words, ", seed 2 of 2.");
    }
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-answers/readings", test_readings);
  g_test_add_func ("/chart-answers/foremost", test_foremost);
  g_test_add_func ("/chart-answers/files", test_files);
  g_test_add_func ("/chart-answers/temperature", test_temperature);
  g_test_add_func ("/chart-answers/untrained", test_untrained);
  g_test_add_func ("/chart-answers/not-numbers", test_not_numbers);
  g_test_add_func ("/chart-answers/absent-class", test_absent_class);
  g_test_add_func ("/chart-answers/seeds", test_seeds);
  return g_test_run ();
}
