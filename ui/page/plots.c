/* SPDX-License-Identifier: MIT */
#include "plots.h"

#include "chart-panel.h"
#include "conclusion-line.h"
#include "conclusion-panel.h"
#include "matrix-panel.h"

#define GAP          12
#define LINE         42 /* of the conclusion, with the gaps around it */
#define LINE_HEIGHT  30
#define WIDE         1040
#define TOP          0.4247 /* of the height, where the matrices lie below */
#define TOP_NARROW   0.425
#define LEAST_WIDTH  700
#define LEAST_HEIGHT 500

enum
{
  LOSS,
  ACCURACY,
  CLASSES,
  MATRICES,
  CONCLUSION, /* has no place but the whole */
  N_PANELS,
};

struct _LabPlots
{
  GtkWidget parent_instance;
  LabSession *session;
  LabConcluder *concluder;
  GtkWidget *line;
  GtkWidget *panels[N_PANELS];
  int filled; /* -1: none */
  gboolean narrow;
  guint idle;
};

G_DEFINE_FINAL_TYPE (LabPlots, lab_plots, GTK_TYPE_WIDGET)

static void
show_panels (LabPlots *self)
{
  gtk_widget_set_child_visible (self->line, self->filled < 0);
  for (int i = 0; i < N_PANELS; i++)
    gtk_widget_set_child_visible (self->panels[i],
                                  self->filled < 0 ? i != CONCLUSION : i == self->filled);
}

static void
on_fill (LabPanel *panel, LabPlots *self)
{
  const int was = self->filled;

  self->filled = -1;
  for (int i = 0; was < 0 && i < N_PANELS; i++)
    if (self->panels[i] == GTK_WIDGET (panel))
      self->filled = i;
  show_panels (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* The matrix panel's own children change with the room; that cannot happen in the allocation. */
static gboolean
on_idle (gpointer data)
{
  LabPlots *self = data;

  self->idle = 0;
  lab_matrix_panel_set_narrow (LAB_MATRIX_PANEL (self->panels[MATRICES]), self->narrow);
  return G_SOURCE_REMOVE;
}

static void
lab_plots_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LabPlots *self = LAB_PLOTS (widget);
  const gboolean narrow = (self->filled == MATRICES ? width < 760 : width < WIDE);
  const int w = width - 2 * GAP, h = height - 2 * GAP, from = LINE, left = h + GAP - LINE;

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (self->idle == 0)
        self->idle = g_idle_add_full (GDK_PRIORITY_REDRAW - 10, on_idle, self, NULL);
    }
  if (self->filled < 0)
    lab_panel_place (self->line, GAP, (LINE - LINE_HEIGHT) / 2, w, LINE_HEIGHT);
  if (self->filled >= 0)
    lab_panel_place (self->panels[self->filled], GAP, GAP, w, h);
  else if (narrow)
    {
      const int column = (w - GAP) / 2, top = (int) ((left - GAP) * TOP_NARROW),
                below = from + GAP + top;

      lab_panel_place (self->panels[LOSS], GAP, from, column, top);
      lab_panel_place (self->panels[ACCURACY], 2 * GAP + column, from, w - GAP - column, top);
      lab_panel_place (self->panels[MATRICES], GAP, below, column, left - GAP - top);
      lab_panel_place (self->panels[CLASSES], 2 * GAP + column, below, w - GAP - column,
                       left - GAP - top);
    }
  else
    {
      const int column = (w - 2 * GAP) / 3, top = (int) ((left - GAP) * TOP);

      for (int i = LOSS; i <= CLASSES; i++)
        lab_panel_place (self->panels[i], GAP + i * (column + GAP), from,
                         i == CLASSES ? w - 2 * (column + GAP) : column, top);
      lab_panel_place (self->panels[MATRICES], GAP, from + GAP + top, w, left - GAP - top);
    }
}

/* The panels make do with what they get: their texts end in dots before the window cannot shrink.
 */
static void
lab_plots_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                   int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1100 : 790;
}

static void
lab_plots_dispose (GObject *object)
{
  LabPlots *self = LAB_PLOTS (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  for (int i = 0; i < N_PANELS; i++)
    g_clear_pointer (&self->panels[i], gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_object (&self->concluder);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_plots_parent_class)->dispose (object);
}

static void
lab_plots_class_init (LabPlotsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_plots_dispose;
  widget_class->measure = lab_plots_measure;
  widget_class->size_allocate = lab_plots_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "plots");
}

static void
lab_plots_init (LabPlots *self)
{
  self->filled = -1;
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
on_line (LabPlots *self)
{
  on_fill (LAB_PANEL (self->panels[CONCLUSION]), self);
  gtk_widget_child_focus (self->panels[CONCLUSION], GTK_DIR_TAB_FORWARD);
}

GtkWidget *
lab_plots_new (LabSession *session)
{
  LabPlots *self = g_object_new (LAB_TYPE_PLOTS, NULL);

  self->session = g_object_ref (session);
  self->concluder = lab_concluder_new (session);
  self->line = lab_conclusion_line_new (self->concluder);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
  g_signal_connect_swapped (self->line, "clicked", G_CALLBACK (on_line), self);
  self->panels[LOSS] = lab_chart_panel_new (session, LAB_CHART_TRAINING_LOSS, LAB_CHART_LEARNED);
  self->panels[ACCURACY]
      = lab_chart_panel_new (session, LAB_CHART_TEST_ACCURACY, LAB_CHART_VALIDATION_MATTHEWS2);
  self->panels[CLASSES] = lab_chart_panel_new (session, LAB_CHART_RECALL, LAB_CHART_RELIABILITY2);
  self->panels[MATRICES] = lab_matrix_panel_new (session);
  self->panels[CONCLUSION] = lab_conclusion_panel_new (self->concluder);
  for (int i = 0; i < N_PANELS; i++)
    {
      gtk_widget_set_parent (self->panels[i], GTK_WIDGET (self));
      g_signal_connect (self->panels[i], "fill", G_CALLBACK (on_fill), self);
    }
  show_panels (self);
  return GTK_WIDGET (self);
}

gboolean
lab_plots_is_filled (LabPlots *self)
{
  return self->filled >= 0;
}

void
lab_plots_unfill (LabPlots *self)
{
  if (self->filled >= 0)
    on_fill (LAB_PANEL (self->panels[self->filled]), self);
}

LabChart *
lab_plots_dup_chart (LabPlots *self, const char *name)
{
  LabRecords records;
  LabChartOptions options = LAB_CHART_OPTIONS_INIT;
  LabMatrixPanel *matrices = LAB_MATRIX_PANEL (self->panels[MATRICES]);

  for (int i = LOSS; i < MATRICES; i++)
    {
      LabChartPanel *panel = LAB_CHART_PANEL (self->panels[i]);

      if (g_str_equal (lab_charts[lab_chart_panel_get_kind (panel)].name, name))
        return lab_chart_panel_dup_chart (panel);
    }
  if (g_str_equal (lab_charts[lab_matrix_panel_get_kind (matrices)].name, name))
    return lab_matrix_panel_dup_chart (matrices);
  options.cursor = lab_session_get_cursor (self->session);
  if (lab_session_get_records (self->session, &records))
    for (guint kind = 0; kind < LAB_N_CHARTS; kind++)
      if (g_str_equal (lab_charts[kind].name, name) && lab_chart_is_offered (kind, &records))
        return lab_chart_new (kind, &records, &options);
  return NULL;
}

void
lab_plots_set_zoom (LabPlots *self, double zoom)
{
  for (int i = LOSS; i < MATRICES; i++)
    lab_chart_panel_set_text_px (LAB_CHART_PANEL (self->panels[i]), 12.0 * zoom);
  lab_matrix_panel_set_text_px (LAB_MATRIX_PANEL (self->panels[MATRICES]), 12.0 * zoom);
  lab_conclusion_line_set_zoom (LAB_CONCLUSION_LINE (self->line), zoom);
  lab_conclusion_panel_set_zoom (LAB_CONCLUSION_PANEL (self->panels[CONCLUSION]), zoom);
}
