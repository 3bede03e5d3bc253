/* SPDX-License-Identifier: MIT */
#include "temp.h"

#include <glib/gstdio.h>
#include <string.h>

LabTemp *
lab_temp_new (void)
{
  g_autoptr (GError) error = NULL;
  LabTemp *self = g_dir_make_tmp ("losslab-XXXXXX", &error);

  g_assert_no_error (error);
  return self;
}

/* Adds the paths below @folder, each folder before what is in it. */
static void
walk (const char *folder, GPtrArray *paths)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      char *path = g_build_filename (folder, name, NULL);

      g_ptr_array_add (paths, path);
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        walk (path, paths);
    }
}

void
lab_temp_free (LabTemp *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  walk (self, paths);
  for (guint i = paths->len; i > 0; i--)
    g_remove (paths->pdata[i - 1]);
  g_rmdir (self);
  g_free (self);
}

void
lab_temp_write (const LabTemp *self, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (self, name, NULL);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_file_set_contents (path, data != NULL ? data : "", (gssize) size, &error);
  g_assert_no_error (error);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

char *
lab_temp_list (const char *folder)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) list = g_string_new (NULL);

  walk (folder, paths);
  g_ptr_array_sort (paths, compare_paths);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];

      g_string_append_printf (list, "%s%s\n", path + strlen (folder) + 1,
                              g_file_test (path, G_FILE_TEST_IS_DIR) ? "/" : "");
    }
  return g_string_free (g_steal_pointer (&list), FALSE);
}
