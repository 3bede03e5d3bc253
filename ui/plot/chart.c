/* SPDX-License-Identifier: MIT */
/* From an experiment's records to what the painters draw, with its words and readings. */
#include "chart.h"

#include "chart-answers.h"
#include "chart-classes.h"
#include "chart-curves.h"
#include "loss.h"
#include "number.h"
#include "shape-chart.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DOT " \302\267 "
/* ---- words ---- */

const char *
lab_chart_noun (const LabDataset *dataset)
{
  /* Translators: these two stand in other texts: "Predicted digit", "Recall of each class". */
  return g_str_equal (dataset->id, "mnist") ? _ ("digit") : _ ("class");
}

const char *
lab_chart_question (const LabDataset *dataset)
{
  if (dataset->second.title == NULL)
    return _ ("Second task");
  return g_str_equal (dataset->id, "mnist") ? _ ("Is the digit even?") : dataset->second.title;
}

const char *
lab_chart_class_noun (const LabChart *self)
{
  /* Translators: as "digit" and "class": "Predicted answer", "Recall of each answer". */
  return lab_charts[self->kind].task > 0 ? _ ("answer") : lab_chart_noun (self->records.dataset);
}

const char *const *
lab_chart_class_names (const LabChart *self, guint *n)
{
  const LabDataset *dataset = self->records.dataset;

  if (lab_charts[self->kind].task == 0)
    {
      *n = dataset->n_classes;
      return (const char *const *) dataset->class_names;
    }
  *n = dataset->second.n_classes;
  return (const char *const *) dataset->second.class_names;
}

const char *
lab_chart_role (guint side)
{
  static const char *const ROLES[]
      = { N_ ("Standard"), N_ ("Custom"), N_ ("Third"), N_ ("Fourth") };

  G_STATIC_ASSERT (G_N_ELEMENTS (ROLES) == LAB_MAX_SIDES);
  return _ (ROLES[side]);
}

char *
lab_chart_loss (const LabSpec *spec)
{
  g_autofree char *title = lab_spec_dup_loss_title (spec);

  return g_strdup (_ (title));
}

char *
lab_chart_loss_within (const LabSpec *spec)
{
  g_autofree char *title = lab_spec_dup_loss_title (spec);
  char *loss = lab_chart_loss (spec);

  /* English goes on in small letters; a translation has those that it wants. */
  if (g_str_equal (loss, title))
    loss[0] = g_ascii_tolower (loss[0]);
  return loss;
}

char *
lab_chart_origin (const LabRun *run)
{
  LabOrigin origin;
  g_autofree char *parent = NULL, *step = NULL;

  if (!lab_run_get_origin (run, &origin))
    return NULL;
  parent = lab_number_count ((guint64) origin.run);
  step = lab_number_count (origin.step);
  /* Translators: "branch of run 36 at step 1,798", by the number in the history */
  return origin.run != 0 ? g_strdup_printf (_ ("branch of run %s at step %s"), parent, step)
                         : g_strdup_printf (_ ("branch of another run at step %s"), step);
}

char *
lab_chart_side (const LabSpec *spec, guint side)
{
  g_autofree char *loss = lab_chart_loss_within (spec);

  return g_strdup_printf ("%s: %s", lab_chart_role (side), loss);
}

char *
lab_chart_data (const LabSpec *spec, const LabDataset *dataset)
{
  const LabDamage *damage = &spec->damage;
  GString *text = g_string_new (dataset->title);
  guint named = 0;

  for (guint k = 0; k < dataset->n_classes; k++)
    if (damage->keep[k] < 1.0)
      {
        g_autofree char *percent = lab_number_fixed (
            100.0 * damage->keep[k],
            damage->keep[k] < 0.1 && fmod (1000.0 * damage->keep[k], 10.0) > 0.0 ? 1 : 0);

        if (++named > 3)
          {
            g_string_append (text, ", …");
            break;
          }
        /* Translators: "digit 0 kept at 1 %" */
        g_string_append_printf (text, _ (", %s %s kept at %s\342\200\211%%"),
                                lab_chart_noun (dataset), dataset->class_names[k], percent);
      }
  if (damage->label_noise > 0.0)
    {
      g_autofree char *percent = lab_number_percent (damage->label_noise);

      g_string_append_printf (text, _ (", %s of the labels wrong"), percent);
    }
  if (damage->train_size > 0)
    {
      g_autofree char *count = lab_number_count (damage->train_size);

      g_string_append_printf (
          text, ngettext (", %s picture", ", %s pictures", (gulong) damage->train_size), count);
    }
  return g_string_free (text, FALSE);
}

static char *
seeds_words (const LabChart *self, guint n)
{
  g_autofree char *all
      = lab_chart_seeds_words (self->first_seed, (guint) (self->last_seed - self->first_seed) + 1);

  /* Translators: "4 of seeds 1 to 5": one is missing */
  return self->last_seed - self->first_seed == n - 1 ? g_steal_pointer (&all)
                                                     : g_strdup_printf (_ ("%u of %s"), n, all);
}

static char *
subtitle (const LabChart *self, const LabEvaluation *shown)
{
  const LabRun *run = self->records.runs[0];
  const LabSpec *spec = run->spec;
  const LabDataset *dataset = self->records.dataset;
  g_autofree char *data = lab_chart_data (spec, dataset);
  GString *text = g_string_new (data);
  const guint n_seeds = self->figure.kind == LAB_FIGURE_LOSS_SHAPE ? 1 : self->sides[0].n_all;
  g_autofree char *seeds = NULL;
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, DOT "%u", dataset->rows * dataset->cols);
  for (guint i = 0; i < spec->hidden.n; i++)
    g_string_append_printf (text, "-%u", spec->hidden.at[i]);
  g_string_append_printf (text, "-%u", dataset->n_classes);
  if (self->figure.kind != LAB_FIGURE_CURVES)
    {
      const double epochs = shown == NULL ? 0.0 : shown->epoch;
      g_autofree char *after = lab_number_fixed (epochs, fmod (epochs, 1.0) > 0.0 ? 1 : 0);

      g_string_append (text, DOT);
      /* Translators: "after 1 epoch", and "after 2.4 epochs" */
      g_string_append_printf (
          text, g_str_equal (after, "1") ? _ ("after %s epoch") : _ ("after %s epochs"), after);
    }
  else
    {
      g_string_append_printf (text, DOT "%s %s" DOT,
                              g_str_equal (spec->optimizer, "sgd") ? "SGD" : "Adam",
                              g_ascii_formatd (rate, sizeof rate, "%g", spec->learning_rate));
      g_string_append_printf (text, _ ("batch %u"), spec->batch_size);
    }
  seeds = n_seeds > 1 ? seeds_words (self, n_seeds) : lab_chart_seeds_words (spec->seed, 1);
  g_string_append_printf (text, DOT "%s", seeds);
  if (self->figure.kind == LAB_FIGURE_MATRICES)
    g_string_append_printf (text, DOT "%s", _ ("an empty cell is 0"));
  return g_string_free (text, FALSE);
}

/* ---- readings ---- */

const LabEvaluation *
lab_chart_evaluation (const LabRun *run, double cursor)
{
  guint from = 0, to = lab_run_n_evaluations (run);

  if (to == 0)
    return NULL;
  if (isnan (cursor))
    return lab_run_get_evaluation (run, to - 1);
  /* The last one that is not behind the cursor; the first where all are. */
  while (to - from > 1)
    {
      const guint middle = from + (to - from) / 2;

      if (lab_run_get_evaluation (run, middle)->epoch <= cursor + 1e-9)
        from = middle;
      else
        to = middle;
    }
  return lab_run_get_evaluation (run, from);
}

gpointer
lab_chart_own (LabChart *self, gpointer memory)
{
  g_ptr_array_add (self->owned, memory);
  return memory;
}

void
lab_chart_read (LabChart *self, guint i, double value, double deviation, gboolean percent)
{
  self->readings[i] = percent ? lab_number_percent (value) : lab_number_loss (value);
  if (!isnan (value) && !isnan (deviation))
    self->spreads[i] = lab_number_deviation (deviation, percent);
}

static gboolean
is_difference (const LabChart *self, const double *values)
{
  return self->records.n_runs >= 2 && !isnan (values[0]) && !isnan (values[1]);
}

void
lab_chart_read_fractions (LabChart *self, const double *values, const double *deviations)
{
  for (guint i = 0; i < self->records.n_runs; i++)
    if ((self->absent & 1u << i) == 0)
      lab_chart_read (self, i, values[i], deviations == NULL ? (double) NAN : deviations[i], TRUE);
  if (is_difference (self, values))
    self->difference = lab_number_points (values[0], values[1]);
}

void
lab_chart_read_numbers (LabChart *self, const double *values, const double *deviations,
                        guint decimals)
{
  for (guint i = 0; i < self->records.n_runs; i++)
    if ((self->absent & 1u << i) == 0 && !isnan (values[i]))
      {
        self->readings[i] = lab_number_fixed (values[i], decimals);
        if (deviations != NULL && !isnan (deviations[i]))
          self->spreads[i] = lab_number_deviation (deviations[i], FALSE);
      }
  if (is_difference (self, values))
    self->difference = lab_number_difference (values[0], values[1], decimals);
}

void
lab_chart_lack (LabChart *self, guint absent, const char *words)
{
  g_autoptr (GString) roles = g_string_new (NULL);

  self->absent = absent;
  for (guint i = 0; i < self->records.n_runs; i++)
    if ((absent & 1u << i) != 0)
      {
        self->figure.legend[i].reading = g_strdup (words);
        g_string_append_printf (roles, "%s%s", roles->len > 0 ? ", " : "",
                                lab_chart_role (self->records.runs[i]->side));
      }
  if (absent == 0)
    return;
  self->absent_words = words;
  g_free (self->lack);
  /* Translators: who, and what they lack: "Standard: no second task" */
  self->lack = g_strdup_printf (_ ("%s:\n%s"), roles->str, words);
  self->note = self->lack;
}

/* The sides whose loss has no second task, where the chart is of it. */
static guint
without_task (const LabChart *self)
{
  guint absent = 0;

  for (guint i = 0; i < self->records.n_runs; i++)
    if (self->records.runs[i]->n_tasks <= lab_charts[self->kind].task)
      absent |= 1u << i;
  return absent;
}

const LabConfusion *
lab_chart_matrix (LabChartKind kind, const LabEvaluation *evaluation)
{
  const LabChartInfo *info = &lab_charts[kind];

  if (evaluation == NULL)
    return NULL;
  if (info->task > 0)
    return info->validation ? evaluation->validation2 : evaluation->test2;
  return info->validation ? evaluation->validation : evaluation->test;
}

/* ---- life ---- */

/* Of the second task a panel's title is the question, and small words say what is measured. */
static void
set_headings (LabChart *self)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  const char *question;
  g_autofree char *title = NULL;

  if (info->task == 0)
    {
      self->heading = g_strdup (self->title);
      return;
    }
  question = lab_chart_question (self->records.dataset);
  /* "ROC curve of even" says what is asked. */
  if (self->figure.kind == LAB_FIGURE_THRESHOLDS)
    self->heading = g_strdup (self->title);
  else
    {
      self->heading = g_strdup (question);
      self->measure = g_strdup (self->title);
    }
  /* Translators: a question about the pictures, and a measure or a plot: "Is the digit even? Test
   * accuracy" */
  title = g_strdup_printf (g_str_has_suffix (question, "?") ? _ ("%s %s") : _ ("%s: %s"), question,
                           self->figure.title);
  g_free (self->figure.title);
  self->figure.title = g_steal_pointer (&title);
}

/* The array of all runs is borrowed for now alone. */
static void
take_seeds (LabChart *self, const LabRecords *records)
{
  const gboolean several = records->n_seeds > 1 && !lab_chart_is_of_answers (self->kind);

  self->owned = g_ptr_array_new_with_free_func (g_free);
  self->records.seeds = NULL;
  for (guint i = 0; i < self->records.n_runs; i++)
    lab_chart_seeds_init (&self->sides[i], several ? records->seeds + i : records->runs + i,
                          several ? records->n_seeds : 1, records->n_runs);
  for (guint i = 0; several && i < records->n_seeds; i++)
    {
      const guint64 seed = records->seeds[(gsize) i * records->n_runs]->spec->seed;

      self->first_seed = i == 0 ? seed : MIN (self->first_seed, seed);
      self->last_seed = MAX (self->last_seed, seed);
    }
  if (several)
    self->means = lab_chart_seeds_mean_words (self->sides, self->records.n_runs);
  for (guint i = 0; i < records->n_seeds && records->n_seeds > 1 && !several; i++)
    if (records->seeds[(gsize) i * records->n_runs] == records->runs[0])
      self->means = g_strdup_printf (_ ("seed %u of %u"), i + 1, records->n_seeds);
}

/* What is shown of side @i. */
static const LabEvaluation *
evaluation_of (const LabChart *self, const LabChartOptions *options, guint i)
{
  const LabEvaluation *answered
      = options->answers == NULL ? NULL : options->answers->evaluations[i];

  return answered != NULL ? answered
                          : lab_chart_evaluation (self->records.runs[i], options->cursor);
}

/* The moment that is told of all: of the side that has come furthest. */
static const LabEvaluation *
latest_of (const LabChart *self, const LabChartOptions *options)
{
  const LabEvaluation *latest = NULL;

  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabEvaluation *shown = evaluation_of (self, options, i);

      if (shown != NULL && (latest == NULL || shown->epoch > latest->epoch))
        latest = shown;
    }
  return latest;
}

/* A side that is behind the others says where it is: one that diverged stays where it was. */
static void
tell_behind (LabChart *self, const LabChartOptions *options)
{
  const LabEvaluation *latest = latest_of (self, options);

  for (guint i = 0; i < self->records.n_runs && self->sides[0].n_all == 1; i++)
    {
      const LabEvaluation *shown = evaluation_of (self, options, i);
      const gboolean diverged = lab_run_get_divergence (self->records.runs[i]) != NULL;
      char **reading = &self->figure.legend[i].reading;
      g_autofree char *epoch = NULL, *words = NULL, *before = *reading;

      if (shown == NULL || shown->epoch > latest->epoch - 1e-9 || (self->absent & 1u << i) != 0)
        {
          g_steal_pointer (&before);
          continue;
        }
      epoch = lab_number_fixed (shown->epoch, fmod (shown->epoch, 1.0) > 0.0 ? 1 : 0);
      words = g_strdup_printf (diverged ? _ ("at epoch %s, diverged") : _ ("at epoch %s"), epoch);
      *reading = before == NULL ? g_strdup (words) : g_strdup_printf ("%s, %s", before, words);
      if (diverged && self->absent == 0)
        self->note = lab_chart_own (
            self,
            g_strdup_printf (_ ("%s:\n%s"), lab_chart_role (self->records.runs[i]->side), words));
    }
}

/* @asked: (out): for the options */
static void
ask (LabChart *self, LabChartOptions *options, LabChartAnswers *asked)
{
  g_autoptr (GError) error = NULL;

  if (!lab_chart_answers_ask (asked, &self->records, options->cursor, &error))
    asked->lack = lab_chart_own (self, g_strdup (error->message));
  options->answers = asked;
}

LabChart *
lab_chart_new (LabChartKind kind, const LabRecords *records, const LabChartOptions *wanted)
{
  LabChart *self = g_new0 (LabChart, 1);
  LabFigure *figure = &self->figure;
  LabChartAnswers asked = { 0 };
  LabChartOptions all = *wanted;
  const LabChartOptions *options = &all;

  self->kind = kind;
  self->class = -1;
  self->records = *records;
  self->records.n_runs = MIN (records->n_runs, (guint) LAB_MAX_STYLES);
  lab_dataset_ref (self->records.dataset);
  take_seeds (self, records);
  if (!lab_chart_is_of_answers (kind))
    all.answers = NULL;
  else if (all.answers == NULL)
    ask (self, &all, &asked);
  self->title = lab_charts[kind].figure == LAB_FIGURE_CLASS_MARKS
                    /* Translators: "Recall of each digit" */
                    ? g_strdup_printf (_ ("%s of each %s"), _ (lab_charts[kind].title),
                                       lab_chart_class_noun (self))
                    : g_strdup (_ (lab_charts[kind].title));
  figure->kind = lab_charts[kind].figure;
  figure->title = g_strdup (self->title);
  figure->subtitle = subtitle (self, latest_of (self, options));
  figure->n_legend = self->records.n_runs;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabRun *run = lab_run_ref (self->records.runs[i]);

      figure->legend[i]
          = (LabFigureLegend){ .style = run->side, .name = lab_chart_side (run->spec, run->side) };
    }
  if (lab_charts[kind].task > 0)
    lab_chart_lack (self, without_task (self), _ ("no second task"));
  switch (figure->kind)
    {
    case LAB_FIGURE_CLASS_MARKS:
      lab_chart_classes_fill_marks (self, options);
      break;
    case LAB_FIGURE_MATRICES:
      lab_chart_classes_fill_matrices (self, options);
      break;
    case LAB_FIGURE_LOSS_SHAPE:
      lab_shape_chart_fill (self, options);
      break;
    case LAB_FIGURE_THRESHOLDS:
    case LAB_FIGURE_RELIABILITY:
      lab_chart_answers_fill (self, options);
      break;
    case LAB_FIGURE_CURVES:
    default:
      lab_chart_curves_fill (self, options);
    }
  if (figure->kind != LAB_FIGURE_CURVES && figure->kind != LAB_FIGURE_LOSS_SHAPE)
    tell_behind (self, options);
  lab_chart_answers_clear (&asked);
  set_headings (self);
  if (figure->kind == LAB_FIGURE_CURVES)
    self->data.curves.title = figure->title;
  return self;
}

void
lab_chart_free (LabChart *self)
{
  if (self == NULL)
    return;
  lab_figure_clear (&self->figure);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      g_free (self->readings[i]);
      g_free (self->spreads[i]);
      lab_chart_seeds_clear (&self->sides[i]);
      g_clear_pointer (&self->answers[i], lab_answers_unref);
      lab_run_unref (self->records.runs[i]);
    }
  lab_dataset_unref (self->records.dataset);
  lab_shape_chart_clear (self);
  g_free (self->difference);
  g_free (self->caption);
  g_free (self->title);
  g_free (self->heading);
  g_free (self->measure);
  g_free (self->lack);
  for (guint i = 0; i < self->data.curves.n_curves && self->figure.kind == LAB_FIGURE_CURVES; i++)
    g_free (self->curve_names[i]);
  g_free (self->means);
  g_ptr_array_unref (self->owned);
  g_free (self);
}
