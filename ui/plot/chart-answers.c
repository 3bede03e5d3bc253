/* SPDX-License-Identifier: MIT */
/* What follows from the answers of one seed's networks to all test pictures, at one moment. */
#include "chart-answers.h"

#include "number.h"

#include <glib/gi18n.h>
#include <math.h>

void
lab_chart_answers_clear (LabChartAnswers *self)
{
  for (guint i = 0; i < LAB_MAX_STYLES; i++)
    g_clear_pointer (&self->sides[i], lab_answers_unref);
}

gboolean
lab_chart_answers_ask (LabChartAnswers *self, const LabRecords *records, double cursor,
                       GError **error)
{
  const guint n = MIN (records->n_runs, (guint) LAB_MAX_STYLES);
  gboolean any = FALSE;

  *self = (LabChartAnswers){ 0 };
  /* first: while one is asked, the others may be trained on */
  for (guint i = 0; i < n; i++)
    self->evaluations[i] = lab_chart_evaluation (records->runs[i], cursor);
  for (guint i = 0; i < n; i++)
    {
      const LabRun *run = records->runs[i];
      const LabEvaluation *shown = self->evaluations[i];

      if (shown == NULL || shown->theta == NULL || records->set == NULL)
        self->lack = shown == NULL ? _ ("Not trained yet.")
                                   : _ ("The weights of this moment were not kept.");
      else
        {
          self->sides[i]
              = lab_answers_new_of (run->spec, records->dataset, records->set, shown->theta, error);
          if (self->sides[i] == NULL)
            {
              lab_chart_answers_clear (self);
              return FALSE;
            }
          any = TRUE;
        }
    }
  if (any)
    self->lack = NULL;
  return TRUE;
}

/* Returns: (nullable): of side @i in the chart's task. */
static const LabTaskAnswers *
get (const LabChart *self, guint i)
{
  const guint task = lab_charts[self->kind].task;
  const LabAnswers *its = self->answers[i];

  return its == NULL || its->tasks[task].n_classes == 0 ? NULL : &its->tasks[task];
}

/* What is no number cannot be put in an order, nor be as sure as it is right. */
static gboolean
is_broken (const LabTaskAnswers *its)
{
  return isnan (its->calibration.error) && its->calibration.n > 0;
}

/* Returns: (nullable): what is said where there is nothing to draw. */
static const char *
take_answers (LabChart *self, const LabChartOptions *options)
{
  const LabChartAnswers *answers = options->answers;
  guint broken = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < self->records.n_runs; i++)
    {
      if (answers->sides[i] != NULL)
        self->answers[i] = lab_answers_ref (answers->sides[i]);
      if (get (self, i) != NULL && is_broken (get (self, i)))
        broken |= 1u << i;
      any = any || (get (self, i) != NULL && (broken & 1u << i) == 0);
    }
  if (broken != 0 && self->absent == 0)
    lab_chart_lack (self, broken, _ ("answers are not numbers"));
  if (any)
    return NULL;
  return broken != 0 ? _ ("What the networks answer are not numbers.") : answers->lack;
}

/* What the readings are, and of several seeds whose: below the difference, where there is one. Of
 * many sides the title has to do. */
static void
name_measure (LabChart *self, const char *words)
{
  if (self->difference != NULL && self->records.n_runs == 2)
    self->caption
        = self->means == NULL ? g_strdup (words) : g_strdup_printf ("%s, %s", words, self->means);
  else if (self->absent == 0 && self->records.n_runs <= 2 && self->means == NULL)
    self->note = words;
}

/* ---- threshold curves ---- */

static double
measure_of (const LabChart *self, guint i, guint k)
{
  const LabTaskAnswers *its = get (self, i);

  if (its == NULL || k >= its->n_classes)
    return (double) NAN;
  return lab_charts[self->kind].threshold == LAB_THRESHOLD_ROC ? its->areas[k]
                                                               : its->average_precisions[k];
}

/* A class that does not occur, or nothing else, has no area, and no curve. */
static gboolean
has_curve (const LabChart *self, guint i, guint k)
{
  const LabTaskAnswers *its = get (self, i);

  return its != NULL && k < its->n_classes && !isnan (its->areas[k]);
}

/* Of recalls, as the classes' marks have it: areas under curves are all near 1. */
static double
difference_of (const LabChart *self, const LabChartOptions *options, guint k)
{
  const LabConfusion *first = lab_chart_matrix (self->kind, options->answers->evaluations[0]);
  const LabConfusion *second = lab_chart_matrix (self->kind, options->answers->evaluations[1]);

  if (first == NULL || second == NULL || !has_curve (self, 0, k) || !has_curve (self, 1, k))
    return (double) NAN;
  return fabs (lab_confusion_class (second, k).recall - lab_confusion_class (first, k).recall);
}

/* The one that the first two sides differ most in; one that is watched stays until another is far
 * clearer. */
static int
choose_class (const LabChart *self, const LabChartOptions *options, guint K)
{
  int class = 0;
  double most = 0.0;

  if (options->class >= 0 && options->class < (int) K)
    return options->class;
  if (options->kept >= 0 && options->kept < (int) K)
    {
      class = options->kept;
      if (self->records.n_runs > 1 && !isnan (difference_of (self, options, (guint) class)))
        most = 2.0 * difference_of (self, options, (guint) class) + 0.01;
    }
  for (guint k = 0; k < K && self->records.n_runs > 1; k++)
    {
      const double difference = difference_of (self, options, k);

      if (difference > most)
        {
          most = difference;
          class = (int) k;
        }
    }
  return class;
}

static void
fill_side (LabChart *self, guint i, const LabChartOptions *options)
{
  LabThresholdSide *side = &self->data.thresholds.sides[i];
  const LabTaskAnswers *its = get (self, i);
  const guint k = (guint) self->class;
  const LabRanking *ranking = its == NULL || k >= its->n_classes ? NULL : its->rankings[k];

  *side = (LabThresholdSide){ .name = lab_chart_role (self->records.runs[i]->side),
                              .hidden = (options->hidden & 1u << i) != 0,
                              .measure = measure_of (self, i, k) };
  if (ranking == NULL)
    return;
  if (lab_ranking_is_defined (ranking))
    {
      side->ranking = ranking;
      self->data.thresholds.share
          = ranking->positives / ((double) ranking->positives + ranking->negatives);
    }
}

/* There is a ranking, and no curve follows from it. */
static gboolean
is_missing (const LabChart *self)
{
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabTaskAnswers *its = get (self, i);

      if (its != NULL && its->rankings[self->class] != NULL
          && !lab_ranking_is_defined (its->rankings[self->class]))
        return TRUE;
    }
  return FALSE;
}

static void
fill_thresholds (LabChart *self, const LabChartOptions *options, const char *lack)
{
  LabThresholdData *data = &self->data.thresholds;
  LabFigure *figure = &self->figure;
  const gboolean roc = lab_charts[self->kind].threshold == LAB_THRESHOLD_ROC;
  const char *const *names;
  double values[LAB_MAX_STYLES];
  guint K;

  names = lab_chart_class_names (self, &K);
  *data = (LabThresholdData){ .kind = lab_charts[self->kind].threshold,
                              .n_sides = self->records.n_runs,
                              .share = (double) NAN,
                              .hint = lack,
                              .lack = self->lack,
                              .side = -1 };
  figure->thresholds = data;
  self->class = choose_class (self, options, K);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      fill_side (self, i, options);
      values[i] = measure_of (self, i, (guint) self->class);
      if (!isnan (values[i]) && (self->absent & 1u << i) == 0)
        {
          g_autofree char *number = lab_number_fixed (values[i], 4);

          figure->legend[i].reading
              = g_strdup_printf (roc ? _ ("area %s") : _ ("average precision %s"), number);
        }
    }
  lab_chart_read_numbers (self, values, NULL, 3);
  name_measure (self, roc ? _ ("area under curve") : _ ("average precision"));
  g_free (self->title);
  self->title = g_strdup_printf (roc ? _ ("ROC curve of %s") : _ ("Precision-recall curve of %s"),
                                 names[self->class]);
  if (lack == NULL && is_missing (self))
    data->hint = lab_chart_own (
        self, g_strdup_printf (_ ("All test pictures are %s, or none is: there is no curve."),
                               names[self->class]));
  if (roc)
    figure->remark
        = g_strdup_printf (_ ("%s against all others. Thin dashes: chance."), names[self->class]);
  else
    {
      g_autofree char *share = lab_number_percent (data->share);

      figure->remark
          = g_strdup_printf (_ ("%s against all others. Thin dashes: chance, the share of %s: %s."),
                             names[self->class], names[self->class], share);
    }
}

/* ---- reliability ---- */

/* What a temperature would make of it. */
static void
read_temperature (LabChart *self, guint i)
{
  const LabTaskAnswers *its = get (self, i);
  LabReliabilitySide *side = &self->data.reliability.sides[i];
  g_autofree char *temperature = NULL, *after = NULL;

  side->temperature = side->error = (double) NAN;
  if (its == NULL || !self->answers[i]->validated)
    return;
  if (isnan (its->temperature))
    {
      side->words = _ ("no temperature");
      return;
    }
  side->temperature = its->temperature;
  side->error = its->tempered.error;
  temperature = lab_number_fixed (its->temperature, 2);
  after = lab_number_percent (its->tempered.error);
  /* Translators: a temperature, and the error that is left at it. */
  side->words = lab_chart_own (self, g_strdup_printf (_ ("T %s: error %s"), temperature, after));
}

static void
fill_reliability (LabChart *self, const LabChartOptions *options, const char *lack)
{
  LabReliabilityData *data = &self->data.reliability;
  LabFigure *figure = &self->figure;
  double values[LAB_MAX_STYLES];
  gboolean validated = FALSE;

  *data = (LabReliabilityData){
    .n_sides = self->records.n_runs, .hint = lack, .lack = self->lack, .bin = -1
  };
  figure->reliability = data;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabTaskAnswers *its = get (self, i);
      const gboolean there = its != NULL && !is_broken (its) && its->calibration.n > 0;
      LabReliabilitySide *side = &data->sides[i];

      *side = (LabReliabilitySide){ .name = lab_chart_role (self->records.runs[i]->side),
                                    .hidden = (options->hidden & 1u << i) != 0,
                                    .calibration = there ? &its->calibration : NULL };
      values[i] = there ? its->calibration.error : (double) NAN;
      read_temperature (self, i);
      if (there && (self->absent & 1u << i) == 0)
        {
          g_autofree char *error = lab_number_percent (values[i]);

          figure->legend[i].reading = g_strdup_printf (_ ("error %s"), error);
        }
      validated = validated || (self->answers[i] != NULL && self->answers[i]->validated);
    }
  lab_chart_read_fractions (self, values, NULL);
  name_measure (self, _ ("calibration error"));
  figure->remark = g_strdup (
      validated ? _ ("Error: expected calibration error, 15 bins. T: the temperature fitted "
                     "on the validation pictures, and the error at it.")
                : _ ("Error: expected calibration error, 15 bins. Thin dashes: as sure as "
                     "right."));
}

void
lab_chart_answers_fill (LabChart *self, const LabChartOptions *options)
{
  const char *lack = take_answers (self, options);
  const char *title;

  if (self->figure.kind == LAB_FIGURE_THRESHOLDS)
    fill_thresholds (self, options, lack);
  else
    fill_reliability (self, options, lack);
  g_free (self->figure.title);
  self->figure.title = self->means == NULL ? g_strdup (self->title)
                                           : g_strdup_printf ("%s, %s", self->title, self->means);
  title = lab_chart_own (self, g_strdup (self->figure.title));
  if (self->figure.kind == LAB_FIGURE_THRESHOLDS)
    self->data.thresholds.title = title;
  else
    self->data.reliability.title = title;
}
