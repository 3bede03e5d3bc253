/* SPDX-License-Identifier: MIT */
/* The bar below the plots: what it says, and the moments and the pace that it leads to. */
#include "ui/page/timeline.h"

#include "stage.h"

#include <math.h>

static GtkWidget *
show_timeline (Stage *stage)
{
  GtkWidget *timeline = lab_timeline_new (stage->session);

  stage_show (stage, timeline, 1000, 60);
  return timeline;
}

static void
test_progress (Stage *stage, gconstpointer data)
{
  GtkWidget *timeline = show_timeline (stage);
  guint64 total;

  g_assert_true (stage_says (timeline, "Epoch 0 of 3"));
  g_assert_true (stage_says (timeline, "39 steps, not begun"));
  g_assert_false (gtk_widget_get_sensitive (stage_find (timeline, GTK_TYPE_SCALE, "Moment")));
  lab_session_step (stage->session);
  stage_wait (lab_session_get_state (stage->session) == LAB_SESSION_PAUSED
              && lab_session_get_step (stage->session, &total) == 1);
  stage_wait (stage_says (timeline, "paused at step 1 of 39"));
  lab_session_stop (stage->session);
  stage_wait (stage_says (timeline, "stopped at step 1 of 39"));
  stage_train (stage);
  stage_wait (stage_says (timeline, "finished in "));
  g_assert_true (stage_says (timeline, "Epoch 3 of 3"));
}

/* The range, the first moment and the latest lead to the session's moment, and follow it. */
static void
test_moments (Stage *stage, gconstpointer data)
{
  GtkWidget *timeline = show_timeline (stage);
  GtkRange *range = stage_find (timeline, GTK_TYPE_SCALE, "Moment");
  GtkWidget *latest = stage_button (timeline, "Latest");
  GtkWidget *first = stage_button (timeline, "First moment");

  stage_train (stage);
  stage_wait (fabs (gtk_range_get_value (range) - 3.0) < 1e-9);
  g_assert_false (gtk_widget_get_sensitive (latest));
  gtk_range_set_value (range, 1.03); /* there is an evaluation at 1 */
  g_assert_cmpfloat_with_epsilon (lab_session_get_cursor (stage->session), 1.0, 1e-9);
  stage_wait (fabs (gtk_range_get_value (range) - 1.0) < 1e-9);
  stage_wait (stage_says (timeline, "Epoch 1 of 3"));
  g_assert_true (gtk_widget_get_sensitive (latest));
  stage_click (first);
  g_assert_cmpfloat_with_epsilon (lab_session_get_cursor (stage->session), 0.0, 1e-9);
  stage_wait (fabs (gtk_range_get_value (range) - 0.0) < 1e-9);
  lab_session_move_cursor (stage->session, 1);
  stage_wait (gtk_range_get_value (range) > 0.1);
  stage_click (latest);
  g_assert_true (isnan (lab_session_get_cursor (stage->session)));
  stage_wait (!gtk_widget_get_sensitive (latest));
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), 3.0, 1e-9);
}

/* Another experiment may have more epochs. */
static void
test_epochs (Stage *stage, gconstpointer data)
{
  GtkWidget *timeline = show_timeline (stage);
  GtkRange *range = stage_find (timeline, GTK_TYPE_SCALE, "Moment");

  g_assert_true (lab_document_set (stage->document, 0, LAB_SETTING_EPOCHS, "12", NULL));
  lab_session_reset (stage->session);
  stage_wait (stage_says (timeline, "Epoch 0 of 12"));
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_upper (gtk_range_get_adjustment (range)), 12.0,
                                  1e-9);
  g_assert_true (isnan (lab_session_get_cursor (stage->session)));
}

/* The right end is full speed; everything else is a number of steps. */
static void
test_pace (Stage *stage, gconstpointer data)
{
  GtkWidget *timeline = show_timeline (stage);
  GtkRange *range = stage_find (timeline, GTK_TYPE_SCALE, "Pace");

  g_assert_true (stage_says (timeline, "full speed"));
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), log (10000.0), 1e-9);
  gtk_range_set_value (range, log (100.4));
  g_assert_cmpfloat_with_epsilon (lab_session_get_pace (stage->session), 100.0, 1e-9);
  stage_wait (stage_says (timeline, "100 steps/s"));
  gtk_range_set_value (range, -9.0);
  g_assert_cmpfloat_with_epsilon (lab_session_get_pace (stage->session), 1.0, 1e-9);
  gtk_range_set_value (range, 99.0);
  g_assert_true (lab_session_get_pace (stage->session) <= LAB_FULL_SPEED);
  stage_wait (stage_says (timeline, "full speed"));
  lab_session_set_pace (stage->session, 2500.0);
  stage_wait (stage_says (timeline, "2,500 steps/s"));
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (range), log (2500.0), 1e-6);
}

int
main (int argc, char **argv)
{
  stage_init (&argc, &argv);
#define ADD(name, function) \
  g_test_add ("/timeline/" name, Stage, NULL, stage_set_up, function, stage_tear_down)
  ADD ("progress", test_progress);
  ADD ("moments", test_moments);
  ADD ("epochs", test_epochs);
  ADD ("pace", test_pace);
  return g_test_run ();
}
