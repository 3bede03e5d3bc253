/* SPDX-License-Identifier: MIT */
#include "outputs.h"

#include "core/replace.h"
#include "out/csv.h"
#include "out/run-report.h"
#include "out/safetensors.h"
#include "out/torch-export.h"
#include "pairs-files.h"
#include "store/file.h"
#include "ui/plot/chart-answers.h"
#include "ui/plot/chart-csv.h"

#include <string.h>

struct _LabOutputs
{
  LabReplace *files;
};

LabOutputs *
lab_outputs_new (const char *folder, GError **error)
{
  LabReplace *files = lab_replace_new (folder, error);
  LabOutputs *self;

  if (files == NULL)
    return NULL;
  self = g_new0 (LabOutputs, 1);
  self->files = files;
  return self;
}

void
lab_outputs_free (LabOutputs *self)
{
  if (self == NULL)
    return;
  lab_replace_free (self->files);
  g_free (self);
}

/* @bytes: (transfer full) (nullable): with an error where there are none */
static gboolean
add_bytes (LabOutputs *self, const char *prefix, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);
  gboolean added;

  if (bytes == NULL)
    return FALSE;
  added = lab_replace_add (self->files, path, g_bytes_get_data (bytes, NULL),
                           g_bytes_get_size (bytes), error);
  g_bytes_unref (bytes);
  return added;
}

static gboolean
add_text (LabOutputs *self, const char *prefix, const char *name, char *text, GError **error)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);
  gboolean added = lab_replace_add (self->files, path, text, strlen (text), error);

  g_free (text);
  return added;
}

/* What some charts are written as besides. */
static const struct
{
  LabChartKind kind;
  const char *ending;
  LabChartOptions options;
} SECOND_FORMS[] = {
  { LAB_CHART_TRAINING_LOSS,
    "-log",
    { .cursor = NAN, .pointer = NAN, .class = -1, .kept = -1, .logarithmic = TRUE } },
  { LAB_CHART_CONFUSION,
    "-by-row",
    { .cursor = NAN, .pointer = NAN, .class = -1, .kept = -1, .by_row = TRUE } },
  { LAB_CHART_CONFUSION2,
    "-by-row",
    { .cursor = NAN, .pointer = NAN, .class = -1, .kept = -1, .by_row = TRUE } },
};

static gboolean
add_chart (LabOutputs *self, const char *prefix, const LabChart *chart, const char *name,
           const LabOutputsForm *form, GError **error)
{
  guint width, height;

  lab_figure_size (&chart->figure, &width, &height);
  for (LabFormatKind format = 0; format < LAB_N_FORMATS; format++)
    {
      g_autofree char *file = g_strconcat (name, ".", lab_formats[format].name, NULL);

      if (form->formats[format]
          && !add_bytes (self, prefix, file,
                         lab_figure_to_bytes (&chart->figure, format, width, height, 1.0,
                                              lab_theme_get (form->dark), error),
                         error))
        return FALSE;
    }
  return TRUE;
}

/* Whether its numbers are in no other table. */
static gboolean
needs_table (LabChartKind kind)
{
  const LabChartInfo *info = &lab_charts[kind];

  return lab_chart_is_of_answers (kind)
         || (info->of_matrix != NULL && info->of_matrix != lab_confusion_accuracy
             && info->of_matrix != lab_confusion_balanced_accuracy);
}

static gboolean
add_form (LabOutputs *self, const char *prefix, const LabRecords *records, LabChartKind kind,
          const char *ending, const LabChartOptions *options, const LabOutputsForm *form,
          GError **error)
{
  g_autofree char *name = g_strconcat (lab_charts[kind].name, ending, NULL);
  g_autofree char *table = g_strconcat (name, ".csv", NULL);
  g_autoptr (LabChart) chart = lab_chart_new (kind, records, options);

  return add_chart (self, prefix, chart, name, form, error)
         && (!needs_table (kind)
             || add_text (self, prefix, table, lab_chart_to_csv (chart), error));
}

/* Every chart of what the runs have; a loss shape is of the losses alone, and answers are of one
 * seed. */
static gboolean
add_charts (LabOutputs *self, const char *prefix, const LabRecords *records,
            const LabOutputsForm *form, GError **error)
{
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  LabChartAnswers answers = { 0 };
  const gboolean several = records->n_seeds > 1;
  gboolean added = TRUE;

  if (!several && !lab_chart_answers_ask (&answers, records, options.cursor, error))
    return FALSE;
  options.answers = &answers;
  for (LabChartKind kind = 0; kind < LAB_N_CHARTS && added; kind++)
    {
      if (kind == LAB_CHART_LOSS_SHAPE || !lab_chart_is_offered (kind, records)
          || (several && lab_chart_is_of_answers (kind)))
        continue;
      added = add_form (self, prefix, records, kind, "", &options, form, error);
      for (guint i = 0; i < G_N_ELEMENTS (SECOND_FORMS) && added; i++)
        if (SECOND_FORMS[i].kind == kind)
          added = add_form (self, prefix, records, kind, SECOND_FORMS[i].ending,
                            &SECOND_FORMS[i].options, form, error);
    }
  lab_chart_answers_clear (&answers);
  return added;
}

static gboolean
add_weights (LabOutputs *self, const char *prefix, const LabRun *run, const LabDataset *dataset,
             GError **error)
{
  g_autofree char *name
      = g_strdup_printf ("weights-%s.safetensors", lab_experiment_role (run->side));
  GError *problem = NULL;
  GBytes *weights = lab_safetensors_weights (run, dataset, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  return weights == NULL || add_bytes (self, prefix, name, weights, error);
}

/* The tables of one run's latest evaluation. */
static gboolean
add_run (LabOutputs *self, const char *prefix, const LabRun *run, const LabDataset *dataset,
         GError **error)
{
  const LabEvaluation *latest = lab_run_get_latest (run);
  const char *role = lab_experiment_role (run->side);
  const char *const *names = (const char *const *) dataset->class_names;
  const char *const *names2 = (const char *const *) dataset->second.class_names;
  g_autofree char *matrix = g_strdup_printf ("confusion-%s.csv", role);
  g_autofree char *matrix2 = g_strdup_printf ("confusion2-%s.csv", role);
  g_autofree char *report = g_strdup_printf ("report-%s.txt", role);

  return add_text (self, prefix, report, lab_run_report (run, dataset, TRUE), error)
         && (latest == NULL
             || add_text (self, prefix, matrix, lab_csv_confusion (latest->test, names), error))
         && (latest == NULL || latest->test2 == NULL
             || add_text (self, prefix, matrix2, lab_csv_confusion (latest->test2, names2), error));
}

/* The tables and plots of the runs of one seed. */
static gboolean
add_seed (LabOutputs *self, const LabResult *result, guint nth, const LabOutputsForm *form,
          GError **error)
{
  const LabDataset *dataset = result->dataset;
  const char *const *names = (const char *const *) dataset->class_names;
  const char *const *names2 = (const char *const *) dataset->second.class_names;
  const LabRecords records = lab_result_get_records (result, nth);
  LabRun *const *runs = records.runs;
  const guint n = records.n_runs;
  g_autofree char *prefix
      = result->experiment->n_seeds == 1
            ? g_strdup ("")
            : g_strdup_printf ("seed-%" G_GUINT64_FORMAT "/", runs[0]->spec->seed);

  if (!add_text (self, prefix, "training-loss.csv", lab_csv_losses (runs, n), error)
      || !add_text (self, prefix, "evaluations.csv", lab_csv_evaluations (runs, n), error)
      || !add_text (self, prefix, "classes.csv", lab_csv_classes (runs, n, 0, names), error))
    return FALSE;
  if (lab_chart_is_offered (LAB_CHART_CONFUSION2, &records)
      && !add_text (self, prefix, "classes2.csv", lab_csv_classes (runs, n, 1, names2), error))
    return FALSE;
  if (lab_chart_is_offered (LAB_CHART_LEARNED, &records)
      && !add_text (self, prefix, "learned-parameters.csv", lab_csv_learned (runs, n), error))
    return FALSE;
  for (guint side = 0; side < n; side++)
    if (!add_run (self, prefix, runs[side], dataset, error)
        || (form->everything && !add_weights (self, prefix, runs[side], dataset, error)))
      return FALSE;
  return add_charts (self, prefix, &records, form, error);
}

/* What the seeds say together: of two sides at least, once there is something to compare. */
static gboolean
add_pairs (LabOutputs *self, const LabResult *result, const LabRecords *all, GError **error)
{
  g_autoptr (LabPairs) pairs = lab_pairs_new_tested (all);

  return pairs == NULL
         || (add_text (self, "", "comparison.csv", lab_pairs_to_csv (pairs, result->experiment),
                       error)
             && add_text (self, "", "conclusion.txt", lab_pairs_to_text (pairs), error));
}

/* The experiment as what can be opened and trained again. */
static gboolean
add_file (LabOutputs *self, const LabResult *result, GError **error)
{
  g_autofree char *title = lab_result_dup_title (result);
  const LabFile file = {
    .title = title,
    .description = (char *) result->description,
    .experiment = (LabExperiment *) result->experiment,
  };

  return add_text (self, "", "experiment.losslab", lab_file_print (&file), error);
}

/* Only such seeds can be said in a file and a script: of others they would train what is not shown.
 */
static gboolean
seeds_follow_on (const LabResult *result)
{
  const LabExperiment *experiment = result->experiment;

  for (guint i = 0; i < experiment->n_seeds * experiment->n_sides; i++)
    if (result->runs[i]->spec->seed != result->runs[0]->spec->seed + i / experiment->n_sides)
      return FALSE;
  return TRUE;
}

/* A file has no weights to begin with, as a branch has them. */
static gboolean
can_have_file (const LabResult *result)
{
  return seeds_follow_on (result) && !lab_result_is_branch (result);
}

/* A script needs those. */
static gboolean
can_have_script (const LabResult *result)
{
  return seeds_follow_on (result)
         && lab_torch_export_check_runs (result->experiment, result->runs, NULL);
}

gboolean
lab_outputs_write (LabOutputs *self, const LabResult *result, const LabOutputsForm *form,
                   GError **error)
{
  const LabRecords all = lab_result_get_all (result);

  for (guint nth = 0; nth < result->experiment->n_seeds; nth++)
    if (!add_seed (self, result, nth, form, error))
      return FALSE;
  if (result->experiment->n_seeds > 1 && !add_charts (self, "", &all, form, error))
    return FALSE;
  if (!add_pairs (self, result, &all, error))
    return FALSE;
  if ((form->handout || form->everything)
      && !add_bytes (self, "", "handout.pdf", lab_handout_render (result, error), error))
    return FALSE;
  if ((form->file || form->everything) && can_have_file (result) && !add_file (self, result, error))
    return FALSE;
  if (form->everything && can_have_script (result)
      && !lab_torch_export_add (result->experiment, result->dataset, result->set, result->runs,
                                self->files, "pytorch/", error))
    return FALSE;
  return lab_replace_commit (self->files, error);
}
