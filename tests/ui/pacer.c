/* SPDX-License-Identifier: MIT */
/* When the next frame is due. */
#include "ui/model/pacer.h"

static const LabPacerTime AT = { 5000000, 700000 };

static LabPacerTime
later (gint64 wall_ms, gint64 thread_ms)
{
  return (LabPacerTime){ AT.wall + 1000 * wall_ms, AT.thread + 1000 * thread_ms };
}

/* Cheap frames: 30 a second. */
static void
test_cheap (void)
{
  LabPacer pacer = { 0 };

  lab_pacer_turn (&pacer, AT);
  lab_pacer_painted (&pacer, later (10, 2));
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, FALSE, later (10, 2)), ==, 23);
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, TRUE, later (10, 2)), ==, 23);
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, TRUE, later (90, 2)), ==, 0);
}

/* Dear ones: four fifths of the time, a fifth of it at full speed, once a second at least. */
static void
test_dear (void)
{
  LabPacer pacer = { 0 };

  lab_pacer_turn (&pacer, AT);
  lab_pacer_painted (&pacer, later (100, 80));
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, FALSE, later (100, 80)), ==, 0);
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, FALSE, later (90, 80)), ==, 10);
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, TRUE, later (100, 80)), ==, 300);
  lab_pacer_turn (&pacer, AT);
  lab_pacer_painted (&pacer, later (900, 900));
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, TRUE, later (900, 900)), ==, 1000);
}

/* What the thread did before a turn, or paints after its frame, is not the turn's. */
static void
test_others (void)
{
  LabPacer pacer = { 0 };

  lab_pacer_turn (&pacer, later (3000, 250));
  lab_pacer_painted (&pacer, later (3010, 252));
  lab_pacer_painted (&pacer, later (3030, 262));
  g_assert_cmpuint (lab_pacer_wait_ms (&pacer, TRUE, later (3030, 262)), ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pacer/cheap", test_cheap);
  g_test_add_func ("/pacer/dear", test_dear);
  g_test_add_func ("/pacer/others", test_others);
  return g_test_run ();
}
