/* SPDX-License-Identifier: MIT */
/* What may be concluded from made-up matrices, in numbers and in words. */
#include "measure/conclusion.h"

#include "core/random.h"
#include "measure/student.h"

#include <math.h>
#include <string.h>

#define K         3u
#define MAX_SEEDS 8u
#define PICTURES  1000u /* of a class */

static const char *const NAMES[] = { "zero", "one", "two" };

/* A side of an experiment: how many pictures of each class are right with each seed. */
typedef struct
{
  LabConfusion *matrices[MAX_SEEDS];
} Side;

static void
side_clear (Side *self)
{
  for (guint s = 0; s < MAX_SEEDS; s++)
    g_clear_pointer (&self->matrices[s], lab_confusion_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* The mistakes are taken for the next class. */
static void
side_set (Side *self, guint seed, guint zero, guint one, guint two)
{
  const guint right[K] = { zero, one, two };
  const guint n = MAX (MAX (zero, one), two) > PICTURES ? 1000 * PICTURES : PICTURES;
  LabConfusion *matrix = lab_confusion_new (K);

  for (guint k = 0; k < K; k++)
    {
      matrix->counts[k * K + k] = right[k];
      matrix->counts[k * K + (k + 1) % K] = n - right[k];
    }
  g_clear_pointer (&self->matrices[seed], lab_confusion_free);
  self->matrices[seed] = matrix;
}

static LabComparison *
compare (const Side *first, const Side *second, guint n_seeds, guint n_pairs)
{
  return lab_comparison_new ((const LabConfusion *const *) first->matrices,
                             (const LabConfusion *const *) second->matrices, n_seeds, K, n_pairs);
}

/* The sentences, a line each. */
static char *
words_of (const LabComparison *comparison, const LabMcnemar *test)
{
  const LabConclusionWords words = { "standard", "custom", NAMES, NULL };
  GString *text = g_string_new (NULL);
  LabConclusion conclusion;

  lab_conclusion_init (&conclusion, comparison, test);
  for (guint i = 0; i < conclusion.n; i++)
    {
      g_autofree char *sentence = lab_conclusion_sentence (&conclusion, i, &words);

      g_assert_null (strpbrk (sentence, "{}"));
      g_string_append_printf (text, "%s\n", sentence);
    }
  return g_string_free (text, FALSE);
}

static void
assert_says (const char *text, const char *sentence)
{
  if (strstr (text, sentence) == NULL)
    g_error ("‘%s’ is not said in:\n%s", sentence, text);
}

static void
assert_silent (const char *text, const char *sentence)
{
  if (strstr (text, sentence) != NULL)
    g_error ("‘%s’ is said in:\n%s", sentence, text);
}

/* Zeros go up by 0.24 with a spread, ones down a little, twos as chance has it. */
static void
set_five_seeds (Side *first, Side *second)
{
  static const guint ZERO[] = { 600, 610, 620, 615, 605 }, RISE[] = { 250, 230, 240, 245, 235 },
                     FALL[] = { 20, 24, 22, 18, 21 }, TWO[] = { 950, 940, 945, 955, 935 },
                     OTHER_TWO[] = { 945, 948, 940, 951, 939 };

  for (guint s = 0; s < 5; s++)
    {
      side_set (first, s, ZERO[s], 980, TWO[s]);
      side_set (second, s, ZERO[s] + RISE[s], 980 - FALL[s], OTHER_TWO[s]);
    }
}

static void
test_five_seeds (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) comparison = NULL;
  g_autofree char *text = NULL;
  const LabInterval *zero, *accuracy;

  set_five_seeds (&first, &second);
  comparison = compare (&first, &second, 5, 1);
  zero = &comparison->rows[LAB_COMPARISON_RECALL].difference;
  accuracy = &comparison->rows[LAB_COMPARISON_ACCURACY].difference;
  g_assert_cmpuint (comparison->n_seeds, ==, 5);
  g_assert_cmpfloat_with_epsilon (zero->mean, 0.24, 1e-12);
  g_assert_cmpfloat_with_epsilon (zero->deviation, 0.0079056941504, 1e-12);
  g_assert_cmpfloat_with_epsilon (zero->confidence, 0.95, 1e-15);
  g_assert_cmpfloat_with_epsilon (accuracy->confidence, 0.95, 1e-15);
  g_assert_cmpfloat_with_epsilon (comparison->rows[LAB_COMPARISON_RECALL].first.mean, 0.61, 1e-12);

  text = words_of (comparison, NULL);
  assert_says (text, "Over 5 seeds, custom raises the recall of zero by 0.240 (0.230 to 0.250).\n");
  assert_says (text, "Over 5 seeds, custom lowers the recall of one by 0.021 (0.018 to 0.024).\n");
  assert_says (text, "Over 5 seeds, custom raises the accuracy by 0.07");
  assert_silent (text, "recall of two");
  /* Accuracy is no part of what is corrected. */
  assert_says (text, "Of 3 recalls some may seem to change by chance: only those that pass Holm's "
                     "correction are named. Accuracy is tested by itself.\n");
  g_assert_true (strstr (text, "zero") < strstr (text, "one by"));
}

/* Both ways round, the same is said of the other. */
static void
test_swapped (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) a = NULL, b = NULL;
  g_autofree char *text = NULL;

  set_five_seeds (&first, &second);
  a = compare (&first, &second, 5, 1);
  b = compare (&second, &first, 5, 1);
  for (guint m = 0; m < LAB_COMPARISON_RECALL + K; m++)
    {
      const LabInterval *x = &a->rows[m].difference, *y = &b->rows[m].difference;

      g_assert_cmpfloat (x->mean, ==, -y->mean);
      g_assert_cmpfloat (x->low, ==, -y->high);
      g_assert_cmpfloat (x->high, ==, -y->low);
      g_assert_cmpfloat (a->rows[m].first.mean, ==, b->rows[m].second.mean);
    }
  text = words_of (b, NULL);
  assert_says (text, "Over 5 seeds, custom lowers the recall of zero by 0.240 (0.230 to 0.250).\n");
}

static void
test_nothing_shown (void)
{
  static const guint A[] = { 900, 910, 905, 912, 890 }, B[] = { 905, 902, 911, 900, 899 };
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) comparison = NULL;
  g_autofree char *text = NULL;

  for (guint s = 0; s < 5; s++)
    {
      side_set (&first, s, A[s], B[s], A[s]);
      side_set (&second, s, B[s], A[s], 901);
    }
  comparison = compare (&first, &second, 5, 1);
  text = words_of (comparison, NULL);
  assert_says (text, "Recall: no difference shown in any class.\n");
  assert_says (text, "Accuracy: no difference shown; over 5 seeds it is −0.0");
  assert_says (text, "there may still be one");
  assert_silent (text, "raises");
  assert_silent (text, "lowers");
}

/* Recalls with t of 4 degrees of freedom that have these p-values, a little less and a little more
 * than what Holm's correction asks for. */
static void
test_correction (void)
{
  static const struct
  {
    guint n_pairs;
    double p[K];
    gboolean shown[K];
  } CASES[] = {
    { 1, { 0.016, 0.024, 0.049 }, { TRUE, TRUE, TRUE } },
    { 1, { 0.049, 0.016, 0.024 }, { TRUE, TRUE, TRUE } },
    { 1, { 0.018, 0.019, 0.020 }, { FALSE, FALSE, FALSE } },
    { 1, { 0.016, 0.026, 0.027 }, { TRUE, FALSE, FALSE } },
    { 1, { 0.5, 0.016, 0.026 }, { FALSE, TRUE, FALSE } },
    { 2, { 0.016, 0.008, 0.024 }, { FALSE, TRUE, FALSE } },
  };

  for (guint c = 0; c < G_N_ELEMENTS (CASES); c++)
    {
      g_auto (Side) first = { 0 }, second = { 0 };
      g_autoptr (LabComparison) comparison = NULL;

      for (guint s = 0; s < 5; s++)
        {
          /* deviations that are a sample's with a standard deviation of 100000 */
          static const double SPREAD[] = { -126491.1064, -63245.5532, 0, 63245.5532, 126491.1064 };
          guint right[K];

          for (guint k = 0; k < K; k++)
            right[k] = (guint) lround (500000.0 + SPREAD[s]
                                       + lab_student_quantile (CASES[c].p[k], 4) * 100000.0
                                             / sqrt (5.0));
          side_set (&first, s, 500000, 500000, 500000);
          side_set (&second, s, right[0], right[1], right[2]);
        }
      comparison = compare (&first, &second, 5, CASES[c].n_pairs);
      for (guint k = 0; k < K; k++)
        {
          const LabComparisonRow *row = &comparison->rows[LAB_COMPARISON_RECALL + k];

          g_assert_cmpfloat_with_epsilon (row->difference.p, CASES[c].p[k], 1e-5);
          g_assert_cmpint (row->shown, ==, CASES[c].shown[k]);
        }
    }
}

/* What else is compared changes what is shown, and no interval. */
static void
test_pairs (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) one = NULL, three = NULL;
  g_autofree char *text = NULL;

  set_five_seeds (&first, &second);
  one = compare (&first, &second, 5, 1);
  three = compare (&first, &second, 5, 3);
  for (guint m = 0; m < LAB_COMPARISON_RECALL + K; m++)
    {
      g_assert_cmpfloat (one->rows[m].difference.mean, ==, three->rows[m].difference.mean);
      g_assert_cmpfloat (one->rows[m].difference.high, ==, three->rows[m].difference.high);
      g_assert_true (one->rows[m].shown || !three->rows[m].shown);
    }
  text = words_of (three, NULL);
  assert_says (text, "Of 3 recalls in 3 comparisons");
  assert_says (text, "Accuracy is corrected for the 3 comparisons alone.\n");
}

static void
test_one_seed (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) comparison = NULL;
  g_autofree char *alone = NULL, *more = NULL, *chance = NULL, *many = NULL;
  LabMcnemar test;

  side_set (&first, 0, 900, 900, 900);
  side_set (&second, 0, 950, 900, 900);
  comparison = compare (&first, &second, 1, 1);
  g_assert_true (isnan (comparison->rows[LAB_COMPARISON_ACCURACY].difference.low));
  alone = words_of (comparison, NULL);
  g_assert_cmpstr (alone, ==,
                   "One seed proves nothing about the losses, only about these two networks: train "
                   "more seeds.\n");
  lab_mcnemar_init (&test, 20, 70);
  more = words_of (comparison, &test);
  g_assert_true (g_str_has_prefix (
      more,
      "These two networks differ by more than chance (McNemar's test, p < 0.001): of the test "
      "pictures standard alone gets 20 right, custom alone 70.\n"));
  assert_says (more, "One seed proves nothing");
  lab_mcnemar_init (&test, 20, 22);
  chance = words_of (comparison, &test);
  g_assert_true (g_str_has_prefix (
      chance,
      "These two networks may differ by chance alone (McNemar's test, p = 0.76): of the test "
      "pictures standard alone gets 20 right, custom alone 22.\n"));
  lab_mcnemar_init (&test, 8042, 1000);
  many = words_of (comparison, &test);
  assert_says (many, "standard alone gets 8,042 right, custom alone 1,000.\n");
}

static void
test_two_seeds (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) wide = NULL, alike = NULL;
  g_autofree char *text = NULL, *equal = NULL;

  for (guint s = 0; s < 2; s++)
    {
      side_set (&first, s, 600, 900, 900);
      side_set (&second, s, 840 + 10 * s, 900, 900);
    }
  wide = compare (&first, &second, 2, 1);
  text = words_of (wide, NULL);
  assert_says (text, "Two seeds say little");
  assert_says (text, "Over 2 seeds, custom raises the accuracy by 0.08 (0.06 to 0.10).\n");

  /* The same twice is no certainty. */
  side_set (&second, 1, 840, 900, 900);
  alike = compare (&first, &second, 2, 1);
  g_assert_true (isnan (alike->rows[LAB_COMPARISON_RECALL].difference.low));
  equal = words_of (alike, NULL);
  assert_says (equal, "the difference is 0.08 with each of 2 seeds, too alike");
  assert_silent (equal, "raises");
  assert_silent (equal, "nan");
}

static void
test_same (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) comparison = NULL;
  g_autofree char *text = NULL;

  for (guint s = 0; s < 3; s++)
    {
      side_set (&first, s, 900 + s, 900, 900);
      side_set (&second, s, 900 + s, 900, 900);
    }
  comparison = compare (&first, &second, 3, 1);
  g_assert_true (comparison->same);
  text = words_of (comparison, NULL);
  g_assert_cmpstr (text, ==,
                   "No difference: custom and standard have the same confusion matrix.\n");

  /* One seed that differs is enough, whichever it is. */
  for (guint s = 0; s < 3; s++)
    {
      g_autoptr (LabComparison) other = NULL;

      side_set (&second, s, 800, 900, 900);
      other = compare (&first, &second, 3, 1);
      g_assert_false (other->same);
      side_set (&second, s, 900 + s, 900, 900);
    }
}

static void
test_left_out (void)
{
  g_auto (Side) first = { 0 }, second = { 0 }, nobody = { 0 };
  g_autoptr (LabComparison) comparison = NULL, nothing = NULL;
  g_autofree char *text = NULL, *none = NULL;

  set_five_seeds (&first, &second);
  g_clear_pointer (&second.matrices[1], lab_confusion_free);
  g_clear_pointer (&first.matrices[4], lab_confusion_free);
  comparison = compare (&first, &second, 5, 1);
  g_assert_cmpuint (comparison->n_seeds, ==, 3);
  g_assert_cmpuint (comparison->n_left_out, ==, 2);
  g_assert_cmpfloat_with_epsilon (comparison->rows[LAB_COMPARISON_RECALL].difference.mean, 0.245,
                                  1e-12);
  text = words_of (comparison, NULL);
  assert_says (text, "Left out: 2 of 5 seeds");

  nothing = compare (&first, &nobody, 5, 1);
  none = words_of (nothing, NULL);
  g_assert_cmpstr (
      none, ==,
      "There is nothing to compare: no seed was tested at the same epoch on both sides.\n");
}

/* A class without test pictures has no recall, and is none of those looked at. */
static void
test_absent_class (void)
{
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) comparison = NULL;
  g_autofree char *text = NULL;

  set_five_seeds (&first, &second);
  for (guint s = 0; s < 5; s++)
    {
      memset (first.matrices[s]->counts + 2 * K, 0, K * sizeof (guint32));
      memset (second.matrices[s]->counts + 2 * K, 0, K * sizeof (guint32));
    }
  comparison = compare (&first, &second, 5, 1);
  g_assert_cmpuint (comparison->n_present, ==, 2);
  g_assert_cmpuint (comparison->rows[LAB_COMPARISON_RECALL + 2].difference.n, ==, 0);
  text = words_of (comparison, NULL);
  assert_says (text, "Of 2 recalls");
}

static const char *
shouted (const char *text)
{
  return strstr (text, "One seed") != NULL ? "NOTHING IS PROVEN, {second}!" : text;
}

static void
test_translated (void)
{
  const LabConclusionWords words = { "a", "{class}", NAMES, shouted };
  g_auto (Side) first = { 0 }, second = { 0 };
  g_autoptr (LabComparison) comparison = NULL;
  g_autofree char *sentence = NULL;
  LabConclusion conclusion;

  side_set (&first, 0, 900, 900, 900);
  side_set (&second, 0, 950, 900, 900);
  comparison = compare (&first, &second, 1, 1);
  lab_conclusion_init (&conclusion, comparison, NULL);
  sentence = lab_conclusion_sentence (&conclusion, 0, &words);
  g_assert_cmpstr (sentence, ==, "NOTHING IS PROVEN, {class}!");
}

/* Of experiments in which nothing differs but chance, one in twenty may say that something does. */
static void
test_false_alarms (void)
{
  guint recalls = 0, accuracies = 0;
  const guint n = 400;

  for (guint i = 0; i < n; i++)
    {
      g_auto (Side) first = { 0 }, second = { 0 };
      g_autoptr (LabComparison) comparison = NULL;
      gboolean any = FALSE;
      LabRandom random;

      lab_random_init (&random, 7, LAB_STREAM_CHECK, i);
      for (guint s = 0; s < 5; s++)
        for (guint side = 0; side < 2; side++)
          {
            guint right[K];

            for (guint k = 0; k < K; k++)
              {
                right[k] = 850;
                for (guint j = 0; j < 8; j++) /* about normal */
                  right[k] += lab_random_below (&random, 11);
              }
            side_set (side == 0 ? &first : &second, s, right[0], right[1], right[2]);
          }
      comparison = compare (&first, &second, 5, 1);
      for (guint k = 0; k < K; k++)
        any = any || comparison->rows[LAB_COMPARISON_RECALL + k].shown;
      recalls += any;
      accuracies += comparison->rows[LAB_COMPARISON_ACCURACY].shown;
    }
  g_test_message ("%u and %u of %u", recalls, accuracies, n);
  g_assert_cmpuint (recalls, <, n / 10);
  g_assert_cmpuint (accuracies, <, n / 10);
  g_assert_cmpuint (accuracies, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/conclusions/five-seeds", test_five_seeds);
  g_test_add_func ("/conclusions/swapped", test_swapped);
  g_test_add_func ("/conclusions/nothing-shown", test_nothing_shown);
  g_test_add_func ("/conclusions/correction", test_correction);
  g_test_add_func ("/conclusions/pairs", test_pairs);
  g_test_add_func ("/conclusions/one-seed", test_one_seed);
  g_test_add_func ("/conclusions/two-seeds", test_two_seeds);
  g_test_add_func ("/conclusions/same", test_same);
  g_test_add_func ("/conclusions/left-out", test_left_out);
  g_test_add_func ("/conclusions/absent-class", test_absent_class);
  g_test_add_func ("/conclusions/translated", test_translated);
  g_test_add_func ("/conclusions/false-alarms", test_false_alarms);
  return g_test_run ();
}
