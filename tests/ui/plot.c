/* SPDX-License-Identifier: MIT */
/* The drawing widget: what keys point to and choose, what it says of what it shows. */
#include "ui/widget/plot.h"

#include "stage.h"

#include <math.h>
#include <string.h>

#define K 4

static const char *const NAMES[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };

typedef struct
{
  Stage stage;
  LabPlot *plot;
  LabConfusion *small;
  LabConfusion *large;
  guint n_pointed;
  guint n_chosen;
} Fixture;

static void
count (LabPlot *plot, guint *n)
{
  (*n)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  stage_set_up (&fixture->stage, NULL);
  fixture->small = lab_confusion_new (K);
  fixture->large = lab_confusion_new (10);
  lab_confusion_add (fixture->small, 3, 1);
  fixture->plot = LAB_PLOT (lab_plot_new ());
  g_signal_connect (fixture->plot, "pointed", G_CALLBACK (count), &fixture->n_pointed);
  g_signal_connect (fixture->plot, "chosen", G_CALLBACK (count), &fixture->n_chosen);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stage_tear_down (&fixture->stage, NULL);
  lab_confusion_free (fixture->small);
  lab_confusion_free (fixture->large);
}

static void
show_matrix (Fixture *fixture, const LabConfusion *matrix)
{
  lab_plot_set_matrix (fixture->plot,
                       &(LabMatrixData){ .name = "Standard",
                                         .matrix = matrix,
                                         .n_classes = matrix->n_classes,
                                         .class_names = NAMES,
                                         .noun = "digit",
                                         .scale = 1.0,
                                         .row = -1,
                                         .column = -1 },
                       FALSE);
}

static void
show_marks (Fixture *fixture, guint n_classes)
{
  static const double VALUES[10] = { 0.5, 0.6, 0.7, 0.8, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 };

  lab_plot_set_marks (fixture->plot, &(LabClassMarksData){ .measure = "Recall",
                                                           .n_classes = n_classes,
                                                           .class_names = NAMES,
                                                           .noun = "digit",
                                                           .n_sides = 1,
                                                           .side_names = { "Standard" },
                                                           .values = { VALUES } });
}

static const double X[] = { 0.0, 1.0, 2.0 }, Y[] = { 0.1, 0.5, 0.9 };
static const LabCurve CURVE = { .name = "Standard", .x = X, .y = Y, .n = 3 };

static void
show_curves (Fixture *fixture, double cursor)
{
  lab_plot_set_curves (fixture->plot, &(LabCurvesData){ .title = "Test accuracy",
                                                        .curves = &CURVE,
                                                        .n_curves = 1,
                                                        .x_to = 2.0,
                                                        .y_to = 1.0,
                                                        .percent = TRUE,
                                                        .cursor = cursor,
                                                        .pointer = (double) NAN });
}

static void
show_shape (Fixture *fixture, double cursor)
{
  static const double P[] = { 0.0, 1.0 }, LOSS[] = { 1.0, 0.0 };

  lab_plot_set_shape (fixture->plot,
                      &(LabLossShapeData){ .n_points = 2,
                                           .x = P,
                                           .n_sides = 1,
                                           .sides = { { "Standard", "mean absolute error", FALSE,
                                                        LOSS, LOSS, NULL } },
                                           .epoch = (double) NAN,
                                           .cursor = cursor });
}

static void
press (Fixture *fixture, guint key, guint times)
{
  for (guint i = 0; i < times; i++)
    stage_key (GTK_WIDGET (fixture->plot), key);
}

static void
assert_point (Fixture *fixture, double x, int y)
{
  double at_x;
  int at_y;

  g_assert_true (lab_plot_get_point (fixture->plot, &at_x, &at_y));
  g_assert_cmpfloat_with_epsilon (at_x, x, 1e-9);
  g_assert_cmpint (at_y, ==, y);
}

/* From the first cell to the last, and to the names of rows and columns, but not to the corner. */
static void
test_cells (Fixture *fixture, gconstpointer data)
{
  double x;
  int y;

  show_matrix (fixture, fixture->small);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  g_assert_false (lab_plot_get_point (fixture->plot, &x, &y));
  press (fixture, GDK_KEY_Right, 1);
  assert_point (fixture, 0, 0);
  press (fixture, GDK_KEY_Right, 1);
  press (fixture, GDK_KEY_Down, 2);
  assert_point (fixture, 1, 2);
  g_assert_cmpuint (fixture->n_pointed, ==, 4);
  press (fixture, GDK_KEY_Right, 9);
  press (fixture, GDK_KEY_Down, 9);
  assert_point (fixture, K - 1, K - 1);
  g_assert_cmpuint (fixture->n_pointed, ==, 7);
  press (fixture, GDK_KEY_Left, 9);
  assert_point (fixture, -1, K - 1);
  press (fixture, GDK_KEY_Up, 9);
  assert_point (fixture, -1, 0);
}

static void
test_classes (Fixture *fixture, gconstpointer data)
{
  show_marks (fixture, K);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  g_assert_false (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Right));
  press (fixture, GDK_KEY_Down, 3);
  assert_point (fixture, 0.0, 2);
  press (fixture, GDK_KEY_Down, 9);
  assert_point (fixture, 0.0, K - 1);
  press (fixture, GDK_KEY_Up, 9);
  assert_point (fixture, 0.0, 0);
  g_assert_cmpuint (fixture->n_pointed, ==, 7);
}

/* Fiftieths of the axis, from the cursor on. */
static void
test_epochs (Fixture *fixture, gconstpointer data)
{
  show_curves (fixture, 1.0);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  g_assert_false (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Down));
  press (fixture, GDK_KEY_Right, 1);
  assert_point (fixture, 1.0, 0);
  press (fixture, GDK_KEY_Right, 5);
  assert_point (fixture, 1.2, 0);
  press (fixture, GDK_KEY_Right, 100);
  assert_point (fixture, 2.0, 0);
  press (fixture, GDK_KEY_Left, 200);
  assert_point (fixture, 0.0, 0);
}

/* Only what is pointed to can be chosen; of curves nothing can. */
static void
test_choose (Fixture *fixture, gconstpointer data)
{
  show_matrix (fixture, fixture->small);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  g_assert_false (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Return));
  press (fixture, GDK_KEY_Right, 2);
  g_assert_true (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Return));
  g_assert_true (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_KP_Enter));
  g_assert_cmpuint (fixture->n_chosen, ==, 2);
  assert_point (fixture, 1, 0);
  show_curves (fixture, 1.0);
  press (fixture, GDK_KEY_Right, 1);
  g_assert_false (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Return));
  g_assert_cmpuint (fixture->n_chosen, ==, 2);
}

static void
test_escape (Fixture *fixture, gconstpointer data)
{
  double x;
  int y;

  show_matrix (fixture, fixture->small);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  g_assert_false (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Escape));
  press (fixture, GDK_KEY_Right, 1);
  g_assert_true (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Escape));
  g_assert_false (lab_plot_get_point (fixture->plot, &x, &y));
  g_assert_cmpuint (fixture->n_pointed, ==, 2);
}

/* The words follow the data, not at once but soon. */
static void
test_description (Fixture *fixture, gconstpointer data)
{
  g_autofree char *curves = NULL, *marks = NULL;

  lab_plot_set_name (fixture->plot, "A plot");
  show_curves (fixture, (double) NAN);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  gtk_test_accessible_assert_role (fixture->plot, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (fixture->plot, GTK_ACCESSIBLE_PROPERTY_LABEL, "A plot");
  stage_wait (*(curves = stage_description (fixture->plot)) != '\0' || (g_free (curves), FALSE));
  g_assert_nonnull (strstr (curves, "Standard"));
  g_assert_nonnull (strstr (curves, "90"));
  show_marks (fixture, K);
  stage_wait (!g_str_equal (marks = stage_description (fixture->plot), curves)
              || (g_free (marks), FALSE));
  g_assert_nonnull (strstr (marks, "Recall"));
}

/* What is pointed to goes with its class: another dataset may have fewer. */
static void
test_fewer_classes (Fixture *fixture, gconstpointer data)
{
  double x;
  int y;

  show_matrix (fixture, fixture->large);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 300, 300);
  press (fixture, GDK_KEY_Right, 20);
  press (fixture, GDK_KEY_Down, 20);
  assert_point (fixture, 9, 9);
  show_matrix (fixture, fixture->small);
  g_assert_false (lab_plot_get_point (fixture->plot, &x, &y));
  g_assert_false (stage_key (GTK_WIDGET (fixture->plot), GDK_KEY_Return));
  gtk_test_widget_wait_for_draw (fixture->stage.window);

  show_marks (fixture, 10);
  press (fixture, GDK_KEY_Down, 20);
  assert_point (fixture, 0.0, 9);
  show_marks (fixture, K);
  g_assert_false (lab_plot_get_point (fixture->plot, &x, &y));
}

/* Fiftieths of p, from where the crosshair is or from the middle. */
static void
test_probabilities (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = NULL;

  show_shape (fixture, (double) NAN);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->plot), 400, 400);
  press (fixture, GDK_KEY_Right, 1);
  assert_point (fixture, 0.5, 0);
  press (fixture, GDK_KEY_Right, 3);
  assert_point (fixture, 0.56, 0);
  press (fixture, GDK_KEY_Up, 1);
  press (fixture, GDK_KEY_Return, 1);
  g_assert_cmpuint (fixture->n_chosen, ==, 0);
  press (fixture, GDK_KEY_Right, 99);
  assert_point (fixture, 1.0, 0);
  press (fixture, GDK_KEY_Left, 99);
  assert_point (fixture, 0.0, 0);
  press (fixture, GDK_KEY_Escape, 1);
  show_shape (fixture, 0.1);
  press (fixture, GDK_KEY_Left, 1);
  assert_point (fixture, 0.1, 0);
  stage_wait ((g_free (words), words = stage_description (fixture->plot))[0] != '\0');
  g_assert_true (g_str_has_prefix (words, "Loss and push over p[y]"));
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) g_test_add ("/plot/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("keys/cells", test_cells);
  ADD ("keys/classes", test_classes);
  ADD ("keys/epochs", test_epochs);
  ADD ("keys/probabilities", test_probabilities);
  ADD ("choose", test_choose);
  ADD ("escape", test_escape);
  ADD ("description", test_description);
  ADD ("fewer-classes", test_fewer_classes);
  return g_test_run ();
}
