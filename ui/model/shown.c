/* SPDX-License-Identifier: MIT */
#include "shown.h"

#include "data/batches.h"

static LabRun *
run_at (const LabShown *self, guint i)
{
  return g_ptr_array_index (self->runs, i);
}

void
lab_shown_clear (LabShown *self)
{
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
  self->n_sides = self->n_seeds = 0;
}

static void
begin (LabShown *self, LabDataset *dataset, LabTrainingSet *set, guint n_sides, guint n_seeds)
{
  LabShown old = *self;

  *self = (LabShown){ .n_sides = n_sides,
                      .n_seeds = n_seeds,
                      .runs = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_run_unref),
                      .dataset = lab_dataset_ref (dataset),
                      .set = lab_training_set_ref (set) };
  lab_shown_clear (&old);
}

void
lab_shown_set_blank (LabShown *self, const LabExperiment *experiment, LabDataset *dataset,
                     LabTrainingSet *set)
{
  begin (self, dataset, set, experiment->n_sides, 1);
  for (guint i = 0; i < experiment->n_sides; i++)
    g_ptr_array_add (
        self->runs, lab_run_new (experiment->sides[i], i, dataset->n_classes,
                                 lab_batches_per_epoch (set->n, experiment->sides[i]->batch_size)));
}

void
lab_shown_set_engine (LabShown *self, const LabExperiment *experiment, LabEngine *engine)
{
  begin (self, lab_engine_get_dataset (engine), lab_engine_get_training_set (engine),
         experiment->n_sides, lab_engine_n_runs (engine) / experiment->n_sides);
  for (guint i = 0; i < lab_engine_n_runs (engine); i++)
    g_ptr_array_add (self->runs, lab_run_ref (lab_engine_get_run (engine, i)));
}

void
lab_shown_set_runs (LabShown *self, GPtrArray *runs, guint n_sides, guint n_seeds,
                    LabDataset *dataset, LabTrainingSet *set)
{
  begin (self, dataset, set, n_sides, n_seeds);
  for (guint i = 0; i < runs->len; i++)
    g_ptr_array_add (self->runs, lab_run_ref (runs->pdata[i]));
}

gboolean
lab_shown_get_records (const LabShown *self, guint seed, LabRecords *records)
{
  if (self->n_sides == 0)
    return FALSE;
  *records = (LabRecords){ .n_runs = self->n_sides,
                           .n_seeds = self->n_seeds,
                           .seeds = (LabRun *const *) self->runs->pdata,
                           .dataset = self->dataset,
                           .set = self->set };
  for (guint i = 0; i < self->n_sides; i++)
    records->runs[i] = run_at (self, MIN (seed, self->n_seeds - 1) * self->n_sides + i);
  return TRUE;
}

guint64
lab_shown_get_step (const LabShown *self, guint64 *total)
{
  guint64 step = G_MAXUINT64;

  if (total != NULL)
    *total = self->n_sides == 0 ? 0 : run_at (self, 0)->n_steps;
  if (self->n_sides == 0)
    return 0;
  for (guint i = 0; i < self->runs->len; i++)
    {
      const LabRun *run = run_at (self, i);

      /* One that diverged is not behind: it is out. */
      step = MIN (step, lab_run_get_state (run) == LAB_RUN_DIVERGED ? run->n_steps
                                                                    : lab_series_count (run->loss));
    }
  return step;
}

/* The run that has evaluations furthest: one that diverged has fewer. */
static const LabRun *
longest (const LabShown *self)
{
  const LabRun *best = self->n_sides == 0 ? NULL : run_at (self, 0);

  for (guint i = 1; best != NULL && i < self->runs->len; i++)
    if (lab_run_n_evaluations (run_at (self, i)) > lab_run_n_evaluations (best))
      best = run_at (self, i);
  return best;
}

double
lab_shown_nearest (const LabShown *self, double epoch)
{
  const LabRun *run = longest (self);
  const guint n = run == NULL || isnan (epoch) ? 0 : lab_run_n_evaluations (run);
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (fabs (lab_run_get_evaluation (run, i)->epoch - epoch)
        < fabs (lab_run_get_evaluation (run, best)->epoch - epoch))
      best = i;
  return n == 0 ? (double) NAN : lab_run_get_evaluation (run, best)->epoch;
}

double
lab_shown_move (const LabShown *self, double cursor, int evaluations)
{
  const LabRun *run = longest (self);
  const int n = run == NULL ? 0 : (int) lab_run_n_evaluations (run);
  int at;

  /* Nothing is later than the latest. */
  if (n == 0 || (isnan (cursor) && evaluations > 0))
    return (double) NAN;
  for (at = n - 1;
       at > 0 && !isnan (cursor) && lab_run_get_evaluation (run, (guint) at)->epoch > cursor + 1e-9;
       at--)
    ;
  return lab_run_get_evaluation (run, (guint) CLAMP (at + evaluations, 0, n - 1))->epoch;
}
