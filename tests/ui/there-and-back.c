/* SPDX-License-Identifier: MIT */
/* What a look at the past must leave alone: settings, what was asked for, and the file. */
#include "kept.h"

#include <string.h>

static void
look_back (Kept *self)
{
  g_autoptr (GPtrArray) summaries = kept_list (self);

  lab_revisit_open (self->revisit, KEPT_AT (summaries, 0)->experiment);
  KEPT_WAIT (lab_session_get_past (self->session) != NULL);
}

static void
train_and_look_back (Kept *self)
{
  kept_train (self);
  look_back (self);
}

static guint
epochs (Kept *self)
{
  return lab_document_get_spec (self->document, 0)->epochs;
}

static void
set_epochs (Kept *self, const char *text)
{
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_EPOCHS, text, NULL));
}

/* Until everything that is on its way has arrived. */
static void
settle (void)
{
  for (guint i = 0; i < 300; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* Undo and redo are as if nothing had been opened, and what was in no file still is in none. */
static void
test_settings (Kept *self, gconstpointer data)
{
  kept_train (self);
  lab_document_mark_saved (self->document);
  lab_document_swap (self->document);
  set_epochs (self, "2");
  lab_document_undo (self->document);
  look_back (self);
  g_assert_true (lab_document_is_saved (self->document));
  set_epochs (self, "9");
  look_back (self);
  lab_revisit_leave (self->revisit);
  g_assert_false (lab_document_is_saved (self->document));
  g_assert_cmpuint (epochs (self), ==, 3);
  lab_document_redo (self->document);
  g_assert_cmpuint (epochs (self), ==, 2);
  lab_document_undo (self->document);
  lab_document_undo (self->document);
  g_assert_true (lab_document_is_saved (self->document));
}

/* What is trained once more is one's own from there on; undo leads back to what was there before.
 */
static void
test_stay (Kept *self, gconstpointer data)
{
  kept_train (self);
  set_epochs (self, "2");
  look_back (self);
  g_assert_null (lab_document_get_undo (self->document));
  kept_train (self);
  g_assert_null (lab_session_get_past (self->session));
  g_assert_cmpuint (epochs (self), ==, 3);
  lab_document_undo (self->document);
  g_assert_cmpuint (epochs (self), ==, 2);
  lab_document_undo (self->document);
  g_assert_cmpuint (epochs (self), ==, 3);
}

/* The weights are found while a training is prepared: it begins all the same. */
static void
test_found_in_between (Kept *self, gconstpointer data)
{
  train_and_look_back (self);
  g_assert_nonnull (lab_revisit_find_weights (self->revisit));
  g_usleep (G_USEC_PER_SEC); /* found, and the window does not know yet */
  lab_session_train (self->session);
  g_assert_cmpint (lab_session_get_state (self->session), ==, LAB_SESSION_PREPARING);
  KEPT_WAIT (lab_session_get_state (self->session) != LAB_SESSION_PREPARING);
  g_assert_null (lab_session_get_past (self->session));
  kept_wait_for (self, LAB_SESSION_ENDED);
  g_assert_cmpuint (kept_count (self), ==, 4);
}

/* A training that waits for its data is not wanted any more by who opens something else. */
static void
test_waiting (Kept *self, gconstpointer data)
{
  kept_train (self);
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_DATASET, "/nowhere", NULL));
  look_back (self);
  g_assert_true (lab_document_set (self->document, 0, LAB_SETTING_KEEP, "1=0.5", NULL));
  lab_session_train (self->session);
  g_assert_cmpint (lab_session_get_state (self->session), ==, LAB_SESSION_PREPARING);
  lab_revisit_leave (self->revisit);
  g_assert_cmpint (lab_session_get_state (self->session), ==, LAB_SESSION_ENDED);
  settle ();
  g_assert_null (self->failure);
  g_assert_cmpint (lab_session_get_state (self->session), ==, LAB_SESSION_ENDED);
  g_assert_cmpuint (kept_count (self), ==, 2);
}

/* A branch begins at the moment that was shown when it was asked for. */
static void
test_branch (Kept *self, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  const LabEvaluation *evaluation;
  LabRecords records;
  guint64 step;

  train_and_look_back (self);
  lab_session_set_cursor (self->session, 1.5);
  g_assert_true (lab_session_get_records (self->session, &records));
  evaluation = lab_chart_evaluation (records.runs[0], lab_session_get_cursor (self->session));
  g_assert_null (evaluation->theta);
  step = evaluation->step;
  lab_revisit_branch (self->revisit, 0);
  g_assert_true (lab_revisit_is_finding (self->revisit));
  lab_session_move_cursor (self->session, 3);
  KEPT_WAIT (lab_session_get_past (self->session) == NULL);
  kept_wait_for (self, LAB_SESSION_ENDED);
  summaries = kept_list (self);
  g_assert_cmpuint (summaries->len, ==, 4);
  g_assert_cmpuint (KEPT_AT (summaries, 3)->origin.step, ==, step);
}

/* `opened` is not for weights, nor for the way back. */
static void
test_opened (Kept *self, gconstpointer data)
{
  g_signal_connect_swapped (self->revisit, "opened", G_CALLBACK (g_atomic_int_inc),
                            &self->n_opened);
  train_and_look_back (self);
  g_assert_cmpint (self->n_opened, ==, 1);
  lab_revisit_find_weights (self->revisit);
  KEPT_WAIT (!lab_revisit_is_finding (self->revisit));
  lab_revisit_leave (self->revisit);
  g_assert_cmpint (self->n_opened, ==, 1);
}

/* A search ends with the session: the history closes without it. */
static void
test_closed_in_search (Kept *self, gconstpointer data)
{
  g_autoptr (LabRevisit) revisit = g_object_ref (self->revisit);

  train_and_look_back (self);
  lab_revisit_find_weights (self->revisit);
  g_assert_true (lab_revisit_is_finding (revisit));
  kept_end (self);
  g_assert_false (lab_revisit_is_finding (revisit));
  kept_begin (self);
}

/* Closed before a training began: it is in no list. */
static void
test_closed_in_preparation (Kept *self, gconstpointer data)
{
  KEPT_WAIT (lab_archive_is_open (self->archive));
  lab_session_train (self->session);
  lab_session_stop (self->session);
  g_assert_cmpint (lab_session_get_state (self->session), ==, LAB_SESSION_READY);
  kept_end (self);
  kept_begin (self);
  g_assert_cmpuint (kept_count (self), ==, 0);
}

static guint
n_files (const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
  guint n = 0;
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    n += strstr (name, ".damaged-") != NULL;
  return n;
}

/* Two windows saw a damaged file; one has mended it, and the other must not take it away. */
static void
test_mended_twice (Kept *self, gconstpointer data)
{
  g_autoptr (LabArchive) other = NULL;

  kept_end (self);
  g_assert_true (g_file_set_contents (
      self->path, "This is no database, however long it is, and so on.\n", -1, NULL));
  kept_begin (self);
  other = lab_archive_new (self->path);
  KEPT_WAIT (lab_archive_get_error (other) != NULL
             && lab_archive_get_error (self->archive) != NULL);
  lab_archive_mend (self->archive);
  KEPT_WAIT (lab_archive_is_open (self->archive));
  kept_train (self);
  g_assert_cmpuint (kept_count (self), ==, 2);
  lab_archive_mend (other);
  KEPT_WAIT (lab_archive_is_open (other) && lab_archive_get_error (other) == NULL);
  g_assert_cmpuint (n_files (self->path), ==, 1);
  lab_archive_shut (other);
  kept_end (self);
  kept_begin (self);
  g_assert_cmpuint (kept_count (self), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/there-and-back/" name, Kept, NULL, kept_set_up, function, kept_tear_down)
  ADD ("settings", test_settings);
  ADD ("stay", test_stay);
  ADD ("found-in-between", test_found_in_between);
  ADD ("waiting", test_waiting);
  ADD ("branch", test_branch);
  ADD ("opened", test_opened);
  ADD ("closed-in-search", test_closed_in_search);
  ADD ("closed-in-preparation", test_closed_in_preparation);
  ADD ("mended-twice", test_mended_twice);
  return g_test_run ();
}
