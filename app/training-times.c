/* SPDX-License-Identifier: MIT */
#include "training-times.h"

#include "core/blas.h"
#include "core/floating.h"
#include "core/memory.h"
#include "data/batches.h"
#include "engine.h"
#include "multiply-add.h"
#include "kernels/kernels.h"
#include "train/evaluator.h"
#include "train/trainer.h"

#include <pthread.h>

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* Of the tutorial's size: if that does not fit, nothing does. */
static float *
new_block (const LabNetwork *network)
{
  float *block = lab_memory_new (network->n_parameters);

  g_assert_nonnull (block);
  return block;
}

double
lab_training_times_epoch (const LabExperiment *experiment, LabDataset *dataset, GError **error)
{
  const LabSpec *spec = experiment->sides[0];
  g_autoptr (LabTrainingSet) set = lab_damage_apply (&spec->damage, dataset, error);
  g_autoptr (LabRun) run = NULL;
  g_autoptr (LabTrainer) trainer = NULL;

  if (set == NULL)
    return -1.0;
  run = lab_run_new (spec, 0, dataset->n_classes, lab_batches_per_epoch (set->n, spec->batch_size));
  trainer = lab_trainer_new (run, dataset, set, NULL, error);
  if (trainer == NULL)
    return -1.0;
  while (lab_trainer_advance (trainer) == LAB_RUN_TRAINING)
    ;
  return lab_run_get_epoch (run, 0)->seconds;
}

double
lab_training_times_products (const LabExperiment *experiment, LabDataset *dataset, GError **error)
{
  const LabSpec *spec = experiment->sides[0];
  LabNetwork network;
  LabActivations a;
  float *theta, *dtheta;
  double seconds;

  if (!lab_trainer_network (spec, dataset, &network, error))
    return -1.0;
  network.plain = TRUE; /* with room for all inputs */
  if (!lab_activations_init (&a, &network, spec->batch_size, error))
    return -1.0;
  theta = new_block (&network);
  dtheta = new_block (&network);
  lab_network_initialise (&network, 1, theta);

  seconds = now ();
  for (guint from = 0; from < dataset->train.n; from += spec->batch_size)
    {
      const guint n = MIN (spec->batch_size, dataset->train.n - from);

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
  seconds = now () - seconds;
  lab_memory_free (theta);
  lab_memory_free (dtheta);
  lab_activations_clear (&a);
  return seconds;
}

double
lab_training_times_peak (const LabExperiment *experiment, LabDataset *dataset, GError **error)
{
  LabNetwork network;
  double seconds, n = 0.0;

  if (!lab_trainer_network (experiment->sides[0], dataset, &network, error))
    return -1.0;
  /* forward, the weights' gradient and, behind the first layer, the inputs' gradient */
  for (guint l = 0; l <= network.n_hidden; l++)
    {
      const LabDense *layer = l < network.n_hidden ? &network.hidden[l] : &network.heads[0];

      n += (l > 0 ? 3.0 : 2.0) * layer->n_in * layer->n_out * dataset->train.n;
    }
  seconds = now ();
  lab_multiply_add_run (lab_kernels_get ()->name, n);
  return now () - seconds;
}

/* A block at a time, several times over. */
double
lab_training_times_evaluation (const LabExperiment *experiment, LabDataset *dataset, gboolean plain,
                               GError **error)
{
  const guint times = 4, n_test = dataset->test.n;
  LabNetwork network;
  LabActivations a;
  float *theta;
  double seconds;
  guint mode;

  if (!lab_trainer_network (experiment->sides[0], dataset, &network, error))
    return -1.0;
  network.plain = plain;
  if (!lab_activations_init (&a, &network, LAB_EVALUATION_BLOCK, error))
    return -1.0;
  theta = new_block (&network);
  lab_network_initialise (&network, 1, theta);
  mode = lab_floating_enter ();
  seconds = now ();
  for (guint t = 0; t < times; t++)
    for (guint from = 0; from < n_test; from += LAB_EVALUATION_BLOCK)
      {
        const guint n = MIN (LAB_EVALUATION_BLOCK, n_test - from);

        for (guint b = 0; b < n; b++)
          lab_network_load (&network, b,
                            lab_dataset_pixels (dataset, &dataset->test, from + b,
                                                lab_activations_room (&a, &network, b)),
                            &a);
        lab_network_forward (&network, theta, n, &a);
      }
  seconds = (now () - seconds) / times;
  lab_floating_leave (mode);
  lab_memory_free (theta);
  lab_activations_clear (&a);
  return seconds;
}

/* ---- whole experiments ---- */

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

double
lab_training_times_experiment (const LabExperiment *experiment, LabDataset *dataset,
                               guint n_workers, GError **error)
{
  Bell bell = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER };
  g_autoptr (LabEngine) engine
      = lab_engine_new (experiment, dataset, n_workers, ring, &bell, error);
  double seconds;

  if (engine == NULL)
    return -1.0;
  seconds = now ();
  lab_engine_resume (engine);
  pthread_mutex_lock (&bell.lock);
  while (!lab_engine_is_done (engine))
    {
      lab_engine_acknowledge (engine);
      if (!lab_engine_is_done (engine))
        pthread_cond_wait (&bell.news, &bell.lock);
    }
  pthread_mutex_unlock (&bell.lock);
  return now () - seconds;
}
