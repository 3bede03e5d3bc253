/* SPDX-License-Identifier: MIT */
#include "history-page.h"

#include "deletions.h"
#include "run-details.h"
#include "ui/model/run-edit.h"
#include "ui/plot/number.h"
#include "ui/widget/inner-name.h"
#include "ui/widget/run-columns.h"
#include "ui/widget/run-view.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

struct _LabHistoryPage
{
  GtkBox parent_instance;
  LabSession *session;
  LabArchive *archive;
  AdwToastOverlay *toasts; /* borrowed: this is in it */
  LabRunList *list;
  gboolean anew;         /* other words or another order were asked for */
  gboolean open_at_once; /* the first one that is found */
  LabDeletions *deletions;
  GSimpleAction *limit;

  GtkEditable *search;
  GtkDropDown *order;
  GtkStack *stack;
  LabRunView *view;
  GtkLabel *empty;
  GtkButton *remedy;
  GtkWidget *open_button;
  GtkWidget *compare_button;
  GtkWidget *resume_button;
  GtkWidget *details_button;
  GtkWidget *pin_button;
  GtkWidget *delete_button;
  GtkLabel *count;
  GtkMenuButton *size_button;
};

G_DEFINE_FINAL_TYPE (LabHistoryPage, lab_history_page, GTK_TYPE_BOX)

static LabRunItem *
chosen (LabHistoryPage *self)
{
  return lab_run_view_get_run (self->view);
}

/* ---- what is to be seen ---- */

static void
write_count (LabHistoryPage *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  g_autofree char *runs = lab_number_count (n);
  g_autoptr (GArray) listed = lab_run_list_dup_listed (self->list);
  g_autofree char *text = NULL;
  guint ticked;

  lab_run_list_get_ticked (self->list, &ticked);
  if (ticked == 0)
    text = g_strdup_printf (ngettext ("%s run", "%s runs", n), runs);
  else if (ticked > LAB_MAX_SIDES)
    text = g_strdup_printf (ngettext ("%s run, %u chosen: at most four can be compared",
                                      "%s runs, %u chosen: at most four can be compared", n),
                            runs, ticked);
  else if (listed->len == ticked)
    /* Translators: "12 runs, 2 chosen" */
    text = g_strdup_printf (ngettext ("%s run, %u chosen", "%s runs, %u chosen", n), runs, ticked);
  else
    text = g_strdup_printf (ngettext ("%s run, %u chosen, %u of them not in this list",
                                      "%s runs, %u chosen, %u of them not in this list", n),
                            runs, ticked, ticked - listed->len);
  gtk_label_set_text (self->count, text);
}

static void
write_size (LabHistoryPage *self)
{
  gint64 limit;
  const gint64 size = lab_run_list_get_size (self->list, &limit);
  g_autofree char *is = g_format_size ((guint64) size);
  g_autofree char *most = g_format_size ((guint64) limit);
  /* Translators: "3.4 MB of at most 2.1 GB" */
  g_autofree char *text = g_strdup_printf (_ ("%s of at most %s"), is, most);

  gtk_widget_set_visible (GTK_WIDGET (self->size_button), limit > 0);
  gtk_menu_button_set_label (self->size_button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->size_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
  g_simple_action_set_state (self->limit, g_variant_new_int64 (limit));
}

/* Returns: (transfer full): what is changed: the ticked runs that are listed, or the chosen one. */
static GArray *
concerned (LabHistoryPage *self)
{
  GArray *ids = lab_run_list_dup_listed (self->list);
  LabRunItem *run = chosen (self);

  if (ids->len == 0 && run != NULL)
    g_array_append_val (ids, lab_run_item_get_summary (run)->id);
  return ids;
}

static void
show_buttons (LabHistoryPage *self)
{
  LabRunItem *run = chosen (self);
  g_autoptr (GArray) ids = concerned (self);
  g_autofree char *tip
      = g_strdup_printf (ngettext ("Delete the run (Delete)", "Delete %u runs (Delete)", ids->len),
                         ids->len);
  guint ticked;

  lab_run_list_get_ticked (self->list, &ticked);
  gtk_widget_set_sensitive (self->open_button, run != NULL);
  gtk_widget_set_sensitive (self->details_button, run != NULL);
  gtk_widget_set_sensitive (self->resume_button, run != NULL && lab_run_item_can_resume (run));
  gtk_widget_set_sensitive (self->compare_button, ticked >= 2 && ticked <= LAB_MAX_SIDES);
  gtk_widget_set_sensitive (self->pin_button, ids->len > 0);
  gtk_widget_set_sensitive (self->delete_button, ids->len > 0);
  gtk_widget_set_tooltip_text (self->delete_button, tip);
  gtk_widget_set_tooltip_text (self->compare_button,
                               ticked > LAB_MAX_SIDES
                                   ? _ ("At most four runs can be compared")
                                   : _ ("Show the chosen runs beside each other: choose two to "
                                        "four (Space)"));
  write_count (self);
}

/* Returns: (transfer full) (nullable): why no run is listed. */
static char *
dup_reason (LabHistoryPage *self)
{
  const char *archive_error = lab_archive_get_error (self->archive);
  const char *error = lab_run_list_get_error (self->list);
  const char *words = gtk_editable_get_text (self->search);

  if (archive_error != NULL)
    return g_strdup_printf (_ ("Runs are not kept at present: %s"), archive_error);
  if (error != NULL)
    return g_strdup (error);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    return NULL;
  return *words != '\0'
             ? g_strdup_printf (_ ("No run matches ‘%s’."), words)
             : g_strdup (_ ("No runs yet: Escape leads back to the plots, where Space trains."));
}

static void
show (LabHistoryPage *self)
{
  g_autofree char *reason = dup_reason (self);

  gtk_stack_set_visible_child_name (self->stack, reason == NULL ? "runs" : "empty");
  gtk_label_set_text (self->empty, reason == NULL ? "" : reason);
  gtk_button_set_label (self->remedy, lab_archive_get_remedy (self->archive));
  gtk_widget_set_visible (GTK_WIDGET (self->remedy), lab_archive_get_error (self->archive) != NULL);
  show_buttons (self);
  write_size (self);
}

static void open_chosen (LabHistoryPage *self);

static void
on_filled (LabHistoryPage *self)
{
  const gboolean homeless = lab_run_view_settle (self->view, self->anew);

  self->anew = FALSE;
  show (self);
  if (homeless)
    gtk_widget_grab_focus (GTK_WIDGET (self->search));
  if (self->open_at_once)
    open_chosen (self);
  self->open_at_once = FALSE;
}

static void
on_changed (LabHistoryPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    lab_run_list_refresh (self->list);
}

static void
mend (LabHistoryPage *self)
{
  lab_archive_mend (self->archive);
}

/* ---- search and order ---- */

static void
on_search (LabHistoryPage *self)
{
  self->anew = TRUE;
  lab_run_list_search (self->list, gtk_editable_get_text (self->search));
}

static void
on_stop_search (LabHistoryPage *self)
{
  if (*gtk_editable_get_text (self->search) != '\0')
    gtk_editable_set_text (self->search, "");
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.escape", NULL);
}

static GListModel *
list_orders (void)
{
  GtkStringList *words = gtk_string_list_new (NULL);

  for (guint i = 0; i < LAB_N_RUN_ORDERS; i++)
    gtk_string_list_append (words, _ (lab_run_orders[i].words));
  return G_LIST_MODEL (words);
}

static void
on_order (LabHistoryPage *self)
{
  const LabRunOrder *order = &lab_run_orders[gtk_drop_down_get_selected (self->order)];

  lab_run_list_sort (self->list, order->order, order->descending);
}

/* By the choice above the list, or by a heading. */
static void
on_sorted (LabHistoryPage *self)
{
  gboolean descending;
  const LabOrder order = lab_run_list_get_order (self->list, &descending);

  self->anew = TRUE;
  for (guint i = 0; i < LAB_N_RUN_ORDERS; i++)
    if (lab_run_orders[i].order == order && lab_run_orders[i].descending == descending)
      gtk_drop_down_set_selected (self->order, i);
}

/* ---- opening ---- */

static void
open_chosen (LabHistoryPage *self)
{
  LabRunItem *run = chosen (self);

  if (run != NULL)
    lab_revisit_open (lab_revisit_of (self->session), lab_run_item_get_summary (run)->experiment);
}

static void
compare (LabHistoryPage *self)
{
  guint n;
  const gint64 *ticked = lab_run_list_get_ticked (self->list, &n);
  g_autofree gint64 *runs = g_memdup2 (ticked, n * sizeof *ticked);

  if (n < 2 || n > LAB_MAX_SIDES)
    return;
  lab_revisit_compare (lab_revisit_of (self->session), runs, n);
  lab_run_list_untick (self->list, runs, n); /* else they would be deleted next, out of sight */
}

static void
resume (LabHistoryPage *self)
{
  LabRunItem *run = chosen (self);

  if (run != NULL)
    lab_revisit_resume (lab_revisit_of (self->session), lab_run_item_get_summary (run)->experiment);
}

/* ---- changes ---- */

static void
on_edited (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LabHistoryPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!lab_run_edit_finish (result, NULL, &error) && self->session != NULL)
    lab_toast_say (self->toasts, error->message);
}

static void
edit (LabHistoryPage *self, const LabRunEdit *edits, guint n, GArray *ids)
{
  lab_run_edit_async (self->archive, edits, n, (const gint64 *) (gpointer) ids->data, ids->len,
                      on_edited, g_object_ref (self));
}

static gboolean
all_pinned (LabHistoryPage *self, const GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      const int at = lab_run_list_find (self->list, g_array_index (ids, gint64, i));
      g_autoptr (LabRunItem) run
          = at < 0 ? NULL : g_list_model_get_item (G_LIST_MODEL (self->list), (guint) at);

      if (run != NULL && !lab_run_item_get_summary (run)->pinned)
        return FALSE;
    }
  return TRUE;
}

static void
pin (LabHistoryPage *self)
{
  g_autoptr (GArray) ids = concerned (self);
  const gboolean pinned = all_pinned (self, ids);

  edit (self, &(LabRunEdit){ .kind = pinned ? LAB_RUN_EDIT_UNPIN : LAB_RUN_EDIT_PIN }, 1, ids);
}

static void
delete_chosen (LabHistoryPage *self)
{
  g_autoptr (GArray) ids = concerned (self);

  lab_deletions_delete (self->deletions, ids);
  lab_run_view_focus (self->view); /* from the button: the keys go on in the list */
}

static void
on_deleted (LabHistoryPage *self, const GArray *ids)
{
  lab_run_view_part (self->view, ids);
  lab_run_list_untick (self->list, (const gint64 *) (gpointer) ids->data, ids->len);
}

static void
on_restored (LabHistoryPage *self, const GArray *ids)
{
  lab_run_view_seek (self->view, g_array_index (ids, gint64, 0));
}

void
lab_history_page_undelete (LabHistoryPage *self, guint number)
{
  lab_run_view_focus (self->view); /* from the toast, which goes */
  lab_deletions_undo (self->deletions, number);
}

/* By the keys of undo and redo: what is typed, else the deletions. */
static void
on_take_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabHistoryPage *self = data;
  const gboolean back = g_str_equal (g_action_get_name (G_ACTION (action)), "undelete");
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (GTK_IS_TEXT (focus) && *gtk_editable_get_text (self->search) != '\0')
    gtk_widget_activate_action (focus, back ? "text.undo" : "text.redo", NULL);
  else if (back)
    lab_deletions_undo (self->deletions, 0);
  else
    lab_deletions_redo (self->deletions);
}

static void
show_details (LabHistoryPage *self)
{
  LabRunItem *run = chosen (self);

  if (run != NULL)
    lab_run_details_present (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->archive,
                             lab_run_item_get_summary (run));
}

static void
on_limit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabHistoryPage *self = data;
  g_autoptr (GArray) nothing = g_array_new (FALSE, TRUE, sizeof (gint64));

  g_array_set_size (nothing, 1);
  edit (self, &(LabRunEdit){ .kind = LAB_RUN_EDIT_LIMIT, .bytes = g_variant_get_int64 (parameter) },
        1, nothing);
}

/* ---- keys ---- */

/* A row is ticked with the one next to it. */
static void
extend (LabHistoryPage *self, guint at, int by)
{
  const gint64 next = (gint64) at + by;

  lab_run_list_tick (self->list, at, TRUE);
  if (next >= 0 && next < (gint64) g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    lab_run_list_tick (self->list, (guint) next, TRUE);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        LabHistoryPage *self)
{
  const guint at = lab_run_view_get_at (self->view);
  LabRunItem *run = chosen (self);

  /* Out of the list, not to its next row. */
  if (key == GDK_KEY_Tab || key == GDK_KEY_ISO_Left_Tab)
    return gtk_widget_grab_focus (key == GDK_KEY_Tab ? self->open_button
                                                     : GTK_WIDGET (self->order));
  if (run != NULL && (state & GDK_SHIFT_MASK) != 0 && (key == GDK_KEY_Up || key == GDK_KEY_Down))
    {
      extend (self, at, key == GDK_KEY_Down ? 1 : -1);
      return FALSE; /* the list moves on by itself */
    }
  if (run == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_space || key == GDK_KEY_KP_Space)
    lab_run_list_tick (self->list, at, !lab_run_item_is_ticked (run));
  else if (key == GDK_KEY_Delete || key == GDK_KEY_KP_Delete)
    delete_chosen (self);
  else if (key == GDK_KEY_F2)
    show_details (self);
  else
    return FALSE;
  return TRUE;
}

/* From the search the arrow leads to what was found. */
static gboolean
on_search_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
               LabHistoryPage *self)
{
  if (key == GDK_KEY_Down)
    return lab_run_view_focus (self->view);
  if (key != GDK_KEY_Return)
    return FALSE;
  if (self->anew) /* what is listed yet answers other words */
    self->open_at_once = TRUE;
  else
    open_chosen (self);
  return TRUE;
}

static void
add_key (LabHistoryPage *self, gpointer widget, GCallback callback)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", callback, self);
  gtk_widget_add_controller (widget, key);
}

/* ---- life ---- */

/* Another window, or the command line, may have changed the history meanwhile. */
static void
on_active (LabHistoryPage *self)
{
  if (gtk_window_is_active (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)))))
    on_changed (self);
}

static void
lab_history_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lab_history_page_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active",
                           G_CALLBACK (on_active), widget, G_CONNECT_SWAPPED);
}

static void
lab_history_page_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), on_active, widget);
  GTK_WIDGET_CLASS (lab_history_page_parent_class)->unroot (widget);
}

static void
lab_history_page_dispose (GObject *object)
{
  LabHistoryPage *self = LAB_HISTORY_PAGE (object);

  if (self->deletions != NULL)
    lab_deletions_shut (self->deletions);
  g_clear_object (&self->deletions);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lab_history_page_parent_class)->dispose (object);
}

static void
lab_history_page_finalize (GObject *object)
{
  LabHistoryPage *self = LAB_HISTORY_PAGE (object);

  g_clear_object (&self->list);
  g_clear_object (&self->archive);
  g_clear_object (&self->limit);
  G_OBJECT_CLASS (lab_history_page_parent_class)->finalize (object);
}

static void
lab_history_page_class_init (LabHistoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lab_history_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = lab_history_page_finalize;
  widget_class->root = lab_history_page_root;
  widget_class->unroot = lab_history_page_unroot;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/losslab/Losslab/ui/history-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, search);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, order);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, view);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, empty);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, remedy);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, compare_button);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, resume_button);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, details_button);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, pin_button);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, delete_button);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, count);
  gtk_widget_class_bind_template_child (widget_class, LabHistoryPage, size_button);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_order);
  gtk_widget_class_bind_template_callback (widget_class, mend);
  gtk_widget_class_bind_template_callback (widget_class, open_chosen);
  gtk_widget_class_bind_template_callback (widget_class, show_buttons);
  gtk_widget_class_bind_template_callback (widget_class, compare);
  gtk_widget_class_bind_template_callback (widget_class, resume);
  gtk_widget_class_bind_template_callback (widget_class, show_details);
  gtk_widget_class_bind_template_callback (widget_class, pin);
  gtk_widget_class_bind_template_callback (widget_class, delete_chosen);
}

static void
lab_history_page_init (LabHistoryPage *self)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "undelete", .activate = on_take_back },
    { .name = "redelete", .activate = on_take_back },
  };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_type_ensure (LAB_TYPE_RUN_VIEW);
  gtk_widget_init_template (GTK_WIDGET (self));
  lab_inner_name_set (self->order, _ ("Order"));
  self->limit
      = g_simple_action_new_stateful ("limit", G_VARIANT_TYPE_INT64, g_variant_new_int64 (0));
  g_action_map_add_action_entries (G_ACTION_MAP (actions), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  g_signal_connect (self->limit, "change-state", G_CALLBACK (on_limit), self);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (self->limit));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "history", G_ACTION_GROUP (actions));
  add_key (self, self->view, G_CALLBACK (on_key));
  add_key (self, self->search, G_CALLBACK (on_search_key));
}

GtkWidget *
lab_history_page_new (LabSession *session, AdwToastOverlay *toasts)
{
  LabHistoryPage *self = g_object_new (LAB_TYPE_HISTORY_PAGE, NULL);
  g_autoptr (GListModel) orders = list_orders ();

  self->session = g_object_ref (session);
  self->archive = g_object_ref (lab_session_get_archive (session));
  self->toasts = toasts;
  self->deletions = lab_deletions_new (self->archive, toasts);
  self->list = lab_run_list_new (self->archive);
  lab_run_view_set_list (self->view, self->list);
  gtk_drop_down_set_model (self->order, orders);
  g_signal_connect_object (self->list, "sorted", G_CALLBACK (on_sorted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "filled", G_CALLBACK (on_filled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->deletions, "deleted", G_CALLBACK (on_deleted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->deletions, "restored", G_CALLBACK (on_restored), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "ticks", G_CALLBACK (show_buttons), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->archive, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->archive, "opened", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  show (self);
  return GTK_WIDGET (self);
}

void
lab_history_page_open (LabHistoryPage *self)
{
  lab_run_list_refresh (self->list);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
