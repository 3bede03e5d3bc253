/* SPDX-License-Identifier: MIT */
/* Networks look at the test pictures at most half of the time, one look and one rest at a time, and
 * once at each moment. */
#include "ui/model/look.h"

#include "asked.h"
#include "toy.h"

/* The linker puts this in the place of that: a count of the rests. */
guint __real_g_timeout_add (guint ms, GSourceFunc function, gpointer data);
guint __wrap_g_timeout_add (guint ms, GSourceFunc function, gpointer data);

static gpointer look; /* whose rests are counted */
static guint n_rests;
static guint most_rests;

typedef struct
{
  GSourceFunc function;
  gpointer data;
} Rest;

static gboolean
on_rest (gpointer data)
{
  const Rest *rest = data;

  n_rests--;
  return rest->function (rest->data);
}

guint
__wrap_g_timeout_add (guint ms, GSourceFunc function, gpointer data)
{
  Rest *rest;

  if (data != look || look == NULL)
    return __real_g_timeout_add (ms, function, data);
  rest = g_new (Rest, 1);
  *rest = (Rest){ function, data };
  n_rests++;
  most_rests = MAX (most_rests, n_rests);
  return g_timeout_add_full (G_PRIORITY_DEFAULT, ms, on_rest, rest, g_free);
}

static void
run_for (guint ms)
{
  const gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

typedef struct
{
  char *folder;
  LabSession *session;
  LabLook *look;
} Scene;

static void
set_up (Scene *self, gconstpointer data)
{
  LabDocument *document;

  self->folder = lab_toy_write (1);
  self->session = lab_session_new ();
  document = lab_session_get_document (self->session);
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_DATASET, self->folder, NULL));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_HIDDEN, "12,7", NULL));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_BATCH_SIZE, "16", NULL));
  g_assert_true (lab_document_set (document, 0, LAB_SETTING_EPOCHS, data, NULL));
  lab_session_reset (self->session);
  while (lab_session_get_training_set (self->session) == NULL)
    run_for (1);
  look = self->look = lab_look_new (self->session, TRUE);
  /* as a panel does */
  g_signal_connect (self->look, "looked", G_CALLBACK (lab_look_refresh), NULL);
  g_signal_connect_object (self->session, "advanced", G_CALLBACK (lab_look_refresh), self->look,
                           G_CONNECT_SWAPPED);
  n_rests = most_rests = 0;
  asked = (Asked){ 0 };
}

static void
tear_down (Scene *self, gconstpointer data)
{
  g_clear_object (&self->look);
  look = NULL;
  g_object_add_weak_pointer (G_OBJECT (self->session), (gpointer *) &self->session);
  lab_session_stop (self->session);
  g_object_unref (self->session);
  while (self->session != NULL)
    run_for (1);
  lab_toy_remove (self->folder);
}

static void
train (Scene *self)
{
  lab_session_set_pace (self->session, LAB_FULL_SPEED);
  lab_session_train (self->session);
  while (lab_session_get_state (self->session) != LAB_SESSION_ENDED)
    run_for (1);
}

/* Two networks of 20 ms each, then a rest that is as long. */
static void
test_half (Scene *self, gconstpointer data)
{
  asked.slow_ms = 20;
  lab_session_set_pace (self->session, 200);
  lab_session_train (self->session);
  lab_look_set_watched (self->look, TRUE);
  run_for (1600);
  g_assert_cmpint (lab_session_get_state (self->session), ==, LAB_SESSION_TRAINING);
  g_assert_cmpint (asked.n, >=, 4);
  g_assert_cmpint (asked.n, <=, 2 * 1600 / 80 + 2);
  g_assert_cmpuint (most_rests, ==, 1);

  /* nothing is left of it that could be called */
  run_for (50);
  g_clear_object (&self->look);
  run_for (200);
}

/* What cannot be looked at is not looked at again, and another moment is. */
static void
test_fails (Scene *self, gconstpointer data)
{
  train (self);
  asked.failing = TRUE;
  lab_look_set_watched (self->look, TRUE);
  run_for (300);
  g_assert_cmpint (asked.n, ==, 1);
  g_assert_null (lab_look_get_moment (self->look));
  g_assert_cmpstr (lab_look_get_lack (self->look), ==, "there is no memory");
  asked.failing = FALSE;
  lab_session_set_cursor (self->session, 0.0);
  lab_look_refresh (self->look);
  run_for (300);
  g_assert_cmpint (asked.n, ==, 3);
  g_assert_nonnull (lab_look_get_moment (self->look));
  g_assert_null (lab_look_get_lack (self->look));
}

/* What nobody watches is not kept. */
static void
test_unwatched (Scene *self, gconstpointer data)
{
  train (self);
  lab_look_set_watched (self->look, TRUE);
  run_for (300);
  g_assert_nonnull (lab_look_get_moment (self->look));
  lab_look_set_watched (self->look, FALSE);
  g_assert_null (lab_look_get_moment (self->look));
  lab_look_set_watched (self->look, TRUE);
  run_for (300);
  g_assert_nonnull (lab_look_get_moment (self->look));
  g_assert_cmpint (asked.n, ==, 4);

  /* in mid-look */
  asked.slow_ms = 50;
  lab_session_set_cursor (self->session, 0.0);
  lab_look_refresh (self->look);
  run_for (20);
  lab_look_set_watched (self->look, FALSE);
  run_for (300);
  g_assert_null (lab_look_get_moment (self->look));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/look/half", Scene, "400", set_up, test_half, tear_down);
  g_test_add ("/look/fails", Scene, "2", set_up, test_fails, tear_down);
  g_test_add ("/look/unwatched", Scene, "2", set_up, test_unwatched, tear_down);
  return g_test_run ();
}
