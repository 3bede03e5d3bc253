/* SPDX-License-Identifier: MIT */
/*
 * What confusion matrices say at one moment. Of several seeds a class has the mean of its measure,
 * and a cell the mean of its counts, rounded: a change is of the numbers that are shown. In percent
 * of a row it is the mean too, since all networks see the same pictures.
 */
#include "chart-classes.h"

#include "number.h"

#include <glib/gi18n.h>
#include <math.h>

static const LabConfusion *
matrix_of (const LabChart *self, guint side, guint i, double cursor)
{
  return lab_chart_matrix (self->kind, lab_chart_seeds_evaluation (&self->sides[side], i, cursor));
}

/* ---- marks ---- */

static int
chosen_class (const LabChart *self, const LabClassMarksData *data, int chosen)
{
  const int foremost = lab_class_marks_foremost (data);

  if (chosen >= 0 && chosen < (int) data->n_classes)
    return chosen;
  for (guint i = 0; i < data->n_sides && foremost < 0; i++)
    if (data->values[i] != NULL && data->n_classes > 0)
      return 0;
  return foremost;
}

/* Returns: whether there is anything to measure. */
static gboolean
measure_side (LabChart *self, guint side, double cursor, double *means, double *spreads)
{
  const LabChartSeeds *seeds = &self->sides[side];
  const guint K = self->data.marks.n_classes;
  g_autofree double *values = g_new (double, (gsize) seeds->n *K + 1);

  for (guint i = 0; i < seeds->n; i++)
    {
      const LabConfusion *matrix = matrix_of (self, side, i, cursor);

      if (matrix == NULL)
        return FALSE;
      for (guint k = 0; k < K; k++)
        {
          const LabClassMeasures measures = lab_confusion_class (matrix, k);

          values[k * seeds->n + i] = lab_charts[self->kind].of_class (&measures);
        }
    }
  for (guint k = 0; k < K; k++)
    means[k] = lab_chart_seeds_mean (values + k * seeds->n, seeds->n, &spreads[k]);
  return TRUE;
}

static void
write_remark (LabChart *self, const char *name, gboolean chosen)
{
  const char *noun = self->data.marks.noun;
  g_autofree char *where
      = g_strdup_printf (chosen ? _ ("Readings: %s %s.")
                                : _ ("Readings: %s %s, where the first two differ most."),
                         noun, name);

  self->figure.remark = self->means == NULL
                            ? g_steal_pointer (&where)
                            /* Translators: "Marks: mean of 5 seeds", and a sentence of its own. */
                            : g_strdup_printf (_ ("Marks: %s; bars, ±: standard deviation. %s"),
                                               self->means, where);
}

void
lab_chart_classes_fill_marks (LabChart *self, const LabChartOptions *options)
{
  const LabChartInfo *info = &lab_charts[self->kind];
  LabClassMarksData *data = &self->data.marks;
  guint K;
  const char *const *names = lab_chart_class_names (self, &K);
  const guint n = self->records.n_runs;
  double *numbers, values[LAB_MAX_STYLES], deviations[LAB_MAX_STYLES];
  int foremost;

  *data = (LabClassMarksData){
    .measure = _ (info->measure),
    .n_classes = K,
    .class_names = names,
    .noun = lab_chart_class_noun (self),
    .n_sides = n,
    .lack = self->lack,
  };
  self->figure.marks = data;
  numbers = lab_chart_own (self, g_new (double, 2 * (gsize) n * K + 1));
  for (guint i = 0; i < n; i++)
    {
      double *means = numbers + 2 * (gsize) i * K, *spreads = means + K;
      const gboolean there = measure_side (self, i, options->cursor, means, spreads);

      data->side_names[i] = self->figure.legend[i].name;
      data->values[i] = there ? means : NULL;
      data->spreads[i] = there && self->sides[i].n > 1 ? spreads : NULL;
    }
  foremost = lab_class_marks_foremost (data);
  self->class = chosen_class (self, data, options->class);
  for (guint i = 0; i < n; i++)
    {
      const gboolean there = self->class >= 0 && data->values[i] != NULL;

      values[i] = there ? data->values[i][self->class] : (double) NAN;
      deviations[i]
          = there && data->spreads[i] != NULL ? data->spreads[i][self->class] : (double) NAN;
      if (!isnan (values[i]))
        self->figure.legend[i].reading = lab_number_with_deviation (values[i], deviations[i], TRUE);
      /* Switched off, a side has its reading, as curves do, and no marks. */
      if ((options->hidden & 1u << i) != 0)
        data->values[i] = NULL;
    }
  lab_chart_read_fractions (self, values, deviations);
  if (self->class < 0)
    return;
  /* Translators: "points, digit 0" */
  self->caption = g_strdup_printf (_ ("points, %s %s"), data->noun, names[self->class]);
  write_remark (self, names[self->class], self->class == options->class || foremost < 0);
}

/* ---- matrices ---- */

/* Returns: (nullable): the matrix of the side's one run, or the mean's. */
static const LabConfusion *
mean_matrix (LabChart *self, guint side, double cursor, double *mistakes)
{
  const LabChartSeeds *seeds = &self->sides[side];
  const LabConfusion *matrix = seeds->n == 0 ? NULL : matrix_of (self, side, 0, cursor);
  g_autofree guint64 *sums = NULL;
  LabConfusion *mean;
  guint n_cells;

  *mistakes = matrix == NULL ? 0.0 : (double) lab_confusion_mistakes (matrix);
  if (seeds->n < 2 || matrix == NULL)
    return matrix;
  mean = lab_chart_own (self, lab_confusion_new (matrix->n_classes));
  n_cells = matrix->n_classes * matrix->n_classes;
  sums = g_new0 (guint64, n_cells);
  *mistakes = 0.0;
  for (guint i = 0; i < seeds->n; i++)
    {
      matrix = matrix_of (self, side, i, cursor);
      *mistakes += (double) lab_confusion_mistakes (matrix) / seeds->n;
      for (guint c = 0; c < n_cells; c++)
        sums[c] += matrix->counts[c];
    }
  for (guint c = 0; c < n_cells; c++)
    mean->counts[c] = (guint32) ((2 * sums[c] + seeds->n) / (2 * seeds->n));
  return mean;
}

void
lab_chart_classes_fill_matrices (LabChart *self, const LabChartOptions *options)
{
  LabFigure *figure = &self->figure;
  g_autofree char *count = lab_number_count (self->records.dataset->test.n);
  g_autofree char *title
      = g_strdup_printf (options->by_row
                             ? _ ("Confusion matrices on %s test pictures, %% of each row")
                             : _ ("Confusion matrices on %s test pictures"),
                         count);

  g_free (figure->title);
  figure->title
      = self->means == NULL ? g_strdup (title) : g_strdup_printf ("%s, %s", title, self->means);
  figure->class_names = lab_chart_class_names (self, &figure->n_classes);
  figure->noun = lab_chart_class_noun (self);
  figure->by_row = options->by_row;
  figure->absent = self->absent;
  figure->absent_words = self->absent_words;
  for (guint i = 0; i < self->records.n_runs; i++)
    {
      double mistakes;

      figure->matrices[i] = mean_matrix (self, i, options->cursor, &mistakes);
      self->shown[i] = lab_chart_seeds_evaluation (&self->sides[i], 0, options->cursor);
      if (figure->matrices[i] != NULL)
        self->readings[i] = lab_number_count ((guint64) round (mistakes));
    }
}
