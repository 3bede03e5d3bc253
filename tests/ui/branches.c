/* SPDX-License-Identifier: MIT */
/* What is trained from a moment of a past run on is called a branch, and written as one. */
#include "kept.h"
#include "out/torch-export.h"
#include "train/trainer.h"
#include "ui/model/names.h"
#include "ui/out/outputs.h"
#include "ui/plot/handout-words.h"

#define N_STEPS 6 /* that a script prints */
#define FIND_TORCH                    \
  "import importlib.util as u, sys\n" \
  "sys.exit(not (u.find_spec('torch') and u.find_spec('numpy')))"

/* While it is shown the window's subtitle says so; training again does not repeat it. */
static void
assert_called_branch (Kept *fixture)
{
  g_autofree char *words = lab_names_data (fixture->session);
  g_autofree char *after = NULL;

  g_assert_nonnull (strstr (words, " branch of run 2 at step "));
  g_assert_true (lab_session_is_branch (fixture->session));
  kept_train (fixture);
  after = lab_names_data (fixture->session);
  g_assert_null (strstr (after, "branch"));
  g_assert_false (lab_session_is_branch (fixture->session));
}

static LabResult
result_of (Kept *fixture, const LabRecords *records)
{
  return (LabResult){ .experiment = lab_document_get_experiment (fixture->document),
                      .title = "",
                      .description = "",
                      .runs = (LabRun **) records->runs,
                      .dataset = records->dataset,
                      .set = (LabTrainingSet *) records->set };
}

/* The script begins where @run did: in a file of its own, or in that of all sides. */
static void
assert_begins (const char *script, const char *name, const LabRun *run, const LabDataset *dataset)
{
  g_autofree char *path = g_build_filename (script, name, NULL);
  g_autofree char *text = NULL;
  g_autofree float *linear = NULL;
  LabNetwork network;
  gsize size;
  GError *error = NULL;

  g_assert_true (lab_trainer_network (run->spec, dataset, &network, NULL));
  linear = g_new (float, network.n_parameters);
  lab_network_copy_linear (&network, lab_run_get_evaluation (run, 0)->theta, linear);
  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, size, linear, network.n_parameters * sizeof *linear);
}

/* Returns: (nullable): what it prints. */
static char *
run_python (const char *a, const char *b, const char *c)
{
  const char *const command[] = { "/usr/bin/python3", a, b, c, NULL };
  char *said = NULL;
  int status;

  if (g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said, NULL,
                    &status, NULL)
      && status == 0)
    return said;
  g_free (said);
  return NULL;
}

/* Where there is torch, the script's losses are those of the runs. */
static void
assert_prints (const char *script, const LabRecords *records)
{
  g_autofree char *path = g_build_filename (script, "train.py", NULL);
  g_autofree char *torch = run_python ("-c", FIND_TORCH, NULL);
  g_autofree char *said
      = torch == NULL ? NULL : run_python (path, "--steps", G_STRINGIFY (N_STEPS));
  g_auto (GStrv) lines = NULL;

  if (torch == NULL)
    {
      g_test_message ("no torch: the script is not run");
      return;
    }
  g_assert_nonnull (said);
  lines = g_strsplit (g_strchomp (said), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 2 * N_STEPS);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const LabRun *run = records->runs[i / N_STEPS];
      const double is = g_ascii_strtod (strrchr (lines[i], ' '), NULL);

      g_assert_cmpfloat_with_epsilon (is, lab_series_get (run->loss, i % N_STEPS), 1e-4);
    }
}

/* It is called a branch, and no file says that its seed gives its weights. */
static void
assert_written_as_branch (Kept *fixture, const LabRecords *records, gint64 parent)
{
  const LabResult result = result_of (fixture, records);
  g_autofree char *origin = lab_chart_origin (records->runs[0]);
  g_autofree char *begins = g_strdup_printf ("branch of run %d at step ", (int) parent);
  g_autofree char *words = lab_handout_words_run (records->runs[0], records);
  g_autoptr (LabTemp) folder = lab_temp_new ();
  g_autofree char *file = g_build_filename (folder, "experiment.losslab", NULL);
  g_autofree char *script = g_build_filename (folder, "pytorch", NULL);
  g_autofree char *weights = g_build_filename (folder, "weights-custom.safetensors", NULL);
  g_autoptr (LabOutputs) outputs = NULL;
  GError *error = NULL;

  g_assert_true (g_str_has_prefix (origin, begins));
  g_assert_nonnull (strstr (words, origin));
  outputs = lab_outputs_new (folder, &error);
  g_assert_no_error (error);
  lab_outputs_write (outputs, &result, &(LabOutputsForm){ .everything = TRUE }, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (weights, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  assert_begins (script, "weights-1.f32", records->runs[0], records->dataset);
  assert_prints (script, records);
}

/* Beside a run that its seed began, each has a file of its own; without weights there is no script.
 */
static void
assert_apart (Kept *fixture, gint64 branch, gint64 plain)
{
  const gint64 ids[] = { plain, branch };
  g_autoptr (LabTemp) folder = lab_temp_new ();
  g_autofree char *script = g_build_filename (folder, "pytorch", NULL);
  g_autofree char *shared = g_build_filename (script, "weights-1.f32", NULL);
  LabEvaluation *first;
  LabRecords records;
  LabResult result;
  float *theta;
  GError *error = NULL;

  lab_revisit_compare (fixture->revisit, ids, 2);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  g_assert_true (lab_session_get_records (fixture->session, &records));
  result = result_of (fixture, &records);
  lab_torch_export (result.experiment, result.dataset, result.set, result.runs, script, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (shared, G_FILE_TEST_EXISTS));
  assert_begins (script, "weights-custom-1.f32", records.runs[1], records.dataset);
  assert_prints (script, &records);

  first = (LabEvaluation *) lab_run_get_evaluation (records.runs[1], 0);
  theta = g_steal_pointer (&first->theta);
  g_assert_false (lab_torch_export_check_runs (result.experiment, result.runs, &error));
  g_assert_error (error, LAB_ERROR, LAB_ERROR_REQUEST);
  g_clear_error (&error);
  first->theta = theta;
}

/* From a moment of the past, whose weights were not stored, on with another loss. */
static void
test_branch (Kept *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) summaries = NULL;
  const LabEvaluation *first;
  LabRecords records;
  gint64 parent;

  kept_train (fixture);
  summaries = kept_list (fixture);
  lab_revisit_open (fixture->revisit, KEPT_AT (summaries, 0)->experiment);
  KEPT_WAIT (lab_session_get_past (fixture->session) != NULL);
  lab_session_set_cursor (fixture->session, 1.5);
  g_assert_true (lab_document_set_loss (fixture->document, 1, "focal", NULL));
  g_assert_true (lab_session_get_records (fixture->session, &records));
  parent = lab_run_get_id (records.runs[1]);
  lab_revisit_branch (fixture->revisit, 1);
  kept_wait_for (fixture, LAB_SESSION_TRAINING);
  kept_wait_for (fixture, LAB_SESSION_ENDED);
  g_clear_pointer (&summaries, g_ptr_array_unref);
  summaries = kept_list (fixture);
  g_assert_cmpuint (summaries->len, ==, 4);
  for (guint i = 2; i < 4; i++)
    {
      g_assert_cmpint (KEPT_AT (summaries, i)->origin.run, ==, parent);
      g_assert_cmpuint (KEPT_AT (summaries, i)->origin.step, >, 0);
      g_assert_true (g_str_has_suffix (KEPT_AT (summaries, i)->title, ", from run 2"));
    }
  g_assert_true (lab_session_get_records (fixture->session, &records));
  first = lab_run_get_evaluation (records.runs[0], 0);
  g_assert_cmpmem (first->theta, first->n_theta * sizeof (float),
                   lab_run_get_evaluation (records.runs[1], 0)->theta,
                   first->n_theta * sizeof (float));
  g_assert_null (fixture->failure);
  assert_written_as_branch (fixture, &records, parent);
  assert_called_branch (fixture);
  assert_apart (fixture, KEPT_AT (summaries, 3)->id, KEPT_AT (summaries, 0)->id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/branches/write", Kept, NULL, kept_set_up, test_branch, kept_tear_down);
  return g_test_run ();
}
