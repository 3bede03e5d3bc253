/* SPDX-License-Identifier: MIT */
/* Fifty steps with each variant of the kernels, and the reference's losses at every one of them.
 * The learning rates are moderate: a picture that a rounding takes over a ReLU's kink is a jump,
 * and large steps make a difference of it. */
#include "core/random.h"
#include "data/batches.h"
#include "data/damage.h"
#include "kernels/kernels.h"
#include "toy-training.h"

#define STEPS 50u

/* @paint: what the toy dataset's bytes become. */
typedef struct
{
  const char *name;
  const char *dataset;
  void (*paint) (LabDataset *dataset);
  const char *hidden;
  const char *batch_size;
  const char *optimizer;
  const char *loss;
} Case;

/* No byte is 0. */
static void
paint_dense (LabDataset *dataset)
{
  LabRandom random;

  lab_random_init (&random, 4, LAB_STREAM_NOISE, 0);
  for (gsize j = 0; j < (gsize) dataset->train.n * dataset->rows * dataset->cols; j++)
    dataset->train.pixels[j] = (guint8) (1 + lab_random_below (&random, 255));
}

/* Two pictures of three are background alone. */
static void
paint_empty (LabDataset *dataset)
{
  const gsize size = (gsize) dataset->rows * dataset->cols;

  for (gsize j = 0; j < dataset->train.n * size; j++)
    if (j / size % 3 != 0)
      dataset->train.pixels[j] = 0;
}

static const Case CASES[] = {
  { "mnist", "mnist", NULL, "128,64", "64", "adam", "cross-entropy" },
  { "mnist-sgd", "mnist", NULL, "128,64", "64", "sgd", "focal" },
  { "mnist-odd", "mnist", NULL, "100,33,48", "50", "adam", "cross-entropy" },
  { "mnist-large-batch", "mnist", NULL, "64,32", "300", "adam", "cross-entropy" },
  { "fashion-mnist", "fashion-mnist", NULL, "128,64", "64", "adam", "cross-entropy" },
  { "short-batches", "toy", NULL, "32,16", "64", "adam", "cross-entropy" },
  { "dense", "toy", paint_dense, "128,64", "64", "adam", "cross-entropy" },
  { "empty", "toy", paint_empty, "17,16,48", "29", "adam", "cross-entropy" },
  { "two-tasks", "toy", NULL, "48,32", "32", "adam", "multi-task" },
};

static LabDataset *
open_dataset (const Case *c, GError **error)
{
  LabDataset *dataset = g_str_equal (c->dataset, "toy") ? lab_toy_dataset (1)
                                                        : lab_dataset_load (c->dataset, error);

  if (dataset != NULL && c->paint != NULL)
    c->paint (dataset);
  return dataset;
}

/* losses[STEPS] */
static void
train (const LabSpec *spec, LabDataset *dataset, LabTrainingSet *set, const LabKernels *kernels,
       float *losses)
{
  g_autoptr (LabRun) run
      = lab_run_new (spec, 0, dataset->n_classes, lab_batches_per_epoch (set->n, spec->batch_size));
  g_autoptr (LabTrainer) trainer = NULL;

  lab_kernels_use (kernels);
  trainer = lab_trainer_new (run, dataset, set, NULL, NULL);
  g_assert_nonnull (trainer);
  while (lab_series_count (run->loss) < STEPS)
    g_assert_cmpint (lab_trainer_advance (trainer), ==, LAB_RUN_TRAINING);
  for (guint i = 0; i < STEPS; i++)
    losses[i] = lab_series_get (run->loss, i);
  lab_kernels_use (NULL);
}

static void
test_as_reference (gconstpointer data)
{
  const Case *c = data;
  const LabKernels *const *variants = lab_kernels_list ();
  const guint n = g_strv_length ((char **) variants);
  g_autoptr (GError) error = NULL;
  g_autoptr (LabDataset) dataset = open_dataset (c, &error);
  g_autoptr (LabSpec) spec
      = lab_toy_spec ("hidden", c->hidden, "batch-size", c->batch_size, "loss", c->loss,
                      "optimizer", c->optimizer, "epochs", "60", "evaluations", "1", "lr",
                      g_str_equal (c->optimizer, "sgd") ? "0.01" : "0.001", NULL);
  g_autoptr (LabTrainingSet) set = NULL;
  float expected[STEPS];

  if (dataset == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  set = lab_damage_apply (&spec->damage, dataset, NULL);
  g_assert_nonnull (set);
  train (spec, dataset, set, lab_kernels_get_reference (), expected);
  g_assert_cmpfloat (expected[STEPS - 1], <, expected[0]);
  for (guint v = 0; v + 1 < n; v++)
    {
      float losses[STEPS];

      train (spec, dataset, set, variants[v], losses);
      for (guint i = 0; i < STEPS; i++)
        g_assert_cmpfloat_with_epsilon (losses[i], expected[i], 1e-4f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strconcat ("/fast-path/", CASES[i].name, NULL);

      g_test_add_data_func (path, &CASES[i], test_as_reference);
    }
  return g_test_run ();
}
