/* SPDX-License-Identifier: MIT */
/*
 * The operators' derivatives: each row of the table against central differences, with operands of
 * random shapes; then what they are at kinks, and that what is not selected has no effect.
 */
#include "formula/derive.h"
#include "formula/formula.h"
#include "leaves.h"
#include "kernels/kernels.h"

#include <math.h>
#include <string.h>

#define TRIALS  80u
#define ENOUGH  150u
#define STEP    1e-5
#define ALLOWED 1e-7

/* ---- each row ---- */

static gboolean
has_derivative (const LabOperator *row)
{
  return row->derivative[0] != NULL || row->derivative[1] != NULL || row->derivative[2] != NULL;
}

/* Numbers on both sides of 0, or positive ones alone. */
static double
least_for (LabOp op, guint trial)
{
  switch (op)
    {
    case LAB_OP_LOG:
    case LAB_OP_SQRT:
    case LAB_OP_POW:
    case LAB_OP_LOG1P:
      return 0.1;
    default:
      return trial % 2 == 0 ? 0.1 : -2.0;
    }
}

static LabRef
make_operand (LabGraph *graph, LabRandom *random, LabOp op, guint i, guint head)
{
  const guint classes = head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2;
  const guint shape = (LAB_SHAPE_B | classes) & lab_random_below (random, 8);

  if (op == LAB_OP_AT && i == 1)
    return lab_graph_number (graph, lab_random_below (random, 2));
  switch (lab_operators[op].reach)
    {
    case LAB_REACH_WITHIN_CLASSES:
    case LAB_REACH_OVER_CLASSES:
    case LAB_REACH_PICK:
      return lab_leaves_node (graph, random, shape | classes);
    case LAB_REACH_OVER_BATCH:
      return lab_leaves_node (graph, random, shape | LAB_SHAPE_B);
    case LAB_REACH_SCATTER:
      return lab_leaves_node (graph, random, shape & LAB_SHAPE_B);
    default:
      return lab_leaves_node (graph, random, shape);
    }
}

/* A number that depends on every number of the operator's result, on each differently. */
static LabRef
make_root (LabGraph *graph, LabRandom *random, LabOp op, guint head)
{
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };
  LabRef made;
  guint shape;

  for (guint i = 0; i < lab_operators[op].n_args; i++)
    args[i] = make_operand (graph, random, op, i, head);
  made = lab_graph_put (graph, op, head, args);
  shape = lab_graph_get (graph, made)->shape;
  made = lab_graph_put (
      graph, LAB_OP_MUL, 0,
      (LabRef[]){ made, lab_graph_put (graph, LAB_OP_TANH, 0,
                                       (LabRef[]){ lab_leaves_node (graph, random, shape) }) });
  return lab_graph_sum (graph, made, shape, 0);
}

typedef struct
{
  LabRef leaf;
  double *numbers;
  gsize n;
} Leaf;

static guint
list_leaves (LabGraph *graph, LabLeaves *leaves, Leaf *list)
{
  const LabReferenceData *data = &leaves->data;
  guint n = 0;

  for (guint task = 0; task < 2; task++)
    {
      list[n++] = (Leaf){ lab_graph_input (graph, task == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2),
                          leaves->logits[task], (gsize) data->B * data->K[task] };
      list[n++] = (Leaf){ lab_graph_input (graph, task == 0 ? LAB_INPUT_W : LAB_INPUT_W2),
                          leaves->weights[task], data->K[task] };
    }
  for (guint i = 0; i < 3; i++)
    list[n++] = (Leaf){ lab_graph_learned (graph, i), &leaves->learned[i], 1 };
  return n;
}

/* Returns: how many numbers were compared; those at kinks and at the edge of what is finite are
 * not. */
static guint
check_gradient (const char *what, const LabGraph *graph, LabRef root, LabRef gradient,
                const Leaf *leaf, const LabLeaves *leaves)
{
  const guint shape = lab_graph_get (graph, leaf->leaf)->shape;
  const double value = lab_leaves_number (leaves, graph, root);
  g_autofree double *slopes = NULL;
  guint n = 0;

  if (gradient != LAB_NO_REF)
    {
      g_assert_cmpuint (lab_graph_get (graph, gradient)->shape & ~shape, ==, 0);
      slopes = lab_reference_run (graph, gradient, &leaves->data);
    }
  for (gsize i = 0; i < leaf->n; i++)
    {
      const guint K = lab_reference_size (shape & LAB_SHAPE_CLASSES, &leaves->data);
      const guint of = gradient == LAB_NO_REF ? 0 : lab_graph_get (graph, gradient)->shape;
      const gsize at
          = ((of & LAB_SHAPE_B) != 0 ? i / K : 0) * ((of & LAB_SHAPE_CLASSES) != 0 ? K : 1)
            + ((of & LAB_SHAPE_CLASSES) != 0 ? i % K : 0);
      const double slope = slopes == NULL ? 0.0 : slopes[at], before = leaf->numbers[i];
      double above, below;

      leaf->numbers[i] = before + STEP;
      above = lab_leaves_number (leaves, graph, root);
      leaf->numbers[i] = before - STEP;
      below = lab_leaves_number (leaves, graph, root);
      leaf->numbers[i] = before;
      if (!isfinite (above) || !isfinite (below)
          || fabs (above + below - 2.0 * value) > 1e-4 * STEP * MAX (1.0, fabs (slope)))
        continue;
      if (!(fabs ((above - below) / (2.0 * STEP) - slope)
            <= ALLOWED * MAX (1.0, fabs (slope)) + 1e-9 * fabs (value)))
        g_error ("%s: the derivative is %.12g, by differences %.12g", what, slope,
                 (above - below) / (2.0 * STEP));
      n++;
    }
  return n;
}

static void
test_row (gconstpointer data)
{
  const LabOperator *row = data;
  const LabOp op = (LabOp) (row - lab_operators);
  guint n = 0;
  LabRandom random;

  lab_random_init (&random, 11, LAB_STREAM_NOISE, op);
  for (guint trial = 0; trial < TRIALS; trial++)
    {
      const guint B = 1 + lab_random_below (&random, 4), K = 2 + lab_random_below (&random, 3);
      g_autoptr (LabGraph) graph = lab_graph_new (trial % 3 != 0);
      g_auto (LabLeaves) leaves = { 0 };
      LabRef refs[7], gradients[7], root;
      Leaf list[7];
      guint n_leaves;

      lab_leaves_init (&leaves, &random, B, K, 2, least_for (op, trial), 2.0);
      root = make_root (graph, &random, op, trial % 4 == 3);
      n_leaves = list_leaves (graph, &leaves, list);
      for (guint i = 0; i < n_leaves; i++)
        refs[i] = list[i].leaf;
      lab_derive (graph, root, refs, n_leaves, gradients);
      for (guint i = 0; i < n_leaves; i++)
        if (gradients[i] != LAB_NO_REF)
          n += check_gradient (row->name, graph, root, gradients[i], &list[i], &leaves);
    }
  if (n < ENOUGH)
    g_error ("%s: only %u numbers were compared", row->name, n);
}

/* ---- at kinks ---- */

/* Loss and gradient of a text at logits, by the reference and by the program in both precisions. */
static void
evaluate (const char *text, const double *z, guint K, double *value, double *slopes, guint way)
{
  g_autoptr (LabProblems) problems = lab_problems_new (text);
  g_autoptr (LabFormula) formula = lab_formula_new (text, problems);
  g_autoptr (LabProgram) program = NULL;
  g_auto (LabLeaves) leaves = { 0 };
  const guint8 shapes[2] = { LAB_SHAPE_SCALAR, LAB_SHAPE_B | LAB_SHAPE_K };
  LabRandom random;
  LabGraph *graph;
  LabRef z_ref, roots[2];

  if (formula == NULL)
    g_error ("%s: %s", text, lab_problems_get (problems, 0)->message);
  graph = formula->computing.graph;
  lab_random_init (&random, 1, LAB_STREAM_NOISE, 0);
  lab_leaves_init (&leaves, &random, 1, K, 0, 0.5, 1.5);
  memcpy (leaves.logits[0], z, K * sizeof *z);
  leaves.targets[0][0] = 0;
  for (guint i = 0; i < formula->n_parameters; i++)
    leaves.parameters[i] = formula->parameters[i].value;
  z_ref = lab_graph_input (graph, LAB_INPUT_Z);
  roots[0] = formula->computing.loss;
  lab_derive (graph, roots[0], &z_ref, 1, &roots[1]);
  program = lab_program_new (graph, roots, shapes, 2);
  memset (slopes, 0, K * sizeof *slopes);
  if (way > 0)
    lab_leaves_run (&leaves, program,
                    way == 1 ? lab_kernels_get ()->dual : lab_kernels_get ()->single,
                    (double *[]){ value, slopes });
  else
    {
      *value = lab_leaves_number (&leaves, graph, roots[0]);
      if (roots[1] != LAB_NO_REF)
        {
          const LabRef spread = lab_leaves_spread (graph, roots[1], LAB_SHAPE_B | LAB_SHAPE_K);
          g_autofree double *numbers = lab_reference_run (graph, spread, &leaves.data);

          memcpy (slopes, numbers, K * sizeof *slopes);
        }
    }
}

typedef struct
{
  const char *name;
  const char *text;
  double z[3];
  double value;
  double slopes[3];
} Kink;

#define THIRD (1.0 / 3.0)

static const Kink KINKS[] = {
  { "abs", "loss = sum(abs(z))", { 0, 2, -2 }, 4, { 0, 1, -1 } },
  { "relu", "loss = sum(relu(z))", { 0, 2, -2 }, 2, { 0, 1, 0 } },
  { "min", "loss = min(z[0], z[1])", { 1, 1, 0 }, 1, { 0.5, 0.5, 0 } },
  { "max", "loss = max(z[0], z[1])", { 1, 1, 0 }, 1, { 0.5, 0.5, 0 } },
  { "max-of-numbers", "loss = max(z[0], 1)", { 1, 1, 0 }, 1, { 0.5, 0, 0 } },
  { "max-classes", "loss = max_classes(z)", { 3, 3, 3 }, 3, { THIRD, THIRD, THIRD } },
  { "min-classes", "loss = min_classes(z)", { 3, 4, 3 }, 3, { 0.5, 0, 0.5 } },
  { "max-batch", "loss = sum(max_batch(z))", { 1, 2, 3 }, 6, { 1, 1, 1 } },
  { "clamp-ends", "loss = sum(clamp(z, -1, 1))", { -1, 1, 0.5 }, 0.5, { 1, 1, 1 } },
  { "clamp-outside", "loss = sum(clamp(z, -1, 1))", { -2, 2, 0.5 }, 0.5, { 0, 0, 1 } },
  { "clamp-moving-end", "loss = clamp(z[0], z[1], z[2])", { 0, 1, 2 }, 1, { 0, 1, 0 } },
  { "clamp-other-end", "loss = clamp(z[0], z[1], z[2])", { 3, 1, 2 }, 2, { 0, 0, 1 } },
  { "square-root", "loss = where(z[0] > 0, sqrt(z[0]), z[1])", { 0, 5, 0 }, 5, { 0, 1, 0 } },
  { "power-0", "loss = z[0]^0 + z[1]", { 0, 5, 0 }, 6, { 0, 1, 0 } },
  { "power-1", "loss = z[0]^1", { 0, 0, 0 }, 0, { 1, 0, 0 } },
  { "power-2", "loss = sum(z^2)", { 0, 3, -3 }, 18, { 0, 6, -6 } },
  { "power-3", "loss = sum(z^3)", { 0, 2, -2 }, 0, { 0, 12, 12 } },
  { "power-of-parameter",
    "g = 0 in [0, 5]\nloss = (z[0] - z[0])^g*z[1]",
    { 1, 2, 0 },
    2,
    { 0, 1, 0 } },
  { "exponent", "loss = z[0]^z[1]", { 0, 2, 0 }, 0, { 0, 0, 0 } },
  { "detach", "loss = detach(z[0])*z[0]", { 3, 0, 0 }, 9, { 3, 0, 0 } },
  { "comparison", "loss = (z[0] > 0)*z[1]", { 1, 7, 0 }, 7, { 0, 1, 0 } },
  { "not-selected-log", "loss = sum(where(z > 0, log(z), 0))", { 1, 0, -1 }, 0, { 1, 0, 0 } },
  { "not-selected-log-else", "loss = sum(where(z <= 0, 0, log(z)))", { 1, 0, -1 }, 0, { 1, 0, 0 } },
  { "not-selected-division",
    "loss = sum(where(z != 0, 1/z, z))",
    { 1, 0, -2 },
    0.5,
    { -1, 1, -0.25 } },
  { "not-selected-quotient", "loss = sum(where(z > 0, z[1]/z, 0))", { 1, 0, -2 }, 0, { 0, 1, 0 } },
  { "not-selected-power", "loss = sum(where(z > 0, z^0.5, 0))", { 4, 0, -2 }, 2, { 0.25, 0, 0 } },
  { "not-selected-power-below",
    "loss = sum(where(z > 0, z^-1.5, 0))",
    { 1, 0, -2 },
    1,
    { -1.5, 0, 0 } },
  { "not-selected-exponent", "loss = sum(where(z > 0, z^z, 0))", { 1, 0, -2 }, 1, { 1, 0, 0 } },
  { "not-selected-root", "loss = sum(where(z > 0, sqrt(z), 0))", { 4, 0, -2 }, 2, { 0.25, 0, 0 } },
  { "not-selected-exp", "loss = sum(where(z < 9, z, exp(exp(z))))", { 1, 2, 3 }, 6, { 1, 1, 1 } },
  { "not-selected-number", "loss = sum(where(z > 0, z, z*log(0)))", { 1, 2, 3 }, 6, { 1, 1, 1 } },
  { "not-selected-nan", "loss = sum(where(z > 0, z, z*(0/0)))", { 1, 2, 3 }, 6, { 1, 1, 1 } },
  { "not-selected-nested",
    "loss = sum(where(z > -5, where(z > 0, log(z), 1/(z + 1)), 0/z))",
    { 1, 0, -2 },
    0,
    { 1, -1, -1 } },
  { "not-selected-in-a-function",
    "loss = sum(where(z > 0, exp(log(z)*tanh(1/z)), 0))",
    { 1, 0, -1 },
    1,
    { 0.7615941559557649, 0, 0 } },
  { "not-selected-softmax",
    "q = softmax(log(z))\nloss = where(z[1] > 0, -log(q[y]), z[2])",
    { 1, -1, 3 },
    3,
    { 0, 0, 1 } },
  { "not-selected-others",
    "q = softmax(log(z))\nloss = where(z[1] > 0, -log(1 - q[y]), z[2])",
    { 1, -1, 3 },
    3,
    { 0, 0, 1 } },
  { "not-selected-other-classes",
    "q = softmax(log(z))\nloss = where(z[1] > 0, sum_classes(log(1 - q)*k), z[2])",
    { 1, -1, 3 },
    3,
    { 0, 0, 1 } },
  { "not-selected-logsumexp",
    "loss = where(z[1] > 0, logsumexp_classes(log(z)), z[2])",
    { 1, -1, 3 },
    3,
    { 0, 0, 1 } },
  { "not-selected-max",
    "loss = where(z[1] > 0, max_classes(log(z)), z[2])",
    { 1, -1, 3 },
    3,
    { 0, 0, 1 } },
  { "not-selected-by-max", "loss = sum(max(z, 1))", { 2, 0, -2 }, 4, { 1, 0, 0 } },
  { "not-selected-by-clamp", "loss = sum(clamp(1/z, 0.1, 3))", { 0, 0.5, 1 }, 6, { 0, -4, -1 } },
  { "not-selected-by-relu",
    "loss = sum(relu(z^3*exp(-z)))",
    { -1000, 0, 1 },
    0.36787944117144233,
    { 0, 0, 0.7357588823428847 } },
  { "not-selected-sigmoid",
    "loss = sum(where(z > 0, sigmoid(log(z)), 0))",
    { 1, 0, -1 },
    0.5,
    { 0.25, 0, 0 } },
  { "not-selected-abs",
    "loss = sum(where(z > 0, abs(log(z)), 0))",
    { 2, 0, -1 },
    0.6931471805599453,
    { 0.5, 0, 0 } },
  { "not-selected-binary",
    "loss = sum(where(z > 0, min(log(z), 1/z), 0))",
    { 1, 0, -1 },
    0,
    { 1, 0, 0 } },
};

static void
test_kink (gconstpointer data)
{
  const Kink *kink = data;
  const guint K = G_N_ELEMENTS (kink->z);

  for (guint way = 0; way < 3; way++)
    {
      const double allowed = way == 2 ? 1e-6 : 1e-12;
      double value, slopes[3];

      evaluate (kink->text, kink->z, K, &value, slopes, way);
      if (!(fabs (value - kink->value) <= allowed * MAX (1.0, fabs (kink->value))))
        g_error ("%s: %g, not %g", kink->text, value, kink->value);
      for (guint k = 0; k < K; k++)
        if (!(fabs (slopes[k] - kink->slopes[k]) <= allowed * MAX (1.0, fabs (kink->slopes[k]))))
          g_error ("%s: way %u: dz[%u] is %.17g, not %.17g", kink->text, way, k, slopes[k],
                   kink->slopes[k]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (LabOp op = 0; op < LAB_N_OPS; op++)
    if (has_derivative (&lab_operators[op]))
      {
        const char *name = op == LAB_OP_DIV   ? "quotient"
                           : op == LAB_OP_NEG ? "negative"
                                              : lab_operators[op].name;
        g_autofree char *path = g_strdup_printf ("/operators/derivatives/%s", name);

        g_test_add_data_func (path, &lab_operators[op], test_row);
      }
  for (guint i = 0; i < G_N_ELEMENTS (KINKS); i++)
    {
      g_autofree char *path = g_strdup_printf ("/operators/kinks/%s", KINKS[i].name);

      g_test_add_data_func (path, &KINKS[i], test_kink);
    }
  return g_test_run ();
}
