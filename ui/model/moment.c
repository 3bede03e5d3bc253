/* SPDX-License-Identifier: MIT */
#include "moment.h"

#include "handover.h"
#include "revisit.h"
#include "ui/plot/pairs.h"

#include <glib/gi18n.h>

/* In words. */
static const char *
lack (LabSession *session)
{
  LabRevisit *revisit = lab_revisit_of (session);
  const char *words = revisit == NULL ? NULL : lab_revisit_find_weights (revisit);

  return words != NULL ? words
                       : _ ("The weights of this moment were not kept: so large a network has only "
                            "its latest ones.");
}

/* @compared: or what the plots show */
static LabMoment *
make (LabSession *session, gboolean compared, const char **why)
{
  const double cursor = lab_session_get_cursor (session);
  double epoch;
  g_autoptr (LabMoment) self = NULL;
  LabRecords records;

  *why = NULL;
  if (!lab_session_get_records (session, &records))
    return NULL;
  epoch = compared ? lab_pairs_epoch (&records, cursor) : (double) NAN;
  self = g_new0 (LabMoment, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->dataset = lab_dataset_ref (records.dataset);
  self->set = lab_training_set_ref ((LabTrainingSet *) records.set);
  for (guint i = 0; i < records.n_runs; i++)
    {
      const LabEvaluation *shown = compared ? lab_pairs_evaluation (records.runs[i], epoch)
                                            : lab_chart_evaluation (records.runs[i], cursor);

      if (shown == NULL || shown->theta == NULL)
        {
          if (shown != NULL)
            *why = lack (session);
          return NULL;
        }
      self->evaluations[i] = shown;
      self->runs[self->n_runs++] = lab_run_ref (records.runs[i]);
    }
  return g_steal_pointer (&self);
}

LabMoment *
lab_moment_new (LabSession *session, const char **why)
{
  return make (session, FALSE, why);
}

LabMoment *
lab_moment_new_compared (LabSession *session, const char **why)
{
  return make (session, TRUE, why);
}

LabMoment *
lab_moment_ref (LabMoment *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lab_moment_unref (LabMoment *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_runs; i++)
    {
      g_clear_pointer (&self->predictions[i], lab_predictions_unref);
      g_clear_pointer (&self->answers[i], lab_answers_unref);
      lab_run_unref (self->runs[i]);
    }
  lab_dataset_unref (self->dataset);
  lab_training_set_unref (self->set);
  g_free (self);
}

gboolean
lab_moment_equal (const LabMoment *self, const LabMoment *other)
{
  gboolean same = other != NULL && self->n_runs == other->n_runs;

  for (guint i = 0; same && i < self->n_runs; i++)
    same = self->evaluations[i] == other->evaluations[i];
  return same;
}

static void
look (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LabMoment *self = data;
  GError *error = NULL;

  lab_handover_take (self);
  for (guint i = 0; i < self->n_runs && error == NULL; i++)
    {
      self->predictions[i] = lab_predictions_new (self->runs[i]->spec, self->dataset, self->set,
                                                  self->evaluations[i]->theta, &error);
      if (error == NULL)
        lab_profile_count (self->predictions[i], self->dataset, self->bins[i]);
      if (error == NULL && self->of_answers)
        self->answers[i]
            = lab_answers_new (self->predictions[i], self->runs[i]->spec, self->dataset, self->set,
                               self->evaluations[i]->theta, &error);
    }
  lab_handover_give (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
lab_moment_look_async (LabMoment *self, GObject *owner, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (owner, NULL, callback, data);

  g_task_set_task_data (task, lab_moment_ref (self), (GDestroyNotify) lab_moment_unref);
  lab_handover_give (self);
  g_task_run_in_thread (task, look);
}

LabMoment *
lab_moment_look_finish (GAsyncResult *result, GError **error)
{
  LabMoment *self = g_task_get_task_data (G_TASK (result));

  lab_handover_take (self);
  return g_task_propagate_boolean (G_TASK (result), error) ? lab_moment_ref (self) : NULL;
}
