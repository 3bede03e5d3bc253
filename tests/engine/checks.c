/* SPDX-License-Identifier: MIT */
/* The check against finite differences and the warnings: what they say of good losses and of bad
 * ones. */
#include "catalogue.h"
#include "formula/check.h"
#include "formula/probe.h"
#include "toy.h"

#include <math.h>
#include <string.h>

static LabLoss *
typed (const char *text)
{
  g_autofree char *name = g_strconcat (LAB_LOSS_TYPED, text, NULL);
  g_autoptr (GError) error = NULL;
  LabLoss *loss = lab_loss_find (name, &error);

  g_assert_no_error (error);
  return loss;
}

static void
test_catalogue (void)
{
  g_autoptr (GPtrArray) losses = lab_catalogue_list ();

  for (guint i = 0; i < losses->len; i++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, i);
      const LabCheck check = lab_check_run (loss, NULL, 10);

      if (!check.agrees)
        g_error ("%s: %g", loss->id, check.worst);
      g_assert_cmpuint (check.n + check.n_kinks, ==, loss->n_tasks > 1 ? 768 : 640);
      g_assert_cmpuint (check.n, >, 600);
    }
}

/* detach hides a part of the loss from the derivative, and the check sees it. */
static void
test_disagrees (void)
{
  g_autoptr (LabLoss) loss = typed ("loss = -log(p[y])*detach(p[y])");
  g_autoptr (LabLoss) not_a_number = typed ("loss = log(p[y] - 2)");

  g_assert_false (lab_check_run (loss, NULL, 10).agrees);
  g_assert_false (lab_check_run (not_a_number, NULL, 10).agrees);
}

static void
test_kinks (void)
{
  g_autoptr (LabLoss) loss = typed ("loss = where(p[y] > 0.1, 1, 0) + p[y]");
  g_autoptr (LabLoss) smooth = typed ("loss = p[y]^3");

  g_assert_true (lab_check_run (loss, NULL, 10).agrees);
  g_assert_cmpuint (lab_check_run (smooth, NULL, 10).n_kinks, ==, 0);
}

/* ---- warnings ---- */

static GStrv
warnings_of (const char *loss, const char *weights)
{
  g_autoptr (LabDataset) dataset = lab_toy_dataset (3);
  g_autofree char *name = g_strconcat (LAB_LOSS_TYPED, loss, NULL);
  g_autoptr (LabSpec) spec
      = lab_toy_spec ("loss", lab_catalogue_is_builtin (loss) ? loss : name, NULL);
  g_autoptr (LabSpec) weighted = lab_spec_with (spec, LAB_SETTING_CLASS_WEIGHTS, weights, NULL);
  g_autoptr (LabTrainingSet) set = lab_damage_apply (&spec->damage, dataset, NULL);
  g_auto (LabObjective) objective = { 0 };
  g_autoptr (GError) error = NULL;

  lab_objective_init (&objective, weighted, dataset, set, &error);
  g_assert_no_error (error);
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

      if (loss->n_tasks == 1)
        {
          g_auto (GStrv) warnings = warnings_of (loss->id, "0=2");

          if (warnings[0] != NULL)
            g_error ("%s: %s", loss->id, warnings[0]);
        }
    }
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
  return g_test_run ();
}
