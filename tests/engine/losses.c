/* SPDX-License-Identifier: MIT */
/*
 * Losses by their programs: against PyTorch's values and gradients in double, the float program
 * against the double one, three of them against hand-written ones, and all against finite
 * differences.
 */
#include "catalogue.h"
#include "core/random.h"
#include "formula/machine.h"
#include "handwritten.h"
#include "kernels/kernels.h"
#include "oracle.h"

#include <math.h>
#include <string.h>

/* A batch as the oracle describes it, and what a program makes of it. */
typedef struct
{
  guint B;
  guint K[2];
  double *logits[2];
  guint8 *targets[2];
  double *weights;
  double *counts;
  double progress;
  double parameters[LAB_FORMULA_MAX_PARAMETERS];
  double learned[LAB_FORMULA_MAX_LEARNED];
  double l1;
  double l2;

  double value;
  double *per_sample;
  double *dlogits[2];
  double slopes[2];
  double dlearned[LAB_FORMULA_MAX_LEARNED];
} Case;

static double *
doubles_of (const json_t *array, gsize *n)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  const json_t *item, *inner;
  size_t i, j;

  json_array_foreach (array, i, item)
  {
    if (json_is_array (item))
      json_array_foreach (item, j, inner)
      {
        const double number = json_number_value (inner);

        g_array_append_val (numbers, number);
      }
    else
      {
        const double number = json_number_value (item);

        g_array_append_val (numbers, number);
      }
  }
  if (n != NULL)
    *n = numbers->len;
  return (double *) (gpointer) g_array_free (g_steal_pointer (&numbers), FALSE);
}

static guint8 *
bytes_of (const json_t *array)
{
  gsize n;
  g_autofree double *numbers = doubles_of (array, &n);
  guint8 *bytes = g_malloc0 (n + 1);

  for (gsize i = 0; i < n; i++)
    bytes[i] = (guint8) numbers[i];
  return bytes;
}

static void
set_numbers (const LabLoss *loss, const json_t *given, Case *self)
{
  for (guint i = 0; i < loss->formula->n_parameters; i++)
    {
      const LabFormulaParameter *p = &loss->formula->parameters[i];
      const json_t *value = json_object_get (given, p->name);

      self->parameters[i] = value == NULL ? p->value : json_number_value (value);
    }
  for (guint i = 0; i < loss->formula->n_learned; i++)
    {
      const LabFormulaLearned *l = &loss->formula->learned[i];
      const json_t *value = json_object_get (given, l->name);

      self->learned[i] = value == NULL ? l->value : json_number_value (value);
    }
}

static void
read_case (const LabLoss *loss, const json_t *item, Case *self)
{
  gsize n, n_theta;
  g_autofree double *theta = doubles_of (json_object_get (item, "theta"), &n_theta);

  *self = (Case){ .K = { (guint) json_integer_value (json_object_get (item, "n_classes")), 0 },
                  .progress = json_number_value (json_object_get (item, "progress")) };
  self->logits[0] = doubles_of (json_object_get (item, "logits"), &n);
  self->B = (guint) n / self->K[0];
  self->targets[0] = bytes_of (json_object_get (item, "targets"));
  self->weights = doubles_of (json_object_get (item, "weights"), NULL);
  self->counts = doubles_of (json_object_get (item, "counts"), NULL);
  if (json_object_get (item, "logits2") != NULL)
    {
      self->K[1] = 2;
      self->logits[1] = doubles_of (json_object_get (item, "logits2"), NULL);
      self->targets[1] = bytes_of (json_object_get (item, "targets2"));
    }
  set_numbers (loss, json_object_get (item, "parameters"), self);
  for (gsize i = 0; i < n_theta; i++)
    {
      self->l1 += fabs (theta[i]);
      self->l2 += theta[i] * theta[i];
    }
  self->per_sample = g_new0 (double, self->B);
  for (guint task = 0; task < 2; task++)
    self->dlogits[task] = g_new0 (double, (gsize) self->B *MAX (self->K[task], 1u));
}

static void
clear_case (Case *self)
{
  for (guint task = 0; task < 2; task++)
    {
      g_free (self->logits[task]);
      g_free (self->targets[task]);
      g_free (self->dlogits[task]);
    }
  g_free (self->weights);
  g_free (self->counts);
  g_free (self->per_sample);
}

static double *
widened (const LabLanes *lanes, const char *numbers, gsize n)
{
  double *wide = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    wide[i] = lanes->size == sizeof (float) ? (double) ((const float *) (gconstpointer) numbers)[i]
                                            : ((const double *) (gconstpointer) numbers)[i];
  return wide;
}

static void
take_lanes (const LabLanes *lanes, char *numbers, gsize n, double *to)
{
  g_autofree double *wide = widened (lanes, numbers, n);

  if (n > 0)
    memcpy (to, wide, n * sizeof *to);
  g_free (numbers);
}

static void
run_case (const LabLoss *loss, const LabLanes *lanes, Case *self)
{
  g_autoptr (LabMachine) machine = lab_machine_new (loss->training, lanes, self->K);
  void *outputs[LAB_PROGRAM_MAX_ROOTS] = { NULL };
  char *logits[2], *dlogits[2];
  char *per_sample = g_malloc0 (self->B * lanes->size);

  for (guint task = 0; task < 2; task++)
    {
      const gsize n = (gsize) self->B * self->K[task];

      logits[task] = g_malloc0 (n * lanes->size + 1);
      dlogits[task] = g_malloc0 (n * lanes->size + 1);
      if (n > 0)
        lanes->from_double (n, self->logits[task], logits[task]);
    }
  outputs[LAB_LOSS_ROOT_VALUE] = &self->value;
  outputs[LAB_LOSS_ROOT_PER_SAMPLE] = per_sample;
  outputs[LAB_LOSS_ROOT_DLOGITS] = dlogits[0];
  outputs[LAB_LOSS_ROOT_DLOGITS2] = self->K[1] > 0 ? dlogits[1] : NULL;
  outputs[LAB_LOSS_ROOT_DL1] = &self->slopes[0];
  outputs[LAB_LOSS_ROOT_DL2] = &self->slopes[1];
  for (guint i = 0; i < loss->formula->n_learned; i++)
    outputs[LAB_LOSS_ROOT_DLEARNED + i] = &self->dlearned[i];

  g_assert_true (lab_machine_reserve (machine, self->B, NULL));
  lab_machine_set_data (machine, (const double *[]){ self->weights, NULL },
                        (const double *[]){ self->counts, NULL });
  lab_machine_set_parameters (machine, self->parameters, loss->formula->n_parameters);
  lab_machine_set_step (machine, self->progress, self->learned, loss->formula->n_learned, self->l1,
                        self->l2);
  lab_machine_run (machine, self->B, (const void *[]){ logits[0], logits[1] },
                   (const guint8 *[]){ self->targets[0], self->targets[1] }, outputs);
  take_lanes (lanes, per_sample, self->B, self->per_sample);
  for (guint task = 0; task < 2; task++)
    {
      take_lanes (lanes, dlogits[task], (gsize) self->B * self->K[task], self->dlogits[task]);
      g_free (logits[task]);
    }
}

/* Errors are relative to the greatest of what is compared. */
static void
assert_near (const char *id, const char *what, const double *numbers, const double *expected,
             gsize n, double tolerance)
{
  double most = 1e-300;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, fabs (expected[i]));
  for (gsize i = 0; i < n; i++)
    if (!(fabs (numbers[i] - expected[i]) <= tolerance * most))
      g_error ("%s: %s %zu is %.17g, expected %.17g", id, what, i, numbers[i], expected[i]);
}

static void
assert_member (const char *id, const json_t *item, const char *name, const double *numbers, gsize n,
               double tolerance)
{
  const json_t *array = json_object_get (item, name);
  g_autofree double *expected = NULL;
  gsize n_expected;

  if (!json_is_array (array))
    return;
  expected = doubles_of (array, &n_expected);
  g_assert_cmpuint (n, ==, n_expected);
  assert_near (id, name, numbers, expected, n, tolerance);
}

static void
assert_dtheta (const LabLoss *loss, const json_t *item, const Case *self)
{
  gsize n;
  g_autofree double *theta = doubles_of (json_object_get (item, "theta"), &n);

  for (gsize i = 0; i < n; i++)
    theta[i] = self->slopes[0]
                   * (theta[i] > 0.0   ? 1.0
                      : theta[i] < 0.0 ? -1.0
                                       : 0.0)
               + self->slopes[1] * 2.0 * theta[i];
  assert_member (loss->id, item, "dtheta", theta, n, 1e-9);
}

/* Returns: how many cases of the oracle @check has seen: all those of the loss. */
static guint
walk_cases (const char *id, void (*check) (const LabLoss *loss, const json_t *item))
{
  g_autoptr (LabLoss) loss = lab_loss_find (id, NULL);
  json_t *json = lab_oracle_load ("catalogue"), *item;
  guint n = 0;
  size_t i;

  json_array_foreach (json_object_get (json, "cases"), i,
                      item) if (g_str_equal (json_string_value (json_object_get (item, "loss")),
                                             id))
  {
    check (loss, item);
    n++;
  }
  json_decref (json);
  return n;
}

static void
compare_with_pytorch (const LabLoss *loss, const json_t *item)
{
  Case of;
  const double expected = lab_oracle_member (item, "value");

  read_case (loss, item, &of);
  run_case (loss, lab_kernels_get ()->dual, &of);
  assert_near (loss->id, "value", &of.value, &expected, 1, 1e-10);
  assert_member (loss->id, item, "per_sample", of.per_sample, of.B, 1e-10);
  assert_member (loss->id, item, "gradient", of.dlogits[0], (gsize) of.B * of.K[0], 1e-9);
  assert_member (loss->id, item, "gradient2", of.dlogits[1], (gsize) of.B * of.K[1], 1e-9);
  for (guint l = 0; l < loss->formula->n_learned; l++)
    {
      const double slope
          = lab_oracle_member (json_object_get (item, "dlearned"), loss->formula->learned[l].name);

      assert_near (loss->id, "dlearned", &of.dlearned[l], &slope, 1, 1e-9);
    }
  assert_dtheta (loss, item, &of);
  clear_case (&of);
}

static void
test_as_pytorch (gconstpointer data)
{
  g_assert_cmpuint (walk_cases (data, compare_with_pytorch), >=, 5);
}

/* From the same logits, rounded to float: within 1e-5 of the double's, or of 0.1 where that is
 * less. Where a logit is 1000, what is added to it is rounded to 6e-5, and so is what comes of it.
 */
static void
compare_float (const LabLoss *loss, const json_t *item)
{
  Case exact, rounded;
  double value, exact_value, greatest = 0.0, tolerance;

  read_case (loss, item, &exact);
  for (guint task = 0; task < 2; task++)
    for (gsize j = 0; j < (gsize) exact.B * exact.K[task]; j++)
      exact.logits[task][j] = (double) (float) exact.logits[task][j];
  read_case (loss, item, &rounded);
  run_case (loss, lab_kernels_get ()->dual, &exact);
  run_case (loss, lab_kernels_get ()->single, &rounded);
  value = rounded.value;
  exact_value = exact.value;
  for (gsize j = 0; j < (gsize) exact.B * exact.K[0]; j++)
    greatest = MAX (greatest, fabs (exact.logits[0][j]));
  tolerance = greatest > 100.0 ? 1e-4 : 1e-5;
  g_assert_cmpfloat_with_epsilon (value, exact_value, tolerance * MAX (fabs (exact_value), 0.1));
  for (guint task = 0; task < 2; task++)
    for (gsize j = 0; j < (gsize) exact.B * exact.K[task]; j++)
      g_assert_cmpfloat_with_epsilon (rounded.dlogits[task][j], exact.dlogits[task][j],
                                      tolerance * MAX (fabs (exact.dlogits[task][j]), 0.1));
  clear_case (&exact);
  clear_case (&rounded);
}

static void
test_float (gconstpointer data)
{
  walk_cases (data, compare_float);
}

/* Every variant of the lanes gives what the best one does. */
static void
compare_variants (const LabLoss *loss, const json_t *item)
{
  Case first, other;

  read_case (loss, item, &first);
  read_case (loss, item, &other);
  run_case (loss, lab_kernels_list ()[0]->dual, &first);
  for (const LabKernels *const *variant = lab_kernels_list () + 1; *variant != NULL; variant++)
    {
      run_case (loss, (*variant)->dual, &other);
      assert_near (loss->id, "value", &other.value, &first.value, 1, 1e-12);
      assert_near (loss->id, "gradient", other.dlogits[0], first.dlogits[0],
                   (gsize) first.B * first.K[0], 1e-12);
    }
  clear_case (&first);
  clear_case (&other);
}

static void
test_variants (gconstpointer data)
{
  walk_cases (data, compare_variants);
}

/* Away from kinks, random batches of more than a tile. */
static void
test_finite_differences (gconstpointer data)
{
  g_autoptr (LabLoss) loss = lab_loss_find (data, NULL);
  LabRandom random;

  lab_random_init (&random, 3, LAB_STREAM_NOISE, 0);
  for (guint trial = 0; trial < 4; trial++)
    {
      const guint B = trial == 0 ? 70 : 1 + lab_random_below (&random, 5);
      Case of = { .B = B,
                  .K = { 10, loss->n_tasks > 1 ? 2 : 0 },
                  .progress = trial % 2 == 0 ? 0.3 : 0.9,
                  .l1 = 10.0,
                  .l2 = 5.0 };

      of.weights = g_new (double, 10);
      of.counts = g_new (double, 10);
      for (guint k = 0; k < 10; k++)
        {
          of.weights[k] = 0.2 + 2.0 * (double) lab_random_uniform (&random);
          of.counts[k] = 1.0 + lab_random_below (&random, 1000);
        }
      set_numbers (loss, NULL, &of);
      of.per_sample = g_new0 (double, B);
      for (guint task = 0; task < 2; task++)
        {
          const gsize n = (gsize) B * of.K[task];

          of.logits[task] = g_new0 (double, n);
          of.dlogits[task] = g_new0 (double, n);
          of.targets[task] = g_malloc0 (B);
          for (gsize j = 0; j < n; j++)
            of.logits[task][j] = 4.0 * (double) lab_random_uniform (&random) - 2.0;
          for (guint b = 0; b < B && of.K[task] > 0; b++)
            of.targets[task][b] = (guint8) lab_random_below (&random, of.K[task]);
        }
      run_case (loss, lab_kernels_get ()->dual, &of);
      for (guint task = 0; task < loss->n_tasks; task++)
        {
          const gsize n = (gsize) B * of.K[task];
          g_autofree double *slopes = g_memdup2 (of.dlogits[task], n * sizeof (double));
          const gsize step = n > 100 ? 37 : 1;

          for (gsize j = 0; j < n; j += step)
            {
              const double before = of.logits[task][j], h = 1e-5;
              double above, below;

              of.logits[task][j] = before + h;
              run_case (loss, lab_kernels_get ()->dual, &of);
              above = of.value;
              of.logits[task][j] = before - h;
              run_case (loss, lab_kernels_get ()->dual, &of);
              below = of.value;
              of.logits[task][j] = before;
              g_assert_cmpfloat_with_epsilon ((above - below) / (2.0 * h), slopes[j],
                                              1e-7 * MAX (1.0, fabs (slopes[j])));
            }
        }
      clear_case (&of);
    }
}

/* NaN comes through, so that training can see it. */
static void
see_nan (const LabLoss *loss, const json_t *item)
{
  Case of;

  read_case (loss, item, &of);
  of.logits[0][of.targets[0][0]] = (double) NAN;
  run_case (loss, lab_kernels_get ()->single, &of);
  g_assert_true (isnan (of.value));
  clear_case (&of);
}

static void
test_not_finite (gconstpointer data)
{
  walk_cases (data, see_nan);
}

/* What a loss starts from where nobody sets weights. */
static void
test_own_weights (void)
{
  json_t *json = lab_oracle_load ("catalogue"), *item;
  guint n = 0;
  size_t i;

  json_array_foreach (json_object_get (json, "weights"), i, item)
  {
    g_autoptr (LabLoss) loss
        = lab_loss_find (json_string_value (json_object_get (item, "loss")), NULL);
    gsize K;
    g_autofree double *expected = doubles_of (json_object_get (item, "own_weights"), &K);
    g_autofree double *counts = doubles_of (json_object_get (item, "counts"), NULL);
    g_autofree double *weights = g_new (double, K);
    Case of = { 0 };

    set_numbers (loss, json_object_get (item, "parameters"), &of);
    lab_loss_own_weights (loss, of.parameters, (guint) K, counts, weights);
    assert_near (loss->id, "weights", weights, expected, K, 1e-12);
    n++;
  }
  g_assert_cmpuint (n, >, 10);
  json_decref (json);
}

/* The float programs of the tutorial's losses are as good as loops written for them. */
static void
test_as_handwritten (void)
{
  json_t *json = lab_oracle_load ("losses"), *item;
  size_t i;

  json_array_foreach (json_object_get (json, "cases"), i, item)
  {
    const char *id = json_string_value (json_object_get (item, "loss"));
    g_autoptr (LabLoss) loss = lab_loss_find (id, NULL);
    gsize n_logits, n_targets, K, P;
    g_autofree float *logits = lab_oracle_floats (json_object_get (item, "logits"), &n_logits);
    g_autofree float *gradient = lab_oracle_floats (json_object_get (item, "gradient"), &n_logits);
    g_autofree float *weights = lab_oracle_floats (json_object_get (item, "weights"), &K);
    g_autofree float *targets = lab_oracle_floats (json_object_get (item, "targets"), &n_targets);
    g_autofree float *theta = lab_oracle_floats (json_object_get (item, "theta"), &P);
    g_autofree float *dtheta_expected = lab_oracle_floats (json_object_get (item, "dtheta"), &P);
    g_autofree float *dlogits = g_new (float, n_logits);
    g_autofree float *dtheta = g_new0 (float, P);
    g_autofree guint8 *y = g_new (guint8, n_targets);
    const gboolean penalised = g_str_equal (id, "cross-entropy-l1");
    const double expected = lab_oracle_member (item, "value");
    double value, slope, penalty = 0.0;
    Case of = {
      .B = (guint) n_targets,
      .K = { (guint) K, 0 },
    };

    for (gsize b = 0; b < n_targets; b++)
      y[b] = (guint8) targets[b];
    value = lab_handwritten_cross_entropy ((guint) n_targets, (guint) K, logits, y,
                                           loss->weighted ? weights : NULL, dlogits);
    g_assert_cmpfloat_with_epsilon (value, expected, 2e-6 * MAX (1.0, fabs (expected)));
    for (gsize j = 0; j < n_logits; j++)
      g_assert_cmpfloat_with_epsilon (dlogits[j], gradient[j], 1e-6f);
    if (penalised)
      penalty = lab_handwritten_l1 (P, theta, 0.01, dtheta);
    g_assert_cmpfloat_with_epsilon (penalty, lab_oracle_member (item, "penalty"), 1e-6);
    for (gsize j = 0; j < P; j++)
      g_assert_cmpfloat_with_epsilon (dtheta[j], dtheta_expected[j], 1e-7f);

    of.logits[0] = doubles_of (json_object_get (item, "logits"), NULL);
    of.targets[0] = g_memdup2 (y, n_targets);
    of.weights = doubles_of (json_object_get (item, "weights"), NULL);
    of.counts = g_new (double, K);
    for (gsize k = 0; k < K; k++)
      of.counts[k] = 100.0;
    of.per_sample = g_new0 (double, n_targets);
    of.dlogits[0] = g_new0 (double, n_logits);
    for (gsize j = 0; j < P; j++)
      of.l1 += fabs ((double) theta[j]);
    set_numbers (loss, NULL, &of);
    run_case (loss, lab_kernels_get ()->single, &of);
    g_assert_cmpfloat_with_epsilon (of.value, value + penalty,
                                    2e-6 * MAX (1.0, fabs (value + penalty)));
    for (gsize j = 0; j < n_logits; j++)
      g_assert_cmpfloat_with_epsilon (of.dlogits[0][j], (double) dlogits[j], 1e-6);
    slope = penalised ? 0.01 : 0.0;
    g_assert_cmpfloat_with_epsilon (of.slopes[0], slope, 1e-9);
    clear_case (&of);
  }
  json_decref (json);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc test;
  } OF_EACH[] = {
    { "as-pytorch", test_as_pytorch },
    { "float-as-double", test_float },
    { "variants", test_variants },
    { "finite-differences", test_finite_differences },
    { "nan-comes-through", test_not_finite },
  };
  g_autoptr (GPtrArray) losses = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  losses = lab_catalogue_list ();
  for (guint t = 0; t < G_N_ELEMENTS (OF_EACH); t++)
    for (guint i = 0; i < losses->len; i++)
      {
        const char *id = ((LabLoss *) g_ptr_array_index (losses, i))->id;
        g_autofree char *path = g_strdup_printf ("/losses/%s/%s", OF_EACH[t].name, id);

        g_test_add_data_func (path, id, OF_EACH[t].test);
      }
  g_test_add_func ("/losses/own-weights", test_own_weights);
  g_test_add_func ("/losses/as-handwritten", test_as_handwritten);
  status = g_test_run ();
  return status;
}
