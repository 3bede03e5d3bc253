/* SPDX-License-Identifier: MIT */
/*
 * A run, unit by unit:
 *
 *   evaluate at step 0
 *   for each epoch: for each batch: forward, loss, backward, optimiser; evaluate where one is due
 *
 * An evaluation is cut into blocks, so that whoever calls is never away for long.
 */
#include "train/trainer.h"

#include "core/blas.h"
#include "core/floating.h"
#include "core/memory.h"
#include "data/batches.h"
#include "train/evaluator.h"
#include "train/footprint.h"
#include "train/objective.h"

#include <math.h>
#include <string.h>

#define HALF_LIFE_STEPS 40.0

struct _LabTrainer
{
  LabRun *run;
  LabDataset *dataset;
  LabTrainingSet *set;
  LabSpec *spec; /* with the journal's changes */

  LabObjective objective;
  LabObjective cross_entropy; /* what evaluations are told beside their own loss */
  const LabOptimiser *optimiser;

  LabNetwork network;
  LabActivations activations;
  gsize n_theta; /* P, and behind them what the loss learns */
  float *theta;
  float *dtheta;
  float *averages[LAB_MAX_AVERAGES];

  guint64 step;
  guint32 *order;  /* of the pictures in the present epoch */
  guint8 *targets; /* of the batch or block at hand */
  guint8 *targets2;
  double loss_sum;
  double seconds;
  double mean[2]; /* the fading sum of losses, and of ones */

  LabEvaluator evaluator;
  gboolean keep_theta;
  gboolean watching;

  LabJournalEntry *replay;
  guint n_replay;
  guint replayed;
};

/* ---- settings ---- */

/* Takes @spec where everything in it fits; nothing changes where it does not. */
static gboolean
adopt (LabTrainer *self, LabSpec *spec, GError **error)
{
  LabObjective objective = { 0 };

  if (!lab_objective_init (&objective, spec, self->dataset, self->set, error))
    return FALSE;
  if (!lab_objective_prepare (&objective, lab_footprint_rows (self->run->spec, self->set->n),
                              error))
    {
      lab_objective_clear (&objective);
      return FALSE;
    }
  lab_objective_clear (&self->objective);
  self->objective = objective;
  if (self->spec != NULL)
    lab_spec_unref (self->spec);
  self->spec = lab_spec_ref (spec);
  return TRUE;
}

/* Returns FALSE where the value is refused; the journal is not written. */
static gboolean
change_to (LabTrainer *self, LabSettingId setting, const char *text, GError **error)
{
  g_autoptr (LabSpec) next = lab_spec_with (self->spec, setting, text, error);

  return next != NULL && adopt (self, next, error);
}

gboolean
lab_trainer_change (LabTrainer *self, LabSettingId setting, const char *text, GError **error)
{
  if (!lab_settings[setting].live)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "%s: cannot change while a run trains; start it again",
                   lab_settings[setting].name);
      return FALSE;
    }
  if (!change_to (self, setting, text, error))
    return FALSE;
  lab_run_add_journal (self->run, self->step, setting, text);
  return TRUE;
}

void
lab_trainer_replay (LabTrainer *self, const LabJournalEntry *entries, guint n)
{
  lab_journal_free (self->replay, self->n_replay);
  self->replay = lab_journal_copy (entries, n);
  self->n_replay = n;
  self->replayed = 0;
}

static void
apply_replay (LabTrainer *self)
{
  for (; self->replayed < self->n_replay && self->replay[self->replayed].step <= self->step;
       self->replayed++)
    {
      const LabJournalEntry *entry = &self->replay[self->replayed];

      if (entry->step == self->step
          && !lab_trainer_change (self, entry->setting, entry->text, NULL))
        g_warn_if_reached ();
    }
}

/* ---- life ---- */

gboolean
lab_trainer_network (const LabSpec *spec, const LabDataset *dataset, LabNetwork *network,
                     GError **error)
{
  g_autoptr (LabLoss) loss = lab_loss_find (spec->loss, error);

  return loss != NULL
         && lab_network_init (network, dataset->rows * dataset->cols, spec->hidden.at,
                              spec->hidden.n,
                              (guint[]){ dataset->n_classes, dataset->second.n_classes },
                              loss->n_tasks, error);
}

static gboolean
refuse_data (const LabRun *run, GError **error)
{
  return lab_error_refuse (error, "dataset: ‘%s’ is not what it was when this run began",
                           run->spec->dataset);
}

gboolean
lab_trainer_check (const LabRun *run, const LabDataset *dataset, GError **error)
{
  g_autoptr (LabLoss) loss = lab_loss_find (run->spec->loss, error);
  LabNetwork network;
  gboolean same = run->n_classes == dataset->n_classes;

  if (loss == NULL || !lab_trainer_network (run->spec, dataset, &network, error))
    return FALSE;
  for (guint i = 0; i < lab_run_n_evaluations (run) && same; i++)
    {
      const LabEvaluation *e = lab_run_get_evaluation (run, i);

      same = (e->theta == NULL || e->n_theta == network.n_parameters + loss->formula->n_learned)
             && (e->test2 == NULL || e->test2->n_classes == dataset->second.n_classes);
    }
  return same || refuse_data (run, error);
}

static gboolean
restore (LabTrainer *self, const LabCheckpoint *checkpoint, GError **error)
{
  g_autofree char *hash = lab_spec_hash (self->run->spec);
  const gsize size = self->n_theta * sizeof (float);

  if (!g_str_equal (hash, checkpoint->spec_hash) || checkpoint->n_parameters != self->n_theta)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_REQUEST,
                           "checkpoint: it belongs to a run with other settings");
      return FALSE;
    }
  for (guint i = 0; i < checkpoint->n_journal; i++)
    if (!change_to (self, checkpoint->journal[i].setting, checkpoint->journal[i].text, error))
      return FALSE;
  memcpy (self->theta, checkpoint->theta, size);
  for (guint i = 0; i < self->optimiser->n_averages; i++)
    memcpy (self->averages[i], checkpoint->averages[i], size);
  self->activations.sums_are_current = FALSE;
  self->step = checkpoint->step;
  self->loss_sum = checkpoint->loss_sum;
  self->seconds = checkpoint->seconds;
  memcpy (self->mean, checkpoint->mean, sizeof self->mean);

  /* A record that was not there before has the journal from its beginning too. */
  for (guint i = lab_run_n_journal (self->run); i < checkpoint->n_journal; i++)
    lab_run_add_journal (self->run, checkpoint->journal[i].step, checkpoint->journal[i].setting,
                         checkpoint->journal[i].text);
  lab_trainer_replay (self, checkpoint->coming, checkpoint->n_coming);
  return TRUE;
}

static void
init_cross_entropy (LabTrainer *self)
{
  g_autoptr (LabSpec) spec = lab_spec_new ();

  if (!lab_objective_init (&self->cross_entropy, spec, self->dataset, self->set, NULL))
    g_assert_not_reached ();
}

static void begin_evaluation (LabTrainer *self);
static void find_order (LabTrainer *self);

LabTrainer *
lab_trainer_new (LabRun *run, LabDataset *dataset, LabTrainingSet *set,
                 const LabCheckpoint *checkpoint, GError **error)
{
  g_autoptr (LabTrainer) self = g_new0 (LabTrainer, 1);
  guint rows;
  gboolean fits;

  self->run = lab_run_ref (run);
  self->dataset = lab_dataset_ref (dataset);
  self->set = lab_training_set_ref (set);
  if (!lab_trainer_check (run, dataset, error)
      || (lab_batches_per_epoch (set->n, run->spec->batch_size) != run->steps_per_epoch
          && !refuse_data (run, error)))
    return NULL;
  self->optimiser = lab_optimiser_find (run->spec->optimizer);
  rows = lab_footprint_rows (self->run->spec, self->set->n);
  if (!adopt (self, (LabSpec *) run->spec, error)
      || !lab_trainer_network (self->spec, dataset, &self->network, error)
      || !lab_footprint_check (self->spec, &self->network, set->n, run->n_steps, 1, "this network",
                               error)
      || !lab_activations_init (&self->activations, &self->network, rows, error))
    return NULL;

  self->n_theta = self->network.n_parameters + self->objective.loss->formula->n_learned;
  self->theta = lab_memory_new (self->n_theta);
  self->dtheta = lab_memory_new (self->n_theta);
  fits = self->theta != NULL && self->dtheta != NULL;
  for (guint i = 0; i < self->optimiser->n_averages; i++)
    fits = (self->averages[i] = lab_memory_new (self->n_theta)) != NULL && fits;
  if (!fits)
    {
      g_set_error_literal (error, LAB_ERROR, LAB_ERROR_MEMORY,
                           "hidden: no memory for this network: choose smaller sizes");
      return NULL;
    }
  self->order = g_new (guint32, set->n);
  self->targets = g_malloc (rows);
  if (self->network.n_heads > 1)
    self->targets2 = g_malloc (rows);
  init_cross_entropy (self);
  self->evaluator = (LabEvaluator){
    .dataset = dataset,
    .set = set,
    .network = &self->network,
    .activations = &self->activations,
    .targets = self->targets,
    .targets2 = self->targets2,
    .cross_entropy = &self->cross_entropy,
  };
  self->keep_theta = lab_footprint_keeps_weights (self->spec, &self->network, run->n_steps);
  lab_blas_init ();
  lab_network_initialise (&self->network, self->spec->seed, self->theta);
  for (guint i = 0; i < self->objective.loss->formula->n_learned; i++)
    self->theta[self->network.n_parameters + i]
        = (float) self->objective.loss->formula->learned[i].value;
  if (checkpoint != NULL && !restore (self, checkpoint, error))
    return NULL;
  if (self->step < run->n_steps)
    find_order (self);
  if (checkpoint == NULL || !checkpoint->evaluated)
    begin_evaluation (self);
  return g_steal_pointer (&self);
}

void
lab_trainer_free (LabTrainer *self)
{
  if (self == NULL)
    return;
  lab_evaluator_clear (&self->evaluator);
  lab_activations_clear (&self->activations);
  lab_memory_free (self->theta);
  lab_memory_free (self->dtheta);
  for (guint i = 0; i < LAB_MAX_AVERAGES; i++)
    lab_memory_free (self->averages[i]);
  g_free (self->order);
  g_free (self->targets);
  g_free (self->targets2);
  lab_objective_clear (&self->objective);
  lab_objective_clear (&self->cross_entropy);
  lab_journal_free (self->replay, self->n_replay);
  g_clear_pointer (&self->spec, lab_spec_unref);
  lab_training_set_unref (self->set);
  lab_dataset_unref (self->dataset);
  lab_run_unref (self->run);
  g_free (self);
}

guint64
lab_trainer_get_step (const LabTrainer *self)
{
  return self->step;
}

gboolean
lab_trainer_is_evaluating (const LabTrainer *self)
{
  return lab_evaluator_is_active (&self->evaluator);
}

const float *
lab_trainer_get_theta (const LabTrainer *self)
{
  return self->theta;
}

static float *
copy_of (const LabTrainer *self, const float *block)
{
  float *copy = block == NULL ? NULL : lab_memory_new (self->n_theta);

  if (copy != NULL)
    memcpy (copy, block, self->n_theta * sizeof (float));
  return copy;
}

LabCheckpoint *
lab_trainer_checkpoint (const LabTrainer *self)
{
  LabCheckpoint *checkpoint = g_new0 (LabCheckpoint, 1);

  g_atomic_ref_count_init (&checkpoint->ref_count);
  checkpoint->spec_hash = lab_spec_hash (self->run->spec);
  checkpoint->step = self->step;
  checkpoint->evaluated = !lab_evaluator_is_active (&self->evaluator);
  checkpoint->loss_sum = self->loss_sum;
  checkpoint->seconds = self->seconds;
  memcpy (checkpoint->mean, self->mean, sizeof self->mean);
  checkpoint->n_parameters = self->n_theta;
  checkpoint->theta = copy_of (self, self->theta);
  for (guint i = 0; i < LAB_MAX_AVERAGES; i++)
    checkpoint->averages[i] = copy_of (self, self->averages[i]);
  checkpoint->n_journal = lab_run_n_journal (self->run);
  checkpoint->journal = g_new (LabJournalEntry, checkpoint->n_journal);
  for (guint i = 0; i < checkpoint->n_journal; i++)
    {
      checkpoint->journal[i] = *lab_run_get_journal (self->run, i);
      checkpoint->journal[i].text = g_strdup (checkpoint->journal[i].text);
    }
  return checkpoint;
}

void
lab_trainer_watch (LabTrainer *self)
{
  self->watching = TRUE;
}

void
lab_trainer_stop (LabTrainer *self)
{
  if (lab_run_get_state (self->run) != LAB_RUN_TRAINING)
    return;
  lab_run_set_checkpoint (self->run, lab_trainer_checkpoint (self));
  lab_run_end (self->run, LAB_RUN_STOPPED, NULL);
}

/* ---- a batch ---- */

static void
find_order (LabTrainer *self)
{
  lab_batches_order (self->spec->seed, (guint32) (self->step / self->run->steps_per_epoch),
                     self->set->n, self->order);
}

static void
diverge (LabTrainer *self, guint n)
{
  g_autofree char *where = lab_network_find_not_finite (&self->network, n, &self->activations);

  lab_run_end (self->run, LAB_RUN_DIVERGED,
               &(LabDivergence){ self->step + 1, where != NULL ? where : "the loss" });
}

/* Whether an evaluation is due after that many steps: at the epoch's beginning, and where another
 * of its equal parts is full. */
static gboolean
is_due (const LabTrainer *self, guint64 step)
{
  const guint64 steps = self->run->steps_per_epoch, parts = self->spec->evaluations;
  const guint64 r = step % steps;

  return r == 0 || r * parts / steps != (r - 1) * parts / steps;
}

static double
progress_of (const LabTrainer *self)
{
  return (double) self->step / (double) self->run->n_steps;
}

static LabObjectiveBatch
batch_at_hand (const LabTrainer *self, guint n)
{
  return (LabObjectiveBatch){
    .n = n,
    .logits = (const float *const *) self->activations.logits,
    .targets = self->targets,
    .targets2 = self->targets2,
    .progress = progress_of (self),
    .theta = self->theta,
    .n_theta = self->network.n_parameters,
  };
}

/* The batch at hand with the parameters as they are now. What it overwrites, the next batch does
 * too. */
static double
loss_again (LabTrainer *self, const LabObjectiveBatch *batch)
{
  lab_network_forward (&self->network, self->theta, batch->n, &self->activations);
  return lab_objective_evaluate (&self->objective, batch);
}

static void
train_batch (LabTrainer *self)
{
  const gint64 start = g_get_monotonic_time ();
  const guint size = self->spec->batch_size;
  const guint from = (guint) (self->step % self->run->steps_per_epoch) * size;
  const guint n = MIN (size, self->set->n - from);
  const double fade = exp2 (-1.0 / HALF_LIFE_STEPS);
  const LabObjectiveBatch batch = batch_at_hand (self, n);
  LabObjectiveSlopes slopes;
  LabOptimiserStep update;
  double loss;

  for (guint b = 0; b < n; b++)
    {
      const guint32 i = self->order[from + b];
      /* of the next batch, which is wanted when this one's step is done */
      const guint32 ahead = self->order[MIN (from + size + b, self->set->n - 1)];

      lab_dataset_prefetch (self->dataset, &self->dataset->train, self->set->index[ahead]);
      lab_network_load (
          &self->network, b,
          lab_dataset_pixels (self->dataset, &self->dataset->train, self->set->index[i],
                              lab_activations_room (&self->activations, &self->network, b)),
          &self->activations);
      self->targets[b] = self->set->label[i];
      if (self->targets2 != NULL)
        self->targets2[b] = self->dataset->second.class_of[self->targets[b]];
    }
  lab_network_forward (&self->network, self->theta, n, &self->activations);
  loss = lab_objective_derive (&self->objective, &batch, self->activations.dlogits, &slopes);
  self->mean[0] = fade * self->mean[0] + (1.0 - fade) * loss;
  self->mean[1] = fade * self->mean[1] + (1.0 - fade);
  lab_run_add_loss (self->run, (float) loss, (float) (self->mean[0] / self->mean[1]));
  if (!isfinite (loss))
    {
      diverge (self, n);
      return;
    }
  update = (LabOptimiserStep){
    .n = self->n_theta,
    .theta = self->theta,
    .dtheta = self->dtheta,
    .t = self->step + 1,
    .learning_rate = self->spec->learning_rate,
    .momentum = self->spec->momentum,
  };
  memcpy (update.averages, self->averages, sizeof update.averages);
  lab_objective_set_learned (&self->objective, &slopes, self->dtheta + self->network.n_parameters);
  lab_network_step (&self->network, self->optimiser, &update, n, &self->activations, slopes.dl1,
                    slopes.dl2);

  lab_run_add_learned (self->run, self->theta + self->network.n_parameters);
  self->step++;
  self->loss_sum += loss;
  if (self->watching)
    lab_run_set_effect (self->run, &(LabStepEffect){ self->step, loss, loss_again (self, &batch) });
  self->watching = FALSE;
  self->seconds += (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  if (is_due (self, self->step))
    begin_evaluation (self);
}

/* ---- an evaluation ---- */

static gboolean
is_epoch_end (const LabTrainer *self)
{
  return self->step > 0 && self->step % self->run->steps_per_epoch == 0;
}

static void
begin_evaluation (LabTrainer *self)
{
  lab_evaluator_begin (&self->evaluator, self->step,
                       (double) self->step / self->run->steps_per_epoch, is_epoch_end (self));
}

static void
end_evaluation (LabTrainer *self, LabEvaluation *evaluation)
{
  if (self->keep_theta || self->step == self->run->n_steps)
    {
      evaluation->theta = copy_of (self, self->theta);
      evaluation->n_theta = evaluation->theta == NULL ? 0 : self->n_theta;
    }
  lab_run_add_evaluation (self->run, evaluation);
  if (is_epoch_end (self))
    {
      lab_run_add_epoch (self->run, &(LabEpoch){
                                        .epoch = (guint) (self->step / self->run->steps_per_epoch),
                                        .loss = self->loss_sum / self->run->steps_per_epoch,
                                        .seconds = self->seconds,
                                        .evaluation = evaluation,
                                    });
      self->loss_sum = 0.0;
      self->seconds = 0.0;
      /* At the end there is nothing left to resume. */
      lab_run_set_checkpoint (
          self->run, self->step == self->run->n_steps ? NULL : lab_trainer_checkpoint (self));
    }
  if (self->step == self->run->n_steps)
    lab_run_end (self->run, LAB_RUN_FINISHED, NULL);
  else if (is_epoch_end (self))
    find_order (self);
}

static void
evaluate_block (LabTrainer *self)
{
  LabEvaluation *evaluation
      = lab_evaluator_advance (&self->evaluator, &self->objective, self->theta, progress_of (self));

  if (evaluation != NULL)
    end_evaluation (self, evaluation);
}

LabRunState
lab_trainer_advance (LabTrainer *self)
{
  if (lab_run_get_state (self->run) == LAB_RUN_TRAINING)
    {
      const guint mode = lab_floating_enter ();

      if (lab_evaluator_is_active (&self->evaluator))
        evaluate_block (self);
      else
        {
          apply_replay (self);
          train_batch (self);
        }
      lab_floating_leave (mode);
    }
  return lab_run_get_state (self->run);
}
