/* SPDX-License-Identifier: MIT */
/* The loss shape and the picture in numbers: they follow sliders, moments, keys and room. */
#include "ui/page/shape-page.h"

#include "predictions.h"
#include "stage.h"
#include "toy.h"
#include "ui/page/shape-panel.h"
#include "ui/page/worked-panel.h"
#include "ui/widget/plot.h"

#include <math.h>
#include <string.h>

static LabShapePage *
show_page (Stage *stage, int width)
{
  GtkWidget *page = lab_shape_page_new (stage->session);

  stage_show (stage, page, width, 800);
  stage_settle ();
  return LAB_SHAPE_PAGE (page);
}

static void
set_loss (Stage *stage, guint side, const char *loss)
{
  g_assert_true (lab_document_set_loss (stage->document, side, loss, NULL));
}

/* Of a side, near the middle. */
static double
value_at (LabShapePage *page, guint side, LabLossShapePlot plot, double p)
{
  g_autoptr (LabChart) chart = lab_shape_page_dup_chart (page);

  g_assert_nonnull (chart);
  return lab_loss_shape_data_value (chart->figure.shape, side, plot, p);
}

/* The curves are there before anything was trained; the pictures are not. */
static void
test_untrained (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  g_autoptr (LabChart) chart = NULL;
  GtkWidget *plot = stage_find (page, LAB_TYPE_PLOT, "Loss shape");

  g_assert_nonnull (plot);
  stage_wait (stage_says (page, "p = 0.10\nat the line\n2.30\nloss\n"));
  g_assert_true (stage_says (page, "Train to see a picture worked in numbers"));
  g_assert_cmpuint (stage_count (page, LAB_TYPE_PANEL), ==, 2);
  chart = lab_shape_page_dup_chart (page);
  g_assert_cmpuint (chart->figure.shape->n_sides, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_null (chart->figure.shape->sides[i].counts);
  g_assert_cmpfloat_with_epsilon (value_at (page, 0, LAB_LOSS_SHAPE_PUSH, 0.5), 0.5, 1e-9);
}

static void
test_trained (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  g_autoptr (LabChart) chart = NULL;
  g_autoptr (GBytes) png = NULL;

  stage_train (stage);
  stage_wait (stage_says (page, "from the test set"));
  stage_wait (stage_says (page, "at epoch 3.0"));
  chart = lab_shape_page_dup_chart (page);
  g_assert_cmpfloat (chart->figure.shape->epoch, ==, 3.0);
  for (guint i = 0; i < 2; i++)
    {
      guint sum = 0;

      for (guint b = 0; b < LAB_LOSS_SHAPE_BINS; b++)
        sum += chart->figure.shape->sides[i].counts[b];
      g_assert_cmpuint (sum, ==, chart->records.dataset->test.n);
      g_assert_true (g_str_has_prefix (chart->figure.legend[i].reading, "loss "));
    }
  png = lab_figure_to_bytes (&chart->figure, LAB_FORMAT_PNG, 600, 500, 1.0, lab_theme_get (FALSE),
                             NULL);
  g_assert_cmpuint (g_bytes_get_size (png), >, 5000);
}

/* A slider moves curve, readings and the picture's numbers, in mid-training as before and after. */
static void
test_slider (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);

  set_loss (stage, 1, "focal");
  for (guint trained = 0; trained < 2; trained++)
    {
      if (trained > 0)
        {
          stage_train (stage);
          stage_wait (stage_says (page, "^2*log("));
        }
      g_assert_true (
          lab_document_set (stage->document, 1, LAB_SETTING_LOSS_PARAMETERS, "gamma=0", NULL));
      stage_wait (stage_says (page, "\n2.30\nloss\n2.30\nloss\n0.90\npush\n0.90\npush\n"));
      g_assert_cmpfloat_with_epsilon (value_at (page, 1, LAB_LOSS_SHAPE_PUSH, 0.5), 0.5, 1e-9);
      g_assert_true (trained == 0 || stage_says (page, "^0*log("));
      g_assert_true (
          lab_document_set (stage->document, 1, LAB_SETTING_LOSS_PARAMETERS, "gamma=2", NULL));
      stage_wait (stage_says (page, "\n2.30\nloss\n1.87\nloss\n0.90\npush\n1.10\npush\n"));
    }
  g_assert_true (
      lab_document_set (stage->document, 1, LAB_SETTING_CLASS_WEIGHTS, "0=3,1=3,2=3,3=3", NULL));
  stage_wait (stage_says (page, "w[y] held at its mean, 3.00"));
  g_assert_true (stage_says (page, "-3*(1 - "));
}

static void
test_keys (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  GtkWidget *plot = stage_find (page, LAB_TYPE_PLOT, "Loss shape");
  g_autofree char *words = NULL;

  stage_key (plot, GDK_KEY_Right);
  stage_key (plot, GDK_KEY_Right);
  g_assert_true (stage_says (page, "p = 0.12\nunder the pointer"));
  stage_key (plot, GDK_KEY_Escape);
  g_assert_true (stage_says (page, "p = 0.12\nat the line"));
  for (guint i = 0; i < 60; i++)
    stage_key (plot, GDK_KEY_Left);
  g_assert_true (stage_says (page, "p = 0.002\nunder the pointer\n6.21\n"));
  stage_wait (strstr (words = (g_free (words), stage_description (plot)), "Standard, ") != NULL);
}

/* A value is its side's switch, and has a name. */
static void
test_legend (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  GtkToggleButton *push;
  g_autoptr (LabChart) chart = NULL;

  set_loss (stage, 1, "cross-entropy");
  stage_wait (stage_find (page, GTK_TYPE_TOGGLE_BUTTON, "Custom, push: 0.90") != NULL);
  push = stage_find (page, GTK_TYPE_TOGGLE_BUTTON, "Custom, push: 0.90");
  gtk_toggle_button_set_active (push, FALSE);
  chart = lab_shape_page_dup_chart (page);
  g_assert_true (chart->figure.shape->sides[1].hidden);
  g_assert_false (chart->figure.shape->sides[0].hidden);
  g_assert_true (stage_says (page, "2.30\nloss\n2.30\nloss\n"));
  lab_document_add (stage->document);
  stage_wait (stage_find (page, GTK_TYPE_TOGGLE_BUTTON, "Custom, loss: 2.30, push: 0.90") != NULL);
  g_assert_false (gtk_toggle_button_get_active (
      stage_find (page, GTK_TYPE_TOGGLE_BUTTON, "Custom, loss: 2.30, push: 0.90")));
}

/* ---- the picture ---- */

static guint
number_of (LabShapePage *page)
{
  g_autofree char *words = stage_words (page);
  const char *at = strstr (words, "\npicture ");
  guint number;

  g_assert_nonnull (at);
  g_assert_cmpint (sscanf (at, "\npicture %u at", &number), ==, 1);
  return number;
}

/* First the picture about which the networks disagree most, then the next ones. */
static void
test_pictures (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  LabPredictions *says[2];
  LabRecords records;
  double last = 1.0;
  guint number;

  set_loss (stage, 1, "mae");
  stage_train (stage);
  stage_wait (stage_says (page, "at epoch 3.0"));
  g_assert_true (lab_session_get_records (stage->session, &records));
  for (guint i = 0; i < 2; i++)
    says[i] = lab_predictions_new (records.runs[i]->spec, records.dataset, records.set,
                                   lab_run_get_latest (records.runs[i])->theta, NULL);
  g_assert_false (gtk_widget_get_sensitive (stage_button (page, "Previous picture")));
  gtk_widget_activate_action (stage_find (page, LAB_TYPE_WORKED_PANEL, NULL),
                              "worked.most-different", NULL);
  number = number_of (page);
  for (guint i = 0; i < 10; i++)
    {
      const double distance = lab_predictions_distance (says[0], says[1], number_of (page));

      g_assert_cmpfloat (distance, <=, last);
      last = distance;
      stage_click (stage_button (page, "Next picture"));
    }
  for (guint i = 0; i < 10; i++)
    stage_click (stage_button (page, "Previous picture"));
  g_assert_cmpuint (number_of (page), ==, number);
  for (guint i = 0; i < 2; i++)
    lab_predictions_unref (says[i]);
}

/* A list of somebody else's, from the second one on. */
static void
test_list (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);

  stage_train (stage);
  stage_wait (stage_says (page, "at epoch 3.0"));
  lab_shape_page_open_pictures (page, (guint[]){ 7, 21, 33 }, 3, 1);
  g_assert_cmpuint (number_of (page), ==, 21);
  stage_click (stage_button (page, "Next picture"));
  g_assert_cmpuint (number_of (page), ==, 33);
  g_assert_false (gtk_widget_get_sensitive (stage_button (page, "Next picture")));
  lab_session_set_cursor (stage->session, 0.0);
  stage_wait (stage_says (page, "picture 33 at epoch 0.0"));
  lab_session_reset (stage->session);
  stage_wait (stage_says (page, "Train to see a picture worked in numbers"));
}

/* What the words below say of losses that are not of a picture alone. */
static void
test_conclusion (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);

  set_loss (stage, 1, "dice");
  stage_train (stage);
  stage_wait (stage_says (page, "Custom has a loss of the batch as a whole"));
  g_assert_true (stage_says (page, "a batch of 64 pictures, all at p"));
  set_loss (stage, 1, "cross-entropy-l1");
  stage_wait (stage_says (page, "The penalty of Custom is left out"));
  g_assert_true (stage_says (page, "the penalty left out"));
  set_loss (stage, 1, "formula:loss = -5*log(p[y])");
  stage_wait (stage_says (page, " times as hard as "));
}

/* The networks know other data than those that were chosen since. */
static void
test_other_data (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  char *folder = lab_toy_write (2);

  stage_train (stage);
  stage_wait (stage_says (page, "at epoch 3.0"));
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_DATASET, folder, NULL));
  set_loss (stage, 1, "mae");
  stage_wait (stage_says (page, "\n0.90\nloss\n"));
  g_assert_true (stage_says (page, "at epoch 3.0"));
  g_assert_false (stage_says (page, "\n1 - ")); /* the picture's numbers are the old loss's */
  stage_train (stage);
  stage_wait (stage_says (page, "\n1 - "));
  lab_toy_remove (folder);
}

/* ---- room ---- */

static void
test_room (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 760);
  GtkWidget *shape, *worked;

  stage_wait (stage_count (page, LAB_TYPE_PANEL) == 1);
  shape = stage_find (page, LAB_TYPE_SHAPE_PANEL, NULL);
  g_assert_nonnull (shape);
  stage_click (stage_button (page, "One picture in numbers"));
  worked = stage_find (page, LAB_TYPE_WORKED_PANEL, NULL);
  g_assert_nonnull (worked);
  g_assert_cmpuint (stage_count (page, LAB_TYPE_PANEL), ==, 1);
  g_assert_nonnull (stage_button (page, "All plots"));
  lab_shape_page_open (page, FALSE);
  g_assert_true (stage_find (page, LAB_TYPE_PANEL, NULL) == shape);
  g_assert_false (lab_shape_page_leave (page));

  page = show_page (stage, 1200);
  g_assert_cmpuint (stage_count (page, LAB_TYPE_PANEL), ==, 2);
  g_assert_null (stage_button (page, "One picture in numbers"));
  worked = stage_find (page, LAB_TYPE_WORKED_PANEL, NULL);
  g_assert_true (gtk_widget_activate_action (worked, "panel.fill", NULL));
  g_assert_true (stage_find (page, LAB_TYPE_PANEL, NULL) == worked);
  g_assert_true (lab_shape_page_leave (page));
  g_assert_cmpuint (stage_count (page, LAB_TYPE_PANEL), ==, 2);
}

static void
test_zoom (Stage *stage, gconstpointer data)
{
  LabShapePage *page = show_page (stage, 1200);
  LabPlot *plot = stage_find (page, LAB_TYPE_PLOT, "Loss shape");
  int left, larger, right;

  lab_plot_get_area (plot, &left, &right);
  lab_shape_page_set_zoom (page, 1.5);
  gtk_test_widget_wait_for_draw (stage->window);
  lab_plot_get_area (plot, &larger, &right);
  g_assert_cmpint (larger, >, left);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/shape-page/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("untrained", test_untrained);
  ADD ("trained", test_trained);
  ADD ("slider", test_slider);
  ADD ("keys", test_keys);
  ADD ("legend", test_legend);
  ADD ("pictures", test_pictures);
  ADD ("list", test_list);
  ADD ("conclusion", test_conclusion);
  ADD ("other-data", test_other_data);
  ADD ("room", test_room);
  ADD ("zoom", test_zoom);
  return g_test_run ();
}
