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

/* Of all runs: the one that is furthest behind of those that did not diverge. */
static const LabEvaluation *
find_moment (const LabRecords *records, double cursor)
{
  const LabEvaluation *moment = NULL;
  gboolean any = FALSE; /* that did not diverge */

  for (guint seed = 0; seed < n_seeds (records); seed++)
    for (guint side = 0; side < records->n_runs; side++)
      {
        const LabRun *run = run_at (records, seed, side);
        const gboolean failed = lab_run_get_state (run) == LAB_RUN_DIVERGED;
        const LabEvaluation *its = lab_chart_evaluation (run, cursor);

        if (its == NULL && !failed)
          return NULL;
        if (its == NULL || (failed && any))
          continue;
        if (moment == NULL || (!failed && !any)
            || (failed ? its->step > moment->step : its->step < moment->step))
          moment = its;
        any = any || !failed;
      }
  return moment;
}

guint64
lab_pairs_step (const LabRecords *records, double cursor)
{
  const LabEvaluation *moment = find_moment (records, cursor);

  return moment == NULL ? G_MAXUINT64 : moment->step;
}

const LabEvaluation *
lab_pairs_evaluation (const LabRun *run, guint64 step)
{
  const LabEvaluation *its = lab_chart_evaluation (run, (double) step / run->steps_per_epoch);

  return its == NULL || its->step != step ? NULL : its;
}

static const LabConfusion *
matrix_at (const LabRun *run, const LabEvaluation *moment)
{
  const LabEvaluation *its = lab_pairs_evaluation (run, moment->step);

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
compare (LabPairs *self, guint pair, const LabRecords *records, const LabEvaluation *moment,
         const LabMcnemar *test)
{
  g_autofree const LabConfusion **first = g_new0 (const LabConfusion *, self->n_seeds),
                                **second = g_new0 (const LabConfusion *, self->n_seeds);

  for (guint seed = 0; seed < self->n_seeds; seed++)
    {
      first[seed] = matrix_at (run_at (records, seed, 0), moment);
      second[seed] = matrix_at (run_at (records, seed, pair + 1), moment);
    }
  self->comparisons[pair]
      = lab_comparison_new (first, second, self->n_seeds, self->dataset->n_classes, self->n);
  lab_conclusion_init (&self->conclusions[pair], self->comparisons[pair], test);
}

LabPairs *
lab_pairs_new (const LabRecords *records, double cursor, const LabMcnemar *tests)
{
  const LabEvaluation *moment = find_moment (records, cursor);
  LabPairs *self;

  if (moment == NULL || records->n_runs < 2)
    return NULL;
  self = g_new0 (LabPairs, 1);
  self->n = records->n_runs - 1;
  self->n_seeds = n_seeds (records);
  self->epoch = moment->epoch;
  self->n_epochs = records->runs[0]->spec->epochs;
  self->stopped = any_stopped (records);
  self->dataset = lab_dataset_ref (records->dataset);
  self->tests = g_memdup2 (tests, self->n * sizeof *tests);
  for (guint side = 0; side < records->n_runs; side++)
    self->names[side] = name_side (records, side);
  for (guint pair = 0; pair < self->n; pair++)
    compare (self, pair, records, moment, tests == NULL ? NULL : &tests[pair]);
  return self;
}

static LabPredictions *
predict (const LabRun *run, const LabEvaluation *moment, const LabRecords *records)
{
  const LabEvaluation *its = lab_pairs_evaluation (run, moment->step);

  return its == NULL || its->theta == NULL
             ? NULL
             : lab_predictions_new (run->spec, records->dataset, records->set, its->theta, NULL);
}

/* Returns: whether all networks are there. */
static gboolean
test_networks (const LabRecords *records, LabMcnemar *tests)
{
  const LabEvaluation *moment = find_moment (records, (double) NAN);
  g_autoptr (LabPredictions) first
      = moment == NULL ? NULL : predict (records->runs[0], moment, records);

  for (guint side = 1; side < records->n_runs; side++)
    {
      g_autoptr (LabPredictions) its
          = first == NULL ? NULL : predict (records->runs[side], moment, records);

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
lab_pairs_measure (const LabPairs *self, guint measure)
{
  GString *text
      = g_string_new (_ (lab_comparison_measures[MIN (measure, LAB_COMPARISON_RECALL)].title));

  if (measure >= LAB_COMPARISON_RECALL)
    g_string_replace (text, "{class}", self->dataset->class_names[measure - LAB_COMPARISON_RECALL],
                      0);
  return g_string_free (text, FALSE);
}
