/* SPDX-License-Identifier: MIT */
#include "scores.h"

#include "answers.h"
#include "command.h"

#include <math.h>

static void
add_rankings (json_t *object, const LabTaskAnswers *its)
{
  json_t *macro = json_object_get (object, "macro_average");
  double area_sum = 0.0, precision_sum = 0.0;
  guint n = 0;

  for (guint k = 0; k < its->n_classes; k++)
    {
      json_t *class = json_array_get (json_object_get (object, "classes"), k);
      const gboolean defined = !isnan (its->areas[k]);

      json_object_set_new (class, "roc_auc", lab_command_real (its->areas[k]));
      json_object_set_new (class, "average_precision",
                           lab_command_real (its->average_precisions[k]));
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

  if (latest == NULL || latest->theta == NULL)
    return;
  answers = lab_answers_new_of (run->spec, dataset, set, latest->theta, NULL);
  if (answers == NULL)
    return;
  add_rankings (object, &answers->tasks[0]);
  json_object_set_new (object, "calibration_error",
                       lab_command_real (answers->tasks[0].calibration.error));
  if (answers->validated)
    json_object_set_new (object, "temperature", lab_command_real (answers->tasks[0].temperature));
}
