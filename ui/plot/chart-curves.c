/* SPDX-License-Identifier: MIT */
#include "chart-curves.h"

#include "loss.h"
#include "number.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static gboolean
is_hidden (const LabChartOptions *options, guint i)
{
  return (options->hidden & 1u << i) != 0;
}

static gboolean
is_absent (const LabChart *self, guint i)
{
  return (self->absent & 1u << i) != 0;
}

static void
init_curves (LabChart *self, const LabChartOptions *options)
{
  LabCurvesData *data = &self->data.curves;

  *data = (LabCurvesData){
    .title = self->title,
    .curves = self->curves,
    .n_curves = self->records.n_runs,
    .cursor = options->cursor,
    .pointer = options->pointer,
    .x_title = _ ("Epoch"),
  };
  self->figure.curves = data;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      data->x_to = MAX (data->x_to, self->records.runs[i]->spec->epochs);
      self->curves[i] = (LabCurve){ .name = self->figure.legend[i].name,
                                    .style = self->records.runs[i]->side,
                                    .hidden = is_hidden (options, i),
                                    .absent = is_absent (self, i) ? self->absent_words : NULL };
    }
}

/* The moment of the readings, and of the markers: the pointer's where it is not beyond the @end of
 * all data, the cursor's, or @latest. */
static double
moment (LabCurvesData *data, double latest, double end)
{
  if (isnan (data->cursor))
    data->cursor = latest;
  if (!(data->pointer <= end))
    data->pointer = (double) NAN;
  return isnan (data->pointer) ? data->cursor : data->pointer;
}

static void
end_readings (LabChart *self, gboolean percent)
{
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const double last = lab_curve_last (&self->curves[i], TRUE);
      g_autofree char *value
          = lab_number_with_deviation (last, lab_curve_last_spread (&self->curves[i]), percent);

      if (!isnan (last))
        /* Translators: the value at the end of a curve. */
        self->figure.legend[i].reading = g_strdup_printf (_ ("end %s"), value);
    }
}

/* What the last step did, in place of the readings. Side by side there is room for both losses; of
 * more sides, for the change. */
static void
read_effect (LabChart *self)
{
  const guint n = self->records.n_runs;
  LabStepEffect effects[LAB_MAX_STYLES];

  for (guint i = 0; i < n; i++)
    if (!lab_run_get_effect (self->records.runs[i], &effects[i])
        || effects[i].step != lab_series_count (self->records.runs[i]->loss))
      return;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *before = lab_number_loss (effects[i].before);
      g_autofree char *after = lab_number_loss (effects[i].after);
      const double change = effects[i].after - effects[i].before;
      g_autofree char *size = lab_number_loss (change);

      g_free (self->readings[i]);
      self->readings[i] = n <= 2 ? g_strdup_printf ("%s → %s", before, after)
                                 : g_strdup_printf ("%s%s", change > 0.0 ? "+" : "", size);
    }
  self->note = _ ("its batch at\nthe last step");
  self->effect = TRUE;
}

/* ---- means of several seeds ---- */

/* What a line is of. */
typedef struct
{
  LabChartKind kind;
  gboolean raw;
  guint learned;
} Source;

static const LabSeries *
series_of (const LabRun *run, const Source *source)
{
  return lab_charts[source->kind].learned ? run->learned[source->learned]
         : source->raw                    ? run->loss
                                          : run->mean;
}

static gboolean
is_series (const Source *source)
{
  return lab_charts[source->kind].of_matrix == NULL;
}

static guint64
count_values (const LabRun *run, gpointer source)
{
  return is_series (source) ? lab_series_count (series_of (run, source))
                            : lab_run_n_evaluations (run);
}

static double
get_value (const LabRun *run, guint64 i, gpointer data)
{
  const Source *source = data;
  const LabConfusion *matrix;

  if (is_series (source))
    return (double) lab_series_get (series_of (run, source), i);
  matrix = lab_chart_matrix (source->kind, lab_run_get_evaluation (run, (guint) i));
  return matrix == NULL ? (double) NAN : lab_charts[source->kind].of_matrix (matrix);
}

static double
get_x (const LabRun *run, guint64 i, gpointer source)
{
  return is_series (source) ? (double) (i + 1) / run->steps_per_epoch
                            : lab_run_get_evaluation (run, (guint) i)->epoch;
}

static void
fill_mean (LabChart *self, guint side, LabCurve *curve, Source source,
           const LabChartOptions *options)
{
  const LabChartSeeds *seeds = &self->sides[side];
  const LabRun *run = seeds->runs[0];
  const LabChartSeedsLine line
      = { .count = count_values, .value = get_value, .x = get_x, .data = &source };

  source.kind = self->kind;
  lab_chart_own (self, lab_chart_seeds_fill (seeds, curve, &line,
                                             is_series (&source) ? run->n_steps
                                                                 : (guint64) run->spec->epochs
                                                                       * run->spec->evaluations,
                                             self->records.n_runs * seeds->n_all, options->every));
}

/* How lines of several seeds are drawn, before what else there is to say. */
static char *
remark_on_seeds (const LabChart *self, const LabChartOptions *options, const char *more)
{
  /* Translators: the first is "mean of 5 seeds", the last a sentence of its own. */
  if (!options->every)
    return g_strdup_printf (_ ("Lines: %s; bands, ±: standard deviation. %s"), self->means, more);
  if (self->sides[0].n_all > LAB_CHART_SEEDS_MOST_LINES)
    return g_strdup_printf (_ ("Thin lines: the first %u seeds; thick ones: %s. %s"),
                            LAB_CHART_SEEDS_MOST_LINES, self->means, more);
  return g_strdup_printf (_ ("Thin lines: each seed; thick ones: %s. %s"), self->means, more);
}

/* The end of a side's curve; @latest is the end of the shortest that did not fail. */
static void
note_end (const LabChart *self, guint side, double its, double *latest, double *end)
{
  if (lab_run_get_state (self->sides[side].runs[0]) != LAB_RUN_DIVERGED)
    *latest = MIN (*latest, its);
  *end = MAX (*end, its);
}

static double
value_at (const LabCurve *curve, double at, gboolean smooth)
{
  return isnan (at) ? lab_curve_last (curve, smooth) : lab_curve_value (curve, at, smooth);
}

static double
spread_at (const LabCurve *curve, double at)
{
  return isnan (at) ? lab_curve_last_spread (curve) : lab_curve_spread (curve, at);
}

/* ---- losses and accuracies ---- */

static void
remark_on_losses (LabChart *self, const LabChartOptions *options)
{
  LabFigure *figure = &self->figure;

  if (self->means != NULL)
    figure->remark
        = remark_on_seeds (self, options,
                           options->raw ? _ ("The loss of single batches.") : _ ("Running means."));
  else if (options->raw)
    figure->remark = g_strdup (_ ("The loss of each batch."));
  else if (options->logarithmic)
    figure->remark
        = g_strdup (_ ("Lines: running mean, half-life 40 batches. Bands: least to greatest."));
  else
    figure->remark = g_strdup_printf (
        _ ("Lines: running mean, half-life 40 batches. Bands: least to greatest; cut at %g."),
        self->data.curves.y_to);
}

/* What weights are balanced to depends on the data. Each frame asks: what mostly differs is looked
 * at first. */
static gboolean
has_unit_of (const LabSpec *spec, const LabSpec *other)
{
  for (guint id = LAB_N_SETTINGS; id-- > 0;)
    if (lab_settings[id].scope != LAB_SETTING_OF_TRAINING)
      {
        g_autofree char *text = lab_spec_print (spec, id), *others = lab_spec_print (other, id);

        if (!g_str_equal (text, others))
          return FALSE;
      }
  return TRUE;
}

static gboolean
changed_its_loss (const LabRun *run)
{
  for (guint i = 0; i < lab_run_n_journal (run); i++)
    if (lab_settings[lab_run_get_journal (run, i)->setting].scope == LAB_SETTING_OF_LOSS)
      return TRUE;
  return FALSE;
}

/* Runs of one loss with one set of weights and parameters, such as two seeds, have one unit. */
static gboolean
have_one_unit (const LabRecords *records)
{
  for (guint i = 1; i < records->n_runs; i++)
    if (!has_unit_of (records->runs[0]->spec, records->runs[i]->spec))
      return FALSE;
  for (guint i = 0; i < records->n_runs && records->n_runs > 1; i++)
    if (changed_its_loss (records->runs[i]))
      return FALSE;
  return TRUE;
}

static void
fill_training_loss (LabChart *self, const LabChartOptions *options)
{
  LabCurvesData *data = &self->data.curves;
  double latest = INFINITY, end = 0.0, at;

  init_curves (self, options);
  data->logarithmic = options->logarithmic;
  data->smooth = !options->raw;
  data->y_title = _ ("Training loss of a batch");
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabRun *run = self->records.runs[i];
      LabCurve *curve = &self->curves[i];

      if (self->means != NULL)
        fill_mean (self, i, curve, (Source){ .raw = options->raw }, options);
      else
        {
          curve->raw = run->loss;
          curve->mean = run->mean;
          curve->x_step = 1.0 / run->steps_per_epoch;
        }
      note_end (self, i, lab_curve_end (curve, FALSE), &latest, &end);
    }
  at = moment (data, isfinite (latest) && latest > 0.0 ? latest : (double) NAN, end);
  for (guint i = 0; i < self->records.n_runs; i++)
    if (lab_curve_end (&self->curves[i], FALSE) > 0.0)
      lab_chart_read (self, i, value_at (&self->curves[i], at, data->smooth),
                      spread_at (&self->curves[i], at), FALSE);
  lab_curves_loss_range (data);
  end_readings (self, FALSE);
  data->comparable = have_one_unit (&self->records);
  if (!data->comparable)
    self->note = self->means == NULL ? _ ("each in its own unit:\nnot comparable")
                                     : _ ("not comparable"); /* there is less room */
  if (options->effect && self->means == NULL)
    read_effect (self);
  if (!data->comparable)
    self->figure.note = _ ("Each loss has its own unit: not comparable.");
  remark_on_losses (self, options);
}

static void
fill_accuracy_curve (LabChart *self, guint side)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  const LabRun *run = self->records.runs[side];
  LabCurve *curve = &self->curves[side];
  double *x, *y;

  curve->n = lab_run_n_evaluations (run);
  curve->x = x = lab_chart_own (self, g_new (double, 2 * (gsize) curve->n + 1));
  curve->y = y = x + curve->n;
  for (guint e = 0; e < curve->n; e++)
    {
      const LabEvaluation *evaluation = lab_run_get_evaluation (run, e);
      const LabConfusion *matrix = lab_chart_matrix (self->kind, evaluation);

      x[e] = evaluation->epoch;
      y[e] = matrix == NULL ? (double) NAN : info->of_matrix (matrix);
    }
}

static char *
remark_on_accuracies (const LabChart *self, const LabChartOptions *options)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  const gboolean validation = info->validation && self->records.set != NULL;
  g_autofree char *pictures = lab_number_count (validation ? self->records.set->n_validation
                                                           : self->records.dataset->test.n);
  g_autofree char *from
      = lab_number_fixed (info->plain ? self->data.curves.y_from : 100.0 * self->data.curves.y_from,
                          info->plain);
  g_autofree char *begin = g_strconcat (from, info->plain ? "" : "\342\200\211%", NULL);
  g_autofree char *words = g_strdup_printf (
      info->validation
          ? _ ("Tested %u times an epoch on %s validation pictures; the axis begins at %s.")
          : _ ("Tested %u times an epoch on %s test pictures; the axis begins at %s."),
      self->records.runs[0]->spec->evaluations, pictures, begin);

  return self->means == NULL ? g_steal_pointer (&words) : remark_on_seeds (self, options, words);
}

static void
fill_accuracy (LabChart *self, const LabChartOptions *options)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  LabCurvesData *data = &self->data.curves;
  double values[LAB_MAX_STYLES], deviations[LAB_MAX_STYLES], latest = INFINITY, end = 0.0, at;
  gboolean any = FALSE;

  init_curves (self, options);
  data->percent = !info->plain;
  data->comparable = TRUE;
  data->y_title = _ (info->title);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      LabCurve *curve = &self->curves[i];

      if (is_absent (self, i))
        continue;
      if (self->means != NULL)
        fill_mean (self, i, curve, (Source){ 0 }, options);
      else
        fill_accuracy_curve (self, i);
      any = any || curve->n > 0;
      latest = MIN (latest, lab_curve_end (curve, FALSE));
      end = MAX (end, lab_curve_end (curve, FALSE));
    }
  at = moment (data, any ? latest : (double) NAN, end);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      values[i] = isnan (at) ? (double) NAN : lab_curve_value (&self->curves[i], at, FALSE);
      deviations[i] = lab_curve_spread (&self->curves[i], at);
    }
  if (info->plain)
    lab_chart_read_numbers (self, values, deviations, 3);
  else
    lab_chart_read_fractions (self, values, deviations);
  self->caption = g_strdup (info->plain ? _ ("difference") : _ ("points"));
  lab_curves_fraction_range (data);
  end_readings (self, data->percent);
  self->figure.remark = remark_on_accuracies (self, options);
}

/* ---- what losses learn ---- */

/* "s1 −0.52, s2 −1.93" at a moment, in epochs; NaN: the last values. */
static char *
learned_words (const LabChart *self, guint from, guint n, double at)
{
  GString *text = g_string_new (NULL);

  for (guint c = from; c < from + n; c++)
    {
      const LabCurve *curve = &self->curves[c];
      const double value = value_at (curve, at, FALSE);
      /* Of several the numbers are shorter. */
      g_autofree char *number = n > 1 && fabs (value) >= 0.005 && fabs (value) < 1e6
                                    ? lab_number_fixed (value, 2)
                                    : lab_number_loss (value);

      if (lab_curve_end (curve, FALSE) > 0.0)
        g_string_append_printf (text, "%s%s\302\240%s", c > from ? ", " : "", curve->label,
                                isnan (value) && !isnan (at) ? "–" : number);
    }
  return g_string_free (text, text->len == 0);
}

static guint
add_learned (LabChart *self, guint i, guint at, const LabChartOptions *options)
{
  const LabRun *run = self->records.runs[i];
  g_autoptr (LabLoss) loss = lab_loss_find (run->spec->loss, NULL);
  const guint n = loss == NULL ? 0 : MIN (run->n_learned, loss->formula->n_learned);

  for (guint l = 0; l < n; l++)
    {
      const char *name = loss->formula->learned[l].name;
      char *words = g_strdup_printf ("%s, %s", lab_chart_role (run->side), name);

      self->curve_names[at + l] = words;
      self->curves[at + l] = (LabCurve){
        .name = words,
        .label = strrchr (words, ' ') + 1,
        .style = run->side,
        .hidden = is_hidden (options, i),
      };
      if (self->means != NULL)
        fill_mean (self, i, &self->curves[at + l], (Source){ .learned = l }, options);
      else
        {
          self->curves[at + l].raw = run->learned[l];
          self->curves[at + l].x_step = 1.0 / run->steps_per_epoch;
        }
    }
  if (n > 0)
    return n;
  self->curves[at] = (LabCurve){ .name = self->figure.legend[i].name,
                                 .style = run->side,
                                 .hidden = is_hidden (options, i),
                                 .absent = self->absent_words };
  return 1;
}

static void
fill_learned (LabChart *self, const LabChartOptions *options)
{
  LabCurvesData *data = &self->data.curves;
  guint from[LAB_MAX_STYLES + 1] = { 0 }, absent = 0;
  double latest = INFINITY, end = 0.0, at;

  G_STATIC_ASSERT (LAB_MAX_CURVES >= LAB_MAX_STYLES * LAB_FORMULA_MAX_LEARNED);
  for (guint i = 0; i < self->records.n_runs; i++)
    absent |= self->records.runs[i]->n_learned == 0 ? 1u << i : 0;
  lab_chart_lack (self, absent, _ ("no learned parameters"));
  self->note = NULL;
  init_curves (self, options);
  data->comparable = TRUE;
  data->smooth = TRUE; /* they move little from step to step */
  data->y_title = _ ("Learned parameters");
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabRun *run = self->records.runs[i];

      from[i + 1] = from[i] + add_learned (self, i, from[i], options);
      if (run->n_learned > 0)
        note_end (self, i, lab_curve_end (&self->curves[from[i]], FALSE), &latest, &end);
    }
  data->n_curves = from[self->records.n_runs];
  at = moment (data, isfinite (latest) && latest > 0.0 ? latest : (double) NAN, end);
  for (guint i = 0; i < self->records.n_runs; i++)
    if (is_absent (self, i))
      self->readings[i] = g_strdup (_ ("none"));
    else
      {
        const guint n = from[i + 1] - from[i];
        g_autofree char *last = learned_words (self, from[i], n, (double) NAN);

        self->readings[i] = learned_words (self, from[i], n, at);
        if (last != NULL)
          self->figure.legend[i].reading = g_strdup_printf (_ ("end %s"), last);
      }
  lab_curves_plain_range (data);
  self->figure.remark = self->means == NULL
                            ? g_strdup (_ ("The value after each step."))
                            : remark_on_seeds (self, options, _ ("The value after a step."));
}

void
lab_chart_curves_fill (LabChart *self, const LabChartOptions *options)
{
  if (self->kind == LAB_CHART_TRAINING_LOSS)
    fill_training_loss (self, options);
  else if (lab_charts[self->kind].learned)
    fill_learned (self, options);
  else
    fill_accuracy (self, options);
}
