/* SPDX-License-Identifier: MIT */
#include "scores.h"

#include "answers.h"
#include "command.h"

#include <math.h>

static const struct
{
  const char *classes;
  const char *error;
  const char *temperature;
} NAMES[] = {
  { "classes", "calibration_error", "temperature" },
  { "classes2", "calibration_error2", "temperature2" },
};

static void
add_rankings (json_t *object, const LabTaskAnswers *its, const char *classes)
{
  for (guint k = 0; k < its->n_classes; k++)
    {
      json_t *class = json_array_get (json_object_get (object, classes), k);

      json_object_set_new (class, "roc_auc", lab_command_real (its->areas[k]));
      json_object_set_new (class, "average_precision",
                           lab_command_real (its->average_precisions[k]));
    }
}

/* Over the classes that have one. */
static void
add_means (json_t *object, const LabTaskAnswers *its)
{
  json_t *macro = json_object_get (object, "macro_average");
  double area_sum = 0.0, precision_sum = 0.0;
  guint n = 0;

  for (guint k = 0; k < its->n_classes; k++)
    {
      const gboolean defined = !isnan (its->areas[k]);

      area_sum += defined ? its->areas[k] : 0.0;
      precision_sum += defined ? its->average_precisions[k] : 0.0;
      n += defined;
    }
  json_object_set_new (macro, "roc_auc", lab_command_real (area_sum / n));
  json_object_set_new (macro, "average_precision", lab_command_real (precision_sum / n));
}

void
lab_scores_add (json_t *object, const LabRun *run, const LabDataset *dataset,
                const LabTrainingSet *set)
{
  const LabEvaluation *latest = lab_run_get_latest (run);
  g_autoptr (LabAnswers) answers = NULL;
  g_autoptr (GError) error = NULL;

  if (latest == NULL || latest->theta == NULL)
    return;
  answers = lab_answers_new_of (run->spec, dataset, set, latest->theta, &error);
  if (answers == NULL)
    {
      g_printerr ("losslab: %s; areas and calibration are left out\n", error->message);
      return;
    }
  for (guint task = 0; task < 2 && answers->tasks[task].n_classes > 0; task++)
    {
      const LabTaskAnswers *its = &answers->tasks[task];

      add_rankings (object, its, NAMES[task].classes);
      json_object_set_new (object, NAMES[task].error, lab_command_real (its->calibration.error));
      if (answers->validated)
        json_object_set_new (object, NAMES[task].temperature, lab_command_real (its->temperature));
    }
  add_means (object, &answers->tasks[0]);
}
