/* SPDX-License-Identifier: MIT */
#include "outputs.h"

#include "core/replace.h"
#include "out/csv.h"
#include "results.h"
#include "ui/plot/chart.h"

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

gboolean
lab_outputs_add (LabOutputs *self, const char *name, const char *text, GError **error)
{
  return lab_replace_add (self->files, name, text, strlen (text), error);
}

static gboolean
add_text (LabOutputs *self, const char *prefix, const char *name, char *text, GError **error)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);
  gboolean added = lab_outputs_add (self, path, text, error);

  g_free (text);
  return added;
}

/* Every chart, where the runs have what it is of, and some in a second form. */
static const struct
{
  LabChartKind kind;
  const char *ending;
  LabChartOptions options;
} FORMS[] = {
  { LAB_CHART_TRAINING_LOSS, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_TRAINING_LOSS,
    "-log",
    { .cursor = NAN, .pointer = NAN, .class = -1, .logarithmic = TRUE } },
  { LAB_CHART_LEARNED, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_TEST_ACCURACY, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_BALANCED_TEST_ACCURACY, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_VALIDATION_ACCURACY, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_BALANCED_VALIDATION_ACCURACY, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_TEST_ACCURACY2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_BALANCED_TEST_ACCURACY2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_VALIDATION_ACCURACY2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_BALANCED_VALIDATION_ACCURACY2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_RECALL, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_PRECISION, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_RECALL2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_PRECISION2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_CONFUSION, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_CONFUSION,
    "-by-row",
    { .cursor = NAN, .pointer = NAN, .class = -1, .by_row = TRUE } },
  { LAB_CHART_CONFUSION2, "", LAB_CHART_OPTIONS_INIT },
  { LAB_CHART_CONFUSION2,
    "-by-row",
    { .cursor = NAN, .pointer = NAN, .class = -1, .by_row = TRUE } },
};

static gboolean
add_charts (LabOutputs *self, const char *prefix, const LabRecords *records, gboolean dark,
            GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (FORMS); i++)
    {
      const LabChartInfo *info = &lab_charts[FORMS[i].kind];
      g_autofree char *path = g_strconcat (prefix, info->name, FORMS[i].ending, ".png", NULL);
      g_autoptr (LabChart) chart = NULL;
      g_autoptr (GBytes) png = NULL;
      guint width, height;

      if (!lab_chart_is_offered (FORMS[i].kind, records))
        continue;
      chart = lab_chart_new (FORMS[i].kind, records, &FORMS[i].options);
      lab_figure_size (&chart->figure, &width, &height);
      png = lab_figure_to_png (&chart->figure, width, height, 1.0, lab_theme_get (dark), error);
      if (png == NULL
          || !lab_replace_add (self->files, path, g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png), error))
        return FALSE;
    }
  return TRUE;
}

/* The tables and plots of the runs of one seed. */
static gboolean
add_seed (LabOutputs *self, const LabExperiment *experiment, const LabEngine *engine, guint nth,
          gboolean dark, GError **error)
{
  const guint n_sides = experiment->n_sides;
  LabDataset *dataset = lab_engine_get_dataset (engine);
  const char *const *names = (const char *const *) dataset->class_names;
  const char *const *names2 = (const char *const *) dataset->second.class_names;
  LabRecords records
      = { .n_runs = n_sides, .dataset = dataset, .set = lab_engine_get_training_set (engine) };
  LabRun **runs = records.runs;
  g_autofree char *prefix = NULL;

  for (guint side = 0; side < n_sides; side++)
    runs[side] = lab_engine_get_run (engine, nth * n_sides + side);
  prefix = experiment->n_seeds == 1
               ? g_strdup ("")
               : g_strdup_printf ("seed-%" G_GUINT64_FORMAT "/", runs[0]->spec->seed);

  if (!add_text (self, prefix, "training-loss.csv", lab_csv_losses (runs, n_sides), error)
      || !add_text (self, prefix, "evaluations.csv", lab_csv_evaluations (runs, n_sides), error))
    return FALSE;
  if (lab_chart_is_offered (LAB_CHART_LEARNED, &records)
      && !add_text (self, prefix, "learned-parameters.csv", lab_csv_learned (runs, n_sides), error))
    return FALSE;
  for (guint side = 0; side < n_sides; side++)
    {
      const LabEvaluation *latest = lab_run_get_latest (runs[side]);
      const char *role = lab_experiment_role (side);
      g_autofree char *matrix = g_strdup_printf ("confusion-%s.csv", role);
      g_autofree char *matrix2 = g_strdup_printf ("confusion2-%s.csv", role);
      g_autofree char *report = g_strdup_printf ("report-%s.txt", role);

      if (!add_text (self, prefix, report, lab_results_report (runs[side], dataset, TRUE), error)
          || (latest != NULL
              && !add_text (self, prefix, matrix, lab_csv_confusion (latest->test, names), error))
          || (latest != NULL && latest->test2 != NULL
              && !add_text (self, prefix, matrix2, lab_csv_confusion (latest->test2, names2),
                            error)))
        return FALSE;
    }
  return add_charts (self, prefix, &records, dark, error);
}

gboolean
lab_outputs_write (LabOutputs *self, const LabExperiment *experiment, const LabEngine *engine,
                   gboolean dark, GError **error)
{
  for (guint nth = 0; nth < experiment->n_seeds; nth++)
    if (!add_seed (self, experiment, engine, nth, dark, error))
      return FALSE;
  return lab_replace_commit (self->files, error);
}
