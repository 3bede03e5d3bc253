/* SPDX-License-Identifier: MIT */
#include "out/run-report.h"

#include "experiment.h"
#include "measure/report.h"

/* Printf would follow the locale. */
static void
append_decimal (GString *text, const char *before, const char *format, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (text, before);
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

char *
lab_run_report_name (const LabRun *run, gboolean name_seed)
{
  g_autofree char *loss = lab_loss_label (run->spec->loss);
  g_autofree char *seed
      = name_seed ? g_strdup_printf (" seed %" G_GUINT64_FORMAT, run->spec->seed) : g_strdup ("");

  return g_strdup_printf ("%s %s%s", lab_experiment_role (run->side), loss, seed);
}

/* The class that the network gives for every picture, or -1. */
static int
only_prediction (const LabConfusion *matrix)
{
  int only = -1;

  for (guint k = 0; k < matrix->n_classes; k++)
    for (guint t = 0; t < matrix->n_classes; t++)
      if (lab_confusion_get (matrix, t, k) > 0)
        {
          if (only >= 0 && only != (int) k)
            return -1;
          only = (int) k;
        }
  return only;
}

static void
append_verdict (GString *text, const LabRun *run, const LabDataset *dataset)
{
  const LabDivergence *divergence = lab_run_get_divergence (run);
  const LabEvaluation *latest = lab_run_get_latest (run);
  const int only = latest == NULL ? -1 : only_prediction (latest->test);
  g_autoptr (LabLoss) loss = lab_loss_find (run->spec->loss, NULL);

  if (divergence != NULL)
    g_string_append_printf (text,
                            "Diverged at step %" G_GUINT64_FORMAT
                            ": %s became infinite or not a number. "
                            "A smaller learning rate often helps.\n",
                            divergence->step, divergence->where);
  if (latest == NULL)
    return;
  if (divergence != NULL)
    append_decimal (text, "What follows is its last test, at epoch ", "%.2f.\n", latest->epoch);
  if (latest->step > 0 && only >= 0)
    {
      g_string_append_printf (text, "It ended at chance: it takes every picture for a %s. ",
                              dataset->class_names[only]);
      g_string_append (
          text, loss->penalised
                    ? "The penalty on its parameters outweighs what the pictures could teach it: "
                      "try a smaller one.\n"
                    : "It learned nothing that tells them apart.\n");
    }
}

/* The last value of each number that the loss learns. */
static void
append_learned (GString *text, const LabRun *run)
{
  g_autoptr (LabLoss) loss = lab_loss_find (run->spec->loss, NULL);

  for (guint l = 0; l < run->n_learned; l++)
    {
      const guint64 n = lab_series_count (run->learned[l]);

      if (n == 0)
        continue;
      g_string_append_printf (text, "%s%s", l == 0 ? "\nLearned: " : ", ",
                              loss->formula->learned[l].name);
      append_decimal (text, " = ", "%.4f", (double) lab_series_get (run->learned[l], n - 1));
    }
  if (run->n_learned > 0)
    g_string_append_c (text, '\n');
}

char *
lab_run_report (const LabRun *run, const LabDataset *dataset, gboolean name_seed)
{
  g_autofree char *name = lab_run_report_name (run, name_seed);
  GString *text = g_string_new (name);
  const LabEvaluation *latest = lab_run_get_latest (run);

  g_string_append (text, "\n");
  append_verdict (text, run, dataset);
  if (latest != NULL)
    {
      g_autofree char *report
          = lab_report_text (latest->test, (const char *const *) dataset->class_names);

      g_string_append (text, report);
    }
  if (latest != NULL && latest->test2 != NULL)
    {
      g_autofree char *report
          = lab_report_text (latest->test2, (const char *const *) dataset->second.class_names);

      g_string_append_printf (text, "\nSecond task: %s\n%s", dataset->second.title, report);
    }
  append_learned (text, run);
  return g_string_free (text, FALSE);
}
