/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "out/run-report.h"
#include "progress.h"
#include "results.h"
#include "seeds.h"

#include <signal.h>

static volatile sig_atomic_t interrupted;

static void
interrupt (int signal_number)
{
  interrupted = 1;
}

void
lab_watch_ring (gpointer data)
{
  LabWatch *self = data;

  pthread_mutex_lock (&self->lock);
  self->there = TRUE;
  pthread_cond_signal (&self->news);
  pthread_mutex_unlock (&self->lock);
}

/* Returns now and then without news too, so that an interrupt is seen. */
static void
wait_for_news (LabWatch *self)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_nsec += 100000000;
  if (until.tv_nsec >= 1000000000)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }
  pthread_mutex_lock (&self->lock);
  if (!self->there)
    pthread_cond_timedwait (&self->news, &self->lock, &until);
  self->there = FALSE;
  pthread_mutex_unlock (&self->lock);
}

/* Epochs' lines come grouped by epoch, in the order of the runs. @had: [n] how many each had before
 */
static void
print_epochs (const LabEngine *engine, guint *printed, const guint *had, gboolean name_seed,
              FILE *stream)
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

          if (lab_run_n_epochs (run) <= *printed)
            continue;
          all = TRUE;
          if (*printed >= had[i])
            {
              g_autofree char *line
                  = lab_results_epoch_line (run, lab_run_get_epoch (run, *printed), name_seed);

              lab_progress_clear ();
              fprintf (stream, "%s\n", line);
            }
        }
      *printed += all;
    }
  fflush (stream);
}

/* The epoch is that of the first run in training: others may have ended before it goes on. */
static void
show_progress (const LabEngine *engine)
{
  guint64 done = 0, total = 0;
  g_autofree char *text = NULL;
  const LabRun *shown = NULL;

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      const LabRun *run = lab_engine_get_run (engine, i);

      const gboolean in_training = lab_run_get_state (run) == LAB_RUN_TRAINING;

      done += in_training ? lab_series_count (run->loss) : run->n_steps;
      total += run->n_steps;
      if (shown == NULL && in_training)
        shown = run;
    }
  if (shown == NULL)
    return;
  text
      = g_strdup_printf ("%u runs, epoch %u of %u", lab_engine_n_runs (engine),
                         MIN ((guint) (lab_series_count (shown->loss) / shown->steps_per_epoch) + 1,
                              shown->spec->epochs),
                         shown->spec->epochs);
  lab_progress_show ((double) done / (double) total, text);
}

gboolean
lab_watch_train (LabWatch *self, LabEngine *engine, gboolean name_seed, FILE *stream)
{
  const guint n = lab_engine_n_runs (engine);
  g_autofree guint *had = g_new (guint, n); /* records that go on */
  guint printed = 0;

  for (guint i = 0; i < n; i++)
    had[i] = lab_run_n_epochs (lab_engine_get_run (engine, i));
  signal (SIGINT, interrupt);
  signal (SIGTERM, interrupt);
  lab_engine_resume (engine);
  while (!lab_engine_is_done (engine))
    {
      wait_for_news (self);
      lab_engine_acknowledge (engine);
      if (interrupted)
        lab_engine_stop (engine);
      print_epochs (engine, &printed, had, name_seed, stream);
      show_progress (engine);
    }
  print_epochs (engine, &printed, had, name_seed, stream);
  lab_progress_clear ();
  return !interrupted;
}

void
lab_watch_report (const LabExperiment *experiment, const LabEngine *engine)
{
  g_autofree char *summary = lab_results_summary (engine);
  g_autofree char *seeds = lab_seeds_text (experiment, engine);

  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    {
      g_autofree char *report
          = lab_run_report (lab_engine_get_run (engine, i), lab_engine_get_dataset (engine),
                            experiment->n_seeds > 1);

      printf ("\n%s", report);
    }
  printf ("\n%s", summary);
  if (seeds != NULL)
    printf ("\n%s", seeds);
}
