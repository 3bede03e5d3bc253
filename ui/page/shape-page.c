/* SPDX-License-Identifier: MIT */
/* In mid-training the pictures are as new as looking at them allows, and the curves always are. */
#include "shape-page.h"

#include "seed-choice.h"
#include "shape-panel.h"
#include "ui/model/look.h"
#include "worked-panel.h"

#include <glib/gi18n.h>

#define GAP          12
#define WIDE         860
#define LEAST_WIDTH  700
#define LEAST_HEIGHT 500

enum
{
  SHAPE,
  WORKED,
  N_PANELS,
};

struct _LabShapePage
{
  GtkWidget parent_instance;
  LabSession *session;
  GtkWidget *panels[N_PANELS];
  GtkWidget *switches[N_PANELS];
  GtkWidget *seeds[N_PANELS];
  guint chosen; /* where there is room for one */
  gboolean filled;
  gboolean narrow;
  guint idle;

  LabLook *look;
};

G_DEFINE_FINAL_TYPE (LabShapePage, lab_shape_page, GTK_TYPE_WIDGET)

/* ---- room ---- */

static gboolean
is_single (LabShapePage *self)
{
  return self->narrow || self->filled;
}

static void
show_panels (LabShapePage *self)
{
  for (guint i = 0; i < N_PANELS; i++)
    {
      gtk_widget_set_child_visible (self->panels[i], !is_single (self) || i == self->chosen);
      gtk_widget_set_visible (self->switches[i], is_single (self));
    }
  lab_panel_set_back (LAB_PANEL (self->panels[WORKED]), is_single (self));
  /* Side by side, one choice is enough. */
  gtk_widget_set_visible (self->seeds[SHAPE], is_single (self));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* Children cannot change in the allocation. */
static gboolean
on_idle (gpointer data)
{
  LabShapePage *self = data;

  self->idle = 0;
  show_panels (self);
  return G_SOURCE_REMOVE;
}

static void
lab_shape_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LabShapePage *self = LAB_SHAPE_PAGE (widget);
  const int w = width - 2 * GAP, h = height - 2 * GAP;
  const int worked = CLAMP ((int) (0.4 * w), 374, 440);
  const gboolean narrow = width < WIDE;

  if (narrow != self->narrow)
    {
      self->narrow = narrow;
      if (self->idle == 0)
        self->idle = g_idle_add_full (GDK_PRIORITY_REDRAW - 10, on_idle, self, NULL);
    }
  if (is_single (self))
    {
      for (guint i = 0; i < N_PANELS; i++)
        if (gtk_widget_get_child_visible (self->panels[i]))
          lab_panel_place (self->panels[i], GAP, GAP, w, h);
      return;
    }
  lab_panel_place (self->panels[SHAPE], GAP, GAP, w - worked - GAP, h);
  lab_panel_place (self->panels[WORKED], GAP + w - worked, GAP, worked, h);
}

static void
lab_shape_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 1100 : 790;
}

static void
on_fill (LabPanel *panel, LabShapePage *self)
{
  self->filled = !self->filled;
  self->chosen = GTK_WIDGET (panel) == self->panels[WORKED] ? WORKED : SHAPE;
  show_panels (self);
}

/* Where the keys have something to do. */
static void
focus (LabShapePage *self)
{
  if (self->chosen == SHAPE)
    lab_shape_panel_focus (LAB_SHAPE_PANEL (self->panels[SHAPE]));
  else
    lab_worked_panel_focus (LAB_WORKED_PANEL (self->panels[WORKED]));
}

static void
on_switch (GtkButton *button, LabShapePage *self)
{
  self->chosen = gtk_widget_get_ancestor (GTK_WIDGET (button), LAB_TYPE_WORKED_PANEL) == NULL
                     ? WORKED
                     : SHAPE;
  show_panels (self);
  focus (self);
}

/* ---- looking ---- */

static void
refresh (LabShapePage *self)
{
  lab_shape_panel_refresh (LAB_SHAPE_PANEL (self->panels[SHAPE]));
  lab_worked_panel_refresh (LAB_WORKED_PANEL (self->panels[WORKED]));
}

static void
on_looked (LabShapePage *self)
{
  LabMoment *moment = lab_look_get_moment (self->look);

  lab_shape_panel_set_moment (LAB_SHAPE_PANEL (self->panels[SHAPE]), moment);
  lab_worked_panel_set_moment (LAB_WORKED_PANEL (self->panels[WORKED]), moment,
                               lab_look_get_lack (self->look));
  refresh (self);
}

static void
on_advanced (LabShapePage *self)
{
  lab_look_refresh (self->look);
  refresh (self);
}

static void
on_mapped (LabShapePage *self)
{
  lab_look_set_watched (self->look, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

/* ---- life ---- */

static void
lab_shape_page_dispose (GObject *object)
{
  LabShapePage *self = LAB_SHAPE_PAGE (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  for (guint i = 0; i < N_PANELS; i++)
    g_clear_pointer (&self->panels[i], gtk_widget_unparent);
  g_clear_object (&self->look);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_shape_page_parent_class)->dispose (object);
}

static void
lab_shape_page_class_init (LabShapePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_shape_page_dispose;
  widget_class->measure = lab_shape_page_measure;
  widget_class->size_allocate = lab_shape_page_size_allocate;
}

static void
lab_shape_page_init (LabShapePage *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
lab_shape_page_new (LabSession *session)
{
  static const char *const TO[N_PANELS] = { N_ ("One picture in numbers"), N_ ("Loss shape") };
  LabShapePage *self = g_object_new (LAB_TYPE_SHAPE_PAGE, NULL);

  self->session = g_object_ref (session);
  self->look = lab_look_new (session, FALSE);
  self->panels[SHAPE] = lab_shape_panel_new (session);
  self->panels[WORKED] = lab_worked_panel_new (session);
  for (guint i = 0; i < N_PANELS; i++)
    {
      self->switches[i] = gtk_button_new_with_label (_ (TO[i]));
      gtk_widget_add_css_class (self->switches[i], "small");
      gtk_widget_set_valign (self->switches[i], GTK_ALIGN_CENTER);
      gtk_widget_set_visible (self->switches[i], FALSE);
      self->seeds[i] = adw_bin_new ();
      adw_bin_set_child (ADW_BIN (self->seeds[i]), lab_seed_choice_new (session));
      lab_panel_add_switch (LAB_PANEL (self->panels[i]), self->seeds[i]);
      lab_panel_add_switch (LAB_PANEL (self->panels[i]), self->switches[i]);
      gtk_widget_set_parent (self->panels[i], GTK_WIDGET (self));
      g_signal_connect (self->switches[i], "clicked", G_CALLBACK (on_switch), self);
      g_signal_connect (self->panels[i], "fill", G_CALLBACK (on_fill), self);
    }
  g_signal_connect_object (session, "advanced", G_CALLBACK (on_advanced), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->look, "looked", G_CALLBACK (on_looked), self, G_CONNECT_SWAPPED);
  g_signal_connect_after (self, "map", G_CALLBACK (on_mapped), NULL);
  g_signal_connect_after (self, "unmap", G_CALLBACK (on_mapped), NULL);
  return GTK_WIDGET (self);
}

void
lab_shape_page_open (LabShapePage *self, gboolean worked)
{
  self->chosen = worked ? WORKED : SHAPE;
  show_panels (self);
  focus (self);
}

void
lab_shape_page_open_pictures (LabShapePage *self, const guint *pictures, guint n, guint at)
{
  lab_worked_panel_set_pictures (LAB_WORKED_PANEL (self->panels[WORKED]), pictures, n, at);
  lab_worked_panel_refresh (LAB_WORKED_PANEL (self->panels[WORKED]));
  lab_shape_page_open (self, TRUE);
}

gboolean
lab_shape_page_leave (LabShapePage *self)
{
  if (!self->filled || self->narrow)
    return FALSE;
  self->filled = FALSE;
  show_panels (self);
  return TRUE;
}

LabChart *
lab_shape_page_dup_chart (LabShapePage *self)
{
  return lab_shape_panel_dup_chart (LAB_SHAPE_PANEL (self->panels[SHAPE]));
}

void
lab_shape_page_set_zoom (LabShapePage *self, double zoom)
{
  lab_shape_panel_set_text_px (LAB_SHAPE_PANEL (self->panels[SHAPE]), 12.0 * zoom);
}
