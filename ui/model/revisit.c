/* SPDX-License-Identifier: MIT */
#include "revisit.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define KEY "lab-revisit"

/* The document as it was. */
typedef struct
{
  LabExperiment *experiment;
  char *title;
  char *description;
} Left;

struct _LabRevisit
{
  GObject parent_instance;
  LabSession *session; /* borrowed: it holds this */
  LabPast *past;       /* (nullable): what the session shows */
  Left left;
  guint request; /* the last one counts */
  guint search;  /* likewise, for weights */
  gboolean finding;
  char *problem; /* (nullable): why weights cannot be found */
  int branch;    /* the side to branch from when they are, or -1 */
};

G_DEFINE_FINAL_TYPE (LabRevisit, lab_revisit, G_TYPE_OBJECT)

static guint changed_signal;

static LabDocument *
document (LabRevisit *self)
{
  return lab_session_get_document (self->session);
}

static void
clear_left (Left *left)
{
  g_clear_pointer (&left->experiment, lab_experiment_free);
  g_clear_pointer (&left->title, g_free);
  g_clear_pointer (&left->description, g_free);
}

/* What belongs to the past that was shown. */
static void
forget (LabRevisit *self)
{
  g_clear_pointer (&self->past, lab_past_free);
  g_clear_pointer (&self->problem, g_free);
  self->search++;
  self->finding = FALSE;
  self->branch = -1;
}

/* ---- there and back ---- */

static void
take_settings (LabRevisit *self)
{
  const LabPast *past = self->past;

  if (past->experiment->n_sides < 2)
    return;
  if (self->left.experiment == NULL)
    self->left
        = (Left){ .experiment = lab_experiment_copy (lab_document_get_experiment (document (self))),
                  .title = g_strdup (lab_document_get_title (document (self))),
                  .description = g_strdup (lab_document_get_description (document (self))) };
  lab_document_replace (document (self), past->experiment, past->title, past->description);
  lab_document_mark_saved (document (self)); /* it is in the history */
}

static void
show (LabRevisit *self, LabPast *past)
{
  LabPast *before = g_steal_pointer (&self->past);

  forget (self);
  lab_session_show_past (self->session, past);
  self->past = past;
  lab_past_free (before);
  take_settings (self);
  g_signal_emit (self, changed_signal, 0);
}

void
lab_revisit_leave (LabRevisit *self)
{
  LabPast *past = g_steal_pointer (&self->past);
  Left left = self->left;

  if (past == NULL)
    return;
  self->request++;
  self->left = (Left){ 0 };
  forget (self);
  /* First, so that nobody takes the old settings for a change of what is shown. */
  lab_session_show_past (self->session, NULL);
  if (left.experiment != NULL)
    lab_document_replace (document (self), left.experiment, left.title, left.description);
  clear_left (&left);
  lab_past_free (past);
  g_signal_emit (self, changed_signal, 0);
}

/* A training has taken the past's place. */
static void
on_state (LabRevisit *self)
{
  if (self->past == NULL || lab_session_get_past (self->session) != NULL)
    return;
  clear_left (&self->left);
  forget (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  LabRevisit *self = LAB_REVISIT (source);
  g_autoptr (GError) error = NULL;
  LabPast *past = lab_past_read_finish (result, &error);

  if (self->session == NULL || GPOINTER_TO_UINT (data) != self->request)
    {
      lab_past_free (past);
      return;
    }
  if (past == NULL)
    {
      lab_session_fail (self->session, error->message);
      return;
    }
  show (self, past);
  if (past->kind != LAB_PAST_RESUME)
    return;
  if (past->note != NULL)
    lab_session_fail (self->session, past->note);
  lab_session_begin (self->session,
                     &(LabTrainingPlan){ .experiment = past->experiment,
                                         .dataset = past->dataset,
                                         .archive = lab_session_get_archive (self->session),
                                         .title = past->title,
                                         .runs = past->runs });
}

static void
ask (LabRevisit *self, LabPastKind kind, const gint64 *ids, guint n)
{
  LabArchive *archive = lab_session_get_archive (self->session);

  g_return_if_fail (archive != NULL);

  self->request++;
  lab_past_read_async (archive, kind, ids, n, lab_session_get_dataset (self->session),
                       G_OBJECT (self), on_read, GUINT_TO_POINTER (self->request));
}

void
lab_revisit_open (LabRevisit *self, gint64 experiment)
{
  ask (self, LAB_PAST_EXPERIMENT, &experiment, 1);
}

void
lab_revisit_compare (LabRevisit *self, const gint64 *runs, guint n)
{
  g_return_if_fail (n >= 2 && n <= LAB_MAX_SIDES);

  ask (self, LAB_PAST_RUNS, runs, n);
}

void
lab_revisit_resume (LabRevisit *self, gint64 experiment)
{
  ask (self, LAB_PAST_RESUME, &experiment, 1);
}

/* ---- weights ---- */

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  LabRevisit *self = LAB_REVISIT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = lab_past_find_weights_finish (result, &error);
  const gboolean found = runs != NULL;
  const int branch = self->branch;

  /* Another past is shown by now. */
  if (self->session == NULL || GPOINTER_TO_UINT (data) != self->search)
    return;
  self->finding = FALSE;
  self->branch = -1;
  if (!found)
    {
      self->problem = g_strdup (error->message);
      if (branch >= 0)
        lab_session_fail (self->session, self->problem);
    }
  else
    {
      g_ptr_array_unref (self->past->runs);
      self->past->runs = g_steal_pointer (&runs);
      self->past->has_weights = TRUE;
    }
  lab_session_show_past (self->session, self->past);
  g_signal_emit (self, changed_signal, 0);
  if (found && branch >= 0)
    lab_revisit_branch (self, (guint) branch);
}

const char *
lab_revisit_find_weights (LabRevisit *self)
{
  if (self->past == NULL || self->past->has_weights)
    return NULL;
  if (self->problem != NULL)
    return self->problem;
  if (!self->finding)
    {
      self->finding = TRUE;
      lab_past_find_weights_async (self->past, lab_session_get_archive (self->session),
                                   G_OBJECT (self), on_found, GUINT_TO_POINTER (self->search));
    }
  return _ ("The weights of this moment were not stored. The networks are being trained once more "
            "to find them: a few seconds.");
}

gboolean
lab_revisit_is_finding (LabRevisit *self)
{
  return self->finding;
}

/* ---- branches ---- */

void
lab_revisit_branch (LabRevisit *self, guint side)
{
  const LabExperiment *experiment = lab_document_get_experiment (document (self));
  const LabEvaluation *evaluation;
  LabRecords records;

  if (!lab_session_get_records (self->session, &records) || side >= records.n_runs)
    return;
  evaluation = lab_chart_evaluation (records.runs[side], lab_session_get_cursor (self->session));
  if (evaluation == NULL)
    return;
  if (!g_str_equal (experiment->sides[0]->dataset, records.dataset->id))
    lab_session_fail (self->session, _ ("A branch needs the dataset that the run has learned: "
                                        "choose it under Data."));
  else if (evaluation->theta == NULL && self->past != NULL && self->problem == NULL)
    {
      self->branch = (int) side;
      lab_revisit_find_weights (self);
    }
  else
    lab_session_begin (self->session,
                       &(LabTrainingPlan){ .experiment = experiment,
                                           .dataset = records.dataset,
                                           .archive = lab_session_get_archive (self->session),
                                           .title = lab_document_get_title (document (self)),
                                           .parent = records.runs[side],
                                           .parent_step = evaluation->step });
}

/* ---- life ---- */

static void
on_session_gone (gpointer data, GObject *session)
{
  LabRevisit *self = data;

  self->session = NULL;
}

static void
lab_revisit_finalize (GObject *object)
{
  LabRevisit *self = LAB_REVISIT (object);

  if (self->session != NULL)
    g_object_weak_unref (G_OBJECT (self->session), on_session_gone, self);
  forget (self);
  clear_left (&self->left);
  G_OBJECT_CLASS (lab_revisit_parent_class)->finalize (object);
}

static void
lab_revisit_class_init (LabRevisitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lab_revisit_finalize;
  changed_signal = g_signal_new ("changed", LAB_TYPE_REVISIT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
lab_revisit_init (LabRevisit *self)
{
  self->branch = -1;
}

LabRevisit *
lab_revisit_new (LabSession *session)
{
  LabRevisit *self = g_object_new (LAB_TYPE_REVISIT, NULL);

  self->session = session;
  g_object_weak_ref (G_OBJECT (session), on_session_gone, self);
  g_object_set_data_full (G_OBJECT (session), KEY, g_object_ref (self), g_object_unref);
  g_signal_connect_object (session, "state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  return self;
}

LabRevisit *
lab_revisit_of (LabSession *session)
{
  return g_object_get_data (G_OBJECT (session), KEY);
}
