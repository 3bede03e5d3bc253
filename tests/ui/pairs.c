/* SPDX-License-Identifier: MIT */
/* At which moment runs are compared, of made-up ones whose batches, lengths and evaluations differ.
 */
#include "pairs.h"

#include "toy.h"
#include "ui/out/pairs-files.h"

#include <math.h>
#include <string.h>

#define N_CLASSES 4u
#define PICTURES  100u /* of a class */

typedef struct
{
  LabDataset *dataset;
  LabRun *runs[4];
  LabRecords records;
} Sides;

/* @n_seeds of two sides, each still without its run. */
static void
sides_init (Sides *self, guint n_seeds)
{
  *self = (Sides){ .dataset = lab_toy_dataset (1) };
  self->records = (LabRecords){
    .n_runs = 2, .n_seeds = n_seeds, .seeds = self->runs, .dataset = self->dataset
  };
}

static void
sides_clear (Sides *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->runs); i++)
    g_clear_pointer (&self->runs[i], lab_run_unref);
  lab_dataset_unref (self->dataset);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sides, sides_clear)

/* So many pictures of each class are right. */
static void
add_evaluation (LabRun *run, guint64 step, guint right)
{
  LabEvaluation *evaluation = g_new0 (LabEvaluation, 1);

  evaluation->step = step;
  evaluation->epoch = (double) step / run->steps_per_epoch;
  evaluation->test = lab_confusion_new (N_CLASSES);
  for (guint k = 0; k < N_CLASSES; k++)
    {
      evaluation->test->counts[k * N_CLASSES + k] = right;
      evaluation->test->counts[k * N_CLASSES + (k + 1) % N_CLASSES] = PICTURES - right;
    }
  lab_run_add_evaluation (run, evaluation);
}

/* Evaluated @parts times an epoch, as a trainer does: so often, so many are right. */
static void
put_run (Sides *self, guint i, guint steps, const char *epochs, guint parts, guint n_evaluations)
{
  g_autoptr (LabSpec) toy = lab_toy_spec ("loss", i % 2 == 0 ? "cross-entropy" : "mae", NULL);
  g_autoptr (LabSpec) spec = lab_spec_with (toy, LAB_SETTING_EPOCHS, epochs, NULL);

  self->runs[i] = lab_run_new (spec, i % 2, N_CLASSES, steps);
  self->records.runs[i % 2] = self->runs[i % 2];
  for (guint k = 0; k < n_evaluations; k++)
    add_evaluation (self->runs[i], (k * steps + parts - 1) / parts, k);
}

/* Two seeds of two sides, of which so many pictures of a class are right at the end. */
static LabPairs *
pairs_of (Sides *self, const guint right[4])
{
  sides_init (self, 2);
  for (guint i = 0; i < 4; i++)
    {
      put_run (self, i, 13, "3", 4, 12);
      add_evaluation (self->runs[i], 39, right[i]);
    }
  return lab_pairs_new (&self->records, (double) NAN, NULL);
}

/* Batches of another size: at every moment what is compared was evaluated at the same part of an
 * epoch, which is what the plots show where both sides have come there. */
static void
test_batches (void)
{
  static const guint STEPS[][2] = { { 13, 26 }, { 26, 13 }, { 600, 938 }, { 938, 7500 }, { 7, 7 } };

  for (guint c = 0; c < G_N_ELEMENTS (STEPS); c++)
    {
      g_auto (Sides) sides = { 0 };

      sides_init (&sides, 1);
      put_run (&sides, 0, STEPS[c][0], "3", 4, 13);
      put_run (&sides, 1, STEPS[c][1], "3", 4, 13);
      g_assert_cmpfloat (lab_pairs_epoch (&sides.records, (double) NAN), ==, 3.0);
      for (double cursor = 0.0; cursor < 3.0; cursor += 1.0 / 64.0)
        {
          g_autoptr (LabPairs) pairs = lab_pairs_new (&sides.records, cursor, NULL);
          const LabComparison *comparison = pairs->comparisons[0];
          guint least = G_MAXUINT;

          g_assert_cmpuint (comparison->n_seeds, ==, 1);
          g_assert_true (comparison->same);
          g_assert_cmpfloat (pairs->epoch, <=, cursor + 1e-9);
          for (guint i = 0; i < 2; i++)
            least = MIN (least, lab_chart_evaluation (sides.runs[i], cursor)->test->counts[0]);
          g_assert_cmpfloat_with_epsilon (comparison->rows[LAB_COMPARISON_ACCURACY].first.mean,
                                          least / 100.0, 1e-12);
        }
    }
}

/* Evaluated at other times, they meet where both were. */
static void
test_evaluations (void)
{
  static const struct
  {
    double cursor, epoch;
  } CASES[]
      = { { 0.9, 0.0 }, { 1.0, 1.0 }, { 1.3, 1.0 }, { 1.5, 1.5 }, { 1.9, 1.5 }, { NAN, 3.0 } };
  g_auto (Sides) sides = { 0 }, odd = { 0 };

  sides_init (&sides, 1);
  put_run (&sides, 0, 12, "3", 4, 13);
  put_run (&sides, 1, 12, "3", 6, 19);
  for (guint c = 1; c < G_N_ELEMENTS (CASES); c++)
    g_assert_cmpfloat (lab_pairs_epoch (&sides.records, CASES[c].cursor), ==, CASES[c].epoch);
  sides_init (&odd, 1);
  put_run (&odd, 0, 12, "3", 4, 13);
  put_run (&odd, 1, 24, "3", 3, 10);
  g_assert_cmpfloat (lab_pairs_epoch (&odd.records, CASES[0].cursor), ==, CASES[0].epoch);
  g_assert_cmpfloat (lab_pairs_epoch (&odd.records, 2.9), ==, 2.0);
}

/* Compared at the end of the shorter one, whichever side it is on, and it is said. */
static void
test_lengths (void)
{
  for (guint shorter = 0; shorter < 2; shorter++)
    {
      g_auto (Sides) sides = { 0 };
      g_autoptr (LabPairs) pairs = NULL;
      g_autofree char *words = NULL;

      sides_init (&sides, 1);
      put_run (&sides, shorter, 26, "2", 4, 9);
      put_run (&sides, 1 - shorter, 13, "3", 4, 13);
      pairs = lab_pairs_new (&sides.records, (double) NAN, NULL);
      g_assert_cmpfloat (pairs->epoch, ==, 2.0);
      g_assert_true (pairs->comparisons[0]->same);
      words = lab_pairs_words (pairs);
      g_assert_true (g_str_has_prefix (words, "At epoch 2.0 of 3: "));
    }
}

/* A record that lacks its beginning, as that of a changed file may, is not compared before it. */
static void
test_no_beginning (void)
{
  g_auto (Sides) sides = { 0 };
  g_autoptr (LabPairs) before = NULL, end = NULL;

  sides_init (&sides, 1);
  put_run (&sides, 0, 12, "3", 4, 13);
  put_run (&sides, 1, 12, "3", 4, 0);
  g_assert_true (isnan (lab_pairs_epoch (&sides.records, (double) NAN)));
  add_evaluation (sides.runs[1], 36, 9);
  before = lab_pairs_new (&sides.records, 1.0, NULL);
  g_assert_cmpuint (before->comparisons[0]->n_left_out, ==, 1);
  end = lab_pairs_new (&sides.records, (double) NAN, NULL);
  g_assert_cmpuint (end->comparisons[0]->n_seeds, ==, 1);
}

/* One that diverged holds nobody back, and is compared as far as it came. */
static void
test_diverged (void)
{
  g_auto (Sides) sides = { 0 };
  g_autoptr (LabPairs) end = NULL, before = NULL;

  sides_init (&sides, 1);
  put_run (&sides, 0, 13, "3", 4, 13);
  put_run (&sides, 1, 26, "3", 4, 6);
  lab_run_end (sides.runs[1], LAB_RUN_DIVERGED, &(LabDivergence){ 34, "the loss" });
  end = lab_pairs_new (&sides.records, (double) NAN, NULL);
  g_assert_cmpfloat (end->epoch, ==, 3.0);
  g_assert_cmpuint (end->comparisons[0]->n_left_out, ==, 1);
  before = lab_pairs_new (&sides.records, 1.0, NULL);
  g_assert_cmpfloat (before->epoch, ==, 1.0);
  g_assert_true (before->comparisons[0]->same);
}

/* A difference that is the same with each seed has no interval, in no table. */
static void
test_no_spread (void)
{
  g_auto (Sides) sides = { 0 };
  g_autoptr (LabExperiment) experiment = lab_experiment_new ();
  g_autoptr (LabPairs) pairs = NULL;
  g_autofree char *text = NULL, *csv = NULL;
  const LabInterval *difference;

  pairs = pairs_of (&sides, (const guint[]){ 50, 60, 55, 65 });
  difference = &pairs->comparisons[0]->rows[LAB_COMPARISON_ACCURACY].difference;
  g_assert_cmpfloat_with_epsilon (difference->mean, 0.1, 1e-12);
  text = lab_pairs_to_text (pairs);
  g_assert_nonnull (strstr (text, "0.5250 ± 0.0354"));
  g_assert_nonnull (strstr (text, "+0.1000\n"));
  g_assert_null (strstr (text, "+0.1000 ("));
  g_assert_null (strstr (text, "nan"));
  g_assert_nonnull (
      strstr (text, "\n±: one standard deviation over the seeds. *: a difference is shown; "));
  csv = lab_pairs_to_csv (pairs, experiment);
  g_assert_nonnull (strstr (csv, "\nstandard,"));
  g_assert_nonnull (strstr (csv, ",,,,false,")); /* low, high and p */
}

/* No interval ends where no difference can be, and of one seed there is nothing to explain. */
static void
test_possible (void)
{
  g_auto (Sides) sides = { 0 }, one = { 0 };
  g_autoptr (LabPairs) pairs = NULL, single = NULL;
  g_autofree char *key = NULL;
  const LabComparisonRow *rows;

  pairs = pairs_of (&sides, (const guint[]){ 10, 90, 20, 60 });
  rows = pairs->comparisons[0]->rows;
  g_assert_cmpfloat_with_epsilon (rows[LAB_COMPARISON_ACCURACY].difference.mean, 0.6, 1e-12);
  g_assert_cmpfloat (rows[LAB_COMPARISON_ACCURACY].difference.low, ==, -1.0);
  g_assert_cmpfloat (rows[LAB_COMPARISON_ACCURACY].difference.high, ==, 1.0);
  g_assert_cmpfloat (rows[LAB_COMPARISON_MATTHEWS].difference.high, ==, 2.0);
  sides_init (&one, 1);
  put_run (&one, 0, 13, "3", 4, 13);
  put_run (&one, 1, 13, "3", 4, 13);
  single = lab_pairs_new (&one.records, (double) NAN, NULL);
  key = lab_pairs_key (single, "*");
  g_assert_null (key);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pairs/batches", test_batches);
  g_test_add_func ("/pairs/evaluations", test_evaluations);
  g_test_add_func ("/pairs/lengths", test_lengths);
  g_test_add_func ("/pairs/no-beginning", test_no_beginning);
  g_test_add_func ("/pairs/diverged", test_diverged);
  g_test_add_func ("/pairs/no-spread", test_no_spread);
  g_test_add_func ("/pairs/possible", test_possible);
  return g_test_run ();
}
