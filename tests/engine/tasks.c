/* SPDX-License-Identifier: MIT */
/*
 * Two tasks at a time, and what a loss learns: a step of the trainer against finite differences of
 * a network and of losses written out in double, learned numbers against optimisers written out for
 * one number, and against itself, interrupted and resumed.
 */
#include "data/batches.h"
#include "core/random.h"
#include "failure.h"
#include "net/optimiser.h"
#include "toy-training.h"

#include <math.h>
#include <string.h>

/* ---- in double ---- */

static double
minus_log_softmax (const double *z, guint n, guint y)
{
  double sum = 0.0;

  for (guint k = 0; k < n; k++)
    sum += exp (z[k] - z[y]);
  return log (sum);
}

/* A hidden layer, weights [n_in, n_out]. */
static void
hidden (const LabDense *layer, const double *theta, const double *x, double *y)
{
  for (guint o = 0; o < layer->n_out; o++)
    {
      y[o] = theta[layer->biases + o];
      for (guint i = 0; i < layer->n_in; i++)
        y[o] += x[i] * theta[layer->weights + i * layer->n_out + o];
      y[o] = MAX (y[o], 0.0);
    }
}

static void
head (const LabDense *layer, const double *theta, const double *x, double *y)
{
  for (guint o = 0; o < layer->n_out; o++)
    {
      y[o] = theta[layer->biases + o];
      for (guint i = 0; i < layer->n_in; i++)
        y[o] += theta[layer->weights + o * layer->n_in + i] * x[i];
    }
}

/* The mean over the training pictures of each task's cross-entropy. */
static void
cross_entropies (const LabToyTraining *of, const LabNetwork *network, const double *theta,
                 double *ce1, double *ce2)
{
  const LabDataset *dataset = of->dataset;

  *ce1 = *ce2 = 0.0;
  for (guint i = 0; i < of->set->n; i++)
    {
      const guint8 *pixels = lab_dataset_pixels (dataset, &dataset->train, of->set->index[i], NULL);
      const guint label = of->set->label[i];
      double x[64], y[64];

      for (guint p = 0; p < network->n_inputs; p++)
        x[p] = (pixels[p] / 255.0 - 0.5) / 0.5;
      for (guint l = 0; l < network->n_hidden; l++)
        {
          hidden (&network->hidden[l], theta, x, y);
          memcpy (x, y, sizeof x);
        }
      head (&network->heads[0], theta, x, y);
      *ce1 += minus_log_softmax (y, dataset->n_classes, label) / of->set->n;
      head (&network->heads[1], theta, x, y);
      *ce2 += minus_log_softmax (y, dataset->second.n_classes, dataset->second.class_of[label])
              / of->set->n;
    }
}

static double
value (const char *loss, const LabToyTraining *of, const LabNetwork *network, const double *theta)
{
  const double *s = theta + network->n_parameters;
  double ce1, ce2;

  cross_entropies (of, network, theta, &ce1, &ce2);
  if (g_str_equal (loss, "multi-task"))
    return ce1 + 0.5 * ce2;
  return exp (-s[0]) * ce1 + s[0] / 2.0 + exp (-s[1]) * ce2 + s[1] / 2.0;
}

/* One step of plain descent over all pictures at a rate of 1: what the parameters lose is the
 * gradient, of both heads, of the trunk below them, and of what the loss learns. */
static void
test_gradients (gconstpointer data)
{
  const char *loss = data;
  g_autoptr (LabSpec) toy
      = lab_toy_spec ("loss", loss, "optimizer", "sgd", "momentum", "0", "lr", "1", "batch-size",
                      "256", "hidden", "9,5", "evaluations", "1", NULL);
  g_autoptr (LabSpec) spec = lab_spec_with (toy, LAB_SETTING_DATASET, "toy", NULL);
  g_auto (LabToyTraining) training = { 0 };
  g_autofree double *theta = NULL;
  g_autofree float *before = NULL;
  LabNetwork network;
  gsize n;
  double largest = 0.0;

  lab_toy_training_init (&training, spec, NULL);
  g_assert_true (lab_trainer_network (spec, training.dataset, &network, NULL));
  g_assert_cmpuint (network.n_heads, ==, 2);
  g_assert_cmpuint (network.heads[1].n_out, ==, 2);
  n = network.n_parameters + training.run->n_learned;
  while (lab_trainer_is_evaluating (training.trainer))
    lab_trainer_advance (training.trainer);
  before = g_memdup2 (lab_trainer_get_theta (training.trainer), n * sizeof *before);
  theta = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    theta[i] = (double) before[i];
  lab_trainer_advance (training.trainer);
  g_assert_cmpuint (lab_trainer_get_step (training.trainer), ==, 1);
  g_assert_cmpfloat_with_epsilon ((double) lab_series_get (training.run->loss, 0),
                                  value (loss, &training, &network, theta), 1e-6);
  for (gsize i = 0; i < n; i++)
    {
      const double h = 1e-5, at = theta[i];
      const double moved
          = (double) before[i] - (double) lab_trainer_get_theta (training.trainer)[i];
      double more, less;

      theta[i] = at + h;
      more = value (loss, &training, &network, theta);
      theta[i] = at - h;
      less = value (loss, &training, &network, theta);
      theta[i] = at;
      g_assert_cmpfloat_with_epsilon (moved, (more - less) / (2.0 * h), 2e-6);
      largest = MAX (largest, fabs (moved));
    }
  g_assert_cmpfloat (largest, >, 0.01);
}

/* ---- the network ---- */

/* A second head takes nothing from the others: the trunk and the first head begin with the same
 * bits. */
static void
test_same_start (void)
{
  g_autoptr (LabSpec) one = lab_toy_training_spec ("loss", "cross-entropy");
  g_autoptr (LabSpec) two = lab_toy_training_spec ("loss", "multi-task-uncertainty");
  g_auto (LabToyTraining) single = { 0 };
  g_auto (LabToyTraining) both = { 0 };
  LabNetwork a, b;
  const float *theta_a, *theta_b;

  lab_toy_training_init (&single, one, NULL);
  lab_toy_training_init (&both, two, NULL);
  g_assert_true (lab_trainer_network (one, single.dataset, &a, NULL));
  g_assert_true (lab_trainer_network (two, both.dataset, &b, NULL));
  g_assert_cmpuint (a.n_heads, ==, 1);
  g_assert_cmpuint (b.n_heads, ==, 2);
  theta_a = lab_trainer_get_theta (single.trainer);
  theta_b = lab_trainer_get_theta (both.trainer);
  for (guint l = 0; l <= a.n_hidden; l++)
    {
      const LabDense *of_a = l < a.n_hidden ? &a.hidden[l] : &a.heads[0];
      const LabDense *of_b = l < a.n_hidden ? &b.hidden[l] : &b.heads[0];
      const gsize weights = (gsize) of_a->n_in * of_a->n_out * sizeof (float);

      g_assert_cmpmem (theta_a + of_a->weights, weights, theta_b + of_b->weights, weights);
      g_assert_cmpmem (theta_a + of_a->biases, of_a->n_out * sizeof (float), theta_b + of_b->biases,
                       of_a->n_out * sizeof (float));
    }
  g_assert_cmpuint (single.run->n_tasks, ==, 1);
  g_assert_cmpuint (both.run->n_tasks, ==, 2);
}

/* A second task that weighs nothing changes nothing of the first. */
static void
test_weightless (void)
{
  g_autoptr (LabSpec) one = lab_toy_training_spec ("loss", "cross-entropy");
  g_autoptr (LabSpec) two = lab_toy_training_spec ("loss", "multi-task");
  g_autoptr (LabSpec) none = lab_spec_with (two, LAB_SETTING_LOSS_PARAMETERS, "lambda=0", NULL);
  g_auto (LabToyTraining) single = { 0 };
  g_auto (LabToyTraining) both = { 0 };

  lab_toy_training_init (&single, one, NULL);
  lab_toy_training_init (&both, none, NULL);
  lab_toy_training_finish (&single);
  lab_toy_training_finish (&both);
  g_assert_cmpmem (lab_run_get_latest (single.run)->test->counts, 16 * sizeof (guint32),
                   lab_run_get_latest (both.run)->test->counts, 16 * sizeof (guint32));
}

static void
test_record (void)
{
  g_autoptr (LabSpec) two = lab_toy_training_spec ("loss", "multi-task");
  g_autoptr (LabSpec) spec = lab_spec_with (two, LAB_SETTING_VALIDATION, "0.2", NULL);
  g_auto (LabToyTraining) training = { 0 };
  const LabEvaluation *latest;

  lab_toy_training_init (&training, spec, NULL);
  lab_toy_training_finish (&training);
  for (guint i = 0; i < lab_run_n_evaluations (training.run); i++)
    {
      const LabEvaluation *evaluation = lab_run_get_evaluation (training.run, i);
      guint odd = 0;

      for (guint p = 0; p < training.dataset->test.n; p++)
        odd += training.dataset->test.labels[p] % 2;
      g_assert_cmpuint (evaluation->test2->n_classes, ==, 2);
      g_assert_cmpuint (lab_confusion_total (evaluation->test2), ==, training.dataset->test.n);
      g_assert_cmpuint (lab_confusion_class (evaluation->test2, 0).support, ==, odd);
      g_assert_cmpuint (lab_confusion_total (evaluation->validation2), ==,
                        training.set->n_validation);
      g_assert_true ((evaluation->train2 != NULL) == (evaluation->train != NULL));
    }
  latest = lab_run_get_latest (training.run);
  g_assert_cmpuint (lab_confusion_total (latest->train2), ==, training.set->n);
  g_assert_cmpfloat (lab_confusion_accuracy (latest->test2), >, 0.7); /* half is chance */
}

static void
test_one_task (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("loss", "cross-entropy");
  g_auto (LabToyTraining) training = { 0 };

  lab_toy_training_init (&training, spec, NULL);
  lab_toy_training_finish (&training);
  g_assert_null (lab_run_get_latest (training.run)->test2);
  g_assert_null (lab_run_get_latest (training.run)->train2);
  g_assert_cmpuint (training.run->n_learned, ==, 0);
}

static void
test_no_second_task (void)
{
  g_autoptr (LabSpec) spec = lab_toy_training_spec ("loss", "multi-task");
  g_autoptr (LabDataset) dataset = lab_toy_dataset (3);
  g_autoptr (LabTrainingSet) set = NULL;
  g_autoptr (LabRun) run = NULL;
  g_autoptr (GError) error = NULL;

  dataset->second.n_classes = 0;
  set = lab_damage_apply (&spec->damage, dataset, NULL);
  run = lab_run_new (spec, 0, dataset->n_classes, lab_batches_per_epoch (set->n, spec->batch_size));
  g_assert_null (lab_trainer_new (run, dataset, set, NULL, &error));
  lab_failure_assert (&error, LAB_ERROR_REQUEST,
                      "loss: Two tasks needs a second task, and Toy has none");
}

/* ---- what a loss learns ---- */

static void
test_checkpoint (gconstpointer data)
{
  g_autoptr (LabSpec) plain = lab_toy_training_spec ("loss", "multi-task-uncertainty");
  g_autoptr (LabSpec) spec = lab_spec_with (plain, LAB_SETTING_OPTIMIZER, data, NULL);
  g_auto (LabToyTraining) whole = { 0 };
  LabRandom random;

  lab_toy_training_init (&whole, spec, NULL);
  lab_toy_training_finish (&whole);
  g_assert_cmpuint (whole.run->n_learned, ==, 2);
  for (guint l = 0; l < 2; l++)
    g_assert_cmpuint (lab_series_count (whole.run->learned[l]), ==, whole.run->n_steps);
  lab_random_init (&random, 2, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 12; trial++)
    {
      const guint units = lab_random_below (&random, 60);
      g_autoptr (LabCheckpoint) checkpoint = NULL;
      g_auto (LabToyTraining) first = { 0 };
      g_auto (LabToyTraining) second = { 0 };
      guint64 rest;

      lab_toy_training_init (&first, spec, NULL);
      for (guint u = 0; u < units && lab_run_get_state (first.run) == LAB_RUN_TRAINING; u++)
        lab_trainer_advance (first.trainer);
      if (lab_run_get_state (first.run) != LAB_RUN_TRAINING)
        continue;
      lab_trainer_stop (first.trainer);
      checkpoint = lab_run_dup_checkpoint (first.run);
      lab_toy_training_init (&second, spec, checkpoint);
      lab_toy_training_finish (&second);
      lab_toy_training_assert_same_end (&whole, &second);
      for (guint l = 0; l < 2; l++)
        {
          rest = lab_series_count (second.run->learned[l]);
          g_assert_cmpuint (rest + lab_series_count (first.run->learned[l]), ==,
                            whole.run->n_steps);
          g_assert_cmpfloat (lab_series_get (second.run->learned[l], rest - 1), ==,
                             lab_series_get (whole.run->learned[l], whole.run->n_steps - 1));
        }
    }
}

/* The loss pulls s to 3 and r to -1, whatever the pictures say: its slopes are 2 (s - 3) and
 * r + 1. */
#define PULLED                                      \
  LAB_LOSS_TYPED "s = 1 learned; r = 0.5 learned; " \
                 "loss = mean_batch(-log(p[y])) + (s - 3)^2 + (r + 1)*(r + 1)/2"

static double
slope (guint which, double at)
{
  return which == 0 ? 2.0 * (at - 3.0) : at + 1.0;
}

static void
test_learned (gconstpointer data)
{
  const gboolean adam = g_str_equal (data, "adam");
  const double rate = 0.03, momentum = 0.7;
  g_autoptr (LabSpec) toy = lab_toy_spec ("loss", PULLED, "optimizer", data, "lr", "0.03",
                                          "momentum", "0.7", "epochs", "3", NULL);
  g_autoptr (LabSpec) spec = lab_spec_with (toy, LAB_SETTING_DATASET, "toy", NULL);
  g_auto (LabToyTraining) training = { 0 };
  double at[2] = { 1.0, 0.5 };
  LabNetwork network;

  lab_toy_training_init (&training, spec, NULL);
  lab_toy_training_finish (&training);
  g_assert_cmpuint (training.run->n_learned, ==, 2);
  for (guint which = 0; which < 2; which++)
    {
      double m = 0.0, v = 0.0;

      for (guint t = 1; t <= training.run->n_steps; t++)
        {
          const double d = slope (which, at[which]);

          if (adam)
            {
              m = 0.9 * m + 0.1 * d;
              v = 0.999 * v + 0.001 * d * d;
              at[which]
                  -= rate * (m / (1.0 - pow (0.9, t))) / (sqrt (v / (1.0 - pow (0.999, t))) + 1e-8);
            }
          else
            {
              m = momentum * m + d;
              at[which] -= rate * m;
            }
          g_assert_cmpfloat_with_epsilon (
              (double) lab_series_get (training.run->learned[which], t - 1), at[which], 2e-5);
        }
      /* and they move */
      g_assert_cmpfloat (fabs (at[which] - (which == 0 ? 1.0 : 0.5)), >, 0.5);
    }
  /* Evaluations have them behind the network's parameters. */
  g_assert_true (lab_trainer_network (spec, training.dataset, &network, NULL));
  for (guint which = 0; which < 2; which++)
    g_assert_cmpfloat (lab_run_get_latest (training.run)->theta[network.n_parameters + which], ==,
                       lab_series_get (training.run->learned[which], training.run->n_steps - 1));
}

int
main (int argc, char **argv)
{
  static const char *const LOSSES[] = { "multi-task", "multi-task-uncertainty" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (LOSSES); i++)
    {
      g_autofree char *path = g_strconcat ("/tasks/gradients/", LOSSES[i], NULL);

      g_test_add_data_func (path, LOSSES[i], test_gradients);
    }
  g_test_add_func ("/tasks/same-start", test_same_start);
  g_test_add_func ("/tasks/weightless", test_weightless);
  g_test_add_func ("/tasks/record", test_record);
  g_test_add_func ("/tasks/one-task", test_one_task);
  g_test_add_func ("/tasks/no-second-task", test_no_second_task);
  for (const LabOptimiser *row = lab_optimisers; row->id != NULL; row++)
    {
      g_autofree char *checkpoint = g_strconcat ("/tasks/checkpoint/", row->id, NULL);
      g_autofree char *learned = g_strconcat ("/tasks/learned/", row->id, NULL);

      g_test_add_data_func (checkpoint, row->id, test_checkpoint);
      g_test_add_data_func (learned, row->id, test_learned);
    }
  return g_test_run ();
}
