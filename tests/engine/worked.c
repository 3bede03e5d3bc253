/* SPDX-License-Identifier: MIT */
/* One picture in numbers: the program's, and those in the lines. */
#include "worked.h"

#include "catalogue.h"
#include "core/random.h"
#include "formula/substitute.h"
#include "formula/tree-values.h"

#include <math.h>
#include <string.h>

#define N_CLASSES 10u

static const double LOGITS[N_CLASSES]
    = { 2.4, -4.4, -0.2, -0.4, -4.9, 2.31, 0.54, -4.2, -2.0, -4.5 };
static const double LOGITS2[2] = { 0.3, -0.2 };

static void
objective_init (LabObjective *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  *self = (LabObjective){ .loss = lab_loss_find (name, &error), .n_classes = N_CLASSES };
  g_assert_no_error (error);
  self->n_classes2 = self->loss->n_tasks > 1 ? 2 : 0;
  for (guint k = 0; k < N_CLASSES; k++)
    self->counts[k] = k == 0 ? 59.0 : 6000.0 + k;
  self->counts2[0] = self->counts2[1] = 100.0;
  for (guint i = 0; i < self->loss->formula->n_parameters; i++)
    self->parameters[i] = self->loss->formula->parameters[i].value;
  lab_loss_own_weights (self->loss, self->parameters, N_CLASSES, self->counts, self->weights);
}

static LabWorkedInput
input_of (const double *logits, guint8 target)
{
  return (LabWorkedInput){ .logits = logits,
                           .logits2 = LOGITS2,
                           .target = target,
                           .target2 = 1,
                           .progress = 0.9,
                           .batch_size = 64 };
}

static LabWorked *
work (const char *name, double weight)
{
  g_auto (LabObjective) objective = { 0 };
  const LabWorkedInput input = input_of (LOGITS, 0);

  objective_init (&objective, name);
  if (weight > 0.0)
    objective.weights[0] = weight;
  return lab_worked_new (&objective, &input);
}

/* All lines, with ends of lines between them. */
static void
check_lines (const char *name, double weight, const char *want)
{
  g_autoptr (LabWorked) worked = work (name, weight);
  g_autofree char *got = g_strjoinv ("\n", worked->lines);

  g_assert_cmpstr (got, ==, want);
}

static void
test_lines (void)
{
  check_lines ("cross-entropy", 0.0, "-log(0.450) = 0.798\n∂L/∂z[0] = −0.550, ÷ 64 = −0.00859");
  check_lines ("focal", 91.8,
               "-91.8*(1 - 0.450)^2*log(0.450)\n= 91.8*0.302*0.798 = 22.1\n"
               "∂L/∂z[0] = −35.2, ÷ 64 = −0.550");
  check_lines ("cross-entropy-l1", 0.0, "-log(0.450) = 0.798\n∂L/∂z[0] = −0.550, ÷ 64 = −0.00859");
  check_lines ("poly-1", 0.0,
               "-log(0.450) + 2*(1 - 0.450)\n= 0.798 + 1.10 = 1.90\n"
               "∂L/∂z[0] = −1.04, ÷ 64 = −0.0163");
  check_lines ("mae", 0.0, "1 - 0.450 = 0.550\n∂L/∂z[0] = −0.248, ÷ 64 = −0.00387");
  check_lines ("confidence-penalty", 0.0,
               "entropy = -sum_classes(p*log(p)) = 1.17\n-log(0.450) - 0.1*1.17\n"
               "= 0.798 - 0.117 = 0.681\n∂L/∂z[0] = −0.533, ÷ 64 = −0.00833");
  check_lines ("mse", 0.0, "mean_classes((p - t)^2) = 0.0478\n∂L/∂z[0] = −0.0431, ÷ 64 = −6.73e-4");
  check_lines ("formula:loss = sum(-log(p[y]))", 0.0, "-log(0.450) = 0.798\n∂L/∂z[0] = −0.550");
  check_lines ("formula:m = 1 in [0, 5]\nloss = m - z[1]", 0.0,
               "1 - (-4.40) = 5.40\n∂L/∂z[0] = 0, ÷ 64 = 0");
  check_lines ("weighted-cross-entropy-mean", 5.0, "-5*log(0.450)/5 = 0.798\n∂L/∂z[0] = −0.550");
  check_lines ("formula:loss = sum_batch(p)", 0.0, "mean_classes(p) = 0.100\n∂L/∂z[0] = 0");
}

static void
test_numbers (void)
{
  static const struct
  {
    double number;
    const char *text;
  } NUMBERS[] = {
    { 0.0, "0" },
    { 2.0, "2" },
    { -35.29, "−35.3" },
    { 0.45, "0.450" },
    { 0.0124, "0.0124" },
    { 0.00021, "2.10e-4" },
    { 123456, "1.23e+5" },
    { 1580.4, "1580" },
    { 0.99963, "0.99963" },
    { 0.96, "0.960" },
    { -1e-12, "−1.00e-12" },
    { INFINITY, "∞" },
    { -INFINITY, "−∞" },
    { (double) NAN, "NaN" },
    { 22.2, "22.2" },
    { 1e-100, "1.00e-100" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (NUMBERS); i++)
    {
      g_autofree char *text = lab_substitute_number (NUMBERS[i].number);

      g_assert_cmpstr (text, ==, NUMBERS[i].text);
    }
}

static void
test_cross_entropy (void)
{
  g_autoptr (LabWorked) worked = work ("cross-entropy", 0.0);
  double sum = 0.0;

  for (guint k = 0; k < N_CLASSES; k++)
    sum += exp (LOGITS[k]);
  g_assert_cmpfloat_with_epsilon (worked->loss, log (sum) - LOGITS[0], 1e-12);
  for (guint k = 0; k < N_CLASSES; k++)
    {
      g_assert_cmpfloat_with_epsilon (worked->p[k], exp (LOGITS[k]) / sum, 1e-12);
      g_assert_cmpfloat_with_epsilon (worked->dz[k], worked->p[k] - (k == 0), 1e-12);
    }
  g_assert_cmpuint (worked->says, ==, 0);
  g_assert_cmpint (worked->unit, ==, LAB_LOSS_UNIT_PICTURE);
}

static double
number_after (const char *text)
{
  const gboolean minus = g_str_has_prefix (text, "−");

  return (minus ? -1.0 : 1.0) * g_ascii_strtod (text + (minus ? strlen ("−") : 0), NULL);
}

/* The last number of the line with the loss, and the two of the derivative's, are those of the
 * program, to what is printed; and the line's own text, worked out again by the language, gives
 * its result, to what its numbers lose. */
static void
check_against_program (const LabWorked *worked, guint target)
{
  const guint n = g_strv_length (worked->lines);
  const char *loss = worked->lines[n - 2], *derivative = worked->lines[n - 1];
  const char *first = strstr (derivative, "= ") + 2;
  const double dz = worked->dz[target];

  if (isfinite (worked->loss))
    g_assert_cmpfloat_with_epsilon (number_after (g_strrstr (loss, "= ") + 2), worked->loss,
                                    1e-300 + 0.0051 * fabs (worked->loss));
  g_assert_cmpfloat_with_epsilon (number_after (first), dz, 1e-300 + 0.0051 * fabs (dz));
  if (strstr (first, "÷ 64 = ") != NULL)
    g_assert_cmpfloat_with_epsilon (number_after (g_strrstr (first, "= ") + 2), dz / 64.0,
                                    1e-300 + 0.0051 * fabs (dz / 64.0));
}

/* What the numbers in the lines are made from comes to what the program says. */
static void
check_tree (const LabObjective *objective, const LabWorkedInput *input, double loss)
{
  const double ones[2] = { 1.0, 1.0 }, learned[2] = { 0.0, 0.0 };
  const LabReferenceData picture = {
    .B = 1,
    .K = { N_CLASSES, objective->n_classes2 },
    .logits = { input->logits, input->logits2 },
    .targets = { &input->target, &input->target2 },
    .weights = { objective->weights, ones },
    .counts = { objective->counts, objective->counts2 },
    .parameters = objective->parameters,
    .learned = learned,
    .progress = input->progress,
  };
  g_autoptr (LabTreeValues) values = lab_tree_values_new (objective->loss->formula, &picture);
  const LabTreeValue *value
      = lab_tree_values_get (values, lab_formula_find (objective->loss->formula, "loss"));

  g_assert_cmpint (value->shape, ==, LAB_SHAPE_SCALAR);
  g_assert_cmpfloat_with_epsilon (value->at[0], loss, 1e-9 * (1.0 + fabs (loss)));
}

/* Every loss of the catalogue, on pictures of many kinds. */
static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();
  LabRandom random;

  lab_random_init (&random, 1, LAB_STREAM_WEIGHTS, 0);
  for (guint l = 0; l < losses->len; l++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, l);
      g_auto (LabObjective) objective = { 0 };

      objective_init (&objective, loss->id);
      for (guint i = 0; i < 30; i++)
        {
          double logits[N_CLASSES];
          const LabWorkedInput input = input_of (logits, (guint8) (i % N_CLASSES));
          g_autoptr (LabWorked) worked = NULL;

          for (guint k = 0; k < N_CLASSES; k++)
            logits[k] = (i < 10 ? 1.0 : 8.0) * (2.0 * (double) lab_random_uniform (&random) - 1.0);
          worked = lab_worked_new (&objective, &input);
          g_assert_true (isfinite (worked->loss));
          check_tree (&objective, &input, worked->loss);
          check_against_program (worked, input.target);
          g_assert_cmpint (worked->penalised, ==, loss->penalised);
        }
    }
}

/* What the tree's numbers come to is what the program says. */
static void
test_between (void)
{
  g_autoptr (LabWorked) worked = work ("symmetric-cross-entropy", 0.0);
  g_autofree char *all = g_strjoinv ("\n", worked->lines);

  g_assert_nonnull (strstr (all, "-0.1*log(0.450) - 1*log(0.0001)*(1 - 0.450)"));
  g_assert_nonnull (strstr (all, "= 0.0798 + 5.06 = 5.14"));
}

/* What needs much and what says little. */
static void
test_odd (void)
{
  g_autoptr (GString) twice = g_string_new ("a0 = p[y]\n");
  g_autoptr (LabWorked) constant = work ("formula:loss = 3", 0.0);
  g_autoptr (LabWorked) infinite = work ("formula:loss = log(p[y] - p[y])", 0.0);
  g_autoptr (LabWorked) doubled = NULL;
  g_autofree char *name = NULL;

  g_assert_cmpstr (constant->lines[0], ==, "= 3");
  g_assert_true (!isfinite (infinite->loss));
  /* without care, 2^60 numbers */
  for (guint i = 1; i <= 60; i++)
    g_string_append_printf (twice, "a%u = (a%u + a%u)/2\n", i, i - 1, i - 1);
  g_string_append (twice, "loss = -log(a60) + l1(theta)*0.1");
  name = g_strconcat (LAB_LOSS_TYPED, twice->str, NULL);
  doubled = work (name, 0.0);
  g_assert_cmpfloat_with_epsilon (doubled->loss, -log (doubled->p[0]), 1e-9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worked/lines", test_lines);
  g_test_add_func ("/worked/numbers", test_numbers);
  g_test_add_func ("/worked/cross-entropy", test_cross_entropy);
  g_test_add_func ("/worked/catalogue", test_catalogue);
  g_test_add_func ("/worked/between", test_between);
  g_test_add_func ("/worked/odd", test_odd);
  return g_test_run ();
}
