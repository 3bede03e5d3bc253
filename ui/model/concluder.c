/* SPDX-License-Identifier: MIT */
/* Frames come with every batch, evaluations now and then: what is concluded is known by the epoch
 * of the evaluations that it is of. */
#include "concluder.h"

#include "moment.h"

struct _LabConcluder
{
  GObject parent_instance;
  LabSession *session;
  LabPairs *pairs;
  LabRun *run; /* of the first seed and side, when the pairs were compared; a reference */
  guint n_failed;
  gboolean alone;    /* one network is shown */
  LabMoment *tested; /* (nullable): the networks that were tested last */
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (LabConcluder, lab_concluder, G_TYPE_OBJECT)

static guint changed_signal;

static void
clear (LabConcluder *self)
{
  g_clear_pointer (&self->pairs, lab_pairs_free);
  g_clear_pointer (&self->run, lab_run_unref);
}

static guint
count_failed (const LabRecords *records)
{
  guint n = 0;

  for (guint i = 0; i < records->n_seeds * records->n_runs; i++)
    n += lab_run_get_state (records->seeds[i]) == LAB_RUN_DIVERGED;
  return n;
}

/* Takes @pairs. */
static void
show (LabConcluder *self, LabPairs *pairs, const LabRecords *records)
{
  clear (self);
  self->pairs = pairs;
  self->run = records == NULL ? NULL : lab_run_ref (records->seeds[0]);
  self->n_failed = records == NULL ? 0 : count_failed (records);
  g_signal_emit (self, changed_signal, 0);
}

/* ---- one seed ---- */

static void look (LabConcluder *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  LabConcluder *self = LAB_CONCLUDER (source);
  g_autoptr (LabMoment) moment = lab_moment_look_finish (result, NULL);
  g_autoptr (LabMoment) now = NULL;
  LabMcnemar tests[LAB_MAX_SIDES];
  LabRecords records;
  const char *why;

  self->looking = FALSE;
  if (moment == NULL || self->session == NULL)
    return;
  now = lab_moment_new_compared (self->session, &why);
  if (now == NULL || !lab_moment_equal (now, moment))
    {
      look (self);
      return;
    }
  for (guint side = 1; side < moment->n_runs; side++)
    lab_mcnemar_count (&tests[side - 1], moment->predictions[0]->labels,
                       moment->predictions[0]->classes, moment->predictions[side]->classes,
                       moment->predictions[0]->n);
  g_clear_pointer (&self->tested, lab_moment_unref);
  self->tested = g_steal_pointer (&now); /* what they said is not kept */
  if (lab_session_get_records (self->session, &records))
    show (self, lab_pairs_new (&records, lab_session_get_cursor (self->session), tests), &records);
}

static void
look (LabConcluder *self)
{
  const gboolean follows = lab_session_get_state (self->session) == LAB_SESSION_TRAINING
                           && isnan (lab_session_get_cursor (self->session));
  g_autoptr (LabMoment) moment = NULL;
  const char *why;

  if (self->looking || follows || self->pairs == NULL || self->pairs->n_seeds > 1)
    return;
  moment = lab_moment_new_compared (self->session, &why);
  if (moment == NULL || lab_moment_equal (moment, self->tested))
    return;
  self->looking = TRUE;
  lab_moment_look_async (moment, G_OBJECT (self), on_looked, NULL);
}

/* ---- all seeds ---- */

static void
refresh (LabConcluder *self)
{
  const double cursor = lab_session_get_cursor (self->session);
  const gboolean was_alone = self->alone;
  LabRecords records;
  double epoch = (double) NAN;

  if (lab_session_get_records (self->session, &records))
    {
      epoch = lab_pairs_epoch (&records, cursor);
      self->alone = records.n_runs == 1;
    }
  if (isnan (epoch))
    {
      if (self->pairs != NULL || self->alone != was_alone)
        show (self, NULL, NULL);
      return;
    }
  if (self->pairs == NULL || self->run != records.seeds[0] || self->pairs->epoch != epoch
      || self->n_failed != count_failed (&records))
    {
      g_clear_pointer (&self->tested, lab_moment_unref);
      show (self, lab_pairs_new (&records, cursor, NULL), &records);
    }
  look (self);
}

/* ---- life ---- */

static void
lab_concluder_dispose (GObject *object)
{
  LabConcluder *self = LAB_CONCLUDER (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_concluder_parent_class)->dispose (object);
}

static void
lab_concluder_finalize (GObject *object)
{
  LabConcluder *self = LAB_CONCLUDER (object);

  clear (self);
  g_clear_pointer (&self->tested, lab_moment_unref);
  G_OBJECT_CLASS (lab_concluder_parent_class)->finalize (object);
}

static void
lab_concluder_class_init (LabConcluderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_concluder_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_concluder_finalize;
  changed_signal = g_signal_new ("changed", LAB_TYPE_CONCLUDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lab_concluder_init (LabConcluder *self)
{
}

LabConcluder *
lab_concluder_new (LabSession *session)
{
  LabConcluder *self = g_object_new (LAB_TYPE_CONCLUDER, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "advanced", G_CALLBACK (refresh), self);
  g_signal_connect_swapped (session, "state", G_CALLBACK (refresh), self);
  return self;
}

gboolean
lab_concluder_is_alone (LabConcluder *self)
{
  return self->alone;
}

const LabPairs *
lab_concluder_get_pairs (LabConcluder *self)
{
  return self->pairs;
}
