/* SPDX-License-Identifier: MIT */
/* Charts of what networks answer: their readings and files are the rankings' and the calibration's,
 * whichever way they come by the answers, and where there is nothing to draw words say why. */
#include "chart-answers.h"
#include "asked.h"
#include "chart-csv.h"
#include "chart-words.h"
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

/* The readings are the measures; a side that is switched off has its reading. */
static void
test_readings (void)
{
  Pair pair;
  LabChartAnswers answers;

  pair_init (&pair, "multi-task", "0.3");
  g_assert_true (lab_chart_answers_ask (&answers, &pair.records, (double) NAN, NULL));
  for (LabChartKind kind = 0; kind < LAB_N_CHARTS; kind++)
    for (int class = 0; class < 4; class ++)
      {
        const guint task = lab_charts[kind].task;
        g_autoptr (LabChart) unasked = NULL;
        g_autoptr (LabChart) given = NULL;

        if (!lab_chart_is_of_answers (kind) || (task > 0 && class > 1))
          continue;
        unasked = chart (&pair, kind, class, NULL);
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
                                          3);

            g_assert_cmpstr (unasked->readings[i], ==, expected);
            g_assert_cmpstr (given->readings[i], ==, expected);
          }
        g_assert_true ((given->difference != NULL) == (task == 0));
        if (task > 0)
          {
            g_autofree char *words = chart_words (given);

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

/* Without a choice, the class whose recalls differ most. */
static void
test_foremost (void)
{
  Pair pair;
  LabChartAnswers answers;

  pair_init (&pair, "mse", "0");
  g_assert_true (lab_chart_answers_ask (&answers, &pair.records, (double) NAN, NULL));
  for (guint pr = 0; pr < 2; pr++)
    {
      g_autoptr (LabChart) of
          = chart (&pair, pr ? LAB_CHART_PRECISION_RECALL : LAB_CHART_ROC, -1, &answers);
      double differences[4];
      g_autofree char *title = NULL;

      for (guint k = 0; k < 4; k++)
        differences[k] = fabs (lab_confusion_class (answers.evaluations[0]->test, k).recall
                               - lab_confusion_class (answers.evaluations[1]->test, k).recall);
      for (guint k = 0; k < 4; k++)
        g_assert_cmpfloat (differences[of->class], >=, differences[k]);
      title = g_strdup_printf (pr ? "Precision-recall curve of %s" : "ROC curve of %s",
                               pair.records.dataset->class_names[of->class]);
      g_assert_cmpstr (of->heading, ==, title);

      /* one that is watched stays where no other differs clearly more */
      for (guint k = 0; k < 4; k++)
        {
          LabChartOptions options = LAB_CHART_OPTIONS_INIT;
          g_autoptr (LabChart) next = NULL;

          options.answers = &answers;
          options.kept = (int) k;
          next = lab_chart_new (of->kind, &pair.records, &options);
          g_assert_cmpint (
              next->class, ==,
              differences[of->class] > 2.0 * differences[k] + 0.01 ? of->class : (int) k);
        }
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
              g_assert_cmpstr (cells[1], ==, pair.records.dataset->class_names[2]);
              g_assert_true ((cells[2][0] == '\0') == isinf (point.threshold));
              g_assert_cmpfloat_with_epsilon (g_ascii_strtod (cells[3], NULL), point.x, 1e-8);
              g_assert_cmpfloat_with_epsilon (g_ascii_strtod (cells[4], NULL), point.y, 1e-8);
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
  g_autofree char *said = chart_words (of);
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
  g_assert_true (lab_chart_answers_ask (&answers, &pair.records, (double) NAN, NULL));
  lab_answers_unref (answers.sides[1]);
  answers.sides[1] = lab_answers_ref (broken);
  for (LabChartKind kind = LAB_CHART_ROC; kind <= LAB_CHART_RELIABILITY; kind++)
    {
      g_autoptr (LabChart) of = chart (&pair, kind, -1, &answers);
      g_autofree char *words = chart_words (of);

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
      g_autofree char *words = chart_words (of);

      g_assert_cmpstr (of->means, ==, "seed 2 of 2");
      g_assert_true (g_str_has_suffix (of->caption, ", seed 2 of 2"));
      assert_has (of->figure.title, ", seed 2 of 2");
      assert_has (words, ", seed 2 of 2.");
    }
  pair_clear (&pair);
}

static Pair trained;

static void
train_on (void)
{
  for (guint i = 0; i < 2; i++)
    lab_toy_training_finish (&trained.sides[i]);
}

/* While one side is asked the other one is trained on: both are of the moment that was shown. */
static void
test_one_moment (void)
{
  g_autoptr (LabAnswers) first = NULL;
  g_autoptr (LabChart) of = NULL;

  trained.records = (LabRecords){ .n_runs = 2 };
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LabSpec) spec = lab_toy_training_spec ("loss", i == 0 ? "cross-entropy" : "mse");

      lab_toy_training_init (&trained.sides[i], spec, NULL);
      while (lab_run_get_latest (trained.sides[i].run) == NULL)
        lab_trainer_advance (trained.sides[i].trainer);
      trained.records.runs[i] = trained.sides[i].run;
    }
  trained.records.dataset = trained.sides[0].dataset;
  trained.records.set = trained.sides[0].set;
  first = lab_answers_new_of (trained.sides[1].run->spec, trained.records.dataset,
                              trained.records.set, lab_run_get_latest (trained.sides[1].run)->theta,
                              NULL);
  asked.meanwhile = train_on;
  of = chart (&trained, LAB_CHART_ROC, 1, NULL);
  asked.meanwhile = NULL;
  g_assert_cmpfloat (lab_run_get_latest (trained.sides[1].run)->epoch, ==, 3.0);
  g_assert_cmpfloat (of->answers[1]->tasks[0].areas[1], ==, first->tasks[0].areas[1]);
  assert_has (of->figure.subtitle, "after 0 epochs");
  pair_clear (&trained);
}

/* Nothing is drawn, and words say why. */
static void
test_no_memory (void)
{
  Pair pair;
  LabChartAnswers answers;
  g_autoptr (GError) error = NULL;

  pair_init (&pair, "mse", "0");
  asked.failing = TRUE;
  assert_nothing (chart (&pair, LAB_CHART_ROC, 1, NULL), "there is no memory");
  assert_nothing (chart (&pair, LAB_CHART_RELIABILITY, -1, NULL), "there is no memory");
  g_assert_false (lab_chart_answers_ask (&answers, &pair.records, (double) NAN, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_MEMORY);
  asked.failing = FALSE;
  pair_clear (&pair);
}

/* A side that diverged is not as far as the other. */
static void
test_diverged (void)
{
  Pair pair;
  g_autoptr (LabSpec) sgd = lab_toy_training_spec ("optimizer", "sgd");
  g_autoptr (LabSpec) fast = lab_spec_with (sgd, LAB_SETTING_LEARNING_RATE, "1000000", NULL);
  g_autoptr (LabSpec) toy = lab_spec_with (fast, LAB_SETTING_EVALUATIONS, "1", NULL);

  pair_init (&pair, "mse", "0");
  lab_toy_training_clear (&pair.sides[1]);
  lab_toy_training_init (&pair.sides[1], toy, NULL);
  pair.sides[1].run->side = 1;
  lab_toy_training_finish (&pair.sides[1]);
  g_assert_nonnull (lab_run_get_divergence (pair.sides[1].run));
  pair.records.runs[1] = pair.sides[1].run;
  for (LabChartKind kind = 0; kind < LAB_N_CHARTS; kind++)
    if (kind == LAB_CHART_RECALL || kind == LAB_CHART_CONFUSION || kind == LAB_CHART_ROC
        || kind == LAB_CHART_RELIABILITY)
      {
        g_autoptr (LabChart) of = chart (&pair, kind, 1, NULL);

        assert_has (of->figure.subtitle, "after 3 epochs");
        assert_has (of->figure.legend[1].reading, "at epoch 0, diverged");
        g_assert_true (of->figure.legend[0].reading == NULL
                       || strstr (of->figure.legend[0].reading, "epoch") == NULL);
        g_assert_cmpstr (of->note, ==, "Custom:\nat epoch 0, diverged");
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
  g_test_add_func ("/chart-answers/one-moment", test_one_moment);
  g_test_add_func ("/chart-answers/no-memory", test_no_memory);
  g_test_add_func ("/chart-answers/diverged", test_diverged);
  return g_test_run ();
}
