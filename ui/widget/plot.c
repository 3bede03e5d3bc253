/* SPDX-License-Identifier: MIT */
/*
 * A layout is made when it is drawn and kept until the data or the size change, so that hits are
 * asked of exactly what is seen. What a layer keeps of long curves outlives it.
 */
#include "plot.h"

#include "ui/plot/curve-layer.h"

#include <adwaita.h>
#include <math.h>

typedef enum
{
  NOTHING,
  CURVES,
  MARKS,
  SHAPE,
  MATRIX,
} Content;

struct _LabPlot
{
  GtkWidget parent_instance;
  Content content;
  LabCurvesData curves;
  LabCurveLayer *layer;
  int layer_scale;
  LabClassMarksData marks;
  LabLossShapeData shape;
  LabMatrixData matrix;
  gboolean square;
  double text_px;

  gpointer layout;
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

static void
drop_layout (LabPlot *self)
{
  if (self->layout == NULL)
    return;
  switch (self->content)
    {
    case CURVES:
      lab_curves_free (self->layout);
      break;
    case MARKS:
      lab_class_marks_free (self->layout);
      break;
    case SHAPE:
      lab_loss_shape_free (self->layout);
      break;
    case MATRIX:
      lab_matrix_free (self->layout);
      break;
    case NOTHING:
    default:
      break;
    }
  self->layout = NULL;
}

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

static gpointer
get_layout (LabPlot *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const int height = gtk_widget_get_height (GTK_WIDGET (self));
  LabMatrixData matrix = self->matrix;

  if (self->layout != NULL && self->layout_width == width && self->layout_height == height)
    return self->layout;
  drop_layout (self);
  if (width < 24 || height < 24)
    return NULL;
  switch (self->content)
    {
    case CURVES:
      self->curves.layer = get_layer (self);
      self->layout = lab_curves_layout (&self->curves, width, height, theme (), self->text_px);
      break;
    case MARKS:
      self->layout = lab_class_marks_layout (&self->marks, width, height, theme (), self->text_px);
      break;
    case SHAPE:
      self->layout = lab_loss_shape_layout (&self->shape, width, height, theme (), self->text_px);
      break;
    case MATRIX:
      if (self->pointed)
        {
          matrix.row = self->y;
          matrix.column = (int) self->x;
        }
      self->layout
          = lab_matrix_layout (&matrix, width, height, self->square, theme (), self->text_px);
      break;
    case NOTHING:
    default:
      break;
    }
  self->layout_width = width;
  self->layout_height = height;
  return self->layout;
}

/* Assistive tools hear it when they ask. */
static gboolean
describe (gpointer data)
{
  LabPlot *self = data;
  gpointer layout = get_layout (self);
  g_autofree char *words = NULL;

  self->describing = 0;
  if (layout == NULL)
    return G_SOURCE_REMOVE;
  switch (self->content)
    {
    case CURVES:
      words = lab_curves_describe (layout);
      break;
    case MARKS:
      words = lab_class_marks_describe (layout);
      break;
    case SHAPE:
      words = lab_loss_shape_describe (layout);
      break;
    case MATRIX:
      words = lab_matrix_describe (layout);
      break;
    case NOTHING:
    default:
      return G_SOURCE_REMOVE;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words,
                                  -1);
  return G_SOURCE_REMOVE;
}

/* Data change with every frame; words follow twice a second. */
static void
show (LabPlot *self, Content content)
{
  drop_layout (self);
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
  if (self->content == MATRIX)
    show (self, MATRIX);
  g_signal_emit (self, signals[POINTED], 0);
}

/* Of curves, a place along them is pointed to; of the rest, a thing that can be chosen. */
static gboolean
can_be_chosen (const LabPlot *self)
{
  return self->content == MARKS || self->content == MATRIX;
}

static gboolean
hit (LabPlot *self, double x, double y, double *at_x, int *at_y)
{
  gpointer layout = get_layout (self);
  LabCurvesHit curves;
  LabMatrixHit matrix;

  *at_x = -1.0;
  *at_y = -1;
  if (layout == NULL)
    return FALSE;
  switch (self->content)
    {
    case CURVES:
      curves = lab_curves_hit (layout, x, y);
      *at_x = curves.x;
      return curves.inside;
    case MARKS:
      *at_y = lab_class_marks_hit (layout, x, y);
      return *at_y >= 0;
    case SHAPE:
      *at_x = lab_loss_shape_hit (layout, x, y);
      return !isnan (*at_x);
    case MATRIX:
      matrix = lab_matrix_hit (layout, x, y);
      *at_x = matrix.column;
      *at_y = matrix.row;
      return matrix.row >= 0 || matrix.column >= 0;
    case NOTHING:
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

/* Arrow keys walk over epochs, classes, or cells; the names of rows and columns are at -1. */
static gboolean
walk (LabPlot *self, int dx, int dy)
{
  double x = self->pointed ? self->x : 0.0;
  int y = self->pointed ? self->y : 0;

  switch (self->content)
    {
    case CURVES:
      if (dy != 0)
        return FALSE;
      x = self->pointed ? CLAMP (x + dx * self->curves.x_to / 50.0, 0.0, self->curves.x_to)
          : isfinite (self->curves.cursor) ? self->curves.cursor
                                           : 0.0;
      break;
    case SHAPE:
      if (dy != 0)
        return FALSE;
      x = self->pointed               ? CLAMP (x + 0.02 * dx, 0.0, 1.0)
          : self->shape.cursor >= 0.0 ? self->shape.cursor
                                      : 0.5;
      break;
    case MARKS:
      if (dx != 0)
        return FALSE;
      y = self->pointed ? CLAMP (y + dy, 0, (int) self->marks.n_classes - 1) : 0;
      break;
    case MATRIX:
      if (self->pointed)
        {
          x = CLAMP (x + dx, -1.0, (double) self->matrix.n_classes - 1.0);
          y = CLAMP (y + dy, -1, (int) self->matrix.n_classes - 1);
          if (x < 0.0 && y < 0)
            return TRUE;
        }
      break;
    case NOTHING:
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
  gpointer layout = get_layout (self);
  cairo_t *cr;

  if (layout == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  switch (self->content)
    {
    case CURVES:
      lab_curves_draw (layout, cr);
      break;
    case MARKS:
      lab_class_marks_draw (layout, cr);
      break;
    case SHAPE:
      lab_loss_shape_draw (layout, cr);
      break;
    case MATRIX:
      lab_matrix_draw (layout, cr);
      break;
    case NOTHING:
    default:
      break;
    }
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
  drop_layout (LAB_PLOT (object));
  LAB_PLOT (object)->content = NOTHING;
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
  drop_layout (self);
  self->curves = *data;
  show (self, CURVES);
}

void
lab_plot_set_marks (LabPlot *self, const LabClassMarksData *data)
{
  drop_layout (self);
  self->marks = *data;
  forget_beyond (self, data->n_classes);
  show (self, MARKS);
}

void
lab_plot_set_shape (LabPlot *self, const LabLossShapeData *data)
{
  drop_layout (self);
  self->shape = *data;
  show (self, SHAPE);
}

void
lab_plot_set_matrix (LabPlot *self, const LabMatrixData *data, gboolean square)
{
  drop_layout (self);
  self->matrix = *data;
  self->square = square;
  forget_beyond (self, data->n_classes);
  show (self, MATRIX);
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
  gpointer layout = get_layout (self);
  double from = 0.0, to = gtk_widget_get_width (GTK_WIDGET (self)), top, bottom;

  if (layout != NULL && self->content == CURVES)
    lab_curves_get_area (layout, &from, &top, &to, &bottom);
  else if (layout != NULL && self->content == MARKS)
    lab_class_marks_get_area (layout, &from, &top, &to, &bottom);
  else if (layout != NULL && self->content == SHAPE)
    lab_loss_shape_get_area (layout, &from, &top, &to, &bottom);
  else if (layout != NULL && self->content == MATRIX)
    lab_matrix_get_area (layout, &from, &top, &to, &bottom);
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
