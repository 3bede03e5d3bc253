/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui/model/session.h"

#include <adwaita.h>

/* A part of the window in a window of its own, for tests: what a person would do to it, and what is
 * to be seen. */

/**
 * Stage:
 * @session: on small data, with a small network, at full speed
 * @toasts: fills @window; the part is in it
 */
typedef struct
{
  char *folder;
  LabSession *session;
  LabDocument *document;
  GtkWidget *window;
  AdwToastOverlay *toasts;
} Stage;

/** stage_init: starts GLib's tests and GTK; ends the program, skipped, where there is no display.
 */
void stage_init (int *argc, char ***argv);

/* As the set-up and tear-down of g_test_add(): the data are there when a test begins, and nothing
 * of the window lives when it has ended. */
void stage_set_up (Stage *self, gconstpointer data);
void stage_tear_down (Stage *self, gconstpointer data);

/** stage_show: @part is on the screen, drawn. */
void stage_show (Stage *self, GtkWidget *part, int width, int height);
/** stage_settle: until there is nothing to do. */
void stage_settle (void);
/** stage_train: to the end. */
void stage_train (Stage *self);

/** stage_wait: until @condition, a minute at most. */
#define stage_wait(condition)                                                         \
  G_STMT_START                                                                        \
  {                                                                                   \
    const gint64 end_ = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;                \
    while (!(condition))                                                              \
      {                                                                               \
        if (g_get_monotonic_time () > end_)                                           \
          g_error ("%s:%d: not within a minute: %s", __FILE__, __LINE__, #condition); \
        if (!g_main_context_iteration (NULL, FALSE))                                  \
          g_usleep (1000);                                                            \
      }                                                                               \
  }                                                                                   \
  G_STMT_END

/** stage_key: @widget gets a key. Returns: whether it took it. */
gboolean stage_key (GtkWidget *widget, guint key);

/** stage_find: Returns: (nullable): the first visible widget of @type below @root whose accessible
 * name, or text, is @name; with a @name of NULL the first one. */
gpointer stage_find (gpointer root, GType type, const char *name);
/** stage_button: Returns: (nullable): the visible button that is called @words, or says them. */
gpointer stage_button (gpointer root, const char *words);
/** stage_click: of a button that is there. */
void stage_click (gpointer button);
/** stage_count: Returns: how many visible widgets of @type are below @root. */
guint stage_count (gpointer root, GType type);

/** stage_name: Returns: (transfer full): the accessible label, "" where none is set;
 * stage_description: likewise. */
char *stage_name (gpointer widget);
char *stage_description (gpointer widget);
/** stage_words: Returns: (transfer full): the texts of all visible labels below @root, a line each.
 */
char *stage_words (gpointer root);
/** stage_says: Returns: whether @words are among them. */
gboolean stage_says (gpointer root, const char *words);

/** stage_opened: Returns: (nullable): a window that was opened beside the stage's. */
GtkWidget *stage_opened (Stage *self);
/** stage_setting: Returns: (transfer full): a setting's text in the document. */
char *stage_setting (Stage *self, guint side, LabSettingId setting);
