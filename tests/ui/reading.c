/* SPDX-License-Identifier: MIT */
/* The values beside a plot: what they say, and that each can be switched off. */
#include "ui/widget/reading.h"

#include "stage.h"

typedef struct
{
  Stage stage;
  LabReading *reading;
  guint n;
  guint hidden;
} Fixture;

static void
on_hidden (LabReading *reading, guint hidden, Fixture *fixture)
{
  fixture->n++;
  fixture->hidden = hidden;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  stage_set_up (&fixture->stage, NULL);
  fixture->reading = LAB_READING (lab_reading_new ());
  g_signal_connect (fixture->reading, "hidden", G_CALLBACK (on_hidden), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stage_tear_down (&fixture->stage, NULL);
}

static LabChart *
chart (Fixture *fixture, LabChartKind kind)
{
  const LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  LabRecords records;

  g_assert_true (lab_session_get_records (fixture->stage.session, &records));
  return lab_chart_new (kind, &records, &options);
}

static GtkToggleButton *
button (Fixture *fixture, guint side)
{
  return stage_find (fixture->reading, GTK_TYPE_TOGGLE_BUTTON, lab_chart_role (side));
}

/* Values over their sides' names, in words too, and the difference where it means something. */
static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabChart) accuracy = NULL;
  g_autoptr (LabChart) loss = NULL;

  stage_train (&fixture->stage);
  accuracy = chart (fixture, LAB_CHART_TEST_ACCURACY);
  loss = chart (fixture, LAB_CHART_TRAINING_LOSS);
  lab_reading_set_chart (fixture->reading, accuracy);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->reading), 500, 100);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *words = stage_description (button (fixture, i));
      g_autofree char *expected
          = g_strdup_printf ("%s: %s", accuracy->figure.legend[i].name, accuracy->readings[i]);

      g_assert_cmpstr (words, ==, expected);
      g_assert_true (stage_says (button (fixture, i), accuracy->readings[i]));
      g_assert_true (stage_says (button (fixture, i), lab_chart_role (i)));
    }
  g_assert_nonnull (accuracy->difference);
  g_assert_true (stage_says (fixture->reading, accuracy->difference));
  lab_reading_set_chart (fixture->reading, loss);
  g_assert_false (stage_says (fixture->reading, accuracy->difference));
  g_assert_true (stage_says (button (fixture, 1), loss->readings[1]));
  g_assert_false (stage_says (fixture->reading, "–")); /* losses have no difference */
}

/* Before anything was trained there are dashes. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabChart) accuracy = chart (fixture, LAB_CHART_TEST_ACCURACY);

  lab_reading_set_chart (fixture->reading, accuracy);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->reading), 500, 100);
  g_assert_true (stage_says (button (fixture, 0), "–"));
  g_assert_true (stage_says (button (fixture, 1), "–"));
}

static void
test_hide (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabChart) two = chart (fixture, LAB_CHART_TEST_ACCURACY);
  g_autoptr (LabChart) three = NULL;

  lab_reading_set_chart (fixture->reading, two);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->reading), 500, 100);
  gtk_toggle_button_set_active (button (fixture, 1), FALSE);
  g_assert_cmpuint (fixture->n, ==, 1);
  g_assert_cmpuint (fixture->hidden, ==, 2);
  gtk_toggle_button_set_active (button (fixture, 0), FALSE);
  g_assert_cmpuint (fixture->hidden, ==, 3);
  gtk_toggle_button_set_active (button (fixture, 0), TRUE);
  g_assert_cmpuint (fixture->hidden, ==, 2);
  g_assert_cmpuint (fixture->n, ==, 3);

  /* With another side, what is hidden stays so, and is seen to be. */
  lab_document_add (fixture->stage.document);
  lab_session_reset (fixture->stage.session);
  stage_settle ();
  three = chart (fixture, LAB_CHART_TEST_ACCURACY);
  g_assert_cmpuint (three->records.n_runs, ==, 3);
  lab_reading_set_chart (fixture->reading, three);
  g_assert_cmpuint (fixture->n, ==, 3);
  g_assert_true (gtk_toggle_button_get_active (button (fixture, 0)));
  g_assert_false (gtk_toggle_button_get_active (button (fixture, 1)));
  g_assert_true (gtk_toggle_button_get_active (button (fixture, 2)));
  gtk_toggle_button_set_active (button (fixture, 2), FALSE);
  g_assert_cmpuint (fixture->hidden, ==, 6);
}

/* How far seeds are spread stands below the values; of three sides in place of their names. */
static void
test_spreads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LabChart) two = NULL;
  g_autoptr (LabChart) three = NULL;
  g_autofree char *words = NULL;

  g_assert_true (lab_document_set_seeds (fixture->stage.document, "3", NULL));
  stage_train (&fixture->stage);
  two = chart (fixture, LAB_CHART_TEST_ACCURACY);
  lab_reading_set_chart (fixture->reading, two);
  stage_show (&fixture->stage, GTK_WIDGET (fixture->reading), 500, 100);
  g_assert_true (g_str_has_prefix (two->spreads[1], "± "));
  g_assert_true (stage_says (fixture->reading, two->spreads[1]));
  g_assert_true (stage_says (fixture->reading, "Standard"));
  words = stage_description (button (fixture, 1));
  g_assert_true (g_str_has_suffix (words, two->spreads[1]));

  lab_document_add (fixture->stage.document);
  stage_train (&fixture->stage);
  three = chart (fixture, LAB_CHART_TEST_ACCURACY);
  lab_reading_set_chart (fixture->reading, three);
  g_assert_true (stage_says (fixture->reading, three->spreads[2]));
  g_assert_false (stage_says (fixture->reading, "Standard"));
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/reading/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("values", test_values);
  ADD ("nothing", test_nothing);
  ADD ("hide", test_hide);
  ADD ("spreads", test_spreads);
  return g_test_run ();
}
