/* SPDX-License-Identifier: MIT */
/*
 * The curves are of the document, so that they move with its sliders, trained or not; they are
 * computed again only when their loss, its numbers or the data have changed. A slider that is
 * dragged costs a few milliseconds a frame.
 */
#include "shape-panel.h"

#include "ui/plot/shape-chart.h"
#include "ui/widget/plot.h"
#include "ui/widget/shape-reading.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIRST_P 0.1

/* A side's curves, and what they were computed from. */
typedef struct
{
  LabSpec *spec;
  LabDataset *dataset;
  LabTrainingSet *set;
  double progress;
  double learned[LAB_FORMULA_MAX_LEARNED];
  gboolean fits;
  LabProfile profile;
} Curves;

struct _LabShapePanel
{
  LabPanel parent_instance;
  LabSession *session;
  LabMoment *moment; /* (nullable) */
  LabChartOptions options;
  double p;
  LabChart *chart;
  Curves curves[LAB_MAX_SIDES];
  GtkWidget *held;
  LabPlot *plot;
  LabShapeReading *reading;
};

G_DEFINE_FINAL_TYPE (LabShapePanel, lab_shape_panel, LAB_TYPE_PANEL)

/* ---- curves ---- */

static void
clear_curves (Curves *self)
{
  g_clear_pointer (&self->spec, lab_spec_unref);
  g_clear_pointer (&self->dataset, lab_dataset_unref);
  g_clear_pointer (&self->set, lab_training_set_unref);
}

/* Returns: (nullable): of the side as the document has it. */
static const LabProfile *
get_profile (LabShapePanel *self, guint side, const LabRun *run)
{
  const LabSpec *spec = lab_document_get_spec (lab_session_get_document (self->session), side);
  LabDataset *dataset = lab_session_get_dataset (self->session);
  LabTrainingSet *set = lab_session_get_training_set (self->session);
  const double cursor = lab_session_get_cursor (self->session);
  const double progress = run == NULL ? 0.0 : lab_shape_chart_get_progress (run, cursor);
  Curves *curves = &self->curves[side];
  double learned[LAB_FORMULA_MAX_LEARNED] = { 0.0 };

  if (dataset == NULL || set == NULL)
    return NULL;
  if (run != NULL)
    lab_shape_chart_get_learned (run, spec, cursor, learned);
  if (curves->spec != spec || curves->dataset != dataset || curves->set != set
      || (curves->profile.moves
          && (fabs (curves->progress - progress) > 0.0
              || memcmp (curves->learned, learned, sizeof learned) != 0)))
    {
      clear_curves (curves);
      curves->spec = lab_spec_ref (spec);
      curves->dataset = lab_dataset_ref (dataset);
      curves->set = lab_training_set_ref (set);
      curves->progress = progress;
      memcpy (curves->learned, learned, sizeof learned);
      curves->fits = lab_shape_chart_profile (&curves->profile, spec, dataset, set, run, cursor);
    }
  return curves->fits ? &curves->profile : NULL;
}

static LabChart *
make_chart (LabShapePanel *self)
{
  const guint n = lab_document_get_experiment (lab_session_get_document (self->session))->n_sides;
  LabShapes shapes = { .n = n, .epoch = (double) NAN };
  LabChartOptions options = self->options;
  LabRecords records;

  if (!lab_session_get_records (self->session, &records))
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      shapes.specs[i] = lab_document_get_spec (lab_session_get_document (self->session), i);
      shapes.profiles[i] = get_profile (self, i, i < records.n_runs ? records.runs[i] : NULL);
      if (self->moment != NULL && i < self->moment->n_runs)
        shapes.counts[i] = self->moment->bins[i];
    }
  if (self->moment != NULL)
    {
      shapes.epoch = self->moment->evaluations[0]->epoch;
      for (guint i = 1; i < self->moment->n_runs; i++)
        if (fabs (self->moment->evaluations[i]->epoch - shapes.epoch) > 1e-9)
          shapes.epoch = (double) NAN;
    }
  options.cursor = lab_session_get_cursor (self->session);
  options.pointer = self->p;
  options.shapes = &shapes;
  return lab_chart_new (LAB_CHART_LOSS_SHAPE, &records, &options);
}

/* What is held, in full as a tip where it does not fit. */
static void
show_held (LabShapePanel *self)
{
  const guint n = lab_document_get_experiment (lab_session_get_document (self->session))->n_sides;
  LabShapes shapes = { .n = n };
  g_autofree char *held = NULL;

  for (guint i = 0; i < n; i++)
    if (self->curves[i].spec != NULL && self->curves[i].fits)
      shapes.profiles[i] = &self->curves[i].profile;
  held = lab_shape_chart_held (&shapes);
  gtk_label_set_text (GTK_LABEL (self->held), held == NULL ? "" : held);
  gtk_widget_set_tooltip_text (self->held, held);
}

void
lab_shape_panel_refresh (LabShapePanel *self)
{
  double x;
  int y;
  LabChart *chart;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->session == NULL)
    return;
  chart = make_chart (self);
  if (chart == NULL)
    return;
  lab_plot_set_shape (self->plot, &chart->data.shape);
  lab_shape_reading_set (self->reading, &chart->data.shape,
                         lab_plot_get_point (self->plot, &x, &y));
  show_held (self);
  g_clear_pointer (&self->chart, lab_chart_free);
  self->chart = chart;
}

void
lab_shape_panel_set_moment (LabShapePanel *self, LabMoment *moment)
{
  if (self->moment == moment)
    return;
  g_clear_pointer (&self->moment, lab_moment_unref);
  if (moment != NULL)
    self->moment = lab_moment_ref (moment);
}

/* ---- what a person does ---- */

/* The line stays where the pointer was. */
static void
on_pointed (LabPlot *plot, LabShapePanel *self)
{
  double x;
  int y;

  if (lab_plot_get_point (plot, &x, &y))
    self->p = x;
  lab_shape_panel_refresh (self);
}

static void
on_hidden (LabShapeReading *reading, guint hidden, LabShapePanel *self)
{
  self->options.hidden = hidden;
  lab_shape_panel_refresh (self);
}

static void
on_out (GSimpleAction *action, GVariant *value, gpointer data)
{
  g_autofree char *name = g_strconcat ("win.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_widget_activate_action (data, name, "s", lab_charts[LAB_CHART_LOSS_SHAPE].name);
}

/* ---- life ---- */

static void
lab_shape_panel_dispose (GObject *object)
{
  LabShapePanel *self = LAB_SHAPE_PANEL (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->moment, lab_moment_unref);
  G_OBJECT_CLASS (lab_shape_panel_parent_class)->dispose (object);
}

static void
lab_shape_panel_finalize (GObject *object)
{
  LabShapePanel *self = LAB_SHAPE_PANEL (object);

  for (guint i = 0; i < LAB_MAX_SIDES; i++)
    clear_curves (&self->curves[i]);
  g_clear_pointer (&self->chart, lab_chart_free);
  G_OBJECT_CLASS (lab_shape_panel_parent_class)->finalize (object);
}

static void
lab_shape_panel_class_init (LabShapePanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_shape_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_shape_panel_finalize;
}

static void
lab_shape_panel_init (LabShapePanel *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  const GActionEntry entries[] = {
    { .name = "export", .activate = on_out },
    { .name = "copy", .activate = on_out },
    { .name = "table", .activate = on_out },
  };

  self->options = (LabChartOptions) LAB_CHART_OPTIONS_INIT;
  self->p = FIRST_P;
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "shape", G_ACTION_GROUP (group));
  g_menu_append (menu, _ ("_Fill the Window"), "panel.fill");
  g_menu_append (menu, _ ("Show as _Table"), "shape.table");
  g_menu_append (menu, _ ("_Export…"), "shape.export");
  g_menu_append (menu, _ ("_Copy Picture"), "shape.copy");
  lab_panel_set_menu (LAB_PANEL (self), G_MENU_MODEL (menu));
  lab_panel_set_title (LAB_PANEL (self), _ ("Loss shape"));
  lab_panel_set_back (LAB_PANEL (self), TRUE);
  self->held = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (self->held), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (self->held, 6);
  gtk_widget_add_css_class (self->held, "caption");
  gtk_widget_add_css_class (self->held, "dim-label");
  lab_panel_add_switch (LAB_PANEL (self), self->held);
  self->reading = LAB_SHAPE_READING (lab_shape_reading_new ());
  self->plot = LAB_PLOT (lab_plot_new ());
  lab_plot_set_name (self->plot, _ ("Loss shape"));
  lab_panel_add_body (LAB_PANEL (self), GTK_WIDGET (self->reading));
  lab_panel_add_body (LAB_PANEL (self), GTK_WIDGET (self->plot));
  g_signal_connect (self->plot, "pointed", G_CALLBACK (on_pointed), self);
  g_signal_connect (self->reading, "hidden", G_CALLBACK (on_hidden), self);
  g_signal_connect (self, "map", G_CALLBACK (lab_shape_panel_refresh), NULL);
}

GtkWidget *
lab_shape_panel_new (LabSession *session)
{
  LabShapePanel *self = g_object_new (LAB_TYPE_SHAPE_PANEL, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

LabChart *
lab_shape_panel_dup_chart (LabShapePanel *self)
{
  return make_chart (self);
}

void
lab_shape_panel_set_text_px (LabShapePanel *self, double text_px)
{
  lab_plot_set_text_px (self->plot, text_px);
}

void
lab_shape_panel_focus (LabShapePanel *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->plot));
}
