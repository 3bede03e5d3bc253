/* SPDX-License-Identifier: MIT */
#include "mark.h"

#include "ui/plot/theme.h"

#include <adwaita.h>

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  lab_theme_draw_sample (lab_theme_get (dark), GPOINTER_TO_UINT (data), 0.0, height / 2.0, width,
                         2.25, TRUE, cr);
}

GtkWidget *
lab_mark_new (guint side)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 26);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 14);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, GUINT_TO_POINTER (side), NULL);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), area, G_CONNECT_SWAPPED);
  return area;
}
