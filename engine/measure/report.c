/* SPDX-License-Identifier: MIT */
#include "measure/report.h"

#include <string.h>

static const char *
number (double value, char *buffer, gsize size)
{
  return g_ascii_formatd (buffer, (int) size, "%.2f", value);
}

/* %*s counts bytes; names may have other letters than ASCII's. */
static void
append_right (GString *text, const char *word, glong width)
{
  for (glong i = g_utf8_strlen (word, -1); i < width; i++)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

static void
append_row (GString *text, const char *name, glong width, const LabClassMeasures *m)
{
  char buffer[32];

  append_right (text, name, width);
  g_string_append_c (text, ' ');
  for (guint i = 0; i < 3; i++)
    {
      const double value = i == 0 ? m->precision : i == 1 ? m->recall : m->f1;

      append_right (text, number (value, buffer, sizeof buffer), 10);
    }
  g_string_append_printf (text, " %9" G_GUINT64_FORMAT "\n", m->support);
}

/* Where a class is neither there nor predicted, scikit-learn has a row of micro averages instead;
 * over all classes, all of them are the accuracy. */
static gboolean
occurs_everywhere (const LabConfusion *matrix)
{
  for (guint k = 0; k < matrix->n_classes; k++)
    {
      guint64 occurrences = 0;

      for (guint j = 0; j < matrix->n_classes; j++)
        occurrences += lab_confusion_get (matrix, k, j) + lab_confusion_get (matrix, j, k);
      if (occurrences == 0)
        return FALSE;
    }
  return TRUE;
}

static void
append_accuracy (GString *text, const LabConfusion *matrix, glong width)
{
  const double accuracy = lab_confusion_accuracy (matrix);
  char buffer[32];

  if (!occurs_everywhere (matrix))
    {
      append_row (text, "micro avg", width,
                  &(LabClassMeasures){ accuracy, accuracy, accuracy,
                                       lab_confusion_total (matrix) });
      return;
    }
  append_right (text, "accuracy", width);
  append_right (text, number (accuracy, buffer, sizeof buffer), 31);
  g_string_append_printf (text, " %9" G_GUINT64_FORMAT "\n", lab_confusion_total (matrix));
}

char *
lab_report_text (const LabConfusion *matrix, const char *const *class_names)
{
  GString *text = g_string_new (NULL);
  glong width = (glong) strlen ("weighted avg");
  LabClassMeasures m;

  for (guint k = 0; k < matrix->n_classes; k++)
    width = MAX (width, g_utf8_strlen (class_names[k], -1));

  append_right (text, "", width);
  g_string_append (text, "  precision    recall  f1-score   support\n\n");
  for (guint k = 0; k < matrix->n_classes; k++)
    {
      m = lab_confusion_class (matrix, k);
      append_row (text, class_names[k], width, &m);
    }
  g_string_append_c (text, '\n');
  append_accuracy (text, matrix, width);
  m = lab_confusion_macro (matrix);
  append_row (text, "macro avg", width, &m);
  m = lab_confusion_weighted (matrix);
  append_row (text, "weighted avg", width, &m);
  return g_string_free (text, FALSE);
}
