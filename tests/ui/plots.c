/* SPDX-License-Identifier: MIT */
/* The panels: all of them or one, wide or narrow, and the charts that leave them. */
#include "ui/page/plots.h"

#include "asked.h"
#include "stage.h"
#include "toy.h"
#include "ui/page/chart-panel.h"
#include "ui/page/conclusion-line.h"
#include "ui/page/conclusion-panel.h"
#include "ui/page/matrix-panel.h"
#include "ui/plot/number.h"
#include "ui/widget/plot.h"

#include <glib/gstdio.h>
#include <string.h>

static LabPlots *
show_plots (Stage *stage, int width)
{
  GtkWidget *plots = lab_plots_new (stage->session);

  stage_show (stage, plots, width, 700);
  stage_settle ();
  return LAB_PLOTS (plots);
}

/* One network: no change, and nothing to conclude. */
static void
test_alone (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panel = stage_find (plots, LAB_TYPE_MATRIX_PANEL, NULL);
  GtkWidget *line = stage_find (plots, LAB_TYPE_CONCLUSION_LINE, NULL);
  g_autoptr (LabExperiment) one
      = lab_experiment_copy (lab_document_get_experiment (stage->document));

  g_assert_true (stage_says (panel, "Change"));
  lab_spec_unref (one->sides[--one->n_sides]);
  lab_document_replace (stage->document, one, "One", "");
  stage_wait (stage_says (line, "One network"));
  g_assert_cmpuint (stage_count (panel, LAB_TYPE_PLOT), ==, 1);
  g_assert_false (stage_says (panel, "Change"));
  g_assert_false (stage_says (panel, "custom"));
  lab_document_undo (stage->document);
  stage_wait (!stage_says (line, "One network"));
  g_assert_cmpuint (stage_count (panel, LAB_TYPE_PLOT), ==, 3);
}

/* Each panel in turn has all the room, and gives it back. */
static void
test_fill (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panels[4];
  guint n = 0;

  g_assert_cmpuint (stage_count (plots, LAB_TYPE_PANEL), ==, 4);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (plots)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (LAB_IS_PANEL (child) && gtk_widget_get_child_visible (child))
      panels[n++] = child;
  g_assert_cmpuint (n, ==, 4);
  for (guint i = 0; i < n; i++)
    {
      const int before = gtk_widget_get_width (panels[i]);

      g_assert_false (lab_plots_is_filled (plots));
      g_assert_true (gtk_widget_activate_action (panels[i], "panel.fill", NULL));
      g_assert_true (lab_plots_is_filled (plots));
      g_assert_cmpuint (stage_count (plots, LAB_TYPE_PANEL), ==, 1);
      g_assert_true (stage_find (plots, LAB_TYPE_PANEL, NULL) == panels[i]);
      gtk_test_widget_wait_for_draw (stage->window);
      g_assert_cmpint (gtk_widget_get_width (panels[i]), >=, 1100);
      if (i % 2 == 0)
        lab_plots_unfill (plots);
      else
        gtk_widget_activate_action (panels[i], "panel.fill", NULL);
      g_assert_cmpuint (stage_count (plots, LAB_TYPE_PANEL), ==, 4);
      gtk_test_widget_wait_for_draw (stage->window);
      g_assert_cmpint (gtk_widget_get_width (panels[i]), ==, before);
    }
  lab_plots_unfill (plots); /* nothing to do */
  g_assert_cmpuint (stage_count (plots, LAB_TYPE_PANEL), ==, 4);
}

static gboolean
line_says (LabPlots *plots, const char *words)
{
  GtkWidget *line = stage_find (plots, LAB_TYPE_CONCLUSION_LINE, NULL);
  g_autofree char *said = line == NULL ? g_strdup ("") : stage_description (line);

  return strstr (said, words) != NULL;
}

/* A line says what may be concluded, and leads to all of it and back. */
static void
test_conclusion (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *line = stage_find (plots, LAB_TYPE_CONCLUSION_LINE, NULL), *panel;

  g_assert_false (gtk_widget_get_sensitive (line));
  g_assert_true (lab_document_set_seeds (stage->document, "3", NULL));
  stage_train (stage);
  stage_wait (line_says (plots, "over 3 seeds"));
  g_assert_true (gtk_widget_get_sensitive (line));
  g_assert_true (stage_says (plots, "mean of 3 seeds"));
  g_assert_null (stage_find (plots, LAB_TYPE_CONCLUSION_PANEL, NULL));
  stage_click (line);
  panel = stage_find (plots, LAB_TYPE_CONCLUSION_PANEL, NULL);
  g_assert_nonnull (panel);
  g_assert_cmpuint (stage_count (plots, LAB_TYPE_PANEL), ==, 1);
  stage_wait (stage_says (panel, "Mean difference"));
  g_assert_true (stage_says (panel, "3 seeds, at epoch 3"));
  g_assert_true (stage_says (panel, "Matthews correlation"));
  g_assert_true (stage_says (panel, "Recall of 3"));
  g_assert_true (
      stage_says (panel, "Custom: weighted cross-entropy, against Standard: cross-entropy"));
  lab_plots_set_zoom (plots, 1.5);
  g_assert_true (stage_says (panel, "Mean difference"));
  lab_plots_unfill (plots);
  g_assert_null (stage_find (plots, LAB_TYPE_CONCLUSION_PANEL, NULL));
  g_assert_cmpuint (stage_count (plots, LAB_TYPE_PANEL), ==, 4);

  /* Differences without a spread have no interval: that of a loss and itself. */
  g_assert_true (lab_document_set_loss (stage->document, 1, "cross-entropy", NULL));
  stage_train (stage);
  stage_wait (line_says (plots, "same confusion matrix"));
  stage_click (line);
  stage_wait (stage_says (plots, "3 seeds, at epoch 3"));
  g_assert_true (stage_says (plots, "Interval"));
  panel = stage_find (plots, LAB_TYPE_CONCLUSION_PANEL, NULL);
  g_assert_false (stage_says (panel, " to "));
  lab_plots_unfill (plots);
  lab_document_undo (stage->document);

  /* Of one seed the networks are tested, and nothing has a spread. */
  g_assert_true (lab_document_set_seeds (stage->document, "1", NULL));
  stage_train (stage);
  stage_wait (line_says (plots, "One seed proves nothing"));
  g_assert_false (stage_says (plots, "mean of"));
  stage_click (line);
  stage_wait (stage_says (plots, "1 seed, at epoch 3"));
  g_assert_false (stage_says (plots, "Interval"));
}

/* Wide, the matrices stand side by side; narrow, one with a switch. */
static void
test_narrow (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  LabPanel *matrices = stage_find (plots, LAB_TYPE_MATRIX_PANEL, NULL);
  GtkToggleButton *standard;

  g_assert_cmpuint (stage_count (matrices, LAB_TYPE_PLOT), ==, 3);
  lab_document_add (stage->document);
  lab_session_reset (stage->session);
  stage_wait (stage_count (matrices, LAB_TYPE_PLOT) == 4);
  lab_document_undo (stage->document);
  lab_session_reset (stage->session);
  stage_wait (stage_count (matrices, LAB_TYPE_PLOT) == 3);

  plots = show_plots (stage, 760);
  matrices = stage_find (plots, LAB_TYPE_MATRIX_PANEL, NULL);
  stage_wait (stage_count (matrices, LAB_TYPE_PLOT) == 1);
  g_assert_nonnull (stage_find (matrices, LAB_TYPE_PLOT, "Confusion matrix: Change"));
  standard = stage_find (matrices, GTK_TYPE_TOGGLE_BUTTON, "Standard");
  gtk_toggle_button_set_active (standard, TRUE);
  g_assert_cmpuint (stage_count (matrices, LAB_TYPE_PLOT), ==, 1);
  g_assert_nonnull (stage_find (matrices, LAB_TYPE_PLOT, "Confusion matrix: Standard"));
}

/* The cell that the keys point to is told of beside the matrices. */
static void
test_cell (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *matrix;
  LabRecords records;
  g_autofree char *fact = NULL;

  stage_train (stage);
  matrix = stage_find (plots, LAB_TYPE_PLOT, "Confusion matrix: Standard");
  stage_key (matrix, GDK_KEY_Right);
  stage_key (matrix, GDK_KEY_Right);
  g_assert_true (lab_session_get_records (stage->session, &records));
  fact = g_strdup_printf (
      "true 0, predicted 1: %u",
      lab_confusion_get (lab_chart_evaluation (records.runs[0], (double) NAN)->test, 0, 1));
  g_assert_true (stage_says (plots, fact));
  stage_key (matrix, GDK_KEY_Escape);
  g_assert_false (stage_says (plots, fact));
}

/* What a panel shows is what leaves it; what none shows can leave too. */
static void
test_charts (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);

  stage_train (stage);
  for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
    {
      g_autoptr (LabChart) chart = lab_plots_dup_chart (plots, lab_charts[kind].name);

      g_assert_true ((chart != NULL) == lab_chart_is_offered (kind, NULL));
      if (chart == NULL)
        continue;
      g_assert_cmpint (chart->kind, ==, kind);
      g_assert_cmpuint (chart->records.n_runs, ==, 2);
    }
  g_assert_null (lab_plots_dup_chart (plots, "nothing"));
}

/* A panel shows another measure, and what validation says only where there is one. */
static void
test_choice (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panel = gtk_widget_get_ancestor (stage_find (plots, LAB_TYPE_PLOT, "Test accuracy"),
                                              LAB_TYPE_CHART_PANEL);
  const char *const balanced = lab_charts[LAB_CHART_BALANCED_VALIDATION_ACCURACY].name;

  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s",
                                             lab_charts[LAB_CHART_BALANCED_TEST_ACCURACY].name));
  g_assert_nonnull (stage_find (panel, LAB_TYPE_PLOT, "Balanced test accuracy"));
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_VALIDATION, "0.2", NULL));
  stage_train (stage);
  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", balanced));
  g_assert_nonnull (stage_find (panel, LAB_TYPE_PLOT, "Balanced validation accuracy"));
  g_assert_false (stage_says (panel, "–\n"));
  lab_document_undo (stage->document);
  stage_train (stage);
  stage_wait (stage_find (panel, LAB_TYPE_PLOT, "Test accuracy") != NULL);
}

static GtkWidget *
panel_of (LabPlots *plots, const char *plot)
{
  return gtk_widget_get_ancestor (stage_find (plots, LAB_TYPE_PLOT, plot), LAB_TYPE_PANEL);
}

/* Whether the title chooses among measures: what else is in its menu has no state. */
static gboolean
has_choice (GtkWidget *panel)
{
  GtkMenuButton *title = stage_find (panel, GTK_TYPE_MENU_BUTTON, NULL);
  GMenuModel *menu = gtk_menu_button_get_menu_model (title);
  g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);
  g_autofree char *action = NULL;

  return g_menu_model_get_item_attribute (section != NULL ? section : menu, 0,
                                          G_MENU_ATTRIBUTE_ACTION, "s", &action)
         && g_str_has_suffix (action, ".kind");
}

/* The second task's measures and what a loss learns come with the losses that have them, and go
 * with them. */
static void
test_two_tasks (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *loss = panel_of (plots, "Training loss"),
            *accuracy = panel_of (plots, "Test accuracy"),
            *matrices = panel_of (plots, "Confusion matrix: Standard"), *plot;
  g_autofree char *words = NULL, *matrix_words = NULL, *before = NULL;
  LabRecords records;
  g_autoptr (LabChart) chart = NULL;

  g_assert_false (has_choice (loss));
  g_assert_true (has_choice (accuracy));
  g_assert_false (has_choice (matrices));
  g_assert_null (lab_plots_dup_chart (plots, "confusion2"));
  g_assert_true (
      lab_document_set (stage->document, 1, LAB_SETTING_LOSS, "multi-task-uncertainty", NULL));
  stage_wait (has_choice (loss) && has_choice (matrices));

  /* before there is anything to see */
  gtk_widget_activate_action (accuracy, "chart.kind", "s", "test-accuracy2");
  gtk_widget_activate_action (loss, "chart.kind", "s", "learned-parameters");
  gtk_widget_activate_action (matrices, "matrix.kind", "s", "confusion2");
  stage_wait (stage_find (plots, LAB_TYPE_PLOT, "Is it even? Test accuracy") != NULL);
  g_assert_true (stage_says (accuracy, "Is it even?"));
  g_assert_true (stage_says (accuracy, "Test accuracy")); /* small, after it */
  g_assert_true (stage_says (accuracy, "no second task"));
  g_assert_true (stage_says (matrices, "Is it even?"));

  stage_train (stage);
  g_assert_true (lab_session_get_records (stage->session, &records));
  chart = lab_plots_dup_chart (plots, "test-accuracy2");
  g_assert_true (stage_says (accuracy, chart->readings[1]));
  g_assert_false (
      gtk_widget_get_sensitive (stage_find (accuracy, GTK_TYPE_TOGGLE_BUTTON, lab_chart_role (0))));
  words = stage_description (stage_find (accuracy, GTK_TYPE_TOGGLE_BUTTON, lab_chart_role (0)));
  g_assert_true (g_str_has_suffix (words, "no second task"));
  matrix_words = g_strdup_printf ("%u mistake", (guint) lab_confusion_mistakes (
                                                    lab_run_get_latest (records.runs[1])->test2));
  g_assert_true (stage_says (matrices, matrix_words));

  /* the value under the keys' crosshair */
  plot = stage_find (loss, LAB_TYPE_PLOT, "Learned parameters");
  before = stage_words (loss);
  g_assert_true (stage_says (loss, "none"));
  stage_key (plot, GDK_KEY_Left);
  for (guint i = 0; i < 30; i++)
    stage_key (plot, GDK_KEY_Left);
  g_free (words);
  words = stage_words (loss);
  g_assert_cmpstr (words, !=, before);
  g_assert_true (stage_says (loss, "s1"));

  /* a loss without them: back to what every run has */
  g_assert_true (lab_document_set (stage->document, 1, LAB_SETTING_LOSS, "cross-entropy", NULL));
  stage_train (stage);
  stage_wait (!has_choice (loss) && !has_choice (matrices));
  g_assert_nonnull (stage_find (loss, LAB_TYPE_PLOT, "Training loss"));
  g_assert_nonnull (stage_find (accuracy, LAB_TYPE_PLOT, "Test accuracy"));
  g_assert_true (stage_says (matrices, "Confusion matrices"));
}

static GtkDropDown *
class_choice (GtkWidget *panel)
{
  return stage_find (panel, GTK_TYPE_DROP_DOWN, "Class");
}

static char *
threshold_of (const char *words)
{
  static const char BEFORE[] = "Standard at threshold ";
  const char *at = strstr (words, BEFORE);

  g_assert_nonnull (at);
  at += strlen (BEFORE);
  return g_strndup (at, strcspn (at, ":"));
}

/* What a network answers is asked in a thread, of the moment that is shown; the class is chosen. */
static void
test_answers (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panel = panel_of (plots, "Recall of each class"), *plot;
  LabRecords records;
  g_autoptr (LabAnswers) first = NULL;
  g_autoptr (LabChart) chart = NULL;
  g_autofree char *latest = NULL, *earlier = NULL, *words = NULL, *threshold = NULL,
                  *precision_threshold = NULL;

  g_assert_null (class_choice (panel));
  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", "roc"));
  g_assert_nonnull (class_choice (panel));
  stage_train (stage);
  g_assert_true (lab_session_get_records (stage->session, &records));

  /* a class that is chosen stays, and is what is exported */
  gtk_drop_down_set_selected (class_choice (panel), 3);
  g_assert_nonnull (stage_find (panel, LAB_TYPE_PLOT, "ROC curve of 2"));
  chart = lab_plots_dup_chart (plots, "roc");
  g_assert_cmpint (chart->class, ==, 2);
  latest = g_strdup (chart->readings[0]);
  stage_wait (stage_says (panel, latest));

  /* another moment */
  lab_session_set_cursor (stage->session, 0.25);
  first = lab_answers_new_of (
      records.runs[0]->spec, records.dataset, records.set,
      lab_chart_evaluation (records.runs[0], lab_session_get_cursor (stage->session))->theta, NULL);
  earlier = lab_number_fixed (first->tasks[0].areas[2], 3);
  g_assert_cmpstr (earlier, !=, latest);
  stage_wait (stage_says (panel, earlier));
  g_assert_false (stage_says (panel, latest));
  lab_session_set_cursor (stage->session, (double) NAN);
  stage_wait (stage_says (panel, latest));

  /* the keys point to a threshold */
  plot = stage_find (panel, LAB_TYPE_PLOT, "ROC curve of 2");
  g_assert_true (stage_key (plot, GDK_KEY_Right));
  stage_wait ((g_free (words), words = stage_description (plot),
               strstr (words, "Standard at threshold ") != NULL));
  g_assert_true (stage_key (plot, GDK_KEY_Down));
  stage_wait ((g_free (words), words = stage_description (plot),
               strstr (words, "Custom at threshold ") != NULL));
  g_assert_true (stage_key (plot, GDK_KEY_Escape));
  stage_wait (
      (g_free (words), words = stage_description (plot), strstr (words, "at threshold") == NULL));

  /* the other curve is of the class that was chosen, at the same threshold */
  for (guint i = 0; i < 4; i++)
    stage_key (plot, GDK_KEY_Right);
  stage_wait ((g_free (words), words = stage_description (plot),
               strstr (words, "Standard at threshold ") != NULL));
  threshold = threshold_of (words);
  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", "precision-recall"));
  g_assert_cmpuint (gtk_drop_down_get_selected (class_choice (panel)), ==, 3);
  stage_wait ((g_free (words), words = stage_description (plot),
               strstr (words, "Precision-recall curve of 2") != NULL));
  precision_threshold = threshold_of (words);
  g_assert_cmpstr (precision_threshold, ==, threshold);

  /* bins have no class */
  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", "reliability"));
  g_assert_null (class_choice (panel));
  plot = stage_find (panel, LAB_TYPE_PLOT, "Reliability");
  g_assert_true (stage_key (plot, GDK_KEY_Left));
  stage_wait (
      (g_free (words), words = stage_description (plot), strstr (words, "Confidence ") != NULL));

  /* other networks are not those */
  lab_session_reset (stage->session);
  stage_wait (stage_says (panel, "–"));
}

/* Until the last moment has been looked at. */
static void
wait_for_looks (void)
{
  do
    {
      const gint64 end = g_get_monotonic_time () + 300 * G_TIME_SPAN_MILLISECOND;

      asked = (Asked){ 0 };
      stage_wait (g_get_monotonic_time () > end);
    }
  while (asked.n > 0);
}

/* What leaves the window costs what it is of alone: no network is asked for a matrix, nor for what
 * is shown already. */
static void
test_unasked (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panel = panel_of (plots, "Recall of each class");

  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", "roc"));
  stage_train (stage);
  wait_for_looks ();
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LabChart) chart = lab_plots_dup_chart (plots, i == 0 ? "confusion" : "roc");

      g_assert_nonnull (chart);
    }
  g_assert_cmpint (asked.n, ==, 0);

  /* what is not shown is asked for; where that fails, the words say why */
  asked.failing = TRUE;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LabChart) chart = lab_plots_dup_chart (plots, "precision-recall");

      g_assert_cmpstr (chart->data.thresholds.hint, ==, i == 0 ? "there is no memory" : NULL);
      asked.failing = FALSE;
    }
  g_assert_cmpint (asked.n, ==, 3);
}

/* Of several seeds it is said whose answers they are. */
static void
test_answers_of_seeds (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panel = panel_of (plots, "Recall of each class");

  g_assert_true (lab_document_set_seeds (stage->document, "3", NULL));
  g_assert_true (lab_document_set (stage->document, 1, LAB_SETTING_LOSS, "multi-task", NULL));
  stage_train (stage);
  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", "reliability2"));
  stage_wait (stage_says (panel, "no second task; seed 1 of 3"));
}

/* A panel that is behind another one is of the experiment before. */
static void
test_hidden_panel (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  GtkWidget *panel = panel_of (plots, "Recall of each class"),
            *matrices = panel_of (plots, "Confusion matrix: Standard");
  char *folder = lab_toy_write (1);
  g_autofree char *groups = g_build_filename (folder, "class-groups.txt", NULL);
  g_autoptr (LabChart) chart = NULL;

  g_assert_cmpint (g_unlink (groups), ==, 0);
  g_assert_true (lab_document_set (stage->document, 1, LAB_SETTING_LOSS, "multi-task", NULL));
  stage_train (stage);
  g_assert_true (gtk_widget_activate_action (panel, "chart.kind", "s", "roc2"));
  g_assert_true (gtk_widget_activate_action (matrices, "panel.fill", NULL));
  g_assert_true (lab_document_set (stage->document, 1, LAB_SETTING_LOSS, "mse", NULL));
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_DATASET, folder, NULL));
  lab_session_reset (stage->session);
  stage_train (stage);
  g_assert_null (lab_plots_dup_chart (plots, "roc2"));
  chart = lab_plots_dup_chart (plots, "confusion");
  g_assert_nonnull (chart);
  lab_toy_remove (folder);
}

static void
test_zoom (Stage *stage, gconstpointer data)
{
  LabPlots *plots = show_plots (stage, 1200);
  LabPlot *of[] = { stage_find (plots, LAB_TYPE_PLOT, "Confusion matrix: Standard"),
                    stage_find (plots, LAB_TYPE_PLOT, "Test accuracy") };
  int left[2], larger, right;

  for (guint i = 0; i < 2; i++)
    lab_plot_get_area (of[i], &left[i], &right);
  lab_plots_set_zoom (plots, 1.5);
  gtk_test_widget_wait_for_draw (stage->window);
  for (guint i = 0; i < 2; i++)
    {
      lab_plot_get_area (of[i], &larger, &right);
      g_assert_cmpint (larger, >, left[i]); /* the names beside it are larger */
    }
  lab_plots_set_zoom (plots, 1.0);
  gtk_test_widget_wait_for_draw (stage->window);
  for (guint i = 0; i < 2; i++)
    {
      lab_plot_get_area (of[i], &larger, &right);
      g_assert_cmpint (larger, ==, left[i]);
    }
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/plots/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("alone", test_alone);
  ADD ("fill", test_fill);
  ADD ("conclusion", test_conclusion);
  ADD ("narrow", test_narrow);
  ADD ("cell", test_cell);
  ADD ("charts", test_charts);
  ADD ("choice", test_choice);
  ADD ("two-tasks", test_two_tasks);
  ADD ("answers", test_answers);
  ADD ("unasked", test_unasked);
  ADD ("answers-of-seeds", test_answers_of_seeds);
  ADD ("hidden-panel", test_hidden_panel);
  ADD ("zoom", test_zoom);
  return g_test_run ();
}
