/* SPDX-License-Identifier: MIT */
#include "formula/reference.h"

#include <math.h>
#include <string.h>

static double
truth (gboolean value)
{
  return value ? 1.0 : 0.0;
}

static gboolean
is_true (double x)
{
  return x < 0.0 || x > 0.0 || isnan (x);
}

static gboolean
same (double a, double b)
{
  return !(a < b) && !(a > b) && !isnan (a) && !isnan (b);
}

static double
softplus (double x)
{
  return x > 0.0 ? x + log1p (exp (-x)) : log1p (exp (x));
}

static double
sigmoid (double x)
{
  const double e = exp (-fabs (x));

  return x < 0.0 ? e / (1.0 + e) : 1.0 / (1.0 + e);
}

double
lab_reference_element (LabOp op, const double *const *args)
{
  const double a = *args[0], b = lab_operators[op].n_args > 1 ? *args[1] : 0.0;

  switch (op)
    {
    case LAB_OP_OR:
      return truth (is_true (a) || is_true (b));
    case LAB_OP_AND:
      return truth (is_true (a) && is_true (b));
    case LAB_OP_NOT:
      return truth (!is_true (a));
    case LAB_OP_LT:
      return truth (a < b);
    case LAB_OP_LE:
      return truth (a <= b);
    case LAB_OP_GT:
      return truth (a > b);
    case LAB_OP_GE:
      return truth (a >= b);
    case LAB_OP_EQ:
      return truth (same (a, b));
    case LAB_OP_NE:
      return truth (!same (a, b));
    case LAB_OP_ADD:
      return a + b;
    case LAB_OP_SUB:
      return a - b;
    case LAB_OP_MUL:
      return a * b;
    case LAB_OP_DIV:
      return a / b;
    case LAB_OP_NEG:
      return -a;
    case LAB_OP_POW:
      return pow (a, b);
    case LAB_OP_ABS:
      return fabs (a);
    case LAB_OP_EXP:
      return exp (a);
    case LAB_OP_LOG:
      return log (a);
    case LAB_OP_SQRT:
      return sqrt (a);
    case LAB_OP_TANH:
      return tanh (a);
    case LAB_OP_SIGMOID:
      return sigmoid (a);
    case LAB_OP_SOFTPLUS:
      return softplus (a);
    case LAB_OP_RELU:
      return a < 0.0 ? 0.0 : a;
    case LAB_OP_DETACH:
      return a;
    case LAB_OP_MIN:
      return isnan (a) || a < b ? a : b;
    case LAB_OP_MAX:
      return isnan (a) || a > b ? a : b;
    case LAB_OP_WHERE:
      return is_true (a) ? b : *args[2];
    case LAB_OP_CLAMP:
      {
        const double c = *args[2], above = isnan (b) || a < b ? b : a;

        return isnan (c) || above > c ? c : above;
      }
    case LAB_OP_EXPM1:
      return expm1 (a);
    case LAB_OP_LOG1P:
      return log1p (a);
    case LAB_OP_GATE:
      return is_true (a) ? a * b : 0.0;
    default:
      g_assert_not_reached ();
    }
}

/* ---- over classes ---- */

static double
greatest (const double *a, guint K, guint without)
{
  double most = -HUGE_VAL;

  for (guint k = 0; k < K; k++)
    if (k != without && !(a[k] <= most))
      most = a[k];
  return most;
}

static double
logsumexp (const double *a, guint K, guint without)
{
  const double most = greatest (a, K, without);
  double rest = 0.0;
  gboolean met = FALSE;

  if (isinf (most))
    return most;
  for (guint k = 0; k < K; k++)
    if (k != without && (met || a[k] < most || isnan (a[k])))
      rest += exp (a[k] - most);
    else if (k != without)
      met = TRUE;
  return most + log1p (rest);
}

/* log softmax, with all digits for a class that has nearly everything */
static double
log_softmax (const double *a, guint K, guint k)
{
  double rest = 0.0;

  if (greatest (a, K, K) > a[k])
    return a[k] - logsumexp (a, K, K);
  for (guint j = 0; j < K; j++)
    if (j != k)
      rest += exp (a[j] - a[k]);
  return -log1p (rest);
}

static double
log_others (const double *a, guint K, guint k)
{
  const double p = exp (log_softmax (a, K, k));

  return p < 0.5 ? log1p (-p) : logsumexp (a, K, k) - logsumexp (a, K, K);
}

/* d log (1 - p_k) / da_j */
static double
log_others_slope (const double *lp, const double *lq, guint k, guint j)
{
  return j == k ? -exp (lp[k]) : exp (lp[j] + lp[k] - lq[k]);
}

static double
reduce (LabOp op, double whole, double a)
{
  if (op == LAB_OP_SUM_CLASSES || op == LAB_OP_SUM_BATCH)
    return whole + a;
  if (isnan (whole) || isnan (a))
    return (double) NAN;
  return op == LAB_OP_MAX_CLASSES || op == LAB_OP_MAX_BATCH ? fmax (whole, a) : fmin (whole, a);
}

static double
nothing (LabOp op)
{
  return op == LAB_OP_SUM_CLASSES || op == LAB_OP_SUM_BATCH   ? 0.0
         : op == LAB_OP_MAX_CLASSES || op == LAB_OP_MAX_BATCH ? -HUGE_VAL
                                                              : HUGE_VAL;
}

/* ---- nodes ---- */

static guint
classes_of (guint shape, const LabReferenceData *data)
{
  return (shape & LAB_SHAPE_K) != 0 ? data->K[0] : (shape & LAB_SHAPE_K2) != 0 ? data->K[1] : 1;
}

gsize
lab_reference_size (guint shape, const LabReferenceData *data)
{
  return (gsize) ((shape & LAB_SHAPE_B) != 0 ? data->B : 1) * classes_of (shape, data);
}

/* Where picture b, class k of a broadcast operand is. */
static const double *
at (const double *numbers, guint shape, guint b, guint k, const LabReferenceData *data)
{
  return numbers + ((shape & LAB_SHAPE_B) != 0 ? (gsize) b * classes_of (shape, data) : 0)
         + ((shape & LAB_SHAPE_CLASSES) != 0 ? k : 0);
}

static void
fill_leaf (const LabNode *node, const LabReferenceData *data, double *out)
{
  const guint head = (node->shape & LAB_SHAPE_K2) != 0 || node->index == LAB_INPUT_Y2
                     || node->index == LAB_INPUT_N_CLASSES2;
  const guint K = data->K[head];
  double sum = 0.0;

  if (node->op == LAB_OP_NUMBER)
    *out = node->number;
  else if (node->op == LAB_OP_PARAMETER)
    *out = data->parameters[node->index];
  else if (node->op == LAB_OP_LEARNED)
    *out = data->learned[node->index];
  else
    switch ((LabInputId) node->index)
      {
      case LAB_INPUT_Z:
      case LAB_INPUT_Z2:
        memcpy (out, data->logits[head], (gsize) data->B * K * sizeof *out);
        break;
      case LAB_INPUT_Y:
      case LAB_INPUT_Y2:
        for (guint b = 0; b < data->B; b++)
          out[b] = data->targets[head][b];
        break;
      case LAB_INPUT_K_INDEX:
      case LAB_INPUT_K2_INDEX:
        for (guint k = 0; k < K; k++)
          out[k] = k;
        break;
      case LAB_INPUT_W:
      case LAB_INPUT_W2:
        memcpy (out, data->weights[head], K * sizeof *out);
        break;
      case LAB_INPUT_COUNTS:
      case LAB_INPUT_COUNTS2:
      case LAB_INPUT_PRIOR:
      case LAB_INPUT_PRIOR2:
        for (guint k = 0; k < K; k++)
          sum += data->counts[head][k];
        for (guint k = 0; k < K; k++)
          out[k] = node->index == LAB_INPUT_PRIOR || node->index == LAB_INPUT_PRIOR2
                       ? data->counts[head][k] / sum
                       : data->counts[head][k];
        break;
      case LAB_INPUT_N_CLASSES:
      case LAB_INPUT_N_CLASSES2:
        *out = K;
        break;
      case LAB_INPUT_B:
        *out = data->B;
        break;
      case LAB_INPUT_PROGRESS:
        *out = data->progress;
        break;
      case LAB_INPUT_L1:
        *out = data->l1;
        break;
      case LAB_INPUT_L2:
        *out = data->l2;
        break;
      default:
        g_assert_not_reached ();
      }
}

static double
within (const LabNode *node, const double *const *operands, const guint8 *shapes, guint b, guint k,
        guint K, const LabReferenceData *data)
{
  const double *a = at (operands[0], shapes[0], b, 0, data);
  double sum = 0.0;

  switch ((LabOp) node->op)
    {
    case LAB_OP_SOFTMAX:
      return exp (log_softmax (a, K, k));
    case LAB_OP_LOG_SOFTMAX:
      return log_softmax (a, K, k);
    case LAB_OP_LOG_OTHERS:
      return log_others (a, K, k);
    case LAB_OP_LOG_OTHERS_BACKWARD:
      for (guint i = 0; i < K; i++)
        {
          const double g = *at (operands[2], shapes[2], b, i, data);

          if (is_true (g))
            sum += g * log_others_slope (a, at (operands[1], shapes[1], b, 0, data), i, k);
        }
      return sum;
    default:
      g_assert_not_reached ();
    }
}

void
lab_reference_node (const LabNode *node, const LabReferenceData *data,
                    const double *const *operands, const guint8 *shapes, double *out)
{
  const guint B = (node->shape & LAB_SHAPE_B) != 0 ? data->B : 1;
  const guint K = classes_of (node->shape, data);
  const guint reduced = lab_operators[node->op].n_args == 0 ? 1 : classes_of (shapes[0], data);
  const double *args[3];

  for (guint b = 0; b < B; b++)
    for (guint k = 0; k < K; k++)
      {
        double *number = out + (gsize) b * K + k;

        switch (lab_operators[node->op].reach)
          {
          case LAB_REACH_ELEMENT:
            for (guint i = 0; i < lab_operators[node->op].n_args; i++)
              args[i] = at (operands[i], shapes[i], b, k, data);
            *number = lab_reference_element (node->op, args);
            break;
          case LAB_REACH_WITHIN_CLASSES:
            *number = within (node, operands, shapes, b, k, K, data);
            break;
          case LAB_REACH_OVER_CLASSES:
            if (node->op == LAB_OP_LOGSUMEXP_CLASSES)
              {
                *number = logsumexp (at (operands[0], shapes[0], b, 0, data), reduced, reduced);
                break;
              }
            *number = nothing (node->op);
            for (guint j = 0; j < reduced; j++)
              *number = reduce (node->op, *number, *at (operands[0], shapes[0], b, j, data));
            break;
          case LAB_REACH_OVER_BATCH:
            *number = nothing (node->op);
            for (guint j = 0; j < data->B; j++)
              *number = reduce (node->op, *number, *at (operands[0], shapes[0], j, k, data));
            break;
          case LAB_REACH_PICK:
            *number
                = *at (operands[0], shapes[0], b,
                       node->op == LAB_OP_AT ? (guint) *operands[1] : data->targets[node->head][b],
                       data);
            break;
          case LAB_REACH_SCATTER:
            *number = k == data->targets[node->head][b] ? *at (operands[0], shapes[0], b, 0, data)
                                                        : 0.0;
            break;
          case LAB_REACH_LEAF:
          case LAB_REACH_OVER_ALL:
          default:
            fill_leaf (node, data, out);
            return;
          }
      }
}

double *
lab_reference_run (const LabGraph *graph, LabRef ref, const LabReferenceData *data)
{
  g_autofree gboolean *needed = g_new (gboolean, graph->n);
  g_autofree double **numbers = g_new0 (double *, graph->n);
  double *result;

  lab_graph_reach (graph, &ref, 1, needed);
  for (LabRef i = 0; i <= ref; i++)
    if (needed[i])
      {
        const LabNode *node = lab_graph_get (graph, i);
        const double *operands[3];
        guint8 shapes[3];

        for (guint j = 0; j < lab_operators[node->op].n_args; j++)
          {
            operands[j] = numbers[node->args[j]];
            shapes[j] = lab_graph_get (graph, node->args[j])->shape;
          }
        numbers[i] = g_new (double, lab_reference_size (node->shape, data));
        lab_reference_node (node, data, operands, shapes, numbers[i]);
      }
  result = g_steal_pointer (&numbers[ref]);
  for (guint i = 0; i < graph->n; i++)
    g_free (numbers[i]);
  return result;
}
