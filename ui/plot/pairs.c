/* SPDX-License-Identifier: MIT */
#include "pairs.h"

#include "number.h"
#include "predictions.h"

#include <glib/gi18n.h>

static LabRun *
run_at (const LabRecords *records, guint seed, guint side)
{
  return records->seeds == NULL ? records->runs[side]
                                : records->seeds[seed * records->n_runs + side];
}

static guint
n_seeds (const LabRecords *records)
{
  return records->seeds == NULL ? 1 : records->n_seeds;
}

/* Of a history, or of this program. */
static gboolean
any_stopped (const LabRecords *records)
{
  for (guint seed = 0; seed < n_seeds (records); seed++)
    for (guint side = 0; side < records->n_runs; side++)
      {
        const LabRunState state = lab_run_get_state (run_at (records, seed, side));

        if (state == LAB_RUN_STOPPED || state == LAB_RUN_INTERRUPTED)
          return TRUE;
      }
  return FALSE;
}

/* In steps; a little less, so that a step is not before its own epoch after rounding. */
static double
step_of (const LabRun *run, double epoch)
{
  return epoch * run->steps_per_epoch - 1e-6;
}

/* The last one up to the batch in which @epoch is reached. */
static const LabEvaluation *
last_at (const LabRun *run, double epoch)
{
  return lab_chart_evaluation (run, ceil (step_of (run, epoch)) / run->steps_per_epoch);
}

/* Of all runs that did not diverge: that of the one furthest behind; where all did, of the one that
 * came furthest. */
static double
least_epoch (const LabRecords *records, double cursor)
{
  double least = (double) NAN, furthest = (double) NAN;

  for (guint seed = 0; seed < n_seeds (records); seed++)
    for (guint side = 0; side < records->n_runs; side++)
      {
        const LabRun *run = run_at (records, seed, side);
        const gboolean failed = lab_run_get_state (run) == LAB_RUN_DIVERGED;
        const LabEvaluation *its = lab_chart_evaluation (run, cursor);

        if (its == NULL && !failed)
          return (double) NAN;
        if (its == NULL)
          continue;
        /* A number is less, and more, than NaN. */
        if (failed)
          furthest = fmax (furthest, its->epoch);
        else
          least = fmin (least, its->epoch);
      }
  return isnan (least) ? furthest : least;
}

/* Of the runs that did not diverge, each one's last by then: that of the one furthest behind. */
static double
step_back (const LabRecords *records, double epoch)
{
  for (guint seed = 0; seed < n_seeds (records); seed++)
    for (guint side = 0; side < records->n_runs; side++)
      {
        const LabRun *run = run_at (records, seed, side);

        if (lab_run_get_state (run) != LAB_RUN_DIVERGED)
          epoch = MIN (epoch, last_at (run, epoch)->epoch);
      }
  return epoch;
}

double
lab_pairs_epoch (const LabRecords *records, double cursor)
{
  double epoch = least_epoch (records, cursor), before = (double) NAN;

  /* Runs that are evaluated at other times meet further back: at the end of an epoch, at the latest
   * before the first batch. */
  while (!isnan (epoch) && epoch != before)
    {
      before = epoch;
      epoch = step_back (records, epoch);
    }
  return epoch;
}

const LabEvaluation *
lab_pairs_evaluation (const LabRun *run, double epoch)
{
  const LabEvaluation *its = last_at (run, epoch);
  const double step = step_of (run, epoch);

  return its != NULL && (double) its->step >= step && (double) its->step < step + 1.0 ? its : NULL;
}

static const LabConfusion *
matrix_at (const LabRun *run, double epoch)
{
  const LabEvaluation *its = lab_pairs_evaluation (run, epoch);

  return its == NULL ? NULL : its->test;
}

/* By its loss; where two have the same one, which differs in its numbers, by its place. */
static char *
name_side (const LabRecords *records, guint side)
{
  g_autofree char *name = lab_chart_loss_within (records->runs[side]->spec);

  for (guint other = 0; other < records->n_runs; other++)
    {
      g_autofree char *its = lab_chart_loss_within (records->runs[other]->spec);

      if (other != side && g_str_equal (name, its))
        return g_strdup (lab_chart_role (side));
    }
  return g_steal_pointer (&name);
}

static void
compare (LabPairs *self, guint pair, const LabRecords *records, const LabMcnemar *test)
{
  g_autofree const LabConfusion **first = g_new0 (const LabConfusion *, self->n_seeds),
                                **second = g_new0 (const LabConfusion *, self->n_seeds);

  for (guint seed = 0; seed < self->n_seeds; seed++)
    {
      first[seed] = matrix_at (run_at (records, seed, 0), self->epoch);
      second[seed] = matrix_at (run_at (records, seed, pair + 1), self->epoch);
    }
  self->comparisons[pair]
      = lab_comparison_new (first, second, self->n_seeds, self->dataset->n_classes, self->n);
  lab_conclusion_init (&self->conclusions[pair], self->comparisons[pair], test);
}

LabPairs *
lab_pairs_new (const LabRecords *records, double cursor, const LabMcnemar *tests)
{
  const double epoch = lab_pairs_epoch (records, cursor);
  LabPairs *self;

  if (isnan (epoch) || records->n_runs < 2)
    return NULL;
  self = g_new0 (LabPairs, 1);
  self->n = records->n_runs - 1;
  self->n_seeds = n_seeds (records);
  self->epoch = epoch;
  self->stopped = any_stopped (records);
  self->dataset = lab_dataset_ref (records->dataset);
  self->tests = g_memdup2 (tests, self->n * sizeof *tests);
  for (guint side = 0; side < records->n_runs; side++)
    {
      self->n_epochs = MAX (self->n_epochs, records->runs[side]->spec->epochs);
      self->names[side] = name_side (records, side);
    }
  for (guint pair = 0; pair < self->n; pair++)
    compare (self, pair, records, tests == NULL ? NULL : &tests[pair]);
  return self;
}

static LabPredictions *
predict (const LabRun *run, double epoch, const LabRecords *records)
{
  const LabEvaluation *its = lab_pairs_evaluation (run, epoch);

  return its == NULL || its->theta == NULL
             ? NULL
             : lab_predictions_new (run->spec, records->dataset, records->set, its->theta, NULL);
}

/* Returns: whether all networks are there. */
static gboolean
test_networks (const LabRecords *records, LabMcnemar *tests)
{
  const double epoch = lab_pairs_epoch (records, (double) NAN);
  g_autoptr (LabPredictions) first
      = isnan (epoch) ? NULL : predict (records->runs[0], epoch, records);

  for (guint side = 1; side < records->n_runs; side++)
    {
      g_autoptr (LabPredictions) its
          = first == NULL ? NULL : predict (records->runs[side], epoch, records);

      if (its == NULL)
        return FALSE;
      lab_mcnemar_count (&tests[side - 1], first->labels, first->classes, its->classes, first->n);
    }
  return TRUE;
}

LabPairs *
lab_pairs_new_tested (const LabRecords *records)
{
  LabMcnemar tests[LAB_MAX_SIDES];
  const gboolean tested = n_seeds (records) == 1 && test_networks (records, tests);

  return lab_pairs_new (records, (double) NAN, tested ? tests : NULL);
}

void
lab_pairs_free (LabPairs *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    {
      g_free (self->names[i]);
      g_clear_pointer (&self->comparisons[i], lab_comparison_free);
    }
  g_free (self->tests);
  lab_dataset_unref (self->dataset);
  g_free (self);
}

gboolean
lab_pairs_is_early (const LabPairs *self)
{
  return self->epoch < self->n_epochs - 0.05;
}

static const char *
translate (const char *text)
{
  return _ (text);
}

char *
lab_pairs_sentence (const LabPairs *self, guint pair, guint i)
{
  const LabConclusionWords words = {
    .first = self->names[0],
    .second = self->names[pair + 1],
    .class_names = (const char *const *) self->dataset->class_names,
    .translate = translate,
  };

  return lab_conclusion_sentence (&self->conclusions[pair], i, &words);
}

static void
append_sentences (GString *text, const LabPairs *self, guint pair, gboolean main)
{
  for (guint i = 0; i < self->conclusions[pair].n; i++)
    {
      g_autofree char *sentence = NULL;

      if (lab_conclusion_is_main (&self->conclusions[pair], i) != main)
        continue;
      sentence = lab_pairs_sentence (self, pair, i);
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", sentence);
    }
}

char *
lab_pairs_words (const LabPairs *self)
{
  GString *text = g_string_new (NULL);
  g_autofree char *epoch = lab_number_fixed (self->epoch, 1);

  if (lab_pairs_is_early (self))
    /* Translators: "At epoch 1.6 of 5: over 5 seeds …" */
    g_string_append_printf (text, _ ("At epoch %s of %u:"), epoch, self->n_epochs);
  for (guint pair = 0; pair < self->n; pair++)
    {
      if (self->n > 1)
        g_string_append_printf (text, "%s%s:", pair > 0 ? " " : "", lab_chart_role (pair + 1));
      append_sentences (text, self, pair, TRUE);
    }
  /* How numbers are meant is the same for all. */
  append_sentences (text, self, 0, FALSE);
  return g_string_free (text, FALSE);
}

char *
lab_pairs_key (const LabPairs *self, const char *mark)
{
  /* Translators: the mark that a row has: "*", or "Bold" */
  return self->n_seeds < 2
             ? NULL
             : g_strdup_printf (_ ("±: one standard deviation over the seeds. %s: a difference is "
                                   "shown; of a recall only if it passes Holm's correction."),
                                mark);
}

char *
lab_pairs_measure (const LabPairs *self, guint measure)
{
  GString *text
      = g_string_new (_ (lab_comparison_measures[MIN (measure, LAB_COMPARISON_RECALL)].title));

  if (measure >= LAB_COMPARISON_RECALL)
    g_string_replace (text, "{class}", self->dataset->class_names[measure - LAB_COMPARISON_RECALL],
                      0);
  return g_string_free (text, FALSE);
}
