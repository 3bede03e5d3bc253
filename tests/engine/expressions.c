/* SPDX-License-Identifier: MIT */
/*
 * Random texts with all operators, right in their shapes: they print and read back, their
 * derivatives are those of central differences, and their programs compute what the reference
 * does, in batches about the tile's size. Numbers that hang on the last digits of others say
 * nothing; so where the reference itself moves when its numbers are moved a little, nothing is
 * compared.
 */
#include "formula/derive.h"
#include "formula/resolve.h"
#include "leaves.h"
#include "kernels/kernels.h"
#include "sentence.h"

#include <math.h>
#include <string.h>

#define DEPTH     6u
#define N_ROOTS   6u
#define N_LEARNED 2u

typedef struct
{
  char *text;
  LabFormula *formula;
  LabRef roots[N_ROOTS]; /* value, per sample, and the gradients */
  LabProgram *program;
  LabRandom random;
} Subject;

static const guint8 SHAPES[N_ROOTS] = {
  LAB_SHAPE_SCALAR,           LAB_SHAPE_B,      LAB_SHAPE_B | LAB_SHAPE_K,
  LAB_SHAPE_B | LAB_SHAPE_K2, LAB_SHAPE_SCALAR, LAB_SHAPE_SCALAR,
};

static void
subject_init (Subject *self, guint32 number)
{
  g_autoptr (LabProblems) problems = NULL;
  LabSentence sentence;
  LabRef leaves[N_ROOTS - 2];
  LabGraph *graph;

  lab_sentence_init_random (&sentence, number);
  sentence.n_tasks = 1 + number % 2;
  *self = (Subject){ .text = lab_sentence_text (&sentence, 1 + number % DEPTH) };
  problems = lab_problems_new (self->text);
  self->formula = lab_formula_new (self->text, problems);
  if (self->formula == NULL)
    g_error ("%s: %s", self->text, lab_problems_get (problems, 0)->message);
  graph = self->formula->computing.graph;
  leaves[0] = lab_graph_input (graph, LAB_INPUT_Z);
  leaves[1] = lab_graph_input (graph, LAB_INPUT_Z2);
  for (guint i = 0; i < N_LEARNED; i++)
    leaves[2 + i] = lab_graph_learned (graph, i);
  self->roots[0] = self->formula->computing.loss;
  self->roots[1] = self->formula->computing.per_sample;
  lab_derive (graph, self->roots[0], leaves, N_ROOTS - 2, self->roots + 2);
  g_assert_false (graph->full);
  self->program = lab_program_new (graph, self->roots, SHAPES, N_ROOTS);
  lab_random_init (&self->random, 5, LAB_STREAM_NOISE, number);
}

static void
subject_clear (Subject *self)
{
  lab_program_free (self->program);
  lab_formula_free (self->formula);
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static void
make_leaves (Subject *self, LabLeaves *leaves, guint B, guint K)
{
  lab_leaves_init (leaves, &self->random, B, K, 2, -1.5, 1.5);
  for (guint i = 0; i < self->formula->n_parameters; i++)
    leaves->parameters[i] = self->formula->parameters[i].value;
  for (guint k = 0; k < K; k++)
    leaves->weights[0][k] = fabs (leaves->weights[0][k]) + 0.1;
}

/* What the reference makes of a root, spread out to its shape. */
static double *
refer (const Subject *self, const LabLeaves *leaves, guint root)
{
  LabGraph *graph = self->formula->computing.graph;

  return lab_reference_run (graph, lab_leaves_spread (graph, self->roots[root], SHAPES[root]),
                            &leaves->data);
}

/* NaN where one is. */
static double
greatest (const double *numbers, gsize n)
{
  double most = 0.0;

  for (gsize i = 0; i < n; i++)
    if (isnan (numbers[i]))
      return numbers[i];
    else
      most = MAX (most, fabs (numbers[i]));
  return most;
}

static gboolean
is_near (const double *a, const double *b, gsize n, double allowed)
{
  const double scale = greatest (b, n);

  for (gsize i = 0; i < n; i++)
    if (!(fabs (a[i] - b[i]) <= allowed * MAX (scale, 0.02)))
      return FALSE;
  return TRUE;
}

/* Every logit and learned number by a part of itself, up or down. */
static void
shake (LabLeaves *leaves, LabRandom *random, double part)
{
  for (guint task = 0; task < 2; task++)
    for (gsize i = 0; i < (gsize) leaves->data.B * leaves->data.K[task]; i++)
      leaves->logits[task][i] *= 1.0 + (lab_random_below (random, 2) == 0 ? part : -part);
  for (guint i = 0; i < N_LEARNED; i++)
    leaves->learned[i] *= 1.0 + (lab_random_below (random, 2) == 0 ? part : -part);
}

static gboolean
is_steady (const Subject *self, const LabLeaves *leaves, guint root, const double *numbers,
           double part, double allowed)
{
  const gsize n = lab_reference_size (SHAPES[root], &leaves->data);
  LabRandom random = self->random;
  LabLeaves moved = *leaves;
  gboolean steady = isfinite (greatest (numbers, n));

  for (guint task = 0; task < 2; task++)
    moved.logits[task]
        = g_memdup2 (leaves->logits[task], sizeof (double) * leaves->data.B * leaves->data.K[task]);
  moved.data.logits[0] = moved.logits[0];
  moved.data.logits[1] = moved.logits[1];
  moved.data.learned = moved.learned;
  moved.data.parameters = moved.parameters;
  for (guint trial = 0; trial < 3 && steady; trial++)
    {
      g_autofree double *others = NULL;

      shake (&moved, &random, part);
      others = refer (self, &moved, root);
      steady = is_near (others, numbers, n, allowed);
    }
  g_free (moved.logits[0]);
  g_free (moved.logits[1]);
  return steady;
}

/* Whether the last digit of a number can decide about another one. */
static gboolean
compares_exactly (const Subject *self)
{
  return strstr (self->text, "==") != NULL || strstr (self->text, "!=") != NULL;
}

static gboolean
has_ties (const Subject *self)
{
  return strstr (self->text, "min_") != NULL || strstr (self->text, "max_") != NULL;
}

/* The greatest of all numbers that the root is made of. */
static double
greatest_within (const Subject *self, const LabLeaves *leaves, LabRef root)
{
  const LabGraph *graph = self->formula->computing.graph;
  g_autofree gboolean *needed = g_new (gboolean, graph->n);
  double most = 0.0;

  lab_graph_reach (graph, &root, 1, needed);
  for (LabRef i = 0; i <= root; i++)
    if (needed[i])
      {
        const gsize n = lab_reference_size (lab_graph_get (graph, i)->shape, &leaves->data);
        g_autofree double *numbers = lab_reference_run (graph, i, &leaves->data);
        const double here = greatest (numbers, n);

        if (isnan (here))
          return here;
        most = MAX (most, here);
      }
  return most;
}

/* ---- print ---- */

static void
assert_prints (const char *text)
{
  g_autoptr (LabProblems) problems = lab_problems_new (text);
  g_autoptr (LabTree) tree = lab_parse (text, problems);
  g_autofree char *printed = lab_tree_print (tree);
  g_autoptr (LabProblems) none = lab_problems_new (printed);
  g_autoptr (LabTree) back = lab_parse (printed, none);
  g_autofree char *again = lab_tree_print (back);

  if (problems->n_errors + none->n_errors > 0 || !lab_tree_equal (tree, back))
    g_error ("%s is printed as %s", text, printed);
  g_assert_cmpstr (again, ==, printed);
}

static void
test_print (void)
{
  for (guint32 i = 0; i < 1000; i++)
    {
      LabSentence sentence;
      g_autofree char *text = NULL;

      lab_sentence_init_random (&sentence, i);
      sentence.n_tasks = 2;
      text = lab_sentence_text (&sentence, 1 + i % DEPTH);
      assert_prints (text);
    }
}

/* Every operator within every other one, at each of its places. */
static void
test_precedence (void)
{
  for (LabOp outer = LAB_OP_OR; outer <= LAB_OP_CLAMP; outer++)
    for (LabOp inner = LAB_OP_OR; inner <= LAB_OP_CLAMP; inner++)
      for (guint place = 0; place < lab_operators[outer].n_args; place++)
        {
          g_autoptr (LabTree) tree = lab_tree_new (), back = NULL;
          const LabSpan none = { 0, 0 };
          LabExpression *expression[2]
              = { lab_tree_add (tree, outer, none), lab_tree_add (tree, inner, none) };
          g_autofree char *printed = NULL;
          g_autoptr (LabProblems) problems = NULL;
          LabExpression *read;

          for (guint e = 0; e < 2; e++)
            {
              expression[e]->n = lab_operators[expression[e]->op].n_args;
              for (guint i = 0; i < expression[e]->n; i++)
                {
                  expression[e]->args[i] = lab_tree_add (tree, LAB_OP_NAME, none);
                  expression[e]->args[i]->name = e == 0 ? "a" : "b";
                }
            }
          expression[0]->args[place] = expression[1];
          printed = lab_expression_print (expression[0]);
          problems = lab_problems_new (printed);
          read = lab_parse_expression (printed, problems, &back);
          if (read == NULL || !lab_expression_equal (read, expression[0]))
            g_error ("%s is read back as something else", printed);
        }
}

/* As few parentheses as possible. */
static void
test_parentheses (void)
{
  static const char *const TEXTS[][2] = {
    { "-x^2", "-x^2" },
    { "(-x)^2", "(-x)^2" },
    { "2^-x", "2^-x" },
    { "2^(-x)", "2^-x" },
    { "2^(-(x))", "2^-x" },
    { "a-(b-c)", "a - (b - c)" },
    { "(a-b)-c", "a - b - c" },
    { "a-b-c", "a - b - c" },
    { "a/(b*c)", "a/(b*c)" },
    { "(a/b)*c", "a/b*c" },
    { "(a^b)^c", "(a^b)^c" },
    { "a^(b^c)", "a^b^c" },
    { "-(-x)", "--x" },
    { "- -x", "--x" },
    { "+x", "x" },
    { "a - -b", "a - -b" },
    { "a*(-b)", "a*-b" },
    { "not (a and b)", "not (a and b)" },
    { "not a and b", "not a and b" },
    { "not not a", "not not a" },
    { "not (a < b)", "not a < b" },
    { "(not a) < b", "(not a) < b" },
    { "a or (b and c)", "a or b and c" },
    { "(a or b) and c", "(a or b) and c" },
    { "a or (b or c)", "a or (b or c)" },
    { "(a < b) < c", "(a < b) < c" },
    { "a < (b < c)", "a < (b < c)" },
    { "(a < b) + c", "(a < b) + c" },
    { "a + b < c*d", "a + b < c*d" },
    { "-(a + b)", "-(a + b)" },
    { "-(a*b)", "-(a*b)" },
    { "-a*b", "-a*b" },
    { "(-a)*b", "-a*b" },
    { "(p + t)[y]", "(p + t)[y]" },
    { "(-p)[y]", "(-p)[y]" },
    { "-p[y]", "-p[y]" },
    { "p[y]^2", "p[y]^2" },
    { "(p^2)[y]", "(p^2)[y]" },
    { "p^t[y]", "p^t[y]" },
    { "p[y][y]", "p[y][y]" },
    { "log(p)[3]", "log(p)[3]" },
    { "where(a < b, -c, not d)", "where(a < b, -c, not d)" },
    { "((((x))))", "x" },
    { "1e3 + .5 + 1E-2 + 0.1 + 1e+22", "1000 + 0.5 + 0.01 + 0.1 + 1e22" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (LabProblems) problems = lab_problems_new (TEXTS[i][0]);
      g_autoptr (LabTree) tree = NULL;
      const LabExpression *expression = lab_parse_expression (TEXTS[i][0], problems, &tree);
      g_autofree char *printed = NULL;
      g_autofree char *whole = g_strconcat ("loss = ", TEXTS[i][0], NULL);

      g_assert_nonnull (expression);
      printed = lab_expression_print (expression);
      g_assert_cmpstr (printed, ==, TEXTS[i][1]);
      assert_prints (whole);
    }
}

static void
test_files (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "resources", "losses", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".loss"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        g_autofree char *text = NULL;

        g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
        assert_prints (text);
        n++;
      }
  g_assert_cmpuint (n, >=, 32);
}

/* ---- the two graphs ---- */

/* What is kept in logarithms has the same value as what is written. */
static void
test_stable (void)
{
  guint n = 0;

  for (guint32 i = 0; i < 4000; i++)
    {
      g_auto (Subject) self = { 0 };
      g_auto (LabLeaves) leaves = { 0 };
      g_autoptr (LabGraph) graph = lab_graph_new (FALSE);
      LabMeaning written;
      double computing, reading;

      subject_init (&self, i);
      make_leaves (&self, &leaves, 4, 3);
      computing = lab_leaves_number (&leaves, self.formula->computing.graph, self.roots[0]);
      lab_resolve (self.formula, graph, &written, NULL);
      reading = lab_leaves_number (&leaves, graph, written.loss);
      if (compares_exactly (&self) || !isfinite (reading)
          || !is_steady (&self, &leaves, 0, &computing, 1e-12, 1e-9))
        continue;
      if (!is_near (&computing, &reading, 1, 1e-8))
        g_error ("%u: %sis %.17g, as it is written %.17g", i, self.text, computing, reading);
      n++;
    }
  g_assert_cmpuint (n, >, 2000);
}

/* ---- derivatives ---- */

static double
value_at (const Subject *self, const LabLeaves *leaves, double *number, double at)
{
  const double before = *number;
  double value;

  *number = at;
  value = lab_leaves_number (leaves, self->formula->computing.graph, self->roots[0]);
  *number = before;
  return value;
}

/* Returns: whether there was something to compare; not at kinks, nor where steps of two sizes do
 * not agree. */
static gboolean
check_slope (const Subject *self, const LabLeaves *leaves, double *number, double slope)
{
  const double h = 2e-5, x = *number, value = value_at (self, leaves, number, x);
  const double wide = (value_at (self, leaves, number, x + 2.0 * h)
                       - value_at (self, leaves, number, x - 2.0 * h))
                      / (4.0 * h);
  const double above = value_at (self, leaves, number, x + h),
               below = value_at (self, leaves, number, x - h);
  const double narrow = (above - below) / (2.0 * h);
  const double scale = MAX (MAX (1.0, fabs (slope)), fabs (narrow));
  const double noise = 1e-9 * MAX (1.0, fabs (value));

  if (!isfinite (wide) || !isfinite (narrow) || !(fabs (wide - narrow) < 1e-6 * scale)
      || !(fabs ((above - value) - (value - below)) / h < 1e-2 * scale))
    return FALSE;
  /* what is 0 times something infinite is not worth more words */
  if (isnan (slope) && !isfinite (greatest_within (self, leaves, self->roots[0])))
    return FALSE;
  if (!(fabs (slope - narrow) < 1e-5 * scale + noise / h))
    g_error ("%sthe derivative is %.12g, by differences %.12g", self->text, slope, narrow);
  return TRUE;
}

static gboolean
has_detach (const LabGraph *graph)
{
  for (guint i = 0; i < graph->n; i++)
    if (lab_graph_get (graph, i)->op == LAB_OP_DETACH)
      return TRUE;
  return FALSE;
}

static void
test_derivatives (void)
{
  guint n = 0;

  for (guint32 i = 0; i < 4000; i++)
    {
      g_auto (Subject) self = { 0 };
      g_auto (LabLeaves) leaves = { 0 };

      subject_init (&self, i);
      if (has_detach (self.formula->computing.graph))
        continue;
      make_leaves (&self, &leaves, 1 + i % 3, 2 + i % 4);
      for (guint root = 2; root < N_ROOTS; root++)
        {
          double *numbers = root < 4 ? leaves.logits[root - 2] : &leaves.learned[root - 4];
          g_autofree double *slopes = NULL;

          if (self.roots[root] == LAB_NO_REF)
            continue;
          slopes = refer (&self, &leaves, root);
          for (gsize j = 0; j < lab_reference_size (SHAPES[root], &leaves.data); j += 1 + j / 3)
            n += check_slope (&self, &leaves, &numbers[j], slopes[j]);
        }
    }
  g_assert_cmpuint (n, >, 5000);
}

/* ---- programs ---- */

static void
run_all (const Subject *self, const LabLeaves *leaves, const LabLanes *lanes, double **roots)
{
  for (guint root = 0; root < N_ROOTS; root++)
    roots[root] = self->roots[root] == LAB_NO_REF
                      ? NULL
                      : g_new0 (double, lab_reference_size (SHAPES[root], &leaves->data));
  lab_leaves_run (leaves, self->program, lanes, roots);
}

static gboolean
rounds_so (const double *a, const double *b, gsize n, double most, double part)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (most) && !(fabs (a[i] - b[i]) <= part * most))
      return FALSE;
  return TRUE;
}

/* Returns: how many roots were compared. */
static guint
check_program (const Subject *self, const LabLeaves *leaves, const LabLanes *lanes)
{
  const gboolean exact = lanes->size == sizeof (double);
  double *roots[N_ROOTS];
  guint n = 0;

  run_all (self, leaves, lanes, roots);
  for (guint root = 0; root < N_ROOTS; root++)
    {
      const gsize size = lab_reference_size (SHAPES[root], &leaves->data);
      g_autofree double *numbers = roots[root] == NULL ? NULL : refer (self, leaves, root);

      /* floats end at 1e38 */
      if (numbers != NULL && !compares_exactly (self)
          && (exact || (isfinite (greatest (roots[root], size)) && (root < 2 || !has_ties (self))))
          && is_steady (self, leaves, root, numbers, exact ? 1e-12 : 1e-6, exact ? 1e-9 : 1e-4))
        {
          /* large numbers on the way leave their rounding behind, and what is infinite there is
           * not always so in both */
          if (!is_near (roots[root], numbers, size, exact ? 1e-8 : 2e-3)
              && !rounds_so (roots[root], numbers, size,
                             greatest_within (self, leaves, self->roots[root]),
                             exact ? 1e-12 : 1e-4))
            g_error ("%sroot %u of %u pictures, %u classes: not as the reference", self->text, root,
                     leaves->data.B, leaves->data.K[0]);
          n++;
        }
      g_free (roots[root]);
    }
  return n;
}

static void
test_programs (gconstpointer data)
{
  const gboolean exact = GPOINTER_TO_UINT (data) == sizeof (double);
  static const guint BATCHES[] = { 1, 3, 63, 64, 65, 200 };
  static const guint CLASSES[] = { 3, 2, 10, 40 };
  guint n = 0;

  for (guint32 i = 0; i < 400; i++)
    {
      g_auto (Subject) self = { 0 };
      g_auto (LabLeaves) leaves = { 0 };

      subject_init (&self, 5000 + i);
      make_leaves (&self, &leaves, BATCHES[i % G_N_ELEMENTS (BATCHES)],
                   CLASSES[i / 7 % G_N_ELEMENTS (CLASSES)]);
      n += check_program (&self, &leaves,
                          exact ? lab_kernels_get ()->dual : lab_kernels_get ()->single);
    }
  g_assert_cmpuint (n, >, 200);
}

/* A batch in pieces gives each picture the same bits. */
static void
test_pieces (void)
{
  guint n = 0;

  for (guint32 i = 0; i < 200; i++)
    {
      g_auto (Subject) self = { 0 };
      g_auto (LabLeaves) leaves = { 0 };
      double whole[130], part[130];
      LabLeaves piece;

      subject_init (&self, 9000 + i);
      if (self.roots[1] == LAB_NO_REF
          || (lab_graph_get (self.formula->computing.graph, self.roots[1])->deps
              & (LAB_DEPS_BATCH | LAB_DEPS_STEP))
                 != 0)
        continue;
      make_leaves (&self, &leaves, 130, 3);
      lab_leaves_run (&leaves, self.program, lab_kernels_get ()->single,
                      (double *[N_ROOTS]){ NULL, whole });
      piece = leaves;
      for (guint task = 0; task < 2; task++)
        {
          piece.logits[task] += 67 * (gsize) leaves.data.K[task];
          piece.targets[task] += 67;
        }
      piece.data.B = 9;
      lab_leaves_run (&piece, self.program, lab_kernels_get ()->single,
                      (double *[N_ROOTS]){ NULL, part });
      for (guint b = 0; b < 9; b++)
        g_assert_true (memcmp (&part[b], &whole[67 + b], sizeof *part) == 0
                       || (isnan (part[b]) && isnan (whole[67 + b])));
      n++;
    }
  g_assert_cmpuint (n, >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/expressions/print", test_print);
  g_test_add_func ("/expressions/precedence", test_precedence);
  g_test_add_func ("/expressions/parentheses", test_parentheses);
  g_test_add_func ("/expressions/files", test_files);
  g_test_add_func ("/expressions/stable", test_stable);
  g_test_add_func ("/expressions/derivatives", test_derivatives);
  g_test_add_data_func ("/expressions/programs/double", GUINT_TO_POINTER (sizeof (double)),
                        test_programs);
  g_test_add_data_func ("/expressions/programs/float", GUINT_TO_POINTER (sizeof (float)),
                        test_programs);
  g_test_add_func ("/expressions/pieces", test_pieces);
  return g_test_run ();
}
