/* SPDX-License-Identifier: MIT */
/* From an experiment's records to the figures that --out writes. */
#include "figures.h"

#include "loss.h"
#include "ui/plot/figure.h"
#include "ui/plot/number.h"

#include <math.h>
#include <string.h>

#define DOT " \302\267 "

typedef struct
{
  LabRun *const *runs;
  guint n_runs;
  const LabDataset *dataset;
  const LabTrainingSet *set;
  const char *noun;
  const LabTheme *theme;
  LabFigureSink sink;
  gpointer data;
} Drawing;

/* ---- words
 * ------------------------------------------------------------------------------------------ */

static char *
capitalised (const char *word)
{
  return g_strdup_printf ("%c%s", g_ascii_toupper (word[0]), word + 1);
}

static char *
side_name (const LabRun *run)
{
  const LabLoss *loss = lab_loss_find (run->spec->loss, NULL);
  g_autofree char *role = capitalised (lab_experiment_role (run->side));
  g_autofree char *title = g_strdup (loss->title);

  title[0] = g_ascii_tolower (title[0]);
  /* "Weighted" is what a loss is called by its way, "balanced" by the weights that it has. */
  if (run->spec->class_weights.kind == LAB_CLASS_WEIGHTS_BALANCED
      && g_str_has_prefix (title, "weighted "))
    return g_strdup_printf ("%s: balanced %s", role, title + strlen ("weighted "));
  return g_strdup_printf ("%s: %s", role, title);
}

/* "MNIST, digit 0 kept at 1 %, 40 % of the labels wrong" */
static void
append_data (GString *text, const Drawing *self)
{
  const LabDamage *damage = &self->runs[0]->spec->damage;
  guint named = 0;

  g_string_append (text, self->dataset->title);
  for (guint k = 0; k < self->dataset->n_classes; k++)
    if (damage->keep[k] < 1.0)
      {
        g_autofree char *percent = lab_number_fixed (
            100.0 * damage->keep[k],
            damage->keep[k] < 0.1 && fmod (1000.0 * damage->keep[k], 10.0) > 0.0 ? 1 : 0);

        if (++named > 3)
          {
            g_string_append (text, ", ...");
            break;
          }
        g_string_append_printf (text, ", %s %s kept at %s\342\200\211%%", self->noun,
                                self->dataset->class_names[k], percent);
      }
  if (damage->label_noise > 0.0)
    {
      g_autofree char *percent = lab_number_percent (damage->label_noise);

      g_string_append_printf (text, ", %s of the labels wrong", percent);
    }
  if (damage->train_size > 0)
    {
      g_autofree char *count = lab_number_count (damage->train_size);

      g_string_append_printf (text, ", %s pictures", count);
    }
}

static char *
subtitle (const Drawing *self, gboolean matrices)
{
  const LabSpec *spec = self->runs[0]->spec;
  GString *text = g_string_new (NULL);
  char rate[G_ASCII_DTOSTR_BUF_SIZE];

  append_data (text, self);
  g_string_append_printf (text, DOT "%u", self->dataset->rows * self->dataset->cols);
  for (guint i = 0; i < spec->hidden.n; i++)
    g_string_append_printf (text, "-%u", spec->hidden.at[i]);
  g_string_append_printf (text, "-%u", self->dataset->n_classes);
  if (matrices)
    {
      const LabEvaluation *latest = lab_run_get_latest (self->runs[0]);
      const double epochs = latest == NULL ? 0.0 : latest->epoch;
      g_autofree char *after = lab_number_fixed (epochs, fmod (epochs, 1.0) > 0.0 ? 1 : 0);

      g_string_append_printf (text, DOT "after %s epoch%s", after,
                              g_str_equal (after, "1") ? "" : "s");
    }
  else
    g_string_append_printf (text, DOT "%s %s" DOT "batch %u",
                            g_str_equal (spec->optimizer, "sgd") ? "SGD" : "Adam",
                            g_ascii_formatd (rate, sizeof rate, "%g", spec->learning_rate),
                            spec->batch_size);
  g_string_append_printf (text, DOT "seed %" G_GUINT64_FORMAT, spec->seed);
  if (matrices)
    g_string_append (text, DOT "an empty cell is 0");
  return g_string_free (text, FALSE);
}

static gboolean
hand_over (const Drawing *self, const char *name, LabFigure *figure, GError **error)
{
  g_autoptr (GBytes) png = NULL;
  guint width, height;

  lab_figure_size (figure, &width, &height);
  png = lab_figure_to_png (figure, width, height, 1.0, self->theme, error);
  lab_figure_clear (figure);
  return png != NULL && self->sink (name, png, self->data, error);
}

/* ---- curves
 * ----------------------------------------------------------------------------------------- */

static void
fill_legend (const Drawing *self, LabFigure *figure, const LabCurve *curves, gboolean percent)
{
  figure->n_legend = self->n_runs;
  for (guint i = 0; i < self->n_runs; i++)
    {
      const double last = lab_curve_last (&curves[i], TRUE);
      g_autofree char *value = percent ? lab_number_percent (last) : lab_number_loss (last);

      figure->legend[i]
          = (LabFigureLegend){ .style = self->runs[i]->side, .name = g_strdup (curves[i].name) };
      if (!isnan (last))
        figure->legend[i].reading = g_strconcat ("end ", value, NULL);
    }
}

static gboolean
draw_training_loss (const Drawing *self, gboolean logarithmic, const char *file, GError **error)
{
  LabCurve curves[LAB_MAX_STYLES] = { 0 };
  LabCurvesData data = {
    .title = "Training loss",
    .curves = curves,
    .n_curves = self->n_runs,
    .x_to = self->runs[0]->spec->epochs,
    .logarithmic = logarithmic,
    .smooth = TRUE,
    .cursor = (double) NAN,
    .pointer = (double) NAN,
    .x_title = "Epoch",
    .y_title = "Training loss of a batch",
  };
  LabFigure figure = { .kind = LAB_FIGURE_CURVES,
                       .title = g_strdup (data.title),
                       .subtitle = subtitle (self, FALSE),
                       .curves = &data };
  gboolean done;

  for (guint i = 0; i < self->n_runs; i++)
    curves[i] = (LabCurve){
      .name = side_name (self->runs[i]),
      .style = self->runs[i]->side,
      .raw = self->runs[i]->loss,
      .mean = self->runs[i]->mean,
      .x_step = 1.0 / self->runs[i]->steps_per_epoch,
    };
  lab_curves_loss_range (&data);
  fill_legend (self, &figure, curves, FALSE);
  if (self->n_runs > 1)
    figure.note = "Each loss has its own unit: not comparable.";
  if (logarithmic)
    figure.remark
        = g_strdup ("Lines: running mean, half-life 40 batches. Bands: least to greatest.");
  else
    figure.remark = g_strdup_printf (
        "Lines: running mean, half-life 40 batches. Bands: least to greatest; cut at %g.",
        data.y_to);
  done = hand_over (self, file, &figure, error);
  for (guint i = 0; i < self->n_runs; i++)
    g_free ((char *) curves[i].name);
  return done;
}

/* What is measured at evaluations. */
typedef struct
{
  const char *file;
  const char *title;
  gboolean validation;
  double (*measure) (const LabConfusion *matrix);
} Accuracy;

static const Accuracy ACCURACIES[] = {
  { "test-accuracy.png", "Test accuracy", FALSE, lab_confusion_accuracy },
  { "test-balanced-accuracy.png", "Balanced test accuracy", FALSE,
    lab_confusion_balanced_accuracy },
  { "validation-accuracy.png", "Validation accuracy", TRUE, lab_confusion_accuracy },
  { "validation-balanced-accuracy.png", "Balanced validation accuracy", TRUE,
    lab_confusion_balanced_accuracy },
};

static gboolean
draw_accuracy (const Drawing *self, const Accuracy *accuracy, GError **error)
{
  LabCurve curves[LAB_MAX_STYLES] = { 0 };
  LabCurvesData data = {
    .title = accuracy->title,
    .curves = curves,
    .n_curves = self->n_runs,
    .x_to = self->runs[0]->spec->epochs,
    .percent = TRUE,
    .comparable = TRUE,
    .cursor = (double) NAN,
    .pointer = (double) NAN,
    .x_title = "Epoch",
    .y_title = accuracy->title,
  };
  LabFigure figure = { .kind = LAB_FIGURE_CURVES,
                       .title = g_strdup (data.title),
                       .subtitle = subtitle (self, FALSE),
                       .curves = &data };
  g_autofree char *pictures = NULL;
  gboolean done;

  for (guint i = 0; i < self->n_runs; i++)
    {
      const guint n = lab_run_n_evaluations (self->runs[i]);
      double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));

      for (guint e = 0; e < n; e++)
        {
          const LabEvaluation *evaluation = lab_run_get_evaluation (self->runs[i], e);

          x[e] = evaluation->epoch;
          y[e] = accuracy->measure (accuracy->validation ? evaluation->validation
                                                         : evaluation->test);
        }
      curves[i] = (LabCurve){
        .name = side_name (self->runs[i]), .style = self->runs[i]->side, .x = x, .y = y, .n = n
      };
    }
  lab_curves_fraction_range (&data);
  fill_legend (self, &figure, curves, TRUE);
  pictures
      = lab_number_count (accuracy->validation ? self->set->n_validation : self->dataset->test.n);
  figure.remark = g_strdup_printf (
      "Tested %u times an epoch on %s %s pictures; the axis begins at %g\342\200\211%%.",
      self->runs[0]->spec->evaluations, pictures, accuracy->validation ? "validation" : "test",
      100.0 * data.y_from);
  done = hand_over (self, accuracy->file, &figure, error);
  for (guint i = 0; i < self->n_runs; i++)
    {
      g_free ((char *) curves[i].name);
      g_free ((double *) curves[i].x);
      g_free ((double *) curves[i].y);
    }
  return done;
}

/* ---- classes and matrices
 * --------------------------------------------------------------------------- */

static double
class_measure (const LabConfusion *matrix, guint k, gboolean recall)
{
  const LabClassMeasures measures = lab_confusion_class (matrix, k);

  return recall ? measures.recall : measures.precision;
}

static gboolean
draw_classes (const Drawing *self, gboolean recall, GError **error)
{
  g_autofree double *values = g_new (double, (gsize) self->n_runs * self->dataset->n_classes);
  g_autofree char *title
      = g_strdup_printf ("%s of each %s", recall ? "Recall" : "Precision", self->noun);
  LabClassMarksData data = {
    .measure = recall ? "Recall on the test set" : "Precision on the test set",
    .n_classes = self->dataset->n_classes,
    .class_names = (const char *const *) self->dataset->class_names,
    .noun = self->noun,
    .n_sides = self->n_runs,
  };
  LabFigure figure = { .kind = LAB_FIGURE_CLASS_MARKS,
                       .title = g_strdup (title),
                       .subtitle = subtitle (self, FALSE),
                       .marks = &data };
  int foremost;

  for (guint i = 0; i < self->n_runs; i++)
    {
      const LabEvaluation *latest = lab_run_get_latest (self->runs[i]);
      double *of_run = values + (gsize) i * data.n_classes;

      for (guint k = 0; k < data.n_classes && latest != NULL; k++)
        of_run[k] = class_measure (latest->test, k, recall);
      data.values[i] = latest == NULL ? NULL : of_run;
    }
  foremost = lab_class_marks_foremost (&data);
  figure.n_legend = self->n_runs;
  for (guint i = 0; i < self->n_runs; i++)
    {
      figure.legend[i]
          = (LabFigureLegend){ .style = self->runs[i]->side, .name = side_name (self->runs[i]) };
      if (foremost >= 0 && data.values[i] != NULL)
        figure.legend[i].reading = lab_number_percent (data.values[i][foremost]);
    }
  if (foremost >= 0)
    figure.remark = g_strdup_printf ("Readings: %s %s, where the first two differ most.",
                                     self->noun, data.class_names[foremost]);
  return hand_over (self, recall ? "recall.png" : "precision.png", &figure, error);
}

static gboolean
draw_confusion (const Drawing *self, gboolean by_row, GError **error)
{
  g_autofree char *count = lab_number_count (self->dataset->test.n);
  LabFigure figure = {
    .kind = LAB_FIGURE_MATRICES,
    .title = g_strdup_printf ("Confusion matrices on %s test pictures%s", count,
                              by_row ? ", % of each row" : ""),
    .subtitle = subtitle (self, TRUE),
    .n_legend = self->n_runs,
    .n_classes = self->dataset->n_classes,
    .class_names = (const char *const *) self->dataset->class_names,
    .noun = self->noun,
    .by_row = by_row,
  };

  for (guint i = 0; i < self->n_runs; i++)
    {
      const LabEvaluation *latest = lab_run_get_latest (self->runs[i]);

      figure.legend[i]
          = (LabFigureLegend){ .style = self->runs[i]->side, .name = side_name (self->runs[i]) };
      figure.matrices[i] = latest == NULL ? NULL : latest->test;
    }
  return hand_over (self, by_row ? "confusion-by-row.png" : "confusion.png", &figure, error);
}

gboolean
lab_figures_draw (LabRun *const *runs, guint n_runs, const LabEngine *engine, gboolean dark,
                  LabFigureSink sink, gpointer data, GError **error)
{
  const LabDataset *dataset = lab_engine_get_dataset (engine);
  const Drawing self = {
    .runs = runs,
    .n_runs = MIN (n_runs, (guint) LAB_MAX_STYLES),
    .dataset = dataset,
    .set = lab_engine_get_training_set (engine),
    .noun = g_str_equal (dataset->id, "mnist") ? "digit" : "class",
    .theme = lab_theme_get (dark),
    .sink = sink,
    .data = data,
  };

  if (!draw_training_loss (&self, FALSE, "training-loss.png", error)
      || !draw_training_loss (&self, TRUE, "training-loss-log.png", error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ACCURACIES); i++)
    if ((!ACCURACIES[i].validation || self.set->n_validation > 0)
        && !draw_accuracy (&self, &ACCURACIES[i], error))
      return FALSE;
  return draw_classes (&self, TRUE, error) && draw_classes (&self, FALSE, error)
         && draw_confusion (&self, FALSE, error) && draw_confusion (&self, TRUE, error);
}
