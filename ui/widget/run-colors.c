/* SPDX-License-Identifier: MIT */
#include "run-colors.h"

#include "ui/plot/theme.h"

#include <adwaita.h>

static char *
css_color (const LabColor *color)
{
  return gdk_rgba_to_string (
      &(GdkRGBA){ (float) color->red, (float) color->green, (float) color->blue, 1.0f });
}

static void
load (GtkCssProvider *provider)
{
  const LabTheme *theme
      = lab_theme_get (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_autofree char *secondary = css_color (&theme->secondary);
  g_autoptr (GString) css = g_string_new (NULL);

  /* libadwaita's dimmed text is too pale for the last row of a classroom. */
  g_string_append_printf (css,
                          ".dim-label, .formula, row .subtitle, windowtitle .subtitle,\n"
                          "preferencesgroup .body { color: %s; opacity: 1; }\n",
                          secondary);
  for (guint i = 0; i < LAB_MAX_STYLES; i++)
    {
      g_autofree char *text = css_color (&theme->runs[i].color);

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
