/* SPDX-License-Identifier: MIT */
#include "scale.h"

GtkWidget *
lab_scale_new (GtkOrientation orientation, double from, double to, double step)
{
  GtkWidget *scale = gtk_scale_new_with_range (orientation, from, to, step);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (scale);

  for (guint i = g_list_model_get_n_items (controllers); i-- > 0;)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_widget_remove_controller (scale, controller);
    }
  return scale;
}
