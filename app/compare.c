/* SPDX-License-Identifier: MIT */
/* losslab compare: trains an experiment at full speed and says what came of it. */
#include "command.h"
#include "loss.h"
#include "options.h"
#include "out/torch-export.h"
#include "results.h"
#include "store/history.h"
#include "watch.h"

#include <stdio.h>

#define SUMMARY                                                                                  \
  "Trains the same network with a standard loss and a custom one, from the same weights and on " \
  "the same\n"                                                                                   \
  "batches, and compares them on the test set."

/* Weights that were asked for and have no part in a loss: no mistake, but worth a word. */
static void
mention_unused_weights (const char *command, const LabExperiment *experiment)
{
  for (guint side = 0; side < experiment->n_sides; side++)
    {
      g_autoptr (LabLoss) loss = lab_loss_find (experiment->sides[side]->loss, NULL);

      if (loss != NULL && !loss->weighted
          && experiment->sides[side]->class_weights.kind != LAB_CLASS_WEIGHTS_OWN)
        g_printerr ("losslab %s: class-weights: the %s loss, %s, does not use them; "
                    "weighted-cross-entropy does\n",
                    command, lab_experiment_role (side), loss->id != NULL ? loss->id : loss->title);
    }
}

static gboolean
write_outputs (LabOutputs *outputs, const LabOptions *options, LabEngine *engine, GError **error)
{
  g_autofree LabRun **runs = g_new (LabRun *, lab_engine_n_runs (engine));
  const LabResult result = {
    .title = "",
    .description = "",
    .experiment = options->experiment,
    .runs = runs,
    .dataset = lab_engine_get_dataset (engine),
    .set = lab_engine_get_training_set (engine),
  };

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    runs[i] = lab_engine_get_run (engine, i);
  return lab_outputs_write (outputs, &result, &options->form, error);
}

static void
mention_loss_of_history (const char *command, GError *error)
{
  g_printerr ("losslab %s: %s; this training is not kept, --no-history keeps none\n", command,
              error->message);
  g_error_free (error);
}

/* Returns: (nullable): a history is no condition for training. */
static LabHistory *
keep (const char *command, const LabExperiment *experiment, LabEngine *engine)
{
  const LabResult untitled = { .title = "", .experiment = experiment };
  g_autofree char *title = lab_result_dup_title (&untitled);
  GError *error = NULL;
  g_autoptr (LabHistory) history = lab_history_open (NULL, &error);

  if (history != NULL && lab_history_follow (history, engine, title, &error))
    return g_steal_pointer (&history);
  mention_loss_of_history (command, error);
  return NULL;
}

/* Returns: whether it is kept. */
static gboolean
end_keeping (const char *command, LabHistory *history, LabEngine *engine)
{
  GError *error = NULL;

  if (history == NULL)
    return FALSE;
  lab_history_leave (history, engine);
  if (lab_history_finish (history, &error))
    return TRUE;
  mention_loss_of_history (command, error);
  return FALSE;
}

static void
mention_interruption (const char *command, const LabEngine *engine, gboolean kept)
{
  for (guint i = 0; i < lab_engine_n_runs (engine) && kept; i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);

      if (lab_run_get_state (run) != LAB_RUN_STOPPED)
        continue;
      g_printerr ("losslab %s: interrupted; losslab runs resume %" G_GINT64_FORMAT " goes on\n",
                  command, lab_run_get_id (run));
      return;
    }
  g_printerr ("losslab %s: interrupted; what is shown ends there\n", command);
}

int
lab_compare_command (int argc, char **argv)
{
  static const LabOptionsForm FORM = { .summary = SUMMARY, .trains = TRUE };
  /* It rings until the engine is gone. */
  LabWatch watch = LAB_WATCH_INIT;
  g_auto (LabOptions) options = { 0 };
  g_autoptr (LabOutputs) outputs = NULL;
  g_autoptr (LabDataset) dataset = NULL;
  g_autoptr (LabEngine) engine = NULL;
  LabHistory *history;
  GError *error = NULL;
  gboolean name_seed, whole, kept;

  if (!lab_options_parse (&options, argc, argv, &FORM, &error))
    return lab_command_fail (argv[0], error);
  name_seed = options.experiment->n_seeds > 1;
  mention_unused_weights (argv[0], options.experiment);

  /* A folder that cannot be written to should be known before training, not after. */
  if (options.out != NULL && (outputs = lab_outputs_new (options.out, &error)) == NULL)
    return lab_command_fail (argv[0], error);
  dataset = lab_dataset_load (options.experiment->sides[0]->dataset, &error);
  if (dataset == NULL)
    return lab_command_fail (argv[0], error);
  engine = lab_engine_new (options.experiment, dataset, options.n_workers, lab_watch_ring, &watch,
                           &error);
  if (engine == NULL
      || (options.form.everything
          && !lab_torch_export_check (options.experiment, dataset,
                                      lab_engine_get_training_set (engine), &error)))
    return lab_command_fail (argv[0], error);

  history = options.no_history ? NULL : keep (argv[0], options.experiment, engine);
  whole = lab_watch_train (&watch, engine, name_seed, options.json ? stderr : stdout);
  if (options.json)
    {
      g_autofree char *json = lab_results_json (options.experiment, engine);

      puts (json);
    }
  else
    lab_watch_report (options.experiment, engine);
  fflush (stdout); /* the history may have to wait for other programs */
  kept = end_keeping (argv[0], history, engine);
  if (outputs != NULL)
    {
      if (!write_outputs (outputs, &options, engine, &error))
        return lab_command_fail (argv[0], error);
      fprintf (options.json ? stderr : stdout, "\nPlots, tables and reports are in %s\n",
               options.out);
    }
  if (!whole)
    {
      mention_interruption (argv[0], engine, kept);
      return LAB_EXIT_FAILED;
    }
  return lab_command_flush (argv[0], LAB_EXIT_DONE);
}
