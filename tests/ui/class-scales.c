/* SPDX-License-Identifier: MIT */
/* A range a class: what it shows, what a hand on it gives. */
#include "ui/widget/class-scales.h"

#include "stage.h"

#include <math.h>

static const char *const NAMES[] = { "0", "1", "2" };

typedef struct
{
  Stage stage;
  LabClassScales *scales;
  guint n;
  guint class;
  double value;
} Fixture;

static void
on_changed (LabClassScales *scales, guint class, double value, Fixture *fixture)
{
  fixture->n++;
  fixture->class = class;
  fixture->value = value;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  stage_set_up (&fixture->stage, NULL);
  fixture->scales = LAB_CLASS_SCALES (lab_class_scales_new (0.01, 100.0, FALSE, "Weight of"));
  g_signal_connect (fixture->scales, "changed", G_CALLBACK (on_changed), fixture);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->scales), 300, 200);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stage_tear_down (&fixture->stage, NULL);
}

static GtkRange *
range (Fixture *fixture, const char *name)
{
  GtkRange *found = stage_find (fixture->scales, GTK_TYPE_SCALE, name);

  g_assert_nonnull (found);
  return found;
}

/* Set, they show the values, on a logarithmic way, and do not answer. */
static void
test_set (Fixture *fixture, gconstpointer data)
{
  const double values[] = { 1.0, 10.0, 0.001 };

  lab_class_scales_set (fixture->scales, 3, NAMES, values);
  g_assert_cmpuint (fixture->n, ==, 0);
  g_assert_cmpuint (stage_count (fixture->scales, GTK_TYPE_SCALE), ==, 3);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range (fixture, "Weight of 0")), 0.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range (fixture, "Weight of 1")), log (10.0),
                                  1e-9);
  /* beyond the end it stands at the end, and says what it is */
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range (fixture, "Weight of 2")), log (0.01),
                                  1e-9);
  g_assert_true (stage_says (fixture->scales, "1.00\n"));
  g_assert_true (stage_says (fixture->scales, "10\n"));
  gtk_test_accessible_assert_property (range (fixture, "Weight of 1"),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "10");
}

/* A hand aims at two digits, within the ends. */
static void
test_move (Fixture *fixture, gconstpointer data)
{
  const double values[] = { 1.0, 1.0, 1.0 };

  lab_class_scales_set (fixture->scales, 3, NAMES, values);
  gtk_range_set_value (range (fixture, "Weight of 1"), log (2.3456));
  g_assert_cmpuint (fixture->n, ==, 1);
  g_assert_cmpuint (fixture->class, ==, 1);
  g_assert_cmpfloat_with_epsilon (fixture->value, 2.3, 1e-9);
  g_assert_true (stage_says (fixture->scales, "2.30\n"));
  gtk_test_accessible_assert_property (range (fixture, "Weight of 1"),
                                       GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "2.30");
  gtk_range_set_value (range (fixture, "Weight of 2"), log (1e6));
  g_assert_cmpuint (fixture->class, ==, 2);
  g_assert_cmpfloat_with_epsilon (fixture->value, 100.0, 1e-9);
  gtk_range_set_value (range (fixture, "Weight of 0"), log (1e-6));
  g_assert_cmpuint (fixture->n, ==, 3);
  g_assert_cmpfloat_with_epsilon (fixture->value, 0.01, 1e-9);
}

static void
test_percent (Fixture *fixture, gconstpointer data)
{
  GtkWidget *percent = lab_class_scales_new (0.001, 1.0, TRUE, "Kept of");
  const double values[] = { 1.0, 0.25, 0.012 };

  stage_show (&fixture->stage, percent, 300, 200);
  lab_class_scales_set (LAB_CLASS_SCALES (percent), 3, NAMES, values);
  g_assert_true (stage_says (percent, "100\n"));
  g_assert_true (stage_says (percent, "25\n"));
  g_assert_true (stage_says (percent, "1.2\n"));
}

/* Another dataset: other names, or more of them. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  const char *const others[] = { "0", "cat", "dog", "eel" };
  const double values[] = { 1.0, 2.0, 3.0, 4.0 };

  lab_class_scales_set (fixture->scales, 3, NAMES, values);
  lab_class_scales_set (fixture->scales, 3, others, values);
  g_assert_null (stage_find (fixture->scales, GTK_TYPE_SCALE, "Weight of 1"));
  g_assert_nonnull (stage_find (fixture->scales, GTK_TYPE_SCALE, "Weight of cat"));
  lab_class_scales_set (fixture->scales, 4, others, values);
  g_assert_cmpuint (stage_count (fixture->scales, GTK_TYPE_SCALE), ==, 4);
  gtk_range_set_value (range (fixture, "Weight of eel"), log (8.0));
  g_assert_cmpuint (fixture->class, ==, 3);
  g_assert_cmpuint (fixture->n, ==, 1);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/class-scales/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("set", test_set);
  ADD ("move", test_move);
  ADD ("percent", test_percent);
  ADD ("names", test_names);
  return g_test_run ();
}
