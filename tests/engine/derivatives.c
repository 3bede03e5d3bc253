/* SPDX-License-Identifier: MIT */
/*
 * Printed derivatives: as a person would write them, and, read back, the same as the derivative
 * that is computed: of every loss in the catalogue, and of random expressions.
 */
#include "core/random.h"
#include "formula/derivative.h"
#include "formula/derive.h"
#include "formula/reference.h"

#include <math.h>
#include <string.h>

#define MAX_B 5u
#define MAX_K 6u

static const struct
{
  const char *loss;
  guint head;
  gboolean a_picture;
  const char *derivative;
} EXPECTED[] = {
  { "cross-entropy", 0, TRUE, "p - t" },
  { "cross-entropy-l1", 0, TRUE, "p - t" },
  { "weighted-cross-entropy", 0, TRUE, "w[y]*(p - t)" },
  { "weighted-cross-entropy-mean", 0, FALSE, "w[y]*(p - t)/sum_batch(w[y])" },
  { "focal", 0, TRUE, "w[y]*(1 - p[y])^(gamma - 1)*(1 - p[y] - gamma*p[y]*log(p[y]))*(p - t)" },
  { "label-smoothing", 0, TRUE, "p - (1 - eps)*t - eps/K" },
  { "mae", 0, TRUE, "p[y]*(p - t)" },
  { "generalized-cross-entropy", 0, TRUE, "p[y]^q*(p - t)" },
  { "poly-1", 0, TRUE, "(1 + epsilon*p[y])*(p - t)" },
  { "binary-cross-entropy", 0, TRUE, "sigmoid(z) - t" },
  { "logit-adjusted", 0, TRUE, "softmax(z + tau*log(prior)) - t" },
  { "brier", 0, TRUE, "2*p*(p - t + p[y] - sum_classes(p^2))" },
  { "mse", 0, TRUE, "2*p*(p - t + p[y] - sum_classes(p^2))/K" },
  { "symmetric-cross-entropy", 0, TRUE, "(alpha - beta*log(floor)*p[y])*(p - t)" },
  { "confidence-penalty", 0, TRUE, "p - t + beta*p*(log(p) - sum_classes(p*log(p)))" },
  { "deferred-reweighting", 0, TRUE, "where(progress < start, 1, w[y])*(p - t)" },
  { "normalized-cross-entropy", 0, TRUE,
    "(log(p[y])*(K*p - 1) - sum_classes(log(p))*(p - t))/sum_classes(log(p))^2" },
  { "multi-task", 0, TRUE, "p - t" },
  { "multi-task", 1, TRUE, "lambda*(p2 - t2)" },
  { "multi-task-uncertainty", 1, TRUE, "exp(-s2)*(p2 - t2)" },
  { "focal", 1, TRUE, "0" },
};

static char *
losses_folder (void)
{
  return g_test_build_filename (G_TEST_DIST, "..", "resources", "losses", NULL);
}

static LabFormula *
understand (const char *text)
{
  g_autoptr (LabProblems) problems = lab_problems_new (text);
  LabFormula *formula = lab_formula_new (text, problems);

  if (formula == NULL)
    {
      g_autofree char *description = lab_problems_describe (problems);

      g_error ("%s\n%s", text, description);
    }
  return formula;
}

static LabFormula *
load (const char *file)
{
  g_autofree char *folder = losses_folder ();
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return understand (text);
}

static void
test_as_written (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (EXPECTED); i++)
    {
      g_autofree char *file = g_strconcat (EXPECTED[i].loss, ".loss", NULL);
      g_autoptr (LabFormula) formula = load (file);
      gboolean a_picture;
      g_autofree char *text = lab_derivative_print (formula, EXPECTED[i].head, &a_picture);

      g_assert_cmpstr (text, ==, EXPECTED[i].derivative);
      g_assert_cmpint (a_picture, ==, EXPECTED[i].a_picture);
    }
}

/* ---- against what is computed ---- */

typedef struct
{
  double logits[2][MAX_B * MAX_K];
  guint8 targets[2][MAX_B];
  double weights[2][MAX_K];
  double counts[2][MAX_K];
  double parameters[LAB_FORMULA_MAX_PARAMETERS];
  double learned[LAB_FORMULA_MAX_LEARNED];
  LabReferenceData data;
} Numbers;

static void
draw (Numbers *self, LabRandom *random, const LabFormula *formula, guint least_K)
{
  LabReferenceData *data = &self->data;

  *data = (LabReferenceData){
    .B = 1 + lab_random_below (random, MAX_B),
    .parameters = self->parameters,
    .learned = self->learned,
    .progress = (double) lab_random_uniform (random),
    .l1 = 3.0,
    .l2 = 2.0,
  };
  for (guint head = 0; head < 2; head++)
    {
      data->K[head] = least_K + lab_random_below (random, MAX_K - least_K + 1);
      data->logits[head] = self->logits[head];
      data->targets[head] = self->targets[head];
      data->weights[head] = self->weights[head];
      data->counts[head] = self->counts[head];
      for (guint i = 0; i < data->B * data->K[head]; i++)
        self->logits[head][i] = 4.0 * (double) lab_random_uniform (random) - 2.0;
      for (guint i = 0; i < data->B; i++)
        self->targets[head][i] = (guint8) lab_random_below (random, data->K[head]);
      for (guint i = 0; i < data->K[head]; i++)
        {
          self->weights[head][i] = 0.5 + 2.0 * (double) lab_random_uniform (random);
          self->counts[head][i] = 1.0 + lab_random_below (random, 500);
        }
    }
  for (guint i = 0; i < formula->n_parameters; i++)
    self->parameters[i] = formula->parameters[i].least
                          + (formula->parameters[i].greatest - formula->parameters[i].least)
                                * (0.1 + 0.8 * (double) lab_random_uniform (random));
  for (guint i = 0; i < formula->n_learned; i++)
    self->learned[i] = 2.0 * (double) lab_random_uniform (random) - 1.0;
}

/* Returns: [B,K] */
static double *
run_gradient (const LabGraph *graph, LabRef gradient, guint head, const LabReferenceData *data)
{
  const gsize n = (gsize) data->B * data->K[head];
  const guint K = data->K[head];
  double *spread = g_new0 (double, n);
  g_autofree double *numbers = NULL;
  guint8 shape;

  if (gradient == LAB_NO_REF)
    return spread;
  numbers = lab_reference_run (graph, gradient, data);
  shape = lab_graph_get (graph, gradient)->shape;
  for (guint b = 0; b < data->B; b++)
    for (guint k = 0; k < K; k++)
      {
        const gsize row = (shape & LAB_SHAPE_B) != 0 ? b : 0;
        const gsize width = (shape & LAB_SHAPE_CLASSES) != 0 ? K : 1;

        spread[(gsize) b * K + k] = numbers[row * width + (width > 1 ? k : 0)];
      }
  return spread;
}

static LabRef
derive (LabFormula *formula, guint head)
{
  const LabRef leaf
      = lab_graph_input (formula->computing.graph, head == 0 ? LAB_INPUT_Z : LAB_INPUT_Z2);
  LabRef gradient;

  lab_derive (formula->computing.graph, formula->computing.loss, &leaf, 1, &gradient);
  return gradient;
}

/* A loss whose derivative is what the text says: the text's own is held back. */
static LabFormula *
understand_derivative (const LabFormula *formula, const char *text, guint head, gboolean a_picture)
{
  g_autoptr (GString) loss = g_string_new (NULL);
  char value[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < formula->n_parameters; i++)
    g_string_append_printf (loss, "%s = 1 in [0, 2]\n", formula->parameters[i].name);
  for (guint i = 0; i < formula->n_learned; i++)
    g_string_append_printf (loss, "%s = %s learned\n", formula->learned[i].name,
                            lab_number_exact (formula->learned[i].value, value));
  g_string_append_printf (loss, "loss = sum(detach(%s)*%s)%s\n", text, head == 0 ? "z" : "z2",
                          a_picture ? "/B" : "");
  return understand (loss->str);
}

/* @least_K: with two classes, (p - t)^2 is the same for both, a kink of its maximum. Returns: in
 * how many draws the derivative was a number. */
static guint
check_same (LabFormula *formula, const char *text, guint head, gboolean a_picture,
            LabRandom *random, guint least_K, guint n_draws)
{
  g_autoptr (LabFormula) printed = understand_derivative (formula, text, head, a_picture);
  const LabRef of_formula = derive (formula, head), of_text = derive (printed, head);
  guint n_finite = 0;

  for (guint draws = 0; draws < n_draws; draws++)
    {
      Numbers numbers;
      g_autofree double *expected = NULL;
      g_autofree double *found = NULL;
      double most = 1e-3;
      gboolean finite = TRUE;
      gsize n;

      draw (&numbers, random, formula, least_K);
      n = (gsize) numbers.data.B * numbers.data.K[head];
      expected = run_gradient (formula->computing.graph, of_formula, head, &numbers.data);
      found = run_gradient (printed->computing.graph, of_text, head, &numbers.data);
      for (gsize i = 0; i < n; i++)
        {
          most = fmax (most, fabs (expected[i]));
          finite = finite && isfinite (expected[i]) && fabs (expected[i]) < 1e8;
        }
      if (!finite)
        continue;
      n_finite++;
      for (gsize i = 0; i < n; i++)
        if (!(fabs (expected[i] - found[i]) <= 1e-9 * most))
          {
            g_test_message ("%s\nd%u = %s", formula->text, head, text);
            g_assert_cmpfloat (found[i], ==, expected[i]);
          }
    }
  return n_finite;
}

static void
test_catalogue (void)
{
  g_autofree char *folder = losses_folder ();
  GDir *dir = g_dir_open (folder, 0, NULL);
  LabRandom random;
  guint n_losses = 0;

  lab_random_init (&random, 7, LAB_STREAM_NOISE, 0);
  for (const char *file = g_dir_read_name (dir); file != NULL; file = g_dir_read_name (dir))
    if (g_str_has_suffix (file, ".loss"))
      for (guint head = 0; head < 2; head++)
        {
          g_autoptr (LabFormula) formula = load (file);
          gboolean a_picture;
          g_autofree char *text = lab_derivative_print (formula, head, &a_picture);
          g_autofree char *again = lab_derivative_print (formula, head, &a_picture);

          g_test_message ("%s: %s", file, text);
          g_assert_nonnull (text);
          g_assert_cmpstr (text, ==, again);
          g_assert_cmpuint (check_same (formula, text, head, a_picture, &random, 2, 20), ==, 20);
          n_losses++;
        }
  g_assert_cmpuint (n_losses, >, 50);
  g_dir_close (dir);
}

/* ---- random expressions ---- */

/* Texts with @S for a number, @B, @C for [K], @E for [B,K], @T for a condition of [B,K]. */
static const char *const SCALARS[]
    = { "a", "b", "2", "0.3", "K", "mean(@B)", "sum(@E)/(K*B)", "(@S + @S)", "@S*@S" };
static const char *const BATCH[] = { "p[y]",
                                     "z[y]",
                                     "w[y]",
                                     "log(p[y])",
                                     "sum_classes(@E)",
                                     "(@B + @B)",
                                     "(@B - @B)",
                                     "@B*@B",
                                     "@S*@B",
                                     "(1 - p[y])^b",
                                     "exp(-(@B)^2)",
                                     "tanh(@B)",
                                     "mean_classes(@E)",
                                     "max_classes(@E)",
                                     "sqrt(1 + (@B)^2)",
                                     "logsumexp_classes(@E)",
                                     "(@E)[y]",
                                     "where(@B > 0.1, @B, @B)",
                                     "@B/(2 + tanh(@B))",
                                     "z[1]",
                                     "p[0]",
                                     "abs(@B)",
                                     "detach(@B)",
                                     "min(@B, 0.3*z[y])",
                                     "softplus(@B)^a",
                                     "log(p2[y2])",
                                     "max_classes(z2)",
                                     "sum_classes(p2*z2)" };
static const char *const CLASSES[]
    = { "w",         "prior",          "log(counts)",    "k/K",          "@S*@C",
        "(@C + @C)", "mean_batch(@E)", "sum_batch(p*t)", "max_batch(@E)" };
static const char *const EVERY[] = { "z",
                                     "p",
                                     "t",
                                     "log(p)",
                                     "sigmoid(@E)",
                                     "softmax(@E)",
                                     "@E*@E",
                                     "(@E + @E)",
                                     "(@E - @E)",
                                     "@S*@E",
                                     "@B*@E",
                                     "@C*@E",
                                     "(p - t)^2",
                                     "(1 - p)^a",
                                     "p^b",
                                     "relu(@E)",
                                     "exp(-(@E)^2)",
                                     "where(@T, @E, @E)",
                                     "where(k == y, @E, @E)",
                                     "@E/(1 + exp(@E))",
                                     "max(@E, 0.3*z)",
                                     "clamp(@E, -0.5, 0.5)",
                                     "(@E + @B)",
                                     "(@B - @E)",
                                     "softplus(@E)",
                                     "sqrt(1 + (@E)^2)",
                                     "abs(@E)",
                                     "(k == 1)*@E" };
static const char *const CONDITIONS[]
    = { "@E > @E",        "@B < 0.2",        "k == y", "k != y", "@E >= 0 and k != y",
        "not (@E > 0.1)", "@E < 0 or @C > 1" };

#define CHOOSE(table)             \
  table[lab_random_below (random, \
                          depth == 0 ? MIN (4u, G_N_ELEMENTS (table)) : G_N_ELEMENTS (table))]

static void
write_random (GString *out, LabRandom *random, char shape, guint depth)
{
  const char *form = shape == 'S'   ? CHOOSE (SCALARS)
                     : shape == 'B' ? CHOOSE (BATCH)
                     : shape == 'C' ? CHOOSE (CLASSES)
                     : shape == 'E' ? CHOOSE (EVERY)
                                    : CHOOSE (CONDITIONS);

  for (; *form != '\0'; form++)
    if (*form == '@')
      write_random (out, random, *++form, depth == 0 ? 0 : depth - 1);
    else
      g_string_append_c (out, *form);
}

static void
test_random_expressions (void)
{
  const guint n_trials = 600;
  LabRandom random;
  guint n_printed = 0, n_numbers = 0;

  lab_random_init (&random, 11, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < n_trials; trial++)
    {
      g_autoptr (GString) loss = g_string_new ("a = 1.5 in [0.5, 3]\nb = 0.7 in [0.2, 2]\nloss = ");
      g_autoptr (LabFormula) formula = NULL;

      write_random (loss, &random, trial % 4 == 0 ? 'S' : 'B', 1 + trial % 4);
      formula = understand (loss->str);
      for (guint head = 0; head < 2; head++)
        {
          gboolean a_picture;
          g_autofree char *text = lab_derivative_print (formula, head, &a_picture);

          n_printed += text != NULL;
          if (text != NULL)
            n_numbers += check_same (formula, text, head, a_picture, &random, 3, 5);
        }
    }
  g_test_message ("%u of %u printed, %u draws compared", n_printed, 2 * n_trials, n_numbers);
  g_assert_cmpuint (n_printed, >, 2 * n_trials * 9 / 10);
  g_assert_cmpuint (n_numbers, >, n_printed * 4);
}

/* However long a loss is, the answer comes at once. */
static void
test_too_long (void)
{
  g_autoptr (GString) product = g_string_new ("loss = 1");
  g_autoptr (GString) sum = g_string_new ("loss = 0");
  g_autoptr (GString) tower = g_string_new ("loss = ");
  const GString *losses[] = { product, sum, tower };
  gint64 start;

  for (guint i = 0; i < 60; i++)
    {
      g_string_append_printf (product, "*(p[y] + z[y] + sum_classes(z*p^%u) + log(p[y]))", i + 2);
      g_string_append_printf (sum, " + p[y]^%u.5*sum_classes(z*p^%u)", i + 2, i + 2);
      g_string_append (tower, "tanh(z[y] + p[y]*");
    }
  g_string_append (tower, "1");
  for (guint i = 0; i < 60; i++)
    g_string_append_c (tower, ')');
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      g_autoptr (LabFormula) formula = understand (losses[i]->str);
      gboolean a_picture;

      start = g_get_monotonic_time ();
      g_assert_null (lab_derivative_print (formula, 0, &a_picture));
      g_test_message ("%.1f ms", (double) (g_get_monotonic_time () - start) / 1000.0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/derivatives/as-written", test_as_written);
  g_test_add_func ("/derivatives/catalogue", test_catalogue);
  g_test_add_func ("/derivatives/random-expressions", test_random_expressions);
  g_test_add_func ("/derivatives/too-long", test_too_long);
  return g_test_run ();
}
