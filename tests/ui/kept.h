/* SPDX-License-Identifier: MIT */
#pragma once

#include "temp.h"
#include "ui/model/revisit.h"

/**
 * Kept:
 * @failure: (nullable): what the session said last
 *
 * A session with a history of its own, on small data and at full speed, for tests.
 */
typedef struct
{
  char *folder;
  LabTemp *home;
  char *path;
  LabArchive *archive;
  LabSession *session;
  LabDocument *document;
  LabRevisit *revisit;
  char *failure;
  int n_opened;
} Kept;

/* As the set-up and tear-down of g_test_add(). */
void kept_set_up (Kept *self, gconstpointer data);
void kept_tear_down (Kept *self, gconstpointer data);

/** kept_begin: the program is there, with a small experiment; kept_end: it has gone. */
void kept_begin (Kept *self);
void kept_end (Kept *self);

/** KEPT_WAIT: until @condition, a minute at most. */
#define KEPT_WAIT(condition)                                         \
  G_STMT_START                                                       \
  {                                                                  \
    const guint late_ = g_timeout_add_seconds (60, kept_late, NULL); \
    while (!(condition))                                             \
      g_main_context_iteration (NULL, TRUE);                         \
    g_source_remove (late_);                                         \
  }                                                                  \
  G_STMT_END
gboolean kept_late (gpointer data);

void kept_wait_for (Kept *self, LabSessionState state);
/** kept_train: to the end. */
void kept_train (Kept *self);

/** kept_list: Returns: (transfer full): #LabSummary of all runs, once they are written. */
GPtrArray *kept_list (Kept *self);
guint kept_count (Kept *self);
#define KEPT_AT(summaries, i) ((const LabSummary *) (summaries)->pdata[i])

/** kept_assert_same: the same evaluations, to the bit. */
void kept_assert_same (const LabRun *a, const LabRun *b);
