/* SPDX-License-Identifier: MIT */
#include "revisit.h"

#include "ui/plot/number.h"
#include "ui/plot/pairs.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#define KEY "lab-revisit"

struct _LabRevisit
{
  GObject parent_instance;
  LabSession *session; /* borrowed: it holds this */
  LabPast *past;       /* (nullable): what the session shows */
  guint request;       /* the last one counts */
  guint search;        /* likewise, for weights */
  gboolean finding;
  char *problem; /* (nullable): why weights cannot be found */
  int branch;    /* the past's run to branch from when they are, or -1 */
  guint64 branch_step;
};

G_DEFINE_FINAL_TYPE (LabRevisit, lab_revisit, G_TYPE_OBJECT)

enum
{
  OPENED,
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static LabDocument *
document (LabRevisit *self)
{
  return lab_session_get_document (self->session);
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
show (LabRevisit *self, LabPast *past)
{
  LabPast *before = g_steal_pointer (&self->past);

  forget (self);
  lab_session_show_past (self->session, past);
  self->past = past;
  lab_past_free (before);
  if (past->experiment->n_sides >= 2)
    lab_document_visit (document (self), past->experiment, past->title, past->description);
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[OPENED], 0);
}

void
lab_revisit_leave (LabRevisit *self)
{
  LabPast *past = g_steal_pointer (&self->past);

  if (past == NULL)
    return;
  self->request++;
  forget (self);
  /* First, so that nobody takes the old settings for a change of what is shown. */
  lab_session_show_past (self->session, NULL);
  lab_document_return (document (self));
  lab_past_free (past);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A training has taken the past's place. */
static void
on_state (LabRevisit *self)
{
  if (self->past == NULL || lab_session_get_past (self->session) != NULL)
    return;
  forget (self);
  lab_document_stay (document (self));
  g_signal_emit (self, signals[CHANGED], 0);
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

/* ---- branches ---- */

/* In the list of runs it is known by where it comes from. */
static char *
branch_title (LabRevisit *self, const LabRun *parent)
{
  const gint64 id = lab_run_get_id (parent);
  g_autofree char *number = lab_number_count ((guint64) id);

  if (id == 0)
    return g_strdup (lab_document_get_title (document (self)));
  /* Translators: an experiment's title, a run's number in the history */
  return g_strdup_printf (_ ("%s, from run %s"), lab_document_get_title (document (self)), number);
}

static void
branch_from (LabRevisit *self, LabRun *parent, guint64 step)
{
  const LabExperiment *experiment = lab_document_get_experiment (document (self));
  const LabEvaluation *evaluation
      = lab_pairs_evaluation (parent, (double) step / parent->steps_per_epoch);
  g_autofree char *title = branch_title (self, parent);
  LabRecords records;
  guint place;

  if (evaluation == NULL || !lab_session_get_records (self->session, &records))
    return;
  if (!g_str_equal (experiment->sides[0]->dataset, records.dataset->id))
    lab_session_fail (self->session, _ ("A branch needs the dataset that the run has learned: "
                                        "choose it under Data."));
  else if (evaluation->theta == NULL && self->past != NULL && self->problem == NULL
           && !self->past->has_weights && g_ptr_array_find (self->past->runs, parent, &place))
    {
      self->branch = (int) place;
      self->branch_step = step;
      lab_revisit_find_weights (self);
    }
  else
    lab_session_begin (self->session,
                       &(LabTrainingPlan){ .experiment = experiment,
                                           .dataset = records.dataset,
                                           .archive = lab_session_get_archive (self->session),
                                           .title = title,
                                           .parent = parent,
                                           .parent_step = step });
}

void
lab_revisit_branch (LabRevisit *self, guint side)
{
  const LabEvaluation *evaluation;
  LabRecords records;

  if (!lab_session_get_records (self->session, &records) || side >= records.n_runs)
    return;
  evaluation = lab_chart_evaluation (records.runs[side], lab_session_get_cursor (self->session));
  if (evaluation != NULL)
    branch_from (self, records.runs[side], evaluation->step);
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
  g_signal_emit (self, signals[CHANGED], 0);
  if (found && branch >= 0)
    branch_from (self, self->past->runs->pdata[branch], self->branch_step);
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

/* ---- life ---- */

static void
on_session_gone (gpointer data, GObject *session)
{
  LabRevisit *self = data;

  self->session = NULL;
  forget (self); /* a search, which holds this, ends */
}

static void
lab_revisit_finalize (GObject *object)
{
  LabRevisit *self = LAB_REVISIT (object);

  if (self->session != NULL)
    g_object_weak_unref (G_OBJECT (self->session), on_session_gone, self);
  forget (self);
  G_OBJECT_CLASS (lab_revisit_parent_class)->finalize (object);
}

static void
lab_revisit_class_init (LabRevisitClass *klass)
{
  static const char *const NAMES[N_SIGNALS] = { "opened", "changed" };

  G_OBJECT_CLASS (klass)->finalize = lab_revisit_finalize;
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (NAMES[i], LAB_TYPE_REVISIT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
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
