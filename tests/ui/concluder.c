/* SPDX-License-Identifier: MIT */
/* What is concluded of a session's runs, while they train, at rest, and at an earlier moment. */
#include "ui/model/concluder.h"

#include "toy.h"

#include <string.h>

typedef struct
{
  char *folder;
  LabSession *session;
  LabDocument *document;
  LabConcluder *concluder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = lab_toy_write (1);
  self->session = lab_session_new ();
  self->document = lab_session_get_document (self->session);
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_DATASET, self->folder, NULL));
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_HIDDEN, "12,7", NULL));
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_BATCH_SIZE, "16", NULL));
  lab_session_reset (self->session);
  lab_session_set_pace (self->session, LAB_FULL_SPEED);
  self->concluder = lab_concluder_new (self->session);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->concluder);
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  g_object_unref (self->session);
  while (self->session != NULL) /* a task may hold it for a moment */
    g_main_context_iteration (NULL, TRUE);
  lab_toy_remove (self->folder);
}

static gboolean
says (Fixture *self, const char *words)
{
  const LabPairs *pairs = lab_concluder_get_pairs (self->concluder);
  g_autofree char *all = pairs == NULL ? g_strdup ("") : lab_pairs_words (pairs);

  return strstr (all, words) != NULL;
}

static void
wait_until_said (Fixture *self, const char *words)
{
  const gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (!says (self, words))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

static void
train (Fixture *self, const char *seeds)
{
  const gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  g_assert_true (lab_document_set_seeds (self->document, seeds, NULL));
  lab_session_train (self->session);
  while (lab_session_get_state (self->session) != LAB_SESSION_ENDED)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_several (Fixture *self, gconstpointer data)
{
  LabRecords records;
  const LabPairs *pairs;
  guint64 step, total;

  g_assert_null (lab_concluder_get_pairs (self->concluder));
  train (self, "3");
  wait_until_said (self, "Over 3 seeds");
  pairs = lab_concluder_get_pairs (self->concluder);
  g_assert_cmpuint (pairs->n, ==, 1);
  g_assert_cmpuint (pairs->comparisons[0]->n_seeds, ==, 3);
  g_assert_cmpuint (pairs->comparisons[0]->n_left_out, ==, 0);
  g_assert_cmpfloat (pairs->epoch, ==, 5.0);
  g_assert_cmpstr (pairs->names[1], ==, "weighted cross-entropy");

  /* All runs are there, the step is that of all, and what is compared are their matrices. */
  g_assert_true (lab_session_get_records (self->session, &records));
  g_assert_cmpuint (records.n_seeds, ==, 3);
  step = lab_session_get_step (self->session, &total);
  g_assert_cmpuint (step, ==, total);
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpuint (records.seeds[i]->side, ==, i % 2);
      g_assert_cmpuint (records.seeds[i]->spec->seed, ==, 1 + i / 2);
      g_assert_cmpint (lab_run_get_state (records.seeds[i]), ==, LAB_RUN_FINISHED);
    }
  g_assert_cmpfloat_with_epsilon (
      pairs->comparisons[0]->rows[LAB_COMPARISON_ACCURACY].first.mean,
      (lab_confusion_accuracy (lab_run_get_latest (records.seeds[0])->test)
       + lab_confusion_accuracy (lab_run_get_latest (records.seeds[2])->test)
       + lab_confusion_accuracy (lab_run_get_latest (records.seeds[4])->test))
          / 3.0,
      1e-12);
}

/* The conclusion is of the moment that is shown. */
static void
test_cursor (Fixture *self, gconstpointer data)
{
  const gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  train (self, "2");
  wait_until_said (self, "Two seeds say little");
  lab_session_set_cursor (self->session, 1.0);
  while (lab_concluder_get_pairs (self->concluder)->epoch > 1.0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpfloat (lab_concluder_get_pairs (self->concluder)->epoch, ==, 1.0);
  lab_session_reset (self->session);
  while (lab_concluder_get_pairs (self->concluder) != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Two single networks are tested against each other; it says so, and that it proves little. */
static void
test_one (Fixture *self, gconstpointer data)
{
  g_assert_true (lab_document_set_loss (self->document, 1, "mae", NULL));
  train (self, "1");
  wait_until_said (self, "McNemar's test");
  g_assert_true (says (self, "One seed proves nothing"));
  /* At another moment others are tested. */
  lab_session_set_cursor (self->session, 0.0);
  wait_until_said (self, "same confusion matrix");
  lab_session_set_cursor (self->session, (double) NAN);
  wait_until_said (self, "McNemar's test");
}

/* Of the same loss twice, which differs in its numbers, the place says which. */
static void
test_names (Fixture *self, gconstpointer data)
{
  g_assert_true (lab_document_set_loss (self->document, 0, "focal", NULL));
  g_assert_true (lab_document_set_loss (self->document, 1, "focal", NULL));
  lab_document_set_parameter (self->document, 1, "gamma", 5.0);
  lab_document_add (self->document);
  train (self, "2");
  wait_until_said (self, "Two seeds say little");
  g_assert_cmpuint (lab_concluder_get_pairs (self->concluder)->n, ==, 2);
  g_assert_cmpstr (lab_concluder_get_pairs (self->concluder)->names[0], ==, "Standard");
  g_assert_cmpstr (lab_concluder_get_pairs (self->concluder)->names[1], ==, "Custom");
  g_assert_cmpstr (lab_concluder_get_pairs (self->concluder)->names[2], !=, "Third");
}

/* Another seed is looked at; a training of fewer shows the first again. */
static void
test_looked_at (Fixture *self, gconstpointer data)
{
  LabRecords records;

  train (self, "3");
  lab_session_set_seed (self->session, 2);
  g_assert_true (lab_session_get_records (self->session, &records));
  g_assert_true (records.runs[1] == records.seeds[5]);
  train (self, "2");
  g_assert_true (lab_session_get_records (self->session, &records));
  g_assert_cmpuint (lab_session_get_seed (self->session), ==, 0);
  g_assert_true (records.runs[1] == records.seeds[1]);
  g_assert_false (lab_session_is_stale (self->session));
  g_assert_true (lab_document_set_seeds (self->document, "4", NULL));
  g_assert_true (lab_session_is_stale (self->session));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/concluder/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("several", test_several);
  ADD ("cursor", test_cursor);
  ADD ("one", test_one);
  ADD ("names", test_names);
  ADD ("looked-at", test_looked_at);
  return g_test_run ();
}
