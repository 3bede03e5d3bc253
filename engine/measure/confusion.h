/* SPDX-License-Identifier: MIT */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LabConfusion:
 * @n_classes: K
 * @counts: [K, K], the true class a row, the predicted one a column
 *
 * A confusion matrix, and what follows from it alone. Zero divisions give 0, as scikit-learn has
 * it.
 *
 * **Source**: scikit-learn 1.2, sklearn.metrics.
 */
typedef struct
{
  guint n_classes;
  guint32 counts[];
} LabConfusion;

LabConfusion *lab_confusion_new (guint n_classes);
LabConfusion *lab_confusion_copy (const LabConfusion *self);
void lab_confusion_free (LabConfusion *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabConfusion, lab_confusion_free)

static inline guint32
lab_confusion_get (const LabConfusion *self, guint truth, guint predicted)
{
  return self->counts[truth * self->n_classes + predicted];
}

void lab_confusion_add (LabConfusion *self, guint truth, guint predicted);

/** LabClassMeasures: of one class against the rest. */
typedef struct
{
  double precision;
  double recall;
  double f1;
  guint64 support;
} LabClassMeasures;

guint64 lab_confusion_total (const LabConfusion *self);
guint64 lab_confusion_mistakes (const LabConfusion *self);
double lab_confusion_accuracy (const LabConfusion *self);
/** lab_confusion_balanced_accuracy: the mean recall of the classes that occur. */
double lab_confusion_balanced_accuracy (const LabConfusion *self);
/**
 * lab_confusion_matthews:
 *
 * Returns: the correlation of truth and prediction over all classes, -1 to 1; 0 where one of the
 * two is always the same
 *
 * **Source**: Gorodkin (2004), Comparing two K-category assignments by a K-category correlation
 * coefficient.
 */
double lab_confusion_matthews (const LabConfusion *self);
LabClassMeasures lab_confusion_class (const LabConfusion *self, guint k);
/** lab_confusion_macro: unweighted means over all classes; support is the total. */
LabClassMeasures lab_confusion_macro (const LabConfusion *self);
/** lab_confusion_weighted: means weighted by support. */
LabClassMeasures lab_confusion_weighted (const LabConfusion *self);

G_END_DECLS
