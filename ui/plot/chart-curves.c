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
      g_autofree char *value = percent ? lab_number_percent (last) : lab_number_loss (last);

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
      const guint64 count = lab_series_count (run->loss);

      self->curves[i].raw = run->loss;
      self->curves[i].mean = run->mean;
      self->curves[i].x_step = 1.0 / run->steps_per_epoch;
      if (lab_run_get_state (run) == LAB_RUN_TRAINING || count == run->n_steps)
        latest = MIN (latest, (double) count * self->curves[i].x_step);
      end = MAX (end, (double) count * self->curves[i].x_step);
    }
  at = moment (data, isfinite (latest) && latest > 0.0 ? latest : (double) NAN, end);
  for (guint i = 0; i < self->records.n_runs; i++)
    if (lab_series_count (self->curves[i].raw) > 0)
      self->readings[i]
          = lab_number_loss (isnan (at) ? lab_curve_last (&self->curves[i], data->smooth)
                                        : lab_curve_value (&self->curves[i], at, data->smooth));
  lab_curves_loss_range (data);
  end_readings (self, FALSE);
  if (self->records.n_runs > 1)
    self->note = _ ("each in its own unit:\nnot comparable");
  if (options->effect)
    read_effect (self);
  if (self->records.n_runs > 1)
    self->figure.note = _ ("Each loss has its own unit: not comparable.");
  if (options->raw)
    self->figure.remark = g_strdup (_ ("The loss of each batch."));
  else if (options->logarithmic)
    self->figure.remark
        = g_strdup (_ ("Lines: running mean, half-life 40 batches. Bands: least to greatest."));
  else
    self->figure.remark = g_strdup_printf (
        _ ("Lines: running mean, half-life 40 batches. Bands: least to greatest; cut at %g."),
        data->y_to);
}

static void
fill_accuracy (LabChart *self, const LabChartOptions *options)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  LabCurvesData *data = &self->data.curves;
  g_autofree char *pictures = NULL;
  guint total = 0, used = 0;
  double values[LAB_MAX_STYLES], latest = INFINITY, end = 0.0, at;

  init_curves (self, options);
  data->percent = TRUE;
  data->comparable = TRUE;
  data->y_title = _ (info->title);
  for (guint i = 0; i < self->records.n_runs; i++)
    total += lab_run_n_evaluations (self->records.runs[i]);
  self->numbers = g_new (double, 2 * (gsize) total + 1);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      LabCurve *curve = &self->curves[i];
      double *x, *y;
      guint n;

      if (is_absent (self, i))
        continue;
      /* The record may have grown since; the sum above is the room that there is. */
      n = MIN (lab_run_n_evaluations (self->records.runs[i]), total - used);
      x = self->numbers + 2 * (gsize) used;
      y = x + n;

      for (guint e = 0; e < n; e++)
        {
          const LabEvaluation *evaluation = lab_run_get_evaluation (self->records.runs[i], e);
          const LabConfusion *matrix = lab_chart_matrix (self->kind, evaluation);

          x[e] = evaluation->epoch;
          y[e] = matrix == NULL ? (double) NAN : info->of_matrix (matrix);
        }
      curve->x = x;
      curve->y = y;
      curve->n = n;
      used += n;
      latest = MIN (latest, n == 0 ? 0.0 : x[n - 1]);
      end = MAX (end, n == 0 ? 0.0 : x[n - 1]);
    }
  at = moment (data, used > 0 ? latest : (double) NAN, end);
  for (guint i = 0; i < self->records.n_runs; i++)
    values[i] = isnan (at) ? (double) NAN : lab_curve_value (&self->curves[i], at, FALSE);
  lab_chart_read_fractions (self, values);
  self->caption = g_strdup (_ ("points"));
  lab_curves_fraction_range (data);
  end_readings (self, TRUE);
  pictures = lab_number_count (info->validation && self->records.set != NULL
                                   ? self->records.set->n_validation
                                   : self->records.dataset->test.n);
  self->figure.remark = g_strdup_printf (
      info->validation
          ? _ ("Tested %u times an epoch on %s validation pictures; the axis begins at "
               "%g\342\200\211%%.")
          : _ (
              "Tested %u times an epoch on %s test pictures; the axis begins at %g\342\200\211%%."),
      self->records.runs[0]->spec->evaluations, pictures, 100.0 * data->y_from);
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
      const double value
          = isnan (at) ? lab_curve_last (curve, FALSE) : lab_curve_value (curve, at, FALSE);
      /* Of several the numbers are shorter. */
      g_autofree char *number = n > 1 && fabs (value) >= 0.005 && fabs (value) < 1e6
                                    ? lab_number_fixed (value, 2)
                                    : lab_number_loss (value);

      if (lab_series_count (curve->raw) > 0)
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
        .raw = run->learned[l],
        .x_step = 1.0 / run->steps_per_epoch,
      };
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
        {
          const double last
              = (double) lab_series_count (run->learned[0]) / (double) run->steps_per_epoch;

          if (lab_run_get_state (run) != LAB_RUN_DIVERGED)
            latest = MIN (latest, last);
          end = MAX (end, last);
        }
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
  self->figure.remark = g_strdup (_ ("The value after each step."));
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
