/* SPDX-License-Identifier: MIT */
/* Curves over a threshold: each point is the ranking's, the nearest one is found, and what is drawn
 * of thousands is what a pixel shows. */
#include "threshold-curves.h"

#include "canvas.h"
#include "core/random.h"

#include <math.h>
#include <string.h>

#define WIDTH  360
#define HEIGHT 240
#define THIN   "\342\200\211"

/* @skill: how much higher the class's pictures are; @levels: different scores, 0 for any. */
static LabRanking *
some_ranking (guint64 seed, guint n, double skill, guint levels)
{
  g_autofree float *probabilities = g_new (float, 2 * (gsize) n);
  g_autofree guint8 *labels = g_new (guint8, n);
  LabRandom random;

  lab_random_init (&random, seed, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < n; i++)
    {
      const gboolean positive = i % 10 == 0;
      double score = (double) lab_random_uniform (&random);

      score = positive ? 1.0 - (1.0 - score) / (1.0 + skill) : score / (1.0 + skill);
      score = levels == 0 ? score : floor (levels * score) / levels;
      labels[i] = positive;
      probabilities[2 * i] = (float) (1.0 - score);
      probabilities[2 * i + 1] = (float) score;
    }
  return lab_ranking_new (probabilities, labels, n, 2, 1);
}

static LabThresholdData
data_of (LabThresholdKind kind, const LabRanking *standard, const LabRanking *custom)
{
  const gboolean roc = kind == LAB_THRESHOLD_ROC;

  return (LabThresholdData){
    .kind = kind,
    .title = "ROC curve of 3",
    .n_sides = 2,
    .sides
    = { { .name = "Standard",
          .ranking = standard,
          .measure = roc ? lab_ranking_area (standard) : lab_ranking_average_precision (standard) },
        { .name = "Custom",
          .ranking = custom,
          .measure = roc ? lab_ranking_area (custom) : lab_ranking_average_precision (custom) } },
    .share = 0.1,
    .side = -1,
  };
}

static LabThresholdCurves *
layout_of (const LabThresholdData *data)
{
  return lab_threshold_curves_layout (data, WIDTH, HEIGHT, lab_theme_get (FALSE), 12.0);
}

/* Where the axes say that the ranking's rates are. */
static void
test_places (void)
{
  g_autoptr (LabRanking) standard = some_ranking (1, 300, 1.0, 0);
  g_autoptr (LabRanking) custom = some_ranking (2, 300, 0.2, 20);

  for (LabThresholdKind kind = 0; kind < 2; kind++)
    {
      const LabThresholdData data = data_of (kind, standard, custom);
      g_autoptr (LabThresholdCurves) layout = layout_of (&data);
      double left, top, right, bottom;

      lab_threshold_curves_get_area (layout, &left, &top, &right, &bottom);
      for (guint s = 0; s < 2; s++)
        {
          const LabRanking *ranking = data.sides[s].ranking;

          g_assert_cmpuint (lab_threshold_data_n_points (&data, s), ==, ranking->n + 1);
          for (guint i = 0; i <= ranking->n; i++)
            {
              const LabRankingPoint point = kind == LAB_THRESHOLD_ROC
                                                ? lab_ranking_roc (ranking, i)
                                                : lab_ranking_precision_recall (ranking, i);
              double x, y;

              lab_threshold_curves_to_pixel (layout, s, i, &x, &y);
              g_assert_cmpfloat_with_epsilon (x, left + point.x * (right - left), 1e-9);
              g_assert_cmpfloat_with_epsilon (y, bottom - point.y * (bottom - top), 1e-9);
            }
        }
    }
}

/* Who points at a point points to it, or to one at the same place. */
static void
test_hit (void)
{
  g_autoptr (LabRanking) standard = some_ranking (1, 300, 0.0, 0);
  g_autoptr (LabRanking) custom = some_ranking (2, 300, 0.3, 20);
  const LabThresholdData data = data_of (LAB_THRESHOLD_ROC, standard, custom);
  g_autoptr (LabThresholdCurves) layout = layout_of (&data);
  int side = -1;
  guint point = 0;

  g_assert_cmpfloat (lab_threshold_data_corner (&data), ==, 0.0); /* no inset is in the way */
  for (guint s = 0; s < 2; s++)
    for (guint i = 0; i < lab_threshold_data_n_points (&data, s); i++)
      {
        double x, y, at_x, at_y;

        lab_threshold_curves_to_pixel (layout, s, i, &x, &y);
        g_assert_true (lab_threshold_curves_hit (layout, x, y, &side, &point));
        lab_threshold_curves_to_pixel (layout, (guint) side, point, &at_x, &at_y);
        g_assert_cmpfloat_with_epsilon (x, at_x, 1e-9);
        g_assert_cmpfloat_with_epsilon (y, at_y, 1e-9);
      }
  g_assert_false (lab_threshold_curves_hit (layout, 2.0, 100.0, &side, &point));
  g_assert_false (lab_threshold_curves_hit (layout, 100.0, HEIGHT - 2.0, &side, &point));
}

/* The point of a threshold takes the pictures that have it, and no other. */
static void
test_at (void)
{
  g_autoptr (LabRanking) ranking = some_ranking (3, 400, 0.5, 30);

  for (LabThresholdKind kind = 0; kind < 2; kind++)
    {
      const LabThresholdData data = data_of (kind, ranking, ranking);

      for (double threshold = -0.01; threshold < 1.02; threshold += 0.01)
        {
          const LabRankingPoint point
              = lab_threshold_data_point (&data, 0, lab_threshold_data_at (&data, 0, threshold));

          g_assert_true (point.threshold >= threshold);
          for (guint i = 0; i < ranking->n; i++)
            g_assert_true ((double) ranking->score[i] < threshold
                           || (double) ranking->score[i] >= point.threshold);
        }
    }
}

/* @doubtful: the share of pictures that get any score; the others are in order. */
static LabRanking *
skilful_ranking (double doubtful)
{
  const guint n = 5000;
  g_autofree float *probabilities = g_new (float, 2 * n);
  g_autofree guint8 *labels = g_new (guint8, n);
  LabRandom random;

  lab_random_init (&random, 4, LAB_STREAM_NOISE, 0);
  for (guint i = 0; i < n; i++)
    {
      const gboolean any = (double) lab_random_uniform (&random) < doubtful;
      const float score = lab_random_uniform (&random);

      labels[i] = i % 10 == 0;
      probabilities[2 * i + 1] = any ? score : 0.5f * (score + (float) labels[i]);
      probabilities[2 * i] = 1.0f - probabilities[2 * i + 1];
    }
  return lab_ranking_new (probabilities, labels, n, 2, 1);
}

/* The corner is a round number above the rate at which both errors are alike; chance has none, and
 * perfection needs none. */
static void
test_corner (void)
{
  static const double DOUBTFUL[] = { 0.0, 1.0, 0.005, 0.01 };

  for (LabThresholdKind kind = 0; kind < 2; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (DOUBTFUL); i++)
      {
        g_autoptr (LabRanking) ranking = skilful_ranking (DOUBTFUL[i]);
        const LabThresholdData data = data_of (kind, ranking, ranking);
        const double corner = lab_threshold_data_corner (&data);
        gboolean through = FALSE;

        g_assert_cmpfloat (corner, <=, 0.2);
        g_assert_true ((corner > 0.0) == (i >= 2));
        for (guint p = 0; corner > 0.0 && p <= ranking->n; p++)
          {
            const LabRankingPoint point = lab_threshold_data_point (&data, 0, p);
            const double x = kind == LAB_THRESHOLD_ROC ? point.x : 1.0 - point.x;

            through = through || (x < 0.7 * corner && 1.0 - point.y < 0.7 * corner);
          }
        g_assert_true (corner <= 0.0 || through);
      }
}

/* The surest picture is of another class, and all others are in order. */
static void
test_wrong_first (void)
{
  float probabilities[200];
  guint8 labels[100];
  g_autoptr (LabRanking) ranking = NULL;

  for (guint i = 0; i < 100; i++)
    {
      labels[i] = i >= 1 && i <= 30;
      probabilities[2 * i] = (float) i / 100.0f;
      probabilities[2 * i + 1] = 1.0f - (float) i / 100.0f;
    }
  ranking = lab_ranking_new (probabilities, labels, 100, 2, 1);
  for (LabThresholdKind kind = 0; kind < 2; kind++)
    {
      const LabThresholdData data = data_of (kind, ranking, ranking);

      g_assert_cmpfloat (lab_threshold_data_corner (&data), >, 0.0);
    }
}

static void
test_words (void)
{
  g_autoptr (LabRanking) standard = some_ranking (1, 300, 1.0, 4);
  LabThresholdData data = data_of (LAB_THRESHOLD_ROC, standard, standard);
  g_autoptr (LabThresholdCurves) layout = NULL;
  g_autofree char *words = NULL;

  data.sides[0].measure = 0.99114;
  data.sides[1].hidden = TRUE;
  data.side = 0;
  data.point = 0;
  layout = layout_of (&data);
  words = lab_threshold_curves_describe (layout);
  g_assert_cmpstr (words, ==,
                   "ROC curve of 3. Standard: area under the curve 0.9911. Standard at threshold "
                   "above all: false positives 0.0" THIN "%, true 0.0" THIN "%.");
  lab_threshold_curves_free (g_steal_pointer (&layout));
  g_free (words);

  data = data_of (LAB_THRESHOLD_PRECISION_RECALL, standard, standard);
  data.title = "Precision-recall curve of 3";
  data.sides[0].measure = data.sides[1].measure = 0.5;
  layout = layout_of (&data);
  words = lab_threshold_curves_describe (layout);
  g_assert_cmpstr (words, ==,
                   "Precision-recall curve of 3. Standard: average precision 0.5000. Custom: "
                   "average precision 0.5000. The precision of chance is 10.0" THIN "%.");
  lab_threshold_curves_free (g_steal_pointer (&layout));
  g_free (words);

  data.sides[0].ranking = data.sides[1].ranking = NULL;
  data.hint = "Not trained yet.";
  layout = layout_of (&data);
  words = lab_threshold_curves_describe (layout);
  g_assert_cmpstr (words, ==, "Precision-recall curve of 3. Not trained yet.");
}

static void
assert_threshold (double threshold, const char *expected)
{
  g_autofree char *text = lab_threshold_number (threshold);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_thresholds (void)
{
  assert_threshold (INFINITY, "above all");
  assert_threshold (1.0, "1.000");
  assert_threshold (0.99, "0.990");
  assert_threshold (0.99996, "0.99996");
  assert_threshold (0.4321, "0.432");
  assert_threshold (0.00002, "2e-05");
  assert_threshold (0.0, "0.000");
}

/* The keys go from end to end, and to the other curve, and never off them. */
static void
test_walk (void)
{
  g_autoptr (LabRanking) standard = some_ranking (1, 5000, 20.0, 0);
  g_autoptr (LabRanking) custom = some_ranking (2, 5000, 5.0, 0);

  for (LabThresholdKind kind = 0; kind < 2; kind++)
    for (int dx = -1; dx <= 1; dx += 2)
      {
        const LabThresholdData data = data_of (kind, standard, custom);
        g_autoptr (LabThresholdCurves) layout = layout_of (&data);
        int side = -1;
        guint point = 0, before = G_MAXUINT, steps = 0;

        lab_threshold_curves_walk (layout, dx, 0, &side, &point);
        g_assert_cmpint (side, ==, 0);
        for (; point != before && steps < 2000; steps++)
          {
            before = point;
            lab_threshold_curves_walk (layout, dx, 0, &side, &point);
            g_assert_cmpuint (point, <=, standard->n);
          }
        g_assert_cmpuint (steps, <, 400); /* a few pixels each */
        g_assert_cmpuint (point, ==, (dx > 0) == (kind == LAB_THRESHOLD_ROC) ? standard->n : 0);
        lab_threshold_curves_walk (layout, 0, 1, &side, &point);
        g_assert_cmpint (side, ==, 1);
        lab_threshold_curves_walk (layout, 0, 1, &side, &point);
        g_assert_cmpint (side, ==, 1);
        lab_threshold_curves_walk (layout, 0, -1, &side, &point);
        g_assert_cmpint (side, ==, 0);
      }
}

/* Nothing that is hidden, or not there, is drawn or found. */
static void
test_hidden (void)
{
  const LabTheme theme = canvas_theme (FALSE);
  g_autoptr (LabRanking) ranking = some_ranking (1, 300, 1.0, 0);
  LabThresholdData data = data_of (LAB_THRESHOLD_ROC, ranking, ranking);

  data.sides[0].ranking = NULL;
  for (guint hidden = 0; hidden < 2; hidden++)
    {
      Canvas canvas = canvas_new (WIDTH, HEIGHT, &theme);
      g_autoptr (LabThresholdCurves) layout = NULL;
      int side = -1;
      guint point;

      data.sides[1].hidden = hidden;
      layout = lab_threshold_curves_layout (&data, WIDTH, HEIGHT, &theme, 12.0);
      lab_threshold_curves_draw (layout, canvas.cr);
      g_assert_cmpuint (canvas_count (&canvas, canvas_color (&theme.runs[0].color)), ==, 0);
      g_assert_true ((canvas_count (&canvas, canvas_color (&theme.runs[1].color)) > 0) == !hidden);
      g_assert_true (lab_threshold_curves_hit (layout, 100.0, 50.0, &side, &point) == !hidden);
      g_assert_cmpint (side, ==, hidden ? -1 : 1);
      canvas_clear (&canvas);
    }
}

/* From a size for nothing to one for all: nothing fails. */
static void
test_small (void)
{
  g_autoptr (LabRanking) ranking = some_ranking (1, 10000, 20.0, 0);
  const LabTheme *theme = lab_theme_get (TRUE);

  for (int size = 1; size < HEIGHT; size += 7)
    for (LabThresholdKind kind = 0; kind < 2; kind++)
      {
        LabThresholdData data = data_of (kind, ranking, ranking);
        Canvas canvas = canvas_new (size, size, theme);
        g_autoptr (LabThresholdCurves) layout = NULL;

        data.side = 1;
        data.point = G_MAXUINT; /* of another curve */
        layout = lab_threshold_curves_layout (&data, size, size, theme, 12.0);
        lab_threshold_curves_draw (layout, canvas.cr);
        g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
        canvas_clear (&canvas);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/threshold-curves/places", test_places);
  g_test_add_func ("/threshold-curves/hit", test_hit);
  g_test_add_func ("/threshold-curves/at", test_at);
  g_test_add_func ("/threshold-curves/corner", test_corner);
  g_test_add_func ("/threshold-curves/wrong-first", test_wrong_first);
  g_test_add_func ("/threshold-curves/words", test_words);
  g_test_add_func ("/threshold-curves/thresholds", test_thresholds);
  g_test_add_func ("/threshold-curves/walk", test_walk);
  g_test_add_func ("/threshold-curves/hidden", test_hidden);
  g_test_add_func ("/threshold-curves/small", test_small);
  return g_test_run ();
}
