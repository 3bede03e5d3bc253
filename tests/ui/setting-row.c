/* SPDX-License-Identifier: MIT */
/* A row of the settings table: what is typed, what is said of it, what undo shows. */
#include "ui/widget/setting-row.h"

#include "stage.h"

#include <string.h>

/* Those that have a control of their own elsewhere: the menus of dataset and losses, and the class
 * scales. */
static gboolean
has_row (LabSettingId id)
{
  return lab_settings[id].scope != LAB_SETTING_OF_LOSS && id != LAB_SETTING_DATASET
         && id != LAB_SETTING_KEEP;
}

static GtkWidget *
show_row (Stage *stage, LabSettingId id)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = lab_setting_row_new (stage->document, 0, id);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  stage_show (stage, list, 400, 120);
  return row;
}

static void
type (GtkWidget *row, const char *text)
{
  GtkWidget *entry = stage_find (row, GTK_TYPE_ENTRY, NULL);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

static const char *
typed (GtkWidget *row)
{
  return gtk_editable_get_text (stage_find (row, GTK_TYPE_ENTRY, NULL));
}

static void
assert_setting (Stage *stage, LabSettingId id, const char *expected)
{
  g_autofree char *text = stage_setting (stage, 0, id);

  g_assert_cmpstr (text, ==, expected);
}

/* Every row that the window has names its control, takes its own value, and has no fault to find.
 */
static void
test_table (Stage *stage, gconstpointer data)
{
  for (guint id = 0; id < LAB_N_SETTINGS; id++)
    {
      GtkWidget *row, *entry, *menu, *label;
      g_autofree char *before = stage_setting (stage, 0, id);

      if (!has_row (id))
        continue;
      row = show_row (stage, id);
      label = stage_find (row, GTK_TYPE_LABEL,
                          id == LAB_SETTING_TRAIN_SIZE ? "Training pictures (0: all)"
                                                       : lab_settings[id].title);
      entry = stage_find (row, GTK_TYPE_ENTRY, NULL);
      menu = stage_find (row, GTK_TYPE_DROP_DOWN, NULL);
      g_assert_nonnull (label);
      g_assert_true ((entry != NULL) != (menu != NULL));
      if (menu != NULL)
        {
          g_autofree char *chosen = g_strdup_printf ("%s: %s", lab_settings[id].title, before);

          g_assert_nonnull (stage_find (row, GTK_TYPE_BUTTON, chosen)); /* what has the focus */
        }
      if (entry != NULL)
        {
          gtk_test_accessible_assert_relation (entry, GTK_ACCESSIBLE_RELATION_LABELLED_BY, label,
                                               NULL);
          g_assert_cmpstr (typed (row), ==, before);
          type (row, lab_settings[id].initial);
          assert_setting (stage, id, lab_settings[id].initial);
          g_assert_cmpstr (typed (row), ==, lab_settings[id].initial);
          g_assert_false (gtk_widget_has_css_class (entry, "error"));
        }
      else
        g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (menu)), ==, 0);
    }
}

static void
test_refused (Stage *stage, gconstpointer data)
{
  GtkWidget *row = show_row (stage, LAB_SETTING_EPOCHS);
  GtkWidget *entry = stage_find (row, GTK_TYPE_ENTRY, NULL);
  g_autofree char *words = NULL;

  type (row, "many");
  assert_setting (stage, LAB_SETTING_EPOCHS, "3");
  words = stage_words (row);
  g_assert_nonnull (strstr (words, "‘many’"));
  g_assert_null (strstr (words, "epochs:")); /* the title stands beside it */
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_cmpstr (typed (row), ==, "many");

  type (row, " 7 ");
  assert_setting (stage, LAB_SETTING_EPOCHS, "7");
  g_assert_cmpstr (typed (row), ==, "7");
  g_assert_false (stage_says (row, "‘many’"));
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (entry, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);
}

/* Undo shows what it brings back, also over what was refused. */
static void
test_undo (Stage *stage, gconstpointer data)
{
  GtkWidget *row = show_row (stage, LAB_SETTING_EPOCHS);

  type (row, "7");
  type (row, "0");
  assert_setting (stage, LAB_SETTING_EPOCHS, "7");
  g_assert_true (gtk_widget_has_css_class (stage_find (row, GTK_TYPE_ENTRY, NULL), "error"));
  lab_document_undo (stage->document);
  g_assert_cmpstr (typed (row), ==, "3");
  g_assert_false (gtk_widget_has_css_class (stage_find (row, GTK_TYPE_ENTRY, NULL), "error"));
  lab_document_redo (stage->document);
  g_assert_cmpstr (typed (row), ==, "7");
}

static void
test_choice (Stage *stage, gconstpointer data)
{
  GtkWidget *row = show_row (stage, LAB_SETTING_OPTIMIZER);
  GtkDropDown *menu = stage_find (row, GTK_TYPE_DROP_DOWN, NULL);

  gtk_drop_down_set_selected (menu, 1);
  assert_setting (stage, LAB_SETTING_OPTIMIZER, "sgd");
  lab_document_undo (stage->document);
  g_assert_cmpuint (gtk_drop_down_get_selected (menu), ==, 0);
  assert_setting (stage, LAB_SETTING_OPTIMIZER, "adam");
}

/* Of every fraction both ends can be reached, and the field says where the range stands. */
static void
test_fractions (Stage *stage, gconstpointer data)
{
  guint n = 0;

  for (guint id = 0; id < LAB_N_SETTINGS; id++)
    {
      GtkWidget *row;
      GtkRange *range;
      const double least = lab_settings[id].least, greatest = lab_settings[id].greatest;
      const double places[] = { least, greatest, 0.25 };

      if (!has_row (id))
        continue;
      row = show_row (stage, id);
      range = stage_find (row, GTK_TYPE_SCALE, lab_settings[id].title);
      if (range == NULL)
        continue;
      n++;
      for (guint i = 0; i < G_N_ELEMENTS (places); i++)
        {
          g_autofree char *text = NULL;

          gtk_range_set_value (range, places[i]);
          text = stage_setting (stage, 0, id);
          g_assert_cmpfloat_with_epsilon (g_ascii_strtod (text, NULL), places[i], 1e-9);
          g_assert_cmpstr (typed (row), ==, text);
          g_assert_false (
              gtk_widget_has_css_class (stage_find (row, GTK_TYPE_ENTRY, NULL), "error"));
        }
      type (row, "0.125");
      assert_setting (stage, id, "0.125"); /* finer than the range, and kept */
      g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), 0.125, 0.01);
    }
  g_assert_cmpuint (n, ==, 3);
}

/* How often each loss is trained is no spec's, and has a row like them. */
static void
test_seeds (Stage *stage, gconstpointer data)
{
  GtkWidget *list = gtk_list_box_new (), *row = lab_setting_row_new_seeds (stage->document);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  stage_show (stage, list, 400, 120);
  g_assert_cmpstr (typed (row), ==, "1");
  type (row, "5");
  g_assert_cmpuint (lab_document_get_experiment (stage->document)->n_seeds, ==, 5);
  g_assert_cmpstr (lab_document_get_undo (stage->document), ==, "Seeds");
  for (guint i = 0; i < 3; i++)
    {
      static const char *const WRONG[] = { "0", "1001", "a few" };

      type (row, WRONG[i]);
      g_assert_cmpuint (lab_document_get_experiment (stage->document)->n_seeds, ==, 5);
      g_assert_true (stage_says (row, "is no whole number from 1 to 1000"));
    }
  lab_document_undo (stage->document);
  g_assert_cmpstr (typed (row), ==, "1");
  g_assert_false (stage_says (row, "is no whole number from 1 to 1000"));
}

/* A group has the rows of its scope that have no control elsewhere; the training's has the seeds
 * too. */
static void
test_groups (Stage *stage, gconstpointer data)
{
  for (guint scope = LAB_SETTING_OF_DATA; scope <= LAB_SETTING_OF_TRAINING; scope++)
    {
      GtkWidget *group = lab_setting_group_new (stage->document, "Group", scope);
      guint n = scope == LAB_SETTING_OF_TRAINING;

      for (guint id = 0; id < LAB_N_SETTINGS; id++)
        n += lab_settings[id].scope == scope && has_row (id);
      stage_show (stage, group, 400, 600);
      g_assert_cmpuint (stage_count (group, LAB_TYPE_SETTING_ROW), ==, n);
    }
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/setting-row/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("table", test_table);
  ADD ("refused", test_refused);
  ADD ("undo", test_undo);
  ADD ("choice", test_choice);
  ADD ("fractions", test_fractions);
  ADD ("seeds", test_seeds);
  ADD ("groups", test_groups);
  return g_test_run ();
}
