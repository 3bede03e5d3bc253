/* SPDX-License-Identifier: MIT */
/* Gives a fuzz target the inputs of its corpus, a test point each, without a fuzzer: replay NAME.
 */
#include "target.h"

#include <glib.h>

static void
test_input (gconstpointer path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree uint8_t *exact = NULL;
  gsize size;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  /* without the zero byte that GLib adds, so that the sanitizers see the end */
  exact = g_memdup2 (text, size);
  g_assert_cmpint (LLVMFuzzerTestOneInput (exact, size), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  guint n = 0;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  folder = g_test_build_filename (G_TEST_DIST, "corpus", argv[1], NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *point = g_strdup_printf ("/corpus/%s/%s", argv[1], name);

      g_test_add_data_func_full (point, g_build_filename (folder, name, NULL), test_input, g_free);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  return g_test_run ();
}
