/* SPDX-License-Identifier: MIT */
#include "out/csv.h"

#include "experiment.h"
#include "loss.h"

#include <math.h>
#include <string.h>

void
lab_csv_append_text (GString *csv, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

void
lab_csv_append_number (GString *csv, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (csv, ',');
  if (isfinite (value))
    g_string_append (csv, g_ascii_formatd (buffer, sizeof buffer, "%.9g", value));
}

static void
append_run (GString *csv, const LabRun *run, const char *loss)
{
  g_string_append_printf (csv, "%s,", lab_experiment_role (run->side));
  lab_csv_append_text (csv, loss);
  g_string_append_printf (csv, ",%" G_GUINT64_FORMAT, run->spec->seed);
}

char *
lab_csv_losses (LabRun *const *runs, guint n_runs)
{
  GString *csv = g_string_new ("role,loss,seed,step,epoch,training_loss,running_mean\n");

  for (guint r = 0; r < n_runs; r++)
    {
      g_autofree char *loss = lab_loss_label (runs[r]->spec->loss);

      for (guint64 i = 0; i < lab_series_count (runs[r]->loss); i++)
        {
          append_run (csv, runs[r], loss);
          g_string_append_printf (csv, ",%" G_GUINT64_FORMAT, i + 1);
          lab_csv_append_number (csv, (double) (i + 1) / runs[r]->steps_per_epoch);
          lab_csv_append_number (csv, (double) lab_series_get (runs[r]->loss, i));
          lab_csv_append_number (csv, (double) lab_series_get (runs[r]->mean, i));
          g_string_append_c (csv, '\n');
        }
    }
  return g_string_free (csv, FALSE);
}

char *
lab_csv_learned (LabRun *const *runs, guint n_runs)
{
  GString *csv = g_string_new ("role,loss,seed,step,epoch,name,value\n");

  for (guint r = 0; r < n_runs; r++)
    {
      g_autoptr (LabLoss) loss = lab_loss_find (runs[r]->spec->loss, NULL);
      g_autofree char *label = lab_loss_label (runs[r]->spec->loss);

      for (guint l = 0; l < runs[r]->n_learned; l++)
        for (guint64 i = 0; i < lab_series_count (runs[r]->learned[l]); i++)
          {
            append_run (csv, runs[r], label);
            g_string_append_printf (csv, ",%" G_GUINT64_FORMAT, i + 1);
            lab_csv_append_number (csv, (double) (i + 1) / runs[r]->steps_per_epoch);
            g_string_append_printf (csv, ",%s", loss->formula->learned[l].name);
            lab_csv_append_number (csv, (double) lab_series_get (runs[r]->learned[l], i));
            g_string_append_c (csv, '\n');
          }
    }
  return g_string_free (csv, FALSE);
}

static void
append_accuracies (GString *csv, const LabConfusion *matrix)
{
  lab_csv_append_number (csv, matrix == NULL ? (double) NAN : lab_confusion_accuracy (matrix));
  lab_csv_append_number (csv,
                         matrix == NULL ? (double) NAN : lab_confusion_balanced_accuracy (matrix));
}

char *
lab_csv_evaluations (LabRun *const *runs, guint n_runs)
{
  GString *csv
      = g_string_new ("role,loss,seed,step,epoch,test_accuracy,test_balanced_accuracy,test_loss,"
                      "test_cross_entropy,validation_accuracy,validation_balanced_accuracy,"
                      "train_accuracy,train_balanced_accuracy");
  gboolean second = FALSE;

  for (guint r = 0; r < n_runs; r++)
    second = second || runs[r]->n_tasks > 1;
  g_string_append (csv, second ? ",test_accuracy2,test_balanced_accuracy2,validation_accuracy2,"
                                 "validation_balanced_accuracy2,train_accuracy2,"
                                 "train_balanced_accuracy2\n"
                               : "\n");
  for (guint r = 0; r < n_runs; r++)
    for (guint i = 0; i < lab_run_n_evaluations (runs[r]); i++)
      {
        const LabEvaluation *evaluation = lab_run_get_evaluation (runs[r], i);
        g_autofree char *loss = lab_loss_label (runs[r]->spec->loss);

        append_run (csv, runs[r], loss);
        g_string_append_printf (csv, ",%" G_GUINT64_FORMAT, evaluation->step);
        lab_csv_append_number (csv, evaluation->epoch);
        append_accuracies (csv, evaluation->test);
        lab_csv_append_number (csv, evaluation->test_loss);
        lab_csv_append_number (csv, evaluation->test_cross_entropy);
        append_accuracies (csv, evaluation->validation);
        append_accuracies (csv, evaluation->train);
        if (second)
          {
            append_accuracies (csv, evaluation->test2);
            append_accuracies (csv, evaluation->validation2);
            append_accuracies (csv, evaluation->train2);
          }
        g_string_append_c (csv, '\n');
      }
  return g_string_free (csv, FALSE);
}

char *
lab_csv_confusion (const LabConfusion *matrix, const char *const *class_names)
{
  GString *csv = g_string_new ("true\\predicted");

  for (guint k = 0; k < matrix->n_classes; k++)
    {
      g_string_append_c (csv, ',');
      lab_csv_append_text (csv, class_names[k]);
    }
  g_string_append_c (csv, '\n');
  for (guint t = 0; t < matrix->n_classes; t++)
    {
      lab_csv_append_text (csv, class_names[t]);
      for (guint k = 0; k < matrix->n_classes; k++)
        g_string_append_printf (csv, ",%u", lab_confusion_get (matrix, t, k));
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

char *
lab_csv_classes (LabRun *const *runs, guint n_runs, guint task, const char *const *class_names)
{
  GString *csv = g_string_new ("role,loss,seed,class,precision,recall,f1,support\n");

  for (guint r = 0; r < n_runs; r++)
    {
      const LabEvaluation *latest = lab_run_get_latest (runs[r]);
      const LabConfusion *matrix = latest == NULL ? NULL : task > 0 ? latest->test2 : latest->test;
      g_autofree char *loss = lab_loss_label (runs[r]->spec->loss);

      for (guint k = 0; matrix != NULL && k < matrix->n_classes; k++)
        {
          const LabClassMeasures m = lab_confusion_class (matrix, k);

          append_run (csv, runs[r], loss);
          g_string_append_c (csv, ',');
          lab_csv_append_text (csv, class_names[k]);
          lab_csv_append_number (csv, m.precision);
          lab_csv_append_number (csv, m.recall);
          lab_csv_append_number (csv, m.f1);
          g_string_append_printf (csv, ",%" G_GUINT64_FORMAT "\n", m.support);
        }
    }
  return g_string_free (csv, FALSE);
}
