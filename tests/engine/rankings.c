/* SPDX-License-Identifier: MIT */
/* ROC and precision-recall curves against scikit-learn's, and what holds for any ranking. */
#include "measure/ranking.h"

#include "core/random.h"
#include "oracle.h"

#include <math.h>

/* null is what is not defined */
static void
assert_near (double value, const json_t *expected)
{
  if (json_is_null (expected))
    g_assert_true (!isfinite (value));
  else
    g_assert_cmpfloat_with_epsilon (value, json_number_value (expected), 1e-9);
}

static guint8 *
labels_of (const json_t *item, guint *n)
{
  const json_t *array = json_object_get (item, "labels");
  guint8 *labels;

  *n = (guint) json_array_size (array);
  labels = g_new (guint8, *n);
  for (guint i = 0; i < *n; i++)
    labels[i] = (guint8) json_integer_value (json_array_get (array, i));
  return labels;
}

static void
assert_class (const LabRanking *ranking, const json_t *expected)
{
  const json_t *roc_x = json_object_get (expected, "roc_x"),
               *roc_y = json_object_get (expected, "roc_y"),
               *precision = json_object_get (expected, "precision"),
               *recall = json_object_get (expected, "recall"),
               *thresholds = json_object_get (expected, "thresholds");

  g_assert_cmpuint (json_array_size (roc_x), ==, ranking->n + 1);
  g_assert_cmpuint (json_array_size (recall), ==, ranking->n + 1);
  for (guint i = 0; i <= ranking->n; i++)
    {
      const LabRankingPoint roc = lab_ranking_roc (ranking, i),
                            pr = lab_ranking_precision_recall (ranking, i);

      assert_near (roc.x, json_array_get (roc_x, i));
      assert_near (roc.y, json_array_get (roc_y, i));
      assert_near (pr.x, json_array_get (recall, i));
      assert_near (pr.y, json_array_get (precision, i));
      if (i < ranking->n)
        assert_near (pr.threshold, json_array_get (thresholds, i));
    }
  assert_near (lab_ranking_area (ranking), json_object_get (expected, "area"));
  assert_near (lab_ranking_average_precision (ranking),
               json_object_get (expected, "average_precision"));
  g_assert_cmpint (lab_ranking_is_defined (ranking), ==,
                   !json_is_null (json_object_get (expected, "area")));
}

static void
test_oracle (void)
{
  json_t *json = lab_oracle_load ("rankings"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "cases"), i, item)
  {
    const guint K = (guint) lab_oracle_member (item, "n_classes");
    guint n;
    gsize size;
    g_autofree guint8 *labels = labels_of (item, &n);
    g_autofree float *p = lab_oracle_floats (json_object_get (item, "probabilities"), &size);

    g_assert_cmpuint (size, ==, (gsize) n * K);
    for (guint k = 0; k < K; k++)
      {
        g_autoptr (LabRanking) ranking = lab_ranking_new (p, labels, n, K, k);

        assert_class (ranking, json_array_get (json_object_get (item, "classes"), k));
      }
  }
  json_decref (json);
}

#define N 400

/* Scores with ties, of two classes. */
static void
draw (LabRandom *random, float *scores, guint8 *labels)
{
  for (guint i = 0; i < N; i++)
    {
      labels[i] = (guint8) lab_random_below (random, 2);
      scores[i] = (float) (lab_random_below (random, 40) + 6u * labels[i]) / 64.0f;
    }
}

static void
test_shape (void)
{
  for (guint seed = 0; seed < 30; seed++)
    {
      LabRandom random;
      float scores[N];
      guint8 labels[N];
      g_autoptr (LabRanking) ranking = NULL;
      double area;

      lab_random_init (&random, seed, LAB_STREAM_CHECK, 0);
      draw (&random, scores, labels);
      ranking = lab_ranking_new (scores, labels, N, 1, 0);
      for (guint i = 1; i <= ranking->n; i++)
        {
          const LabRankingPoint a = lab_ranking_roc (ranking, i - 1),
                                b = lab_ranking_roc (ranking, i),
                                c = lab_ranking_precision_recall (ranking, i - 1),
                                d = lab_ranking_precision_recall (ranking, i);

          g_assert_true (a.x <= b.x && a.y <= b.y && a.threshold > b.threshold);
          g_assert_true (c.x >= d.x && c.threshold < d.threshold);
          g_assert_true (c.y >= 0.0 && c.y <= 1.0);
        }
      g_assert_cmpfloat (lab_ranking_roc (ranking, ranking->n).x, ==, 1.0);
      g_assert_cmpfloat (lab_ranking_roc (ranking, ranking->n).y, ==, 1.0);
      area = lab_ranking_area (ranking);
      g_assert_true (area >= 0.0 && area <= 1.0);
    }
}

/* Only the order counts; the other way round, and for the other class, the area is mirrored. */
static void
test_order (void)
{
  for (guint seed = 0; seed < 30; seed++)
    {
      LabRandom random;
      float scores[N], mapped[N], turned[N];
      guint8 labels[N], others[N];
      g_autoptr (LabRanking) a = NULL, b = NULL, c = NULL, d = NULL;

      lab_random_init (&random, seed, LAB_STREAM_CHECK, 1);
      draw (&random, scores, labels);
      for (guint i = 0; i < N; i++)
        {
          mapped[i] = expf (3.0f * scores[i]) - 7.0f;
          turned[i] = -scores[i];
          others[i] = 1 - labels[i];
        }
      a = lab_ranking_new (scores, labels, N, 1, 0);
      b = lab_ranking_new (mapped, labels, N, 1, 0);
      c = lab_ranking_new (turned, labels, N, 1, 0);
      d = lab_ranking_new (scores, others, N, 1, 0);
      g_assert_cmpfloat (lab_ranking_area (a), ==, lab_ranking_area (b));
      g_assert_cmpfloat (lab_ranking_average_precision (a), ==, lab_ranking_average_precision (b));
      g_assert_cmpfloat_with_epsilon (lab_ranking_area (a), 1.0 - lab_ranking_area (c), 1e-15);
      g_assert_cmpfloat_with_epsilon (lab_ranking_area (a), 1.0 - lab_ranking_area (d), 1e-15);
    }
}

/* The area is the share of pairs in the right order, ties by half. */
static void
test_pairs (void)
{
  LabRandom random;
  float scores[N];
  guint8 labels[N];
  g_autoptr (LabRanking) ranking = NULL;
  double won = 0.0, pairs = 0.0;

  lab_random_init (&random, 5, LAB_STREAM_CHECK, 2);
  draw (&random, scores, labels);
  ranking = lab_ranking_new (scores, labels, N, 1, 0);
  for (guint i = 0; i < N; i++)
    for (guint j = 0; j < N; j++)
      if (labels[i] == 0 && labels[j] == 1)
        {
          pairs += 1.0;
          won += (scores[i] > scores[j])
                 + ((scores[i] >= scores[j]) - (scores[i] > scores[j])) / 2.0;
        }
  g_assert_cmpfloat_with_epsilon (lab_ranking_area (ranking), won / pairs, 1e-12);
}

static void
test_nothing (void)
{
  const float nan_score[] = { 0.5f, NAN };
  const guint8 labels[] = { 0, 1 };
  g_autoptr (LabRanking) none = lab_ranking_new (NULL, NULL, 0, 1, 0);

  g_assert_null (lab_ranking_new (nan_score, labels, 2, 1, 0));
  g_assert_false (lab_ranking_is_defined (none));
  g_assert_true (isnan (lab_ranking_area (none)));
  g_assert_cmpfloat (lab_ranking_average_precision (none), ==, 0.0);
  g_assert_cmpfloat (lab_ranking_precision_recall (none, 0).y, ==, 1.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rankings/as-scikit-learn", test_oracle);
  g_test_add_func ("/rankings/monotone", test_shape);
  g_test_add_func ("/rankings/only-the-order-counts", test_order);
  g_test_add_func ("/rankings/area-is-the-pairs", test_pairs);
  g_test_add_func ("/rankings/nothing", test_nothing);
  return g_test_run ();
}
