/* SPDX-License-Identifier: MIT */
/* The list of runs as a person uses it, and the lines at the window's top. */
#include "ui/page/history-page.h"

#include "stage.h"
#include "temp.h"
#include "ui/model/run-list.h"
#include "ui/page/notices.h"
#include "ui/page/past-bar.h"
#include "ui/widget/run-columns.h"
#include "ui/widget/run-heading.h"
#include "ui/widget/run-row.h"
#include "ui/widget/run-view.h"

typedef struct
{
  Stage stage;
  LabTemp *home;
  char *path;
  LabArchive *archive;
  LabRevisit *revisit;
  GtkWidget *page;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  stage_set_up (&fixture->stage, data);
  fixture->home = lab_temp_new ();
  fixture->path = g_build_filename (fixture->home, "history.sqlite", NULL);
  fixture->archive = lab_archive_new (fixture->path);
  lab_session_set_archive (fixture->stage.session, fixture->archive);
  fixture->revisit = lab_revisit_new (fixture->stage.session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->revisit);
  stage_tear_down (&fixture->stage, data);
  lab_archive_shut (fixture->archive);
  g_object_unref (fixture->archive);
  lab_temp_free (fixture->home);
  g_free (fixture->path);
}

/* Two experiments are there, and listed. */
static void
show_page (Fixture *fixture)
{
  stage_train (&fixture->stage);
  g_assert_true (lab_document_set (fixture->stage.document, 0, LAB_SETTING_SEED, "7", NULL));
  stage_train (&fixture->stage);
  fixture->page = lab_history_page_new (fixture->stage.session, fixture->stage.toasts);
  stage_show (&fixture->stage, fixture->page, 1100, 600);
  lab_history_page_open (LAB_HISTORY_PAGE (fixture->page));
  stage_wait (stage_says (fixture->page, "4 runs"));
}

static GtkWidget *
view (Fixture *fixture)
{
  return stage_find (fixture->page, LAB_TYPE_RUN_VIEW, NULL);
}

static void
choose (Fixture *fixture, guint at)
{
  lab_run_view_select (LAB_RUN_VIEW (view (fixture)), at);
}

/* Words find, the button of a row opens, Escape and the bar lead back. */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *seed = NULL;
  GtkWidget *search;

  show_page (fixture);
  search = stage_find (fixture->page, GTK_TYPE_SEARCH_ENTRY, "Search the history");
  g_assert_nonnull (search);
  gtk_editable_set_text (GTK_EDITABLE (search), "weighted");
  stage_wait (stage_says (fixture->page, "2 runs"));
  gtk_editable_set_text (GTK_EDITABLE (search), "no such words");
  stage_wait (stage_says (fixture->page, "No run matches ‘no such words’."));
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  stage_wait (stage_says (fixture->page, "4 runs"));
  choose (fixture, 3);
  stage_click (stage_button (fixture->page, "_Open"));
  stage_wait (lab_session_get_past (fixture->stage.session) != NULL);
  seed = stage_setting (&fixture->stage, 0, LAB_SETTING_SEED);
  g_assert_cmpstr (seed, ==, "1");
}

/* Space ticks; two are compared, and the bar above the plots says which they are. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
  GtkWidget *compare, *bar;

  show_page (fixture);
  bar = lab_past_bar_new (fixture->stage.session);
  compare = stage_button (fixture->page, "_Compare");
  g_assert_false (gtk_widget_get_sensitive (compare));
  choose (fixture, 0);
  g_assert_true (stage_key (view (fixture), GDK_KEY_space));
  g_assert_false (gtk_widget_get_sensitive (compare));
  choose (fixture, 2);
  g_assert_true (stage_key (view (fixture), GDK_KEY_space));
  g_assert_true (gtk_widget_get_sensitive (compare));
  g_assert_true (stage_says (fixture->page, "4 runs, 2 chosen"));
  stage_click (compare);
  stage_wait (lab_session_get_past (fixture->stage.session) != NULL);
  stage_show (&fixture->stage, bar, 800, 300);
  g_assert_true (stage_says (bar, "seed 7"));
  g_assert_true (stage_says (bar, "seed 1"));
  lab_revisit_leave (fixture->revisit);
  g_assert_false (gtk_widget_get_visible (bar));
}

/* What is listed there. */
static const LabSummary *
run_at (Fixture *fixture, guint at)
{
  GtkListView *list = stage_find (fixture->page, GTK_TYPE_LIST_VIEW, NULL);
  g_autoptr (LabRunItem) run
      = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (list)), at);

  return lab_run_item_get_summary (run);
}

static const LabSummary *
selected_run (Fixture *fixture)
{
  return lab_run_item_get_summary (lab_run_view_get_run (LAB_RUN_VIEW (view (fixture))));
}

/* The row on the screen that tells of a run. */
static GtkWidget *
row_of (Fixture *fixture, gint64 run)
{
  GtkWidget *row
      = gtk_widget_get_first_child (stage_find (fixture->page, GTK_TYPE_LIST_VIEW, NULL));

  while (row != NULL && lab_run_item_get_summary (lab_run_row_get_run (row))->id != run)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/* Away, and back again, each deletion by itself; first in the list where it is pinned. */
static void
test_delete (Fixture *fixture, gconstpointer data)
{
  show_page (fixture);
  choose (fixture, 1);
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  stage_wait (stage_says (fixture->page, "3 runs"));
  stage_wait (stage_says (fixture->stage.window, "Run 3 deleted"));
  choose (fixture, 0);
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  stage_wait (stage_says (fixture->page, "2 runs"));
  lab_history_page_undelete (LAB_HISTORY_PAGE (fixture->page), 1);
  stage_wait (stage_says (fixture->page, "3 runs"));
  lab_history_page_undelete (LAB_HISTORY_PAGE (fixture->page), 1); /* only once */
  stage_settle ();
  g_assert_true (stage_says (fixture->page, "3 runs"));
  /* as Ctrl+Z does it */
  g_assert_true (gtk_widget_activate_action (view (fixture), "history.undelete", NULL));
  stage_wait (stage_says (fixture->page, "4 runs"));
  /* and as its opposite does */
  g_assert_true (gtk_widget_activate_action (view (fixture), "history.redelete", NULL));
  stage_wait (stage_says (fixture->page, "3 runs"));
  g_assert_true (gtk_widget_activate_action (view (fixture), "history.undelete", NULL));
  stage_wait (stage_says (fixture->page, "4 runs"));
  /* a key that is pressed twice deletes once */
  choose (fixture, 1);
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  stage_wait (stage_says (fixture->page, "3 runs"));
  g_assert_true (gtk_widget_activate_action (view (fixture), "history.undelete", NULL));
  stage_wait (stage_says (fixture->page, "4 runs"));
  g_assert_true (gtk_widget_activate_action (view (fixture), "history.undelete", NULL));
  stage_settle ();
  g_assert_false (stage_says (fixture->stage.window, "there is no run"));
}

/* What all have is taken away; else all get it. */
static void
test_pin (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  show_page (fixture);
  button = stage_find (fixture->page, GTK_TYPE_BUTTON, "Pin");
  choose (fixture, 3);
  stage_click (button);
  stage_wait (run_at (fixture, 0)->pinned);
  g_assert_cmpint (selected_run (fixture)->id, ==, run_at (fixture, 0)->id);
  for (guint i = 2; i < 4; i++)
    {
      choose (fixture, i);
      g_assert_true (stage_key (view (fixture), GDK_KEY_space));
    }
  choose (fixture, 0);
  stage_click (button);
  stage_wait (run_at (fixture, 2)->pinned);
  g_assert_false (run_at (fixture, 3)->pinned);
  stage_click (button);
  stage_wait (!run_at (fixture, 1)->pinned);
  g_assert_true (run_at (fixture, 0)->pinned);
}

static void
tick (Fixture *fixture, guint at)
{
  choose (fixture, at);
  g_assert_true (stage_key (view (fixture), GDK_KEY_space));
}

/* The selected run stays that when others come or go; new words begin at the first. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkWidget *search;
  gint64 id;

  show_page (fixture);
  search = stage_find (fixture->page, GTK_TYPE_SEARCH_ENTRY, "Search the history");
  tick (fixture, 0);
  tick (fixture, 1);
  choose (fixture, 2);
  id = selected_run (fixture)->id;
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  stage_wait (stage_says (fixture->page, "2 runs"));
  g_assert_cmpint (selected_run (fixture)->id, ==, id);
  g_assert_true (gtk_widget_activate_action (view (fixture), "history.undelete", NULL));
  stage_wait (stage_says (fixture->page, "4 runs"));
  /* what is brought back is selected */
  g_assert_true (selected_run (fixture) == run_at (fixture, 0));
  choose (fixture, 2);
  /* of a deleted one the next takes the place */
  id = run_at (fixture, 2)->id;
  tick (fixture, 0);
  tick (fixture, 1);
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  stage_wait (stage_says (fixture->page, "2 runs"));
  g_assert_cmpint (selected_run (fixture)->id, ==, id);
  gtk_editable_set_text (GTK_EDITABLE (search), "cross");
  stage_wait (selected_run (fixture) == run_at (fixture, 0));
}

/* What keys do, they do to the row that has the focus, and the focus goes with its run. */
static void
test_focus (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (fixture->stage.window);
  gint64 id;

  show_page (fixture);
  id = run_at (fixture, 2)->id;
  tick (fixture, 0);
  g_assert_true (gtk_widget_grab_focus (row_of (fixture, id)));
  g_assert_cmpint (selected_run (fixture)->id, ==, id);
  g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
  stage_wait (stage_says (fixture->page, "3 runs"));
  stage_wait (gtk_window_get_focus (window) == row_of (fixture, id));
  g_assert_cmpint (selected_run (fixture)->id, ==, id);
  g_assert_true (stage_key (view (fixture), GDK_KEY_Tab));
  g_assert_true (gtk_window_get_focus (window) == stage_button (fixture->page, "_Open"));
  /* from the button and the toast it comes back to the list */
  gtk_widget_grab_focus (stage_find (fixture->page, GTK_TYPE_BUTTON, "Delete"));
  stage_click (stage_find (fixture->page, GTK_TYPE_BUTTON, "Delete"));
  stage_wait (stage_says (fixture->page, "2 runs"));
  stage_wait (gtk_window_get_focus (window) == row_of (fixture, selected_run (fixture)->id));
  gtk_widget_grab_focus (stage_button (fixture->page, "_Open"));
  lab_history_page_undelete (LAB_HISTORY_PAGE (fixture->page), 2);
  stage_wait (stage_says (fixture->page, "3 runs"));
  g_assert_cmpint (selected_run (fixture)->id, ==, id);
  stage_wait (gtk_window_get_focus (window) == row_of (fixture, id));
  /* where no row is left, one can search */
  for (guint left = 3; left > 0; left--)
    {
      g_autofree char *count = g_strdup_printf (left == 2 ? "%u run" : "%u runs", left - 1);

      g_assert_true (lab_run_view_focus (LAB_RUN_VIEW (view (fixture))));
      g_assert_true (stage_key (view (fixture), GDK_KEY_Delete));
      stage_wait (stage_says (fixture->page, count));
    }
  g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (window)));
}

static void
search (Fixture *fixture, const char *words)
{
  gtk_editable_set_text (stage_find (fixture->page, GTK_TYPE_SEARCH_ENTRY, "Search the history"),
                         words);
}

/* What the search hides stays, though it is ticked. */
static void
test_delete_listed (Fixture *fixture, gconstpointer data)
{
  show_page (fixture);
  for (guint i = 0; i < 4; i++)
    {
      choose (fixture, i);
      g_assert_true (stage_key (view (fixture), GDK_KEY_space));
    }
  search (fixture, "weighted");
  stage_wait (stage_says (fixture->page, "2 runs, 4 chosen, 2 of them not in this list"));
  stage_click (stage_find (fixture->page, GTK_TYPE_BUTTON, "Delete"));
  stage_wait (stage_says (fixture->stage.window, "2 runs deleted"));
  search (fixture, "");
  stage_wait (stage_says (fixture->page, "2 runs, 2 chosen"));
}

/* Shift extends what is ticked. */
static void
test_extend (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) controllers = NULL;

  show_page (fixture);
  choose (fixture, 1);
  controllers = gtk_widget_observe_controllers (view (fixture));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Down, 0u, GDK_SHIFT_MASK, &taken);
    }
  g_assert_true (stage_says (fixture->page, "4 runs, 2 chosen"));
}

/* Losses and data as people call them, before there is a run, and after. */
static void
test_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *words = NULL;

  fixture->page = lab_history_page_new (fixture->stage.session, fixture->stage.toasts);
  stage_show (&fixture->stage, fixture->page, 1100, 600);
  lab_history_page_open (LAB_HISTORY_PAGE (fixture->page));
  stage_wait (stage_says (fixture->page, "No runs yet"));
  g_assert_true (lab_document_set_loss (fixture->stage.document, 1, "cross-entropy-l1", NULL));
  stage_train (&fixture->stage);
  stage_wait (stage_says (fixture->page, "2 runs"));
  words = lab_run_columns_words (run_at (fixture, 0));
  g_assert_nonnull (strstr (words, "Cross-entropy + L1"));
}

/* Each column's line below has the settings that concern it. */
static void
test_settings (Fixture *fixture, gconstpointer data)
{
  static const LabSummary run = {
    .id = 1234,
    .title = (char *) "A title",
    .loss_title = (char *) "Focal loss",
    .dataset = (char *) "mnist",
    .settings
    = (char *) "keep 0=0.01\nlabel-noise 0.4\nloss-parameters gamma=3\nlr 0.01\nfrom-later 5",
    .tags = (char *) "exam",
    .note = (char *) "two\nlines",
    .state = LAB_RUN_STOPPED,
    .step = 23,
    .n_steps = 50,
    .steps_per_epoch = 10,
  };
  g_autofree char *words = lab_run_columns_words (&run);

  g_assert_true (g_str_has_prefix (
      words, "A title, Run 1,234 · exam · two lines · Learning rate\302\2400.01, Focal loss, "
             "gamma=3, MNIST, Fraction kept\302\2400=0.01 · Label noise\302\2400.4, "));
  g_assert_true (g_str_has_suffix (words, ", stopped, epoch 2.3 of 5"));
}

static GtkWidget *
heading (Fixture *fixture, const char *title)
{
  return stage_find (fixture->page, LAB_TYPE_RUN_HEADING, title);
}

static GtkDropDown *
orders (Fixture *fixture)
{
  return stage_find (fixture->page, GTK_TYPE_DROP_DOWN, "Order");
}

/* The choice says it, and of all headings one has the arrow. */
static void
assert_order (Fixture *fixture, const LabRunOrder *order)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (orders (fixture));

  g_assert_cmpstr (gtk_string_object_get_string (chosen), ==, order->words);
  for (guint i = 0; i < LAB_N_RUN_COLUMNS; i++)
    {
      const LabRunColumn *column = &lab_run_columns[i];
      GtkWidget *here = heading (fixture, column->title);
      const gboolean sorted = column->order == order->order;

      g_assert_true ((here != NULL) == (column->order != LAB_N_ORDERS));
      if (here == NULL)
        continue;
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (here), GTK_ACCESSIBLE_PROPERTY_SORT,
                                           !sorted             ? GTK_ACCESSIBLE_SORT_NONE
                                           : order->descending ? GTK_ACCESSIBLE_SORT_DESCENDING
                                                               : GTK_ACCESSIBLE_SORT_ASCENDING);
      g_assert_true ((stage_find (here, GTK_TYPE_IMAGE, NULL) != NULL) == sorted);
    }
}

static int
compare_ends (Fixture *fixture)
{
  return g_strcmp0 (run_at (fixture, 0)->loss_title, run_at (fixture, 3)->loss_title);
}

/* A click on a heading sorts, the next one the other way; the choice above the list agrees. */
static void
test_sort (Fixture *fixture, gconstpointer data)
{
  show_page (fixture);
  assert_order (fixture, &(LabRunOrder){ LAB_ORDER_CREATED, TRUE, "Newest first" });
  choose (fixture, 2);
  stage_click (heading (fixture, "Loss"));
  assert_order (fixture, &(LabRunOrder){ LAB_ORDER_LOSS, FALSE, "Losses from A to Z" });
  stage_wait (compare_ends (fixture) < 0 && selected_run (fixture) == run_at (fixture, 0));
  stage_click (heading (fixture, "Loss"));
  assert_order (fixture, &(LabRunOrder){ LAB_ORDER_LOSS, TRUE, "Losses from Z to A" });
  stage_wait (compare_ends (fixture) > 0);
  for (guint i = 0; i < LAB_N_RUN_ORDERS; i++)
    {
      gtk_drop_down_set_selected (orders (fixture), i);
      assert_order (fixture, &lab_run_orders[i]);
    }
  stage_click (heading (fixture, "Accuracy"));
  assert_order (fixture, &(LabRunOrder){ LAB_ORDER_TEST_ACCURACY, TRUE, "Best accuracy first" });
  stage_click (heading (fixture, "Began"));
  assert_order (fixture, &(LabRunOrder){ LAB_ORDER_CREATED, TRUE, "Newest first" });
  stage_click (heading (fixture, "Began"));
  stage_wait (run_at (fixture, 0)->id < run_at (fixture, 3)->id);
}

/* A heading goes with its column. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  show_page (fixture);
  g_assert_nonnull (heading (fixture, "Balanced"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->stage.window), 700, 600);
  stage_wait (heading (fixture, "Balanced") == NULL);
  g_assert_nonnull (heading (fixture, "Experiment"));
  g_assert_nonnull (heading (fixture, "Loss"));
}

static void
write_note (Fixture *fixture, const char *note)
{
  LabHistory *history = lab_archive_enter (fixture->archive);

  g_assert_true (lab_history_set_note (history, run_at (fixture, 0)->id, note, NULL));
  lab_archive_leave (fixture->archive);
}

/* Title, tags and note, by their dialog: what was not changed there is not written. */
static void
test_details (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  show_page (fixture);
  choose (fixture, 0);
  g_assert_true (stage_key (view (fixture), GDK_KEY_F2));
  dialog = stage_opened (&fixture->stage);
  g_assert_nonnull (dialog);
  /* in another window, meanwhile */
  write_note (fixture, "Wades.");
  gtk_editable_set_text (stage_find (dialog, GTK_TYPE_ENTRY, NULL), "A heron");
  stage_click (stage_button (dialog, "_Save"));
  stage_wait (g_str_equal (run_at (fixture, 0)->title, "A heron"));
  stage_wait (stage_opened (&fixture->stage) == NULL);
  stage_wait (g_str_equal (run_at (fixture, 0)->note, "Wades."));
}

/* What cannot be read is said, with the way out of it. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  GtkWidget *notices;

  stage_wait (lab_archive_is_open (fixture->archive));
  lab_archive_shut (fixture->archive);
  g_object_unref (fixture->archive);
  g_assert_true (
      g_file_set_contents (fixture->path, "This is no database, however long it is.\n", -1, NULL));
  fixture->archive = lab_archive_new (fixture->path);
  lab_session_set_archive (fixture->stage.session, fixture->archive);
  notices = g_object_ref_sink (lab_notices_new (fixture->stage.session));
  stage_show (&fixture->stage, adw_bin_new (), 800, 300);
  adw_bin_set_child (ADW_BIN (adw_toast_overlay_get_child (fixture->stage.toasts)), notices);
  stage_wait (gtk_widget_get_visible (notices));
  g_assert_true (stage_says (notices, "Runs are not kept at present"));
  stage_train (&fixture->stage);

  /* the list says it too, and has what was trained meanwhile */
  fixture->page = lab_history_page_new (fixture->stage.session, fixture->stage.toasts);
  stage_show (&fixture->stage, fixture->page, 1100, 600);
  g_assert_nonnull (stage_button (notices, "Set Aside and Begin a New One"));
  stage_click (stage_button (fixture->page, "Set Aside and Begin a New One"));
  stage_wait (lab_archive_is_open (fixture->archive) && stage_says (fixture->page, "2 runs"));
  g_assert_false (gtk_widget_get_visible (notices));
  g_object_unref (notices);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/history-page/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("open", test_open);
  ADD ("compare", test_compare);
  ADD ("delete", test_delete);
  ADD ("pin", test_pin);
  ADD ("selection", test_selection);
  ADD ("focus", test_focus);
  ADD ("delete-listed", test_delete_listed);
  ADD ("extend", test_extend);
  ADD ("words", test_words);
  ADD ("settings", test_settings);
  ADD ("sort", test_sort);
  ADD ("narrow", test_narrow);
  ADD ("details", test_details);
  ADD ("damaged", test_damaged);
  return g_test_run ();
}
