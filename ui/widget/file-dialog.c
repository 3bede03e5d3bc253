/* SPDX-License-Identifier: MIT */
#include "file-dialog.h"

typedef struct
{
  GtkFileChooserNative *dialog;
  char *suffix; /* (nullable) */
  LabFileChosen chosen;
  gpointer data;
} Question;

static void
end (Question *self)
{
  g_object_unref (self->dialog);
  g_free (self->suffix);
  g_free (self);
}

static void
on_parent_gone (gpointer data, GObject *parent)
{
  Question *self = data;

  gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->dialog));
  end (self);
}

static void
on_response (GtkNativeDialog *dialog, int response, Question *self)
{
  GObject *parent = G_OBJECT (gtk_native_dialog_get_transient_for (dialog));
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file == NULL ? NULL : g_file_get_path (file);

  /* The dialog asks about a file that is there already, so it has to know the whole name. */
  if (response == GTK_RESPONSE_ACCEPT && path != NULL && self->suffix != NULL
      && !g_str_has_suffix (path, self->suffix))
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *whole = g_strconcat (name, self->suffix, NULL);
      g_autofree char *whole_path = g_strconcat (path, self->suffix, NULL);

      if (g_file_test (whole_path, G_FILE_TEST_EXISTS))
        {
          gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), whole);
          gtk_native_dialog_show (dialog);
          return;
        }
      g_free (path);
      path = g_steal_pointer (&whole_path);
    }
  g_object_weak_unref (parent, on_parent_gone, self);
  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    self->chosen (path, self->data);
  end (self);
}

void
lab_file_dialog_present (const LabFileDialog *self)
{
  Question *question = g_new0 (Question, 1);
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (self->title, self->parent, self->action, NULL, NULL);

  question->dialog = dialog;
  question->suffix = g_strdup (self->suffix);
  question->chosen = self->chosen;
  question->data = self->data;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (self->pattern != NULL)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, self->pattern_name);
      gtk_file_filter_add_pattern (filter, self->pattern);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  if (self->path != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_path (self->path);

      gtk_file_chooser_set_file (GTK_FILE_CHOOSER (dialog), file, NULL);
    }
  else if (self->name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), self->name);
  g_object_weak_ref (G_OBJECT (self->parent), on_parent_gone, question);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), question);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
