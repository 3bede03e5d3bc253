/* SPDX-License-Identifier: MIT */
/* Several seeds in one plot: what the mean is of, where it ends, and what does not move. */
#include "chart.h"

#include "toy.h"

#include <math.h>
#include <string.h>

#define N_SEEDS   3u
#define STEPS     10u /* an epoch */
#define N_CLASSES 4u

/* Runs that were not trained: what is in them is known. */
typedef struct
{
  LabDataset *dataset;
  LabRun *runs[2 * N_SEEDS];
  LabRecords records;
} Sides;

static void
sides_init (Sides *self, const char *epochs)
{
  g_autoptr (LabSpec) toy = lab_toy_spec (NULL, NULL);
  g_autoptr (LabSpec) spec = lab_spec_with (toy, LAB_SETTING_EPOCHS, epochs, NULL);

  *self = (Sides){ .dataset = lab_toy_dataset (1) };
  self->records = (LabRecords){
    .n_runs = 2, .n_seeds = N_SEEDS, .seeds = self->runs, .dataset = self->dataset
  };
  for (guint i = 0; i < 2 * N_SEEDS; i++)
    {
      g_autofree char *seed = g_strdup_printf ("%u", 7 + i / 2);
      g_autoptr (LabSpec) its = lab_spec_with (spec, LAB_SETTING_SEED, seed, NULL);

      self->runs[i] = lab_run_new (its, i % 2, N_CLASSES, STEPS);
    }
  self->records.runs[0] = self->runs[0];
  self->records.runs[1] = self->runs[1];
}

static void
sides_clear (Sides *self)
{
  for (guint i = 0; i < 2 * N_SEEDS; i++)
    lab_run_unref (self->runs[i]);
  lab_dataset_unref (self->dataset);
}

static LabRun *
run_of (const Sides *self, guint side, guint seed)
{
  return self->runs[2 * seed + side];
}

/* So many losses more, the last of which is @loss. */
static void
add_losses (LabRun *run, guint n, float loss)
{
  for (guint i = 0; i < n; i++)
    lab_run_add_loss (run, loss + 100.0f, loss);
}

/* Of ten pictures of each class so many are right; the others are taken for the class before. */
static void
add_evaluation (LabRun *run, double epoch, guint right)
{
  LabEvaluation *evaluation = g_new0 (LabEvaluation, 1);

  evaluation->epoch = epoch;
  evaluation->step = (guint64) round (epoch * STEPS);
  evaluation->test = lab_confusion_new (N_CLASSES);
  for (guint k = 0; k < N_CLASSES; k++)
    for (guint i = 0; i < 10; i++)
      lab_confusion_add (evaluation->test, k, i < right ? k : (k + 1) % N_CLASSES);
  lab_run_add_evaluation (run, evaluation);
}

static LabChart *
chart_of (const Sides *self, LabChartKind kind, double cursor)
{
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;

  options.cursor = cursor;
  return lab_chart_new (kind, &self->records, &options);
}

static void
fail (LabRun *run)
{
  lab_run_end (run, LAB_RUN_DIVERGED, &(LabDivergence){ 1, "the loss" });
}

/* ---- */

static void
test_mean (void)
{
  const double values[] = { 2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0 };
  double deviation;

  g_assert_cmpfloat_with_epsilon (lab_chart_seeds_mean (values, 8, &deviation), 5.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (deviation, sqrt (32.0 / 7.0), 1e-12);
  g_assert_cmpfloat (lab_chart_seeds_mean (values, 1, &deviation), ==, 2.0);
  g_assert_true (isnan (deviation));
}

/* 5, 6 and 10 of ten: 70 %, and a deviation of 26.5 points. */
static void
test_accuracy (void)
{
  static const guint RIGHT[] = { 5, 6, 10 };
  Sides sides;
  g_autoptr (LabChart) chart = NULL;

  sides_init (&sides, "2");
  for (guint seed = 0; seed < N_SEEDS; seed++)
    for (guint side = 0; side < 2; side++)
      add_evaluation (run_of (&sides, side, seed), 1.0, side == 0 ? RIGHT[seed] : 8);
  chart = chart_of (&sides, LAB_CHART_TEST_ACCURACY, (double) NAN);
  g_assert_cmpstr (chart->means, ==, "mean of 3 seeds");
  g_assert_cmpstr (chart->readings[0], ==, "70.0\342\200\211%");
  g_assert_cmpstr (chart->spreads[0], ==, "± 26");
  g_assert_cmpstr (chart->readings[1], ==, "80.0\342\200\211%");
  g_assert_cmpstr (chart->spreads[1], ==, "± 0.0");
  g_assert_cmpstr (chart->difference, ==, "+10.0");
  g_assert_cmpstr (chart->figure.legend[0].reading, ==, "end 70.0 ± 26\342\200\211%");
  g_assert_nonnull (strstr (chart->figure.subtitle, "seeds 7 to 9"));
  g_assert_true (g_str_has_prefix (chart->figure.remark,
                                   "Lines: mean of 3 seeds; bands, ±: standard deviation. Tested"));
  sides_clear (&sides);
}

/* The mean ends where the last one is, and what it was does not change as the others go on. */
static void
test_behind (void)
{
  Sides sides;
  LabChart *before, *after;

  sides_init (&sides, "2");
  for (guint seed = 0; seed < N_SEEDS; seed++)
    for (guint side = 0; side < 2; side++)
      {
        add_losses (run_of (&sides, side, seed), 4 + seed, (float) seed);
        add_evaluation (run_of (&sides, side, seed), 0.0, seed);
        if (seed > 0)
          add_evaluation (run_of (&sides, side, seed), 0.5, 9);
      }
  before = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  g_assert_cmpuint (before->data.curves.curves[0].n, ==, 4);
  g_assert_cmpfloat (before->data.curves.curves[0].y[3], ==, 1.0);
  g_assert_cmpfloat (before->data.curves.curves[0].spread[3], ==, 1.0);
  add_losses (run_of (&sides, 0, 1), 3, 50.0f);
  after = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  g_assert_cmpuint (after->data.curves.curves[0].n, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat (after->data.curves.curves[0].y[i], ==, before->data.curves.curves[0].y[i]);
  lab_chart_free (before);
  lab_chart_free (after);

  after = chart_of (&sides, LAB_CHART_RECALL, (double) NAN);
  g_assert_cmpfloat_with_epsilon (after->data.marks.values[0][0], 0.1, 1e-12);
  lab_chart_free (after);
  sides_clear (&sides);
}

/* One that diverged is left out from the beginning on, and stays as a thin line. */
static void
test_diverged (void)
{
  Sides sides;
  LabChart *chart;
  const LabCurve *curve;

  sides_init (&sides, "2");
  for (guint seed = 0; seed < N_SEEDS; seed++)
    for (guint side = 0; side < 2; side++)
      add_losses (run_of (&sides, side, seed), seed == 1 ? 3 : 8, (float) seed);
  fail (run_of (&sides, 1, 1));
  chart = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  g_assert_cmpstr (chart->means, ==, "mean of 2 of 3 seeds");
  g_assert_cmpuint (chart->data.curves.curves[0].n, ==, 3);
  g_assert_cmpuint (chart->data.curves.curves[0].n_each, ==, 0);
  curve = &chart->data.curves.curves[1];
  g_assert_cmpuint (curve->n, ==, 8);
  g_assert_cmpuint (curve->n_each, ==, 1);
  for (guint i = 0; i < 8; i++)
    {
      g_assert_cmpfloat (curve->y[i], ==, 1.0);
      if (i < 3)
        g_assert_cmpfloat (curve->each[i], ==, 1.0);
      else
        g_assert_true (isnan (curve->each[i]));
    }
  lab_chart_free (chart);

  /* All of them: the one that got furthest is what there is to see. */
  fail (run_of (&sides, 1, 0));
  add_losses (run_of (&sides, 1, 2), 2, 2.0f);
  fail (run_of (&sides, 1, 2));
  chart = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  curve = &chart->data.curves.curves[1];
  g_assert_cmpuint (curve->n, ==, 10);
  g_assert_cmpfloat (curve->y[9], ==, 2.0);
  g_assert_true (isnan (curve->spread[9]));
  g_assert_cmpuint (curve->n_each, ==, 2);
  lab_chart_free (chart);
  sides_clear (&sides);
}

/* Few points, at places that stay. */
static void
test_long (void)
{
  Sides sides;
  LabChart *before, *after;
  const LabCurve *a, *b;

  sides_init (&sides, "2000");
  for (guint i = 0; i < 2 * N_SEEDS; i++)
    for (guint step = 0; step < 9999; step++)
      lab_run_add_loss (sides.runs[i], 0.0f, (float) (step * (i + 1)));
  before = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  for (guint i = 0; i < 2 * N_SEEDS; i++)
    for (guint step = 9999; step < 20000; step++)
      lab_run_add_loss (sides.runs[i], 0.0f, (float) (step * (i + 1)));
  after = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  a = &before->data.curves.curves[1];
  b = &after->data.curves.curves[1];
  g_assert_cmpuint (a->n, <=, 401);
  g_assert_cmpuint (b->n, <=, 800);
  g_assert_cmpuint (b->n, >, 700);
  for (guint i = 0; i + 1 < a->n; i++)
    {
      g_assert_cmpfloat (a->x[i], ==, b->x[i]);
      g_assert_cmpfloat (a->y[i], ==, b->y[i]);
    }
  g_assert_cmpfloat (a->x[a->n - 1], ==, 999.9);
  g_assert_cmpfloat (b->x[b->n - 1], ==, 2000.0);
  g_assert_cmpfloat (b->y[b->n - 1], ==, 4.0 * 19999.0);
  lab_chart_free (before);
  lab_chart_free (after);
  sides_clear (&sides);
}

static void
test_every (void)
{
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  Sides sides;
  g_autoptr (LabChart) chart = NULL;
  const LabCurve *curve;

  options.every = TRUE;
  sides_init (&sides, "2");
  for (guint i = 0; i < 2 * N_SEEDS; i++)
    add_losses (sides.runs[i], 5, (float) i);
  chart = lab_chart_new (LAB_CHART_TRAINING_LOSS, &sides.records, &options);
  curve = &chart->data.curves.curves[1];
  g_assert_false (curve->banded);
  g_assert_cmpuint (curve->n_each, ==, N_SEEDS);
  for (guint e = 0; e < N_SEEDS; e++)
    g_assert_cmpfloat (curve->each[e * curve->n + 4], ==, 2.0 * e + 1.0);
  g_assert_cmpfloat (curve->y[4], ==, 3.0);
  g_assert_true (g_str_has_prefix (chart->figure.remark,
                                   "Thin lines: each seed; thick ones: mean of 3 seeds."));
  sides_clear (&sides);
}

/* Cells are means, rounded; the mistakes are counted before. */
static void
test_matrices (void)
{
  static const guint RIGHT[] = { 5, 6, 9 };
  Sides sides;
  g_autoptr (LabChart) chart = NULL;

  sides_init (&sides, "2");
  for (guint seed = 0; seed < N_SEEDS; seed++)
    for (guint side = 0; side < 2; side++)
      add_evaluation (run_of (&sides, side, seed), 1.0, side == 0 ? RIGHT[seed] : 8);
  chart = chart_of (&sides, LAB_CHART_CONFUSION, (double) NAN);
  for (guint k = 0; k < N_CLASSES; k++)
    {
      g_assert_cmpuint (lab_confusion_get (chart->figure.matrices[0], k, k), ==, 7);
      g_assert_cmpuint (lab_confusion_get (chart->figure.matrices[0], k, (k + 1) % 4), ==, 3);
      g_assert_cmpuint (lab_confusion_get (chart->figure.matrices[1], k, k), ==, 8);
    }
  g_assert_cmpstr (chart->readings[0], ==, "13"); /* 40 of 120: 13.3 */
  g_assert_true (g_str_has_suffix (chart->figure.title, "test pictures, mean of 3 seeds"));
  sides_clear (&sides);
}

/* Before the cursor there is what there was. */
static void
test_cursor (void)
{
  Sides sides;
  g_autoptr (LabChart) chart = NULL;

  sides_init (&sides, "2");
  for (guint i = 0; i < 2 * N_SEEDS; i++)
    for (guint e = 0; e <= 2; e++)
      add_evaluation (sides.runs[i], e, 2 + 3 * e);
  chart = chart_of (&sides, LAB_CHART_RECALL, 1.2);
  g_assert_cmpfloat_with_epsilon (chart->data.marks.values[0][0], 0.5, 1e-12);
  sides_clear (&sides);
}

/* Where a seed is missing, as of a run that was deleted, it is not counted among them. */
static void
test_missing (void)
{
  Sides sides;
  g_autoptr (LabChart) chart = NULL;

  sides_init (&sides, "2");
  sides.records.seeds = (LabRun *[]){ sides.runs[0], sides.runs[1], sides.runs[4], sides.runs[5] };
  sides.records.n_seeds = 2;
  chart = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  g_assert_nonnull (strstr (chart->figure.subtitle, "2 of seeds 7 to 9"));
  sides_clear (&sides);
}

/* One seed is as it was. */
static void
test_one (void)
{
  Sides sides;
  g_autoptr (LabChart) chart = NULL;

  sides_init (&sides, "2");
  sides.records.n_seeds = 1;
  for (guint i = 0; i < 2; i++)
    add_losses (sides.runs[i], 5, 1.0f);
  chart = chart_of (&sides, LAB_CHART_TRAINING_LOSS, (double) NAN);
  g_assert_null (chart->means);
  g_assert_null (chart->spreads[0]);
  g_assert_true (chart->data.curves.curves[0].mean == sides.runs[0]->mean);
  g_assert_nonnull (strstr (chart->figure.subtitle, "seed 7"));
  sides_clear (&sides);
}

/* Losses are comparable where they are the same one: not with other weights, from the beginning or
 * later. */
static gboolean
have_one_unit (const Sides *sides)
{
  g_autoptr (LabChart) chart = chart_of (sides, LAB_CHART_TRAINING_LOSS, (double) NAN);

  g_assert_true ((chart->note == NULL) == chart->data.curves.comparable);
  g_assert_true ((chart->figure.note == NULL) == chart->data.curves.comparable);
  return chart->data.curves.comparable;
}

static void
test_units (void)
{
  Sides sides;
  g_autoptr (LabSpec) weighted = NULL;
  LabRun *before;

  sides_init (&sides, "2");
  sides.records.n_seeds = 1;
  lab_run_add_journal (sides.runs[1], 3, LAB_SETTING_LEARNING_RATE, "0.5");
  g_assert_true (have_one_unit (&sides));
  lab_run_add_journal (sides.runs[1], 4, LAB_SETTING_CLASS_WEIGHTS, "1=3");
  g_assert_false (have_one_unit (&sides));

  before = sides.runs[1];
  weighted = lab_spec_with (before->spec, LAB_SETTING_CLASS_WEIGHTS, "1=3", NULL);
  sides.runs[1] = sides.records.runs[1] = lab_run_new (weighted, 1, N_CLASSES, STEPS);
  lab_run_unref (before);
  g_assert_false (have_one_unit (&sides));
  sides_clear (&sides);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-seeds/mean", test_mean);
  g_test_add_func ("/chart-seeds/accuracy", test_accuracy);
  g_test_add_func ("/chart-seeds/behind", test_behind);
  g_test_add_func ("/chart-seeds/diverged", test_diverged);
  g_test_add_func ("/chart-seeds/long", test_long);
  g_test_add_func ("/chart-seeds/every", test_every);
  g_test_add_func ("/chart-seeds/matrices", test_matrices);
  g_test_add_func ("/chart-seeds/cursor", test_cursor);
  g_test_add_func ("/chart-seeds/missing", test_missing);
  g_test_add_func ("/chart-seeds/one", test_one);
  g_test_add_func ("/chart-seeds/units", test_units);
  return g_test_run ();
}
