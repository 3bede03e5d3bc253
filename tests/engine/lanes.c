/* SPDX-License-Identifier: MIT */
/*
 * The lanes' functions element by element, and of a batch, of each variant and in both precisions,
 * against naive ones in long double. Tolerances are in ULP, the distance of two neighbouring
 * numbers at the true result.
 */
#include "numbers.h"

#include "core/random.h"

#include <math.h>

static const double SPECIAL[]
    = { 0.0,   -0.0,   1.0,   -1.0,    2.0,    -2.0,   3.0,       -3.0,     0.5,
        -0.5,  -2.5,   1e-8,  -1e-8,   1e-30,  -1e-30, 50.0,      -50.0,    87.0,
        -87.0, -100.0, 88.5,  -103.0,  709.5,  -744.0, -700.0,    1000.0,   -1000.0,
        1e30,  -1e30,  0.999, -0.9999, 1.0001, 1e-40,  -INFINITY, INFINITY, (double) NAN };

/* An operator, and how many ULP it may be off; half a one where it is rounded once. */
typedef struct
{
  const char *name;
  long double (*of) (long double a, long double b);
  double ulps;
} Operator;

#define OPERATOR(name, value)                            \
  static long double name (long double a, long double b) \
  {                                                      \
    return value;                                        \
  }

OPERATOR (naive_neg, -a)
OPERATOR (naive_abs, fabsl (a))
OPERATOR (naive_exp, expl (a))
OPERATOR (naive_expm1, expm1l (a))
OPERATOR (naive_log, logl (a))
OPERATOR (naive_log1p, log1pl (a))
OPERATOR (naive_sqrt, sqrtl (a))
OPERATOR (naive_tanh, tanhl (a))
OPERATOR (naive_sigmoid, 1.0L / (1.0L + expl (-a)))
OPERATOR (naive_softplus, a > 50.0L ? a : log1pl (expl (a)))
OPERATOR (naive_relu, isnan (a) ? a : MAX (a, 0.0L))
OPERATOR (naive_not, a == 0.0L)
OPERATOR (naive_add, a + b)
OPERATOR (naive_sub, a - b)
OPERATOR (naive_mul, a *b)
OPERATOR (naive_div, a / b)
OPERATOR (naive_pow, powl (a, b))
OPERATOR (naive_min, isnan (a) || isnan (b) ? a + b : MIN (a, b))
OPERATOR (naive_max, isnan (a) || isnan (b) ? a + b : MAX (a, b))
OPERATOR (naive_lt, a < b)
OPERATOR (naive_le, a <= b)
OPERATOR (naive_eq, a == b)
OPERATOR (naive_ne, a != b)
OPERATOR (naive_and, a != 0.0L && b != 0.0L)
OPERATOR (naive_or, a != 0.0L || b != 0.0L)
OPERATOR (naive_gate, a == 0.0L ? 0.0L : a * b)

/* A little more than half: the long double is rounded too. SLEEF's functions are off by 1 at most,
 * tanh by a trace more; C's own by up to 2. */
#define ONCE 0.501

static const Operator UNARY[] = {
  [LAB_UNARY_NEG] = { "neg", naive_neg, 0 },
  [LAB_UNARY_ABS] = { "abs", naive_abs, 0 },
  [LAB_UNARY_EXP] = { "exp", naive_exp, 1 },
  [LAB_UNARY_EXPM1] = { "expm1", naive_expm1, 1 },
  [LAB_UNARY_LOG] = { "log", naive_log, 1 },
  [LAB_UNARY_LOG1P] = { "log1p", naive_log1p, 1 },
  [LAB_UNARY_SQRT] = { "sqrt", naive_sqrt, ONCE },
  [LAB_UNARY_TANH] = { "tanh", naive_tanh, 2 },
  [LAB_UNARY_SIGMOID] = { "sigmoid", naive_sigmoid, 2.5 },
  [LAB_UNARY_SOFTPLUS] = { "softplus", naive_softplus, 2.5 },
  [LAB_UNARY_RELU] = { "relu", naive_relu, 0 },
  [LAB_UNARY_NOT] = { "not", naive_not, 0 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (UNARY) == LAB_N_UNARY);

static const Operator BINARY[] = {
  [LAB_BINARY_ADD] = { "add", naive_add, ONCE }, [LAB_BINARY_SUB] = { "sub", naive_sub, ONCE },
  [LAB_BINARY_MUL] = { "mul", naive_mul, ONCE }, [LAB_BINARY_DIV] = { "div", naive_div, ONCE },
  [LAB_BINARY_POW] = { "pow", naive_pow, 1 },    [LAB_BINARY_MIN] = { "min", naive_min, 0 },
  [LAB_BINARY_MAX] = { "max", naive_max, 0 },    [LAB_BINARY_LT] = { "lt", naive_lt, 0 },
  [LAB_BINARY_LE] = { "le", naive_le, 0 },       [LAB_BINARY_EQ] = { "eq", naive_eq, 0 },
  [LAB_BINARY_NE] = { "ne", naive_ne, 0 },       [LAB_BINARY_AND] = { "and", naive_and, 0 },
  [LAB_BINARY_OR] = { "or", naive_or, 0 },       [LAB_BINARY_GATE] = { "gate", naive_gate, ONCE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (BINARY) == LAB_N_BINARY);

/* LabNumbers of every size that occurs, either sign. */
static double
some (LabRandom *random)
{
  const double u = 2.0 * (double) lab_random_uniform (random) - 1.0;

  switch (lab_random_below (random, 8))
    {
    case 0:
      return u * 1e-3;
    case 1:
      return u * 100.0;
    case 2:
      return 1.0 + u * 0.01;
    case 3:
      return exp (u * 80.0);
    case 4:
      return SPECIAL[lab_random_below (random, G_N_ELEMENTS (SPECIAL))];
    case 5:
      return (double) lab_random_below (random, 7) - 3.0;
    default:
      return u * 10.0;
    }
}

static void
fill (const LabLanes *l, void *buffer, gsize n, LabRandom *random)
{
  for (gsize i = 0; i < n; i++)
    lab_numbers_put (l, buffer, i, some (random));
}

static void
test_unary (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  for (guint op = 0; op < LAB_N_UNARY; op++)
    for (guint round = 0; round < 200; round++)
      {
        const gsize n = LAB_LANE_STEP * (1 + lab_random_below (&random, 40));
        const guint stride = round % 4 != 0;
        g_autoptr (LabNumbers) a = lab_numbers_new (l, n + 1);
        g_autoptr (LabNumbers) out = lab_numbers_new (l, n);
        char *from = (char *) a + (stride == 0 ? l->size : 0);

        fill (l, a, n + 1, &random);
        l->unary[op](n, from, stride, out);
        for (gsize i = 0; i < n; i++)
          {
            const double x = lab_numbers_at (l, from, stride * i);

            lab_numbers_check (l, lab_numbers_at (l, out, i), UNARY[op].of ((long double) x, 0.0L),
                               (long double) UNARY[op].ulps, 0.0L, UNARY[op].name, x, 0.0);
          }
        if (stride != 0)
          {
            l->unary[op](n, a, 1, a);
            g_assert_cmpmem (a, n * l->size, out, n * l->size);
          }
      }
}

static void
check_binary (const LabLanes *l, guint op, gsize n, const void *a, guint stride_a, const void *b,
              guint stride_b, const void *out)
{
  for (gsize i = 0; i < n; i++)
    {
      const double x = lab_numbers_at (l, a, stride_a * i), y = lab_numbers_at (l, b, stride_b * i);

      lab_numbers_check (l, lab_numbers_at (l, out, i),
                         BINARY[op].of ((long double) x, (long double) y),
                         (long double) BINARY[op].ulps, 0.0L, BINARY[op].name, x, y);
    }
}

static void
test_binary (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 2, LAB_STREAM_NOISE, 0);
  for (guint op = 0; op < LAB_N_BINARY; op++)
    for (guint round = 0; round < 400; round++)
      {
        const gsize n = LAB_LANE_STEP * (1 + lab_random_below (&random, 20));
        const guint stride_a = round & 1, stride_b = round >> 1 & 1;
        g_autoptr (LabNumbers) a = lab_numbers_new (l, n + 1);
        g_autoptr (LabNumbers) b = lab_numbers_new (l, n + 1);
        g_autoptr (LabNumbers) out = lab_numbers_new (l, n);
        char *from_a = (char *) a + (stride_a == 0 ? l->size : 0);
        char *from_b = (char *) b + (stride_b == 0 ? l->size : 0);

        fill (l, a, n + 1, &random);
        fill (l, b, n + 1, &random);
        /* Every pair of special numbers comes by. */
        if (stride_b == 0 && round / 4 < G_N_ELEMENTS (SPECIAL))
          lab_numbers_put (l, from_b, 0, SPECIAL[round / 4]);
        for (gsize i = 0; i < MIN (n, G_N_ELEMENTS (SPECIAL)); i++)
          lab_numbers_put (l, a, i, SPECIAL[i]);
        l->binary[op](n, from_a, stride_a, from_b, stride_b, out);
        check_binary (l, op, n, from_a, stride_a, from_b, stride_b, out);
        if (round & 4 && stride_a != 0)
          {
            l->binary[op](n, a, 1, from_b, stride_b, a);
            g_assert_cmpmem (a, n * l->size, out, n * l->size);
          }
        else if (stride_b != 0)
          {
            l->binary[op](n, from_a, stride_a, b, 1, b);
            g_assert_cmpmem (b, n * l->size, out, n * l->size);
          }
      }
}

static void
test_where (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, 0);
  for (guint round = 0; round < 400; round++)
    {
      const gsize n = LAB_LANE_STEP * (1 + lab_random_below (&random, 20));
      guint strides[3];
      LabNumbers *operands[3];
      g_autoptr (LabNumbers) out = lab_numbers_new (l, n);

      for (guint o = 0; o < 3; o++)
        {
          strides[o] = round >> o & 1;
          operands[o] = lab_numbers_new (l, n);
          fill (l, operands[o], n, &random);
        }
      for (gsize i = 0; i < n; i += 1 + lab_random_below (&random, 3))
        lab_numbers_put (l, operands[0], i, i % 2 == 0 ? 0.0 : -0.0);
      l->where (n, operands[0], strides[0], operands[1], strides[1], operands[2], strides[2], out);
      for (gsize i = 0; i < n; i++)
        {
          const double c = lab_numbers_at (l, operands[0], strides[0] * i);
          const guint from = c != 0.0 ? 1 : 2;

          lab_numbers_check (l, lab_numbers_at (l, out, i),
                             (long double) lab_numbers_at (l, operands[from], strides[from] * i),
                             0.0L, 0.0L, "where", c, 0.0);
        }
      for (guint o = 0; o < 3; o++)
        if (strides[o] != 0 && (round >> 3) % 3 == o)
          {
            l->where (n, operands[0], strides[0], operands[1], strides[1], operands[2], strides[2],
                      operands[o]);
            g_assert_cmpmem (operands[o], n * l->size, out, n * l->size);
          }
      for (guint o = 0; o < 3; o++)
        g_aligned_free (operands[o]);
    }
}

static void
test_batch (gconstpointer data)
{
  const LabLanes *l = data;
  const LabKernels *const *list = lab_kernels_list ();
  LabRandom random;

  lab_random_init (&random, 9, LAB_STREAM_NOISE, 0);
  for (gsize n = 0; n < 200; n++)
    {
      g_autoptr (LabNumbers) a = lab_numbers_new (l, n + 1);
      long double sum = 0.0L, size = 0.0L, min = INFINITY, max = -INFINITY;
      double got;

      for (gsize i = 0; i < n; i++)
        {
          const double x = n % 10 == 9 && i == n / 2
                               ? (double) NAN
                               : 2.0 * (double) lab_random_uniform (&random) - 1.0;

          lab_numbers_put (l, a, i, x);
          sum += (long double) lab_numbers_at (l, a, i);
          size += fabsl ((long double) x);
          min = naive_min (min, (long double) lab_numbers_at (l, a, i));
          max = naive_max (max, (long double) lab_numbers_at (l, a, i));
        }
      /* What comes after them is without effect. */
      lab_numbers_put (l, a, n, 1000.0);
      got = l->batch[LAB_REDUCTION_SUM](n, a);
      g_assert_true (isnan (sum)
                         ? isnan (got)
                         : fabsl ((long double) got - sum) <= size * (long double) n * 0x1p-53L);
      for (guint v = 0; list[v] != NULL; v++)
        {
          const LabLanes *other = l->size == 4 ? list[v]->single : list[v]->dual;
          const double there = other->batch[LAB_REDUCTION_SUM](n, a);

          g_assert_true (there == got || (isnan (there) && isnan (got)));
        }
      lab_numbers_check (l, l->batch[LAB_REDUCTION_MIN](n, a), min, 0.0L, 0.0L, "min", (double) n,
                         0.0);
      lab_numbers_check (l, l->batch[LAB_REDUCTION_MAX](n, a), max, 0.0L, 0.0L, "max", (double) n,
                         0.0);
    }
}

static void
test_from_double (gconstpointer data)
{
  const LabLanes *l = data;
  LabRandom random;

  lab_random_init (&random, 11, LAB_STREAM_NOISE, 0);
  for (gsize n = 0; n < 100; n++)
    {
      g_autofree double *from = g_new (double, n + 1);
      g_autoptr (LabNumbers) out = lab_numbers_new (l, n + 1);

      for (gsize i = 0; i < n; i++)
        from[i] = some (&random) * 1.1;
      l->from_double (n, from, out);
      for (gsize i = 0; i < n; i++)
        {
          const double want = l->size == 4 ? (double) (float) from[i] : from[i];

          g_assert_true (isnan (want) ? isnan (lab_numbers_at (l, out, i))
                                      : lab_numbers_at (l, out, i) == want);
        }
    }
}

static const LabNumbersTest TESTS[] = {
  { "unary", test_unary }, { "binary", test_binary },           { "where", test_where },
  { "batch", test_batch }, { "from-double", test_from_double }, { NULL, NULL },
};

int
main (int argc, char **argv)
{
  return lab_numbers_run (argc, argv, "lanes", TESTS);
}
