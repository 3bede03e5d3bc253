/* SPDX-License-Identifier: MIT */
/*
 * Every row of the table of rewrites is true: both sides, with random numbers of random shapes for
 * their letters and without any simplification, are the same wherever both are finite. And every
 * row is of use: the left side, made in the usual way, becomes the right side.
 */
#include "formula/rewrite.h"
#include "leaves.h"

#include <math.h>
#include <string.h>

#define TRIALS  60u
#define ENOUGH  200u /* numbers that are finite on both sides */
#define ALLOWED 1e-9

static gboolean
has_letter (const LabExpression *of, char letter, LabOp within)
{
  for (guint i = 0; i < of->n; i++)
    {
      const LabExpression *arg = of->args[i];

      if ((within == LAB_N_OPS || of->op == within) && arg->op == LAB_OP_NAME
          && arg->name[0] == letter)
        return TRUE;
      if (has_letter (arg, letter, within))
        return TRUE;
    }
  return within == LAB_N_OPS && of->op == LAB_OP_NAME && of->name[0] == letter;
}

/* What the letter may stand for; what is scattered is a number a picture. */
static guint
choose_shape (LabRandom *random, const LabExpression *from, char letter, guint head)
{
  guint allowed = LAB_SHAPE_B | (head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2);

  if (letter == 'u')
    allowed &= ~(guint) LAB_SHAPE_B;
  if (letter == 's' || has_letter (from, letter, LAB_OP_SCATTER))
    allowed &= ~(guint) LAB_SHAPE_CLASSES;
  return allowed & lab_random_below (random, 8);
}

static void
bind (LabGraph *graph, LabRandom *random, const LabExpression *from, LabBindings *bindings)
{
  for (char letter = 'a'; letter <= 'z'; letter++)
    {
      LabRef *bound = &bindings->letters[letter - 'a'];

      if (!has_letter (from, letter, LAB_N_OPS))
        continue;
      if (letter == 'm' || letter == 'n')
        *bound = lab_graph_number (graph, lab_leaves_uniform (random, -2.0, 2.0));
      else
        *bound
            = lab_leaves_node (graph, random, choose_shape (random, from, letter, bindings->head));
    }
}

static LabRef
name_of (LabGraph *graph, const char *name, const LabBindings *bindings)
{
  switch (name[0])
    {
    case 'K':
      return lab_graph_input (graph,
                              bindings->head == 0 ? LAB_INPUT_N_CLASSES : LAB_INPUT_N_CLASSES2);
    case 'B':
      return lab_graph_input (graph, LAB_INPUT_B);
    default:
      g_assert_true (g_ascii_islower (name[0]) && name[1] == '\0');
      return bindings->letters[name[0] - 'a'];
    }
}

/* The template as it is written; what a reduction goes over is spread out first. */
static LabRef
put_template (LabGraph *graph, const LabExpression *template, const LabBindings *bindings)
{
  const guint classes = bindings->head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2;
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };

  if (template->op == LAB_OP_NUMBER)
    return lab_graph_number (graph, template->number);
  if (template->op == LAB_OP_NAME)
    return name_of (graph, template->name, bindings);
  for (guint i = 0; i < template->n; i++)
    args[i] = put_template (graph, template->args[i], bindings);
  switch (lab_operators[template->op].reach)
    {
    case LAB_REACH_WITHIN_CLASSES:
    case LAB_REACH_OVER_CLASSES:
    case LAB_REACH_PICK:
      args[0] = lab_leaves_spread (graph, args[0], classes);
      break;
    case LAB_REACH_OVER_BATCH:
      args[0] = lab_leaves_spread (graph, args[0], LAB_SHAPE_B);
      break;
    default:
      break;
    }
  return lab_graph_put (graph, template->op, bindings->head, args);
}

/* Returns: how many numbers were compared. */
static guint
compare (const LabRewrite *row, const LabGraph *graph, LabRef left, LabRef right,
         const LabLeaves *leaves)
{
  const gsize n = lab_reference_size (lab_graph_get (graph, left)->shape, &leaves->data);
  g_autofree double *a = lab_reference_run (graph, left, &leaves->data);
  g_autofree double *b = lab_reference_run (graph, right, &leaves->data);
  guint n_finite = 0;

  g_assert_cmpuint (lab_graph_get (graph, left)->shape, ==, lab_graph_get (graph, right)->shape);
  for (gsize i = 0; i < n; i++)
    if (isfinite (a[i]) && isfinite (b[i]))
      {
        if (!(fabs (a[i] - b[i]) <= ALLOWED * MAX (1.0, fabs (a[i]))))
          g_error ("%s -> %s: %.17g is not %.17g", row->from, row->to, a[i], b[i]);
        n_finite++;
      }
  return n_finite;
}

/* Returns: what the left side is rewritten to, its operands made in the usual way. */
static LabRef
apply (LabGraph *graph, const LabExpression *from, const LabBindings *bindings)
{
  LabRef args[3] = { LAB_NO_REF, LAB_NO_REF, LAB_NO_REF };

  for (guint i = 0; i < from->n; i++)
    args[i] = lab_template_make (graph, from->args[i], bindings);
  return lab_rewrite_apply (graph, from->op, bindings->head, args);
}

static void
test_row (gconstpointer data)
{
  const LabRewrite *row = data;
  const LabExpression *from = lab_template_get (row->from), *to = lab_template_get (row->to);
  guint n_finite = 0, n_applied = 0;
  LabRandom random;

  lab_random_init (&random, 7, LAB_STREAM_NOISE, (guint32) (row - lab_rewrites));
  for (guint trial = 0; trial < TRIALS; trial++)
    {
      const guint B = 1 + lab_random_below (&random, 6), K = 2 + lab_random_below (&random, 4);
      g_autoptr (LabGraph) plain = lab_graph_new (FALSE);
      g_autoptr (LabGraph) graph = lab_graph_new (row->stable);
      g_auto (LabLeaves) leaves = { 0 };
      LabBindings bindings;
      LabRandom again;
      LabRef left, right;
      guint whole;

      lab_bindings_init (&bindings);
      bindings.head = trial % 3 == 2;
      whole = LAB_SHAPE_B | (bindings.head == 0 ? LAB_SHAPE_K : LAB_SHAPE_K2);
      lab_leaves_init (&leaves, &random, B, K, K, trial % 2 == 0 ? 0.1 : -2.0, 2.0);
      again = random;
      bind (plain, &random, from, &bindings);
      left = lab_leaves_spread (plain, put_template (plain, from, &bindings), whole);
      right = lab_leaves_spread (plain, put_template (plain, to, &bindings), whole);
      n_finite += compare (row, plain, left, right, &leaves);

      bind (graph, &again, from, &bindings);
      n_applied += apply (graph, from, &bindings) == lab_template_make (graph, to, &bindings);
    }
  if (n_finite < ENOUGH)
    g_error ("%s: only %u numbers are finite", row->from, n_finite);
  if (n_applied == 0)
    g_error ("%s never becomes %s", row->from, row->to);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < lab_n_rewrites; i++)
    {
      g_autofree char *path = g_strdup_printf ("/rewrites/%s", lab_rewrites[i].from);

      /* a slash would be a folder of tests */
      g_strdelimit (path + strlen ("/rewrites/"), "/", ':');
      g_test_add_data_func (path, &lab_rewrites[i], test_row);
    }
  return g_test_run ();
}
