/* SPDX-License-Identifier: MIT */
#include "contenders.h"

#include "core/blas.h"
#include "core/floating.h"
#include "core/memory.h"
#include "data/batches.h"
#include "engine.h"
#include "loss-times.h"
#include "train/evaluator.h"
#include "train/trainer.h"

#include <pthread.h>

#define N_SEEDS 8u

struct _LabContenders
{
  LabDataset *dataset;
  LabTrainingSet *set;
  LabExperiment *one;
  LabExperiment *two;
  LabExperiment *seeds;
  LabLossTimes *losses;
  const char *slowest;
};

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* ---- contenders: each returns seconds, or a negative number after setting the error ---- */

/* Every product of an epoch, on matrices of the right shapes and nothing else. */
static double
bare_products (LabContenders *self, GError **error)
{
  const LabSpec *spec = self->one->sides[0];
  const guint n_batches = lab_batches_per_epoch (self->set->n, spec->batch_size);
  LabNetwork network;
  LabActivations a;
  float *theta, *dtheta;
  double start;

  if (!lab_trainer_network (spec, self->dataset, &network, error))
    return -1.0;
  network.plain = TRUE; /* with room for all inputs */
  if (!lab_activations_init (&a, &network, spec->batch_size, error))
    return -1.0;
  theta = lab_memory_new (network.n_parameters);
  dtheta = lab_memory_new (network.n_parameters);
  lab_network_initialise (&network, 1, theta);

  start = now ();
  for (guint i = 0; i < n_batches; i++)
    {
      const guint n = MIN (spec->batch_size, self->set->n - i * spec->batch_size);

      for (guint l = 0; l <= network.n_hidden; l++)
        {
          const LabDense *layer = l < network.n_hidden ? &network.hidden[l] : &network.heads[0];
          const float *x = l > 0 ? a.hidden[l - 1] : a.inputs;
          float *y = l < network.n_hidden ? a.hidden[l] : a.logits[0];
          float *dy = l < network.n_hidden ? a.dhidden[l] : a.dlogits[0];

          lab_blas_nt (n, layer->n_out, layer->n_in, x, theta + layer->weights, 0.0f, y);
          lab_blas_tn (layer->n_out, layer->n_in, n, dy, x, 0.0f, dtheta + layer->weights);
          if (l > 0)
            lab_blas_nn (n, layer->n_in, layer->n_out, dy, theta + layer->weights, 0.0f,
                         a.dhidden[l - 1]);
        }
    }
  start = now () - start;
  lab_memory_free (theta);
  lab_memory_free (dtheta);
  lab_activations_clear (&a);
  return start;
}

static double
one_epoch (LabContenders *self, GError **error)
{
  g_autoptr (LabRun) run
      = lab_run_new (self->one->sides[0], 0, self->dataset->n_classes,
                     lab_batches_per_epoch (self->set->n, self->one->sides[0]->batch_size));
  g_autoptr (LabTrainer) trainer = lab_trainer_new (run, self->dataset, self->set, NULL, error);

  if (trainer == NULL)
    return -1.0;
  while (lab_trainer_advance (trainer) == LAB_RUN_TRAINING)
    ;
  return lab_run_get_epoch (run, 0)->seconds;
}

typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t news;
} Bell;

static void
ring (gpointer data)
{
  Bell *bell = data;

  pthread_mutex_lock (&bell->lock);
  pthread_cond_signal (&bell->news);
  pthread_mutex_unlock (&bell->lock);
}

static double
whole_experiment (const LabExperiment *experiment, guint n_workers, GError **error)
{
  Bell bell = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER };
  double start;
  g_autoptr (LabDataset) dataset = lab_dataset_load (experiment->sides[0]->dataset, error);
  g_autoptr (LabEngine) engine = NULL;

  if (dataset == NULL)
    return -1.0;
  engine = lab_engine_new (experiment, dataset, n_workers, ring, &bell, error);
  if (engine == NULL)
    return -1.0;
  start = now ();
  lab_engine_resume (engine);
  pthread_mutex_lock (&bell.lock);
  while (!lab_engine_is_done (engine))
    {
      lab_engine_acknowledge (engine);
      if (!lab_engine_is_done (engine))
        pthread_cond_wait (&bell.news, &bell.lock);
    }
  pthread_mutex_unlock (&bell.lock);
  return now () - start;
}

/* The test pictures through the network, a block at a time, several times over. */
static double
evaluate (LabContenders *self, gboolean plain, GError **error)
{
  const guint times = 4, n_test = self->dataset->test.n;
  LabNetwork network;
  LabActivations a;
  float *theta;
  double start;
  guint mode;

  if (!lab_trainer_network (self->one->sides[0], self->dataset, &network, error))
    return -1.0;
  network.plain = plain;
  if (!lab_activations_init (&a, &network, LAB_EVALUATION_BLOCK, error))
    return -1.0;
  theta = lab_memory_new (network.n_parameters);
  lab_network_initialise (&network, 1, theta);
  mode = lab_floating_enter ();
  start = now ();
  for (guint t = 0; t < times; t++)
    for (guint from = 0; from < n_test; from += LAB_EVALUATION_BLOCK)
      {
        const guint n = MIN (LAB_EVALUATION_BLOCK, n_test - from);

        for (guint b = 0; b < n; b++)
          lab_network_load (&network, b,
                            lab_dataset_pixels (self->dataset, &self->dataset->test, from + b), &a);
        lab_network_forward (&network, theta, n, &a);
      }
  start = (now () - start) / times;
  lab_floating_leave (mode);
  lab_memory_free (theta);
  lab_activations_clear (&a);
  return start;
}

double
lab_contenders_measure (LabContenders *self, LabContender contender, GError **error)
{
  switch (contender)
    {
    case LAB_CONTENDER_PRODUCTS:
      return bare_products (self, error);
    case LAB_CONTENDER_EPOCH:
      return one_epoch (self, error);
    case LAB_CONTENDER_EVALUATION:
      return evaluate (self, FALSE, error);
    case LAB_CONTENDER_PLAIN_EVALUATION:
      return evaluate (self, TRUE, error);
    case LAB_CONTENDER_ONE_RUN:
      return whole_experiment (self->one, 1, error);
    case LAB_CONTENDER_TWO_RUNS:
      return whole_experiment (self->two, 2, error);
    case LAB_CONTENDER_SEEDS:
      return whole_experiment (self->seeds, 2, error);
    case LAB_CONTENDER_SEEDS_ALONE:
      return whole_experiment (self->seeds, 1, error);
    case LAB_CONTENDER_HANDWRITTEN:
      return lab_loss_times_measure (self->losses, NULL);
    case LAB_CONTENDER_CROSS_ENTROPY:
      return lab_loss_times_measure (self->losses, "cross-entropy");
    case LAB_CONTENDER_FOCAL:
      return lab_loss_times_measure (self->losses, "focal");
    case LAB_CONTENDER_SLOWEST_LOSS:
      return lab_loss_times_measure (self->losses, self->slowest);
    case LAB_N_CONTENDERS:
    default:
      g_assert_not_reached ();
    }
}

const char *
lab_contenders_get_slowest (const LabContenders *self)
{
  return self->slowest;
}

/* The tutorial's experiment, one epoch long; @n_sides of it. */
static LabExperiment *
make_experiment (guint n_sides, guint n_seeds)
{
  LabExperiment *experiment = lab_experiment_new ();

  lab_experiment_set (experiment, 0, LAB_SETTING_EPOCHS, "1", NULL);
  while (experiment->n_sides > n_sides)
    lab_spec_unref (experiment->sides[--experiment->n_sides]);
  experiment->n_seeds = n_seeds;
  return experiment;
}

LabContenders *
lab_contenders_new (GError **error)
{
  g_autoptr (LabContenders) self = g_new0 (LabContenders, 1);
  const LabSpec *spec;

  self->one = make_experiment (1, 1);
  self->two = make_experiment (2, 1);
  self->seeds = make_experiment (1, N_SEEDS);
  spec = self->one->sides[0];
  self->dataset = lab_dataset_load (spec->dataset, error);
  if (self->dataset == NULL
      || (self->set = lab_damage_apply (&spec->damage, self->dataset, error)) == NULL)
    return NULL;
  self->losses = lab_loss_times_new ();
  self->slowest = lab_loss_times_find_slowest (self->losses);
  return g_steal_pointer (&self);
}

void
lab_contenders_free (LabContenders *self)
{
  if (self == NULL)
    return;
  lab_experiment_free (self->one);
  lab_experiment_free (self->two);
  lab_experiment_free (self->seeds);
  g_clear_pointer (&self->set, lab_training_set_unref);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  lab_loss_times_free (self->losses);
  g_free (self);
}
