/* SPDX-License-Identifier: MIT */
/*
 * The lanes' functions over the classes, of each variant and in both precisions, against naive ones
 * in long double.
 *
 * A sum of K exps of differences of logits d has |d| + K roundings and some: each of half a ULP of
 * its term. What follows from them (`Softmax.slack`, in units of what rounding does to a number
 * near 1) is allowed to log_softmax and its like beyond a few ULP, the distance of two neighbouring
 * numbers at the true result.
 */
#include "numbers.h"

#include "core/random.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MAX_K  256u
#define ROUNDS (21 * N_KINDS * 2)

/* Classes, and logits of a kind. */
typedef enum
{
  ORDINARY,
  WIDE,    /* up to 50 */
  EXTREME, /* 0, 50 or 1000, either sign, and near them */
  EQUAL,
  TIES,
  CERTAIN, /* one class far above the others */
  WITH_NAN,
  WITH_INF,
  N_KINDS,
} Kind;

/* Lanes whose results are NaN, or may be. */
static gboolean
is_odd (Kind kind, gsize t)
{
  return (kind == WITH_NAN || kind == WITH_INF) && t % 3 == 0;
}

static double
logit (Kind kind, gsize t, guint k, guint K, LabRandom *random)
{
  static const double FAR[] = { 0.0, 50.0, -50.0, 1000.0, -1000.0 };
  const double u = 2.0 * (double) lab_random_uniform (random) - 1.0;

  switch (kind)
    {
    case WIDE:
      return 50.0 * u;
    case EXTREME:
      return FAR[lab_random_below (random, G_N_ELEMENTS (FAR))] + 3.0 * u;
    case EQUAL:
      return 0.25 * (double) t;
    case TIES:
      return (double) lab_random_below (random, 3);
    case CERTAIN:
      return u + (k == t % K ? (double) t : 0.0);
    case WITH_NAN:
      return t % 3 == 0 && k == t % K ? (double) NAN : 6.0 * u;
    case WITH_INF:
      return t % 3 == 0 && k == t % K ? (t % 2 == 0 ? INFINITY : -INFINITY) : 6.0 * u;
    default:
      return 6.0 * u;
    }
}

static void
fill_logits (const LabLanes *l, void *z, guint K, gsize T, Kind kind, LabRandom *random)
{
  for (guint k = 0; k < K; k++)
    for (gsize t = 0; t < T; t++)
      lab_numbers_put (l, z, k * T + t, logit (kind, t, k, K, random));
}

/* A lane's softmax, with what rounding may do to it. */
typedef struct
{
  guint K, top;
  long double z[MAX_K];
  long double m, rest, slack;
  long double lp[MAX_K], lq[MAX_K];
} Softmax;

static void
softmax (const LabLanes *l, const void *a, guint K, gsize T, gsize t, Softmax *s)
{
  s->K = K;
  s->top = 0;
  s->rest = s->slack = 0.0L;
  for (guint k = 0; k < K; k++)
    {
      s->z[k] = (long double) lab_numbers_at (l, a, k * T + t);
      if (s->z[k] > s->z[s->top])
        s->top = k;
    }
  s->m = s->z[s->top];
  for (guint k = 0; k < K; k++)
    if (k != s->top)
      {
        const long double d = s->z[k] - s->m, e = expl (d);

        s->rest += e;
        s->slack += e * (fabsl (d) + 4.0L + (long double) K);
      }
  for (guint k = 0; k < K; k++)
    {
      s->lp[k] = s->z[k] - s->m - log1pl (s->rest);
      s->lq[k] = k == s->top ? logl (s->rest) - log1pl (s->rest) : log1pl (-expl (s->lp[k]));
      if (k == s->top && s->rest > 1.0L)
        s->lq[k] = -log1pl (1.0L / s->rest);
    }
}

/* What a function over the classes may be asked. */
typedef struct
{
  guint K;
  gsize T;
  Kind kind;
} Shape;

/* Some are wider than a tile. */
static Shape
shape_of (guint round, LabRandom *random)
{
  const guint K = round % 21 == 20 ? MAX_K : 1 + round % 21;
  const guint steps = K == MAX_K ? 1 : 1 + lab_random_below (random, 6);

  return (Shape){ K, LAB_LANE_STEP * steps, round / 21 % N_KINDS };
}

static void
fill (const LabLanes *l, void *buffer, gsize n, LabRandom *random)
{
  for (gsize i = 0; i < n; i++)
    lab_numbers_put (l, buffer, i, 2.0 * (double) lab_random_uniform (random) - 1.0);
}

/* NaN where one is NaN. */
static long double
naive_max (long double a, long double b)
{
  return isnan (a) || a > b ? a : b;
}

static long double
naive_min (long double a, long double b)
{
  return isnan (a) || a < b ? a : b;
}

static void
test_classes (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 4, LAB_STREAM_NOISE, 0);
  for (guint round = 0; round < ROUNDS; round++)
    for (guint r = 0; r <= LAB_N_REDUCTIONS; r++)
      {
        const Shape shape = shape_of (round, &random);
        const gsize n = shape.K * shape.T;
        g_autoptr (LabNumbers) a = lab_numbers_new (l, n);
        g_autoptr (LabNumbers) b = lab_numbers_new (l, n);
        g_autoptr (LabNumbers) out = lab_numbers_new (l, shape.T);

        fill_logits (l, a, shape.K, shape.T, shape.kind, &random);
        fill_logits (l, b, shape.K, shape.T, ORDINARY, &random);
        if (r < LAB_N_REDUCTIONS)
          l->classes[r](shape.K, shape.T, a, out);
        else
          l->dot_classes (shape.K, shape.T, a, b, out);
        for (gsize t = 0; t < shape.T; t++)
          {
            long double want = r == LAB_REDUCTION_MAX   ? -INFINITY
                               : r == LAB_REDUCTION_MIN ? INFINITY
                                                        : 0.0L;
            long double size = 0.0L;

            for (guint k = 0; k < shape.K; k++)
              {
                const long double x = (long double) lab_numbers_at (l, a, k * shape.T + t);
                const long double y = (long double) lab_numbers_at (l, b, k * shape.T + t);
                const long double term = r == LAB_N_REDUCTIONS ? x * y : x;

                size += fabsl (term);
                if (r == LAB_REDUCTION_MAX)
                  want = naive_max (want, x);
                else if (r == LAB_REDUCTION_MIN)
                  want = naive_min (want, x);
                else
                  want += term;
              }
            if (r == LAB_REDUCTION_MAX || r == LAB_REDUCTION_MIN || isinf (size) || isnan (size))
              size = 0.0L;
            lab_numbers_check (l, lab_numbers_at (l, out, t), want, 0.0L,
                               size * (long double) shape.K * lab_numbers_unit (l), "a reduction",
                               r, shape.K);
          }
        if (r < LAB_N_REDUCTIONS)
          l->classes[r](shape.K, shape.T, a, a);
        else
          l->dot_classes (shape.K, shape.T, a, b, a);
        g_assert_cmpmem (a, shape.T * l->size, out, shape.T * l->size);
      }
}

static void
test_softmax (gconstpointer data)
{
  const LabLanes *l = data;
  g_autofree Softmax *s = g_new (Softmax, 1);
  LabRandom random;

  lab_random_init (&random, 5, LAB_STREAM_NOISE, 0);
  for (guint round = 0; round < ROUNDS; round++)
    {
      const Shape shape = shape_of (round, &random);
      const guint K = shape.K;
      const gsize T = shape.T;
      g_autoptr (LabNumbers) z = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) lp = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) lq = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) sum = lab_numbers_new (l, T);
      g_autoptr (LabNumbers) in_place = lab_numbers_new (l, K * T);

      fill_logits (l, z, K, T, shape.kind, &random);
      l->logsumexp_classes (K, T, z, sum);
      l->log_softmax (K, T, z, lp);
      l->log_others (K, T, z, lq);
      for (gsize t = 0; t < T; t++)
        {
          long double slack;

          softmax (l, z, K, T, t, s);
          slack = s->slack / (1.0L + s->rest) * lab_numbers_unit (l);
          if (is_odd (shape.kind, t))
            {
              for (guint k = 0; k < K && shape.kind == WITH_NAN; k++)
                {
                  g_assert_true (isnan (lab_numbers_at (l, lp, k * T + t)));
                  g_assert_true (isnan (lab_numbers_at (l, lq, k * T + t)));
                  g_assert_true (isnan (lab_numbers_at (l, sum, t)));
                }
              continue;
            }
          lab_numbers_check (l, lab_numbers_at (l, sum, t), s->m + log1pl (s->rest), 1.0L,
                             slack + 2.0L * lab_numbers_ulp (l, log1pl (s->rest)), "logsumexp", K,
                             shape.kind);
          for (guint k = 0; k < K; k++)
            {
              const double got_p = lab_numbers_at (l, lp, k * T + t),
                           got_q = lab_numbers_at (l, lq, k * T + t);
              const long double p = expl (s->lp[k]);
              long double more;

              lab_numbers_check (l, got_p, s->lp[k], 2.0L, slack, "log_softmax", K, shape.kind);
              if (K == 1)
                {
                  g_assert_cmpfloat (got_q, ==, -INFINITY);
                  continue;
                }
              /* p is off by the sum's error and by that of its own difference. */
              more = k == s->top
                         ? slack / s->rest
                         : p / (1.0L - p)
                               * (slack + (fabsl (s->z[k] - s->m) + 6.0L) * lab_numbers_unit (l));
              lab_numbers_check (l, got_q, s->lq[k], 3.0L, more, "log_others", K, shape.kind);
            }
        }
      memcpy (in_place, z, K * T * l->size);
      l->log_softmax (K, T, in_place, in_place);
      g_assert_cmpmem (in_place, K * T * l->size, lp, K * T * l->size);
      memcpy (in_place, z, K * T * l->size);
      l->log_others (K, T, in_place, in_place);
      g_assert_cmpmem (in_place, K * T * l->size, lq, K * T * l->size);
      l->logsumexp_classes (K, T, z, z);
      g_assert_cmpmem (z, T * l->size, sum, T * l->size);
    }
}

static void
test_others_backward (gconstpointer data)
{
  const LabLanes *l = data;
  const long double least = l->size == 4 ? (long double) FLT_MIN : (long double) DBL_MIN;
  g_autofree Softmax *s = g_new (Softmax, 1);
  LabRandom random;

  lab_random_init (&random, 6, LAB_STREAM_NOISE, 0);
  for (guint round = 0; round < ROUNDS; round++)
    {
      const Shape shape = shape_of (round, &random);
      const guint K = shape.K;
      const gsize T = shape.T, bytes = K * T * l->size;
      g_autoptr (LabNumbers) z = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) dq = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) da = lab_numbers_new (l, K * T);
      LabNumbers *operands[]
          = { lab_numbers_new (l, K * T), lab_numbers_new (l, K * T), lab_numbers_new (l, K * T) };
      const guint own = round % 3;

      fill_logits (l, z, K, T, shape.kind, &random);
      fill_logits (l, dq, K, T, ORDINARY, &random);
      l->log_softmax (K, T, z, operands[0]);
      l->log_others (K, T, z, operands[1]);
      memcpy (operands[2], dq, bytes);
      l->log_others_backward (K, T, operands[0], operands[1], dq, da);
      for (gsize t = 0; t < T; t++)
        {
          softmax (l, z, K, T, t, s);
          for (guint j = 0; j < K; j++)
            {
              const double got = lab_numbers_at (l, da, j * T + t);
              long double want = 0.0L, more = 0.0L;

              if (is_odd (shape.kind, t))
                {
                  g_assert_true (shape.kind == WITH_INF || isnan (got));
                  continue;
                }
              for (guint k = 0; k < K && K > 1; k++)
                {
                  const long double d = (long double) lab_numbers_at (l, dq, k * T + t);
                  const long double term
                      = k == j ? -d * expl (s->lp[j]) : d * expl (s->lp[j] + s->lp[k] - s->lq[k]);

                  want += term;
                  /* exp makes of a rounded logarithm's error a relative one. */
                  more += fabsl (term) * lab_numbers_unit (l)
                              * (16.0L + 4.0L * (long double) K
                                 + 3.0L * (fabsl (s->lp[j]) + fabsl (s->lp[k]) + fabsl (s->lq[k]))
                                 + 2.0L * s->slack / s->rest)
                          + fabsl (d) * least;
                }
              lab_numbers_check (l, got, want, 1.0L, more, "log_others_backward", K, shape.kind);
            }
        }
      l->log_others_backward (K, T, operands[0], operands[1], operands[2], operands[own]);
      g_assert_cmpmem (operands[own], bytes, da, bytes);
      for (guint o = 0; o < 3; o++)
        g_aligned_free (operands[o]);
    }
}

/* The gradient is that of the function, near ties and away from them. */
static void
test_others_slope (gconstpointer data)
{
  const LabLanes *l = data;
  const double h = 1e-5;
  const gsize T = LAB_LANE_STEP;
  LabRandom random;

  if (l->size == 4)
    {
      g_test_skip ("differences need double");
      return;
    }
  lab_random_init (&random, 7, LAB_STREAM_NOISE, 0);
  for (guint K = 2; K < 12; K++)
    {
      g_autoptr (LabNumbers) z = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) lp = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) lq = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) dq = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) da = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) sum = lab_numbers_new (l, T);

      fill_logits (l, z, K, T, K % 2 == 0 ? TIES : ORDINARY, &random);
      fill_logits (l, dq, K, T, ORDINARY, &random);
      l->log_softmax (K, T, z, lp);
      l->log_others (K, T, z, lq);
      l->log_others_backward (K, T, lp, lq, dq, da);
      for (gsize i = 0; i < K * T; i++)
        {
          const double before = lab_numbers_at (l, z, i);
          double sides[2];

          for (guint side = 0; side < 2; side++)
            {
              lab_numbers_put (l, z, i, side == 0 ? before - h : before + h);
              l->log_others (K, T, z, lq);
              l->dot_classes (K, T, dq, lq, sum);
              sides[side] = lab_numbers_at (l, sum, i % T);
            }
          lab_numbers_put (l, z, i, before);
          g_assert_cmpfloat_with_epsilon (lab_numbers_at (l, da, i),
                                          (sides[1] - sides[0]) / (2.0 * h), 1e-7);
        }
    }
}

static void
test_labels (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 8, LAB_STREAM_NOISE, 0);
  for (guint round = 0; round < 2 * 21; round++)
    {
      const Shape shape = shape_of (round, &random);
      const guint K = shape.K, stride = round % 2;
      const gsize T = shape.T;
      g_autoptr (LabNumbers) a = lab_numbers_new (l, K * T);
      g_autoptr (LabNumbers) table = lab_numbers_new (l, K);
      g_autoptr (LabNumbers) picked = lab_numbers_new (l, T);
      g_autoptr (LabNumbers) looked_up = lab_numbers_new (l, T);
      g_autoptr (LabNumbers) scattered = lab_numbers_new (l, K * T);
      gint32 *y = g_aligned_alloc (T, sizeof *y, 64);

      fill (l, a, K * T, &random);
      fill (l, table, K, &random);
      for (gsize t = 0; t < T; t++)
        y[t] = (gint32) lab_random_below (&random, K);
      l->pick (K, T, a, y, picked);
      l->look_up (T, table, y, looked_up);
      l->scatter (K, T, table, 0, y, scattered);
      for (gsize i = 0; i < K * T; i++)
        lab_numbers_check (l, lab_numbers_at (l, scattered, i),
                           (guint) y[i % T] == i / T ? (long double) lab_numbers_at (l, table, 0)
                                                     : 0.0L,
                           0.0L, 0.0L, "scatter of one", K, 0);
      l->scatter (K, T, a, stride, y, scattered);
      for (gsize t = 0; t < T; t++)
        {
          lab_numbers_check (l, lab_numbers_at (l, picked, t),
                             (long double) lab_numbers_at (l, a, (guint) y[t] * T + t), 0.0L, 0.0L,
                             "pick", K, y[t]);
          lab_numbers_check (l, lab_numbers_at (l, looked_up, t),
                             (long double) lab_numbers_at (l, table, (guint) y[t]), 0.0L, 0.0L,
                             "look_up", K, y[t]);
          for (guint k = 0; k < K; k++)
            lab_numbers_check (l, lab_numbers_at (l, scattered, k * T + t),
                               k == (guint) y[t] ? (long double) lab_numbers_at (l, a, stride * t)
                                                 : 0.0L,
                               0.0L, 0.0L, "scatter", K, y[t]);
        }
      if (stride != 0)
        {
          g_autoptr (LabNumbers) in_place = lab_numbers_new (l, K * T);

          memcpy (in_place, a, K * T * l->size);
          l->scatter (K, T, in_place, 1, y, in_place);
          g_assert_cmpmem (in_place, K * T * l->size, scattered, K * T * l->size);
        }
      l->pick (K, T, a, y, a);
      g_assert_cmpmem (a, T * l->size, picked, T * l->size);
      g_aligned_free (y);
    }
}

static void
test_transposes (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 10, LAB_STREAM_NOISE, 0);
  for (guint round = 0; round < 21 * 8; round++)
    {
      const Shape shape = shape_of (round, &random);
      const guint K = shape.K;
      const gsize T = shape.T, n = round % 3 == 0 ? T : 1 + lab_random_below (&random, (guint) T);
      g_autofree void *rows = g_malloc (n * K * l->size);
      g_autofree void *back = g_malloc (n * K * l->size);
      g_autoptr (LabNumbers) tile = lab_numbers_new (l, K * T);

      fill (l, rows, n * K, &random);
      l->load (K, T, n, rows, tile);
      for (guint k = 0; k < K; k++)
        for (gsize t = 0; t < T; t++)
          lab_numbers_check (l, lab_numbers_at (l, tile, k * T + t),
                             (long double) lab_numbers_at (l, rows, MIN (t, n - 1) * K + k), 0.0L,
                             0.0L, "load", k, (double) t);
      l->store (K, T, n, tile, back);
      g_assert_cmpmem (back, n * K * l->size, rows, n * K * l->size);
    }
}

static const LabNumbersTest TESTS[] = {
  { "classes", test_classes },
  { "softmax", test_softmax },
  { "others-backward", test_others_backward },
  { "others-slope", test_others_slope },
  { "labels", test_labels },
  { "transposes", test_transposes },
  { NULL, NULL },
};

int
main (int argc, char **argv)
{
  return lab_numbers_run (argc, argv, "class-lanes", TESTS);
}
