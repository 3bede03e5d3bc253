/* SPDX-License-Identifier: MIT */
#include "asked.h"

Asked asked;

LabPredictions *__real_lab_predictions_new (const LabSpec *spec, const LabDataset *dataset,
                                            const LabTrainingSet *set, const float *theta,
                                            GError **error);
LabPredictions *__wrap_lab_predictions_new (const LabSpec *spec, const LabDataset *dataset,
                                            const LabTrainingSet *set, const float *theta,
                                            GError **error);

LabPredictions *
__wrap_lab_predictions_new (const LabSpec *spec, const LabDataset *dataset,
                            const LabTrainingSet *set, const float *theta, GError **error)
{
  if (asked.meanwhile != NULL)
    asked.meanwhile ();
  g_usleep ((gulong) g_atomic_int_get (&asked.slow_ms) * 1000);
  g_atomic_int_inc (&asked.n);
  if (g_atomic_int_get (&asked.failing))
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY, "there is no memory");
      return NULL;
    }
  return __real_lab_predictions_new (spec, dataset, set, theta, error);
}
