/* SPDX-License-Identifier: MIT */
/* A row is a string of cells, separated by tabs: a table of texts needs no type of its own. */
#include "data-table.h"

#include "ui/plot/number.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
add_curves (const LabChart *chart, GString *head, GtkStringList *rows)
{
  const LabCurvesData *data = &chart->data.curves;
  /* or what they learn: a value a step */
  const gboolean losses = lab_charts[chart->kind].of_matrix == NULL;
  const LabCurve *longest = &data->curves[0];
  guint n = 0;

  g_string_append (head, _ ("Epoch"));
  for (guint i = 0; i < data->n_curves; i++)
    {
      if (data->curves[i].absent == NULL)
        g_string_append_printf (head, "\t%s", data->curves[i].name);
      if (data->curves[i].n > longest->n)
        longest = &data->curves[i];
    }
  /* Of losses, eight rows an epoch: every step would be thousands. */
  n = losses ? (guint) (8.0 * data->x_to) : longest->n;
  for (guint r = 0; r < n; r++)
    {
      const double x = losses ? (r + 1) / 8.0 : longest->x[r];
      g_autofree char *epoch = lab_number_fixed (x, 3);
      g_autoptr (GString) row = g_string_new (epoch);
      gboolean any = FALSE;

      for (guint i = 0; i < data->n_curves; i++)
        {
          const double value = lab_curve_value (&data->curves[i], x, TRUE);
          g_autofree char *text
              = lab_number_with_deviation (value, lab_curve_spread (&data->curves[i], x),
                                           data->percent);

          any = any || !isnan (value);
          if (data->curves[i].absent == NULL)
            g_string_append_printf (row, "\t%s", isnan (value) ? "–" : text);
        }
      if (any)
        gtk_string_list_append (rows, row->str);
    }
}

static void
add_marks (const LabChart *chart, GString *head, GtkStringList *rows)
{
  const LabClassMarksData *data = &chart->data.marks;

  g_string_append (head, _ ("Class"));
  for (guint i = 0; i < data->n_sides; i++)
    g_string_append_printf (head, "\t%s", data->side_names[i]);
  g_string_append_printf (head, "\t%s", _ ("Change, points"));
  for (guint k = 0; k < data->n_classes; k++)
    {
      g_autoptr (GString) row = g_string_new (data->class_names[k]);

      for (guint i = 0; i < data->n_sides; i++)
        {
          const double spread = data->spreads[i] == NULL ? (double) NAN : data->spreads[i][k];
          g_autofree char *text
              = data->values[i] == NULL
                    ? g_strdup ("–")
                    : lab_number_with_deviation (data->values[i][k], spread, TRUE);

          g_string_append_printf (row, "\t%s", text);
        }
      if (data->n_sides >= 2 && data->values[0] != NULL && data->values[1] != NULL)
        {
          g_autofree char *points = lab_number_points (data->values[0][k], data->values[1][k]);

          g_string_append_printf (row, "\t%s", points);
        }
      gtk_string_list_append (rows, row->str);
    }
}

static void
add_matrices (const LabChart *chart, GString *head, GtkStringList *rows)
{
  const LabFigure *figure = &chart->figure;

  g_string_append_printf (head, "%s\t%s", _ ("Network"), _ ("True"));
  for (guint k = 0; k < figure->n_classes; k++)
    g_string_append_printf (head, "\t%s", figure->class_names[k]);
  for (guint i = 0; i < figure->n_legend; i++)
    for (guint r = 0; figure->matrices[i] != NULL && r < figure->n_classes; r++)
      {
        g_autoptr (GString) row = g_string_new (NULL);

        g_string_append_printf (row, "%s\t%s", lab_chart_role (figure->legend[i].style),
                                figure->class_names[r]);
        for (guint c = 0; c < figure->n_classes; c++)
          g_string_append_printf (row, "\t%u", lab_confusion_get (figure->matrices[i], r, c));
        gtk_string_list_append (rows, row->str);
      }
}

/* A twentieth of the probability a row; test pictures are those from there to the next row. */
static void
add_shape (const LabChart *chart, GString *head, GtkStringList *rows)
{
  LabLossShapeData data = chart->data.shape;

  for (guint i = 0; i < data.n_sides; i++)
    data.sides[i].hidden = FALSE;
  g_string_append (head, "p[y]");
  for (guint i = 0; i < data.n_sides; i++)
    g_string_append_printf (head, _ ("\t%s, loss\t%s, push\t%s, test pictures"), data.sides[i].name,
                            data.sides[i].name, data.sides[i].name);
  for (guint r = 0; data.n_points > 0 && r <= LAB_LOSS_SHAPE_BINS; r++)
    {
      const double p
          = CLAMP ((double) r / LAB_LOSS_SHAPE_BINS, data.x[0], data.x[data.n_points - 1]);
      g_autofree char *at = lab_number_fixed (p, 3);
      g_autoptr (GString) row = g_string_new (at);

      for (guint i = 0; i < data.n_sides; i++)
        {
          const LabLossShapeSide *side = &data.sides[i];
          g_autofree char *loss
              = lab_number_loss (lab_loss_shape_data_value (&data, i, LAB_LOSS_SHAPE_LOSS, p));
          g_autofree char *push
              = lab_number_loss (lab_loss_shape_data_value (&data, i, LAB_LOSS_SHAPE_PUSH, p));
          g_autofree char *count = side->counts == NULL || r == LAB_LOSS_SHAPE_BINS
                                       ? g_strdup ("–")
                                       : lab_number_count (side->counts[r]);

          g_string_append_printf (row, "\t%s\t%s\t%s", loss, push, count);
        }
      gtk_string_list_append (rows, row->str);
    }
}

/* At round thresholds: a point each would be thousands. */
static void
add_thresholds (const LabChart *chart, GString *head, GtkStringList *rows)
{
  static const double AT[]
      = { 0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999 };
  LabThresholdData data = chart->data.thresholds;
  const gboolean roc = data.kind == LAB_THRESHOLD_ROC;
  gboolean any = FALSE;

  g_string_append (head, _ ("Threshold"));
  for (guint i = 0; i < data.n_sides; i++)
    {
      data.sides[i].hidden = FALSE;
      any = any || lab_threshold_data_n_points (&data, i) > 0;
      g_string_append_printf (head,
                              roc ? _ ("\t%s, false positive rate\t%s, true positive rate")
                                  : _ ("\t%s, recall\t%s, precision"),
                              data.sides[i].name, data.sides[i].name);
    }
  for (guint r = 0; any && r < G_N_ELEMENTS (AT); r++)
    {
      g_autofree char *at = lab_threshold_number (AT[r]);
      g_autoptr (GString) row = g_string_new (at);

      for (guint i = 0; i < data.n_sides; i++)
        {
          const gboolean there = lab_threshold_data_n_points (&data, i) > 0;
          const LabRankingPoint point
              = there ? lab_threshold_data_point (&data, i, lab_threshold_data_at (&data, i, AT[r]))
                      : (LabRankingPoint){ .x = (double) NAN, .y = (double) NAN };
          g_autofree char *x = lab_number_percent (point.x), *y = lab_number_percent (point.y);

          g_string_append_printf (row, "\t%s\t%s", x, y);
        }
      gtk_string_list_append (rows, row->str);
    }
}

static void
add_reliability (const LabChart *chart, GString *head, GtkStringList *rows)
{
  const LabReliabilityData *data = &chart->data.reliability;
  gboolean any = FALSE;

  g_string_append (head, _ ("Confidence"));
  for (guint i = 0; i < data->n_sides; i++)
    {
      any = any || data->sides[i].calibration != NULL;
      g_string_append_printf (head, _ ("\t%s, confidence\t%s, accuracy\t%s, test pictures"),
                              data->sides[i].name, data->sides[i].name, data->sides[i].name);
    }
  for (guint b = 0; any && b < LAB_CALIBRATION_BINS; b++)
    {
      g_autofree char *to = lab_number_percent ((b + 1.0) / LAB_CALIBRATION_BINS);
      g_autofree char *at = g_strdup_printf (_ ("up to %s"), to);
      g_autoptr (GString) row = g_string_new (at);

      for (guint i = 0; i < data->n_sides; i++)
        {
          const LabCalibration *of = data->sides[i].calibration;
          g_autofree char *confidence
              = lab_number_percent (of == NULL ? (double) NAN : of->confidence[b]);
          g_autofree char *accuracy
              = lab_number_percent (of == NULL ? (double) NAN : of->accuracy[b]);
          g_autofree char *count = of == NULL ? g_strdup ("–") : lab_number_count (of->count[b]);

          g_string_append_printf (row, "\t%s\t%s\t%s", confidence, accuracy, count);
        }
      gtk_string_list_append (rows, row->str);
    }
}

static void
on_setup (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_xalign (GTK_LABEL (label), data == NULL ? 0.0f : 1.0f);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  g_auto (GStrv) cells
      = g_strsplit (gtk_string_object_get_string (gtk_list_item_get_item (item)), "\t", -1);
  const guint column = GPOINTER_TO_UINT (data);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      column < g_strv_length (cells) ? cells[column] : "");
}

/* Over their numbers, which end at the right; a column has no property for that. */
static void
align_titles (GtkWidget *view)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (view));

  for (title = gtk_widget_get_next_sibling (title); title != NULL;
       title = gtk_widget_get_next_sibling (title))
    gtk_widget_set_halign (gtk_widget_get_first_child (title), GTK_ALIGN_END);
}

void
lab_data_table_present (GtkWindow *parent, const LabChart *chart)
{
  GtkStringList *rows = gtk_string_list_new (NULL);
  g_autoptr (GString) head = g_string_new (NULL);
  g_auto (GStrv) titles = NULL;
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *escape = gtk_shortcut_controller_new ();
  GtkWidget *view;

  switch (chart->figure.kind)
    {
    case LAB_FIGURE_CLASS_MARKS:
      add_marks (chart, head, rows);
      break;
    case LAB_FIGURE_MATRICES:
      add_matrices (chart, head, rows);
      break;
    case LAB_FIGURE_LOSS_SHAPE:
      add_shape (chart, head, rows);
      break;
    case LAB_FIGURE_THRESHOLDS:
      add_thresholds (chart, head, rows);
      break;
    case LAB_FIGURE_RELIABILITY:
      add_reliability (chart, head, rows);
      break;
    case LAB_FIGURE_CURVES:
    default:
      add_curves (chart, head, rows);
    }
  view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (rows))));
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  chart->figure.title, -1);
  titles = g_strsplit (head->str, "\t", -1);
  for (guint i = 0; titles[i] != NULL; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (i));
      column = gtk_column_view_column_new (titles[i], factory);
      gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
      g_object_unref (column);
    }
  align_titles (view);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), chart->figure.title);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE); /* what is behind it would go on */
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (escape),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, escape);
  gtk_window_set_default_size (GTK_WINDOW (window), 760, 480);
  gtk_window_present (GTK_WINDOW (window));
}
