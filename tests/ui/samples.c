/* SPDX-License-Identifier: MIT */
/* The pictures in a cell: how many, which, in which order, and after another training. */
#include "ui/page/samples.h"

#include "predictions.h"
#include "stage.h"
#include "toy.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

static LabSamples *
show_samples (Stage *stage)
{
  GtkWidget *samples = lab_samples_new (stage->session);

  stage_show (stage, samples, 1200, 900);
  return LAB_SAMPLES (samples);
}

static LabRecords
records_of (Stage *stage)
{
  LabRecords records;

  g_assert_true (lab_session_get_records (stage->session, &records));
  return records;
}

static void
open_cell (LabSamples *samples, int row, int column)
{
  g_autofree char *title = row < 0      ? g_strdup_printf ("Predicted %d\n", column)
                           : column < 0 ? g_strdup_printf ("True %d\n", row)
                                        : g_strdup_printf ("True %d, predicted %d\n", row, column);

  lab_samples_open (samples, row, column, 0);
  stage_wait (stage_says (samples, title));
}

/* How many pictures of a run are there, where -1 stands for all rows, or all columns. */
static guint
count_of (const LabRun *run, double cursor, int row, int column)
{
  const LabConfusion *test = lab_chart_evaluation (run, cursor)->test;
  guint n = 0;

  for (guint t = 0; t < test->n_classes; t++)
    for (guint k = 0; k < test->n_classes; k++)
      if ((row < 0 || row == (int) t) && (column < 0 || column == (int) k))
        n += lab_confusion_get (test, t, k);
  return n;
}

static guint
shown (LabSamples *samples)
{
  GtkGridView *grid = stage_find (samples, GTK_TYPE_GRID_VIEW, NULL);

  return grid == NULL ? 0
                      : g_list_model_get_n_items (G_LIST_MODEL (gtk_grid_view_get_model (grid)));
}

/* The title, the buttons and the grid agree with the confusion matrices, in every cell and of every
 * side. */
static void
test_cells (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  LabRecords records;

  stage_train (stage);
  records = records_of (stage);
  for (int row = -1; row < 4; row++)
    for (int column = -1; column < 4; column++)
      {
        if (row < 0 && column < 0)
          continue;
        open_cell (samples, row, column);
        for (guint side = 0; side < 2; side++)
          {
            const guint n = count_of (records.runs[side], (double) NAN, row, column);
            g_autofree char *label = g_strdup_printf ("%s %u", lab_chart_role (side), n);
            g_autofree char *note = g_strdup_printf ("%u test picture%s of %s at epoch 3.0", n,
                                                     n == 1 ? "" : "s", lab_chart_role (side));
            GtkToggleButton *button = stage_find (samples, GTK_TYPE_TOGGLE_BUTTON, label);

            g_assert_nonnull (button);
            gtk_toggle_button_set_active (button, TRUE);
            g_assert_true (stage_says (samples, note));
            g_assert_cmpuint (shown (samples), ==, n);
            g_assert_true (stage_says (samples, "No test picture is in this cell.") == (n == 0));
          }
      }
}

/* Of several seeds one's networks are looked at: the first's, or another one's by a choice, which
 * of one seed is not there. */
static void
test_seeds (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  GtkDropDown *choice;
  LabRecords records;

  g_assert_true (lab_document_set_seeds (stage->document, "3", NULL));
  stage_train (stage);
  open_cell (samples, 1, 1);
  lab_samples_open (samples, 1, 1, 0);
  choice = stage_find (samples, GTK_TYPE_DROP_DOWN, "Seed");
  g_assert_nonnull (choice);
  g_assert_cmpuint (gtk_drop_down_get_selected (choice), ==, 0);
  g_assert_true (stage_says (choice, "Seed 1 of 3"));
  for (guint seed = 0; seed < 3; seed++)
    {
      gtk_drop_down_set_selected (choice, seed);
      records = records_of (stage);
      g_assert_true (records.runs[0] == records.seeds[2 * seed]);
      stage_wait (shown (samples) == count_of (records.seeds[2 * seed], (double) NAN, 1, 1));
    }
  g_assert_true (lab_document_set_seeds (stage->document, "1", NULL));
  stage_train (stage);
  g_assert_null (stage_find (samples, GTK_TYPE_DROP_DOWN, "Seed"));
}

/* Where nobody says whose pictures, those of the side that has most of them. */
static void
test_fullest (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  LabRecords records;

  stage_train (stage);
  records = records_of (stage);
  for (int row = 0; row < 4; row++)
    for (int column = 0; column < 4; column++)
      {
        const guint one = count_of (records.runs[0], (double) NAN, row, column);
        const guint other = count_of (records.runs[1], (double) NAN, row, column);

        open_cell (samples, row, column);
        lab_samples_open (samples, row, column, -1);
        g_assert_true (stage_says (samples, other > one ? "of Custom at" : "of Standard at"));
        g_assert_cmpuint (shown (samples), ==, MAX (one, other));
      }
}

/* ---- order ---- */

typedef struct
{
  guint n;
  guint number[64];
} Cards;

static void
add_cards (GtkWidget *root, Cards *cards)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      g_autofree char *name = stage_name (child);

      if (GTK_IS_DRAWING_AREA (child) && gtk_widget_get_mapped (child)
          && cards->n < G_N_ELEMENTS (cards->number)
          && sscanf (name, "Test picture %u,", &cards->number[cards->n]) == 1)
        cards->n++;
      add_cards (child, cards);
    }
}

static Cards
cards_of (Stage *stage, LabSamples *samples)
{
  Cards cards = { 0 };

  gtk_test_widget_wait_for_draw (stage->window);
  add_cards (stage_find (samples, GTK_TYPE_GRID_VIEW, NULL), &cards);
  g_assert_cmpuint (cards.n, >, 4);
  return cards;
}

static LabPredictions *
predictions_of (const LabRun *run, const LabRecords *records)
{
  return lab_predictions_new (run->spec, records->dataset, records->set,
                              lab_chart_evaluation (run, (double) NAN)->theta, NULL);
}

static void
test_order (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  LabRecords records;
  g_autoptr (LabPredictions) standard = NULL;
  g_autoptr (LabPredictions) custom = NULL;
  Cards cards;
  double last = 1.0;

  stage_train (stage);
  records = records_of (stage);
  standard = predictions_of (records.runs[0], &records);
  custom = predictions_of (records.runs[1], &records);
  open_cell (samples, 1, -1);
  cards = cards_of (stage, samples);
  for (guint i = 0; i < cards.n; i++)
    {
      const double distance = lab_predictions_distance (standard, custom, cards.number[i]);

      g_assert_cmpfloat (distance, <=, last);
      g_assert_cmpuint (records.dataset->test.labels[cards.number[i]], ==, 1);
      last = distance;
    }
  gtk_drop_down_set_selected (stage_find (samples, GTK_TYPE_DROP_DOWN, NULL), 1);
  cards = cards_of (stage, samples);
  for (guint i = 1; i < cards.n; i++)
    g_assert_cmpuint (cards.number[i], >, cards.number[i - 1]);
}

/* ---- in numbers ---- */

typedef struct
{
  guint n;
  guint pictures[57];
  guint at;
} Asked;

static void
on_work (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Asked *asked = data;
  g_autoptr (GVariant) list = NULL;
  const guint32 *pictures;
  gsize n;

  g_variant_get (parameter, "(@auu)", &list, &asked->at);
  pictures = g_variant_get_fixed_array (list, &n, sizeof *pictures);
  g_assert_cmpuint (n, <=, G_N_ELEMENTS (asked->pictures));
  memcpy (asked->pictures, pictures, n * sizeof *pictures);
  asked->n = (guint) n;
}

/* A picture leads to its numbers, with those of its cell in their order. */
static void
test_work (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const GActionEntry entry = { .name = "work", .parameter_type = "(auu)", .activate = on_work };
  Asked asked = { 0 };
  GtkGridView *grid;
  Cards cards;

  g_action_map_add_action_entries (G_ACTION_MAP (group), &entry, 1, &asked);
  gtk_widget_insert_action_group (stage->window, "win", G_ACTION_GROUP (group));
  stage_train (stage);
  open_cell (samples, 1, -1);
  cards = cards_of (stage, samples);
  grid = stage_find (samples, GTK_TYPE_GRID_VIEW, NULL);
  g_signal_emit_by_name (grid, "activate", 3u);
  g_assert_cmpuint (asked.n, ==, shown (samples));
  g_assert_cmpuint (asked.at, ==, 3);
  for (guint i = 0; i < cards.n; i++)
    g_assert_cmpuint (asked.pictures[i], ==, cards.number[i]);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (gtk_grid_view_get_model (grid)), 2);
  stage_click (stage_button (samples, "In Numbers"));
  g_assert_cmpuint (asked.at, ==, 2);
  gtk_widget_insert_action_group (stage->window, "win", NULL);
}

/* ---- moments ---- */

static void
test_untrained (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);

  lab_samples_open (samples, 0, 0, 0);
  g_assert_true (stage_says (samples, "Train first"));
  g_assert_null (stage_find (samples, GTK_TYPE_GRID_VIEW, NULL));
}

/* The pictures follow the moment that is shown. */
static void
test_moments (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  g_autofree char *note = NULL;
  LabRecords records;
  guint n;

  stage_train (stage);
  records = records_of (stage);
  open_cell (samples, -1, 2);
  lab_session_set_cursor (stage->session, 0.0);
  n = count_of (records.runs[0], 0.0, -1, 2);
  note = g_strdup_printf ("%u test picture%s of Standard at epoch 0.0", n, n == 1 ? "" : "s");
  stage_wait (stage_says (samples, note));
  lab_session_set_cursor (stage->session, (double) NAN);
  stage_wait (stage_says (samples, "at epoch 3.0"));
}

/* In mid-training the pictures stay until somebody asks for newer ones. */
static void
test_newer (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);
  g_autofree char *before = NULL;
  char *epoch;

  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_EPOCHS, "1000", NULL));
  lab_session_set_pace (stage->session, 50.0);
  lab_session_train (stage->session);
  stage_wait (lab_session_get_state (stage->session) == LAB_SESSION_TRAINING
              && lab_session_get_step (stage->session, NULL) > 2);
  open_cell (samples, 2, -1);
  before = stage_words (samples);
  epoch = strstr (before, " at epoch ");
  *strchr (epoch, '\n') = '\0';
  stage_wait (stage_button (samples, "Newer") != NULL);
  g_assert_true (stage_says (samples, epoch));
  stage_click (stage_button (samples, "Newer"));
  stage_wait (!stage_says (samples, epoch));
}

/* What was open is of another dataset, which had classes that this one lacks. */
static void
test_fewer_classes (Stage *stage, gconstpointer data)
{
  static const char *const LABELS[] = { "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte" };
  LabSamples *samples = show_samples (stage);
  char *folder = lab_toy_write (2);
  g_autofree char *groups = g_build_filename (folder, "class-groups.txt", NULL);

  g_unlink (groups); /* of classes that will not be there */
  for (guint i = 0; i < G_N_ELEMENTS (LABELS); i++)
    {
      g_autofree char *path = g_build_filename (folder, LABELS[i], NULL);
      g_autofree char *bytes = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      for (gsize b = 8; b < size; b++)
        bytes[b] &= 1;
      g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
    }
  stage_train (stage);
  open_cell (samples, 3, 3);
  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_DATASET, folder, NULL));
  stage_train (stage);
  g_assert_cmpuint (records_of (stage).dataset->n_classes, ==, 2);
  stage_wait (stage_says (samples, "not in this dataset"));
  g_assert_false (stage_says (samples, "True 3"));
  open_cell (samples, 1, 1);
  lab_toy_remove (folder);
}

/* Nothing of the one before is left over the words. */
static void
test_reset (Stage *stage, gconstpointer data)
{
  LabSamples *samples = show_samples (stage);

  stage_train (stage);
  open_cell (samples, 0, 0);
  lab_session_reset (stage->session);
  lab_samples_open (samples, 1, 1, 0);
  stage_wait (stage_says (samples, "Train first"));
  g_assert_false (stage_says (samples, "True 0"));
  g_assert_false (stage_says (samples, "test picture"));
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/samples/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("cells", test_cells);
  ADD ("seeds", test_seeds);
  ADD ("fullest", test_fullest);
  ADD ("order", test_order);
  ADD ("work", test_work);
  ADD ("untrained", test_untrained);
  ADD ("moments", test_moments);
  ADD ("newer", test_newer);
  ADD ("fewer-classes", test_fewer_classes);
  ADD ("reset", test_reset);
  return g_test_run ();
}
