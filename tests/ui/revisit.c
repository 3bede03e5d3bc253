/* SPDX-License-Identifier: MIT */
/* A session with a history of its own: what was trained is there again, goes on, and branches. */
#include "ui/model/revisit.h"

#include "temp.h"
#include "toy.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  LabTemp *home;
  char *path;
  LabArchive *archive;
  LabSession *session;
  LabDocument *document;
  LabRevisit *revisit;
  char *failure;
  int n_opened;
} Fixture;

static void
on_failed (LabSession *session, const char *message, Fixture *fixture)
{
  g_free (fixture->failure);
  fixture->failure = g_strdup (message);
}

static gboolean
on_timeout (gpointer data)
{
  g_error ("not within a minute");
  return G_SOURCE_REMOVE;
}

#define WAIT(condition)                                               \
  G_STMT_START                                                        \
  {                                                                   \
    const guint late_ = g_timeout_add_seconds (60, on_timeout, NULL); \
    while (!(condition))                                              \
      g_main_context_iteration (NULL, TRUE);                          \
    g_source_remove (late_);                                          \
  }                                                                   \
  G_STMT_END

/* The program is there, with a small experiment. */
static void
begin (Fixture *fixture)
{
  static const struct
  {
    LabSettingId setting;
    const char *text;
  } SMALL[] = { { LAB_SETTING_HIDDEN, "12,7" },
                { LAB_SETTING_BATCH_SIZE, "16" },
                { LAB_SETTING_EPOCHS, "3" },
                { LAB_SETTING_EVALUATIONS, "4" } };

  fixture->archive = lab_archive_new (fixture->path);
  fixture->session = lab_session_new ();
  lab_session_set_archive (fixture->session, fixture->archive);
  fixture->revisit = lab_revisit_new (fixture->session);
  fixture->document = lab_session_get_document (fixture->session);
  g_assert_true (
      lab_document_set (fixture->document, 0, LAB_SETTING_DATASET, fixture->folder, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (SMALL); i++)
    g_assert_true (lab_document_set (fixture->document, 0, SMALL[i].setting, SMALL[i].text, NULL));
  g_signal_connect (fixture->session, "failed", G_CALLBACK (on_failed), fixture);
  lab_session_reset (fixture->session);
  lab_session_set_pace (fixture->session, LAB_FULL_SPEED);
  WAIT (lab_session_get_training_set (fixture->session) != NULL);
}

/* It has gone. */
static void
end (Fixture *fixture)
{
  g_object_unref (fixture->revisit);
  g_object_add_weak_pointer (G_OBJECT (fixture->session), (gpointer *) &fixture->session);
  g_object_unref (fixture->session);
  WAIT (fixture->session == NULL);
  lab_archive_shut (fixture->archive);
  g_assert_false (lab_archive_is_open (fixture->archive));
  g_clear_object (&fixture->archive);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = lab_toy_write (1);
  fixture->home = lab_temp_new ();
  fixture->path = g_build_filename (fixture->home, "losslab", "history.sqlite", NULL);
  begin (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end (fixture);
  lab_toy_remove (fixture->folder);
  lab_temp_free (fixture->home);
  g_free (fixture->path);
  g_free (fixture->failure);
}

static void
wait_for (Fixture *fixture, LabSessionState state)
{
  WAIT (lab_session_get_state (fixture->session) == state);
}

static void
train (Fixture *fixture)
{
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
}

static GPtrArray *
list (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LabHistory *history = lab_archive_enter (fixture->archive);
  GPtrArray *summaries;

  g_assert_nonnull (history);
  g_assert_true (lab_history_flush (history, &error));
  summaries = lab_history_list (history, &(LabQuery){ 0 }, &error);
  g_assert_no_error (error);
  lab_archive_leave (fixture->archive);
  return summaries;
}

static guint
count (Fixture *fixture)
{
  g_autoptr (GPtrArray) summaries = list (fixture);

  return summaries->len;
}

#define AT(summaries, i) ((const LabSummary *) (summaries)->pdata[i])

static void
assert_same (const LabRun *a, const LabRun *b)
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

/* What was trained is in the history, and opens as it was; the document comes back on the way out.
 */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  g_autoptr (LabRun) trained = NULL;
  LabRecords records;

  train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  trained = lab_run_ref (records.runs[1]);
  summaries = list (fixture);
  g_assert_cmpuint (summaries->len, ==, 2);
  g_assert_cmpint (AT (summaries, 0)->state, ==, LAB_RUN_FINISHED);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  g_assert_true (lab_session_is_stale (fixture->session));

  lab_revisit_open (fixture->revisit, AT (summaries, 0)->experiment);
  WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_ENDED);
  g_assert_false (lab_session_is_stale (fixture->session));
  g_assert_cmpuint (lab_document_get_spec (fixture->document, 0)->epochs, ==, 3);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_runs, ==, 2);
  g_assert_true (records.runs[1] != trained);
  assert_same (records.runs[1], trained);

  lab_revisit_leave (fixture->revisit);
  g_assert_null (lab_session_get_past (fixture->session));
  g_assert_cmpuint (lab_document_get_spec (fixture->document, 0)->epochs, ==, 2);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_true (records.runs[1] == trained);
  g_assert_null (fixture->failure);
}

/* A training rests while something else is looked at, and goes on. */
static void
test_rest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;

  train (fixture);
  summaries = list (fixture);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "1000", NULL));
  lab_session_set_pace (fixture->session, 100.0);
  lab_session_train (fixture->session);
  wait_for (fixture, LAB_SESSION_TRAINING);
  lab_revisit_open (fixture->revisit, AT (summaries, 0)->experiment);
  WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_ENDED);
  lab_revisit_leave (fixture->revisit);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_PAUSED);
  lab_session_resume (fixture->session);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_TRAINING);
  lab_session_stop (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
}

/* The weights between the epochs' ends are found by training once more. */
static void
test_weights (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  g_autoptr (LabRun) trained = NULL;
  LabRecords records;

  train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  trained = lab_run_ref (records.runs[0]);
  summaries = list (fixture);
  lab_revisit_open (fixture->revisit, AT (summaries, 0)->experiment);
  WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_null (lab_run_get_evaluation (records.runs[0], 2)->theta);
  g_assert_nonnull (lab_revisit_find_weights (fixture->revisit));
  WAIT (!lab_revisit_is_finding (fixture->revisit));
  g_assert_null (lab_revisit_find_weights (fixture->revisit));
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_nonnull (lab_run_get_evaluation (records.runs[0], 2)->theta);
  assert_same (records.runs[0], trained);
}

/* Ended in mid-training, and begun again: it goes on in its place, to the same bits. */
static void
test_resume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (LabRun) whole = NULL;
  LabRecords records;

  train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  whole = lab_run_ref (records.runs[1]);
  lab_session_set_pace (fixture->session, 40.0);
  lab_session_train (fixture->session);
  WAIT (lab_session_get_step (fixture->session, NULL) >= 5
        && lab_session_get_state (fixture->session) == LAB_SESSION_TRAINING);
  lab_session_stop (fixture->session);
  end (fixture);

  begin (fixture);
  before = list (fixture);
  g_assert_cmpuint (before->len, ==, 4);
  g_assert_cmpint (AT (before, 3)->state, ==, LAB_RUN_STOPPED);
  lab_revisit_resume (fixture->revisit, AT (before, 3)->experiment);
  wait_for (fixture, LAB_SESSION_TRAINING);
  g_assert_null (lab_session_get_past (fixture->session));
  wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_false (lab_session_is_stale (fixture->session));
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpint (lab_run_get_state (records.runs[1]), ==, LAB_RUN_FINISHED);
  assert_same (records.runs[1], whole);
  after = list (fixture);
  g_assert_cmpuint (after->len, ==, 4);
  g_assert_cmpint (AT (after, 3)->state, ==, LAB_RUN_FINISHED);
}

/* Runs of two experiments beside each other. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  LabRecords records;
  gint64 ids[3];

  train (fixture);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  train (fixture);
  summaries = list (fixture);
  for (guint i = 0; i < 3; i++)
    ids[i] = AT (summaries, i + 1)->id;
  lab_revisit_compare (fixture->revisit, ids, 3);
  WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_runs, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (records.runs[i]->side, ==, i);
      g_assert_cmpint (lab_run_get_id (records.runs[i]), ==, ids[i]);
    }
  g_assert_cmpuint (lab_document_get_experiment (fixture->document)->n_sides, ==, 3);
  g_assert_null (lab_session_get_past (fixture->session)->note);
  g_assert_cmpstr (lab_document_get_title (fixture->document), ==, "3 runs compared");

  /* two are called by what they differ in: an earlier comparison ends with the next one */
  lab_revisit_compare (fixture->revisit, ids, 2);
  WAIT (lab_session_get_past (fixture->session)->n_sides == 2);
  g_assert_cmpstr (lab_document_get_title (fixture->document), ==,
                   "Weighted cross-entropy against cross-entropy");
}

static void delete (Fixture *fixture, gint64 run)
{
  LabHistory *history = lab_archive_enter (fixture->archive);

  g_assert_true (lab_history_delete (history, run, NULL));
  lab_archive_leave (fixture->archive);
}

static const LabPast *
open_past (Fixture *fixture, gint64 experiment)
{
  const LabPast *past;

  lab_revisit_leave (fixture->revisit);
  lab_revisit_open (fixture->revisit, experiment);
  WAIT ((past = lab_session_get_past (fixture->session)) != NULL);
  return past;
}

/* Of several seeds some runs are gone: the others keep their places, and it is said. */
static void
test_holes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  const LabPast *past;
  LabRecords records;

  g_assert_true (lab_document_set_seeds (fixture->document, "3", NULL));
  train (fixture);
  summaries = list (fixture);
  g_ptr_array_sort (summaries, lab_summary_compare);
  g_assert_cmpuint (summaries->len, ==, 6);
  delete (fixture, AT (summaries, 2)->id);
  past = open_past (fixture, AT (summaries, 0)->experiment);
  g_assert_cmpuint (past->n_sides, ==, 2);
  g_assert_cmpuint (past->n_seeds, ==, 2);
  g_assert_cmpstr (past->note, ==, "1 of 6 runs was deleted. 1 without a partner is left out.");
  for (guint i = 0; i < past->runs->len; i++)
    {
      const LabRun *run = past->runs->pdata[i];
      const LabSummary *summary = AT (summaries, i < 2 ? i : i + 2);

      g_assert_cmpuint (run->side, ==, i % 2);
      g_assert_cmpint (lab_run_get_id (run), ==, summary->id);
      g_assert_cmpuint (summary->side, ==, i % 2);
      g_assert_cmpuint (run->spec->seed, ==, ((LabRun *) past->runs->pdata[i & ~1u])->spec->seed);
    }
  /* once more, it is the whole */
  g_assert_cmpuint (lab_document_get_experiment (fixture->document)->n_seeds, ==, 3);
  train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_seeds, ==, 3);

  /* of one side all are gone */
  delete (fixture, AT (summaries, 0)->id);
  delete (fixture, AT (summaries, 4)->id);
  past = open_past (fixture, AT (summaries, 0)->experiment);
  g_assert_cmpuint (past->n_sides, ==, 1);
  g_assert_cmpuint (past->n_seeds, ==, 3);
  g_assert_cmpstr (past->note, ==, "3 of 6 runs were deleted.");
}

/* What is left of an experiment goes on, whole pairs first. */
static void
test_resume_holes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  LabRecords records;
  guint n_finished = 0;

  g_assert_true (lab_document_set_seeds (fixture->document, "3", NULL));
  lab_session_set_pace (fixture->session, 40.0);
  lab_session_train (fixture->session);
  WAIT (lab_session_get_step (fixture->session, NULL) >= 5
        && lab_session_get_state (fixture->session) == LAB_SESSION_TRAINING);
  lab_session_stop (fixture->session);
  wait_for (fixture, LAB_SESSION_ENDED);
  lab_session_reset (fixture->session);
  lab_session_set_pace (fixture->session, LAB_FULL_SPEED);
  summaries = list (fixture);
  g_ptr_array_sort (summaries, lab_summary_compare);
  delete (fixture, AT (summaries, 3)->id);
  for (guint pass = 0; pass < 2; pass++)
    {
      lab_revisit_resume (fixture->revisit, AT (summaries, 0)->experiment);
      wait_for (fixture, LAB_SESSION_TRAINING);
      wait_for (fixture, LAB_SESSION_ENDED);
      g_assert_true (lab_session_get_records (fixture->session, &records));
      g_assert_cmpuint (records.n_runs, ==, pass == 0 ? 2 : 1);
      g_assert_cmpuint (records.n_seeds, ==, pass == 0 ? 2 : 3);
      g_assert_nonnull (fixture->failure);
    }
  g_clear_pointer (&summaries, g_ptr_array_unref);
  summaries = list (fixture);
  for (guint i = 0; i < summaries->len; i++)
    n_finished += AT (summaries, i)->state == LAB_RUN_FINISHED;
  g_assert_cmpuint (n_finished, ==, 5);
}

/* From a moment of the past, whose weights were not stored, on with another loss. */
static void
test_branch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  const LabEvaluation *first;
  LabRecords records;
  gint64 parent;

  train (fixture);
  summaries = list (fixture);
  lab_revisit_open (fixture->revisit, AT (summaries, 0)->experiment);
  WAIT (lab_session_get_past (fixture->session) != NULL);
  lab_session_set_cursor (fixture->session, 1.5);
  g_assert_true (lab_document_set_loss (fixture->document, 1, "focal", NULL));
  g_assert_true (lab_session_get_records (fixture->session, &records));
  parent = lab_run_get_id (records.runs[1]);
  lab_revisit_branch (fixture->revisit, 1);
  wait_for (fixture, LAB_SESSION_TRAINING);
  wait_for (fixture, LAB_SESSION_ENDED);
  g_clear_pointer (&summaries, g_ptr_array_unref);
  summaries = list (fixture);
  g_assert_cmpuint (summaries->len, ==, 4);
  for (guint i = 2; i < 4; i++)
    {
      g_assert_cmpint (AT (summaries, i)->origin.run, ==, parent);
      g_assert_cmpuint (AT (summaries, i)->origin.step, >, 0);
    }
  g_assert_true (lab_session_get_records (fixture->session, &records));
  first = lab_run_get_evaluation (records.runs[0], 0);
  g_assert_cmpmem (first->theta, first->n_theta * sizeof (float),
                   lab_run_get_evaluation (records.runs[1], 0)->theta,
                   first->n_theta * sizeof (float));
  g_assert_null (fixture->failure);
}

/* What cannot be is said, and leaves everything as it is. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  lab_revisit_open (fixture->revisit, 77);
  WAIT (fixture->failure != NULL);
  g_assert_null (lab_session_get_past (fixture->session));
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_READY);
}

/* Gives the pictures of a file another size. */
static void
crop (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize size, n;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  n = (size - 16) / (6 * 5);
  bytes[11] = bytes[15] = 5;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) (16 + n * 5 * 5), NULL));
}

/* The folder has pictures of another size since: the weights do not fit them. */
static void
test_other_pictures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;

  train (fixture);
  summaries = list (fixture);
  end (fixture);
  crop (fixture->folder, "train-images-idx3-ubyte");
  crop (fixture->folder, "t10k-images-idx3-ubyte");
  begin (fixture);
  WAIT (lab_archive_is_open (fixture->archive));
  lab_revisit_open (fixture->revisit, AT (summaries, 0)->experiment);
  WAIT (fixture->failure != NULL || lab_session_get_past (fixture->session) != NULL);
  g_assert_nonnull (fixture->failure);
  g_assert_nonnull (strstr (fixture->failure, "is not what it was"));
  g_assert_null (lab_session_get_past (fixture->session));
}

/* A file that is no database: training works, the archive says why, and a new one can begin, with
 * what was trained meanwhile. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  end (fixture);
  g_assert_true (
      g_file_set_contents (fixture->path, "This is no database, however long it is.\n", -1, NULL));
  begin (fixture);
  train (fixture);
  g_assert_nonnull (lab_archive_get_error (fixture->archive));
  g_assert_false (lab_archive_is_open (fixture->archive));
  g_assert_cmpstr (lab_archive_get_remedy (fixture->archive), ==, "Set Aside and Begin a New One");
  lab_archive_mend (fixture->archive);
  WAIT (lab_archive_is_open (fixture->archive));
  train (fixture);
  WAIT (count (fixture) == 4);
}

/* A folder that cannot be made: when it can, the history opens, and has what was trained. */
static void
test_mended (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);

  end (fixture);
  g_assert_cmpint (g_rename (folder, aside), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  begin (fixture);
  train (fixture);
  g_assert_nonnull (lab_archive_get_error (fixture->archive));
  g_assert_cmpstr (lab_archive_get_remedy (fixture->archive), ==, "Try Again");
  g_signal_connect_swapped (fixture->archive, "opened", G_CALLBACK (g_atomic_int_inc),
                            &fixture->n_opened);
  lab_archive_mend (fixture->archive);
  WAIT (fixture->n_opened == 1);
  g_assert_nonnull (lab_archive_get_error (fixture->archive));
  g_assert_cmpint (g_unlink (folder), ==, 0);
  g_assert_cmpint (g_rename (aside, folder), ==, 0);
  lab_archive_mend (fixture->archive);
  WAIT (lab_archive_is_open (fixture->archive) && fixture->n_opened == 2);
  g_assert_null (lab_archive_get_error (fixture->archive));
  g_assert_cmpuint (count (fixture), ==, 2);
}

/* A training that was given up before it began is in no list. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  WAIT (lab_archive_is_open (fixture->archive));
  lab_session_train (fixture->session);
  while (count (fixture) != 2) /* it is made, and the window does not know yet */
    g_usleep (1000);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_PREPARING);
  lab_session_reset (fixture->session);
  for (guint i = 0; i < 10000 && count (fixture) > 0; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (count (fixture), ==, 0);
  train (fixture);
  g_assert_cmpuint (count (fixture), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/revisit/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("open", test_open);
  ADD ("rest", test_rest);
  ADD ("weights", test_weights);
  ADD ("resume", test_resume);
  ADD ("compare", test_compare);
  ADD ("holes", test_holes);
  ADD ("resume-holes", test_resume_holes);
  ADD ("branch", test_branch);
  ADD ("refused", test_refused);
  ADD ("other-pictures", test_other_pictures);
  ADD ("damaged", test_damaged);
  ADD ("mended", test_mended);
  ADD ("given-up", test_given_up);
  return g_test_run ();
}
