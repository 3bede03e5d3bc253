/* SPDX-License-Identifier: MIT */
#include "notices.h"

#include "ui/model/last-training.h"
#include "ui/plot/number.h"

#include <glib/gi18n.h>

/* What a notice is about, the most important one first. */
typedef enum
{
  NOTHING,
  NO_HISTORY,
  NOT_WRITTEN,
  LAST_TRAINING,
} Subject;

struct _LabNotices
{
  GtkWidget parent_instance;
  LabSession *session;
  LabArchive *archive;
  GtkInfoBar *bar;
  GtkWidget *label;
  GtkWidget *button;
  LabLastTraining last;
  Subject subject;
  gboolean closed; /* what is said of the history has been read */
};

G_DEFINE_FINAL_TYPE (LabNotices, lab_notices, GTK_TYPE_WIDGET)

static void
say (LabNotices *self, Subject subject, const char *words, const char *button)
{
  self->subject = subject;
  gtk_label_set_text (GTK_LABEL (self->label), words);
  gtk_widget_set_visible (self->button, button != NULL);
  if (button != NULL)
    gtk_button_set_label (GTK_BUTTON (self->button), button);
  gtk_info_bar_set_message_type (self->bar, subject == LAST_TRAINING ? GTK_MESSAGE_OTHER
                                                                     : GTK_MESSAGE_WARNING);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

static void
say_last (LabNotices *self)
{
  const guint decimals = self->last.epoch < 0.05 ? 0 : 1;
  g_autofree char *epoch = lab_number_fixed (self->last.epoch, decimals);
  g_autofree char *words
      /* Translators: "at epoch 2.3 of 5" */
      = g_strdup_printf (_ ("The last training ended early, at epoch %s of %u."), epoch,
                         self->last.epochs);

  say (self, LAST_TRAINING, words, _ ("_Resume"));
}

static void
refresh (LabNotices *self)
{
  const char *error = lab_archive_get_error (self->archive);
  const char *problem = lab_archive_get_problem (self->archive);
  g_autofree char *words = NULL;

  if (error != NULL && !self->closed)
    {
      /* Translators: the reason follows */
      words = g_strdup_printf (_ ("Runs are not kept at present: %s"), error);
      say (self, NO_HISTORY, words, lab_archive_get_remedy (self->archive));
    }
  else if (problem != NULL && !self->closed)
    {
      words = g_strdup_printf (_ ("Training goes on, but is not kept at present: %s"), problem);
      say (self, NOT_WRITTEN, words, NULL);
    }
  else if (self->last.experiment != 0)
    say_last (self);
  else
    {
      self->subject = NOTHING;
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
}

/* What is new is said, even if the one before it was closed. */
static void
on_problem (LabNotices *self)
{
  self->closed = FALSE;
  refresh (self);
}

static void
on_last (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LabNotices) self = data;
  const LabLastTraining last = lab_last_training_find_finish (result);

  if (self->session == NULL || lab_session_get_state (self->session) != LAB_SESSION_READY
      || lab_last_training_is_declined (last.experiment))
    return;
  self->last = last;
  refresh (self);
}

static void
on_opened (LabNotices *self)
{
  self->closed = FALSE;
  refresh (self);
  if (lab_archive_is_open (self->archive)
      && lab_session_get_state (self->session) == LAB_SESSION_READY)
    lab_last_training_find_async (self->archive, on_last, g_object_ref (self));
}

/* Another one is the last. */
static void
on_state (LabNotices *self)
{
  const LabSessionState state = lab_session_get_state (self->session);

  if (state != LAB_SESSION_TRAINING && state != LAB_SESSION_PAUSED)
    return;
  self->last.experiment = 0;
  refresh (self);
}

static void
on_response (GtkInfoBar *bar, int response, LabNotices *self)
{
  const gint64 experiment = self->last.experiment;

  switch (self->subject)
    {
    case NO_HISTORY:
      self->closed = TRUE;
      if (response == GTK_RESPONSE_OK)
        lab_archive_mend (self->archive);
      break;
    case NOT_WRITTEN:
      self->closed = TRUE;
      break;
    case LAST_TRAINING:
      self->last.experiment = 0;
      if (response == GTK_RESPONSE_OK)
        lab_revisit_resume (lab_revisit_of (self->session), experiment);
      else
        lab_last_training_decline (experiment);
      break;
    case NOTHING:
    default:
      break;
    }
  refresh (self);
}

static void
lab_notices_dispose (GObject *object)
{
  LabNotices *self = LAB_NOTICES (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  g_clear_object (&self->archive);
  G_OBJECT_CLASS (lab_notices_parent_class)->dispose (object);
}

static void
lab_notices_class_init (LabNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lab_notices_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

/* The bar's own has no name. */
static GtkWidget *
make_close (void)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  gtk_widget_set_tooltip_text (close, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Close"), -1);
  gtk_widget_add_css_class (close, "flat");
  return close;
}

static void
lab_notices_init (LabNotices *self)
{
  GtkWidget *bar = gtk_info_bar_new ();

  self->bar = GTK_INFO_BAR (bar);
  self->label = gtk_label_new ("");
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.0f);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_info_bar_add_child (self->bar, self->label);
  self->button = gtk_info_bar_add_button (self->bar, "", GTK_RESPONSE_OK);
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  gtk_info_bar_add_action_widget (self->bar, make_close (), GTK_RESPONSE_CANCEL);
  g_signal_connect (bar, "response", G_CALLBACK (on_response), self);
  gtk_widget_add_css_class (bar, "notice");
  gtk_widget_set_parent (bar, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
lab_notices_new (LabSession *session)
{
  LabNotices *self = g_object_new (LAB_TYPE_NOTICES, NULL);

  self->session = g_object_ref (session);
  self->archive = g_object_ref (lab_session_get_archive (session));
  g_signal_connect_object (self->archive, "opened", G_CALLBACK (on_opened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->archive, "problem", G_CALLBACK (on_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  if (lab_archive_is_open (self->archive) || lab_archive_get_error (self->archive) != NULL)
    on_opened (self);
  return GTK_WIDGET (self);
}
