/* SPDX-License-Identifier: MIT */
/*
 * losslab bench: what training costs, in terms of what it cannot do without: the bare matrix
 * products of the same epoch. Contenders take turns within a round, so that whatever else the
 * machine does hits all of them; what is printed are ratios of medians over the rounds, with the
 * least and the greatest ratio of a single round.
 */
#include "command.h"

#include "core/blas.h"
#include "core/memory.h"
#include "data/batches.h"
#include "engine.h"
#include "loss-times.h"
#include "train/trainer.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_ROUNDS 7
#define MAX_ROUNDS     1000

typedef enum
{
  PRODUCTS,
  EPOCH,
  ONE_RUN,
  TWO_RUNS,
  HANDWRITTEN,
  CROSS_ENTROPY,
  FOCAL,
  SLOWEST_LOSS,
  N_CONTENDERS,
} Contender;

/* What is divided by what. */
static const struct
{
  const char *name;
  const char *what;
  Contender above;
  Contender below;
} MEASURES[] = {
  { "epoch", "an epoch of one run / its bare matrix products, one core", EPOCH, PRODUCTS },
  { "two-runs", "two runs with two workers / one run with one, evaluations included", TWO_RUNS,
    ONE_RUN },
  { "cross-entropy", "cross-entropy's program, a batch of 64 / the same loss written by hand",
    CROSS_ENTROPY, HANDWRITTEN },
  { "focal", "focal loss's program / cross-entropy written by hand", FOCAL, HANDWRITTEN },
  { "slowest-loss", "the slowest program without a penalty / cross-entropy written by hand",
    SLOWEST_LOSS, HANDWRITTEN },
};

/* What is also told in time: a batch is so short that a ratio alone says little. */
static const struct
{
  const char *name;
  Contender contender;
} TIMES[] = {
  { "written by hand", HANDWRITTEN },
  { "cross-entropy", CROSS_ENTROPY },
  { "focal", FOCAL },
  { NULL, SLOWEST_LOSS }, /* its own name */
};

typedef struct
{
  LabDataset *dataset;
  LabTrainingSet *set;
  LabExperiment *one;
  LabExperiment *two;
  LabLossTimes *losses;
  const char *slowest;
} Bench;

static double
now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

/* ---- contenders: each returns seconds, or a negative number after setting the error ---- */

/* Every product of an epoch, on matrices of the right shapes and nothing else. */
static double
bare_products (const Bench *self, GError **error)
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
one_epoch (const Bench *self, GError **error)
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
whole_experiment (const LabExperiment *experiment, GError **error)
{
  Bell bell = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER };
  double start;
  g_autoptr (LabDataset) dataset = lab_dataset_load (experiment->sides[0]->dataset, error);
  g_autoptr (LabEngine) engine = NULL;

  if (dataset == NULL)
    return -1.0;
  engine = lab_engine_new (experiment, dataset, experiment->n_sides, ring, &bell, error);
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

static double
measure (const Bench *self, Contender contender, GError **error)
{
  switch (contender)
    {
    case PRODUCTS:
      return bare_products (self, error);
    case EPOCH:
      return one_epoch (self, error);
    case ONE_RUN:
      return whole_experiment (self->one, error);
    case TWO_RUNS:
      return whole_experiment (self->two, error);
    case HANDWRITTEN:
      return lab_loss_times_measure (self->losses, NULL);
    case CROSS_ENTROPY:
      return lab_loss_times_measure (self->losses, "cross-entropy");
    case FOCAL:
      return lab_loss_times_measure (self->losses, "focal");
    case SLOWEST_LOSS:
      return lab_loss_times_measure (self->losses, self->slowest);
    case N_CONTENDERS:
    default:
      g_assert_not_reached ();
    }
}

/* ---- the table ---- */

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
median (const double *values, guint n)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);

  qsort (sorted, n, sizeof *sorted, compare_doubles);
  return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

static void
print_json (const Bench *self, double *const seconds[N_CONTENDERS], guint rounds)
{
  json_t *object = json_pack ("{s:i, s:i}", "version", 1, "rounds", (int) rounds);
  char *text;

  for (guint m = 0; m < G_N_ELEMENTS (MEASURES); m++)
    json_object_set_new (object, MEASURES[m].name,
                         json_real (median (seconds[MEASURES[m].above], rounds)
                                    / median (seconds[MEASURES[m].below], rounds)));
  json_object_set_new (object, "slowest-loss-id", json_string (self->slowest));
  for (guint t = 0; t < G_N_ELEMENTS (TIMES); t++)
    {
      const char *name = TIMES[t].name != NULL ? TIMES[t].name : "slowest";
      g_autofree char *key = g_strdup_printf ("%s, microseconds", name);

      json_object_set_new (object, key,
                           json_real (1e6 * median (seconds[TIMES[t].contender], rounds)));
    }
  text = json_dumps (object, JSON_INDENT (1) | JSON_REAL_PRECISION (4));
  puts (text);
  free (text);
  json_decref (object);
}

static void
print_table (const Bench *self, double *const seconds[N_CONTENDERS], guint rounds)
{
  printf ("%-70s  %6s  %s\n", "", "ratio", "least to greatest");
  for (guint m = 0; m < G_N_ELEMENTS (MEASURES); m++)
    {
      const double *above = seconds[MEASURES[m].above], *below = seconds[MEASURES[m].below];
      double least = above[0] / below[0], greatest = least;
      char ratio[32], low[32], high[32];

      for (guint r = 1; r < rounds; r++)
        {
          least = MIN (least, above[r] / below[r]);
          greatest = MAX (greatest, above[r] / below[r]);
        }
      printf ("%-70s  %6s  %s to %s\n", MEASURES[m].what,
              g_ascii_formatd (ratio, sizeof ratio, "%.2f",
                               median (above, rounds) / median (below, rounds)),
              g_ascii_formatd (low, sizeof low, "%.2f", least),
              g_ascii_formatd (high, sizeof high, "%.2f", greatest));
    }
  printf ("\n%-70s  %6s\n", "a batch of 64, value and gradient", "us");
  for (guint t = 0; t < G_N_ELEMENTS (TIMES); t++)
    {
      char time[32];

      printf ("%-70s  %6s\n", TIMES[t].name != NULL ? TIMES[t].name : self->slowest,
              g_ascii_formatd (time, sizeof time, "%.1f",
                               1e6 * median (seconds[TIMES[t].contender], rounds)));
    }
}

static gboolean
prepare (Bench *self, GError **error)
{
  const LabSpec *spec;

  self->one = lab_experiment_new ();
  self->two = lab_experiment_new ();
  lab_experiment_set (self->two, 0, LAB_SETTING_EPOCHS, "1", NULL);
  lab_experiment_set (self->one, 0, LAB_SETTING_EPOCHS, "1", NULL);
  lab_spec_unref (self->one->sides[--self->one->n_sides]);
  spec = self->one->sides[0];
  self->dataset = lab_dataset_load (spec->dataset, error);
  self->losses = lab_loss_times_new ();
  self->slowest = lab_loss_times_find_slowest (self->losses);
  self->set = self->dataset == NULL ? NULL : lab_damage_apply (&spec->damage, self->dataset, error);
  return self->set != NULL;
}

int
lab_bench_command (int argc, char **argv)
{
  int rounds = DEFAULT_ROUNDS;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "How often each is measured [7]", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the ratios as JSON", NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  Bench bench = { 0 };
  double *seconds[N_CONTENDERS];
  GError *error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_summary (
      context, "Measures training against the bare matrix products of the same epoch.");
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lab_command_fail ("bench", error);
  if (rounds < 1 || rounds > MAX_ROUNDS || argc > 1)
    {
      g_set_error_literal (&error, LAB_ERROR, LAB_ERROR_REQUEST,
                           argc > 1 ? "it takes options alone: see losslab bench --help"
                                    : "rounds: must be a whole number from 1 to " G_STRINGIFY (
                                        MAX_ROUNDS));
      return lab_command_fail ("bench", error);
    }
  if (!prepare (&bench, &error))
    return lab_command_fail ("bench", error);
  for (guint c = 0; c < N_CONTENDERS; c++)
    seconds[c] = g_new (double, rounds);
  for (int r = -1; r < rounds && error == NULL; r++) /* the first one warms up */
    for (guint c = 0; c < N_CONTENDERS && error == NULL; c++)
      seconds[c][MAX (r, 0)] = measure (&bench, c, &error);
  if (error == NULL)
    (json ? print_json : print_table) (&bench, seconds, (guint) rounds);

  for (guint c = 0; c < N_CONTENDERS; c++)
    g_free (seconds[c]);
  lab_experiment_free (bench.one);
  lab_experiment_free (bench.two);
  lab_training_set_unref (bench.set);
  lab_dataset_unref (bench.dataset);
  lab_loss_times_free (bench.losses);
  return error != NULL ? lab_command_fail ("bench", error)
                       : lab_command_flush ("bench", LAB_EXIT_DONE);
}
