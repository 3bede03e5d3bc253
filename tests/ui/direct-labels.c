/* SPDX-License-Identifier: MIT */
/* Labels beside curves: near their own, apart from all else, and none where there is no room. */
#include "direct-labels.h"

#include <math.h>

#define COLUMNS 400
#define LEFT    30.0
#define TOP     10.0
#define BOTTOM  210.0
#define HEIGHT  14.0
#define WIDTH   80.0
#define MOST    4

typedef struct
{
  double y[MOST][COLUMNS];
  LabDirectCurve curves[MOST];
  LabDirectLabel labels[MOST];
} Plot;

static void
place (Plot *self, guint n)
{
  for (guint i = 0; i < n; i++)
    self->curves[i] = (LabDirectCurve){ self->y[i], WIDTH };
  lab_direct_labels_place (self->curves, n, COLUMNS, LEFT, TOP, BOTTOM, HEIGHT, self->labels);
}

/* How far the curve is from the label, in pixels, looked at in each column of its own. */
static double
distance (const Plot *self, guint label, guint curve)
{
  const LabDirectLabel *at = &self->labels[label];
  double least = INFINITY;

  for (int c = (int) (at->x - LEFT); c <= (int) (at->x - LEFT + WIDTH); c++)
    {
      const double y = self->y[curve][c];

      if (!isnan (y))
        least = MIN (least, MAX (MAX (at->y - y, y - at->y - HEIGHT), 0.0));
    }
  return least;
}

static void
assert_within (const LabDirectLabel *label)
{
  g_assert_true (label->placed);
  g_assert_cmpfloat (label->x, >=, LEFT);
  g_assert_cmpfloat (label->x + WIDTH, <=, LEFT + COLUMNS);
  g_assert_cmpfloat (label->y, >=, TOP);
  g_assert_cmpfloat (label->y + HEIGHT, <=, BOTTOM);
}

/* Of lines with any slopes and bends: what is placed touches nothing, and its own line is nearest.
 */
static void
test_apart (void)
{
  g_autoptr (GRand) lots = g_rand_new_with_seed (7);
  guint placed = 0;

  for (guint round = 0; round < 200; round++)
    {
      static Plot plot;
      const guint n = (guint) g_rand_int_range (lots, 1, MOST + 1);

      for (guint i = 0; i < n; i++)
        {
          const double a = g_rand_double_range (lots, -40.0, 260.0);
          const double b = g_rand_double_range (lots, -300.0, 300.0);
          const double bend = g_rand_double_range (lots, -300.0, 300.0);

          for (guint c = 0; c < COLUMNS; c++)
            {
              const double t = c / (double) COLUMNS;

              plot.y[i][c] = a + b * t + bend * t * (1.0 - t);
            }
        }
      place (&plot, n);
      for (guint i = 0; i < n; i++)
        {
          if (!plot.labels[i].placed)
            continue;
          placed++;
          assert_within (&plot.labels[i]);
          for (guint other = 0; other < n; other++)
            g_assert_cmpfloat (distance (&plot, i, other), >=, 0.45 * HEIGHT);
          for (guint other = 0; other < i; other++)
            g_assert_true (!plot.labels[other].placed
                           || fabs (plot.labels[i].x - plot.labels[other].x) >= WIDTH
                           || fabs (plot.labels[i].y - plot.labels[other].y) >= HEIGHT);
        }
    }
  g_assert_cmpuint (placed, >, 200);
}

/* A level line alone has its label a fixed distance away, wherever it lies. */
static void
test_level (void)
{
  for (double y = TOP; y <= BOTTOM; y += 5.0)
    {
      static Plot plot;

      for (guint c = 0; c < COLUMNS; c++)
        plot.y[0][c] = y;
      place (&plot, 1);
      assert_within (&plot.labels[0]);
      g_assert_cmpfloat_with_epsilon (distance (&plot, 0, 0), 0.5 * HEIGHT, 1e-9);
    }
}

/* The same line twice: one label above it, one below. */
static void
test_same (void)
{
  static Plot plot;

  for (guint c = 0; c < COLUMNS; c++)
    plot.y[0][c] = plot.y[1][c] = 60.0 + 0.2 * c;
  place (&plot, 2);
  assert_within (&plot.labels[0]);
  assert_within (&plot.labels[1]);
  g_assert_cmpfloat (distance (&plot, 0, 0), >, 0.0);
  g_assert_cmpfloat (distance (&plot, 1, 1), >, 0.0);
}

/* A gap has no label over it, and no curve has none. */
static void
test_gap (void)
{
  static Plot plot;

  for (guint c = 0; c < COLUMNS; c++)
    plot.y[0][c] = c < 150 || c >= 250 ? 100.0 : (double) NAN;
  place (&plot, 1);
  assert_within (&plot.labels[0]);
  g_assert_true (plot.labels[0].x + WIDTH <= LEFT + 150.0 || plot.labels[0].x >= LEFT + 250.0);
  for (guint c = 0; c < COLUMNS; c++)
    plot.y[0][c] = c % 50 > 0 ? 100.0 : (double) NAN;
  place (&plot, 1);
  g_assert_false (plot.labels[0].placed);
}

/* Lines too close to each other, labels too wide, a plot too low, no columns: none, and no harm. */
static void
test_no_room (void)
{
  static Plot plot;

  for (guint i = 0; i < MOST; i++)
    for (guint c = 0; c < COLUMNS; c++)
      plot.y[i][c] = 12.0 + 3.0 * i + (i == MOST - 1 ? 190.0 : 0.0);
  place (&plot, MOST - 1);
  g_assert_false (plot.labels[1].placed);
  plot.curves[0].width = COLUMNS + 1.0;
  lab_direct_labels_place (plot.curves, 1, COLUMNS, LEFT, TOP, BOTTOM, HEIGHT, plot.labels);
  g_assert_false (plot.labels[0].placed);
  plot.curves[0].width = 0.0;
  lab_direct_labels_place (plot.curves, 1, COLUMNS, LEFT, TOP, BOTTOM, HEIGHT, plot.labels);
  g_assert_false (plot.labels[0].placed);
  plot.curves[0].width = WIDTH;
  lab_direct_labels_place (plot.curves, 1, COLUMNS, LEFT, TOP, TOP + 5.0, HEIGHT, plot.labels);
  g_assert_false (plot.labels[0].placed);
  lab_direct_labels_place (plot.curves, 1, 0, LEFT, TOP, BOTTOM, HEIGHT, plot.labels);
  g_assert_false (plot.labels[0].placed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/direct-labels/apart", test_apart);
  g_test_add_func ("/direct-labels/level", test_level);
  g_test_add_func ("/direct-labels/same", test_same);
  g_test_add_func ("/direct-labels/gap", test_gap);
  g_test_add_func ("/direct-labels/no-room", test_no_room);
  return g_test_run ();
}
