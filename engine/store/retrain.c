/* SPDX-License-Identifier: MIT */
/* Spec and journal determine a run: the weights that are not stored are found by training again,
 * and what is stored tells whether they are the same ones. */
#include "store/retrain.h"

#include "train/branch.h"
#include "train/trainer.h"

#include <math.h>
#include <string.h>

static gboolean
same_number (double a, double b)
{
  return (isnan (a) && isnan (b)) || memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
same_evaluation (const LabEvaluation *a, const LabEvaluation *b)
{
  return a->step == b->step && a->test->n_classes == b->test->n_classes
         && memcmp (a->test->counts, b->test->counts,
                    sizeof (guint32) * a->test->n_classes * a->test->n_classes)
                == 0
         && same_number (a->test_loss, b->test_loss);
}

static gboolean
differ (GError **error)
{
  g_set_error_literal (error, LAB_ERROR, LAB_ERROR_DATA,
                       "this run was trained by another program or on another processor: here "
                       "training it again gives other numbers; its weights are those at the ends "
                       "of the epochs");
  return FALSE;
}

/* Where it begins, if its seed does not say so. */
static gboolean
find_beginning (const LabRun *run, const LabDataset *dataset, LabCheckpoint **checkpoint,
                GError **error)
{
  if (!lab_run_get_origin (run, NULL))
    return TRUE;
  if (lab_run_n_evaluations (run) == 0 || lab_run_get_evaluation (run, 0)->theta == NULL)
    return differ (error);
  *checkpoint
      = lab_branch_checkpoint (run->spec, dataset, run, lab_run_get_evaluation (run, 0), error);
  return *checkpoint != NULL;
}

static void
take_weights (LabRun *to, const LabRun *from, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      LabEvaluation *e = (LabEvaluation *) lab_run_get_evaluation (to, i);
      LabEvaluation *again = (LabEvaluation *) lab_run_get_evaluation (from, i);

      if (e->theta == NULL)
        {
          e->n_theta = again->n_theta;
          e->theta = g_steal_pointer (&again->theta);
        }
    }
}

gboolean
lab_retrain (LabRun *run, LabDataset *dataset, const gint *cancelled, GError **error)
{
  const guint n = lab_run_n_evaluations (run), n_journal = lab_run_n_journal (run);
  g_autoptr (LabTrainingSet) set = lab_damage_apply (&run->spec->damage, dataset, error);
  g_autofree LabJournalEntry *journal = g_new (LabJournalEntry, n_journal + 1);
  g_autoptr (LabCheckpoint) checkpoint = NULL;
  g_autoptr (LabTrainer) trainer = NULL;
  g_autoptr (LabRun) again = NULL;

  if (set == NULL || !lab_trainer_check (run, dataset, error)
      || !find_beginning (run, dataset, &checkpoint, error))
    return FALSE;
  again = lab_run_new (run->spec, run->side, run->n_classes, run->steps_per_epoch);
  trainer = lab_trainer_new (again, dataset, set, checkpoint, error);
  if (trainer == NULL)
    return FALSE;
  for (guint i = 0; i < n_journal; i++)
    journal[i] = *lab_run_get_journal (run, i);
  lab_trainer_replay (trainer, journal, n_journal);

  for (guint i = 0; i < n; i++)
    {
      while (lab_run_n_evaluations (again) <= i && lab_run_get_state (again) == LAB_RUN_TRAINING
             && !(cancelled != NULL && g_atomic_int_get (cancelled)))
        lab_trainer_advance (trainer);
      if (cancelled != NULL && g_atomic_int_get (cancelled))
        return lab_error_refuse (error, "cancelled");
      if (lab_run_n_evaluations (again) <= i
          || !same_evaluation (lab_run_get_evaluation (run, i), lab_run_get_evaluation (again, i)))
        return differ (error);
    }
  take_weights (run, again, n);
  return TRUE;
}
