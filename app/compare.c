/* SPDX-License-Identifier: MIT */
/* losslab compare: trains an experiment at full speed and says what came of it. */
#include "command.h"
#include "loss.h"
#include "options.h"
#include "outputs.h"
#include "progress.h"
#include "results.h"
#include "seeds.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define SUMMARY                                                                                  \
  "Trains the same network with a standard loss and a custom one, from the same weights and on " \
  "the same\n"                                                                                   \
  "batches, and compares them on the test set."

/* Where the engine's wake-up meets the waiting main thread. */
typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t news;
  gboolean there;
} Bell;

static volatile sig_atomic_t interrupted;

static void
interrupt (int signal_number)
{
  interrupted = 1;
}

static void
ring (gpointer data)
{
  Bell *bell = data;

  pthread_mutex_lock (&bell->lock);
  bell->there = TRUE;
  pthread_cond_signal (&bell->news);
  pthread_mutex_unlock (&bell->lock);
}

/* Returns now and then without news too, so that an interrupt is seen. */
static void
wait_for_news (Bell *bell)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_nsec += 100000000;
  if (until.tv_nsec >= 1000000000)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }
  pthread_mutex_lock (&bell->lock);
  if (!bell->there)
    pthread_cond_timedwait (&bell->news, &bell->lock, &until);
  bell->there = FALSE;
  pthread_mutex_unlock (&bell->lock);
}

/* Epochs' lines come grouped by epoch, in the order of the runs. */
static void
print_epochs (const LabEngine *engine, guint *printed, gboolean name_seed, FILE *stream)
{
  const guint n = lab_engine_n_runs (engine);
  gboolean all = TRUE;

  while (all)
    {
      for (guint i = 0; i < n; i++)
        {
          const LabRun *run = lab_engine_get_run (engine, i);

          all = all
                && (lab_run_n_epochs (run) > *printed
                    || lab_run_get_state (run) != LAB_RUN_TRAINING);
        }
      if (!all)
        break;
      all = FALSE;
      for (guint i = 0; i < n; i++)
        {
          const LabRun *run = lab_engine_get_run (engine, i);

          if (lab_run_n_epochs (run) > *printed)
            {
              g_autofree char *line
                  = lab_results_epoch_line (run, lab_run_get_epoch (run, *printed), name_seed);

              lab_progress_clear ();
              fprintf (stream, "%s\n", line);
              all = TRUE;
            }
        }
      *printed += all;
    }
  fflush (stream);
}

static void
show_progress (const LabEngine *engine)
{
  guint64 done = 0, total = 0;
  g_autofree char *text = NULL;
  const LabRun *first = lab_engine_get_run (engine, 0);

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);

      done += lab_run_get_state (run) == LAB_RUN_TRAINING ? lab_series_count (run->loss)
                                                          : run->n_steps;
      total += run->n_steps;
    }
  text
      = g_strdup_printf ("%u runs, epoch %u of %u", lab_engine_n_runs (engine),
                         MIN ((guint) (lab_series_count (first->loss) / first->steps_per_epoch) + 1,
                              first->spec->epochs),
                         first->spec->epochs);
  lab_progress_show ((double) done / (double) total, text);
}

static void
train (LabEngine *engine, Bell *bell, gboolean name_seed, FILE *stream)
{
  guint printed = 0;

  lab_engine_resume (engine);
  while (!lab_engine_is_done (engine))
    {
      wait_for_news (bell);
      lab_engine_acknowledge (engine);
      if (interrupted)
        lab_engine_stop (engine);
      print_epochs (engine, &printed, name_seed, stream);
      show_progress (engine);
    }
  print_epochs (engine, &printed, name_seed, stream);
  lab_progress_clear ();
}

static void
print_reports (const LabExperiment *experiment, const LabEngine *engine)
{
  g_autofree char *summary = lab_results_summary (engine);
  g_autofree char *seeds = lab_seeds_text (experiment, engine);

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      g_autofree char *report
          = lab_results_report (lab_engine_get_run (engine, i), lab_engine_get_dataset (engine),
                                experiment->n_seeds > 1);

      printf ("\n%s", report);
    }
  printf ("\n%s%s", summary, seeds);
}

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

int
lab_compare_command (int argc, char **argv)
{
  static const LabOptionsForm FORM = { .summary = SUMMARY, .trains = TRUE };
  /* It rings until the engine is gone. */
  Bell bell = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE };
  g_auto (LabOptions) options = { 0 };
  g_autoptr (LabOutputs) outputs = NULL;
  g_autoptr (LabDataset) dataset = NULL;
  g_autoptr (LabEngine) engine = NULL;
  GError *error = NULL;
  gboolean name_seed;

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
  engine = lab_engine_new (options.experiment, dataset, options.n_workers, ring, &bell, &error);
  if (engine == NULL)
    return lab_command_fail (argv[0], error);

  signal (SIGINT, interrupt);
  signal (SIGTERM, interrupt);
  train (engine, &bell, name_seed, options.json ? stderr : stdout);
  if (options.json)
    {
      g_autofree char *json = lab_results_json (options.experiment, engine);

      puts (json);
    }
  else
    print_reports (options.experiment, engine);
  if (outputs != NULL)
    {
      if (!lab_outputs_write (outputs, options.experiment, engine, options.dark, &error))
        return lab_command_fail (argv[0], error);
      fprintf (options.json ? stderr : stdout, "\nPlots, tables and reports are in %s\n",
               options.out);
    }
  if (interrupted)
    {
      g_printerr ("losslab %s: interrupted; what is shown ends there\n", argv[0]);
      return LAB_EXIT_FAILED;
    }
  return lab_command_flush (argv[0], LAB_EXIT_DONE);
}
