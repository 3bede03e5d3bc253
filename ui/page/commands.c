/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include "reference-window.h"
#include "ui/widget/toast.h"

#include <glib/gi18n.h>

struct _LabCommands
{
  AdwApplicationWindow *window;
  LabSession *session;
  AdwToastOverlay *toasts;
  double pace; /* before full speed */
};

static LabDocument *
document (LabCommands *self)
{
  return lab_session_get_document (self->session);
}

/* ---- commands without more ado ---- */

/* Of session or document, one of the two. */
typedef struct
{
  const char *name;
  void (*session) (LabSession *session);
  void (*document) (LabDocument *document);
} Command;

static const Command COMMANDS[] = {
  { "toggle", lab_session_toggle, NULL }, { "step", lab_session_step, NULL },
  { "stop", lab_session_stop, NULL },     { "restart", lab_session_train, NULL },
  { "undo", NULL, lab_document_undo },    { "redo", NULL, lab_document_redo },
  { "swap", NULL, lab_document_swap },
};

static void
on_command (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabCommands *self = data;
  const char *name = g_action_get_name (G_ACTION (action));
  const gboolean is_branch = lab_session_is_branch (self->session);

  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    if (g_str_equal (COMMANDS[i].name, name))
      {
        if (COMMANDS[i].session != NULL)
          COMMANDS[i].session (self->session);
        else
          COMMANDS[i].document (document (self));
      }
  /* What is trained again is not the branch. */
  if (is_branch && lab_session_get_state (self->session) == LAB_SESSION_PREPARING)
    lab_toast_say (self->toasts, _ ("Training from the seed’s weights, not the branch’s."));
}

static void
enable (LabCommands *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
on_state (LabCommands *self)
{
  const LabSessionState state = lab_session_get_state (self->session);
  const gboolean under_way = state == LAB_SESSION_TRAINING || state == LAB_SESSION_PAUSED;

  enable (self, "toggle", state != LAB_SESSION_PREPARING);
  enable (self, "step", state == LAB_SESSION_READY || state == LAB_SESSION_PAUSED);
  enable (self, "stop", under_way);
  enable (self, "restart", under_way || state == LAB_SESSION_ENDED);
}

static void
on_document (LabCommands *self)
{
  enable (self, "undo", lab_document_get_undo (document (self)) != NULL);
  enable (self, "redo", lab_document_get_redo (document (self)) != NULL);
  enable (self, "swap", lab_document_get_experiment (document (self))->n_sides > 1);
}

/* ---- the others ---- */

static void
on_reseed (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabCommands *self = data;
  g_autofree char *seeds = NULL, *words = NULL;

  lab_document_reseed (document (self));
  seeds = lab_chart_seeds_words (lab_document_get_spec (document (self), 0)->seed,
                                 lab_document_get_experiment (document (self))->n_seeds);
  /* Translators: "seed 2", or "seeds 6 to 10" */
  words = g_strdup_printf (_ ("Now %s: other starting weights, other batches."), seeds);
  lab_toast_offer (self->toasts, words, _ ("_Undo"), "win.undo");
  lab_session_train (self->session);
}

static void
on_full_speed (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabCommands *self = data;
  const double pace = lab_session_get_pace (self->session);

  lab_session_set_pace (self->session, pace > LAB_FULL_SPEED ? LAB_FULL_SPEED : self->pace);
  if (pace > LAB_FULL_SPEED)
    self->pace = pace;
}

/* So many evaluations on or back; the least and the greatest number mean the ends. */
static void
on_moment (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabCommands *self = data;
  const int by = g_variant_get_int32 (parameter);

  if (by == G_MAXINT32)
    lab_session_set_cursor (self->session, (double) NAN);
  else if (by == G_MININT32)
    lab_session_set_cursor (self->session, 0.0);
  else
    lab_session_move_cursor (self->session, by);
}

/* Where somebody types, the keys of undo are the text's; in the list of runs, the list's;
 * everywhere else the document's. */
static void
on_take_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabCommands *self = data;
  const gboolean back = g_str_equal (g_action_get_name (G_ACTION (action)), "take-back");
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self->window));
  GtkTextBuffer *buffer
      = GTK_IS_TEXT_VIEW (focus) ? gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)) : NULL;

  if (focus != NULL
      && gtk_widget_activate_action (focus, back ? "history.undelete" : "history.redelete", NULL))
    return;
  if (buffer == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->window), back ? "win.undo" : "win.redo", NULL);
  else if (back)
    gtk_text_buffer_undo (buffer);
  else
    gtk_text_buffer_redo (buffer);
}

static void
on_reference (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LabCommands *self = data;

  lab_reference_window_present (GTK_WINDOW (self->window));
}

/* ---- keys ---- */

static const struct
{
  guint key;
  const char *action;
  int moment;
} KEYS[] = {
  { GDK_KEY_space, "win.toggle", 0 },
  { GDK_KEY_KP_Space, "win.toggle", 0 },
  { GDK_KEY_n, "win.step", 0 },
  { GDK_KEY_f, "win.full-speed", 0 },
  { GDK_KEY_Home, "win.moment", G_MININT32 },
  { GDK_KEY_End, "win.moment", G_MAXINT32 },
  { GDK_KEY_Page_Up, "win.moment", -1 },
  { GDK_KEY_Page_Down, "win.moment", 1 },
};

/* Single keys belong to the training, whatever has the focus, unless somebody is typing, walks
 * through a menu or a list, or moves a range by the keys that ranges have. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer data)
{
  LabCommands *self = data;
  GtkWidget *window = GTK_WIDGET (self->window);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0
      || (focus != NULL
          && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)
              || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL
              || gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) != NULL)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++)
    if (KEYS[i].key == gdk_keyval_to_lower (key))
      {
        if (KEYS[i].moment == 0)
          return gtk_widget_activate_action (window, KEYS[i].action, NULL);
        return !GTK_IS_RANGE (focus)
               && (focus == NULL || gtk_widget_get_ancestor (focus, GTK_TYPE_GRID_VIEW) == NULL)
               && gtk_widget_activate_action (window, KEYS[i].action, "i", KEYS[i].moment);
      }
  return FALSE;
}

/* After everything else: a part of the window may have something nearer to leave. */
static gboolean
on_late_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
             gpointer data)
{
  LabCommands *self = data;

  return key == GDK_KEY_Escape
         && gtk_widget_activate_action (GTK_WIDGET (self->window), "win.escape", NULL);
}

void
lab_commands_set_keys (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } ACCELERATORS[] = {
    { "win.restart", { "<Ctrl>r" } },
    { "win.stop", { "<Ctrl>period" } },
    { "win.take-back", { "<Ctrl>z" } },
    { "win.bring-back", { "<Ctrl><Shift>z", "<Ctrl>y" } },
    { "win.open", { "<Ctrl>o" } },
    { "win.save", { "<Ctrl>s" } },
    { "win.history", { "<Ctrl>h", "<Ctrl>f" } },
    { "win.reseed", { "<Ctrl>d" } },
    { "win.export('')", { "<Ctrl>e" } },
    { "win.copy('')", { "<Ctrl><Shift>c" } },
    { "win.loss-shape(false)", { "<Ctrl>l" } },
    { "win.zoom-in", { "<Ctrl>plus", "<Ctrl>equal" } },
    { "win.zoom-out", { "<Ctrl>minus" } },
    { "win.sidebar", { "F9" } },
    { "win.fullscreen", { "F11" } },
    { "win.reference", { "F1" } },
    { "win.show-help-overlay", { "<Ctrl>question" } },
    { "window.close", { "<Ctrl>w", "<Ctrl>q" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ACCELERATORS); i++)
    gtk_application_set_accels_for_action (application, ACCELERATORS[i].action,
                                           ACCELERATORS[i].keys);
}

LabCommands *
lab_commands_new (AdwApplicationWindow *window, LabSession *session, AdwToastOverlay *toasts)
{
  static const GActionEntry ACTIONS[] = {
    { .name = "reseed", .activate = on_reseed },
    { .name = "full-speed", .activate = on_full_speed },
    { .name = "moment", .parameter_type = "i", .activate = on_moment },
    { .name = "take-back", .activate = on_take_back },
    { .name = "bring-back", .activate = on_take_back },
    { .name = "reference", .activate = on_reference },
  };
  LabCommands *self = g_new0 (LabCommands, 1);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *late = gtk_event_controller_key_new ();

  self->window = window;
  self->session = session;
  self->toasts = toasts;
  self->pace = lab_session_get_pace (session);
  g_action_map_add_action_entries (G_ACTION_MAP (window), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  for (guint i = 0; i < G_N_ELEMENTS (COMMANDS); i++)
    {
      const GActionEntry entry = { .name = COMMANDS[i].name, .activate = on_command };

      g_action_map_add_action_entries (G_ACTION_MAP (window), &entry, 1, self);
    }
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (window), key);
  g_signal_connect (late, "key-pressed", G_CALLBACK (on_late_key), self);
  gtk_widget_add_controller (GTK_WIDGET (window), late);
  g_signal_connect_swapped (session, "state", G_CALLBACK (on_state), self);
  g_signal_connect_swapped (document (self), "changed", G_CALLBACK (on_document), self);
  on_state (self);
  on_document (self);
  return self;
}

void
lab_commands_free (LabCommands *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (document (self), self);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_free (self);
}
