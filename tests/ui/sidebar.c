/* SPDX-License-Identifier: MIT */
/* The sidebar: the sides come and go, the data say what is wrong with them, details have pages. */
#include "ui/page/sidebar.h"

#include "stage.h"
#include "ui/page/data-page.h"
#include "ui/page/side.h"
#include "ui/widget/setting-row.h"

#include <math.h>

static GtkWidget *
show_sidebar (Stage *stage)
{
  GtkWidget *sidebar = lab_sidebar_new (stage->session);

  stage_show (stage, sidebar, 340, 900);
  return sidebar;
}

static GtkWidget *
side_of (GtkWidget *sidebar, const char *role)
{
  return gtk_widget_get_ancestor (stage_find (sidebar, GTK_TYPE_LABEL, role), LAB_TYPE_SIDE);
}

static void
test_sides (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);

  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 2);
  stage_click (stage_button (sidebar, "Add a third loss"));
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 3);
  stage_click (stage_button (sidebar, "Add a fourth loss"));
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 4);
  g_assert_null (stage_button (sidebar, "Add a fourth loss"));

  g_assert_true (gtk_widget_activate_action (side_of (sidebar, "Fourth"), "side.loss", "s",
                                             "cross-entropy-l1"));
  g_assert_true (gtk_widget_activate_action (side_of (sidebar, "Third"), "side.remove", NULL));
  stage_settle ();
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 3);
  g_assert_nonnull (stage_find (side_of (sidebar, "Third"), GTK_TYPE_SCALE, "alpha"));
  g_assert_nonnull (stage_button (sidebar, "Add a fourth loss"));
  g_assert_true (gtk_widget_activate_action (side_of (sidebar, "Third"), "side.remove", NULL));
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 2);
  lab_document_undo (stage->document);
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 3);

  /* the first two stay, and change places */
  gtk_widget_activate_action (side_of (sidebar, "Custom"), "side.remove", NULL);
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 3);
  gtk_widget_activate_action (side_of (sidebar, "Custom"), "side.swap", NULL);
  g_assert_true (stage_says (side_of (sidebar, "Standard"), "Class weights"));
  g_assert_false (stage_says (side_of (sidebar, "Custom"), "Class weights"));
}

/* A run of the history may be shown alone. */
static void
test_alone (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);
  g_autoptr (LabExperiment) one
      = lab_experiment_copy (lab_document_get_experiment (stage->document));

  lab_spec_unref (one->sides[--one->n_sides]);
  lab_document_replace (stage->document, one, "One", "");
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 1);
  lab_document_swap (stage->document);
  g_assert_cmpstr (lab_document_get_undo (stage->document), !=, "Swap the losses");
  stage_click (stage_button (sidebar, "Add a second loss"));
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 2);
  g_assert_nonnull (stage_button (sidebar, "Add a third loss"));
}

/* What is wrong with the data stands at the data. */
static void
test_beyond (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);

  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_KEEP, "9=0.5", NULL));
  stage_wait (lab_session_get_data_error (stage->session) != NULL);
  g_assert_true (stage_says (sidebar, "keep: there is no class 9"));
  g_assert_false (stage_says (side_of (sidebar, "Standard"), "there is no class 9"));
  gtk_widget_activate_action (sidebar, "sidebar.page", "s", "data");
  gtk_range_set_value (stage_find (sidebar, GTK_TYPE_SCALE, "Percent kept of 0"), log (0.5));
  stage_wait (lab_session_get_data_error (stage->session) == NULL);
}

/* Of a menu button the one inside has the focus, and the name. */
static void
test_names (Stage *stage, gconstpointer data)
{
  static const char *const NAMES[] = { "Dataset", "Class weights" };
  GtkWidget *sidebar = show_sidebar (stage);

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    {
      g_assert_nonnull (stage_find (sidebar, GTK_TYPE_MENU_BUTTON, NAMES[i]));
      g_assert_nonnull (stage_find (sidebar, GTK_TYPE_TOGGLE_BUTTON, NAMES[i]));
    }
}

/* What is wrong with a dataset is said where it is chosen, and no longer than it is so. */
static void
test_error (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);
  g_autofree char *name = g_path_get_basename (stage->folder);

  g_assert_true (stage_says (sidebar, name));
  g_assert_true (stage_says (sidebar, "203"));
  g_assert_true (
      lab_document_set (stage->document, 0, LAB_SETTING_DATASET, "/nowhere/at-all", NULL));
  stage_wait (lab_session_get_data_error (stage->session) != NULL);
  g_assert_true (stage_says (sidebar, lab_session_get_data_error (stage->session)));
  g_assert_true (stage_says (sidebar, "at-all"));
  lab_document_undo (stage->document);
  stage_wait (lab_session_get_data_error (stage->session) == NULL);
  g_assert_false (stage_says (sidebar, "/nowhere"));
  g_assert_true (stage_says (sidebar, name));
}

static void
test_dataset (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);
  g_autofree char *text = NULL;

  g_assert_true (gtk_widget_activate_action (sidebar, "sidebar.dataset", "s", "fashion-mnist"));
  text = stage_setting (stage, 0, LAB_SETTING_DATASET);
  g_assert_cmpstr (text, ==, "fashion-mnist");
  g_assert_true (stage_says (sidebar, "Fashion-MNIST"));
}

/* What the histogram shows is said: it follows the damage. */
static void
test_histogram (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);
  GtkWidget *histogram
      = stage_find (sidebar, GTK_TYPE_DRAWING_AREA, "Training pictures of each class");
  g_autofree char *before = stage_description (histogram), *after = NULL, *noisy = NULL;
  LabTrainingSet *set = lab_session_get_training_set (stage->session);

  g_assert_true (g_str_has_prefix (before, "From "));
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_KEEP, "0=0.1", NULL));
  stage_wait (lab_session_get_training_set (stage->session) != set);
  after = stage_description (histogram);
  g_assert_true (g_str_has_prefix (after, "From "));
  g_assert_cmpstr (after, !=, before);
  /* with label noise it counts labels */
  g_assert_true (stage_says (sidebar, "Training pictures a "));
  set = lab_session_get_training_set (stage->session);
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_LABEL_NOISE, "0.5", NULL));
  stage_wait (lab_session_get_training_set (stage->session) != set);
  noisy = stage_description (histogram);
  g_assert_nonnull (strstr (noisy, " labelled as "));
  g_assert_true (stage_says (sidebar, "Training labels a "));
}

static void
test_network (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);

  g_assert_true (stage_says (sidebar, "30 – 12 – 7 – 4"));
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_HIDDEN, "none", NULL));
  g_assert_true (stage_says (sidebar, "30 – 4"));
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_OPTIMIZER, "sgd", NULL));
  g_assert_true (stage_says (sidebar, "SGD 0.001 · batch 16 · 3 epochs · seed 1"));
}

static void
test_pages (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_sidebar (stage);
  g_autofree char *keep = NULL;

  g_assert_true (gtk_widget_activate_action (sidebar, "sidebar.page", "s", "network"));
  stage_wait (stage_find (sidebar, LAB_TYPE_SETTING_ROW, NULL) != NULL
              && gtk_widget_get_mapped (stage_find (sidebar, LAB_TYPE_SETTING_ROW, NULL)));
  g_assert_true (stage_says (sidebar, "Learning rate"));
  g_assert_null (stage_find (sidebar, LAB_TYPE_SIDE, NULL));
  g_assert_true (gtk_widget_activate_action (sidebar, "sidebar.page", "s", "data"));
  g_assert_nonnull (stage_find (sidebar, LAB_TYPE_DATA_PAGE, NULL));
  gtk_range_set_value (stage_find (sidebar, GTK_TYPE_SCALE, "Percent kept of 1"), log (0.5));
  keep = stage_setting (stage, 0, LAB_SETTING_KEEP);
  g_assert_cmpstr (keep, ==, "1=0.5");
  g_assert_true (stage_says (sidebar, "50\n"));
  stage_click (stage_button (sidebar, "All settings"));
  g_assert_cmpuint (stage_count (sidebar, LAB_TYPE_SIDE), ==, 2);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/sidebar/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("alone", test_alone);
  ADD ("beyond", test_beyond);
  ADD ("sides", test_sides);
  ADD ("names", test_names);
  ADD ("error", test_error);
  ADD ("dataset", test_dataset);
  ADD ("histogram", test_histogram);
  ADD ("network", test_network);
  ADD ("pages", test_pages);
  return g_test_run ();
}
