/* SPDX-License-Identifier: MIT */
#include "run-view.h"

#include "run-row.h"

#include <glib/gi18n.h>

struct _LabRunView
{
  GtkBox parent_instance;
  GtkListView *view;
  LabRunList *list;
  GtkSingleSelection *selection;
  gint64 run;         /* the selected one; 0: none */
  gboolean sought;    /* it is to be seen */
  gboolean had_focus; /* before an answer took away the row that had it */
};

G_DEFINE_FINAL_TYPE (LabRunView, lab_run_view, GTK_TYPE_BOX)

static guint selected_signal, activated_signal;

/* ---- the selected run ---- */

LabRunItem *
lab_run_view_get_run (LabRunView *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

guint
lab_run_view_get_at (LabRunView *self)
{
  return gtk_single_selection_get_selected (self->selection);
}

void
lab_run_view_select (LabRunView *self, guint at)
{
  gtk_single_selection_set_selected (self->selection, at);
}

static gint64
id_of (LabRunItem *run)
{
  return run == NULL ? 0 : lab_run_item_get_summary (run)->id;
}

/* What an answer does to the selection is nobody's choice. */
static void
on_selected (LabRunView *self)
{
  if (lab_run_list_is_taking (self->list))
    return;
  self->run = id_of (lab_run_view_get_run (self));
  g_signal_emit (self, selected_signal, 0);
}

void
lab_run_view_part (LabRunView *self, const GArray *runs)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  const int at = lab_run_list_find (self->list, self->run);

  for (guint i = 0; at >= 0 && i < n; i++)
    {
      const guint next = (guint) at + i < n ? (guint) at + i : n - 1 - i;
      g_autoptr (LabRunItem) run = g_list_model_get_item (G_LIST_MODEL (self->list), next);
      gboolean gone = FALSE;

      for (guint k = 0; k < runs->len; k++)
        gone = gone || g_array_index (runs, gint64, k) == id_of (run);
      if (!gone)
        {
          self->run = id_of (run);
          return;
        }
    }
}

void
lab_run_view_seek (LabRunView *self, gint64 run)
{
  self->run = run;
  self->sought = TRUE;
}

/* ---- the focus ---- */

static gboolean
has_focus (LabRunView *self)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (self->view)) != NULL;
}

gboolean
lab_run_view_focus (LabRunView *self)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view));

  while (row != NULL && lab_run_row_get_run (row) != lab_run_view_get_run (self))
    row = gtk_widget_get_next_sibling (row);
  return row != NULL && gtk_widget_grab_focus (row);
}

/* Some keys, and clicks on a tick, move the focus and leave the selection where it was. */
static void
follow_focus (LabRunView *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  LabRunItem *run = row == NULL ? NULL : lab_run_row_get_run (row);
  int at;

  if (run == NULL || lab_run_list_is_taking (self->list))
    return;
  at = lab_run_list_find (self->list, id_of (run));
  if (at >= 0)
    lab_run_view_select (self, (guint) at);
}

static void
on_items_changed (LabRunView *self)
{
  self->had_focus = self->had_focus || has_focus (self);
}

gboolean
lab_run_view_settle (LabRunView *self, gboolean anew)
{
  GtkAdjustment *scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  const int at = anew ? 0 : lab_run_list_find (self->list, self->run);
  const gboolean focused = self->had_focus || has_focus (self);
  const guint before = lab_run_view_get_at (self);

  self->had_focus = FALSE;
  if (anew)
    gtk_adjustment_set_value (scroll, 0.0);
  if (at >= 0)
    lab_run_view_select (self, (guint) at);
  if (at >= 0 && self->sought)
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", (guint) at);
  self->sought = FALSE;
  on_selected (self);
  /* Rows stay in their places and tell of other runs: the keyboard goes with the run. */
  if (focused && (!has_focus (self) || before != lab_run_view_get_at (self)))
    return !lab_run_view_focus (self);
  return FALSE;
}

/* ---- life ---- */

static void
on_activate (GtkListView *view, guint at, LabRunView *self)
{
  lab_run_view_select (self, at);
  g_signal_emit (self, activated_signal, 0);
}

static void
lab_run_view_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lab_run_view_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::focus-widget",
                           G_CALLBACK (follow_focus), widget, G_CONNECT_SWAPPED);
}

static void
lab_run_view_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), follow_focus, widget);
  GTK_WIDGET_CLASS (lab_run_view_parent_class)->unroot (widget);
}

static void
lab_run_view_finalize (GObject *object)
{
  LabRunView *self = LAB_RUN_VIEW (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (lab_run_view_parent_class)->finalize (object);
}

static void
lab_run_view_class_init (LabRunViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lab_run_view_finalize;
  widget_class->root = lab_run_view_root;
  widget_class->unroot = lab_run_view_unroot;
  selected_signal = g_signal_new ("selected", LAB_TYPE_RUN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  activated_signal = g_signal_new ("activated", LAB_TYPE_RUN_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
lab_run_view_init (LabRunView *self)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->view = GTK_LIST_VIEW (gtk_list_view_new (NULL, NULL));
  gtk_list_view_set_show_separators (self->view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Runs"), -1);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activate), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroll, TRUE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_append (GTK_BOX (self), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self), scroll);
  gtk_widget_add_css_class (GTK_WIDGET (self), "runs");
}

void
lab_run_view_set_list (LabRunView *self, LabRunList *list)
{
  g_autoptr (GtkListItemFactory) rows = lab_run_row_new_factory (list);

  g_return_if_fail (self->list == NULL);

  self->list = g_object_ref (list);
  gtk_box_prepend (GTK_BOX (self), lab_run_row_new_headings (list));
  /* before the selection and the rows hear of it */
  g_signal_connect_object (list, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (list)));
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->view, rows);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}
