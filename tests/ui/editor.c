/* SPDX-License-Identifier: MIT */
/* The loss editor: what is typed, mended, moved, chosen and kept. */
#include "ui/page/editor.h"

#include "catalogue.h"
#include "stage.h"
#include "temp.h"
#include "ui/model/loss-folder.h"
#include "ui/page/sidebar.h"
#include "ui/widget/loss-chooser.h"
#include "ui/widget/loss-completion.h"
#include "ui/widget/parameter-row.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define FOCAL             \
  "# Focal\n"             \
  "gamma = 2 in [0, 5]\n" \
  "loss = -w[y]*(1 - p[y])^gamma*log(p[y])"
#define MISTAKEN          \
  "# Focal\n"             \
  "gamma = 2 in [0, 5]\n" \
  "loss = -w[y]*(1 - p_y)^gamma*log(p[y])"

static char *data_folder;

static GtkWidget *
show_editor (Stage *stage)
{
  GtkWidget *sidebar = lab_sidebar_new (stage->session);

  stage_show (stage, sidebar, 480, 900);
  stage_click (stage_button (sidebar, "Edit the loss of Custom"));
  stage_wait (stage_find (sidebar, LAB_TYPE_EDITOR, NULL) != NULL
              && gtk_widget_get_mapped (stage_find (sidebar, LAB_TYPE_EDITOR, NULL)));
  return sidebar;
}

static GtkTextBuffer *
buffer_of (GtkWidget *sidebar)
{
  return gtk_text_view_get_buffer (stage_find (sidebar, GTK_TYPE_TEXT_VIEW, "Text of the loss"));
}

static char *
text_of (GtkWidget *sidebar)
{
  char *text;

  g_object_get (buffer_of (sidebar), "text", &text, NULL);
  return text;
}

static void
type (GtkWidget *sidebar, const char *text)
{
  GtkTextBuffer *buffer = buffer_of (sidebar);
  GtkTextIter start, end;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static gboolean
has_loss (Stage *stage, const char *expected)
{
  g_autofree char *loss = stage_setting (stage, 1, LAB_SETTING_LOSS);

  return g_str_equal (loss, expected);
}

static void
assert_text (GtkWidget *sidebar, const char *expected)
{
  g_autofree char *text = text_of (sidebar);

  g_assert_cmpstr (text, ==, expected);
}

/* The bytes of the text that are underlined. */
static char *
underlined (GtkWidget *sidebar)
{
  GtkTextBuffer *buffer = buffer_of (sidebar);
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "wrong");
  GtkTextIter start, end;

  gtk_text_buffer_get_start_iter (buffer, &start);
  if (!gtk_text_iter_starts_tag (&start, tag) && !gtk_text_iter_forward_to_tag_toggle (&start, tag))
    return g_strdup ("");
  end = start;
  gtk_text_iter_forward_to_tag_toggle (&end, tag);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* A text without errors is the document's; one with errors is told of, and mended with a click. */
static void
test_mend (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);
  g_autofree char *before = g_strdup (lab_document_get_undo (stage->document));
  g_autofree char *wrong = NULL;

  type (sidebar, MISTAKEN);
  stage_wait (stage_says (sidebar, "Line 3: p_y is not defined: did you mean p[y]?"));
  g_assert_true (stage_says (sidebar, "Training and plots keep the last text without errors."));
  g_assert_true (has_loss (stage, "weighted-cross-entropy"));
  g_assert_cmpstr (lab_document_get_undo (stage->document), ==, before);
  wrong = underlined (sidebar);
  g_assert_cmpstr (wrong, ==, "p_y");
  stage_click (stage_button (sidebar, "_Mend"));
  assert_text (sidebar, FOCAL);
  g_assert_true (has_loss (stage, LAB_LOSS_TYPED FOCAL));
  g_assert_false (stage_says (sidebar, "Line 3"));
  g_assert_nonnull (stage_find (sidebar, LAB_TYPE_PARAMETER_ROW, NULL));
  g_free (g_steal_pointer (&wrong));
  wrong = underlined (sidebar);
  g_assert_cmpstr (wrong, ==, "");
}

/* Several mistakes are listed; a warning is no error. */
static void
test_several (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);

  type (sidebar, "a = lag(p[y])\nloss = -log(q[y])\nb = )");
  stage_wait (stage_says (sidebar, "Line 1: There is no function lag: did you mean log?"));
  g_assert_true (stage_says (sidebar, "Line 3: "));
  type (sidebar, "a = 2\nloss = -log(p[y])");
  stage_wait (stage_says (sidebar, "Line 1: a is never used"));
  g_assert_false (stage_says (sidebar, "Training and plots keep"));
  g_assert_true (has_loss (stage, LAB_LOSS_TYPED "a = 2\nloss = -log(p[y])"));
}

/* Nothing that can be typed does harm. */
static void
test_odd (Stage *stage, gconstpointer data)
{
  static const char *const ODD[] = { "",
                                     "\n\n",
                                     "#",
                                     "é",
                                     "loss = é",
                                     "loss = p[y]\n€",
                                     "loss =",
                                     "\t",
                                     "gamma = 2 in [",
                                     "loss = ((((((((((",
                                     "🙂 = 2" };
  GtkWidget *sidebar = show_editor (stage);

  for (guint i = 0; i < G_N_ELEMENTS (ODD); i++)
    {
      type (sidebar, ODD[i]);
      stage_wait (stage_says (sidebar, "Line "));
      type (sidebar, "loss = -log(p[y])");
      stage_wait (!stage_says (sidebar, "Line "));
      g_assert_true (has_loss (stage, LAB_LOSS_TYPED "loss = -log(p[y])"));
    }
}

/* A catalogue's text is the catalogue's loss, and undo leads back, in the view too. */
static void
test_document (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);
  g_autoptr (LabLoss) dice = lab_catalogue_find ("dice", NULL);
  g_autofree char *before = text_of (sidebar);

  type (sidebar, dice->text);
  stage_wait (has_loss (stage, "dice"));
  lab_document_undo (stage->document);
  g_assert_true (has_loss (stage, "weighted-cross-entropy"));
  assert_text (sidebar, before);
  lab_document_redo (stage->document);
  g_assert_true (stage_says (sidebar, dice->title));
  /* the text's own undo is another way back */
  gtk_text_buffer_undo (buffer_of (sidebar));
  stage_wait (has_loss (stage, "weighted-cross-entropy"));
  g_assert_true (lab_document_set_loss (stage->document, 1, "focal", NULL));
  g_assert_true (stage_says (sidebar, "Focal loss"));
  g_assert_nonnull (stage_find (sidebar, LAB_TYPE_PARAMETER_ROW, NULL));
}

static void
test_parameter (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);
  GtkRange *slider;
  GtkSpinButton *number;
  g_autofree char *parameters = NULL, *weights = NULL;

  type (sidebar, FOCAL);
  stage_wait (has_loss (stage, LAB_LOSS_TYPED FOCAL));
  slider = stage_find (sidebar, GTK_TYPE_SCALE, "gamma");
  number = stage_find (sidebar, GTK_TYPE_SPIN_BUTTON, "Value of gamma");
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (slider), 2.0, 1e-9);
  gtk_range_set_value (slider, 3.5001);
  parameters = stage_setting (stage, 1, LAB_SETTING_LOSS_PARAMETERS);
  g_assert_cmpstr (parameters, ==, "gamma=3.5");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (number)), ==, "3.50");
  gtk_spin_button_spin (number, GTK_SPIN_STEP_FORWARD, 0.0);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (slider), 3.55, 1e-9);
  lab_document_undo (stage->document);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (slider), 2.0, 1e-9);
  /* the class weights are the card's */
  g_assert_true (stage_says (sidebar, "All 1"));
  g_assert_true (gtk_widget_activate_action (stage_find (sidebar, LAB_TYPE_EDITOR, NULL),
                                             "side.weights", "s", "0=2"));
  g_assert_true (stage_says (sidebar, "2.00 for 0, else 1.00"));
  g_assert_true (gtk_widget_activate_action (stage_find (sidebar, LAB_TYPE_EDITOR, NULL),
                                             "side.weights", "s", "balanced"));
  weights = stage_setting (stage, 1, LAB_SETTING_CLASS_WEIGHTS);
  g_assert_cmpstr (weights, ==, "balanced");
}

/* The ends of a slider are written in the text; what stands around them stays. */
static void
test_ends (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);
  GtkEditable *least, *greatest;

  type (sidebar, "a = 0.5  in [ 0.1,1 ] log  # mine\nloss = -a*log(p[y])");
  stage_wait (stage_find (sidebar, GTK_TYPE_SCALE, "a") != NULL);
  least = stage_find (sidebar, GTK_TYPE_ENTRY, "Least a");
  greatest = stage_find (sidebar, GTK_TYPE_ENTRY, "Greatest a");
  gtk_editable_set_text (greatest, "20");
  g_signal_emit_by_name (greatest, "activate");
  assert_text (sidebar, "a = 0.5 in [0.1, 20] log  # mine\nloss = -a*log(p[y])");
  stage_wait (
      has_loss (stage, LAB_LOSS_TYPED "a = 0.5 in [0.1, 20] log  # mine\nloss = -a*log(p[y])"));
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_upper (gtk_range_get_adjustment (
                                      stage_find (sidebar, GTK_TYPE_SCALE, "a"))),
                                  log (20.0), 1e-9);
  /* the value goes with its range */
  gtk_editable_set_text (least, "2");
  g_signal_emit_by_name (least, "activate");
  assert_text (sidebar, "a = 2 in [2, 20] log  # mine\nloss = -a*log(p[y])");
  /* no range at all is said, and nothing happens */
  for (guint i = 0; i < 3; i++)
    {
      static const char *const WRONG[] = { "much", "30", "0" };

      gtk_editable_set_text (least, WRONG[i]);
      g_signal_emit_by_name (least, "activate");
      g_assert_true (stage_says (sidebar, i == 0   ? "An end of the range is a number"
                                          : i == 1 ? "must be the lesser one"
                                                   : "begins above 0"));
      assert_text (sidebar, "a = 2 in [2, 20] log  # mine\nloss = -a*log(p[y])");
    }
}

/* What was typed with errors waits in the editor, until the side has another loss. */
static void
test_draft (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);

  type (sidebar, MISTAKEN);
  g_assert_true (stage_key (sidebar, GDK_KEY_Escape));
  stage_wait (stage_says (stage->window, "The text has errors. The editor keeps it"));
  g_assert_nonnull (stage_button (sidebar, "Edit the loss of Custom"));
  stage_click (stage_button (sidebar, "Edit the loss of Standard"));
  g_assert_true (stage_says (sidebar, "Standard loss"));
  g_assert_false (stage_says (sidebar, "Line "));
  stage_click (stage_button (sidebar, "All settings"));
  stage_click (stage_button (sidebar, "Edit the loss of Custom"));
  assert_text (sidebar, MISTAKEN);
  stage_wait (stage_says (sidebar, "p_y is not defined"));
  stage_click (stage_button (sidebar, "All settings"));
  lab_document_set_loss (stage->document, 1, "focal", NULL);
  stage_click (stage_button (sidebar, "Edit the loss of Custom"));
  g_assert_false (stage_says (sidebar, "Line "));
}

/* Finite differences, in a thread. */
static void
test_verdict (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);

  stage_wait (stage_says (sidebar, "Agrees with finite differences"));
  g_assert_true (stage_says (sidebar, "values of a batch, largest relative error"));
  type (sidebar, "loss = 1 - mean(p)*0");
  stage_wait (stage_says (sidebar, "The loss does not look at the target"));
  g_assert_true (stage_says (sidebar, "The derivative is zero everywhere"));
  g_assert_true (stage_says (sidebar, "dL/dz = 0\n"));
  lab_document_set_loss (stage->document, 1, "multi-task", NULL);
  stage_wait (stage_says (sidebar, "\ndL/dz2 = "));
  /* what this dataset cannot have */
  type (sidebar, "a = 1 in [0, 2]\nloss = a*z[9] - log(p[y])");
  stage_wait (stage_says (sidebar, "names class 9"));
  g_assert_null (stage_find (sidebar, LAB_TYPE_PARAMETER_ROW, NULL));
}

static gboolean
is_titled (const char *id, const char *title)
{
  g_autoptr (LabLoss) loss = lab_catalogue_find (id, NULL);

  return loss != NULL && g_str_equal (loss->title, title);
}

/* Saved among the user's own, found there, and read again when the file changes. */
static void
test_save (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);
  LabLossFolder *folder = lab_loss_folder_get ();
  g_autofree char *losses = lab_catalogue_folder ();
  g_autofree char *path = g_build_filename (losses, "my-focal.loss", NULL);
  g_autoptr (LabLoss) saved = NULL;
  GtkMenuButton *button;
  GtkWidget *popover;
  GtkEditable *name;

  type (sidebar, FOCAL);
  stage_wait (has_loss (stage, LAB_LOSS_TYPED FOCAL));
  button = stage_find (sidebar, GTK_TYPE_MENU_BUTTON, "Save as…");
  gtk_menu_button_popup (button);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  stage_wait (gtk_widget_get_mapped (popover));
  name = stage_find (popover, GTK_TYPE_ENTRY, NULL);
  g_assert_cmpstr (gtk_editable_get_text (name), ==, "my-focal");
  gtk_editable_set_text (name, "dice");
  g_assert_true (stage_says (popover, "The program has a loss of this name"));
  gtk_editable_set_text (name, "a/b");
  stage_click (stage_button (popover, "_Save"));
  g_assert_true (stage_says (popover, "a/b"));
  gtk_editable_set_text (name, "my-focal");
  stage_click (stage_button (popover, "_Save"));
  stage_wait (stage_says (stage->window, "Saved among your own losses as my-focal"));
  saved = lab_catalogue_find ("my-focal", NULL);
  g_assert_nonnull (saved);
  g_assert_cmpstr (saved->text, ==, FOCAL "\n");
  g_assert_true (g_file_set_contents (path, "# Mine\nloss = 1 - p[y]\n", -1, NULL));
  stage_wait (is_titled ("my-focal", "Mine"));
  g_assert_true (g_file_set_contents (path, "loss = nonsense\n", -1, NULL));
  stage_wait (*lab_loss_folder_get_wrong (folder) != NULL);
  g_assert_true (g_str_has_prefix (*lab_loss_folder_get_wrong (folder), "my-focal.loss, line 1:"));
  g_assert_cmpint (g_remove (path), ==, 0);
  stage_wait (*lab_loss_folder_get_wrong (folder) == NULL);
}

static guint
count_rows (GtkListBox *list)
{
  GtkListBoxRow *row;
  guint n = 0;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    n += gtk_widget_get_child_visible (GTK_WIDGET (row));
  return n;
}

/* All losses under their groups; a word finds those that have it, Return takes the best. */
static void
test_catalogue (Stage *stage, gconstpointer data)
{
  GtkWidget *sidebar = show_editor (stage);
  GtkMenuButton *button
      = stage_find (sidebar, GTK_TYPE_MENU_BUTTON, "Start from: Weighted cross-entropy");
  g_autoptr (GPtrArray) all = lab_catalogue_list ();
  GtkWidget *popover;
  GtkListBox *list;
  GtkEditable *search;

  g_assert_nonnull (button);
  gtk_menu_button_popup (button);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  stage_wait (gtk_widget_get_mapped (popover));
  list = stage_find (popover, GTK_TYPE_LIST_BOX, "Losses");
  search = stage_find (popover, GTK_TYPE_SEARCH_ENTRY, "Search the losses");
  g_assert_cmpuint (count_rows (list), ==, all->len);
  g_assert_true (stage_says (popover, "Rare classes"));
  g_assert_true (stage_says (popover, "Penalties"));
  gtk_editable_set_text (search, "nothing of the kind");
  stage_wait (count_rows (list) == 0);
  gtk_editable_set_text (search, "foc");
  stage_wait (count_rows (list) > 0 && count_rows (list) < 6);
  g_signal_emit_by_name (search, "activate");
  g_assert_true (has_loss (stage, "focal"));
  stage_wait (!gtk_widget_get_mapped (popover));
  g_assert_true (stage_says (sidebar, "Focal loss"));
}

/* Names come from the language's tables, and from the text. */
static void
test_completion (void)
{
  g_autofree char *sums = lab_loss_completion_describe (FOCAL, "sum_");
  g_autofree char *own = lab_loss_completion_describe (FOCAL, "ga");
  g_autofree char *all = lab_loss_completion_describe (FOCAL, "");

  g_assert_cmpstr (sums, ==,
                   "sum_classes: sum over the classes\n"
                   "sum_batch: sum over the pictures of the batch\n");
  g_assert_cmpstr (own, ==, "gamma: gamma = 2 in [0, 5]\n");
  g_assert_nonnull (strstr (all, "\nprior: "));
  g_assert_nonnull (strstr (all, "\nloss: "));
}

int
main (int argc, char **argv)
{
  g_autofree char *losses = NULL;
  int status;

  data_folder = lab_temp_new ();
  g_setenv ("XDG_DATA_HOME", data_folder, TRUE);
  losses = lab_catalogue_folder ();
  g_mkdir_with_parents (losses, 0700);
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/editor/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("mend", test_mend);
  ADD ("several", test_several);
  ADD ("odd", test_odd);
  ADD ("document", test_document);
  ADD ("parameter", test_parameter);
  ADD ("ends", test_ends);
  ADD ("draft", test_draft);
  ADD ("verdict", test_verdict);
  ADD ("save", test_save);
  ADD ("catalogue", test_catalogue);
  g_test_add_func ("/editor/completion", test_completion);
  status = g_test_run ();
  lab_temp_free (data_folder);
  return status;
}
