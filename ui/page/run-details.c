/* SPDX-License-Identifier: MIT */
#include "run-details.h"

#include "ui/model/run-edit.h"

#define LAB_TYPE_RUN_DETAILS (lab_run_details_get_type ())
G_DECLARE_FINAL_TYPE (LabRunDetails, lab_run_details, LAB, RUN_DETAILS, AdwWindow)

struct _LabRunDetails
{
  AdwWindow parent_instance;
  LabArchive *archive;
  gint64 run;
  char *title; /* as they were */
  char *tags;
  char *note;
  GtkEditable *title_entry;
  GtkEditable *tags_entry;
  GtkTextView *note_view;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (LabRunDetails, lab_run_details, ADW_TYPE_WINDOW)

static void
on_edited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LabRunDetails) self = data;
  g_autoptr (GError) error = NULL;

  if (lab_run_edit_finish (result, NULL, &error))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  gtk_label_set_text (self->problem, error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
}

static char *
dup_note (LabRunDetails *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->note_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
add_change (LabRunEdit *edits, guint *n, LabRunEditKind kind, const char *before, const char *text)
{
  if (!g_str_equal (before, text))
    edits[(*n)++] = (LabRunEdit){ .kind = kind, .text = text };
}

static void
on_save (LabRunDetails *self)
{
  g_autofree char *note = dup_note (self);
  LabRunEdit edits[3];
  guint n = 0;

  /* What somebody else has written meanwhile stays where nothing was changed here. */
  add_change (edits, &n, LAB_RUN_EDIT_TITLE, self->title,
              gtk_editable_get_text (self->title_entry));
  add_change (edits, &n, LAB_RUN_EDIT_TAGS, self->tags, gtk_editable_get_text (self->tags_entry));
  add_change (edits, &n, LAB_RUN_EDIT_NOTE, self->note, note);
  lab_run_edit_async (self->archive, edits, n, &self->run, 1, on_edited, g_object_ref (self));
}

static void
lab_run_details_finalize (GObject *object)
{
  LabRunDetails *self = LAB_RUN_DETAILS (object);

  g_clear_object (&self->archive);
  g_free (self->title);
  g_free (self->tags);
  g_free (self->note);
  G_OBJECT_CLASS (lab_run_details_parent_class)->finalize (object);
}

static void
lab_run_details_class_init (LabRunDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lab_run_details_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/run-details.ui");
  gtk_widget_class_bind_template_child (widget_class, LabRunDetails, title_entry);
  gtk_widget_class_bind_template_child (widget_class, LabRunDetails, tags_entry);
  gtk_widget_class_bind_template_child (widget_class, LabRunDetails, note_view);
  gtk_widget_class_bind_template_child (widget_class, LabRunDetails, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
lab_run_details_init (LabRunDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lab_run_details_present (GtkWindow *parent, LabArchive *archive, const LabSummary *run)
{
  LabRunDetails *self = g_object_new (LAB_TYPE_RUN_DETAILS, "transient-for", parent, NULL);

  self->archive = g_object_ref (archive);
  self->run = run->id;
  self->title = g_strdup (run->title);
  self->tags = g_strdup (run->tags);
  self->note = g_strdup (run->note);
  gtk_editable_set_text (self->title_entry, run->title);
  gtk_editable_set_text (self->tags_entry, run->tags);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->note_view), run->note, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->title_entry));
  gtk_window_present (GTK_WINDOW (self));
}
