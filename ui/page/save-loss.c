/* SPDX-License-Identifier: MIT */
#include "save-loss.h"

#include "catalogue.h"

#include <glib/gi18n.h>

struct _LabSaveLoss
{
  GtkPopover parent_instance;
  LabLossFolder *folder;
  char *title;
  char *text;
  GtkEditable *name;
  GtkLabel *note;
  GtkButton *save;
};

G_DEFINE_FINAL_TYPE (LabSaveLoss, lab_save_loss, GTK_TYPE_POPOVER)

static guint saved_signal;

static void
say (LabSaveLoss *self, const char *words, gboolean error)
{
  gtk_label_set_text (self->note, words);
  if (error)
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "error");
  if (error)
    gtk_widget_remove_css_class (GTK_WIDGET (self->note), "dim-label");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_STATE_INVALID,
                               error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

/* As it is typed, without the blanks around it. */
static char *
name_of (LabSaveLoss *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

/* What a name would do is said before it is done. */
static void
on_name (LabSaveLoss *self)
{
  g_autofree char *name = name_of (self);

  gtk_button_set_label (self->save, _ ("_Save"));
  if (!lab_catalogue_is_builtin (name) && !lab_catalogue_has_file (name))
    say (self, _ ("Letters, digits and -: it is the name of a file in your folder of losses."),
         FALSE);
  else if (lab_catalogue_is_builtin (name))
    say (self, _ ("The program has a loss of this name: choose another one."), TRUE);
  else
    {
      say (self, _ ("You have a loss of this name: it will be replaced."), FALSE);
      gtk_button_set_label (self->save, _ ("_Replace"));
    }
}

static void
on_save (LabSaveLoss *self)
{
  g_autofree char *name = name_of (self);
  g_autofree char *text = g_strconcat (g_strchomp (self->text), "\n", NULL);
  g_autoptr (GError) error = NULL;

  if (!lab_loss_folder_save (self->folder, name, text, &error))
    {
      say (self, error->message, TRUE);
      return;
    }
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, saved_signal, 0, name);
}

static void
on_show (LabSaveLoss *self, gpointer data)
{
  g_autofree char *name = lab_catalogue_name (self->title);

  /* The program's own names are taken. */
  if (lab_catalogue_is_builtin (name))
    {
      char *mine = g_strconcat ("my-", name, NULL);

      g_free (name);
      name = mine;
    }
  gtk_editable_set_text (self->name, name);
  on_name (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
lab_save_loss_dispose (GObject *object)
{
  LabSaveLoss *self = LAB_SAVE_LOSS (object);

  g_clear_object (&self->folder);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (lab_save_loss_parent_class)->dispose (object);
}

static void
lab_save_loss_class_init (LabSaveLossClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_save_loss_dispose;
  saved_signal = g_signal_new ("saved", LAB_TYPE_SAVE_LOSS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/save-loss.ui");
  gtk_widget_class_bind_template_child (widget_class, LabSaveLoss, name);
  gtk_widget_class_bind_template_child (widget_class, LabSaveLoss, note);
  gtk_widget_class_bind_template_child (widget_class, LabSaveLoss, save);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_name);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
lab_save_loss_init (LabSaveLoss *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lab_save_loss_new (void)
{
  LabSaveLoss *self = g_object_new (LAB_TYPE_SAVE_LOSS, NULL);

  self->folder = g_object_ref (lab_loss_folder_get ());
  return GTK_WIDGET (self);
}

void
lab_save_loss_set (LabSaveLoss *self, const char *title, const char *text)
{
  g_free (self->title);
  g_free (self->text);
  self->title = g_strdup (title);
  self->text = g_strdup (text);
}
