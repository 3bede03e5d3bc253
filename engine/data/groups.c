/* SPDX-License-Identifier: MIT */
#include "data/groups.h"

#include "data/source.h"

#include <string.h>

#define FILE_NAME "class-groups.txt"
#define MAX_BYTES 100000u

static void
set_even (LabSecondTask *second, guint n_classes)
{
  static const char *const NAMES[] = { "odd", "even", NULL };

  second->n_classes = 2;
  second->title = g_strdup ("Is the digit even?");
  second->class_names = g_strdupv ((char **) NAMES);
  for (guint k = 0; k < n_classes; k++)
    second->class_of[k] = k % 2 == 0;
}

#define REFUSE(path, line, ...) refuse (error, path, line, g_strdup_printf (__VA_ARGS__))

static gboolean
refuse (GError **error, const char *path, guint line, char *what)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, LAB_ERROR, LAB_ERROR_DATA, "‘%s’, line %u: %s", shown, line, what);
  g_free (what);
  return FALSE;
}

/* NAME: CLASS CLASS ... */
static gboolean
read_group (LabDataset *self, const char *path, guint number, const char *line, gboolean *given,
            GPtrArray *names, GError **error)
{
  const char *colon = strrchr (line, ':');
  g_auto (GStrv) classes = g_strsplit_set (colon + 1, " \t,", -1);
  g_autofree char *name = g_strndup (line, (gsize) (colon - line));

  for (guint i = 0; classes[i] != NULL; i++)
    {
      guint64 k;

      if (*classes[i] == '\0')
        continue;
      if (!g_ascii_string_to_unsigned (classes[i], 10, 0, self->n_classes - 1, &k, NULL))
        {
          g_autofree char *word = lab_error_line (classes[i]);

          return REFUSE (path, number, "‘%s’ is no class: there are 0 to %u", word,
                         self->n_classes - 1);
        }
      if (given[k])
        return REFUSE (path, number, "class %u is in two groups: leave it in one", (guint) k);
      given[k] = TRUE;
      self->second.class_of[k] = (guint8) names->len;
    }
  g_ptr_array_add (names, g_strdup (g_strstrip (name)));
  return TRUE;
}

static gboolean
read_groups (LabDataset *self, const char *path, const char *text, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree gboolean *given = g_new0 (gboolean, self->n_classes);
  guint number = 0;

  for (; lines[number] != NULL; number++)
    {
      const char *line = g_strstrip (lines[number]);

      if (*line == '\0' || *line == '#')
        continue;
      if (strchr (line, ':') != NULL)
        {
          if (names->len == LAB_MAX_CLASSES - 1)
            return REFUSE (path, number + 1, "too many groups");
          if (!read_group (self, path, number + 1, line, given, names, error))
            return FALSE;
        }
      else if (self->second.title == NULL && names->len == 0)
        self->second.title = g_strdup (line);
      else
        return REFUSE (path, number + 1, "a group is written as NAME: CLASS CLASS ...");
    }
  for (guint k = 0; k < self->n_classes; k++)
    if (!given[k])
      return REFUSE (path, number, "class %u is in no group: add it to one", k);
  if (names->len < 2)
    return REFUSE (path, number, "there is one group alone: a question has two answers at least");
  if (self->second.title == NULL)
    self->second.title = g_strdup ("Second task");
  self->second.n_classes = names->len;
  g_ptr_array_add (names, NULL);
  self->second.class_names = g_strdupv ((char **) names->pdata);
  return TRUE;
}

gboolean
lab_groups_load (LabDataset *self, GError **error)
{
  const char *folder = lab_source_folder (self->id);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) reason = NULL;
  gsize size;

  if (folder == NULL)
    {
      set_even (&self->second, self->n_classes);
      return TRUE;
    }
  path = g_build_filename (folder, FILE_NAME, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return REFUSE (path, 1, "it is no regular file");
  if (!g_file_get_contents (path, &text, &size, &reason))
    return REFUSE (path, 1, "%s", reason->message);
  if (size > MAX_BYTES || !g_utf8_validate (text, -1, NULL) || strlen (text) != size)
    return REFUSE (path, 1, "this is no text, or far too long");
  return read_groups (self, path, text, error);
}
