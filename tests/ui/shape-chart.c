/* SPDX-License-Identifier: MIT */
/* The loss shape's chart: labels, words for what is held, and how far a run has come. */
#include "shape-chart.h"

#include "catalogue.h"

#include <math.h>
#include <string.h>

typedef struct
{
  LabDataset dataset;
  LabTrainingSet set;
} Data;

static char ID[] = "none", ZERO[] = "zero", ONE[] = "one", TWO[] = "two";
static char *NAMES[] = { ZERO, ONE, TWO, NULL };

/* Three classes, the last of them rare; without a picture. */
static void
data_init (Data *self)
{
  static guint counts[3] = { 60, 30, 10 };

  *self = (Data){
    .dataset = { .id = ID, .title = ID, .rows = 1, .cols = 1, .n_classes = 3, .class_names = NAMES }
  };
  self->dataset.second.n_classes = 2;
  self->dataset.second.class_of[1] = 1;
  self->set.n = 100;
  memcpy (self->set.counts, counts, sizeof counts);
}

static LabSpec *
spec_of (const char *loss, const char *weights)
{
  g_autoptr (LabSpec) spec = lab_spec_new ();
  g_autoptr (LabSpec) with = lab_spec_with (spec, LAB_SETTING_LOSS, loss, NULL);

  g_assert_nonnull (with);
  return weights == NULL ? g_steal_pointer (&with)
                         : lab_spec_with (with, LAB_SETTING_CLASS_WEIGHTS, weights, NULL);
}

static char *
held (const char *loss, const char *weights, const char *other)
{
  g_autoptr (LabSpec) one = spec_of (loss, weights), two = spec_of (other, weights);
  LabProfile profiles[2];
  LabShapes shapes = { .n = 2, .specs = { one, two }, .profiles = { &profiles[0], &profiles[1] } };
  Data data;

  data_init (&data);
  for (guint i = 0; i < 2; i++)
    g_assert_true (lab_shape_chart_profile (&profiles[i], shapes.specs[i], &data.dataset, &data.set,
                                            NULL, 0.0));
  return lab_shape_chart_held (&shapes);
}

static void
test_held (void)
{
  static const struct
  {
    const char *loss;
    const char *weights;
    const char *other;
    const char *words;
  } HELD[] = {
    { "cross-entropy", NULL, "mae", NULL },
    { "cross-entropy", NULL, "brier", "the rest shared equally" },
    { "focal", "0=2,1=2,2=2", "cross-entropy", "w[y] held at its mean, 2.00" },
    { "focal", "balanced", "weighted-cross-entropy", "w[y] held at its mean, 1.00" },
    { "dice", NULL, "mae", "a batch of 64 pictures, all at p; the rest shared equally" },
    { "cross-entropy-l1", NULL, "multi-task",
      "the penalty left out; the second task’s logits held at 0" },
    { "binary-cross-entropy", NULL, "mse", "the rest shared equally; the logits’ mean held at 0" },
    { "focal", NULL, "class-balanced", "w[y] held at its mean, 1.00, 0.60" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (HELD); i++)
    {
      g_autofree char *words = held (HELD[i].loss, HELD[i].weights, HELD[i].other);

      g_assert_cmpstr (words, ==, HELD[i].words);
    }
}

/* A chart made of runs has their own losses; it keeps nothing of theirs. */
static void
test_runs (void)
{
  g_autoptr (LabSpec) spec = spec_of ("focal", NULL);
  g_autoptr (LabSpec) set = lab_spec_with (spec, LAB_SETTING_LOSS_PARAMETERS, "gamma=1.5", NULL);
  LabRun *runs[2] = { lab_run_new (set, 0, 3, 10), lab_run_new (spec, 1, 3, 10) };
  Data data;
  LabRecords records = { .n_runs = 2, .runs = { runs[0], runs[1] }, .set = &data.set };
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  LabChart *chart;

  data_init (&data);
  g_atomic_ref_count_init (&data.dataset.ref_count);
  records.dataset = &data.dataset;
  options.pointer = 0.5;
  options.hidden = 2;
  chart = lab_chart_new (LAB_CHART_LOSS_SHAPE, &records, &options);
  g_assert_cmpstr (chart->figure.shape->sides[0].label, ==, "focal loss, gamma = 1.5");
  g_assert_cmpstr (chart->figure.legend[1].name, ==, "Custom: focal loss, gamma = 2");
  g_assert_cmpstr (chart->figure.title, ==, "Loss shape");
  g_assert_cmpstr (chart->figure.remark, ==, "Readings at p = 0.500; w[y] held at its mean, 1.00");
  g_assert_true (chart->figure.shape->sides[1].hidden);
  g_assert_cmpstr (chart->figure.legend[1].reading, ==, "loss 0.173, push 0.298");
  g_assert_cmpfloat_with_epsilon (lab_loss_shape_data_value (chart->figure.shape, 0,
                                                             LAB_LOSS_SHAPE_LOSS, 0.5),
                                  pow (0.5, 1.5) * log (2.0), 1e-9);
  lab_chart_free (chart);
  for (guint i = 0; i < 2; i++)
    lab_run_unref (runs[i]);
}

/* How far, and what was learned by then. */
static void
test_time (void)
{
  g_autoptr (LabSpec) spec = spec_of ("multi-task-uncertainty", NULL);
  g_autoptr (LabSpec) other = spec_of ("focal", NULL);
  g_autoptr (LabRun) run = lab_run_new (spec, 0, 3, 10);
  double learned[LAB_FORMULA_MAX_LEARNED];

  g_assert_cmpfloat (lab_shape_chart_get_progress (run, (double) NAN), ==, 0.0);
  g_assert_false (lab_shape_chart_get_learned (run, spec, (double) NAN, learned));
  for (guint i = 0; i < 20; i++)
    {
      lab_run_add_learned (run, (float[]){ (float) i, (float) (2 * i) });
      lab_run_add_loss (run, 1.0f, 1.0f);
    }
  g_assert_cmpfloat (lab_shape_chart_get_progress (run, (double) NAN), ==, 20.0 / 50.0);
  g_assert_cmpfloat (lab_shape_chart_get_progress (run, 1.0), ==, 10.0 / 50.0);
  g_assert_true (lab_shape_chart_get_learned (run, spec, (double) NAN, learned));
  g_assert_cmpfloat (learned[1], ==, 38.0);
  g_assert_true (lab_shape_chart_get_learned (run, spec, 1.0, learned));
  g_assert_cmpfloat (learned[0], ==, 9.0);
  g_assert_false (lab_shape_chart_get_learned (run, other, 1.0, learned));
}

/* A class that the data do not have. */
static void
test_unfit (void)
{
  g_autoptr (LabSpec) spec = spec_of ("focal", "7=2");
  LabProfile profile;
  Data data;

  data_init (&data);
  g_assert_false (
      lab_shape_chart_profile (&profile, spec, &data.dataset, &data.set, NULL, (double) NAN));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/shape-chart/held", test_held);
  g_test_add_func ("/shape-chart/runs", test_runs);
  g_test_add_func ("/shape-chart/time", test_time);
  g_test_add_func ("/shape-chart/unfit", test_unfit);
  return g_test_run ();
}
