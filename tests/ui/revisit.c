/* SPDX-License-Identifier: MIT */
/* A session with a history of its own: what was trained is there again and goes on. */
#include "kept.h"
#include "ui/model/concluder.h"

#include <glib/gstdio.h>

/* What was trained is in the history, and opens as it was; the document comes back on the way out.
 */
static void
test_open (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  g_autoptr (LabRun) trained = NULL;
  LabRecords records;

  kept_train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  trained = lab_run_ref (records.runs[1]);
  summaries = kept_list (fixture);
  g_assert_cmpuint (summaries->len, ==, 2);
  g_assert_cmpint (KEPT_AT (summaries, 0)->state, ==, LAB_RUN_FINISHED);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  g_assert_true (lab_session_is_stale (fixture->session));

  lab_revisit_open (fixture->revisit, KEPT_AT (summaries, 0)->experiment);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_ENDED);
  g_assert_false (lab_session_is_stale (fixture->session));
  g_assert_cmpuint (lab_document_get_spec (fixture->document, 0)->epochs, ==, 3);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_runs, ==, 2);
  g_assert_true (records.runs[1] != trained);
  kept_assert_same (records.runs[1], trained);

  lab_revisit_leave (fixture->revisit);
  g_assert_null (lab_session_get_past (fixture->session));
  g_assert_cmpuint (lab_document_get_spec (fixture->document, 0)->epochs, ==, 2);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_true (records.runs[1] == trained);
  g_assert_null (fixture->failure);
}

/* A training rests while something else is looked at, and goes on. */
static void
test_rest (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;

  kept_train (fixture);
  summaries = kept_list (fixture);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "1000", NULL));
  lab_session_set_pace (fixture->session, 100.0);
  lab_session_train (fixture->session);
  kept_wait_for (fixture, LAB_SESSION_TRAINING);
  lab_revisit_open (fixture->revisit, KEPT_AT (summaries, 0)->experiment);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_ENDED);
  lab_revisit_leave (fixture->revisit);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_PAUSED);
  lab_session_resume (fixture->session);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_TRAINING);
  lab_session_stop (fixture->session);
  kept_wait_for (fixture, LAB_SESSION_ENDED);
}

/* The weights between the epochs' ends are found by training once more. */
static void
test_weights (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  g_autoptr (LabRun) trained = NULL;
  LabRecords records;

  kept_train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  trained = lab_run_ref (records.runs[0]);
  summaries = kept_list (fixture);
  lab_revisit_open (fixture->revisit, KEPT_AT (summaries, 0)->experiment);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_null (lab_run_get_evaluation (records.runs[0], 2)->theta);
  g_assert_nonnull (lab_revisit_find_weights (fixture->revisit));
  KEPT_WAIT (!lab_revisit_is_finding (fixture->revisit));
  g_assert_null (lab_revisit_find_weights (fixture->revisit));
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_nonnull (lab_run_get_evaluation (records.runs[0], 2)->theta);
  kept_assert_same (records.runs[0], trained);
}

/* Ended in mid-training, and begun again: it goes on in its place, to the same bits. */
static void
test_resume (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL, after = NULL;
  g_autoptr (LabRun) whole = NULL;
  LabRecords records;

  kept_train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  whole = lab_run_ref (records.runs[1]);
  lab_session_set_pace (fixture->session, 40.0);
  lab_session_train (fixture->session);
  KEPT_WAIT (lab_session_get_step (fixture->session, NULL) >= 5
             && lab_session_get_state (fixture->session) == LAB_SESSION_TRAINING);
  lab_session_stop (fixture->session);
  kept_end (fixture);

  kept_begin (fixture);
  before = kept_list (fixture);
  g_assert_cmpuint (before->len, ==, 4);
  g_assert_cmpint (KEPT_AT (before, 3)->state, ==, LAB_RUN_STOPPED);
  lab_revisit_resume (fixture->revisit, KEPT_AT (before, 3)->experiment);
  kept_wait_for (fixture, LAB_SESSION_TRAINING);
  g_assert_null (lab_session_get_past (fixture->session));
  kept_wait_for (fixture, LAB_SESSION_ENDED);
  g_assert_false (lab_session_is_stale (fixture->session));
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpint (lab_run_get_state (records.runs[1]), ==, LAB_RUN_FINISHED);
  kept_assert_same (records.runs[1], whole);
  after = kept_list (fixture);
  g_assert_cmpuint (after->len, ==, 4);
  g_assert_cmpint (KEPT_AT (after, 3)->state, ==, LAB_RUN_FINISHED);
}

/* Runs of two experiments beside each other. */
static void
test_compare (Kept *fixture, gconstpointer data)
{
  static const guint ORDER[] = { 1, 0, 2 };
  g_autoptr (GPtrArray) summaries = NULL;
  LabRecords records;
  gint64 ids[3];

  kept_train (fixture);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  kept_train (fixture);
  summaries = kept_list (fixture);
  for (guint i = 0; i < 3; i++)
    ids[i] = KEPT_AT (summaries, i + 1)->id;
  lab_revisit_compare (fixture->revisit, ids, 3);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_runs, ==, 3);
  /* the standard ones first */
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (records.runs[i]->side, ==, i);
      g_assert_cmpint (lab_run_get_id (records.runs[i]), ==, ids[ORDER[i]]);
    }
  g_assert_cmpuint (lab_document_get_experiment (fixture->document)->n_sides, ==, 3);
  g_assert_cmpstr (lab_session_get_past (fixture->session)->note, ==,
                   "They differ in more than the loss: Epochs.");
  g_assert_cmpstr (lab_document_get_title (fixture->document), ==, "3 runs compared");

  /* two are called by what they differ in: an earlier comparison ends with the next one */
  lab_revisit_compare (fixture->revisit, ids, 2);
  KEPT_WAIT (lab_session_get_past (fixture->session)->n_sides == 2);
  g_assert_cmpstr (lab_document_get_title (fixture->document), ==,
                   "Cross-entropy against weighted cross-entropy");
}

/* Runs with other batches, and not as long, are compared, and tested, at the same epoch; that they
 * differ in that is said. */
static void
test_compare_batches (Kept *fixture, gconstpointer data)
{
  g_autoptr (LabConcluder) concluder = NULL;
  g_autoptr (GPtrArray) summaries = NULL;
  const LabEvaluation *compared[2];
  const LabPairs *pairs;
  LabRecords records;

  kept_train (fixture);
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_BATCH_SIZE, "8", NULL));
  g_assert_true (lab_document_set (fixture->document, 0, LAB_SETTING_EPOCHS, "2", NULL));
  kept_train (fixture);
  summaries = kept_list (fixture);
  concluder = lab_concluder_new (fixture->session);
  lab_revisit_compare (fixture->revisit,
                       (gint64[]){ KEPT_AT (summaries, 3)->id, KEPT_AT (summaries, 1)->id }, 2);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_cmpstr (lab_session_get_past (fixture->session)->note, ==,
                   "They differ in more than the loss: Batch size, Epochs.");
  KEPT_WAIT ((pairs = lab_concluder_get_pairs (concluder)) != NULL && pairs->tests != NULL
             && lab_session_get_past (fixture->session) != NULL);
  g_assert_cmpfloat (pairs->epoch, ==, 2.0);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  for (guint i = 0; i < 2; i++)
    {
      compared[i] = lab_chart_evaluation (records.runs[i], 2.0);
      g_assert_cmpfloat (compared[i]->epoch, ==, 2.0);
    }
  g_assert_cmpuint (compared[0]->step, !=, compared[1]->step);
  g_assert_cmpfloat (pairs->comparisons[0]->rows[LAB_COMPARISON_ACCURACY].first.mean, ==,
                     lab_confusion_accuracy (compared[0]->test));
  g_assert_cmpfloat (pairs->comparisons[0]->rows[LAB_COMPARISON_ACCURACY].second.mean, ==,
                     lab_confusion_accuracy (compared[1]->test));
  g_assert_cmpfloat_with_epsilon (
      ((double) pairs->tests[0].only_second - pairs->tests[0].only_first) / 57.0,
      pairs->comparisons[0]->rows[LAB_COMPARISON_ACCURACY].difference.mean, 1e-12);
}

static void delete (Kept *fixture, gint64 run)
{
  LabHistory *history = lab_archive_enter (fixture->archive);

  g_assert_true (lab_history_delete (history, run, NULL));
  lab_archive_leave (fixture->archive);
}

static const LabPast *
open_past (Kept *fixture, gint64 experiment)
{
  const LabPast *past;

  lab_revisit_leave (fixture->revisit);
  lab_revisit_open (fixture->revisit, experiment);
  KEPT_WAIT ((past = lab_session_get_past (fixture->session)) != NULL);
  return past;
}

/* Of several seeds some runs are gone: the others keep their places, and it is said. */
static void
test_holes (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  const LabPast *past;
  LabRecords records;

  g_assert_true (lab_document_set_seeds (fixture->document, "3", NULL));
  kept_train (fixture);
  summaries = kept_list (fixture);
  g_ptr_array_sort (summaries, lab_summary_compare);
  g_assert_cmpuint (summaries->len, ==, 6);
  delete (fixture, KEPT_AT (summaries, 2)->id);
  past = open_past (fixture, KEPT_AT (summaries, 0)->experiment);
  g_assert_cmpuint (past->n_sides, ==, 2);
  g_assert_cmpuint (past->n_seeds, ==, 2);
  g_assert_cmpstr (past->note, ==, "1 of 6 runs was deleted. 1 without a partner is left out.");
  for (guint i = 0; i < past->runs->len; i++)
    {
      const LabRun *run = past->runs->pdata[i];
      const LabSummary *summary = KEPT_AT (summaries, i < 2 ? i : i + 2);

      g_assert_cmpuint (run->side, ==, i % 2);
      g_assert_cmpint (lab_run_get_id (run), ==, summary->id);
      g_assert_cmpuint (summary->side, ==, i % 2);
      g_assert_cmpuint (run->spec->seed, ==, ((LabRun *) past->runs->pdata[i & ~1u])->spec->seed);
    }
  /* once more, it is the whole */
  g_assert_cmpuint (lab_document_get_experiment (fixture->document)->n_seeds, ==, 3);
  kept_train (fixture);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  g_assert_cmpuint (records.n_seeds, ==, 3);

  /* of one side all are gone */
  delete (fixture, KEPT_AT (summaries, 0)->id);
  delete (fixture, KEPT_AT (summaries, 4)->id);
  past = open_past (fixture, KEPT_AT (summaries, 0)->experiment);
  g_assert_cmpuint (past->n_sides, ==, 1);
  g_assert_cmpuint (past->n_seeds, ==, 3);
  g_assert_cmpstr (past->note, ==, "3 of 6 runs were deleted.");
}

/* What is left of an experiment goes on, whole pairs first. */
static void
test_resume_holes (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  LabRecords records;
  guint n_finished = 0;

  g_assert_true (lab_document_set_seeds (fixture->document, "3", NULL));
  lab_session_set_pace (fixture->session, 40.0);
  lab_session_train (fixture->session);
  KEPT_WAIT (lab_session_get_step (fixture->session, NULL) >= 5
             && lab_session_get_state (fixture->session) == LAB_SESSION_TRAINING);
  lab_session_stop (fixture->session);
  kept_wait_for (fixture, LAB_SESSION_ENDED);
  lab_session_reset (fixture->session);
  lab_session_set_pace (fixture->session, LAB_FULL_SPEED);
  summaries = kept_list (fixture);
  g_ptr_array_sort (summaries, lab_summary_compare);
  delete (fixture, KEPT_AT (summaries, 3)->id);
  for (guint pass = 0; pass < 2; pass++)
    {
      lab_revisit_resume (fixture->revisit, KEPT_AT (summaries, 0)->experiment);
      kept_wait_for (fixture, LAB_SESSION_TRAINING);
      kept_wait_for (fixture, LAB_SESSION_ENDED);
      g_assert_true (lab_session_get_records (fixture->session, &records));
      g_assert_cmpuint (records.n_runs, ==, pass == 0 ? 2 : 1);
      g_assert_cmpuint (records.n_seeds, ==, pass == 0 ? 2 : 3);
      g_assert_nonnull (fixture->failure);
    }
  g_clear_pointer (&summaries, g_ptr_array_unref);
  summaries = kept_list (fixture);
  for (guint i = 0; i < summaries->len; i++)
    n_finished += KEPT_AT (summaries, i)->state == LAB_RUN_FINISHED;
  g_assert_cmpuint (n_finished, ==, 5);
}

/* What cannot be is said, and leaves everything as it is. */
static void
test_refused (Kept *fixture, gconstpointer data)
{
  lab_revisit_open (fixture->revisit, 77);
  KEPT_WAIT (fixture->failure != NULL);
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
test_other_pictures (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;

  kept_train (fixture);
  summaries = kept_list (fixture);
  kept_end (fixture);
  crop (fixture->folder, "train-images-idx3-ubyte");
  crop (fixture->folder, "t10k-images-idx3-ubyte");
  kept_begin (fixture);
  KEPT_WAIT (lab_archive_is_open (fixture->archive));
  lab_revisit_open (fixture->revisit, KEPT_AT (summaries, 0)->experiment);
  KEPT_WAIT (fixture->failure != NULL || lab_session_get_past (fixture->session) != NULL);
  g_assert_nonnull (fixture->failure);
  g_assert_nonnull (strstr (fixture->failure, "is not what it was"));
  g_assert_null (lab_session_get_past (fixture->session));
}

/* A file that is no database: training works, the archive says why, and a new one can begin, with
 * what was trained meanwhile. */
static void
test_damaged (Kept *fixture, gconstpointer data)
{
  kept_end (fixture);
  g_assert_true (
      g_file_set_contents (fixture->path, "This is no database, however long it is.\n", -1, NULL));
  kept_begin (fixture);
  kept_train (fixture);
  g_assert_nonnull (lab_archive_get_error (fixture->archive));
  g_assert_false (lab_archive_is_open (fixture->archive));
  g_assert_cmpstr (lab_archive_get_remedy (fixture->archive), ==, "Set Aside and Begin a New One");
  lab_archive_mend (fixture->archive);
  KEPT_WAIT (lab_archive_is_open (fixture->archive));
  kept_train (fixture);
  KEPT_WAIT (kept_count (fixture) == 4);
}

/* A folder that cannot be made: when it can, the history opens, and has what was trained. */
static void
test_mended (Kept *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *aside = g_strconcat (folder, ".aside", NULL);

  kept_end (fixture);
  g_assert_cmpint (g_rename (folder, aside), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  kept_begin (fixture);
  kept_train (fixture);
  g_assert_nonnull (lab_archive_get_error (fixture->archive));
  g_assert_cmpstr (lab_archive_get_remedy (fixture->archive), ==, "Try Again");
  g_signal_connect_swapped (fixture->archive, "opened", G_CALLBACK (g_atomic_int_inc),
                            &fixture->n_opened);
  lab_archive_mend (fixture->archive);
  KEPT_WAIT (fixture->n_opened == 1);
  g_assert_nonnull (lab_archive_get_error (fixture->archive));
  g_assert_cmpint (g_unlink (folder), ==, 0);
  g_assert_cmpint (g_rename (aside, folder), ==, 0);
  lab_archive_mend (fixture->archive);
  KEPT_WAIT (lab_archive_is_open (fixture->archive) && fixture->n_opened == 2);
  g_assert_null (lab_archive_get_error (fixture->archive));
  g_assert_cmpuint (kept_count (fixture), ==, 2);
}

/* A training that was given up before it began is in no list. */
static void
test_given_up (Kept *fixture, gconstpointer data)
{
  KEPT_WAIT (lab_archive_is_open (fixture->archive));
  lab_session_train (fixture->session);
  while (kept_count (fixture) != 2) /* it is made, and the window does not know yet */
    g_usleep (1000);
  g_assert_cmpint (lab_session_get_state (fixture->session), ==, LAB_SESSION_PREPARING);
  lab_session_reset (fixture->session);
  for (guint i = 0; i < 10000 && kept_count (fixture) > 0; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (kept_count (fixture), ==, 0);
  kept_train (fixture);
  g_assert_cmpuint (kept_count (fixture), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/revisit/" name, Kept, NULL, kept_set_up, function, kept_tear_down)
  ADD ("open", test_open);
  ADD ("rest", test_rest);
  ADD ("weights", test_weights);
  ADD ("resume", test_resume);
  ADD ("compare", test_compare);
  ADD ("compare-batches", test_compare_batches);
  ADD ("holes", test_holes);
  ADD ("resume-holes", test_resume_holes);
  ADD ("refused", test_refused);
  ADD ("other-pictures", test_other_pictures);
  ADD ("damaged", test_damaged);
  ADD ("mended", test_mended);
  ADD ("given-up", test_given_up);
  return g_test_run ();
}
