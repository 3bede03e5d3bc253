/* SPDX-License-Identifier: MIT */
#include "chart-panel.h"

#include "class-choice.h"
#include "ui/model/look.h"
#include "ui/widget/plot.h"
#include "ui/widget/reading.h"

#include <glib/gi18n.h>

struct _LabChartPanel
{
  LabPanel parent_instance;
  LabSession *session;
  LabChartKind from;
  LabChartKind to;
  LabChartKind kind;
  LabChartOptions options;
  LabChart *chart;
  LabPlot *plot;
  LabReading *reading;
  guint64 offered; /* a bit a chart that the menu has */
  char *question;  /* that the menu's charts of the second task have above them */
  LabLook *look;   /* (nullable): for charts of answers */
  int chosen;      /* class of a threshold curve, -1 for where they differ most */
  LabClassChoice *classes;

  /* The range that is shown does not shrink while one watches. */
  gboolean held;
  double y_from;
  double y_to;
  gint64 grown;
};

G_DEFINE_FINAL_TYPE (LabChartPanel, lab_chart_panel, LAB_TYPE_PANEL)

static const char *
ready_words (guint n_sides)
{
  return n_sides == 2 ? _ ("Press Space to train both networks.")
                      : _ ("Press Space to train the networks.");
}

static guint64
bit (LabChartKind kind)
{
  G_STATIC_ASSERT (LAB_N_CHARTS <= 64);
  return G_GUINT64_CONSTANT (1) << kind;
}

/* What the networks that are shown said last; nothing of others. */
static void
get_answers (LabChartPanel *self, const LabRecords *records, LabChartAnswers *answers)
{
  LabMoment *moment = self->look == NULL ? NULL : lab_look_get_moment (self->look);

  *answers
      = (LabChartAnswers){ .lack = self->look == NULL ? NULL : lab_look_get_lack (self->look) };
  for (guint i = 0; moment != NULL && i < records->n_runs && i < moment->n_runs; i++)
    if (moment->runs[i] == records->runs[i])
      {
        answers->sides[i] = moment->answers[i];
        answers->evaluations[i] = moment->evaluations[i];
      }
}

/* Whether what they said last is of the moment that is shown. */
static gboolean
is_current (LabChartPanel *self)
{
  const char *why;
  g_autoptr (LabMoment) shown = lab_moment_new (self->session, &why);

  return self->look != NULL && shown != NULL
         && lab_moment_equal (shown, lab_look_get_moment (self->look));
}

/* Whether the chart that is shown has the classes of the one that is made. */
static gboolean
has_class (LabChartPanel *self, const LabRecords *records)
{
  return self->chart != NULL && self->chart->figure.kind == LAB_FIGURE_THRESHOLDS
         && lab_charts[self->chart->kind].task == lab_charts[self->kind].task
         && self->chart->records.dataset == records->dataset;
}

/* @point: with what the pointer asks for; without, in full, for an export. */
static LabChart *
make_chart (LabChartPanel *self, gboolean point)
{
  LabRecords records;
  LabChartOptions options = self->options;
  LabChartAnswers answers;

  if (!lab_session_get_records (self->session, &records)
      || !lab_chart_is_offered (self->kind, &records))
    return NULL;
  options.cursor = lab_session_get_cursor (self->session);
  options.effect = point && lab_session_get_state (self->session) == LAB_SESSION_PAUSED
                   && isnan (options.cursor) && isnan (options.pointer);
  if (!point)
    {
      options.pointer = (double) NAN;
      options.class = -1;
    }
  if (lab_charts[self->kind].figure == LAB_FIGURE_THRESHOLDS)
    {
      options.class = self->chosen;
      if (lab_session_get_state (self->session) == LAB_SESSION_TRAINING
          && has_class (self, &records))
        options.kept = self->chart->class;
    }
  if (lab_chart_is_of_answers (self->kind) && (point || is_current (self)))
    {
      get_answers (self, &records, &answers);
      if (answers.lack == NULL && lab_session_get_state (self->session) == LAB_SESSION_READY)
        answers.lack = ready_words (records.n_runs);
      options.answers = &answers;
    }
  return lab_chart_new (self->kind, &records, &options);
}

/* The first steps say little about where the curves will be; after them a range only grows, by
 * round steps and at most once a second. */
static void
hold_range (LabChartPanel *self, LabCurvesData *data)
{
  const gint64 now = g_get_monotonic_time ();
  double last = 0.0;

  for (guint i = 0; i < data->n_curves; i++)
    last = MAX (last, lab_curve_end (&data->curves[i], FALSE));

  if (lab_session_get_state (self->session) != LAB_SESSION_TRAINING || last < 0.1 * data->x_to)
    {
      self->held = FALSE;
      return;
    }
  if (!self->held
      || ((data->y_to > self->y_to || data->y_from < self->y_from)
          && now - self->grown >= G_USEC_PER_SEC))
    {
      self->y_from = self->held ? MIN (self->y_from, data->y_from) : data->y_from;
      self->y_to = self->held ? MAX (self->y_to, data->y_to) : data->y_to;
      self->grown = now;
      self->held = TRUE;
    }
  data->y_from = self->y_from;
  data->y_to = self->y_to;
}

/* What there is besides a panel's own measures. */
static GMenuModel *
make_doors (void)
{
  GMenu *doors = g_menu_new ();

  g_menu_append (doors, _ ("Loss Shape"), "win.loss-shape(false)");
  g_menu_append (doors, _ ("One Picture, Worked in Numbers"), "win.loss-shape(true)");
  return G_MENU_MODEL (doors);
}

static void
add_charts (LabChartPanel *self, guint task, const char *heading, GMenu *choice)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = self->from; i <= self->to; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (lab_charts[i].title), NULL);

      if (lab_charts[i].task != task || (self->offered & bit (i)) == 0)
        continue;
      g_menu_item_set_action_and_target (item, "chart.kind", "s", lab_charts[i].name);
      g_menu_append_item (section, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (choice, heading, G_MENU_MODEL (section));
}

/* What there is to choose from: what a run of those shown has. */
static void
make_choice (LabChartPanel *self)
{
  g_autoptr (GMenu) choice = g_menu_new ();
  g_autoptr (GMenuModel) doors = make_doors ();
  const gboolean one = (self->offered & (self->offered - 1)) == 0;

  if (!one)
    {
      add_charts (self, 0, NULL, choice);
      add_charts (self, 1, self->question, choice);
    }
  g_menu_append_section (choice, NULL, doors);
  lab_panel_set_choice (LAB_PANEL (self), G_MENU_MODEL (choice));
}

static void
follow_offer (LabChartPanel *self)
{
  LabRecords records;
  guint64 offered = 0;
  const char *question;

  if (self->to == self->from || !lab_session_get_records (self->session, &records))
    return;
  for (guint i = self->from; i <= self->to; i++)
    offered |= lab_chart_is_offered (i, &records) ? bit (i) : 0;
  question = lab_chart_question (records.dataset);
  if (offered == self->offered && g_strcmp0 (question, self->question) == 0)
    return;
  self->offered = offered;
  g_free (self->question);
  self->question = g_strdup (question);
  make_choice (self);
  if ((offered & bit (self->kind)) == 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "chart.kind", "s", lab_charts[self->from].name);
}

/* What has no room beside the readings stands beside the title. */
static void
set_note (LabChartPanel *self, const LabChart *chart)
{
  /* Whose seed it is may stand below the difference. */
  const char *means = chart->caption != NULL && chart->means != NULL
                              && g_str_has_suffix (chart->caption, chart->means)
                          ? NULL
                          : chart->means;
  const char *note = chart->note == NULL || lab_reading_has_room (chart) ? "" : chart->note;
  /* Beside another note there is no room to say that they are means. */
  g_autofree char *seeds = *note == '\0' || means == NULL || lab_chart_is_of_answers (chart->kind)
                               ? g_strdup (means)
                               : g_strdup_printf (_ ("%u seeds"), chart->sides[0].n_all);
  const char *const parts[] = { chart->measure, note, seeds };
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      g_string_append_printf (all, "%s%s", all->len > 0 ? "; " : "", parts[i]);
  lab_panel_set_note (LAB_PANEL (self), g_strdelimit (all->str, "\n", ' '),
                      chart->means == NULL ? NULL : chart->figure.remark);
}

/* Which class, where the chart is of one. */
static void
show_choices (LabChartPanel *self, const LabChart *chart)
{
  const gboolean of_class = chart->figure.kind == LAB_FIGURE_THRESHOLDS;
  const char *const *names;
  guint n;

  if (self->classes == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->classes), of_class);
  if (!of_class)
    return;
  names = lab_chart_class_names (chart, &n);
  lab_class_choice_set (self->classes, names, n, lab_chart_class_noun (chart), self->chosen);
}

static void
refresh (LabChartPanel *self)
{
  LabChart *chart;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  follow_offer (self);
  if (self->look != NULL)
    lab_look_set_watched (self->look, lab_chart_is_of_answers (self->kind));
  chart = make_chart (self, TRUE);
  if (chart == NULL)
    return;
  lab_panel_set_title (LAB_PANEL (self), chart->heading);
  if (chart->figure.kind == LAB_FIGURE_CURVES)
    {
      hold_range (self, &chart->data.curves);
      if (self->from != LAB_CHART_TRAINING_LOSS
          && lab_session_get_state (self->session) == LAB_SESSION_READY)
        chart->data.curves.hint = ready_words (chart->figure.n_legend);
      chart->data.curves.y_title = NULL;
      lab_plot_set_curves (self->plot, &chart->data.curves);
    }
  else if (chart->figure.kind == LAB_FIGURE_THRESHOLDS)
    lab_plot_set_thresholds (self->plot, &chart->data.thresholds);
  else if (chart->figure.kind == LAB_FIGURE_RELIABILITY)
    lab_plot_set_reliability (self->plot, &chart->data.reliability);
  else
    lab_plot_set_marks (self->plot, &chart->data.marks);
  show_choices (self, chart);
  lab_plot_set_name (self->plot, chart->figure.title);
  set_note (self, chart);
  lab_reading_set_chart (self->reading, chart);
  g_clear_pointer (&self->chart, lab_chart_free);
  self->chart = chart;
}

static void
on_pointed (LabPlot *plot, LabChartPanel *self)
{
  double x;
  int y;
  const gboolean pointed = lab_plot_get_point (plot, &x, &y);

  self->options.pointer
      = pointed && lab_charts[self->kind].figure == LAB_FIGURE_CURVES ? x : (double) NAN;
  self->options.class = pointed && lab_charts[self->kind].figure == LAB_FIGURE_CLASS_MARKS ? y : -1;
  refresh (self);
}

static void
on_chosen (LabPlot *plot, LabChartPanel *self)
{
  double x;
  int y;

  /* What is behind an answer are pictures of several classes: they have no page of their own. */
  if (lab_charts[self->kind].task == 0 && lab_plot_get_point (plot, &x, &y) && y >= 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.samples", "(iii)", y, -1, -1);
}

static void
on_class (LabClassChoice *classes, int class, LabChartPanel *self)
{
  self->chosen = class;
  refresh (self);
}

static void
on_unmapped (LabChartPanel *self)
{
  if (self->look != NULL)
    lab_look_set_watched (self->look, FALSE);
}

/* For a panel that has charts of answers among others. */
static void
make_choices (LabChartPanel *self)
{
  GtkWidget *classes = lab_class_choice_new ();

  self->classes = LAB_CLASS_CHOICE (classes);
  lab_panel_add_switch (LAB_PANEL (self), classes);
  gtk_widget_set_visible (classes, FALSE);
  g_signal_connect (classes, "chosen", G_CALLBACK (on_class), self);
  self->look = lab_look_new (self->session, TRUE);
  g_signal_connect_object (self->look, "looked", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "unmap", G_CALLBACK (on_unmapped), NULL);
}

static void
on_hidden (LabReading *reading, guint hidden, LabChartPanel *self)
{
  self->options.hidden = hidden;
  refresh (self);
}

/* ---- actions ---- */

static void
on_kind (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  const guint task = lab_charts[self->kind].task;

  for (guint i = self->from; i <= self->to; i++)
    if (g_str_equal (g_variant_get_string (value, NULL), lab_charts[i].name))
      self->kind = i;
  if (lab_charts[self->kind].task != task)
    self->chosen = -1; /* the second task has other classes */
  g_simple_action_set_state (action, value);
  self->held = FALSE;
  refresh (self);
}

static void
on_logarithmic (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  self->options.logarithmic = g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);
  self->held = FALSE;
  refresh (self);
}

static void
on_smooth (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  self->options.raw = !g_variant_get_boolean (value);
  g_simple_action_set_state (action, value);
  self->held = FALSE;
  refresh (self);
}

static void
on_seeds (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  self->options.every = g_str_equal (g_variant_get_string (value, NULL), "every");
  g_simple_action_set_state (action, value);
  self->held = FALSE;
  refresh (self);
}

static void
on_export (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.export", "s", lab_charts[self->kind].name);
}

static void
on_copy (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", lab_charts[self->kind].name);
}

static void
on_table (GSimpleAction *action, GVariant *value, gpointer data)
{
  LabChartPanel *self = data;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.table", "s", lab_charts[self->kind].name);
}

static void
make_menus (LabChartPanel *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();
  g_autoptr (GMenu) seeds = g_menu_new ();
  g_autoptr (GMenu) out = g_menu_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  const GActionEntry entries[] = {
    { .name = "kind", .parameter_type = "s", .state = "''", .change_state = on_kind },
    { .name = "logarithmic", .state = "false", .change_state = on_logarithmic },
    { .name = "smooth", .state = "true", .change_state = on_smooth },
    { .name = "seeds", .parameter_type = "s", .state = "'mean'", .change_state = on_seeds },
    { .name = "export", .activate = on_export },
    { .name = "copy", .activate = on_copy },
    { .name = "table", .activate = on_table },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chart", G_ACTION_GROUP (group));
  g_action_group_change_action_state (G_ACTION_GROUP (group), "kind",
                                      g_variant_new_string (lab_charts[self->from].name));

  if (self->from == LAB_CHART_TRAINING_LOSS)
    {
      g_menu_append (view, _ ("_Logarithmic Axis"), "chart.logarithmic");
      g_menu_append (view, _ ("_Smooth"), "chart.smooth");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
    }
  if (lab_charts[self->from].figure == LAB_FIGURE_CURVES)
    {
      g_menu_append (seeds, _ ("_Mean and Spread"), "chart.seeds::mean");
      g_menu_append (seeds, _ ("_Every Seed"), "chart.seeds::every");
      g_menu_append_section (menu, _ ("Of Several Seeds"), G_MENU_MODEL (seeds));
    }
  g_menu_append (out, _ ("_Fill the Window"), "panel.fill");
  g_menu_append (out, _ ("Show as _Table"), "chart.table");
  g_menu_append (out, _ ("_Export…"), "chart.export");
  g_menu_append (out, _ ("_Copy Picture"), "chart.copy");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (out));
  lab_panel_set_menu (LAB_PANEL (self), G_MENU_MODEL (menu));

  for (guint i = self->from; i <= self->to; i++)
    self->offered |= lab_chart_is_offered (i, NULL) ? bit (i) : 0;
  make_choice (self);
}

static void
lab_chart_panel_dispose (GObject *object)
{
  LabChartPanel *self = LAB_CHART_PANEL (object);

  g_clear_object (&self->look);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_chart_panel_parent_class)->dispose (object);
}

static void
lab_chart_panel_finalize (GObject *object)
{
  LabChartPanel *self = LAB_CHART_PANEL (object);

  g_clear_pointer (&self->chart, lab_chart_free);
  g_free (self->question);
  G_OBJECT_CLASS (lab_chart_panel_parent_class)->finalize (object);
}

static void
lab_chart_panel_class_init (LabChartPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_chart_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_chart_panel_finalize;
}

static void
lab_chart_panel_init (LabChartPanel *self)
{
  self->options = (LabChartOptions) LAB_CHART_OPTIONS_INIT;
  self->chosen = -1;
  self->reading = LAB_READING (lab_reading_new ());
  self->plot = LAB_PLOT (lab_plot_new ());
  lab_panel_add_body (LAB_PANEL (self), GTK_WIDGET (self->reading));
  lab_panel_add_body (LAB_PANEL (self), GTK_WIDGET (self->plot));
  g_signal_connect (self->plot, "pointed", G_CALLBACK (on_pointed), self);
  g_signal_connect (self->plot, "chosen", G_CALLBACK (on_chosen), self);
  g_signal_connect (self->reading, "hidden", G_CALLBACK (on_hidden), self);
  g_signal_connect (self, "map", G_CALLBACK (refresh), NULL);
}

GtkWidget *
lab_chart_panel_new (LabSession *session, LabChartKind from, LabChartKind to)
{
  LabChartPanel *self = g_object_new (LAB_TYPE_CHART_PANEL, NULL);

  self->session = g_object_ref (session);
  self->from = self->kind = from;
  self->to = to;
  make_menus (self);
  for (guint i = from; i <= to && self->classes == NULL; i++)
    if (lab_chart_is_of_answers (i))
      make_choices (self);
  g_signal_connect_object (session, "advanced", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

LabChartKind
lab_chart_panel_get_kind (LabChartPanel *self)
{
  return self->kind;
}

LabChart *
lab_chart_panel_dup_chart (LabChartPanel *self)
{
  return make_chart (self, FALSE);
}

void
lab_chart_panel_set_text_px (LabChartPanel *self, double text_px)
{
  lab_plot_set_text_px (self->plot, text_px);
}
