/* SPDX-License-Identifier: MIT */
#include "handout-table.h"

#include "number.h"
#include "pairs.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define N_MEASURES 3
#define TEXT       15.0
#define SMALL      13.0
#define ROW        18.5

typedef struct
{
  const LabSheet *sheet;
  const LabRecords *records;
  guint task;
  double x;
  double width;
  double name; /* the widths of the classes' names and of a column of counts */
  double count;
  double epoch;                        /* of the evaluations that are compared */
  GPtrArray *matrices[LAB_MAX_STYLES]; /* of the seeds */
} Table;

/* Returns: (transfer container): a matrix a seed that has one */
static GPtrArray *
find_matrices (const Table *self, guint side, LabChartKind kind)
{
  const LabRecords *records = self->records;
  const guint n_seeds = records->seeds == NULL ? 1 : records->n_seeds;
  GPtrArray *matrices = g_ptr_array_new ();

  for (guint seed = 0; seed < n_seeds; seed++)
    {
      const LabRun *run = records->seeds == NULL ? records->runs[side]
                                                 : records->seeds[seed * records->n_runs + side];
      const LabEvaluation *at = lab_pairs_evaluation (run, self->epoch);
      const LabConfusion *its = at == NULL ? NULL : lab_chart_matrix (kind, at);

      if (its != NULL)
        g_ptr_array_add (matrices, (gpointer) its);
    }
  return matrices;
}

/* Of class @k, or of the mean of all classes with K: the means over the seeds, as in the charts
 * and in the comparison. NaN where there is no seed. */
static LabClassMeasures
mean_of (const Table *self, guint side, guint k)
{
  const GPtrArray *matrices = self->matrices[side];
  LabClassMeasures mean = { 0 };

  for (guint i = 0; i < matrices->len; i++)
    {
      const LabConfusion *matrix = matrices->pdata[i];
      const LabClassMeasures its
          = k < matrix->n_classes ? lab_confusion_class (matrix, k) : lab_confusion_macro (matrix);

      mean.precision += its.precision;
      mean.recall += its.recall;
      mean.f1 += its.f1;
      mean.support = its.support;
    }
  mean.precision /= matrices->len;
  mean.recall /= matrices->len;
  mean.f1 /= matrices->len;
  return mean;
}

static double
mean_accuracy (const Table *self, guint side)
{
  const GPtrArray *matrices = self->matrices[side];
  double sum = 0.0;

  for (guint i = 0; i < matrices->len; i++)
    sum += lab_confusion_accuracy (matrices->pdata[i]);
  return sum / matrices->len;
}

static Table
table_of (const LabSheet *sheet, const LabRecords *records, guint task, double x, double width)
{
  const gboolean wide = records->n_runs <= 2;
  Table self = {
    .sheet = sheet,
    .records = records,
    .task = task,
    .x = x,
    .width = width,
    .name = wide ? 150.0 : 110.0,
    .count = wide ? 96.0 : 72.0,
    .epoch = lab_pairs_epoch (records, (double) NAN),
  };
  const LabChartKind kind = task > 0 ? LAB_CHART_CONFUSION2 : LAB_CHART_CONFUSION;

  for (guint i = 0; i < records->n_runs; i++)
    self.matrices[i] = find_matrices (&self, i, kind);
  return self;
}

static void
table_clear (Table *self)
{
  for (guint i = 0; i < self->records->n_runs; i++)
    g_clear_pointer (&self->matrices[i], g_ptr_array_unref);
}

static guint
n_classes (const LabRecords *records, guint task)
{
  return task > 0 ? records->dataset->second.n_classes : records->dataset->n_classes;
}

/* Two tables have to share what one has. */
static guint
n_rows (const LabRecords *records, guint task)
{
  const gboolean two = lab_chart_is_offered (LAB_CHART_CONFUSION2, records);

  return MIN (n_classes (records, task), task > 0 ? 6u : two ? 12u : 16u);
}

/* By how much the first two differ in the recall of a class. */
static double
difference (const Table *self, guint k)
{
  if (self->records->n_runs < 2 || self->matrices[0]->len == 0 || self->matrices[1]->len == 0)
    return 0.0;
  return fabs (mean_of (self, 1, k).recall - mean_of (self, 0, k).recall);
}

static int
by_difference (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint k = *(const guint *) a, other = *(const guint *) b;
  const double one = difference (data, k), two = difference (data, other);

  return one > two ? -1 : one < two ? 1 : k < other ? -1 : 1;
}

static int
by_number (gconstpointer a, gconstpointer b, gpointer data)
{
  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

/* Which classes have a row, in their order. @foremost: the one in bold, or -1 */
static guint
choose_classes (const Table *self, guint *classes, int *foremost)
{
  const guint K = n_classes (self->records, self->task), n = n_rows (self->records, self->task);

  for (guint k = 0; k < K; k++)
    classes[k] = k;
  g_qsort_with_data (classes, (int) K, sizeof *classes, by_difference, (gpointer) self);
  /* Means of the same numbers in another order differ in their last bit. */
  *foremost = K > 0 && difference (self, classes[0]) > 1e-9 ? (int) classes[0] : -1;
  g_qsort_with_data (classes, (int) n, sizeof *classes, by_number, NULL);
  return n;
}

guint
lab_handout_table_left_out (const LabRecords *records, guint task)
{
  return n_classes (records, task) - n_rows (records, task);
}

/* ---- cells ---- */

static double
side_width (const Table *self)
{
  return (self->width - self->name - 2.0 * self->count) / MAX (self->records->n_runs, 1);
}

/* The right edge of a measure's column. */
static double
column (const Table *self, guint side, guint measure)
{
  return self->x + self->name + 2.0 * self->count + side * side_width (self)
         + (measure + 1.0) * side_width (self) / N_MEASURES;
}

static void
put (const Table *self, const char *words, double right, double y, gboolean bold, gboolean quiet)
{
  const LabText text = {
    .size_px = quiet ? SMALL : TEXT,
    .bold = bold,
    .anchor = LAB_ANCHOR_END,
    .color = quiet ? self->sheet->theme->secondary : self->sheet->theme->text,
  };

  lab_sheet_text (self->sheet, &text, words, right, y);
}

static void
put_name (const Table *self, const char *words, double width, double y, gboolean bold,
          gboolean quiet)
{
  const LabText text = {
    .size_px = quiet ? SMALL : TEXT,
    .bold = bold,
    .max_width_px = width - 8.0,
    .color = quiet ? self->sheet->theme->secondary : self->sheet->theme->text,
  };

  lab_sheet_text (self->sheet, &text, words, self->x, y);
}

static void
put_fraction (const Table *self, double fraction, double right, double y, gboolean bold)
{
  g_autofree char *words
      = isnan (fraction) ? g_strdup ("–") : lab_number_fixed (100.0 * fraction, 1);

  put (self, words, right, y, bold, FALSE);
}

static void
put_count (const Table *self, guint64 count, guint nth, double y, gboolean bold)
{
  g_autofree char *words = lab_number_count (count);

  put (self, words, self->x + self->name + (nth + 1.0) * self->count, y, bold, FALSE);
}

static void
put_measures (const Table *self, guint side, guint k, double y, gboolean bold)
{
  const LabClassMeasures m = mean_of (self, side, k);

  put_fraction (self, m.precision, column (self, side, 0), y, bold);
  put_fraction (self, m.recall, column (self, side, 1), y, bold);
  put_fraction (self, m.f1, column (self, side, 2), y, bold);
}

/* ---- rows ---- */

static guint64
trained_on (const Table *self, guint k)
{
  const LabTrainingSet *set = self->records->set;
  guint64 n = 0;

  if (self->task == 0)
    return set->counts[k];
  for (guint c = 0; c < self->records->dataset->n_classes; c++)
    if (self->records->dataset->second.class_of[c] == k)
      n += set->counts[c];
  return n;
}

/* All networks see the same pictures. */
static guint64
tested_on (const Table *self, guint k)
{
  guint64 n = 0;

  for (guint i = 0; i < self->records->n_runs; i++)
    n = MAX (n, mean_of (self, i, k).support);
  return n;
}

static void
put_head (const Table *self, const char *heading, double y)
{
  static const char *const MEASURES[N_MEASURES] = { N_ ("precision"), N_ ("recall"), N_ ("F1") };

  for (guint i = 0; i < self->records->n_runs; i++)
    {
      const double from = column (self, i, 0) - side_width (self) / N_MEASURES;

      lab_sheet_run (self->sheet, self->records->runs[i]->side, lab_chart_role (i), "", TEXT,
                     from + 26.0, y, side_width (self) - 26.0);
      lab_sheet_rule (self->sheet, from + 26.0, y + ROW + 3.0, side_width (self) - 26.0);
      for (guint m = 0; m < N_MEASURES; m++)
        put (self, _ (MEASURES[m]), column (self, i, m), y + ROW + 5.0, FALSE, TRUE);
    }
  if (heading != NULL)
    put_name (self, heading, self->name, y + ROW + 5.0, FALSE, TRUE);
  put (self,
       self->records->runs[0]->spec->damage.label_noise > 0.0
           /* Translators: so many training pictures, where some labels are wrong */
           ? _ ("labelled so")
           : _ ("trained on"),
       self->x + self->name + self->count, y + ROW + 5.0, FALSE, TRUE);
  put (self, _ ("tested on"), self->x + self->name + 2.0 * self->count, y + ROW + 5.0, FALSE, TRUE);
}

static void
put_class (const Table *self, guint k, double y, gboolean bold)
{
  const LabDataset *dataset = self->records->dataset;

  put_name (self, self->task > 0 ? dataset->second.class_names[k] : dataset->class_names[k],
            self->name, y, bold, FALSE);
  if (self->records->set != NULL)
    put_count (self, trained_on (self, k), 0, y, bold);
  put_count (self, tested_on (self, k), 1, y, bold);
  for (guint i = 0; i < self->records->n_runs; i++)
    put_measures (self, i, k, y, bold);
}

/* Accuracy is what precision, recall and F1 over all pictures are: it stands once. */
static void
put_averages (const Table *self, double y)
{
  put_name (self, _ ("Mean of the classes"), self->name + 2.0 * self->count, y, FALSE, FALSE);
  put_name (self, _ ("Accuracy"), self->name + 2.0 * self->count, y + ROW, FALSE, FALSE);
  for (guint i = 0; i < self->records->n_runs; i++)
    {
      put_measures (self, i, n_classes (self->records, self->task), y, FALSE);
      put_fraction (self, mean_accuracy (self, i), column (self, i, 1), y + ROW, TRUE);
    }
}

double
lab_handout_table (const LabSheet *sheet, const LabRecords *records, guint task,
                   const char *heading, double x, double y, double width)
{
  Table self = table_of (sheet, records, task, x, width);
  guint classes[LAB_MAX_CLASSES];
  int foremost;
  const guint n = choose_classes (&self, classes, &foremost);
  const double top = y;

  put_head (&self, heading, y);
  y += 2.0 * ROW + 7.0;
  lab_sheet_rule (sheet, x, y, width);
  y += 3.0;
  for (guint r = 0; r < n; r++, y += ROW)
    put_class (&self, classes[r], y, (int) classes[r] == foremost);
  y += 3.0;
  lab_sheet_rule (sheet, x, y, width);
  y += 3.0;
  put_averages (&self, y);
  table_clear (&self);
  return y + 2.0 * ROW - top;
}
