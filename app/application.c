/* SPDX-License-Identifier: MIT */
/* losslab [FILE.losslab]: the window. */
#include "command.h"
#include "ui/model/archive.h"
#include "ui/page/window.h"

#include <glib/gi18n.h>

static void
on_activate (GtkApplication *application, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (application);

  if (window == NULL)
    window = GTK_WINDOW (lab_window_new (application));
  gtk_window_present (window);
}

static void
on_open (GtkApplication *application, GFile **files, int n_files, const char *hint, gpointer data)
{
  for (int i = 0; i < n_files; i++)
    {
      LabWindow *window = lab_window_new (application);
      g_autofree char *path = g_file_get_path (files[i]);

      gtk_window_present (GTK_WINDOW (window));
      lab_window_open (window, path);
    }
}

int
lab_application_command (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = NULL;
  int status;

  /* main has set what follows the locale; GTK would add the numbers. */
  gtk_disable_setlocale ();
  if (!gtk_init_check ())
    {
      g_printerr ("losslab: there is no display for the window: see losslab --help for what runs "
                  "without one\n");
      return LAB_EXIT_FAILED;
    }
  g_set_application_name ("Losslab");
  gtk_window_set_default_icon_name ("org.losslab.Losslab");
  application = adw_application_new ("org.losslab.Losslab",
                                     G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (application), "/org/losslab/Losslab");
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  g_signal_connect (application, "open", G_CALLBACK (on_open), NULL);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  lab_archive_shut (lab_archive_get ());
  return status == 0 ? LAB_EXIT_DONE : LAB_EXIT_FAILED;
}
