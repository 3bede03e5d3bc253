/* SPDX-License-Identifier: MIT */
/* The windows that a plot opens: its data as a table, and the question for a picture's size. */
#include "stage.h"
#include "temp.h"
#include "ui/page/export-dialog.h"
#include "ui/page/folder-export.h"
#include "ui/plot/chart-csv.h"
#include "ui/widget/data-table.h"

static LabChart *
chart (Stage *stage, LabChartKind kind)
{
  const LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  LabRecords records;

  g_assert_true (lab_session_get_records (stage->session, &records));
  return lab_chart_new (kind, &records, &options);
}

static void
close_opened (Stage *stage)
{
  gtk_window_close (GTK_WINDOW (stage_opened (stage)));
  stage_wait (stage_opened (stage) == NULL);
}

/* Every chart, before the training and after it. */
static void
test_table (Stage *stage, gconstpointer data)
{
  stage_show (stage, gtk_label_new ("A window"), 400, 300);
  for (guint trained = 0; trained < 2; trained++)
    {
      if (trained > 0)
        stage_train (stage);
      for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
        {
          LabChart *of = chart (stage, kind);
          g_autofree char *title = g_strdup (of->figure.title);
          GtkColumnView *view;
          guint rows;

          lab_data_table_present (GTK_WINDOW (stage->window), of);
          lab_chart_free (of); /* the table keeps nothing of it */
          g_assert_nonnull (stage_opened (stage));
          stage_wait (gtk_widget_get_mapped (stage_opened (stage)));
          gtk_test_widget_wait_for_draw (stage_opened (stage));
          g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (stage_opened (stage))), ==, title);
          g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (stage_opened (stage)))
                         == GTK_WINDOW (stage->window));
          view = stage_find (stage_opened (stage), GTK_TYPE_COLUMN_VIEW, title);
          g_assert_nonnull (view);
          rows = g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (view)));
          if (lab_charts[kind].figure == LAB_FIGURE_CLASS_MARKS)
            g_assert_cmpuint (rows, ==, lab_charts[kind].task == 0 ? 4 : 2);
          else if (lab_charts[kind].task > 0 || lab_charts[kind].learned)
            g_assert_cmpuint (rows, ==, 0); /* no run has it */
          else if (lab_charts[kind].figure == LAB_FIGURE_MATRICES)
            g_assert_cmpuint (rows, ==, trained > 0 ? 8 : 0);
          else if (kind == LAB_CHART_TEST_ACCURACY)
            g_assert_cmpuint (rows, ==, trained > 0 ? 13 : 0);
          close_opened (stage);
        }
    }
}

/* What the table says is what the matrix counts. */
static void
test_cells (Stage *stage, gconstpointer data)
{
  g_autoptr (LabChart) confusion = NULL;
  GtkColumnView *view;
  GListModel *rows;

  stage_show (stage, gtk_label_new ("A window"), 400, 300);
  stage_train (stage);
  confusion = chart (stage, LAB_CHART_CONFUSION);
  lab_data_table_present (GTK_WINDOW (stage->window), confusion);
  view = stage_find (stage_opened (stage), GTK_TYPE_COLUMN_VIEW, NULL);
  rows = G_LIST_MODEL (gtk_column_view_get_model (view));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (view)), ==, 6);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GtkStringObject) row = g_list_model_get_item (rows, i);
      g_auto (GStrv) cells = g_strsplit (gtk_string_object_get_string (row), "\t", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 6);
      g_assert_cmpstr (cells[0], ==, lab_chart_role (i / 4));
      for (guint k = 0; k < 4; k++)
        g_assert_cmpuint (g_ascii_strtoull (cells[2 + k], NULL, 10), ==,
                          lab_confusion_get (confusion->figure.matrices[i / 4], i % 4, k));
    }
  close_opened (stage);
}

/* A side that has nothing of what is shown has no column; what a loss learns has one each. */
static void
test_two_tasks (Stage *stage, gconstpointer data)
{
  const struct
  {
    LabChartKind kind;
    const char *columns;
  } cases[] = {
    { LAB_CHART_LEARNED, "Epoch|Custom, s1|Custom, s2" },
    { LAB_CHART_TEST_ACCURACY2, "Epoch|Custom: two tasks, weighted by uncertainty" },
    { LAB_CHART_CONFUSION2, "Network|True|odd|even" },
  };

  stage_show (stage, gtk_label_new ("A window"), 400, 300);
  g_assert_true (
      lab_document_set (stage->document, 1, LAB_SETTING_LOSS, "multi-task-uncertainty", NULL));
  stage_train (stage);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LabChart) of = chart (stage, cases[i].kind);
      g_autoptr (GString) titles = g_string_new (NULL);
      GtkColumnView *view;
      GListModel *columns, *rows;

      lab_data_table_present (GTK_WINDOW (stage->window), of);
      view = stage_find (stage_opened (stage), GTK_TYPE_COLUMN_VIEW, NULL);
      columns = gtk_column_view_get_columns (view);
      rows = G_LIST_MODEL (gtk_column_view_get_model (view));
      for (guint c = 0; c < g_list_model_get_n_items (columns); c++)
        {
          g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, c);

          g_string_append_printf (titles, "%s%s", c > 0 ? "|" : "",
                                  gtk_column_view_column_get_title (column));
        }
      g_assert_cmpstr (titles->str, ==, cases[i].columns);
      g_assert_cmpuint (g_list_model_get_n_items (rows), >=, 2);
      for (guint r = 0; r < g_list_model_get_n_items (rows); r++)
        {
          g_autoptr (GtkStringObject) row = g_list_model_get_item (rows, r);
          g_auto (GStrv) cells = g_strsplit (gtk_string_object_get_string (row), "\t", -1);

          g_assert_cmpuint (g_strv_length (cells), ==, g_list_model_get_n_items (columns));
          for (guint c = 0; cells[c] != NULL; c++)
            g_assert_cmpstr (cells[c], !=, "–");
        }
      close_opened (stage);
    }
}

/* Its size is the figure's, once or more often, and it says how many pixels that makes. */
static void
test_export (Stage *stage, gconstpointer data)
{
  static const char *const SAYS[] = { "", "sharp at any size", "mm, sharp", "All numbers" };
  GtkWidget *dialog;
  guint width, height;
  g_autofree char *twice = NULL, *thrice = NULL;
  LabChart *accuracy;

  stage_show (stage, gtk_label_new ("A window"), 400, 300);
  stage_train (stage);
  accuracy = chart (stage, LAB_CHART_TEST_ACCURACY);
  lab_figure_size (&accuracy->figure, &width, &height);
  lab_export_dialog_present (GTK_WINDOW (stage->window), accuracy, stage->toasts);
  dialog = stage_opened (stage);
  stage_wait (gtk_widget_get_mapped (dialog));
  gtk_test_widget_wait_for_draw (dialog);
  twice = g_strdup_printf ("%u × %u pixels", 2 * width, 2 * height);
  thrice = g_strdup_printf ("%u × %u pixels", 3 * 400u, 3 * height);
  g_assert_true (stage_says (dialog, twice));
  gtk_spin_button_set_value (stage_find (dialog, GTK_TYPE_SPIN_BUTTON, "Width"), 400);
  gtk_drop_down_set_selected (stage_find (dialog, GTK_TYPE_DROP_DOWN, "Resolution"), 2);
  g_assert_true (stage_says (dialog, thrice));
  for (guint format = 1; format < G_N_ELEMENTS (SAYS); format++)
    {
      gtk_drop_down_set_selected (stage_find (dialog, GTK_TYPE_DROP_DOWN, "Format"), format);
      g_assert_true (stage_says (dialog, SAYS[format]));
      g_assert_false (
          gtk_widget_is_sensitive (stage_find (dialog, GTK_TYPE_DROP_DOWN, "Resolution")));
    }
  gtk_drop_down_set_selected (stage_find (dialog, GTK_TYPE_DROP_DOWN, "Format"), 0);
  gtk_drop_down_set_selected (stage_find (dialog, GTK_TYPE_DROP_DOWN, "Theme"), 1);
  gtk_test_widget_wait_for_draw (dialog);
  close_opened (stage);
}

/* What is left open goes with its window. */
static void
test_parent (Stage *stage, gconstpointer data)
{
  stage_train (stage);
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *parent = adw_window_new (), *child;
      g_autoptr (LabChart) recall = chart (stage, LAB_CHART_RECALL);

      gtk_window_present (GTK_WINDOW (parent));
      if (i == 0)
        lab_data_table_present (GTK_WINDOW (parent), recall);
      else
        lab_export_dialog_present (GTK_WINDOW (parent), g_steal_pointer (&recall), stage->toasts);
      child = stage_opened (stage);
      g_assert_true (child != parent && gtk_window_get_transient_for (GTK_WINDOW (child)) != NULL);
      stage_wait (gtk_widget_get_mapped (child));
      gtk_window_destroy (GTK_WINDOW (parent));
      stage_wait (stage_opened (stage) == NULL);
    }
}

/* The experiment as a script: into an empty folder, and beside what is there already. */
static void
test_script (Stage *stage, gconstpointer data)
{
  g_autoptr (LabTemp) folder = lab_temp_new ();
  GtkWidget *toasts = adw_toast_overlay_new ();
  g_autofree char *script = g_build_filename (folder, "train.py", NULL);
  g_autofree char *second = g_build_filename (folder, "losslab-pytorch", "train.py", NULL);

  stage_show (stage, toasts, 400, 300);
  stage_wait (lab_session_get_training_set (stage->session) != NULL);
  lab_folder_export_write (LAB_FOLDER_EXPORT_SCRIPT, stage->session, folder,
                           ADW_TOAST_OVERLAY (toasts));
  stage_wait (g_file_test (script, G_FILE_TEST_EXISTS));
  lab_folder_export_write (LAB_FOLDER_EXPORT_SCRIPT, stage->session, folder,
                           ADW_TOAST_OVERLAY (toasts));
  stage_wait (g_file_test (second, G_FILE_TEST_EXISTS));
  stage_wait (stage_says (toasts, "PyTorch script written to"));
}

/* The handout and everything: not before there is something to show; then all of it, beside what is
 * there already; and a place that cannot be written to is told of, and left as it was. */
static void
test_whole (Stage *stage, gconstpointer data)
{
  static const char *const FILES[]
      = { "handout.pdf",     "experiment.losslab", "recall.svg",       "recall.pdf",
          "recall.png",      "classes.csv",        "pytorch/train.py", "weights-custom.safetensors",
          "evaluations.csv", "comparison.csv",     "conclusion.txt" };
  g_autoptr (LabTemp) folder = lab_temp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  AdwToastOverlay *toasts[3]; /* a toast waits for the one before it */
  g_autofree char *page = g_build_filename (folder, "page.pdf", NULL);
  g_autofree char *below = g_build_filename (page, "below", NULL);
  g_autofree char *all = g_build_filename (folder, "losslab-experiment", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (toasts); i++)
    {
      toasts[i] = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (toasts[i]));
    }
  stage_show (stage, box, 400, 300);
  for (LabFolderExportKind kind = 0; kind <= LAB_FOLDER_EXPORT_EVERYTHING; kind++)
    lab_folder_export_write (kind, stage->session, folder, toasts[0]);
  stage_wait (stage_says (toasts[0], "Train first"));
  stage_train (stage);
  lab_folder_export_write (LAB_FOLDER_EXPORT_HANDOUT, stage->session, page, toasts[1]);
  stage_wait (g_file_test (page, G_FILE_TEST_EXISTS));
  lab_folder_export_write (LAB_FOLDER_EXPORT_EVERYTHING, stage->session, folder, toasts[1]);
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    {
      g_autofree char *file = g_build_filename (all, FILES[i], NULL);

      stage_wait (g_file_test (file, G_FILE_TEST_EXISTS));
    }
  for (LabFolderExportKind kind = 0; kind < LAB_N_FOLDER_EXPORTS; kind++)
    lab_folder_export_write (kind, stage->session, below, toasts[2]);
  stage_wait (stage_says (toasts[2], "choose another folder"));
  g_assert_true (g_file_test (page, G_FILE_TEST_IS_REGULAR));
}

/* The numbers of every chart: as many fields in each line, and those of the matrices the matrices'.
 */
static void
test_numbers (Stage *stage, gconstpointer data)
{
  stage_show (stage, gtk_label_new ("A window"), 400, 300);
  stage_train (stage);
  for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
    {
      g_autoptr (LabChart) of = chart (stage, kind);
      g_autofree char *csv = lab_chart_to_csv (of);
      g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
      const guint n = g_strv_length (lines);
      guint fields = 0;

      g_assert_cmpstr (lines[n - 1], ==, "");
      if (lab_charts[kind].task == 0 && !lab_charts[kind].learned && !lab_charts[kind].validation)
        g_assert_cmpuint (n, >, 5);
      for (guint i = 0; i + 1 < n; i++)
        {
          g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);

          fields = i == 0 ? g_strv_length (cells) : fields;
          g_assert_cmpuint (g_strv_length (cells), ==, fields);
          if (kind == LAB_CHART_CONFUSION && i > 0)
            for (guint k = 0; k < 4; k++)
              g_assert_cmpuint (g_ascii_strtoull (cells[2 + k], NULL, 10), ==,
                                lab_confusion_get (of->figure.matrices[(i - 1) / 4], (i - 1) % 4,
                                                   k));
        }
    }
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/dialogs/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("table", test_table);
  ADD ("cells", test_cells);
  ADD ("two-tasks", test_two_tasks);
  ADD ("export", test_export);
  ADD ("parent", test_parent);
  ADD ("script", test_script);
  ADD ("whole", test_whole);
  ADD ("numbers", test_numbers);
  return g_test_run ();
}
