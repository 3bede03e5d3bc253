/* SPDX-License-Identifier: MIT */
/* A side's card: its loss, the loss's parameters, the class weights. */
#include "catalogue.h"
#include "ui/page/side.h"

#include "loss.h"
#include "stage.h"
#include "value.h"

#include <math.h>

static GtkWidget *
show_side (Stage *stage, guint side)
{
  GtkWidget *part = lab_side_new (stage->session, side);

  stage_show (stage, part, 340, 400);
  return part;
}

static void
assert_setting (Stage *stage, LabSettingId id, const char *expected)
{
  g_autofree char *text = stage_setting (stage, 1, id);

  g_assert_cmpstr (text, ==, expected);
}

/* Every loss can be chosen, and the card has its parameters, its formula, and weights where they
 * have a part. */
static void
test_losses (Stage *stage, gconstpointer data)
{
  GtkWidget *side = show_side (stage, 1);

  g_autoptr (GPtrArray) losses = lab_catalogue_list ();

  for (guint l = 0; l < losses->len; l++)
    {
      const LabLoss *loss = g_ptr_array_index (losses, l);
      const guint n_parameters = loss->formula->n_parameters;

      if (loss->n_tasks > 1)
        continue; /* the toy data have one task */

      g_assert_true (gtk_widget_activate_action (side, "side.loss", "s", loss->id));
      assert_setting (stage, LAB_SETTING_LOSS, loss->id);
      g_assert_true (stage_says (side, loss->line));
      for (guint i = 0; i < n_parameters; i++)
        g_assert_nonnull (stage_find (side, GTK_TYPE_SCALE, loss->formula->parameters[i].name));
      g_assert_true ((stage_find (side, GTK_TYPE_SCALE, "Weight of 3") != NULL) == loss->weighted);
      g_assert_true (stage_says (side, "Class weights") == loss->weighted);
      g_assert_cmpuint (stage_count (side, GTK_TYPE_SCALE), ==,
                        n_parameters + (loss->weighted ? 4 : 0));
    }
  gtk_widget_activate_action (side, "side.loss", "s", "cross-entropy-l1");
  lab_document_undo (stage->document);
  g_assert_null (stage_find (side, GTK_TYPE_SCALE, "alpha"));
}

/* The catalogue, with a way to change places below it; on a third card, to take it away. */
static void
test_menu (Stage *stage, gconstpointer data)
{
  GtkWidget *side = show_side (stage, 1);
  GtkMenuButton *button = stage_find (side, GTK_TYPE_MENU_BUTTON, "Loss of Custom");
  g_autofree char *loss = NULL;
  GtkWidget *popover;

  g_assert_nonnull (button);
  gtk_menu_button_popup (button);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  stage_wait (gtk_widget_get_mapped (popover));
  gtk_editable_set_text (stage_find (popover, GTK_TYPE_SEARCH_ENTRY, NULL), "dice");
  g_signal_emit_by_name (stage_find (popover, GTK_TYPE_SEARCH_ENTRY, NULL), "activate");
  loss = stage_setting (stage, 1, LAB_SETTING_LOSS);
  g_assert_cmpstr (loss, ==, "dice");
  gtk_menu_button_popup (button);
  stage_click (stage_button (popover, "_Swap Standard and Custom"));
  g_free (g_steal_pointer (&loss));
  loss = stage_setting (stage, 0, LAB_SETTING_LOSS);
  g_assert_cmpstr (loss, ==, "dice");
}

static void
test_presets (Stage *stage, gconstpointer data)
{
  GtkWidget *side = show_side (stage, 1);

  g_assert_true (stage_says (side, "Class 0 double"));
  gtk_widget_activate_action (side, "side.weights", "s", "0=1");
  assert_setting (stage, LAB_SETTING_CLASS_WEIGHTS, "0=1");
  g_assert_true (stage_says (side, "All 1"));
  g_assert_cmpfloat_with_epsilon (
      gtk_range_get_value (stage_find (side, GTK_TYPE_SCALE, "Weight of 0")), 0.0, 1e-6);
  gtk_widget_activate_action (side, "side.weights", "s", "balanced");
  assert_setting (stage, LAB_SETTING_CLASS_WEIGHTS, "balanced");
  g_assert_true (stage_says (side, "Balanced"));
  lab_document_undo (stage->document);
  g_assert_true (stage_says (side, "Class 0 double"));
}

static void
test_weights (Stage *stage, gconstpointer data)
{
  GtkWidget *side = show_side (stage, 1);
  GtkRange *range = stage_find (side, GTK_TYPE_SCALE, "Weight of 2");

  gtk_range_set_value (range, log (3.0));
  assert_setting (stage, LAB_SETTING_CLASS_WEIGHTS, "0=2,2=3");
  g_assert_true (stage_says (side, "Own choice"));
  g_assert_true (stage_says (side, "3.00"));
  lab_document_undo (stage->document);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), 0.0, 1e-6);
  g_assert_cmpstr (lab_document_get_undo (stage->document), !=, NULL);
}

static void
test_parameter (Stage *stage, gconstpointer data)
{
  GtkWidget *side = show_side (stage, 1);
  GtkRange *range;

  gtk_widget_activate_action (side, "side.loss", "s", "cross-entropy-l1");
  range = stage_find (side, GTK_TYPE_SCALE, "alpha");
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), log (0.01), 1e-6);
  g_assert_true (stage_says (side, "0.01"));
  gtk_range_set_value (range, log (0.0012345));
  assert_setting (stage, LAB_SETTING_LOSS_PARAMETERS, "alpha=0.0012");
  g_assert_true (stage_says (side, "0.0012"));
  for (guint end = 0; end < 2; end++)
    {
      g_autoptr (LabLoss) loss = lab_loss_find ("cross-entropy-l1", NULL);
      const LabFormulaParameter *alpha = loss->formula->parameters;
      const double last = end == 0 ? alpha->least : alpha->greatest;
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *expected = g_strconcat ("alpha=", lab_value_number (last, number), NULL);

      gtk_range_set_value (range, end == 0 ? -1e9 : 1e9);
      assert_setting (stage, LAB_SETTING_LOSS_PARAMETERS, expected);
    }
  lab_document_undo (stage->document);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), log (0.01), 1e-6);
}

/* Weights of classes that this dataset lacks: training says no, and the presets are the way out. */
static void
test_beyond (Stage *stage, gconstpointer data)
{
  GtkWidget *side = show_side (stage, 1);

  g_assert_true (lab_document_set (stage->document, 1, LAB_SETTING_CLASS_WEIGHTS, "9=2", NULL));
  g_assert_true (stage_says (side, "Class weights"));
  g_assert_cmpuint (stage_count (side, GTK_TYPE_SCALE), ==, 0);
  g_assert_true (stage_says (side, "there is no class 9"));
  gtk_widget_activate_action (side, "side.weights", "s", "0=1");
  g_assert_cmpuint (stage_count (side, GTK_TYPE_SCALE), ==, 4);
  g_assert_false (stage_says (side, "there is no class 9"));
}

/* While nothing is known of the data. */
static void
test_no_data (void)
{
  g_autoptr (LabSession) session = lab_session_new ();
  GtkWidget *side = g_object_ref_sink (lab_side_new (session, 0));

  g_assert_true (stage_says (side, "Standard"));
  g_assert_true (stage_says (side, "Cross-entropy"));
  g_assert_cmpuint (stage_count (side, GTK_TYPE_SCALE), ==, 0);
  g_object_unref (side);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/side/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("losses", test_losses);
  ADD ("menu", test_menu);
  ADD ("presets", test_presets);
  ADD ("weights", test_weights);
  ADD ("parameter", test_parameter);
  ADD ("beyond", test_beyond);
  g_test_add_func ("/side/no-data", test_no_data);
  return g_test_run ();
}
