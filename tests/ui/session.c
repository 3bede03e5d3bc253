/* SPDX-License-Identifier: MIT */
/* The session as a window uses it, without one: on small data, in the main loop. */
#include "ui/model/session.h"

#include "toy.h"

typedef struct
{
  char *folder;
  LabSession *session;
  LabDocument *document;
  guint n_advanced;
  char *failure;
} Fixture;

static void
on_advanced (LabSession *session, Fixture *fixture)
{
  fixture->n_advanced++;
}

static void
on_failed (LabSession *session, const char *message, Fixture *fixture)
{
  g_free (fixture->failure);
  fixture->failure = g_strdup (message);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = lab_toy_write (1);
  fixture->session = lab_session_new ();
  fixture->document = lab_session_get_document (fixture->session);
  g_assert_true (
      lab_document_set (fixture->document, 0, LAB_SETTING_DATASET, fixture->folder, NULL));
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_HIDDEN, "12,7", NULL));
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_BATCH_SIZE, "16", NULL));
  g_signal_connect (fixture->session, "advanced", G_CALLBACK (on_advanced), fixture);
  g_signal_connect (fixture->session, "failed", G_CALLBACK (on_failed), fixture);
  lab_session_reset (fixture->session);
  lab_session_set_pace (fixture->session, LAB_FULL_SPEED);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  while (fixture->session != NULL) /* a task may hold it for a moment */
    g_main_context_iteration (NULL, TRUE);
  lab_toy_remove (fixture->folder);
  g_free (fixture->failure);
}

static gboolean
on_timeout (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for (Fixture *fixture, LabSessionState state)
{
  gboolean late = FALSE;
  const guint timeout = g_timeout_add_seconds (60, on_timeout, &late);

  while (lab_session_get_state (fixture->session) != state && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, state);
  g_source_remove (timeout);
}

static void
wait_for_step (Fixture *fixture, guint64 step)
{
  gboolean late = FALSE;
  const guint timeout = g_timeout_add_seconds (60, on_timeout, &late);

  while (lab_session_get_step (fixture->session, NULL) < step && !late)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (lab_session_get_step (fixture->session, NULL), ==, step);
  g_source_remove (timeout);
}

static void
wait_for_data (Fixture *fixture)
{
  while (lab_session_get_training_set (fixture->session) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_train (Fixture *fixture, gconstpointer data)
{
  LabRecords records;
  guint64 total;

  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_READY);
  lab_session_toggle (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_runs, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (lab_run_get_state (records.runs[i]), ==, LAB_RUN_FINISHED);
      g_assert_cmpuint (lab_run_n_epochs (records.runs[i]), ==, 5);
    }
  g_assert_cmpuint (lab_session_get_step (fixture->session, &total), ==, total);
  g_assert_cmpuint (fixture->n_advanced, >, 0);
  g_assert_false (lab_session_is_stale (fixture->session));
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  g_assert_true (lab_session_is_stale (fixture->session));
  lab_session_toggle (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (lab_run_n_epochs (records.runs[0]), ==, 2);
}

/* Steps, and a change between them that acts from the next one and is in the journal. */
static void
test_step_and_change (Fixture *fixture, gconstpointer data)
{
  LabRecords records;

  lab_session_step (fixture->session);
  wait_for (fixture, LAB_SESSION_PAUSED);
  wait_for_step (fixture, 1);
  lab_session_step (fixture->session);
  wait_for_step (fixture, 2);
  g_assert_true (lab_document_set (fixture->document, 1, LAB_SETTING_CLASS_WEIGHTS, "0=5", NULL));
  lab_session_step (fixture->session);
  wait_for_step (fixture, 3);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (lab_run_n_journal (records.runs[0]), ==, 0);
  g_assert_cmpuint (lab_run_n_journal (records.runs[1]), ==, 1);
  g_assert_cmpuint (lab_run_get_journal (records.runs[1], 0)->step, ==, 2);
  g_assert_false (lab_session_is_stale (fixture->session));
  lab_document_undo (fixture->document);
  lab_session_toggle (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_cmpuint (lab_run_n_journal (records.runs[1]), ==, 2);
}

static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  LabRecords records;

  g_assert_true (isnan (lab_session_get_cursor (fixture->session)));
  lab_session_move_cursor (fixture->session, -1);
  g_assert_true (isnan (lab_session_get_cursor (fixture->session)));
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  lab_session_set_cursor (fixture->session, 1.03);
  g_assert_cmpfloat_with_epsilon (lab_session_get_cursor (fixture->session), 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (
      lab_chart_evaluation (records.runs[0], lab_session_get_cursor (fixture->session))->epoch, 1.0,
      1e-9);
  lab_session_move_cursor (fixture->session, -1);
  g_assert_cmpfloat (lab_session_get_cursor (fixture->session), <, 0.95);
  lab_session_move_cursor (fixture->session, 1000);
  g_assert_cmpfloat_with_epsilon (lab_session_get_cursor (fixture->session), 5.0, 1e-9);
  lab_session_set_cursor (fixture->session, NAN);
  g_assert_true (isnan (lab_session_get_cursor (fixture->session)));
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_DATASET, "/nowhere", NULL));
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_READY);
  g_assert_nonnull (fixture->failure);
  g_assert_true (strstr (fixture->failure, "/nowhere") != NULL);
  g_assert_nonnull (lab_session_get_data_error (fixture->session));
  lab_document_undo (fixture->document);
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_null (lab_session_get_data_error (fixture->session));
}

/* Gone in mid-training: nothing is left that calls back. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "1000", NULL));
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_TRAINING);
  lab_session_reset (fixture->session);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_READY);
  g_assert_cmpuint (lab_session_get_step (fixture->session, NULL), ==, 0);
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_TRAINING);
}

/* Of two requests the second counts, also when the first is ready before it. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  LabRecords records;

  lab_session_train (fixture->session);
  lab_session_reset (fixture->session);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.runs[0]->spec->epochs, ==, 2);
}

/* A training that waits for its data, and is given up, does not come between. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabExperiment) experiment = NULL;
  g_autoptr (LabDataset) dataset = lab_dataset_load (fixture->folder, NULL);
  LabRecords records;

  wait_for_data (fixture);
  experiment = lab_experiment_copy (lab_document_get_experiment (fixture->document));
  g_assert_true (lab_experiment_set (experiment, 0, LAB_SETTING_EPOCHS, "2", NULL));
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_DATASET, "/nowhere", NULL));
  lab_session_train (fixture->session);
  lab_session_reset (fixture->session);
  lab_session_begin (fixture->session, &(LabTrainingPlan){ .experiment = experiment,
                                                           .dataset = dataset,
                                                           .title = "" });
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_null (fixture->failure);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.runs[0]->spec->epochs, ==, 2);
}

/* What cannot begin leaves what is there as it was. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  LabRecords before, after;

  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_true (lab_session_get_records (fixture->session, &before));
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_KEEP, "7=0.5", NULL));
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_nonnull (fixture->failure);
  g_assert_true (lab_session_get_records (fixture->session, &after));
  g_assert_true (before.runs[0] == after.runs[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/session/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("train", test_train);
  ADD ("step-and-change", test_step_and_change);
  ADD ("cursor", test_cursor);
  ADD ("failures", test_failures);
  ADD ("gone", test_gone);
  ADD ("again", test_again);
  ADD ("given-up", test_given_up);
  ADD ("kept", test_kept);
  return g_test_run ();
}
