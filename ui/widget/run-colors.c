/* SPDX-License-Identifier: MIT */
#include "run-colors.h"

#include "ui/plot/theme.h"

#include <adwaita.h>

static void
load (GtkCssProvider *provider)
{
  const LabTheme *theme
      = lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_autoptr (GString) css = g_string_new (NULL);

  for (guint i = 0; i < LAB_MAX_STYLES; i++)
    {
      const LabColor *color = &theme->runs[i].color;
      const GdkRGBA rgba = { (float) color->red, (float) color->green, (float) color->blue, 1.0f };
      g_autofree char *text = gdk_rgba_to_string (&rgba);

      g_string_append_printf (css,
                              ".side-%u { color: %s; }\n"
                              ".scales-%u scale trough highlight { background: %s; }\n",
                              i, text, i, text);
    }
  gtk_css_provider_load_from_data (provider, css->str, (gssize) css->len);
}

void
lab_run_colors_install (GdkDisplay *display)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  load (provider);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (load),
                           provider, G_CONNECT_SWAPPED);
}
