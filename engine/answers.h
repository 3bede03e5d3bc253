/* SPDX-License-Identifier: MIT */
#pragma once

#include "measure/calibration.h"
#include "measure/ranking.h"
#include "predictions.h"

G_BEGIN_DECLS

/**
 * LabTaskAnswers:
 * @n_classes: 0 where the network has no such task
 * @rankings: [n_classes] (nullable each): NULL where a probability is not a number
 * @areas: [n_classes] under the ROC curves; NaN where a class, or all others, does not occur
 * @average_precisions: [n_classes] likewise
 * @calibration: of the test pictures
 * @temperature: fitted on the validation pictures; NaN without them, or where there is none
 * @tempered: of the test pictures at that temperature, where there is one
 */
typedef struct
{
  guint n_classes;
  LabRanking **rankings;
  double *areas;
  double *average_precisions;
  LabCalibration calibration;
  double temperature;
  LabCalibration tempered;
} LabTaskAnswers;

/**
 * LabAnswers:
 * @validated: whether there were validation pictures
 * @tasks: the digits, and the second task
 *
 * What follows from how probable one network finds each class of every test picture: rankings and
 * calibration. Read-only and shared.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  gboolean validated;
  LabTaskAnswers tasks[2];
} LabAnswers;

/** lab_answers_new: @test: what the network says of the test pictures; the validation pictures,
 * where there are some, go through it here. **Errors**, **Threads**: as of lab_predictions_new().
 */
LabAnswers *lab_answers_new (const LabPredictions *test, const LabSpec *spec,
                             const LabDataset *dataset, const LabTrainingSet *set,
                             const float *theta, GError **error);

/** lab_answers_new_of: the same, the test pictures too. */
LabAnswers *lab_answers_new_of (const LabSpec *spec, const LabDataset *dataset,
                                const LabTrainingSet *set, const float *theta, GError **error);

LabAnswers *lab_answers_ref (LabAnswers *self);
void lab_answers_unref (LabAnswers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabAnswers, lab_answers_unref)

G_END_DECLS
