/* SPDX-License-Identifier: MIT */
#include "measure/conclusion.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Every sentence; what stands in braces is put in. No sentence needs a plural: counts that are
 * spelt as a plural are 2 or more. */
static const char *const SENTENCES[LAB_N_FINDINGS] = {
  [LAB_FINDING_NOTHING]
  = N_ ("There is nothing to compare: no seed was tested at the same epoch on both sides."),
  [LAB_FINDING_SAME] = N_ ("No difference: {second} and {first} have the same confusion matrix."),
  /* Translators: what stands in braces stays as it is: a number or a name is put there. */
  [LAB_FINDING_RECALL_RAISED] = N_ ("Over {seeds} seeds, {second} raises the recall of {class} by "
                                    "{difference} ({low} to {high})."),
  [LAB_FINDING_RECALL_LOWERED] = N_ ("Over {seeds} seeds, {second} lowers the recall of {class} by "
                                     "{difference} ({low} to {high})."),
  [LAB_FINDING_MORE_RECALLS] = N_ ("Other classes whose recall changes: {count}."),
  [LAB_FINDING_NO_RECALL] = N_ ("Recall: no difference shown in any class."),
  [LAB_FINDING_ACCURACY_RAISED]
  = N_ ("Over {seeds} seeds, {second} raises the accuracy by {difference} ({low} to {high})."),
  [LAB_FINDING_ACCURACY_LOWERED]
  = N_ ("Over {seeds} seeds, {second} lowers the accuracy by {difference} ({low} to {high})."),
  [LAB_FINDING_NO_ACCURACY]
  = N_ ("Accuracy: no difference shown; over {seeds} seeds it is {difference} ({low} to {high})."),
  [LAB_FINDING_SAME_ACCURACY_CHANGE] = N_ (
      "Accuracy: the difference is {difference} with each of {seeds} seeds, too alike to tell how "
      "far it varies."),
  [LAB_FINDING_TWO_NETWORKS]
  = N_ ("These two networks differ by more than chance (McNemar's test, p {p}): of the test "
        "pictures {first} alone gets {only_first} right, {second} alone {only_second}."),
  [LAB_FINDING_NO_TWO_NETWORKS]
  = N_ ("These two networks may differ by chance alone (McNemar's test, p {p}): of the test "
        "pictures {first} alone gets {only_first} right, {second} alone {only_second}."),
  [LAB_FINDING_ONE_SEED] = N_ (
      "One seed proves nothing about the losses, only about these two networks: train more seeds."),
  [LAB_FINDING_TWO_SEEDS]
  = N_ ("Two seeds say little, and their intervals are wide: five make them far narrower."),
  [LAB_FINDING_NO_PROOF] = N_ (
      "Where no difference is shown there may still be one: more seeds show smaller differences."),
  /* xgettext:no-c-format */
  [LAB_FINDING_INTERVALS] = N_ ("Each interval has 95 % confidence. Of {classes} recalls some "
                                "may seem to change by chance: only those that pass Holm's "
                                "correction are named. Accuracy is tested by itself."),
  /* xgettext:no-c-format */
  [LAB_FINDING_INTERVALS_OF_PAIRS]
  = N_ ("Each interval has 95 % confidence. Of {classes} recalls in {pairs} comparisons some may "
        "seem to change by chance: only those that pass a correction for that (Holm's) are named. "
        "Accuracy is corrected for the {pairs} comparisons alone."),
  [LAB_FINDING_ABOUT_SEEDS]
  = N_ ("Seeds vary the starting weights and the order of the batches: nothing is said about other "
        "pictures."),
  [LAB_FINDING_LEFT_OUT] = N_ ("Left out: {count} of {all} seeds, which were not tested at the "
                               "same epoch on both sides; where a loss failed, leaving its seeds "
                               "out flatters it."),
};

/* ---- what is found ---- */

static LabFinding *
add (LabConclusion *self, LabFindingKind kind)
{
  LabFinding *finding = &self->findings[self->n++];

  g_assert (self->n <= LAB_CONCLUSION_FINDINGS);
  *finding = (LabFinding){ .kind = kind };
  return finding;
}

static LabFindingKind
accuracy_kind (const LabComparisonRow *row)
{
  if (isnan (row->difference.p))
    return LAB_FINDING_SAME_ACCURACY_CHANGE;
  if (!row->shown)
    return LAB_FINDING_NO_ACCURACY;
  return row->difference.mean > 0.0 ? LAB_FINDING_ACCURACY_RAISED : LAB_FINDING_ACCURACY_LOWERED;
}

/* Returns: whether it is shown. */
static gboolean
add_accuracy (LabConclusion *self, const LabComparison *comparison)
{
  const LabComparisonRow *row = &comparison->rows[LAB_COMPARISON_ACCURACY];

  add (self, accuracy_kind (row))->difference = row->difference;
  return row->shown;
}

/* Returns: the class whose recall changes most of those not @told, or K. */
static guint
most_changed (const LabComparison *comparison, const guint *told, guint n_told)
{
  const LabComparisonRow *recalls = comparison->rows + LAB_COMPARISON_RECALL;
  guint best = comparison->n_classes;

  for (guint k = 0; k < comparison->n_classes; k++)
    {
      gboolean is_told = !recalls[k].shown;

      for (guint t = 0; t < n_told; t++)
        is_told = is_told || told[t] == k;
      if (!is_told
          && (best == comparison->n_classes
              || fabs (recalls[k].difference.mean) > fabs (recalls[best].difference.mean)))
        best = k;
    }
  return best;
}

static guint
count_changed (const LabComparison *comparison)
{
  guint n = 0;

  for (guint k = 0; k < comparison->n_classes; k++)
    n += comparison->rows[LAB_COMPARISON_RECALL + k].shown;
  return n;
}

/* Returns: whether any is shown. */
static gboolean
add_recalls (LabConclusion *self, const LabComparison *comparison)
{
  const guint n_changed = count_changed (comparison);
  guint told[LAB_CONCLUSION_RECALLS];

  for (guint t = 0; t < MIN (n_changed, LAB_CONCLUSION_RECALLS); t++)
    {
      const guint k = told[t] = most_changed (comparison, told, t);
      const LabInterval *difference = &comparison->rows[LAB_COMPARISON_RECALL + k].difference;
      LabFinding *finding = add (self, difference->mean > 0.0 ? LAB_FINDING_RECALL_RAISED
                                                              : LAB_FINDING_RECALL_LOWERED);

      finding->class = k;
      finding->difference = *difference;
    }
  if (n_changed > LAB_CONCLUSION_RECALLS)
    add (self, LAB_FINDING_MORE_RECALLS)->count = n_changed - LAB_CONCLUSION_RECALLS;
  if (n_changed == 0)
    add (self, LAB_FINDING_NO_RECALL);
  return n_changed > 0;
}

static void
conclude_seeds (LabConclusion *self, const LabComparison *comparison)
{
  const gboolean recalls = add_recalls (self, comparison);
  const gboolean accuracy = add_accuracy (self, comparison);

  if (comparison->n_seeds == 2)
    add (self, LAB_FINDING_TWO_SEEDS);
  else if (!recalls || !accuracy)
    add (self, LAB_FINDING_NO_PROOF);
  add (self, comparison->n_pairs > 1 ? LAB_FINDING_INTERVALS_OF_PAIRS : LAB_FINDING_INTERVALS);
  add (self, LAB_FINDING_ABOUT_SEEDS);
}

void
lab_conclusion_init (LabConclusion *self, const LabComparison *comparison, const LabMcnemar *test)
{
  *self = (LabConclusion){
    .n_seeds = comparison->n_seeds,
    .n_all = comparison->n_seeds + comparison->n_left_out,
    .n_classes = comparison->n_present,
    .n_pairs = comparison->n_pairs,
  };
  if (comparison->n_seeds == 0)
    {
      add (self, LAB_FINDING_NOTHING);
      return;
    }
  if (comparison->same)
    add (self, LAB_FINDING_SAME);
  else if (comparison->n_seeds > 1)
    conclude_seeds (self, comparison);
  else if (test != NULL)
    add (self, test->p < LAB_COMPARISON_RISK / comparison->n_pairs ? LAB_FINDING_TWO_NETWORKS
                                                                   : LAB_FINDING_NO_TWO_NETWORKS)
        ->test
        = *test;
  if (comparison->n_seeds == 1)
    add (self, LAB_FINDING_ONE_SEED);
  if (comparison->n_left_out > 0)
    add (self, LAB_FINDING_LEFT_OUT)->count = comparison->n_left_out;
}

gboolean
lab_conclusion_is_main (const LabConclusion *self, guint i)
{
  g_return_val_if_fail (i < self->n, FALSE);
  return self->findings[i].kind <= LAB_FINDING_TWO_SEEDS
         || self->findings[i].kind == LAB_FINDING_LEFT_OUT;
}

/* ---- in words ---- */

static void
append_number (GString *text, double value, guint decimals)
{
  char format[] = { '%', '.', (char) ('0' + decimals), 'f', '\0' };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, format, fabs (value));
  if (value < 0.0 && strspn (buffer, "0.") < strlen (buffer))
    g_string_append (text, "−");
  g_string_append (text, buffer);
}

/* As many as the interval is worth, and enough that its end does not look like 0. */
static guint
decimals_for (const LabInterval *interval)
{
  const double half = (interval->high - interval->low) / 2.0;
  const double nearest = MIN (fabs (interval->low), fabs (interval->high));
  const guint most = interval->low > 0.0 || interval->high < 0.0 ? 6 : 4;
  guint decimals = 2;
  double unit = 0.01;

  for (; half > 0.0 && decimals < most && (half < unit || nearest < unit / 2.0); decimals++)
    unit /= 10.0;
  return decimals;
}

static gboolean
append_of_interval (GString *text, const char *name, const LabFinding *finding)
{
  const LabInterval *interval = &finding->difference;
  const gboolean lowered = finding->kind == LAB_FINDING_RECALL_LOWERED
                           || finding->kind == LAB_FINDING_ACCURACY_LOWERED;
  const guint decimals = decimals_for (interval);
  double value;

  if (g_str_equal (name, "difference"))
    value = interval->mean;
  else if (g_str_equal (name, lowered ? "high" : "low"))
    value = interval->low;
  else if (g_str_equal (name, lowered ? "low" : "high"))
    value = interval->high;
  else
    return FALSE;
  append_number (text, lowered ? -value : value, decimals);
  return TRUE;
}

/* "10,000" */
static void
append_count (GString *text, guint count)
{
  if (count >= 1000)
    {
      append_count (text, count / 1000);
      g_string_append_printf (text, ",%03u", count % 1000);
    }
  else
    g_string_append_printf (text, "%u", count);
}

static void
append_p (GString *text, double p)
{
  if (p < 0.001)
    g_string_append (text, "< 0.001");
  else
    {
      g_string_append (text, "= ");
      append_number (text, p, p < 0.01 ? 3 : 2);
    }
}

static void
append_value (GString *text, const char *name, const LabConclusion *self, const LabFinding *finding,
              const LabConclusionWords *words)
{
  const struct
  {
    const char *name;
    guint value;
  } counts[] = {
    { "seeds", self->n_seeds },
    { "all", self->n_all },
    { "classes", self->n_classes },
    { "pairs", self->n_pairs },
    { "count", finding->count },
    { "only_first", finding->test.only_first },
    { "only_second", finding->test.only_second },
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (g_str_equal (name, counts[i].name))
      {
        append_count (text, counts[i].value);
        return;
      }
  if (g_str_equal (name, "first"))
    g_string_append (text, words->first);
  else if (g_str_equal (name, "second"))
    g_string_append (text, words->second);
  else if (g_str_equal (name, "class"))
    g_string_append (text, words->class_names[finding->class]);
  else if (g_str_equal (name, "p"))
    append_p (text, finding->test.p);
  else if (!append_of_interval (text, name, finding))
    g_string_append_printf (text, "{%s}", name);
}

char *
lab_conclusion_sentence (const LabConclusion *self, guint i, const LabConclusionWords *words)
{
  const LabFinding *finding = &self->findings[i];
  const char *sentence, *open;
  GString *text;

  g_return_val_if_fail (i < self->n, NULL);

  sentence = SENTENCES[finding->kind];
  if (words->translate != NULL)
    sentence = words->translate (sentence);
  text = g_string_new (NULL);
  for (; (open = strchr (sentence, '{')) != NULL && strchr (open, '}') != NULL;
       sentence = strchr (open, '}') + 1)
    {
      g_autofree char *name = g_strndup (open + 1, (gsize) (strchr (open, '}') - open - 1));

      g_string_append_len (text, sentence, open - sentence);
      append_value (text, name, self, finding, words);
    }
  g_string_append (text, sentence);
  return g_string_free (text, FALSE);
}
