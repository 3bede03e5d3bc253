/* SPDX-License-Identifier: MIT */
/* The loss over the probability of the target: against what can be said of it by hand. */
#include "profile.h"

#include "catalogue.h"
#include "kernels/kernels.h"
#include "toy.h"

#include <math.h>
#include <string.h>

#define K 10u

static const double COUNTS[K] = { 59, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 };

/* Of ten classes, the first of them rare. */
static void
objective_init (LabObjective *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  *self = (LabObjective){ .loss = lab_loss_find (name, &error), .n_classes = K };
  g_assert_no_error (error);
  self->n_classes2 = self->loss->n_tasks > 1 ? 2 : 0;
  memcpy (self->counts, COUNTS, sizeof COUNTS);
  self->counts2[0] = self->counts2[1] = 1.0;
  for (guint i = 0; i < self->loss->formula->n_parameters; i++)
    self->parameters[i] = self->loss->formula->parameters[i].value;
  lab_loss_own_weights (self->loss, self->parameters, K, self->counts, self->weights);
}

static LabProfile
profile_of (const char *name)
{
  g_auto (LabObjective) objective = { 0 };
  LabProfile profile;

  objective_init (&objective, name);
  lab_profile_fill (&profile, &objective, 0.5, NULL, NULL);
  return profile;
}

static void
check (double got, double want)
{
  g_assert_cmpfloat_with_epsilon (got, want, 1e-12 * (1.0 + fabs (want)));
}

static void
test_points (void)
{
  const LabProfile of = profile_of ("cross-entropy");

  g_assert_cmpuint (of.n, ==, LAB_PROFILE_POINTS);
  check (of.p[0], 0.002);
  check (of.p[of.n - 1], 0.998);
  check (of.p[of.n / 2], 0.5);
  for (guint i = 1; i < of.n; i++)
    g_assert_cmpfloat (of.p[i], >, of.p[i - 1]);
  g_assert_cmpfloat (of.p[1] - of.p[0], <, 0.1 * (of.p[101] - of.p[100]));
}

static void
test_cross_entropy (void)
{
  static const char *const SAME[]
      = { "cross-entropy", "formula:loss = mean(-log(p[y]))", "formula:loss = sum(-log(p[y]))/B",
          "formula:loss = sum(w[y]*-log(p[y]))/sum(w[y])", "cross-entropy-l1" };

  for (guint s = 0; s < G_N_ELEMENTS (SAME); s++)
    {
      const LabProfile of = profile_of (SAME[s]);

      for (guint i = 0; i < of.n; i++)
        {
          check (of.loss[i], -log (of.p[i]));
          check (of.push[i], 1.0 - of.p[i]);
        }
      g_assert_false (of.level);
      g_assert_cmpint (of.penalised, ==, s == 4);
      g_assert_cmpuint (of.n_pictures, ==, s == 3 ? 64 : 0);
    }
}

static void
test_focal (void)
{
  const LabProfile of = profile_of ("focal");
  const double gamma = 2.0;

  for (guint i = 0; i < of.n; i++)
    {
      const double p = of.p[i], q = 1.0 - p;

      check (of.loss[i], -pow (q, gamma) * log (p));
      check (of.push[i], pow (q, gamma) * (q - gamma * p * log (p)));
    }
  g_assert_true (of.weighted);
  check (of.mean_weight, 1.0);
}

/* Weights are at their mean over the training pictures, exactly, also where the text itself takes
 * the mean over the batch. */
static void
test_weights (void)
{
  static const char *const LOSSES[]
      = { "weighted-cross-entropy", "balanced-cross-entropy", "class-balanced",
          "formula:weights = 1 + k\nloss = mean(-w[y]*log(p[y])) + l2(theta)" };

  for (guint l = 0; l < G_N_ELEMENTS (LOSSES); l++)
    {
      g_auto (LabObjective) objective = { 0 };
      LabProfile of;
      double sum = 0.0, total = 0.0;

      objective_init (&objective, LOSSES[l]);
      lab_profile_fill (&of, &objective, 0.0, NULL, NULL);
      for (guint k = 0; k < K; k++)
        {
          sum += objective.weights[k] * COUNTS[k];
          total += COUNTS[k];
        }
      g_assert_true (of.weighted);
      check (of.mean_weight, sum / total);
      for (guint i = 0; i < of.n; i++)
        {
          check (of.loss[i], -sum / total * log (of.p[i]));
          check (of.push[i], sum / total * (1.0 - of.p[i]));
        }
    }
}

/* Classes that a loss tells apart by their numbers count as often as they occur. */
static void
test_classes (void)
{
  const LabProfile of = profile_of ("formula:loss = where(y == 0, 0, -log(p[y]))");
  const LabProfile at = profile_of ("formula:loss = where(y == 1, -log(p[1]), 0)");
  double total = 0.0;

  for (guint k = 0; k < K; k++)
    total += COUNTS[k];
  for (guint i = 0; i < of.n; i++)
    {
      check (of.loss[i], -(1.0 - COUNTS[0] / total) * log (of.p[i]));
      check (at.loss[i], -COUNTS[1] / total * log (at.p[i]));
      check (at.push[i], COUNTS[1] / total * (1.0 - at.p[i]));
    }
}

/* With all 64 pictures at p, the sums of dice are known. */
static void
test_batch (void)
{
  const LabProfile of = profile_of ("dice");

  g_assert_cmpuint (of.n_pictures, ==, 64);
  for (guint i = 0; i < of.n; i++)
    {
      const double p = of.p[i], rest = (1.0 - p) * (1.0 - p) / (K - 1);

      check (of.loss[i], 1.0 - 2.0 * p / (p * p + rest + 1.0));
      g_assert_true (isfinite (of.push[i]));
    }
}

/* A loss whose push depends on how many of each class there are: one rare one, the others in
 * proportion. */
static void
test_deal (void)
{
  const LabProfile rare = profile_of ("formula:loss = sum_batch(t[0]*-log(p[0]))");
  const LabProfile common = profile_of ("formula:loss = sum_batch(t[1])*sum(-log(p[y]))/B");
  const guint i = LAB_PROFILE_POINTS / 2;
  double total = 0.0;

  for (guint k = 0; k < K; k++)
    total += COUNTS[k];
  check (rare.loss[i], -(COUNTS[0] / total) * log (0.5)); /* of each picture by itself */
  g_assert_cmpuint (common.n_pictures, ==, 64);
  check (common.loss[i], -8.0 * log (0.5)); /* 64 * 6742 / 54136 = 7.97 */
}

/* Whether the curves would be others if the other classes did not share equally. */
static void
test_rest (void)
{
  static const char *const ALONE[]
      = { "cross-entropy", "focal", "generalized-cross-entropy", "mae" };
  static const char *const TOGETHER[]
      = { "brier",         "mse", "label-smoothing", "logit-adjusted", "binary-cross-entropy",
          "crammer-singer" };

  for (guint i = 0; i < G_N_ELEMENTS (ALONE); i++)
    g_assert_false (profile_of (ALONE[i]).rest);
  for (guint i = 0; i < G_N_ELEMENTS (TOGETHER); i++)
    g_assert_true (profile_of (TOGETHER[i]).rest);
}

static void
test_level (void)
{
  const LabProfile of = profile_of ("formula:loss = softplus(-z[y])");
  const guint i = LAB_PROFILE_POINTS / 2;

  g_assert_true (of.level);
  /* z[y] is above the other nine by log 9, and the mean is 0 */
  check (of.loss[i], log1p (exp (-0.9 * log (9.0))));
  g_assert_false (profile_of ("mse").level);
}

static void
test_progress (void)
{
  g_auto (LabObjective) objective = { 0 };
  LabProfile of;

  objective_init (&objective, "formula:s = 1 learned\nloss = -s*progress*log(p[y])");
  lab_profile_fill (&of, &objective, 0.25, NULL, NULL);
  check (of.push[100], 0.25 * 0.5);
  lab_profile_fill (&of, &objective, 0.25, (double[]){ 3.0 }, NULL);
  check (of.push[100], 0.75 * 0.5);
  g_assert_true (of.moves);
  g_assert_true (profile_of ("deferred-reweighting").moves);
  g_assert_false (profile_of ("tversky").moves);
}

/* Every loss has numbers, in one class as in many, and few take long. */
static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  const guint8 second_of[K] = { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1 };
  double longest = 0.0;

  for (guint l = 0; l < losses->len; l++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, l);
      g_auto (LabObjective) objective = { 0 };
      LabProfile of;
      gint64 least = G_MAXINT64;

      objective_init (&objective, loss->id);
      for (guint n = 0; n < 3; n++)
        {
          const gint64 began = g_get_monotonic_time ();

          lab_profile_fill (&of, &objective, 0.5, NULL, second_of);
          least = MIN (least, g_get_monotonic_time () - began);
        }
      for (guint i = 0; i < of.n; i++)
        g_assert_true (isfinite (of.loss[i]) && isfinite (of.push[i]));
      longest = MAX (longest, (double) least / 1000.0);
      g_test_message ("%s: %.2f ms, %s", loss->id, (double) least / 1000.0,
                      of.n_pictures > 0 ? "a batch" : "a picture");
    }
  g_test_minimized_result (longest, "the longest takes %.2f ms", longest);
}

/* What is not defined is a gap, not a number. */
static void
test_gaps (void)
{
  const LabProfile of = profile_of ("formula:loss = sqrt(p[y] - 0.5)");

  g_assert_true (isnan (of.loss[50]) && isnan (of.push[50]));
  check (of.loss[150], sqrt (of.p[150] - 0.5));
}

static void
test_many (void)
{
  g_auto (LabObjective) objective = { 0 };
  LabProfile of;

  objective_init (&objective, "focal");
  objective.n_classes = LAB_MAX_CLASSES;
  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    {
      objective.counts[k] = 1.0 + k;
      objective.weights[k] = 1.0 / (1.0 + k);
    }
  lab_profile_fill (&of, &objective, 0.0, NULL, NULL);
  g_assert_cmpuint (of.n, <, LAB_PROFILE_POINTS);
  check (of.push[of.n / 2], of.mean_weight * 0.25 * (0.5 - 2.0 * 0.5 * log (0.5)));
  lab_objective_clear (&objective);
  objective_init (&objective, "dice");
  objective.n_classes = LAB_MAX_CLASSES;
  for (guint k = 0; k < LAB_MAX_CLASSES; k++)
    objective.counts[k] = k == 0 ? 1e6 : 1.0;
  lab_profile_fill (&of, &objective, 0.0, NULL, NULL);
  g_assert_cmpuint (of.n_pictures, ==, LAB_MAX_CLASSES);
  g_assert_true (isfinite (of.push[of.n / 2]));
}

/* Each picture in its bin; one about which a network says nothing in none. */
static void
test_count (void)
{
  g_autoptr (LabDataset) dataset = lab_toy_dataset (1);
  const guint n = dataset->test.n;
  g_autofree float *logits = g_new0 (float, (gsize) n * 4);
  const LabPredictions predictions = { .n = n, .n_classes = 4, .logits = logits };
  guint bins[LAB_PROFILE_BINS];

  lab_profile_count (&predictions, dataset, bins); /* all at 1/4 */
  g_assert_cmpuint (bins[5], ==, n);
  for (guint i = 0; i < 3; i++)
    logits[4 * i + dataset->test.labels[i]] = i == 0 ? 100.0f : i == 1 ? -100.0f : NAN;
  lab_profile_count (&predictions, dataset, bins);
  g_assert_cmpuint (bins[0], ==, 1);
  g_assert_cmpuint (bins[5], ==, n - 3);
  g_assert_cmpuint (bins[LAB_PROFILE_BINS - 1], ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/points", test_points);
  g_test_add_func ("/profile/cross-entropy", test_cross_entropy);
  g_test_add_func ("/profile/focal", test_focal);
  g_test_add_func ("/profile/weights", test_weights);
  g_test_add_func ("/profile/classes", test_classes);
  g_test_add_func ("/profile/batch", test_batch);
  g_test_add_func ("/profile/deal", test_deal);
  g_test_add_func ("/profile/level", test_level);
  g_test_add_func ("/profile/rest", test_rest);
  g_test_add_func ("/profile/progress", test_progress);
  g_test_add_func ("/profile/catalogue", test_catalogue);
  g_test_add_func ("/profile/gaps", test_gaps);
  g_test_add_func ("/profile/many", test_many);
  g_test_add_func ("/profile/count", test_count);
  return g_test_run ();
}
