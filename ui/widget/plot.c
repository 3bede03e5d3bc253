/* SPDX-License-Identifier: MIT */
/*
 * A layout is made when it is drawn and kept until the data or the size change, so that hits are
 * asked of exactly what is seen. What a layer keeps of long curves outlives it.
 */
#include "plot.h"

#include "ui/plot/curve-layer.h"
#include "ui/plot/painting.h"

#include <adwaita.h>
#include <math.h>

struct _LabPlot
{
  GtkWidget parent_instance;
  LabPaintingKind content;
  LabCurvesData curves;
  LabCurveLayer *layer;
  int layer_scale;
  LabClassMarksData marks;
  LabLossShapeData shape;
  LabMatrixData matrix;
  gboolean square;
  LabThresholdData thresholds;
  LabReliabilityData reliability;
  double text_px;

  LabPainting layout;
  int layout_width;
  int layout_height;

  gboolean pointed;
  double x;
  int y;
  char *name;
  guint describing; /* source id */
};

G_DEFINE_FINAL_TYPE (LabPlot, lab_plot, GTK_TYPE_WIDGET)

enum
{
  POINTED,
  CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static const LabTheme *
theme (void)
{
  return lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static LabCurveLayer *
get_layer (LabPlot *self)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (self->layer == NULL || self->layer_scale != scale)
    {
      g_clear_pointer (&self->layer, lab_curve_layer_free);
      self->layer = lab_curve_layer_new (scale);
      self->layer_scale = scale;
    }
  return self->layer;
}

/* Returns: of kind NOTHING where there is none, or no room. */
static const LabPainting *
get_layout (LabPlot *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const int height = gtk_widget_get_height (GTK_WIDGET (self));
  LabPainting *layout = &self->layout;
  LabMatrixData matrix = self->matrix;
  LabThresholdData thresholds = self->thresholds;
  LabReliabilityData reliability = self->reliability;

  if (layout->kind != LAB_PAINTING_NOTHING && self->layout_width == width
      && self->layout_height == height)
    return layout;
  lab_painting_clear (layout);
  if (width < 24 || height < 24)
    return layout;
  if (self->pointed)
    {
      matrix.row = thresholds.side = self->y;
      matrix.column = (int) self->x;
      thresholds.point = (guint) MAX (self->x, 0.0);
      reliability.bin = (int) self->x;
    }
  switch (self->content)
    {
    case LAB_PAINTING_CURVES:
      self->curves.layer = get_layer (self);
      layout->curves = lab_curves_layout (&self->curves, width, height, theme (), self->text_px);
      break;
    case LAB_PAINTING_MARKS:
      layout->marks = lab_class_marks_layout (&self->marks, width, height, theme (), self->text_px);
      break;
    case LAB_PAINTING_SHAPE:
      layout->shape = lab_loss_shape_layout (&self->shape, width, height, theme (), self->text_px);
      break;
    case LAB_PAINTING_MATRIX:
      layout->matrix
          = lab_matrix_layout (&matrix, width, height, self->square, theme (), self->text_px);
      break;
    case LAB_PAINTING_THRESHOLDS:
      layout->thresholds
          = lab_threshold_curves_layout (&thresholds, width, height, theme (), self->text_px);
      break;
    case LAB_PAINTING_RELIABILITY:
      layout->reliability
          = lab_reliability_layout (&reliability, width, height, theme (), self->text_px);
      break;
    case LAB_PAINTING_NOTHING:
    default:
      break;
    }
  layout->kind = self->content;
  self->layout_width = width;
  self->layout_height = height;
  return layout;
}

/* Assistive tools hear it when they ask. */
static gboolean
describe (gpointer data)
{
  LabPlot *self = data;
  g_autofree char *words = lab_painting_describe (get_layout (self));

  self->describing = 0;
  if (words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    words, -1);
  return G_SOURCE_REMOVE;
}

/* Data change with every frame; words follow twice a second. */
static void
show (LabPlot *self, LabPaintingKind content)
{
  lab_painting_clear (&self->layout);
  self->content = content;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->describing == 0)
    self->describing = g_timeout_add (500, describe, self);
}

/* ---- pointing ---- */

static void
point_to (LabPlot *self, gboolean pointed, double x, int y)
{
  if (self->pointed == pointed && (!pointed || (fabs (self->x - x) < 1e-12 && self->y == y)))
    return;
  self->pointed = pointed;
  self->x = x;
  self->y = y;
  /* What is pointed to is part of these. */
  if (self->content == LAB_PAINTING_MATRIX || self->content == LAB_PAINTING_THRESHOLDS
      || self->content == LAB_PAINTING_RELIABILITY)
    show (self, self->content);
  g_signal_emit (self, signals[POINTED], 0);
}

/* Of curves, a place along them is pointed to; of the rest, a thing that can be chosen. */
static gboolean
can_be_chosen (const LabPlot *self)
{
  return self->content == LAB_PAINTING_MARKS || self->content == LAB_PAINTING_MATRIX;
}

static gboolean
hit (LabPlot *self, double x, double y, double *at_x, int *at_y)
{
  const LabPainting *layout = get_layout (self);
  LabCurvesHit curves;
  LabMatrixHit matrix;
  guint point;

  *at_x = -1.0;
  *at_y = -1;
  switch (layout->kind)
    {
    case LAB_PAINTING_CURVES:
      curves = lab_curves_hit (layout->curves, x, y);
      *at_x = curves.x;
      return curves.inside;
    case LAB_PAINTING_MARKS:
      *at_y = lab_class_marks_hit (layout->marks, x, y);
      return *at_y >= 0;
    case LAB_PAINTING_SHAPE:
      *at_x = lab_loss_shape_hit (layout->shape, x, y);
      return !isnan (*at_x);
    case LAB_PAINTING_MATRIX:
      matrix = lab_matrix_hit (layout->matrix, x, y);
      *at_x = matrix.column;
      *at_y = matrix.row;
      return matrix.row >= 0 || matrix.column >= 0;
    case LAB_PAINTING_THRESHOLDS:
      if (!lab_threshold_curves_hit (layout->thresholds, x, y, at_y, &point))
        return FALSE;
      *at_x = point;
      return TRUE;
    case LAB_PAINTING_RELIABILITY:
      *at_x = lab_reliability_hit (layout->reliability, x, y);
      return *at_x >= 0.0;
    case LAB_PAINTING_NOTHING:
    default:
      return FALSE;
    }
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, gpointer data)
{
  LabPlot *self = data;
  double at_x;
  int at_y;
  const gboolean inside = hit (self, x, y, &at_x, &at_y);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   inside && can_be_chosen (self) ? "pointer" : NULL);
  point_to (self, inside, at_x, at_y);
}

static void
on_leave (GtkEventControllerMotion *controller, gpointer data)
{
  point_to (data, FALSE, 0.0, 0);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  LabPlot *self = data;
  double at_x;
  int at_y;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  /* The second click of a double one belongs to the panel. */
  if (n_press != 1 || !can_be_chosen (self) || !hit (self, x, y, &at_x, &at_y))
    return;
  point_to (self, TRUE, at_x, at_y);
  g_signal_emit (self, signals[CHOSEN], 0);
}

/* Along a curve, or to the next one. */
static gboolean
walk_thresholds (LabPlot *self, int dx, int dy)
{
  const LabPainting *layout = get_layout (self);
  int side = self->pointed ? self->y : -1;
  guint point = self->pointed ? (guint) MAX (self->x, 0.0) : 0;

  if (layout->kind != LAB_PAINTING_THRESHOLDS)
    return FALSE;
  lab_threshold_curves_walk (layout->thresholds, dx, dy, &side, &point);
  if (side >= 0)
    point_to (self, TRUE, point, side);
  return TRUE;
}

static gboolean
walk_bins (LabPlot *self, int dx)
{
  const LabPainting *layout = get_layout (self);
  int bin;

  if (layout->kind != LAB_PAINTING_RELIABILITY || dx == 0)
    return FALSE;
  bin = lab_reliability_walk (layout->reliability, self->pointed ? (int) self->x : -1, dx);
  if (bin >= 0)
    point_to (self, TRUE, bin, -1);
  return TRUE;
}

/* Arrow keys walk over epochs, classes, thresholds, bins, or cells; the names of rows and columns
 * are at -1. */
static gboolean
walk (LabPlot *self, int dx, int dy)
{
  double x = self->pointed ? self->x : 0.0;
  int y = self->pointed ? self->y : 0;

  switch (self->content)
    {
    case LAB_PAINTING_CURVES:
      if (dy != 0)
        return FALSE;
      x = self->pointed ? CLAMP (x + dx * self->curves.x_to / 50.0, 0.0, self->curves.x_to)
          : isfinite (self->curves.cursor) ? self->curves.cursor
                                           : 0.0;
      break;
    case LAB_PAINTING_SHAPE:
      if (dy != 0)
        return FALSE;
      x = self->pointed               ? CLAMP (x + 0.02 * dx, 0.0, 1.0)
          : self->shape.cursor >= 0.0 ? self->shape.cursor
                                      : 0.5;
      break;
    case LAB_PAINTING_MARKS:
      if (dx != 0)
        return FALSE;
      y = self->pointed ? CLAMP (y + dy, 0, (int) self->marks.n_classes - 1) : 0;
      break;
    case LAB_PAINTING_MATRIX:
      if (self->pointed)
        {
          x = CLAMP (x + dx, -1.0, (double) self->matrix.n_classes - 1.0);
          y = CLAMP (y + dy, -1, (int) self->matrix.n_classes - 1);
          if (x < 0.0 && y < 0)
            return TRUE;
        }
      break;
    case LAB_PAINTING_THRESHOLDS:
      return walk_thresholds (self, dx, dy);
    case LAB_PAINTING_RELIABILITY:
      return walk_bins (self, dx);
    case LAB_PAINTING_NOTHING:
    default:
      return FALSE;
    }
  point_to (self, TRUE, x, y);
  return TRUE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer data)
{
  LabPlot *self = data;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
      return walk (self, -1, 0);
    case GDK_KEY_Right:
      return walk (self, 1, 0);
    case GDK_KEY_Up:
      return walk (self, 0, -1);
    case GDK_KEY_Down:
      return walk (self, 0, 1);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!self->pointed || !can_be_chosen (self))
        return FALSE;
      g_signal_emit (self, signals[CHOSEN], 0);
      return TRUE;
    case GDK_KEY_Escape:
      if (!self->pointed)
        return FALSE;
      point_to (self, FALSE, 0.0, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
on_blur (GtkEventControllerFocus *controller, gpointer data)
{
  point_to (data, FALSE, 0.0, 0);
}

/* ---- the widget ---- */

static void
lab_plot_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LabPlot *self = LAB_PLOT (widget);
  const graphene_rect_t bounds
      = GRAPHENE_RECT_INIT (0.0f, 0.0f, (float) gtk_widget_get_width (widget),
                            (float) gtk_widget_get_height (widget));
  const LabPainting *layout = get_layout (self);
  cairo_t *cr;

  if (layout->kind == LAB_PAINTING_NOTHING)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  lab_painting_draw (layout, cr);
  cairo_destroy (cr);
}

static void
on_dark (LabPlot *self)
{
  show (self, self->content);
}

static void
lab_plot_dispose (GObject *object)
{
  lab_painting_clear (&LAB_PLOT (object)->layout);
  LAB_PLOT (object)->content = LAB_PAINTING_NOTHING;
  g_clear_handle_id (&LAB_PLOT (object)->describing, g_source_remove);
  G_OBJECT_CLASS (lab_plot_parent_class)->dispose (object);
}

static void
lab_plot_finalize (GObject *object)
{
  g_free (LAB_PLOT (object)->name);
  g_clear_pointer (&LAB_PLOT (object)->layer, lab_curve_layer_free);
  G_OBJECT_CLASS (lab_plot_parent_class)->finalize (object);
}

static void
lab_plot_class_init (LabPlotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_plot_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_plot_finalize;
  widget_class->snapshot = lab_plot_snapshot;
  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[POINTED] = g_signal_new ("pointed", LAB_TYPE_PLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen", LAB_TYPE_PLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
lab_plot_init (LabPlot *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->text_px = 12.0;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_widget_set_size_request (widget, 80, 60);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, key);
  g_signal_connect (focus, "leave", G_CALLBACK (on_blur), self);
  gtk_widget_add_controller (widget, focus);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
lab_plot_new (void)
{
  return g_object_new (LAB_TYPE_PLOT, NULL);
}

void
lab_plot_set_name (LabPlot *self, const char *name)
{
  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* Another dataset may have fewer classes. Without a signal: whoever sets data is not to be told of
 * it. */
static void
forget_beyond (LabPlot *self, guint n_classes)
{
  if (self->y >= (int) n_classes || self->x >= n_classes)
    self->pointed = FALSE;
}

void
lab_plot_set_curves (LabPlot *self, const LabCurvesData *data)
{
  lab_painting_clear (&self->layout);
  self->curves = *data;
  show (self, LAB_PAINTING_CURVES);
}

void
lab_plot_set_marks (LabPlot *self, const LabClassMarksData *data)
{
  lab_painting_clear (&self->layout);
  self->marks = *data;
  forget_beyond (self, data->n_classes);
  show (self, LAB_PAINTING_MARKS);
}

void
lab_plot_set_shape (LabPlot *self, const LabLossShapeData *data)
{
  lab_painting_clear (&self->layout);
  self->shape = *data;
  show (self, LAB_PAINTING_SHAPE);
}

void
lab_plot_set_matrix (LabPlot *self, const LabMatrixData *data, gboolean square)
{
  lab_painting_clear (&self->layout);
  self->matrix = *data;
  self->square = square;
  forget_beyond (self, data->n_classes);
  show (self, LAB_PAINTING_MATRIX);
}

/* Another curve has other points: of these, the one at the threshold that is pointed to. */
static void
keep_threshold (LabPlot *self, const LabThresholdData *next)
{
  const guint side = (guint) MAX (self->y, 0), point = (guint) MAX (self->x, 0.0);

  if (point < lab_threshold_data_n_points (&self->thresholds, side)
      && lab_threshold_data_n_points (next, side) > 0)
    self->x = lab_threshold_data_at (
        next, side, lab_threshold_data_point (&self->thresholds, side, point).threshold);
}

void
lab_plot_set_thresholds (LabPlot *self, const LabThresholdData *data)
{
  lab_painting_clear (&self->layout);
  if (self->content != LAB_PAINTING_THRESHOLDS)
    self->pointed = FALSE;
  if (self->pointed)
    keep_threshold (self, data);
  self->thresholds = *data;
  show (self, LAB_PAINTING_THRESHOLDS);
}

void
lab_plot_set_reliability (LabPlot *self, const LabReliabilityData *data)
{
  lab_painting_clear (&self->layout);
  if (self->content != LAB_PAINTING_RELIABILITY)
    self->pointed = FALSE;
  self->reliability = *data;
  show (self, LAB_PAINTING_RELIABILITY);
}

gboolean
lab_plot_get_point (LabPlot *self, double *x, int *y)
{
  *x = self->x;
  *y = self->y;
  return self->pointed;
}

void
lab_plot_get_area (LabPlot *self, int *left, int *right)
{
  double from = 0.0, to = gtk_widget_get_width (GTK_WIDGET (self)), top, bottom;

  lab_painting_get_area (get_layout (self), &from, &top, &to, &bottom);
  *left = (int) from;
  *right = (int) to;
}

void
lab_plot_set_text_px (LabPlot *self, double text_px)
{
  self->text_px = text_px;
  show (self, self->content);
}

double
lab_plot_get_text_px (LabPlot *self)
{
  return self->text_px;
}
