/* SPDX-License-Identifier: MIT */
/* The page is read once from the program's resources; contents and search go about in it. */
#include "reference-window.h"

#include "ui/widget/prose.h"

#include <glib/gi18n.h>
#include <math.h>

#define PAGE  "/org/losslab/Losslab/reference/losses.md"
#define OPEN  "lab-reference-window" /* of the parent */
#define PARTS "lab-reference-parts"  /* of the window */

/* pixels: of a line, and what stays in sight of a page that is turned */
#define LINE 40.0
#define REST 60.0

typedef struct
{
  GtkWidget *window;
  AdwFlap *flap;
  LabProse *prose;
  GtkAdjustment *adjustment;
  GtkWidget *scroller;
  GtkSearchBar *search_bar;
  GtkSearchEntry *entry;
  GtkLabel *count;
  guint n_matches;
  guint present;
} Reference;

/* ---- going about ---- */

static void
scroll_to (Reference *self, GtkWidget *widget, double above)
{
  graphene_point_t point;

  if (gtk_widget_compute_point (widget, GTK_WIDGET (self->prose), graphene_point_zero (), &point))
    gtk_adjustment_set_value (self->adjustment,
                              (double) point.y
                                  + gtk_widget_get_margin_top (GTK_WIDGET (self->prose)) - above);
}

static void
on_content (GtkListBox *list, GtkListBoxRow *row, Reference *self)
{
  const GPtrArray *headings = lab_prose_get_headings (self->prose);

  scroll_to (self, g_ptr_array_index (headings, (guint) gtk_list_box_row_get_index (row)), 12.0);
  gtk_widget_grab_focus (self->scroller);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

/* The keys of a page to read. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        Reference *self)
{
  const double page = gtk_adjustment_get_page_size (self->adjustment) - REST;
  const struct
  {
    guint key;
    double by;
  } KEYS[] = {
    { GDK_KEY_Up, -LINE },       { GDK_KEY_Down, LINE },  { GDK_KEY_Page_Up, -page },
    { GDK_KEY_Page_Down, page }, { GDK_KEY_space, page }, { GDK_KEY_Home, -HUGE_VAL },
    { GDK_KEY_End, HUGE_VAL },
  };

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK)) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    if (KEYS[i].key == key)
      {
        const double to = gtk_adjustment_get_value (self->adjustment) + KEYS[i].by;

        gtk_adjustment_set_value (self->adjustment,
                                  CLAMP (to, 0.0, gtk_adjustment_get_upper (self->adjustment)));
        return TRUE;
      }
  return FALSE;
}

/* ---- searching ---- */

static void
show_match (Reference *self)
{
  g_autofree char *words
      = self->n_matches > 0 ? g_strdup_printf (_ ("%u of %u"), self->present + 1, self->n_matches)
        : *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0'
            ? g_strdup (_ ("Not on this page"))
            : g_strdup ("");

  gtk_label_set_text (self->count, words);
  if (self->n_matches > 0)
    scroll_to (self, lab_prose_show_match (self->prose, self->present), 120.0);
}

static void
on_search (Reference *self)
{
  self->n_matches
      = lab_prose_find (self->prose, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  self->present = 0;
  show_match (self);
}

static void
move (Reference *self, guint by)
{
  if (self->n_matches == 0)
    return;
  self->present = (self->present + by) % self->n_matches;
  show_match (self);
}

static void
on_next (Reference *self)
{
  move (self, 1);
}

static void
on_previous (Reference *self)
{
  move (self, self->n_matches - 1);
}

static void
on_search_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Reference *self = data;

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
on_next_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  on_next (data);
}

static void
on_previous_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  on_previous (data);
}

/* ---- parts ---- */

static GtkWidget *
make_contents (Reference *self)
{
  const GPtrArray *headings = lab_prose_get_headings (self->prose);
  GtkWidget *list = gtk_list_box_new (), *scroller = gtk_scrolled_window_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Contents"), -1);
  for (guint i = 0; i < headings->len; i++)
    {
      GtkWidget *label = gtk_label_new (gtk_label_get_text (g_ptr_array_index (headings, i)));

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }
  g_signal_connect (list, "row-activated", G_CALLBACK (on_content), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_size_request (scroller, 220, -1);
  return scroller;
}

static GtkWidget *
make_page (Reference *self)
{
  GtkWidget *clamp = adw_clamp_new (), *prose = GTK_WIDGET (self->prose);

  gtk_widget_set_margin_top (prose, 24);
  gtk_widget_set_margin_bottom (prose, 48);
  gtk_widget_set_margin_start (prose, 24);
  gtk_widget_set_margin_end (prose, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), prose);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_hexpand (self->scroller, TRUE);
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  return self->scroller;
}

static GtkWidget *
make_button (const char *icon, const char *words, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_search_bar (Reference *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *bar = gtk_search_bar_new ();

  self->search_bar = GTK_SEARCH_BAR (bar);
  self->entry = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->count = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_size_request (GTK_WIDGET (self->entry), 260, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search the page"), -1);
  gtk_label_set_width_chars (self->count, 16);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (row), make_button ("go-up-symbolic", _ ("Previous"), "page.previous"));
  gtk_box_append (GTK_BOX (row), make_button ("go-down-symbolic", _ ("Next"), "page.next"));
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->count));
  gtk_search_bar_set_child (self->search_bar, row);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->entry));
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_next), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (on_next), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (on_previous), self);
  return bar;
}

static GtkWidget *
make_header (Reference *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *contents = gtk_toggle_button_new (), *search = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (contents), "sidebar-show-symbolic");
  gtk_widget_set_tooltip_text (contents, _ ("Contents"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (contents), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Contents"), -1);
  g_object_bind_property (self->flap, "reveal-flap", contents, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_button_set_icon_name (GTK_BUTTON (search), "system-search-symbolic");
  gtk_widget_set_tooltip_text (search, _ ("Search (Ctrl+F)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"), -1);
  g_object_bind_property (self->search_bar, "search-mode-enabled", search, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), contents);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), search);
  return bar;
}

static void
add_keys (Reference *self)
{
  static const struct
  {
    const char *keys;
    const char *action;
  } SHORTCUTS[] = {
    { "<Ctrl>f", "page.search" },          { "<Ctrl>g", "page.next" },
    { "<Ctrl><Shift>g", "page.previous" }, { "<Ctrl>w", "window.close" },
    { "Escape", "window.close" },
  };
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (SHORTCUTS); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (shortcuts),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (SHORTCUTS[i].keys),
                          gtk_named_action_new (SHORTCUTS[i].action)));
  gtk_widget_add_controller (self->window, shortcuts);
  /* Before a text that is marked takes them. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->scroller, keys);
}

/* ---- the window ---- */

static GtkWidget *
make_window (void)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "search", .activate = on_search_action },
    { .name = "next", .activate = on_next_action },
    { .name = "previous", .activate = on_previous_action },
  };
  Reference *self = g_new0 (Reference, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *flap = adw_flap_new ();
  GtkWidget *search_bar = make_search_bar (self);
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GBytes) bytes = g_resources_lookup_data (PAGE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  self->window = adw_window_new ();
  self->flap = ADW_FLAP (flap);
  self->prose = LAB_PROSE (lab_prose_new (text));
  adw_flap_set_flap (self->flap, make_contents (self));
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (self->flap, make_page (self));
  gtk_widget_set_vexpand (flap, TRUE);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), search_bar);
  gtk_box_append (GTK_BOX (box), flap);
  adw_window_set_content (ADW_WINDOW (self->window), box);
  gtk_window_set_title (GTK_WINDOW (self->window), _ ("The Loss Language"));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1060, 780);
  gtk_widget_set_size_request (self->window, 360, 240);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  gtk_widget_insert_action_group (self->window, "page", G_ACTION_GROUP (actions));
  add_keys (self);
  gtk_window_set_focus (GTK_WINDOW (self->window), self->scroller);
  g_object_set_data_full (G_OBJECT (self->window), PARTS, self, g_free);
  return self->window;
}

static void
forget (GObject *parent)
{
  g_object_set_data (parent, OPEN, NULL);
}

void
lab_reference_window_present (GtkWindow *parent)
{
  GtkWidget *window = g_object_get_data (G_OBJECT (parent), OPEN);

  if (window == NULL)
    {
      window = make_window ();
      g_object_set_data (G_OBJECT (parent), OPEN, window);
      g_signal_connect_object (window, "destroy", G_CALLBACK (forget), parent, G_CONNECT_SWAPPED);
      /* Not transient: it would lie on what somebody reads it for. */
      g_signal_connect_object (parent, "destroy", G_CALLBACK (gtk_window_destroy), window,
                               G_CONNECT_SWAPPED);
    }
  gtk_window_present (GTK_WINDOW (window));
}
