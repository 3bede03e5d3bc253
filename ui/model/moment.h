/* SPDX-License-Identifier: MIT */
#pragma once

#include "answers.h"
#include "predictions.h"
#include "profile.h"
#include "session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LabMoment:
 * @runs: [n_runs] the sides of the window's experiment
 * @evaluations: [n_runs] the runs', at the moment that the window shows, or compares
 * @set: what they were trained on
 * @predictions: [n_runs] what each says of every test picture, once it has looked
 * @bins: [n_runs] how many pictures have which softmax(z)[y]
 * @of_answers: whether what follows from the answers is wanted
 * @answers: [n_runs] that, once it has looked
 *
 * The networks of one moment, looking at all test pictures. Shared; read-only once it has looked.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  guint n_runs;
  LabRun *runs[LAB_MAX_SIDES];
  const LabEvaluation *evaluations[LAB_MAX_SIDES];
  LabDataset *dataset;
  LabTrainingSet *set;
  LabPredictions *predictions[LAB_MAX_SIDES];
  guint bins[LAB_MAX_SIDES][LAB_PROFILE_BINS];
  gboolean of_answers;
  LabAnswers *answers[LAB_MAX_SIDES];
} LabMoment;

/**
 * lab_moment_new:
 * @why: (out): in words, where there were networks that cannot look any more; else NULL
 *
 * Returns: (transfer full) (nullable): what the window shows now; NULL where no network can look,
 * as before the first training
 */
LabMoment *lab_moment_new (LabSession *session, const char **why);

/** lab_moment_new_compared: the same of the evaluations that are compared, as lab_pairs_epoch() has
 * it: plots go on beyond the end of the shorter training. */
LabMoment *lab_moment_new_compared (LabSession *session, const char **why);
LabMoment *lab_moment_ref (LabMoment *self);
void lab_moment_unref (LabMoment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabMoment, lab_moment_unref)

/** lab_moment_equal: @other: (nullable). Returns: whether they are the same evaluations. */
gboolean lab_moment_equal (const LabMoment *self, const LabMoment *other);

/** lab_moment_look_async: fills in the predictions, in a thread; @owner is the callback's source.
 */
void lab_moment_look_async (LabMoment *self, GObject *owner, GAsyncReadyCallback callback,
                            gpointer data);

/** lab_moment_look_finish: Returns: (transfer full): the moment. **Errors**: as
 * lab_predictions_new(). */
LabMoment *lab_moment_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
