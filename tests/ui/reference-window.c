/* SPDX-License-Identifier: MIT */
/* The page of the loss language in its window, and what makes widgets of its text. */
#include "formula/operator.h"
#include "stage.h"
#include "ui/page/reference-window.h"
#include "ui/widget/prose.h"

#include <string.h>

/* ---- the widgets of a text ---- */

#define PAGE                                                                                     \
  "# One & two\n\nA `code` & a\nsecond line.\n\n## Part\n- an item\n  goes on\n- another\n"      \
  "\n```loss\nloss = 1 < 2 # `x`\n\n# y\n```\n| name | what |\n| --- | --- |\n| `a` | the A |\n" \
  "### Small\n"

static void
test_blocks (Stage *stage, gconstpointer data)
{
  GtkWidget *prose = lab_prose_new (PAGE);
  g_autofree char *words = NULL;
  GtkLabel *fenced;

  stage_show (stage, prose, 600, 400);
  words = stage_words (prose);
  g_assert_cmpstr (words, ==,
                   "One & two\nA code & a second line.\nPart\n•\nan item goes on\n•\nanother\n"
                   "loss = 1 < 2 # `x`\n\n# y\nname\nwhat\na\nthe A\nSmall\n");
  for (guint level = 1; level <= 3; level++)
    {
      static const char *const TITLES[] = { "One & two", "Part", "Small" };
      gpointer heading = stage_find (prose, GTK_TYPE_LABEL, TITLES[level - 1]);

      gtk_test_accessible_assert_role (heading, GTK_ACCESSIBLE_ROLE_HEADING);
      gtk_test_accessible_assert_property (heading, GTK_ACCESSIBLE_PROPERTY_LEVEL, level);
    }
  fenced = stage_find (prose, GTK_TYPE_LABEL, "loss = 1 < 2 # `x`\n\n# y");
  g_assert_true (gtk_label_get_selectable (fenced));
  g_assert_cmpuint (lab_prose_get_headings (LAB_PROSE (prose))->len, ==, 1);
}

static void
test_find (Stage *stage, gconstpointer data)
{
  LabProse *prose = LAB_PROSE (lab_prose_new (PAGE));

  stage_show (stage, GTK_WIDGET (prose), 600, 400);
  g_assert_cmpuint (lab_prose_find (prose, "ONE"), ==, 1);
  g_assert_cmpuint (lab_prose_find (prose, "an"), ==, 2);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (lab_prose_show_match (prose, 1))), ==, "another");
  g_assert_cmpuint (lab_prose_find (prose, "nowhere"), ==, 0);
  g_assert_cmpuint (lab_prose_find (prose, ""), ==, 0);
}

/* ---- the window ---- */

static GtkWidget *
open_page (Stage *stage)
{
  stage_show (stage, gtk_label_new ("A window"), 400, 300);
  lab_reference_window_present (GTK_WINDOW (stage->window));
  stage_wait (stage_opened (stage) != NULL && gtk_widget_get_mapped (stage_opened (stage)));
  gtk_test_widget_wait_for_draw (stage_opened (stage));
  return stage_opened (stage);
}

static void
close_page (Stage *stage)
{
  gtk_window_close (GTK_WINDOW (stage_opened (stage)));
  stage_wait (stage_opened (stage) == NULL);
}

static GtkScrolledWindow *
scroller (GtkWidget *window)
{
  return GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (stage_find (window, LAB_TYPE_PROSE, NULL),
                                                       GTK_TYPE_SCROLLED_WINDOW));
}

static double
place (GtkWidget *window)
{
  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (scroller (window)));
}

/* Nothing of the text's marks is left over, and all functions are there. */
static void
test_page (Stage *stage, gconstpointer data)
{
  GtkWidget *window = open_page (stage);
  g_autofree char *words = stage_words (stage_find (window, LAB_TYPE_PROSE, NULL));

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "The Loss Language");
  g_assert_null (strstr (words, "`"));
  g_assert_null (strstr (words, "\n|"));
  g_assert_null (strstr (words, "\n#\n"));
  g_assert_null (strstr (words, "---"));
  for (LabOp op = 0; op < LAB_N_OPS; op++)
    if (lab_operators[op].form == LAB_FORM_FUNCTION)
      g_assert_nonnull (strstr (words, lab_operators[op].name));
  close_page (stage);
}

static void
test_contents (Stage *stage, gconstpointer data)
{
  GtkWidget *window = open_page (stage);
  GtkListBox *list = stage_find (window, GTK_TYPE_LIST_BOX, "Contents");
  double before = -1.0;

  for (int i = 0; gtk_list_box_get_row_at_index (list, i) != NULL; i++)
    {
      gtk_widget_activate (GTK_WIDGET (gtk_list_box_get_row_at_index (list, i)));
      stage_settle ();
      g_assert_cmpfloat (place (window), >, before);
      before = place (window);
    }
  g_assert_cmpfloat (before, >, 1000.0);
  close_page (stage);
}

static void
test_keys (Stage *stage, gconstpointer data)
{
  GtkWidget *window = open_page (stage), *page = GTK_WIDGET (scroller (window));
  double first, end;

  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == page);
  g_assert_true (stage_key (page, GDK_KEY_Down));
  first = place (window);
  g_assert_cmpfloat (first, >, 0.0);
  g_assert_true (stage_key (page, GDK_KEY_space));
  g_assert_cmpfloat (place (window), >, 5.0 * first);
  g_assert_true (stage_key (page, GDK_KEY_End));
  end = place (window);
  g_assert_true (stage_key (page, GDK_KEY_Page_Up));
  g_assert_cmpfloat (place (window), <, end);
  g_assert_true (stage_key (page, GDK_KEY_Home));
  g_assert_cmpfloat (place (window), ==, 0.0);
  g_assert_false (stage_key (page, GDK_KEY_a));
  close_page (stage);
}

static void
test_search (Stage *stage, gconstpointer data)
{
  GtkWidget *window = open_page (stage);
  GtkSearchEntry *entry;
  double first;

  g_assert_true (
      gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "page.search", NULL));
  stage_wait ((entry = stage_find (window, GTK_TYPE_SEARCH_ENTRY, "Search the page")) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (entry), "LOGSUMEXP_classes");
  stage_wait (stage_says (window, "1 of "));
  first = place (window);
  g_assert_cmpfloat (first, >, 0.0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "theta");
  stage_wait (!stage_says (window, "1 of 1\n") && stage_says (window, "1 of "));
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (stage_says (window, "2 of "));
  stage_click (stage_find (window, GTK_TYPE_BUTTON, "Previous"));
  stage_click (stage_find (window, GTK_TYPE_BUTTON, "Next"));
  stage_wait (stage_says (window, "2 of "));
  gtk_editable_set_text (GTK_EDITABLE (entry), "no such word");
  stage_wait (stage_says (window, "Not on this page"));
  close_page (stage);
}

/* The same window again; a new one after it was closed; none without its parent. */
static void
test_one (Stage *stage, gconstpointer data)
{
  GtkWidget *window = open_page (stage), *parent;

  lab_reference_window_present (GTK_WINDOW (stage->window));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 2);
  g_assert_true (stage_opened (stage) == window);
  close_page (stage);
  open_page (stage);
  close_page (stage);

  parent = adw_window_new ();
  gtk_window_present (GTK_WINDOW (parent));
  lab_reference_window_present (GTK_WINDOW (parent));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 3);
  gtk_window_destroy (GTK_WINDOW (parent));
  stage_wait (stage_opened (stage) == NULL);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) g_test_add (name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("/prose/blocks", test_blocks);
  ADD ("/prose/find", test_find);
  ADD ("/reference-window/page", test_page);
  ADD ("/reference-window/contents", test_contents);
  ADD ("/reference-window/keys", test_keys);
  ADD ("/reference-window/search", test_search);
  ADD ("/reference-window/one", test_one);
  return g_test_run ();
}
