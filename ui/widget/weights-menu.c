/* SPDX-License-Identifier: MIT */
#include "weights-menu.h"

#include "ui/plot/number.h"

#include <glib/gi18n.h>
#include <math.h>

GMenuModel *
lab_weights_menu (void)
{
  static const struct
  {
    const char *label;
    const char *weights;
  } PRESETS[] = {
    { N_ ("All 1"), "0=1" },
    { N_ ("Class 0 double, as in the tutorial"), "0=2" },
    { N_ ("Balanced: rare classes weigh more"), "balanced" },
    { N_ ("The loss's own"), "own" },
  };
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (PRESETS); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (PRESETS[i].label), NULL);

      g_menu_item_set_action_and_target (item, "side.weights", "s", PRESETS[i].weights);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

const char *
lab_weights_menu_name (const LabSpec *spec, const LabObjective *objective)
{
  gboolean ones = TRUE, doubled = TRUE;

  if (spec->class_weights.kind == LAB_CLASS_WEIGHTS_BALANCED)
    return _ ("Balanced");
  for (guint k = 0; k < objective->n_classes; k++)
    {
      const double weight = objective->weights[k];

      ones = ones && fabs (weight - 1.0) < 1e-6;
      doubled = doubled && fabs (weight - (k == 0 ? 2.0 : 1.0)) < 1e-6;
    }
  return ones ? _ ("All 1") : doubled ? _ ("Class 0 double") : _ ("Own choice");
}

static char *
written (double weight)
{
  return lab_number_fixed (weight, weight >= 9.995 ? 0 : 2);
}

/* The weight that stands furthest out, and the range of the others. */
char *
lab_weights_menu_summary (const LabObjective *objective, const char *const *class_names)
{
  const guint K = objective->n_classes;
  double least = INFINITY, greatest = 0.0;
  g_autofree char *out = NULL, *low = NULL, *high = NULL;
  guint far = 0;

  for (guint k = 1; k < K; k++)
    if (fabs (log (objective->weights[k])) > fabs (log (objective->weights[far])))
      far = k;
  for (guint k = 0; k < K; k++)
    if (k != far)
      {
        least = MIN (least, objective->weights[k]);
        greatest = MAX (greatest, objective->weights[k]);
      }
  out = written (objective->weights[far]);
  low = written (least);
  high = written (greatest);
  if (g_str_equal (low, high) && g_str_equal (low, out))
    return g_strdup ("");
  if (g_str_equal (low, high))
    /* Translators: class weights: "2.00 for 0, else 1.00" */
    return g_strdup_printf (_ ("%s for %s, else %s"), out, class_names[far], low);
  /* Translators: class weights: "92 for 0, else 0.80 to 1.00" */
  return g_strdup_printf (_ ("%s for %s, else %s to %s"), out, class_names[far], low, high);
}
