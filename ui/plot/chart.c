/* SPDX-License-Identifier: MIT */
/* From an experiment's records to what the painters draw, with its words and readings. */
#include "chart.h"

#include "loss.h"
#include "number.h"
#include "shape-chart.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DOT " \302\267 "

static double
recall_of (const LabClassMeasures *measures)
{
  return measures->recall;
}

static double
precision_of (const LabClassMeasures *measures)
{
  return measures->precision;
}

const LabChartInfo lab_charts[LAB_N_CHARTS] = {
  [LAB_CHART_TRAINING_LOSS]
  = { .name = "training-loss", .title = N_ ("Training loss"), .figure = LAB_FIGURE_CURVES },
  [LAB_CHART_TEST_ACCURACY] = { .name = "test-accuracy",
                                .title = N_ ("Test accuracy"),
                                .figure = LAB_FIGURE_CURVES,
                                .of_matrix = lab_confusion_accuracy },
  [LAB_CHART_BALANCED_TEST_ACCURACY] = { .name = "test-balanced-accuracy",
                                         .title = N_ ("Balanced test accuracy"),
                                         .figure = LAB_FIGURE_CURVES,
                                         .of_matrix = lab_confusion_balanced_accuracy },
  [LAB_CHART_VALIDATION_ACCURACY] = { .name = "validation-accuracy",
                                      .title = N_ ("Validation accuracy"),
                                      .figure = LAB_FIGURE_CURVES,
                                      .validation = TRUE,
                                      .of_matrix = lab_confusion_accuracy },
  [LAB_CHART_BALANCED_VALIDATION_ACCURACY] = { .name = "validation-balanced-accuracy",
                                               .title = N_ ("Balanced validation accuracy"),
                                               .figure = LAB_FIGURE_CURVES,
                                               .validation = TRUE,
                                               .of_matrix = lab_confusion_balanced_accuracy },
  [LAB_CHART_RECALL] = { .name = "recall",
                         .title = N_ ("Recall"),
                         .figure = LAB_FIGURE_CLASS_MARKS,
                         .of_class = recall_of },
  [LAB_CHART_PRECISION] = { .name = "precision",
                            .title = N_ ("Precision"),
                            .figure = LAB_FIGURE_CLASS_MARKS,
                            .of_class = precision_of },
  [LAB_CHART_CONFUSION]
  = { .name = "confusion", .title = N_ ("Confusion matrices"), .figure = LAB_FIGURE_MATRICES },
  [LAB_CHART_LOSS_SHAPE]
  = { .name = "loss-shape", .title = N_ ("Loss shape"), .figure = LAB_FIGURE_LOSS_SHAPE },
};

/* ---- words ---- */

const char *
lab_chart_noun (const LabDataset *dataset)
{
  /* Translators: these two stand in other texts: "Predicted digit", "Recall of each class". */
  return g_str_equal (dataset->id, "mnist") ? _ ("digit") : _ ("class");
}

const char *
lab_chart_role (guint side)
{
  static const char *const ROLES[]
      = { N_ ("Standard"), N_ ("Custom"), N_ ("Third"), N_ ("Fourth") };

  G_STATIC_ASSERT (G_N_ELEMENTS (ROLES) == LAB_MAX_SIDES);
  return _ (ROLES[side]);
}

/* In English. "Weighted" is what a loss is called by its way, "balanced" by the weights that it
 * has. */
static char *
loss_title (const LabSpec *spec)
{
  g_autoptr (LabLoss) loss = lab_loss_find (spec->loss, NULL);

  if (spec->class_weights.kind == LAB_CLASS_WEIGHTS_BALANCED
      && g_str_equal (spec->loss, "weighted-cross-entropy"))
    return g_strdup (N_ ("Balanced cross-entropy"));
  return loss == NULL ? lab_loss_label (spec->loss) : g_strdup (loss->title);
}

char *
lab_chart_loss (const LabSpec *spec)
{
  g_autofree char *title = loss_title (spec);

  return g_strdup (_ (title));
}

char *
lab_chart_loss_within (const LabSpec *spec)
{
  g_autofree char *title = loss_title (spec);
  char *loss = lab_chart_loss (spec);

  /* English goes on in small letters; a translation has those that it wants. */
  if (g_str_equal (loss, title))
    loss[0] = g_ascii_tolower (loss[0]);
  return loss;
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
subtitle (const LabChart *self, const LabChartOptions *options)
{
  const LabRun *run = self->records.runs[0];
  const LabSpec *spec = run->spec;
  const LabDataset *dataset = self->records.dataset;
  g_autofree char *data = lab_chart_data (spec, dataset);
  GString *text = g_string_new (data);
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, DOT "%u", dataset->rows * dataset->cols);
  for (guint i = 0; i < spec->hidden.n; i++)
    g_string_append_printf (text, "-%u", spec->hidden.at[i]);
  g_string_append_printf (text, "-%u", dataset->n_classes);
  if (self->figure.kind != LAB_FIGURE_CURVES)
    {
      const LabEvaluation *shown = lab_chart_evaluation (run, options->cursor);
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
  g_string_append_printf (text, DOT "%s %" G_GUINT64_FORMAT, _ ("seed"), spec->seed);
  if (self->kind == LAB_CHART_CONFUSION)
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

static gboolean
is_hidden (const LabChartOptions *options, guint i)
{
  return (options->hidden & 1u << i) != 0;
}

/* The readings of fractions, with the points between the first two. */
static void
read_fractions (LabChart *self, const double *values)
{
  const guint n = self->records.n_runs;

  for (guint i = 0; i < n; i++)
    self->readings[i] = lab_number_percent (values[i]);
  if (n >= 2 && !isnan (values[0]) && !isnan (values[1]))
    self->difference = lab_number_points (values[0], values[1]);
}

/* ---- curves ---- */

static void
init_curves (LabChart *self, const LabChartOptions *options)
{
  LabCurvesData *data = &self->data.curves;

  *data = (LabCurvesData){
    .title = self->title,
    .curves = self->curves,
    .n_curves = self->records.n_runs,
    .x_to = self->records.runs[0]->spec->epochs,
    .cursor = options->cursor,
    .pointer = options->pointer,
    .x_title = _ ("Epoch"),
  };
  self->figure.curves = data;
  for (guint i = 0; i < self->records.n_runs; i++)
    self->curves[i] = (LabCurve){ .name = self->figure.legend[i].name,
                                  .style = self->records.runs[i]->side,
                                  .hidden = is_hidden (options, i) };
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
  data->y_title = self->title;
  for (guint i = 0; i < self->records.n_runs; i++)
    total += lab_run_n_evaluations (self->records.runs[i]);
  self->numbers = g_new (double, 2 * (gsize) total + 1);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      LabCurve *curve = &self->curves[i];
      /* The record may have grown since; the sum above is the room that there is. */
      const guint n = MIN (lab_run_n_evaluations (self->records.runs[i]), total - used);
      double *x = self->numbers + 2 * (gsize) used, *y = x + n;

      for (guint e = 0; e < n; e++)
        {
          const LabEvaluation *evaluation = lab_run_get_evaluation (self->records.runs[i], e);
          const LabConfusion *matrix = info->validation ? evaluation->validation : evaluation->test;

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
  read_fractions (self, values);
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

/* ---- classes and matrices ---- */

static void
fill_classes (LabChart *self, const LabChartOptions *options)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  const LabDataset *dataset = self->records.dataset;
  LabClassMarksData *data = &self->data.marks;
  const guint K = dataset->n_classes;
  const gboolean chosen = options->class >= 0 && options->class < (int) K;
  int foremost;
  double values[LAB_MAX_STYLES];

  *data = (LabClassMarksData){
    .measure
    = info->of_class == recall_of ? _ ("Recall on the test set") : _ ("Precision on the test set"),
    .n_classes = K,
    .class_names = (const char *const *) dataset->class_names,
    .noun = lab_chart_noun (dataset),
    .n_sides = self->records.n_runs,
  };
  self->figure.marks = data;
  self->numbers = g_new (double, (gsize) self->records.n_runs *K);
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabEvaluation *shown = lab_chart_evaluation (self->records.runs[i], options->cursor);
      double *of_run = self->numbers + (gsize) i * K;

      data->side_names[i] = self->figure.legend[i].name;
      for (guint k = 0; k < K && shown != NULL; k++)
        {
          const LabClassMeasures measures = lab_confusion_class (shown->test, k);

          of_run[k] = info->of_class (&measures);
        }
      data->values[i] = shown == NULL ? NULL : of_run;
    }
  foremost = lab_class_marks_foremost (data);
  self->class = chosen ? options->class : foremost;
  if (self->class < 0 && data->values[0] != NULL)
    self->class = 0;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      values[i] = self->class < 0 || data->values[i] == NULL ? (double) NAN
                                                             : data->values[i][self->class];
      if (!isnan (values[i]))
        self->figure.legend[i].reading = lab_number_percent (values[i]);
      /* Switched off, a side has its reading, as curves do, and no marks. */
      if (is_hidden (options, i))
        data->values[i] = NULL;
    }
  read_fractions (self, values);
  if (self->class < 0)
    return;
  /* Translators: "points, digit 0" */
  self->caption
      = g_strdup_printf (_ ("points, %s %s"), data->noun, dataset->class_names[self->class]);
  self->figure.remark
      = chosen || foremost < 0
            ? g_strdup_printf (_ ("Readings: %s %s."), data->noun,
                               dataset->class_names[self->class])
            : g_strdup_printf (_ ("Readings: %s %s, where the first two differ most."), data->noun,
                               dataset->class_names[self->class]);
}

static void
fill_matrices (LabChart *self, const LabChartOptions *options)
{
  const LabDataset *dataset = self->records.dataset;
  LabFigure *figure = &self->figure;
  g_autofree char *count = lab_number_count (dataset->test.n);

  g_free (figure->title);
  figure->title
      = g_strdup_printf (options->by_row
                             ? _ ("Confusion matrices on %s test pictures, %% of each row")
                             : _ ("Confusion matrices on %s test pictures"),
                         count);
  figure->n_classes = dataset->n_classes;
  figure->class_names = (const char *const *) dataset->class_names;
  figure->noun = lab_chart_noun (dataset);
  figure->by_row = options->by_row;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabEvaluation *shown = lab_chart_evaluation (self->records.runs[i], options->cursor);

      if (shown == NULL)
        continue;
      figure->matrices[i] = shown->test;
      self->readings[i] = lab_number_count (lab_confusion_mistakes (shown->test));
    }
}

LabChart *
lab_chart_new (LabChartKind kind, const LabRecords *records, const LabChartOptions *options)
{
  LabChart *self = g_new0 (LabChart, 1);
  LabFigure *figure = &self->figure;

  self->kind = kind;
  self->class = -1;
  self->records = *records;
  self->records.n_runs = MIN (records->n_runs, (guint) LAB_MAX_STYLES);
  lab_dataset_ref (self->records.dataset);
  self->title = lab_charts[kind].figure == LAB_FIGURE_CLASS_MARKS
                    /* Translators: "Recall of each digit" */
                    ? g_strdup_printf (_ ("%s of each %s"), _ (lab_charts[kind].title),
                                       lab_chart_noun (records->dataset))
                    : g_strdup (_ (lab_charts[kind].title));
  figure->kind = lab_charts[kind].figure;
  figure->title = g_strdup (self->title);
  figure->subtitle = subtitle (self, options);
  figure->n_legend = self->records.n_runs;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      const LabRun *run = lab_run_ref (self->records.runs[i]);

      figure->legend[i]
          = (LabFigureLegend){ .style = run->side, .name = lab_chart_side (run->spec, run->side) };
    }
  switch (figure->kind)
    {
    case LAB_FIGURE_CLASS_MARKS:
      fill_classes (self, options);
      break;
    case LAB_FIGURE_MATRICES:
      fill_matrices (self, options);
      break;
    case LAB_FIGURE_LOSS_SHAPE:
      lab_shape_chart_fill (self, options);
      break;
    case LAB_FIGURE_CURVES:
    default:
      if (kind == LAB_CHART_TRAINING_LOSS)
        fill_training_loss (self, options);
      else
        fill_accuracy (self, options);
    }
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
      lab_run_unref (self->records.runs[i]);
    }
  lab_dataset_unref (self->records.dataset);
  lab_shape_chart_clear (self);
  g_free (self->difference);
  g_free (self->caption);
  g_free (self->title);
  g_free (self->numbers);
  g_free (self);
}
