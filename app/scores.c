/* SPDX-License-Identifier: MIT */
#include "scores.h"

#include "command.h"
#include "measure/calibration.h"
#include "measure/ranking.h"

#include <math.h>

static LabPredictions *
predict (const LabRun *run, const LabDataset *dataset, const LabTrainingSet *set)
{
  const LabEvaluation *latest = lab_run_get_latest (run);

  return latest == NULL || latest->theta == NULL
             ? NULL
             : lab_predictions_new (run->spec, dataset, set, latest->theta, NULL);
}

static void
add_rankings (json_t *object, const LabPredictions *said)
{
  json_t *macro = json_object_get (object, "macro_average");
  double area_sum = 0.0, precision_sum = 0.0;
  guint n = 0;

  for (guint k = 0; k < said->n_classes; k++)
    {
      json_t *class = json_array_get (json_object_get (object, "classes"), k);
      g_autoptr (LabRanking) ranking
          = lab_ranking_new (said->probabilities, said->labels, said->n, said->n_classes, k);
      const gboolean defined = ranking != NULL && lab_ranking_is_defined (ranking);
      const double area = defined ? lab_ranking_area (ranking) : (double) NAN;
      const double precision = defined ? lab_ranking_average_precision (ranking) : (double) NAN;

      json_object_set_new (class, "roc_auc", lab_command_real (area));
      json_object_set_new (class, "average_precision", lab_command_real (precision));
      area_sum += defined ? area : 0.0;
      precision_sum += defined ? precision : 0.0;
      n += defined;
    }
  json_object_set_new (macro, "roc_auc", lab_command_real (area_sum / n));
  json_object_set_new (macro, "average_precision", lab_command_real (precision_sum / n));
}

void
lab_scores_add (json_t *object, const LabRun *run, const LabDataset *dataset,
                const LabTrainingSet *set)
{
  g_autoptr (LabPredictions) said = predict (run, dataset, set);
  g_autoptr (LabPredictions) validation = NULL;
  LabCalibration calibration;

  if (said == NULL)
    return;
  add_rankings (object, said);
  lab_calibration_init (&calibration, said->probabilities, said->labels, said->n, said->n_classes);
  json_object_set_new (object, "calibration_error", lab_command_real (calibration.error));
  if (set->n_validation > 0)
    validation = lab_predictions_new_validation (run->spec, dataset, set,
                                                 lab_run_get_latest (run)->theta, NULL);
  if (validation != NULL)
    json_object_set_new (object, "temperature",
                         lab_command_real (lab_predictions_temperature (validation)));
}
