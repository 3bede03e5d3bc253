/* SPDX-License-Identifier: MIT */
#include "measure/comparison.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

const LabComparisonInfo lab_comparison_measures[] = {
  [LAB_COMPARISON_ACCURACY] = { "accuracy", N_ ("Accuracy") },
  [LAB_COMPARISON_BALANCED_ACCURACY] = { "balanced_accuracy", N_ ("Balanced accuracy") },
  [LAB_COMPARISON_MACRO_F1] = { "macro_f1", N_ ("Macro F1") },
  [LAB_COMPARISON_MATTHEWS] = { "matthews_correlation", N_ ("Matthews correlation") },
  [LAB_COMPARISON_RECALL] = { "recall", N_ ("Recall of {class}") },
};

static double
measure_of (const LabConfusion *matrix, guint measure)
{
  switch (measure)
    {
    case LAB_COMPARISON_ACCURACY:
      return lab_confusion_accuracy (matrix);
    case LAB_COMPARISON_BALANCED_ACCURACY:
      return lab_confusion_balanced_accuracy (matrix);
    case LAB_COMPARISON_MACRO_F1:
      return lab_confusion_macro (matrix).f1;
    case LAB_COMPARISON_MATTHEWS:
      return lab_confusion_matthews (matrix);
    default:
      return lab_confusion_class (matrix, measure - LAB_COMPARISON_RECALL).recall;
    }
}

/* The seeds' test set is the same, so that a class has pictures with each of them or with none. */
static gboolean
has_pictures (const LabConfusion *matrix, guint measure)
{
  return measure < LAB_COMPARISON_RECALL
         || lab_confusion_class (matrix, measure - LAB_COMPARISON_RECALL).support > 0;
}

static gboolean
is_same (const LabConfusion *a, const LabConfusion *b)
{
  return memcmp (a->counts, b->counts, (gsize) a->n_classes * a->n_classes * sizeof *a->counts)
         == 0;
}

/* Of NaN: NaN. */
static double
clip (double difference, guint measure)
{
  const double most = measure == LAB_COMPARISON_MATTHEWS ? 2.0 : 1.0;

  return difference < -most ? -most : difference > most ? most : difference;
}

static void
compare (LabComparison *self, guint measure, GPtrArray *first, GPtrArray *second)
{
  LabComparisonRow *row = &self->rows[measure];
  g_autofree double *a = g_new (double, first->len), *b = g_new (double, first->len),
                    *difference = g_new (double, first->len);
  guint n = 0;

  for (guint s = 0; s < first->len; s++)
    if (has_pictures (first->pdata[s], measure))
      {
        a[n] = measure_of (first->pdata[s], measure);
        b[n] = measure_of (second->pdata[s], measure);
        difference[n] = b[n] - a[n];
        n++;
      }
  lab_interval_init (&row->first, a, n, 1.0 - LAB_COMPARISON_RISK);
  lab_interval_init (&row->second, b, n, 1.0 - LAB_COMPARISON_RISK);
  lab_interval_init (&row->difference, difference, n, 1.0 - LAB_COMPARISON_RISK);
  row->difference.low = clip (row->difference.low, measure);
  row->difference.high = clip (row->difference.high, measure);
}

static int
by_rising_p (gconstpointer a, gconstpointer b)
{
  const double p = (*(LabComparisonRow *const *) a)->difference.p,
               q = (*(LabComparisonRow *const *) b)->difference.p;

  return isnan (p) || isnan (q) ? isnan (p) - isnan (q) : (p > q) - (p < q);
}

/* The least p-value has to be below the risk shared by all, the next below that shared by the
 * others, and so on until one is not. */
static void
show (LabComparisonRow *rows, guint n_rows, guint n, double risk)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < n_rows; i++)
    g_ptr_array_add (sorted, &rows[i]);
  g_ptr_array_sort (sorted, by_rising_p);
  for (guint i = 0; i < n; i++)
    {
      LabComparisonRow *row = sorted->pdata[i];

      if (!(row->difference.p <= risk / (n - i)))
        return;
      row->shown = TRUE;
    }
}

LabComparison *
lab_comparison_new (const LabConfusion *const *first, const LabConfusion *const *second,
                    guint n_seeds, guint n_classes, guint n_pairs)
{
  const guint n_rows = LAB_COMPARISON_RECALL + n_classes;
  LabComparison *self = g_malloc0 (sizeof *self + n_rows * sizeof *self->rows);
  g_autoptr (GPtrArray) a = g_ptr_array_new (), b = g_ptr_array_new ();

  self->n_pairs = MAX (n_pairs, 1);
  self->n_classes = n_classes;
  for (guint s = 0; s < n_seeds; s++)
    if (first[s] != NULL && second[s] != NULL)
      {
        self->same = (a->len == 0 || self->same) && is_same (first[s], second[s]);
        g_ptr_array_add (a, (gpointer) first[s]);
        g_ptr_array_add (b, (gpointer) second[s]);
      }
  self->n_seeds = a->len;
  self->n_left_out = n_seeds - a->len;
  for (guint k = 0; k < n_classes && a->len > 0; k++)
    self->n_present += has_pictures (a->pdata[0], LAB_COMPARISON_RECALL + k);
  for (guint measure = 0; measure < n_rows; measure++)
    compare (self, measure, a, b);
  /* The measures of the whole are four ways to say one thing. */
  for (guint measure = 0; measure < LAB_COMPARISON_RECALL; measure++)
    show (&self->rows[measure], 1, 1, LAB_COMPARISON_RISK / self->n_pairs);
  show (self->rows + LAB_COMPARISON_RECALL, n_classes, self->n_present,
        LAB_COMPARISON_RISK / self->n_pairs);
  return self;
}

void
lab_comparison_free (LabComparison *self)
{
  g_free (self);
}
