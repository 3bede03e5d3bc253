/* SPDX-License-Identifier: MIT */
#include "core/blas.h"

#include <stdlib.h>

#define N 192

static gpointer
compute (gpointer data)
{
  g_autofree float *a = g_new0 (float, N *N), *b = g_new0 (float, N *N), *c = g_new0 (float, N *N);

  for (;;)
    lab_blas_nt (N, N, N, a, b, 0.0f, c);
  return NULL;
}

/* The program ends while threads compute: they do not fall over what is taken away under them. */
static void
test_end (void)
{
  if (g_test_subprocess ())
    {
      lab_blas_init ();
      for (guint i = 0; i < 4; i++)
        g_thread_unref (g_thread_new ("compute", compute, NULL));
      g_usleep (20000);
      exit (0);
    }
  for (guint i = 0; i < 20; i++)
    {
      g_test_trap_subprocess (NULL, 60 * G_USEC_PER_SEC, 0);
      g_test_trap_assert_passed ();
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blas/end", test_end);
  return g_test_run ();
}
