/* SPDX-License-Identifier: MIT */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** LabFileChosen: gets the path of a local file or folder, and the @data of the dialog. */
typedef void (*LabFileChosen) (const char *path, gpointer data);

/**
 * LabFileDialog:
 * @parent: nothing is called once it is gone
 * @pattern: (nullable): which files are shown; @pattern_name: what they are called
 * @suffix: (nullable): what the name of a saved file ends in, whether it is typed or not
 * @name: (nullable): the name to begin with; @path: (nullable): the file to begin with
 *
 * A question for a file, as the desktop asks it. A place that is not on this computer is refused in
 * the dialog's stead by calling nothing.
 */
typedef struct
{
  GtkWindow *parent;
  const char *title;
  GtkFileChooserAction action;
  const char *pattern_name;
  const char *pattern;
  const char *suffix;
  const char *name;
  const char *path;
  LabFileChosen chosen;
  gpointer data;
} LabFileDialog;

void lab_file_dialog_present (const LabFileDialog *self);

G_END_DECLS
