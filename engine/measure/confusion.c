/* SPDX-License-Identifier: MIT */
#include "measure/confusion.h"

#include <math.h>

static gsize
size_of (guint n_classes)
{
  return sizeof (LabConfusion) + (gsize) n_classes * n_classes * sizeof (guint32);
}

LabConfusion *
lab_confusion_new (guint n_classes)
{
  LabConfusion *self = g_malloc0 (size_of (n_classes));

  self->n_classes = n_classes;
  return self;
}

LabConfusion *
lab_confusion_copy (const LabConfusion *self)
{
  return g_memdup2 (self, size_of (self->n_classes));
}

void
lab_confusion_free (LabConfusion *self)
{
  g_free (self);
}

void
lab_confusion_add (LabConfusion *self, guint truth, guint predicted)
{
  g_return_if_fail (truth < self->n_classes && predicted < self->n_classes);
  self->counts[truth * self->n_classes + predicted]++;
}

static double
ratio (guint64 numerator, guint64 denominator)
{
  return denominator == 0 ? 0.0 : (double) numerator / (double) denominator;
}

static guint64
hits (const LabConfusion *self)
{
  guint64 sum = 0;

  for (guint k = 0; k < self->n_classes; k++)
    sum += lab_confusion_get (self, k, k);
  return sum;
}

guint64
lab_confusion_total (const LabConfusion *self)
{
  guint64 sum = 0;

  for (gsize i = 0; i < (gsize) self->n_classes * self->n_classes; i++)
    sum += self->counts[i];
  return sum;
}

guint64
lab_confusion_mistakes (const LabConfusion *self)
{
  return lab_confusion_total (self) - hits (self);
}

double
lab_confusion_accuracy (const LabConfusion *self)
{
  return ratio (hits (self), lab_confusion_total (self));
}

LabClassMeasures
lab_confusion_class (const LabConfusion *self, guint k)
{
  guint64 hit = lab_confusion_get (self, k, k), row = 0, column = 0;

  for (guint j = 0; j < self->n_classes; j++)
    {
      row += lab_confusion_get (self, k, j);
      column += lab_confusion_get (self, j, k);
    }
  return (LabClassMeasures){
    .precision = ratio (hit, column),
    .recall = ratio (hit, row),
    .f1 = ratio (2 * hit, row + column),
    .support = row,
  };
}

double
lab_confusion_balanced_accuracy (const LabConfusion *self)
{
  double sum = 0.0;
  guint present = 0;

  for (guint k = 0; k < self->n_classes; k++)
    {
      LabClassMeasures m = lab_confusion_class (self, k);

      sum += m.recall;
      present += m.support > 0;
    }
  return present == 0 ? 0.0 : sum / present;
}

/* Covariances in whole numbers, times the square of the total. */
double
lab_confusion_matthews (const LabConfusion *self)
{
  const gint64 total = (gint64) lab_confusion_total (self);
  gint64 both = (gint64) hits (self) * total, truth = total * total, prediction = truth;

  for (guint k = 0; k < self->n_classes; k++)
    {
      gint64 row = 0, column = 0;

      for (guint j = 0; j < self->n_classes; j++)
        {
          row += lab_confusion_get (self, k, j);
          column += lab_confusion_get (self, j, k);
        }
      both -= row * column;
      truth -= row * row;
      prediction -= column * column;
    }
  return truth == 0 || prediction == 0
             ? 0.0
             : (double) both / (sqrt ((double) truth) * sqrt ((double) prediction));
}

static LabClassMeasures
average (const LabConfusion *self, gboolean by_support)
{
  LabClassMeasures mean = { 0 };
  double weights = 0.0;

  for (guint k = 0; k < self->n_classes; k++)
    {
      LabClassMeasures m = lab_confusion_class (self, k);
      double weight = by_support ? (double) m.support : 1.0;

      mean.precision += weight * m.precision;
      mean.recall += weight * m.recall;
      mean.f1 += weight * m.f1;
      mean.support += m.support;
      weights += weight;
    }
  if (weights > 0.0)
    {
      mean.precision /= weights;
      mean.recall /= weights;
      mean.f1 /= weights;
    }
  return mean;
}

LabClassMeasures
lab_confusion_macro (const LabConfusion *self)
{
  return average (self, FALSE);
}

LabClassMeasures
lab_confusion_weighted (const LabConfusion *self)
{
  return average (self, TRUE);
}
