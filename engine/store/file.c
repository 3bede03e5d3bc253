/* SPDX-License-Identifier: MIT */
/*
 * A `.losslab` file is one JSON object:
 *
 *   "losslab": 1             the version of the format
 *   "title", "description"   texts; the description may be left out
 *   the settings that all runs share, by their names in the settings table, and "seeds"; those that
 *   are left out have the table's initial values
 *   "losses": [{...}, ...]   of each side "loss", its id or what it is called, "text", in the loss
 *                            language, an array of its lines, and the other settings
 *
 * A text that is another one than the catalogue's of that id is a loss of its own; without a text
 * the id alone counts. A line that is changed in an editor is thus all that it takes.
 */
#include "store/file.h"

#include "core/replace.h"
#include "data/source.h"

#include <gio/gio.h>
#include <string.h>

#define VERSION          1
#define MOST_BYTES       (1024 * 1024)
#define MOST_TITLE       200
#define MOST_DESCRIPTION 2000

static gboolean
check_version (const json_t *json, GError **error)
{
  const json_t *version = json_object_get (json, "losslab");

  if (version == NULL)
    return lab_error_refuse (error,
                             "not an experiment of Losslab: the member “losslab” is missing");
  if (!json_is_integer (version) || json_integer_value (version) < 1)
    return lab_error_refuse (error, "losslab: must be the version of the format, %d", VERSION);
  if (json_integer_value (version) > VERSION)
    return lab_error_refuse (error,
                             "made by a newer version of Losslab (format %" JSON_INTEGER_FORMAT
                             "; this one reads %d): update Losslab",
                             json_integer_value (version), VERSION);
  return TRUE;
}

static gboolean
take_text (json_t *json, const char *member, glong most, gboolean lines, char **text,
           GError **error)
{
  const json_t *value = json_object_get (json, member);

  if (value == NULL)
    {
      *text = g_strdup ("");
      return TRUE;
    }
  if (!json_is_string (value))
    return lab_error_refuse (error, "%s: must be a text in quotation marks", member);
  *text = g_strdup (json_string_value (value));
  if (g_utf8_strlen (*text, -1) > most)
    return lab_error_refuse (error, "%s: at most %ld characters", member, most);
  for (const char *at = *text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) && !(lines && *at == '\n'))
      return lab_error_refuse (error, "%s: has a control character in it", member);
  json_object_del (json, member);
  return TRUE;
}

/* The member that a message is about: the one that it quotes, or that it begins with. */
static char *
member_of (const char *message)
{
  const char *open = strstr (message, "‘"), *colon = strstr (message, ": ");
  const char *close = open == NULL ? NULL : strstr (open, "’");

  if (close != NULL && colon != NULL && open > colon && g_str_has_prefix (close, "’ is no setting"))
    return g_strndup (open + strlen ("‘"), (gsize) (close - open) - strlen ("‘"));
  return colon == NULL ? NULL : g_strndup (message, (gsize) (colon - message));
}

/* Puts the line in front, if the member is in the text once: of two sides' there is no telling. */
static void
name_line (GError *error, const char *text, gsize length)
{
  g_autofree char *member = member_of (error->message);
  g_autofree char *quoted = member == NULL ? NULL : g_strdup_printf ("\"%s\"", member);
  const char *at = quoted == NULL ? NULL : g_strstr_len (text, (gssize) length, quoted);
  g_autofree char *words = NULL;
  guint line = 1;

  if (at == NULL
      || g_strstr_len (at + 1, (gssize) (length - (gsize) (at + 1 - text)), quoted) != NULL)
    return;
  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  words = g_steal_pointer (&error->message);
  error->message = g_strdup_printf ("line %u: %s", line, words);
}

LabFile *
lab_file_parse (const char *text, gssize length, GError **error)
{
  const gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (GError) problem = NULL;
  json_error_t where;
  json_t *json = json_loadb (text, size, JSON_REJECT_DUPLICATES, &where);
  g_autoptr (LabFile) self = g_new0 (LabFile, 1);
  gboolean right;

  if (json == NULL)
    {
      g_autofree char *words = lab_error_line (where.text);

      lab_error_refuse (error, "line %d, column %d: %s", where.line, where.column, words);
      return NULL;
    }
  right = check_version (json, &problem)
          && take_text (json, "title", MOST_TITLE, FALSE, &self->title, &problem)
          && take_text (json, "description", MOST_DESCRIPTION, TRUE, &self->description, &problem);
  if (right)
    {
      json_object_del (json, "losslab");
      self->experiment = lab_experiment_from_json (json, &problem);
    }
  json_decref (json);
  if (problem == NULL)
    return g_steal_pointer (&self);
  name_line (problem, text, size);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

/* A folder beside the file goes with it, wherever the program was started. */
static void
complete_dataset (LabFile *self, GFile *file)
{
  const char *dataset = self->experiment->sides[0]->dataset;
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *whole = NULL;

  if (lab_source_folder (dataset) != dataset || g_path_is_absolute (dataset))
    return;
  whole = g_canonicalize_filename (dataset, g_file_peek_path (folder));
  if (g_file_test (whole, G_FILE_TEST_IS_DIR))
    lab_experiment_set (self->experiment, 0, LAB_SETTING_DATASET, whole, NULL);
}

LabFile *
lab_file_load (const char *path, GError **error)
{
  g_autofree char *basename = g_filename_display_basename (path);
  g_autofree char *name = lab_error_line (basename);
  g_autofree char *text = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length;
  LabFile *self;

  /* A pipe or a device would keep the reader waiting. */
  info = g_file_query_info (file, "standard::type,standard::size", G_FILE_QUERY_INFO_NONE, NULL,
                            &reason);
  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                   "‘%s’ is no regular file: choose a .losslab file", name);
      return NULL;
    }
  if (info != NULL && g_file_info_get_size (info) > MOST_BYTES)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA,
                   "‘%s’ is longer than 1 MiB: no experiment is; choose another file", name);
      return NULL;
    }
  if (info == NULL || !g_file_load_contents (file, NULL, &text, &length, NULL, &reason))
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_DATA, "cannot read ‘%s’: %s", name, reason->message);
      return NULL;
    }
  self = lab_file_parse (text, (gssize) length, error);
  if (self == NULL)
    g_prefix_error (error, "‘%s’: ", name);
  else
    complete_dataset (self, file);
  return self;
}

char *
lab_file_print (const LabFile *self)
{
  json_t *json = json_object (), *experiment = lab_experiment_to_json (self->experiment);
  char *text, *with_end;

  json_object_set_new (json, "losslab", json_integer (VERSION));
  json_object_set_new (json, "title", json_string (self->title));
  json_object_set_new (json, "description", json_string (self->description));
  json_object_update (json, experiment);
  json_decref (experiment);
  text = json_dumps (json, JSON_INDENT (2) | JSON_REAL_PRECISION (15));
  json_decref (json);
  with_end = g_strconcat (text, "\n", NULL);
  free (text);
  return with_end;
}

gboolean
lab_file_save (const LabFile *self, const char *path, GError **error)
{
  g_autofree char *text = lab_file_print (self);

  return lab_replace_file (path, text, strlen (text), error);
}

void
lab_file_free (LabFile *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->description);
  g_clear_pointer (&self->experiment, lab_experiment_free);
  g_free (self);
}
