/* SPDX-License-Identifier: MIT */
/*
 * Compiled once a variant and precision, with VARIANT set to the variant's name, REAL to float or
 * double, and the compiler told which instructions it may use: vector.h makes a vector type of it.
 * What goes over the classes reads a lane's classes before it writes them: so the result may be an
 * operand. Multiply and add stay two roundings (-ffp-contract=off); but exp, log and their like
 * differ between the variants in the last place.
 */
#include "formula/lanes.h"

#include "formula/vector.h"

/* Numbers are compared with 0 and with each other as they are: that is what the formulas ask. */
#pragma GCC diagnostic ignored "-Wfloat-equal"

#define LANES PASTE (PASTE (lab_lanes_, REAL), PASTE (_, VARIANT))

#define UNARY(name, value)                                                     \
  INLINE V name##_of (V x)                                                     \
  {                                                                            \
    return value;                                                              \
  }                                                                            \
  static void unary_##name (gsize n, const void *a, guint stride_a, void *out) \
  {                                                                            \
    each (n, a, stride_a, out, name##_of);                                     \
  }

#define BINARY(name, value)                                                         \
  INLINE V name##_of (V a, V b)                                                     \
  {                                                                                 \
    return value;                                                                   \
  }                                                                                 \
  static void binary_##name (gsize n, const void *a, guint stride_a, const void *b, \
                             guint stride_b, void *out)                             \
  {                                                                                 \
    each2 (n, a, stride_a, b, stride_b, out, name##_of);                            \
  }

/* exp (-|x|) cannot overflow, and is the tail itself where x < 0. */
INLINE V
sigmoid (V x)
{
  const V e = v_exp (-v_abs (x));

  return blend (x < 0, e, all (1)) / (1 + e);
}

UNARY (neg, -x)
UNARY (abs, v_abs (x))
UNARY (exp, v_exp (x))
UNARY (expm1, v_expm1 (x))
UNARY (log, v_log (x))
UNARY (log1p, v_log1p (x))
UNARY (sqrt, v_sqrt (x))
UNARY (tanh, v_tanh (x))
UNARY (sigmoid, sigmoid (x))
UNARY (relu, keep (~(M) (x <= 0), x))
UNARY (not, truth (x == 0))

typedef REAL Tile[LAB_TILE] __attribute__ ((aligned (64)));

INLINE V
softplus (V x)
{
  return keep (x > 0, x) + v_log1p (v_exp (-v_abs (x)));
}

/* A tile's exps, then its logarithms: one by one, each would wait for the other. */
static void
unary_softplus (gsize n, const void *a, guint stride_a, void *out)
{
  const REAL *x = a;
  REAL *to = out;

  if (stride_a == 0)
    each (n, x, 0, to, softplus);
  else
    for (gsize from = 0; from < n; from += LAB_TILE, x += LAB_TILE, to += LAB_TILE)
      {
        const gsize here = MIN (LAB_TILE, n - from);
        Tile e;

        for (gsize i = 0; i < here; i += WIDTH)
          set (e + i, v_exp (-v_abs (get (x + i))));
        for (gsize i = 0; i < here; i += WIDTH)
          {
            const V v = get (x + i);

            set (to + i, keep (v > 0, v) + v_log1p (get (e + i)));
          }
      }
}

BINARY (add, a + b)
BINARY (sub, a - b)
BINARY (mul, a *b)
BINARY (div, a / b)
BINARY (min, v_min (a, b))
BINARY (max, v_max (a, b))
BINARY (lt, truth (a < b))
BINARY (le, truth (a <= b))
BINARY (eq, truth (a == b))
BINARY (ne, truth (a != b))
BINARY (and, truth ((a != 0) & (b != 0)))
BINARY (or, truth ((a != 0) | (b != 0)))
BINARY (gate, keep (a != 0, a *b))

INLINE V
same (V x)
{
  return x;
}

INLINE V
square (V x)
{
  return x * x;
}

/* Squares, and the first powers that are left of them in a gradient, are most of what is asked. */
static void
binary_pow (gsize n, const void *a, guint stride_a, const void *b, guint stride_b, void *out)
{
  const REAL *power = b;

  if (stride_b == 0 && *power == 2)
    each (n, a, stride_a, out, square);
  else if (stride_b == 0 && *power == 1)
    each (n, a, stride_a, out, same);
  else
    each2 (n, a, stride_a, b, stride_b, out, v_pow);
}

/* With the strides known where it is called. */
INLINE void
choose (gsize n, const REAL *c, const REAL *a, gboolean vary_a, const REAL *b, gboolean vary_b,
        REAL *out)
{
  const V one_a = all (*a), one_b = all (*b);

  for (gsize i = 0; i < n; i += WIDTH)
    set (out + i,
         blend (get (c + i) != 0, vary_a ? get (a + i) : one_a, vary_b ? get (b + i) : one_b));
}

static void
where (gsize n, const void *c, guint stride_c, const void *a, guint stride_a, const void *b,
       guint stride_b, void *out)
{
  if (stride_c == 0)
    {
      const gboolean yes = *(const REAL *) c != 0;

      each (n, yes ? a : b, yes ? stride_a : stride_b, out, same);
    }
  else if (stride_a != 0 && stride_b != 0)
    choose (n, c, a, TRUE, b, TRUE, out);
  else if (stride_a != 0)
    choose (n, c, a, TRUE, b, FALSE, out);
  else if (stride_b != 0)
    choose (n, c, a, FALSE, b, TRUE, out);
  else
    choose (n, c, a, FALSE, b, FALSE, out);
}

INLINE void
over_classes (guint K, gsize T, const REAL *a, REAL *out, V (*f) (V a, V b))
{
  for (gsize t = 0; t < T; t += WIDTH)
    {
      V v = get (a + t);

      for (guint k = 1; k < K; k++)
        v = f (v, get (a + k * T + t));
      set (out + t, v);
    }
}

static void
classes_sum (guint K, gsize T, const void *a, void *out)
{
  over_classes (K, T, a, out, add_of);
}

static void
classes_max (guint K, gsize T, const void *a, void *out)
{
  over_classes (K, T, a, out, max_of);
}

static void
classes_min (guint K, gsize T, const void *a, void *out)
{
  over_classes (K, T, a, out, min_of);
}

static void
dot_classes (guint K, gsize T, const void *a, const void *b, void *out)
{
  for (gsize t = 0; t < T; t += WIDTH)
    {
      const REAL *x = (const REAL *) a + t, *y = (const REAL *) b + t;
      V v = get (x) * get (y);

      for (guint k = 1; k < K; k++)
        v += get (x + k * T) * get (y + k * T);
      set ((REAL *) out + t, v);
    }
}

/* The greatest of each lane's classes. A NaN is passed over, but for that of class 0. */
INLINE V
greatest (guint K, gsize T, const REAL *a)
{
  V m = get (a);

  for (guint k = 1; k < K; k++)
    m = upper (get (a + k * T), m);
  return m;
}

/* Which lanes meet their greatest here for the first time. */
INLINE M
meets (V z, V m, M *met)
{
  const M now = (z == m) & ~*met;

  *met |= now;
  return now;
}

/*
 * Of the lanes of a tile at most: the greatest m, and log1p of the sum of exp (z - m) over the
 * classes but the first greatest, whose 1 would round it off. First many sums, then many
 * logarithms: one by one, each would wait for the other.
 */
static void
log_sums (guint K, gsize T, gsize here, const REAL *a, REAL *m, REAL *l)
{
  for (gsize t = 0; t < here; t += WIDTH)
    {
      const V top = greatest (K, T, a + t);
      V rest = { 0 };
      M met = { 0 };

      for (guint k = 0; k < K; k++)
        {
          const V z = get (a + k * T + t);

          rest += keep (~meets (z, top, &met), v_exp (z - top));
        }
      set (m + t, top);
      set (l + t, rest);
    }
  for (gsize t = 0; t < here; t += WIDTH)
    set (l + t, v_log1p (get (l + t)));
}

static void
logsumexp_classes (guint K, gsize T, const void *a, void *out)
{
  for (gsize from = 0; from < T; from += LAB_TILE)
    {
      const gsize here = MIN (LAB_TILE, T - from);
      REAL *to = (REAL *) out + from;
      Tile m, l;

      log_sums (K, T, here, (const REAL *) a + from, m, l);
      for (gsize t = 0; t < here; t += WIDTH)
        set (to + t, get (m + t) + get (l + t));
    }
}

static void
log_softmax (guint K, gsize T, const void *a, void *out)
{
  for (gsize from = 0; from < T; from += LAB_TILE)
    {
      const gsize here = MIN (LAB_TILE, T - from);
      const REAL *z = (const REAL *) a + from;
      REAL *to = (REAL *) out + from;
      Tile m, l;

      log_sums (K, T, here, z, m, l);
      for (guint k = 0; k < K; k++)
        for (gsize t = 0; t < here; t += WIDTH)
          set (to + k * T + t, get (z + k * T + t) - get (m + t) - get (l + t));
    }
}

/* What is 0, or NaN where a is. */
static void
nothing (gsize T, const REAL *a, REAL base, REAL *out)
{
  for (gsize t = 0; t < T; t += WIDTH)
    {
      const V z = get (a + t);

      set (out + t, z - z + base);
    }
}

/*
 * With m the greatest, m2 the greatest of the others, s2 = sum of the others' exp (z - m2), and
 * rest = s2 exp (m2 - m) = sum of the others' exp (z - m): the greatest class has
 * log (rest / (1 + rest)) = -log1p (1 / rest), or, where rest is so small that 1 + rest is 1,
 * log rest = m2 - m + log s2; the others have log1p (-p).
 */
static void
log_others (guint K, gsize T, const void *a, void *out)
{
  const REAL tiny = (REAL) 0x1p-60;

  if (K == 1)
    {
      nothing (T, a, -(REAL) INFINITY, out);
      return;
    }
  for (gsize t = 0; t < T; t += WIDTH)
    {
      const REAL *from = (const REAL *) a + t;
      REAL *to = (REAL *) out + t;
      V m = get (from), m2 = all (-(REAL) INFINITY), s2 = { 0 }, scale, rest, odds, top;
      M met = { 0 };

      for (guint k = 1; k < K; k++)
        {
          const V z = get (from + k * T);

          m2 = upper (lower (m, z), m2);
          m = upper (z, m);
        }
      for (guint k = 0; k < K; k++)
        {
          const V z = get (from + k * T);
          const M first = meets (z, m, &met);
          const V e = v_exp (z - m2);

          s2 += keep (~first, e);
          /* -1 marks the greatest: an exp is not negative. */
          set (to + k * T, blend (first, all (-1), e));
        }
      scale = v_exp (m2 - m);
      rest = s2 * scale;
      odds = v_log1p (blend (rest > tiny, 1 / rest, s2 - 1));
      top = blend (rest > tiny, -odds, m2 - m + odds);
      scale /= 1 + rest;
      for (guint k = 0; k < K; k++)
        {
          const V e = get (to + k * T);

          set (to + k * T, blend (e < 0, top, v_log1p (-(e * scale))));
        }
    }
}

/* Classes whose exp is kept for a second pass. */
#define KEPT 32

/*
 * With a the first greatest class, d log_others[k] / da[j] is, for j = k, -p_k; for j != k != a,
 * p_j p_k / (1 - p_k), where p_k is a half at most; for j != k = a, p_a w_j with
 * w_j = exp (lp_j - lq_a), j's share among the others, which is 1 at most, and p_j = w_j exp lq_a.
 */
static void
log_others_backward (guint K, gsize T, const void *lp, const void *lq, const void *dq, void *da)
{
  if (K == 1)
    {
      nothing (T, lp, 0, da);
      return;
    }
  for (gsize t = 0; t < T; t += WIDTH)
    {
      const REAL *log_p = (const REAL *) lp + t, *log_q = (const REAL *) lq + t;
      const REAL *d = (const REAL *) dq + t;
      REAL *to = (REAL *) da + t;
      V m = get (log_p), q_a = get (log_q), d_a = get (d), sum = { 0 }, p_a, others;
      V kept[KEPT];
      M met = { 0 };

      for (guint k = 1; k < K; k++)
        {
          const V z = get (log_p + k * T);
          const M above = z > m;

          q_a = blend (above, get (log_q + k * T), q_a);
          d_a = blend (above, get (d + k * T), d_a);
          m = upper (z, m);
        }
      p_a = v_exp (m);
      others = v_exp (q_a);
      for (guint k = 0; k < K; k++)
        {
          const V z = get (log_p + k * T), w = v_exp (z - q_a), p = w * others;

          sum += keep (~meets (z, m, &met), get (d + k * T) * (p / (1 - p)));
          if (k < KEPT)
            kept[k] = w;
        }
      met = (M){ 0 };
      d_a *= p_a;
      for (guint k = 0; k < K; k++)
        {
          const V z = get (log_p + k * T), w = k < KEPT ? kept[k] : v_exp (z - q_a), p = w * others;
          const V own = get (d + k * T);
          const M first = meets (z, m, &met);

          set (to + k * T,
               blend (first, p_a * (sum - own), p * (sum - own - own * (p / (1 - p))) + d_a * w));
        }
    }
}

static void
pick (guint K, gsize T, const void *a, const gint32 *y, void *out)
{
  const REAL *from = a;
  REAL *to = out;

  for (gsize t = 0; t < T; t++)
    to[t] = from[(gsize) y[t] * T + t];
}

static void
look_up (gsize T, const void *a, const gint32 *y, void *out)
{
  const REAL *from = a;
  REAL *to = out;

  for (gsize t = 0; t < T; t++)
    to[t] = from[y[t]];
}

static void
scatter (guint K, gsize T, const void *a, guint stride_a, const gint32 *y, void *out)
{
  for (gsize t = 0; t < T; t += WIDTH)
    {
      const V v = stride_a != 0 ? get ((const REAL *) a + t) : all (*(const REAL *) a);
      Labels labels;
      M own;

      memcpy (&labels, y + t, sizeof labels);
      own = __builtin_convertvector(labels, M);
      for (guint k = 0; k < K; k++)
        set ((REAL *) out + k * T + t, keep (own == (INT) k, v));
    }
}

/* Partial results of every PARTS-th number, then these in order: one order whatever the variant. */
enum
{
  PARTS = 8
};

static double
batch_sum (gsize n, const void *a)
{
  const REAL *from = a;
  double parts[PARTS] = { 0.0 }, sum = 0.0;
  gsize i = 0;

  for (; i + PARTS <= n; i += PARTS)
    for (guint j = 0; j < PARTS; j++)
      parts[j] += (double) from[i + j];
  for (guint j = 0; i < n; i++, j++)
    parts[j] += (double) from[i];
  for (guint j = 0; j < PARTS; j++)
    sum += parts[j];
  return sum;
}

static double
batch_max (gsize n, const void *a)
{
  const REAL *from = a;
  REAL max = -(REAL) INFINITY;

  for (gsize i = 0; i < n; i++)
    max = from[i] > max || isnan (from[i]) ? from[i] : max;
  return (double) max;
}

static double
batch_min (gsize n, const void *a)
{
  const REAL *from = a;
  REAL min = (REAL) INFINITY;

  for (gsize i = 0; i < n; i++)
    min = from[i] < min || isnan (from[i]) ? from[i] : min;
  return (double) min;
}

static void
load (guint K, gsize T, gsize n, const void *restrict from, void *restrict out)
{
  const REAL *rows = from;
  REAL *to = out;

  for (guint k = 0; k < K; k++, to += T)
    {
      for (gsize t = 0; t < n; t++)
        to[t] = rows[t * K + k];
      for (gsize t = n; t < T; t++)
        to[t] = to[n - 1];
    }
}

static void
store (guint K, gsize T, gsize n, const void *tile, void *to)
{
  const REAL *from = tile;
  REAL *rows = to;

  for (gsize t = 0; t < n; t++)
    for (guint k = 0; k < K; k++)
      rows[t * K + k] = from[k * T + t];
}

static void
from_double (gsize n, const double *restrict from, void *restrict out)
{
  REAL *to = out;

  for (gsize i = 0; i < n; i++)
    to[i] = (REAL) from[i];
}

extern const LabLanes LANES;

const LabLanes LANES = {
  .size = sizeof (REAL),
  .unary = {
    [LAB_UNARY_NEG] = unary_neg,
    [LAB_UNARY_ABS] = unary_abs,
    [LAB_UNARY_EXP] = unary_exp,
    [LAB_UNARY_EXPM1] = unary_expm1,
    [LAB_UNARY_LOG] = unary_log,
    [LAB_UNARY_LOG1P] = unary_log1p,
    [LAB_UNARY_SQRT] = unary_sqrt,
    [LAB_UNARY_TANH] = unary_tanh,
    [LAB_UNARY_SIGMOID] = unary_sigmoid,
    [LAB_UNARY_SOFTPLUS] = unary_softplus,
    [LAB_UNARY_RELU] = unary_relu,
    [LAB_UNARY_NOT] = unary_not,
  },
  .binary = {
    [LAB_BINARY_ADD] = binary_add,
    [LAB_BINARY_SUB] = binary_sub,
    [LAB_BINARY_MUL] = binary_mul,
    [LAB_BINARY_DIV] = binary_div,
    [LAB_BINARY_POW] = binary_pow,
    [LAB_BINARY_MIN] = binary_min,
    [LAB_BINARY_MAX] = binary_max,
    [LAB_BINARY_LT] = binary_lt,
    [LAB_BINARY_LE] = binary_le,
    [LAB_BINARY_EQ] = binary_eq,
    [LAB_BINARY_NE] = binary_ne,
    [LAB_BINARY_AND] = binary_and,
    [LAB_BINARY_OR] = binary_or,
    [LAB_BINARY_GATE] = binary_gate,
  },
  .where = where,
  .classes = {
    [LAB_REDUCTION_SUM] = classes_sum,
    [LAB_REDUCTION_MAX] = classes_max,
    [LAB_REDUCTION_MIN] = classes_min,
  },
  .dot_classes = dot_classes,
  .logsumexp_classes = logsumexp_classes,
  .log_softmax = log_softmax,
  .log_others = log_others,
  .log_others_backward = log_others_backward,
  .pick = pick,
  .look_up = look_up,
  .scatter = scatter,
  .batch = {
    [LAB_REDUCTION_SUM] = batch_sum,
    [LAB_REDUCTION_MAX] = batch_max,
    [LAB_REDUCTION_MIN] = batch_min,
  },
  .load = load,
  .store = store,
  .from_double = from_double,
};
