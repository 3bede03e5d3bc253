/* SPDX-License-Identifier: MIT */
#include "kept.h"

#include "toy.h"

gboolean
kept_late (gpointer data)
{
  g_error ("not within a minute");
  return G_SOURCE_REMOVE;
}

static void
on_failed (LabSession *session, const char *message, Kept *self)
{
  g_free (self->failure);
  self->failure = g_strdup (message);
}

/* The program is there, with a small experiment. */
void
kept_begin (Kept *self)
{
  static const struct
  {
    LabSettingId setting;
    const char *text;
  } SMALL[] = { { LAB_SETTING_HIDDEN, "12,7" },
                { LAB_SETTING_BATCH_SIZE, "16" },
                { LAB_SETTING_EPOCHS, "3" },
                { LAB_SETTING_EVALUATIONS, "4" } };

  self->archive = lab_archive_new (self->path);
  self->session = lab_session_new ();
  lab_session_set_archive (self->session, self->archive);
  self->revisit = lab_revisit_new (self->session);
  self->document = lab_session_get_document (self->session);
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_DATASET, self->folder, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (SMALL); i++)
    g_assert_true (lab_document_set (self->document, 0, SMALL[i].setting, SMALL[i].text, NULL));
  g_signal_connect (self->session, "failed", G_CALLBACK (on_failed), self);
  lab_session_reset (self->session);
  lab_session_set_pace (self->session, LAB_FULL_SPEED);
  KEPT_WAIT (lab_session_get_training_set (self->session) != NULL);
}

/* It has gone. */
void
kept_end (Kept *self)
{
  g_object_unref (self->revisit);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  g_object_unref (self->session);
  KEPT_WAIT (self->session == NULL);
  lab_archive_shut (self->archive);
  g_assert_false (lab_archive_is_open (self->archive));
  g_clear_object (&self->archive);
}

void
kept_set_up (Kept *self, gconstpointer data)
{
  self->folder = lab_toy_write (1);
  self->home = lab_temp_new ();
  self->path = g_build_filename (self->home, "losslab", "history.sqlite", NULL);
  kept_begin (self);
}

void
kept_tear_down (Kept *self, gconstpointer data)
{
  kept_end (self);
  lab_toy_remove (self->folder);
  lab_temp_free (self->home);
  g_free (self->path);
  g_free (self->failure);
}

void
kept_wait_for (Kept *self, LabSessionState state)
{
  KEPT_WAIT (lab_session_get_state (self->session) == state);
}

void
kept_train (Kept *self)
{
  lab_session_train (self->session);
  kept_wait_for (self, LAB_SESSION_ENDED);
}

GPtrArray *
kept_list (Kept *self)
{
  g_autoptr (GError) error = NULL;
  LabHistory *history = lab_archive_enter (self->archive);
  GPtrArray *summaries;

  g_assert_nonnull (history);
  g_assert_true (lab_history_flush (history, &error));
  summaries = lab_history_list (history, &(LabQuery){ 0 }, &error);
  g_assert_no_error (error);
  lab_archive_leave (self->archive);
  return summaries;
}

guint
kept_count (Kept *self)
{
  g_autoptr (GPtrArray) summaries = kept_list (self);

  return summaries->len;
}

void
kept_assert_same (const LabRun *a, const LabRun *b)
{
  g_assert_cmpuint (lab_run_n_evaluations (a), ==, lab_run_n_evaluations (b));
  g_assert_cmpuint (lab_series_count (a->loss), ==, lab_series_count (b->loss));
  for (guint i = 0; i < lab_run_n_evaluations (a); i++)
    {
      const LabEvaluation *one = lab_run_get_evaluation (a, i);
      const LabEvaluation *other = lab_run_get_evaluation (b, i);

      g_assert_cmpuint (one->step, ==, other->step);
      g_assert_cmpmem (one->test->counts, 16 * sizeof (guint32), other->test->counts,
                       16 * sizeof (guint32));
      if (one->theta != NULL && other->theta != NULL)
        g_assert_cmpmem (one->theta, one->n_theta * sizeof (float), other->theta,
                         other->n_theta * sizeof (float));
    }
}
