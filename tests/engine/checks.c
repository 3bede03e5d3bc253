/* SPDX-License-Identifier: MIT */
/* The check against finite differences and the warnings: what they say of good losses and of bad
 * ones. */
#include "catalogue.h"
#include "check.h"
#include "probe.h"
#include "toy.h"

#include <math.h>
#include <string.h>

/* A loss, by its id or by its text, on the toy data: four classes, three answers of the second
 * task. */
static LabObjective
objective_of (const char *loss, const char *weights, const char *folder)
{
  g_autoptr (LabDataset) dataset
      = folder == NULL ? lab_toy_dataset (3) : lab_dataset_load (folder, NULL);
  g_autofree char *name = lab_catalogue_is_builtin (loss)
                              ? g_strdup (loss)
                              : g_strconcat (LAB_LOSS_TYPED, loss, NULL);
  g_autoptr (LabSpec) spec = lab_toy_spec ("loss", name, "class-weights", weights, NULL);
  g_autoptr (LabTrainingSet) set = lab_damage_apply (&spec->damage, dataset, NULL);
  LabObjective objective = { 0 };
  g_autoptr (GError) error = NULL;

  lab_objective_init (&objective, spec, dataset, set, &error);
  g_assert_no_error (error);
  return objective;
}

static LabCheck
check_of (const char *loss)
{
  g_auto (LabObjective) objective = objective_of (loss, "own", NULL);

  return lab_check_run (&objective);
}

static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);
      g_auto (LabObjective) objective = objective_of (loss->id, "own", NULL);
      const LabCheck check = lab_check_run (&objective);

      if (!check.agrees)
        g_error ("%s: %g", loss->id, check.worst);
      g_assert_cmpuint (check.n + check.n_kinks, ==,
                        64 * (objective.n_classes + objective.n_classes2));
      g_assert_cmpuint (check.n, >, 240);
    }
}

/* detach hides a part of the loss from the derivative, and the check sees it; it sees a value that
 * is no number among others that are. */
static void
test_disagrees (void)
{
  g_assert_false (check_of ("loss = -log(p[y])*detach(p[y])").agrees);
  g_assert_false (check_of ("loss = log(p[y] - 2)").agrees);
  g_assert_false (check_of ("loss = -log(p[y]) + where(y == 2, sqrt(-1 - p[0]), 0)").agrees);
  g_assert_false (check_of ("loss = -log(p[y]) + where(y == 2, p[0]/0, 0)").agrees);
}

static void
test_kinks (void)
{
  g_assert_true (check_of ("loss = where(p[y] > 0.1, 1, 0) + p[y]").agrees);
  g_assert_cmpuint (check_of ("loss = p[y]^3").n_kinks, ==, 0);
}

/* ---- warnings ---- */

static GStrv
warnings_of (const char *loss, const char *weights)
{
  g_auto (LabObjective) objective = objective_of (loss, weights, NULL);

  return lab_probe_loss (&objective);
}

static void
test_warnings (void)
{
  static const struct
  {
    const char *loss;
    const char *says; /* NULL for nothing */
  } CASES[] = {
    { "loss = -log(p[y])", NULL },
    { "loss = 1", "does not look at the target" },
    { "loss = detach(-log(p[y]))", "zero everywhere" },
    { "loss = mean_classes(z^2)", "does not look at the target" },
    { "loss = log(p[y])", "minus sign" },
    { "loss = -log(p[y] - 2)", "not a number even for ordinary" },
    { "loss = exp(-z[y])", "very sure" },
    { "loss = 1 - mean(sum_batch(p*t)/sum_batch(t))", "missing in the batch" },
    { "loss = -w[y]*log(p[y])", "All class weights are 1" },
    { "loss = -log(p2[y2])", NULL },
    { "loss = -log(p[y]) + 0/(p2[1] - p2[1])", "not a number even for ordinary" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_auto (GStrv) warnings = warnings_of (CASES[i].loss, "0=1");
      gboolean says = FALSE;

      for (guint j = 0; warnings[j] != NULL; j++)
        says = says || (CASES[i].says != NULL && strstr (warnings[j], CASES[i].says) != NULL);
      if (CASES[i].says == NULL ? warnings[0] != NULL : !says)
        g_error ("%s: %s", CASES[i].loss, warnings[0] == NULL ? "no warning" : warnings[0]);
    }
}

/* Of the catalogue there is nothing to be warned of, but for weights of 1. */
static void
test_no_warnings (void)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);

      g_auto (GStrv) warnings = warnings_of (loss->id, "0=2");

      if (warnings[0] != NULL)
        g_error ("%s: %s", loss->id, warnings[0]);
    }
}

/* A second task of more answers than two. */
static void
test_many_answers (void)
{
  g_autofree char *folder = lab_toy_write (3);
  g_autofree char *groups = g_build_filename (folder, "class-groups.txt", NULL);

  g_assert_true (g_file_set_contents (groups, "a: 0\nb: 1\nc: 2\nd: 3\n", -1, NULL));
  {
    g_auto (LabObjective) objective
        = objective_of ("loss = -log(p2[y2]) - log(p2[3])", "own", folder);
    g_auto (GStrv) warnings = lab_probe_loss (&objective);

    g_assert_cmpuint (objective.n_classes2, ==, 4);
    g_assert_true (lab_check_run (&objective).agrees);
    g_assert_cmpuint (g_strv_length (warnings), ==, 0);
  }
  lab_toy_remove (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/checks/catalogue", test_catalogue);
  g_test_add_func ("/checks/disagrees", test_disagrees);
  g_test_add_func ("/checks/kinks", test_kinks);
  g_test_add_func ("/checks/warnings", test_warnings);
  g_test_add_func ("/checks/no-warnings-of-the-catalogue", test_no_warnings);
  g_test_add_func ("/checks/many-answers", test_many_answers);
  return g_test_run ();
}
