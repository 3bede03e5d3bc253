/* SPDX-License-Identifier: MIT */
#include "loss-chooser.h"

#include "catalogue.h"

#include <glib/gi18n.h>
#include <string.h>

#define LOSS "loss" /* of a row; files that are none have rows without one */

struct _LabLossChooser
{
  GtkPopover parent_instance;
  LabLossFolder *folder;
  char *current;
  GtkEditable *search;
  GtkWidget *scrolled;
  GtkListBox *list;
  GtkBox *more;
};

G_DEFINE_FINAL_TYPE (LabLossChooser, lab_loss_chooser, GTK_TYPE_POPOVER)

static guint chosen_signal;

static const LabLoss *
loss_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), LOSS);
}

static const char *
group_of (const LabLoss *loss)
{
  return loss == NULL || !lab_catalogue_is_builtin (loss->id) ? _ ("Your own")
         : loss->group == NULL                                ? ""
                                                              : _ (loss->group);
}

/* ---- rows ---- */

static GtkWidget *
make_label (const char *words, const char *style)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, style);
    }
  return label;
}

/* Under a loss's title stands what it does; under one of the user's own first its file, since two
 * of them may have the same title. */
static char *
note_of (const LabLoss *loss)
{
  const char *note = loss->note == NULL ? loss->line : _ (loss->note);

  return lab_catalogue_is_builtin (loss->id) ? g_strdup (note)
                                             : g_strdup_printf ("%s.loss · %s", loss->id, note);
}

/* And when it is no good idea, for who stays on the row. */
static void
add_tooltip (GtkWidget *row, const LabLoss *loss)
{
  g_autofree char *note = note_of (loss);
  /* Translators: what a loss does; then when it is no good idea */
  g_autofree char *words = loss->not_for == NULL
                               ? g_strdup (note)
                               : g_strdup_printf (_ ("%s\nNot for: %s"), note, _ (loss->not_for));

  gtk_widget_set_tooltip_text (row, words);
}

static GtkWidget *
add_row (LabLossChooser *self, const char *title, const char *note, const char *style)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);

  if (title != NULL)
    gtk_box_append (GTK_BOX (column), make_label (title, NULL));
  if (note != NULL)
    gtk_box_append (GTK_BOX (column), make_label (note, style));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), column);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title == NULL ? note : title, -1);
  gtk_list_box_append (self->list, row);
  return row;
}

static gboolean
is_current (LabLossChooser *self, const LabLoss *loss)
{
  g_autofree char *name = lab_loss_dup_name (loss);

  return g_strcmp0 (self->current, name) == 0;
}

/* Escape in the search. */
static void
on_stop (LabLossChooser *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
clear (LabLossChooser *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
fill (LabLossChooser *self)
{
  g_autoptr (GPtrArray) all = lab_catalogue_list ();
  const char *const *wrong = lab_loss_folder_get_wrong (self->folder);

  clear (self);
  for (guint i = 0; i < all->len; i++)
    {
      LabLoss *loss = g_ptr_array_index (all, i);
      g_autofree char *note = note_of (loss);
      GtkWidget *made = add_row (self, _ (loss->title), note, "dim-label");

      add_tooltip (made, loss);
      g_object_set_data_full (G_OBJECT (made), LOSS, lab_loss_ref (loss),
                              (GDestroyNotify) lab_loss_unref);
      if (is_current (self, loss))
        gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (made));
    }
  for (guint i = 0; wrong[i] != NULL; i++)
    {
      GtkWidget *made = add_row (self, NULL, wrong[i], "error");

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (made), FALSE);
      gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (made), FALSE);
    }
}

static void
set_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *group = group_of (loss_of (row));
  GtkWidget *label;

  if (before != NULL && g_str_equal (group, group_of (loss_of (before))))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = make_label (group, "dim-label");
  gtk_widget_add_css_class (label, "group");
  gtk_list_box_row_set_header (row, label);
}

static gboolean
has_word (const char *text, const char *word)
{
  g_autofree char *folded = text == NULL ? NULL : g_utf8_casefold (text, -1);

  return folded != NULL && strstr (folded, word) != NULL;
}

static char *
get_word (LabLossChooser *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));

  return g_utf8_casefold (typed, -1);
}

static gboolean
is_wanted (GtkListBoxRow *row, gpointer data)
{
  LabLossChooser *self = data;
  const LabLoss *loss = loss_of (row);
  g_autofree char *word = get_word (self);

  if (loss == NULL || *word == '\0')
    return *word == '\0';
  return has_word (_ (loss->title), word) || has_word (loss->id, word)
         || has_word (group_of (loss), word) || has_word (loss->source, word)
         || (loss->note != NULL && has_word (_ (loss->note), word));
}

/* ---- choosing ---- */

static void
choose (LabLossChooser *self, GtkListBoxRow *row)
{
  g_autofree char *id = NULL;

  if (row == NULL || loss_of (row) == NULL)
    return;
  id = g_strdup (loss_of (row)->id);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, chosen_signal, 0, id);
}

static void
on_row (GtkListBox *list, GtkListBoxRow *row, LabLossChooser *self)
{
  choose (self, row);
}

/* Of those that the search leaves: the first that has the word in its title, or else anywhere. */
static GtkListBoxRow *
find_best (LabLossChooser *self)
{
  g_autofree char *word = get_word (self);
  GtkListBoxRow *best = NULL, *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      if (!gtk_widget_get_child_visible (GTK_WIDGET (row)) || loss_of (row) == NULL)
        continue;
      if (has_word (_ (loss_of (row)->title), word))
        return row;
      best = best == NULL ? row : best;
    }
  return best;
}

/* The selected row is in sight, once the list has its size. */
static gboolean
show_selected (gpointer data)
{
  LabLossChooser *self = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  GtkAdjustment *adjustment
      = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  graphene_rect_t place;

  if (row != NULL && gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->list), &place))
    gtk_adjustment_set_value (adjustment,
                              place.origin.y - gtk_adjustment_get_page_size (adjustment) / 2.0);
  return G_SOURCE_REMOVE;
}

static void
on_search (LabLossChooser *self)
{
  gtk_list_box_invalidate_filter (self->list);
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_list_box_select_row (self->list, find_best (self));
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, 50, show_selected, g_object_ref (self),
                      g_object_unref);
}

/* The search waits for a pause in the typing, Return does not. */
static void
on_enter (LabLossChooser *self)
{
  on_search (self);
  choose (self, gtk_list_box_get_selected_row (self->list));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        LabLossChooser *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return FALSE;
  if (row == NULL || !gtk_widget_get_child_visible (GTK_WIDGET (row)))
    row = find_best (self);
  return row != NULL && gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
on_show (LabLossChooser *self, gpointer data)
{
  gtk_editable_set_text (self->search, "");
  fill (self);
  on_search (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* Nobody needs the rows of what is not shown, least of all those who have them read to them. */
static void
on_hide (LabLossChooser *self, gpointer data)
{
  clear (self);
}

static void
on_folder (LabLossChooser *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    fill (self);
}

/* ---- life ---- */

static void
lab_loss_chooser_dispose (GObject *object)
{
  LabLossChooser *self = LAB_LOSS_CHOOSER (object);

  if (self->folder != NULL)
    g_signal_handlers_disconnect_by_data (self->folder, self);
  g_clear_object (&self->folder);
  g_clear_pointer (&self->current, g_free);
  G_OBJECT_CLASS (lab_loss_chooser_parent_class)->dispose (object);
}

static void
lab_loss_chooser_class_init (LabLossChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_loss_chooser_dispose;
  chosen_signal = g_signal_new ("chosen", LAB_TYPE_LOSS_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/loss-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, LabLossChooser, search);
  gtk_widget_class_bind_template_child (widget_class, LabLossChooser, scrolled);
  gtk_widget_class_bind_template_child (widget_class, LabLossChooser, list);
  gtk_widget_class_bind_template_child (widget_class, LabLossChooser, more);
  gtk_widget_class_bind_template_callback (widget_class, on_show);
  gtk_widget_class_bind_template_callback (widget_class, on_hide);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_enter);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_row);
}

static void
lab_loss_chooser_init (LabLossChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, set_header, NULL, NULL);
  gtk_list_box_set_filter_func (self->list, is_wanted, self, NULL);
}

GtkWidget *
lab_loss_chooser_new (void)
{
  LabLossChooser *self = g_object_new (LAB_TYPE_LOSS_CHOOSER, NULL);

  self->folder = g_object_ref (lab_loss_folder_get ());
  g_signal_connect_swapped (self->folder, "changed", G_CALLBACK (on_folder), self);
  return GTK_WIDGET (self);
}

void
lab_loss_chooser_set_current (LabLossChooser *self, const char *loss)
{
  g_free (self->current);
  self->current = g_strdup (loss);
}

void
lab_loss_chooser_add (LabLossChooser *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (gtk_popover_popdown), self,
                           G_CONNECT_SWAPPED);
  if (gtk_widget_get_first_child (GTK_WIDGET (self->more)) == NULL)
    gtk_box_append (self->more, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (self->more, button);
}
