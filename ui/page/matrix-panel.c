/* SPDX-License-Identifier: MIT */
#include "matrix-panel.h"

#include "columns.h"
#include "ui/plot/color-bar.h"
#include "ui/plot/number.h"
#include "ui/widget/mark.h"
#include "ui/widget/plot.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define MOST_MATRICES (LAB_MAX_SIDES + 1)

struct _LabMatrixPanel
{
  LabPanel parent_instance;
  LabSession *session;
  LabChart *chart;
  LabChartOptions options;
  gboolean narrow;
  LabChartKind kind;
  char *question; /* (nullable): the second task's, where there is a choice */
  guint n_sides;
  guint n; /* matrices: of the sides, and the change where there are two of them */
  guint chosen;
  GtkWidget *row;
  GtkWidget *columns[MOST_MATRICES];
  GtkWidget *headers[MOST_MATRICES];
  GtkWidget *facts[MOST_MATRICES]; /* the mistakes, or the cell that is pointed to */
  GtkWidget *bar;                  /* (nullable): the change's colours */
  double greatest_change;
  int row_at;
  int column_at;
  LabPlot *plots[MOST_MATRICES];
  GtkWidget *choices;
  GtkWidget *units;
  GtkWidget *choice[MOST_MATRICES];
  double text_px;
};

G_DEFINE_FINAL_TYPE (LabMatrixPanel, lab_matrix_panel, LAB_TYPE_PANEL)

static void refresh (LabMatrixPanel *self);

static gboolean
is_change (LabMatrixPanel *self, guint i)
{
  return i == self->n_sides;
}

static const char *
name_of (LabMatrixPanel *self, guint i)
{
  return is_change (self, i) ? _ ("Change") : lab_chart_role (i);
}

/* ---- structure ---- */

static void
show_chosen (LabMatrixPanel *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      gtk_widget_set_visible (self->columns[i], !self->narrow || i == self->chosen);
      gtk_widget_set_visible (self->headers[i], !self->narrow);
    }
  /* Both do not fit; the menu has the units too. */
  gtk_widget_set_visible (self->choices, self->narrow);
  gtk_widget_set_visible (self->units, !self->narrow);
}

static void
on_choice (GtkToggleButton *button, LabMatrixPanel *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < self->n; i++)
    if (self->choice[i] == GTK_WIDGET (button))
      self->chosen = i;
  show_chosen (self);
  refresh (self);
}

static void
on_chosen (LabPlot *plot, LabMatrixPanel *self)
{
  double x;
  int y;

  /* What is behind an answer are pictures of several classes: they have no page of their own. */
  for (int i = 0; lab_charts[self->kind].task == 0 && i < (int) self->n; i++)
    if (self->plots[i] == plot && lab_plot_get_point (plot, &x, &y))
      /* A cell of the change is of no side in particular. */
      gtk_widget_activate_action (GTK_WIDGET (self), "win.samples", "(iii)", y, (int) x,
                                  is_change (self, (guint) i) ? -1 : i);
}

/* Whatever matrix the pointer is on, all show the cell, and say what is in it. */
static void
on_pointed (LabPlot *plot, LabMatrixPanel *self)
{
  double x;
  int y;
  const gboolean pointed = lab_plot_get_point (plot, &x, &y);

  self->row_at = pointed ? y : -1;
  self->column_at = pointed ? (int) x : -1;
  refresh (self);
}

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  LabMatrixPanel *self = data;
  const LabColorBar bar
      = { .scale = self->greatest_change, .change = TRUE, .by_row = self->options.by_row };

  if (self->greatest_change > 0.0)
    lab_color_bar_draw_across (
        &bar, width, 0.5 * height - 6.0, 40.0, 12.0,
        lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ())), 11.0, cr);
}

static GtkWidget *
make_header (LabMatrixPanel *self, guint i)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *name = gtk_label_new (name_of (self, i));

  if (!is_change (self, i))
    gtk_box_append (GTK_BOX (box), lab_mark_new (i));
  gtk_widget_add_css_class (name, "heading");
  gtk_box_append (GTK_BOX (box), name);
  self->facts[i] = gtk_label_new ("");
  gtk_widget_add_css_class (self->facts[i], "caption");
  gtk_widget_add_css_class (self->facts[i], "numeric");
  gtk_widget_set_hexpand (self->facts[i], TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->facts[i]), is_change (self, i) ? 0.0f : 1.0f);
  gtk_label_set_ellipsize (GTK_LABEL (self->facts[i]), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), self->facts[i]);
  if (is_change (self, i))
    {
      self->bar = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role",
                                GTK_ACCESSIBLE_ROLE_PRESENTATION, "content-width", 124, NULL);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->bar), draw_bar, self, NULL);
      gtk_box_append (GTK_BOX (box), self->bar);
    }
  gtk_widget_add_css_class (box, "matrix-header");
  return box;
}

static void
make_columns (LabMatrixPanel *self, guint n_sides)
{
  GtkWidget *child;

  /* A plot under the pointer says good-bye as it goes, and would lead back here. */
  for (guint i = 0; i < self->n; i++)
    g_signal_handlers_disconnect_by_data (self->plots[i], self);
  self->row_at = self->column_at = -1;
  while ((child = gtk_widget_get_first_child (self->row)) != NULL)
    gtk_box_remove (GTK_BOX (self->row), child);
  while ((child = gtk_widget_get_first_child (self->choices)) != NULL)
    gtk_box_remove (GTK_BOX (self->choices), child);
  self->bar = NULL;
  self->n_sides = n_sides;
  self->n = n_sides < 2 ? n_sides : n_sides + 1;
  self->chosen = self->n - 1;
  for (guint i = 0; i < self->n; i++)
    {
      /* Translators: "Confusion matrix: Standard" */
      g_autofree char *name = g_strdup_printf (_ ("Confusion matrix: %s"), name_of (self, i));

      self->columns[i] = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_layout_manager (self->columns[i], lab_columns_layout_column ());
      self->headers[i] = make_header (self, i);
      self->plots[i] = LAB_PLOT (lab_plot_new ());
      lab_plot_set_text_px (self->plots[i], self->text_px);
      lab_plot_set_name (self->plots[i], name);
      g_signal_connect (self->plots[i], "chosen", G_CALLBACK (on_chosen), self);
      g_signal_connect (self->plots[i], "pointed", G_CALLBACK (on_pointed), self);
      gtk_box_append (GTK_BOX (self->columns[i]), self->headers[i]);
      gtk_box_append (GTK_BOX (self->columns[i]), GTK_WIDGET (self->plots[i]));
      gtk_box_append (GTK_BOX (self->row), self->columns[i]);

      self->choice[i] = gtk_toggle_button_new_with_label (name_of (self, i));
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->choice[i]),
                                   i == 0 ? NULL : GTK_TOGGLE_BUTTON (self->choice[0]));
      gtk_box_append (GTK_BOX (self->choices), self->choice[i]);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->choice[self->chosen]), TRUE);
  for (guint i = 0; i < self->n; i++)
    g_signal_connect (self->choice[i], "toggled", G_CALLBACK (on_choice), self);
  show_chosen (self);
}

/* ---- content ---- */

static LabChart *
make_chart (LabMatrixPanel *self)
{
  LabRecords records;
  LabChartOptions options = self->options;

  if (!lab_session_get_records (self->session, &records)
      || !lab_chart_is_offered (self->kind, &records))
    return NULL;
  options.cursor = lab_session_get_cursor (self->session);
  return lab_chart_new (self->kind, &records, &options);
}

static void
write_facts (LabMatrixPanel *self, const LabChart *chart, const LabMatrixData *data, guint i)
{
  g_autofree char *text = NULL;

  if (data->matrix != NULL && data->row >= 0 && data->column >= 0)
    {
      g_autofree char *cell = lab_matrix_cell_text (data, (guint) data->row, (guint) data->column);
      const char *value = *cell == '\0' ? "0" : cell;

      /* Translators: "true 4, predicted 9: 17", of a cell of a confusion matrix. */
      text = g_strdup_printf (data->by_row ? _ ("true %s, predicted %s: %s\342\200\211%%")
                                           : _ ("true %s, predicted %s: %s"),
                              data->class_names[data->row], data->class_names[data->column], value);
    }
  else if (is_change (self, i) && data->absent == NULL)
    text = g_strdup (_ ("custom − standard"));
  else if (data->matrix != NULL)
    text = g_strdup_printf (ngettext ("%s mistake", "%s mistakes",
                                      g_str_equal (chart->readings[i], "1") ? 1 : 2),
                            chart->readings[i]);
  gtk_label_set_text (GTK_LABEL (self->facts[i]), text == NULL ? "" : text);
}

/* The title is a choice where there are two tasks. */
static void
follow_offer (LabMatrixPanel *self)
{
  LabRecords records;
  const char *question = NULL;

  if (!lab_session_get_records (self->session, &records))
    return;
  if (lab_chart_is_offered (LAB_CHART_CONFUSION2, &records))
    question = lab_chart_question (records.dataset);
  if (g_strcmp0 (question, self->question) == 0)
    return;
  g_free (self->question);
  self->question = g_strdup (question);
  if (question == NULL)
    {
      lab_panel_set_choice (LAB_PANEL (self), NULL);
      gtk_widget_activate_action (GTK_WIDGET (self), "matrix.kind", "s",
                                  lab_charts[LAB_CHART_CONFUSION].name);
    }
  else
    {
      g_autoptr (GMenu) choice = g_menu_new ();
      const LabChartKind kinds[] = { LAB_CHART_CONFUSION, LAB_CHART_CONFUSION2 };

      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          g_autoptr (GMenuItem) item
              = g_menu_item_new (i == 0 ? _ (lab_charts[kinds[i]].title) : question, NULL);

          g_menu_item_set_action_and_target (item, "matrix.kind", "s", lab_charts[kinds[i]].name);
          g_menu_append_item (choice, item);
        }
      lab_panel_set_choice (LAB_PANEL (self), G_MENU_MODEL (choice));
    }
}

static void
set_title (LabMatrixPanel *self, const LabChart *chart)
{
  g_autofree char *count = lab_number_count (chart->records.dataset->test.n);
  g_autofree char *note = NULL;

  if (lab_charts[self->kind].task > 0)
    {
      lab_panel_set_title (LAB_PANEL (self), chart->heading);
      if (!self->narrow)
        /* Translators: after a question, of a plot: "Is the digit even? on 10,000 test pictures" */
        note = g_strdup_printf (_ ("confusion matrices on %s test pictures"), count);
    }
  else
    {
      lab_panel_set_title (LAB_PANEL (self),
                           self->narrow ? _ ("Confusion matrix") : _ ("Confusion matrices"));
      if (!self->narrow)
        /* Translators: "10,000 test pictures; a cell opens its digits" */
        note = g_strdup_printf (g_str_equal (chart->figure.noun, _ ("digit"))
                                    ? _ ("%s test pictures; a cell opens its digits")
                                    : _ ("%s test pictures; a cell opens its pictures"),
                                count);
    }
  if (chart->means != NULL && note != NULL)
    {
      g_autofree char *plain = g_steal_pointer (&note);

      note = g_strdup_printf ("%s; %s", chart->means, plain);
    }
  lab_panel_set_note (LAB_PANEL (self), note == NULL ? "" : note, NULL);
}

/* What the cells are, where the panel's title has no room for it. */
static char *
unit_words (const LabChart *chart, gboolean change)
{
  const gboolean by_row = chart->figure.by_row;
  const char *unit
      = change ? (by_row ? _ ("% of row, custom − standard") : _ ("pictures, custom − standard"))
               : (by_row ? _ ("% of row") : _ ("pictures"));

  return chart->means == NULL ? g_strdup (unit) : g_strdup_printf ("%s; %s", unit, chart->means);
}

/* Takes @chart. */
static void
show (LabMatrixPanel *self, LabChart *chart)
{
  const LabFigure *figure = &chart->figure;
  double scale = 0.0;

  if (self->n_sides != figure->n_legend)
    make_columns (self, figure->n_legend);
  set_title (self, chart);
  for (guint i = 0; i < figure->n_legend; i++)
    if (figure->matrices[i] != NULL)
      scale = MAX (scale, lab_matrix_scale (figure->matrices[i], NULL, figure->by_row));
  for (guint i = 0; i < self->n; i++)
    {
      const gboolean change = is_change (self, i);
      const LabConfusion *matrix = figure->matrices[change ? 1 : i];
      const LabConfusion *minus = change ? figure->matrices[0] : NULL;
      const gboolean there = matrix != NULL && (!change || minus != NULL);
      LabMatrixData data = {
        .name = change ? _ ("Change") : figure->legend[i].name,
        .matrix = there ? matrix : NULL,
        .minus = there ? minus : NULL,
        .absent = lab_figure_absent (figure, i),
        .n_classes = figure->n_classes,
        .class_names = figure->class_names,
        .noun = figure->noun,
        .by_row = figure->by_row,
        .scale = change && there ? lab_matrix_scale (matrix, minus, figure->by_row)
                                 : MAX (scale, figure->by_row ? 0.01 : 1.0),
        .row_title = i == 0 || self->narrow,
        .note = self->narrow ? lab_chart_own (chart, unit_words (chart, change)) : NULL,
        .row = self->row_at < (int) figure->n_classes ? self->row_at : -1,
        .column = self->column_at < (int) figure->n_classes ? self->column_at : -1,
      };

      lab_plot_set_matrix (self->plots[i], &data, FALSE);
      gtk_widget_queue_allocate (self->columns[i]);
      write_facts (self, chart, &data, i);
      if (change)
        self->greatest_change = there ? data.scale : 0.0;
    }
  if (self->bar != NULL)
    {
      gtk_widget_set_visible (self->bar, self->row_at < 0 || self->column_at < 0);
      gtk_widget_queue_draw (self->bar);
    }
  g_clear_pointer (&self->chart, lab_chart_free);
  self->chart = chart;
}

static void
refresh (LabMatrixPanel *self)
{
  LabChart *chart;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  follow_offer (self);
  if ((chart = make_chart (self)) != NULL)
    show (self, chart);
}

/* The same evaluations of the same runs. */
static gboolean
is_same (const LabChart *a, const LabChart *b)
{
  gboolean same = a->records.n_runs == b->records.n_runs && a->absent == b->absent;

  for (guint i = 0; same && i < a->records.n_runs; i++)
    same = a->records.runs[i] == b->records.runs[i] && a->shown[i] == b->shown[i]
           && a->sides[i].n == b->sides[i].n;
  return same;
}

/* Frames come with every batch, evaluations now and then. */
static void
on_advanced (LabMatrixPanel *self)
{
  LabChart *chart;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  follow_offer (self);
  if ((chart = make_chart (self)) == NULL)
    return;
  if (self->chart != NULL && is_same (chart, self->chart))
    lab_chart_free (chart);
  else
    show (self, chart);
}

static void
on_unit (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabMatrixPanel *self = data;

  self->options.by_row = g_str_equal (g_variant_get_string (value, NULL), "row");
  g_simple_action_set_state (action, value);
  refresh (self);
}

static void
on_kind (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabMatrixPanel *self = data;

  self->kind
      = g_str_equal (g_variant_get_string (value, NULL), lab_charts[LAB_CHART_CONFUSION2].name)
            ? LAB_CHART_CONFUSION2
            : LAB_CHART_CONFUSION;
  self->row_at = self->column_at = -1;
  g_simple_action_set_state (action, value);
  refresh (self);
}

static void
on_out (GSimpleAction *action, GVariant *value, gpointer data)
{
  g_autofree char *name = g_strconcat ("win.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action (data, name, "s", lab_charts[LAB_MATRIX_PANEL (data)->kind].name);
}

static GtkWidget *
unit_button (const char *label, const char *unit)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "matrix.unit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", unit);
  return button;
}

static void
lab_matrix_panel_dispose (GObject *object)
{
  g_clear_object (&LAB_MATRIX_PANEL (object)->session);
  G_OBJECT_CLASS (lab_matrix_panel_parent_class)->dispose (object);
}

static void
lab_matrix_panel_finalize (GObject *object)
{
  LabMatrixPanel *self = LAB_MATRIX_PANEL (object);

  g_clear_pointer (&self->chart, lab_chart_free);
  g_free (self->question);
  G_OBJECT_CLASS (lab_matrix_panel_parent_class)->finalize (object);
}

static void
lab_matrix_panel_class_init (LabMatrixPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_matrix_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_matrix_panel_finalize;
}

static void
lab_matrix_panel_init (LabMatrixPanel *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) units = g_menu_new ();
  g_autoptr (GMenu) out = g_menu_new ();
  const GActionEntry entries[] = {
    { .name = "kind", .parameter_type = "s", .state = "'confusion'", .change_state = on_kind },
    { .name = "unit", .parameter_type = "s", .state = "'count'", .change_state = on_unit },
    { .name = "export", .activate = on_out },
    { .name = "copy", .activate = on_out },
    { .name = "table", .activate = on_out },
  };

  self->text_px = 12.0;
  self->kind = LAB_CHART_CONFUSION;
  self->row_at = self->column_at = -1;
  self->options = (LabChartOptions) LAB_CHART_OPTIONS_INIT;
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "matrix", G_ACTION_GROUP (group));
  lab_panel_set_title (LAB_PANEL (self), _ ("Confusion matrices"));
  self->choices = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->choices, "linked");
  gtk_widget_add_css_class (self->choices, "small");
  gtk_widget_set_valign (self->choices, GTK_ALIGN_CENTER);
  lab_panel_add_switch (LAB_PANEL (self), self->choices);
  self->units = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->units, "linked");
  gtk_widget_add_css_class (self->units, "small");
  gtk_widget_set_valign (self->units, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->units), unit_button (_ ("Pictures"), "count"));
  /* xgettext:no-c-format */
  gtk_box_append (GTK_BOX (self->units), unit_button (_ ("% of row"), "row"));
  lab_panel_add_switch (LAB_PANEL (self), self->units);
  g_menu_append (units, _ ("_Pictures"), "matrix.unit::count");
  g_menu_append (units, _ ("Percent of Each _Row"), "matrix.unit::row");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (units));
  g_menu_append (out, _ ("_Fill the Window"), "panel.fill");
  g_menu_append (out, _ ("Show as _Table"), "matrix.table");
  g_menu_append (out, _ ("_Export…"), "matrix.export");
  g_menu_append (out, _ ("_Copy Picture"), "matrix.copy");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (out));
  lab_panel_set_menu (LAB_PANEL (self), G_MENU_MODEL (menu));
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->row, lab_columns_layout_row ());
  gtk_widget_add_css_class (self->row, "matrices");
  gtk_widget_set_vexpand (self->row, TRUE);
  lab_panel_add_body (LAB_PANEL (self), self->row);
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
}

GtkWidget *
lab_matrix_panel_new (LabSession *session)
{
  LabMatrixPanel *self = g_object_new (LAB_TYPE_MATRIX_PANEL, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
lab_matrix_panel_set_narrow (LabMatrixPanel *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  show_chosen (self);
  refresh (self);
}

LabChartKind
lab_matrix_panel_get_kind (LabMatrixPanel *self)
{
  return self->kind;
}

LabChart *
lab_matrix_panel_dup_chart (LabMatrixPanel *self)
{
  return make_chart (self);
}

void
lab_matrix_panel_set_text_px (LabMatrixPanel *self, double text_px)
{
  self->text_px = text_px;
  for (guint i = 0; i < self->n; i++)
    lab_plot_set_text_px (self->plots[i], text_px);
}
