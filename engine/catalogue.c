/* SPDX-License-Identifier: MIT */
/*
 * The losses: the texts in resources/losses, which are inside the program and compiled when the
 * first one is asked for, and those in the user's folder.
 */
#include "catalogue.h"

#include "core/replace.h"
#include "losses.h"

#include <gio/gio.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define INSIDE    "/org/losslab/losses"
#define ENDING    ".loss"
#define MAX_BYTES 100000u
#define MAX_FILES 500u

/* In the order in which people meet them. */
static const char *const GROUPS[] = {
  "Basics",  "Rare classes", "Wrong labels", "Hard and easy pictures", "Calibration",
  "Margins", "Overlap",      "Penalties",    "Several tasks",          "Costs",
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GPtrArray *builtin; /* of LabLoss, sorted */
static GPtrArray *own;

static guint
group_of (const LabLoss *loss)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (GROUPS) && g_strcmp0 (GROUPS[i], loss->group) != 0)
    i++;
  return i;
}

/* Cross-entropy is what all others are compared with; within a group the shorter text is the
 * simpler loss. */
static int
compare_builtin (gconstpointer a, gconstpointer b)
{
  const LabLoss *x = *(const LabLoss *const *) a, *y = *(const LabLoss *const *) b;
  const guint first = group_of (x), second = group_of (y);
  const gsize long_x = strlen (x->line), long_y = strlen (y->line);

  if (first != second)
    return first < second ? -1 : 1;
  if (long_x != long_y)
    return long_x < long_y ? -1 : 1;
  return strcmp (x->id, y->id);
}

static int
compare_own (gconstpointer a, gconstpointer b)
{
  const LabLoss *x = *(const LabLoss *const *) a, *y = *(const LabLoss *const *) b;

  return g_utf8_collate (x->title, y->title);
}

static char *
id_of (const char *file)
{
  return g_str_has_suffix (file, ENDING) ? g_strndup (file, strlen (file) - strlen (ENDING)) : NULL;
}

static void
load_builtin (void)
{
  GResource *resource = lab_losses_get_resource ();
  g_auto (GStrv) files = g_resource_enumerate_children (resource, INSIDE, 0, NULL);

  builtin = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_loss_unref);
  for (guint i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", INSIDE, files[i]);
      g_autofree char *id = id_of (files[i]);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, 0, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (LabProblems) problems = lab_problems_new (text);
      LabLoss *loss = lab_loss_new (id, text, problems);

      if (loss == NULL)
        {
          g_autofree char *words = lab_problems_describe (problems);

          g_error ("%s: %s", files[i], words);
        }
      g_ptr_array_add (builtin, loss);
    }
  g_ptr_array_sort (builtin, compare_builtin);
}

static LabLoss *
find_in (const GPtrArray *losses, const char *id)
{
  for (guint i = 0; i < losses->len; i++)
    {
      LabLoss *loss = g_ptr_array_index (losses, i);

      if (g_str_equal (loss->id, id))
        return loss;
    }
  return NULL;
}

/* ---- the user's own ---- */

char *
lab_catalogue_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "losslab", "losses", NULL);
}

static char *
refuse_file (GError **error, const char *path, const char *what)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *line = lab_error_line (shown);

  g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "‘%s’ %s", line, what);
  return NULL;
}

/* Not more than can be a loss, and of what it is called: a pipe is as good as a file. */
char *
lab_catalogue_read (const char *path, GError **error)
{
  FILE *file = fopen (path, "rb");
  g_autofree char *bytes = NULL;
  gsize n;
  int wrong = errno;

  if (file != NULL)
    {
      bytes = g_malloc (MAX_BYTES + 2);
      errno = 0;
      n = fread (bytes, 1, MAX_BYTES + 1, file);
      wrong = ferror (file) ? errno : 0;
      fclose (file);
      bytes[n] = '\0';
    }
  if (file == NULL || wrong != 0)
    {
      g_autofree char *shown = g_filename_display_name (path);
      g_autofree char *line = lab_error_line (shown);

      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "cannot read ‘%s’: %s", line,
                   g_strerror (wrong));
      return NULL;
    }
  if (n > MAX_BYTES)
    return refuse_file (error, path, "is longer than 100 KB: no loss is; choose another file");
  if (strlen (bytes) < n || !g_utf8_validate (bytes, -1, NULL))
    return refuse_file (error, path, "is no text in UTF-8: choose a file in the loss language");
  return lab_loss_tidy (bytes);
}

static LabLoss *
load_own (const char *folder, const char *file, char **wrong)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *id = id_of (file);
  g_autofree char *shown = g_filename_display_name (file);
  g_autofree char *text = NULL;
  g_autoptr (LabProblems) problems = NULL;
  g_autoptr (GError) error = NULL;
  LabLoss *loss;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)
      || (text = lab_catalogue_read (path, &error)) == NULL)
    {
      *wrong = error == NULL ? g_strdup_printf ("%s: no regular file", shown)
                             : g_strdup (error->message);
      return NULL;
    }
  if (find_in (builtin, id) != NULL)
    {
      *wrong
          = g_strdup_printf ("%s: the program has a loss of this name: choose another one", shown);
      return NULL;
    }
  problems = lab_problems_new (text);
  loss = lab_loss_new (id, text, problems);
  for (guint i = 0; loss == NULL && i < problems->list->len && *wrong == NULL; i++)
    if (!lab_problems_get (problems, i)->warning)
      *wrong = g_strdup_printf ("%s, line %u: %s", shown, lab_problems_get (problems, i)->line,
                                lab_problems_get (problems, i)->message);
  return loss;
}

static GStrv
reload (void)
{
  g_autofree char *folder = lab_catalogue_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *all_wrong = g_ptr_array_new ();
  const char *file;

  if (builtin == NULL)
    load_builtin ();
  g_clear_pointer (&own, g_ptr_array_unref);
  own = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_loss_unref);
  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL && own->len < MAX_FILES)
    {
      char *wrong = NULL;
      LabLoss *loss;

      if (!g_str_has_suffix (file, ENDING) || file[0] == '.')
        continue;
      loss = load_own (folder, file, &wrong);
      if (loss != NULL)
        g_ptr_array_add (own, loss);
      else if (wrong != NULL)
        g_ptr_array_add (all_wrong, wrong);
    }
  g_ptr_array_sort (own, compare_own);
  g_ptr_array_add (all_wrong, NULL);
  return (GStrv) g_ptr_array_free (all_wrong, FALSE);
}

static void
ensure_loaded (void)
{
  if (own == NULL)
    g_strfreev (reload ());
}

GStrv
lab_catalogue_reload (void)
{
  GStrv wrong;

  pthread_mutex_lock (&lock);
  wrong = reload ();
  pthread_mutex_unlock (&lock);
  return wrong;
}

/* ---- by name ---- */

static void
refuse (const char *id, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *line = lab_error_line (id);
  const char *near;

  for (guint i = 0; i < builtin->len + own->len; i++)
    {
      const LabLoss *loss = i < builtin->len ? g_ptr_array_index (builtin, i)
                                             : g_ptr_array_index (own, i - builtin->len);

      g_ptr_array_add (names, loss->id);
    }
  near = lab_problems_nearest (id, (const char *const *) names->pdata, names->len);
  if (near != NULL)
    g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST, "loss: ‘%s’ is unknown: did you mean ‘%s’?",
                 line, near);
  else
    g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                 "loss: ‘%s’ is unknown: losslab losses lists them all", line);
}

LabLoss *
lab_catalogue_find (const char *id, GError **error)
{
  LabLoss *loss;

  pthread_mutex_lock (&lock);
  ensure_loaded ();
  loss = find_in (builtin, id);
  if (loss == NULL)
    loss = find_in (own, id);
  if (loss == NULL)
    refuse (id, error);
  else
    lab_loss_ref (loss);
  pthread_mutex_unlock (&lock);
  return loss;
}

gboolean
lab_catalogue_is_builtin (const char *id)
{
  gboolean is;

  pthread_mutex_lock (&lock);
  ensure_loaded ();
  is = find_in (builtin, id) != NULL;
  pthread_mutex_unlock (&lock);
  return is;
}

GPtrArray *
lab_catalogue_list (void)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) lab_loss_unref);

  pthread_mutex_lock (&lock);
  ensure_loaded ();
  for (guint i = 0; i < builtin->len; i++)
    g_ptr_array_add (all, lab_loss_ref (g_ptr_array_index (builtin, i)));
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add (all, lab_loss_ref (g_ptr_array_index (own, i)));
  pthread_mutex_unlock (&lock);
  return all;
}

/* ---- saving ---- */

char *
lab_catalogue_name (const char *title)
{
  GString *name = g_string_new (NULL);

  for (const char *at = title; *at != '\0' && name->len < 60; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (name, g_ascii_tolower (*at));
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  while (name->len > 0 && name->str[name->len - 1] == '-')
    g_string_truncate (name, name->len - 1);
  return g_string_free (name, FALSE);
}

gboolean
lab_catalogue_has_file (const char *name)
{
  g_autofree char *folder = lab_catalogue_folder ();
  g_autofree char *file = g_strconcat (name, ENDING, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_name (const char *name)
{
  const gsize n = strlen (name);

  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '-' && *at != '_')
      return FALSE;
  return n > 0 && n <= 100;
}

gboolean
lab_catalogue_save (const char *name, const char *text, GError **error)
{
  g_autofree char *folder = lab_catalogue_folder ();
  g_autofree char *file = g_strconcat (name, ENDING, NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *line = lab_error_line (name);

  if (!is_name (name))
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "‘%s’ is no name for a loss: use letters, digits, - and _", line);
      return FALSE;
    }
  if (lab_catalogue_is_builtin (name))
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_REQUEST,
                   "the program has a loss ‘%s’: choose another name", line);
      return FALSE;
    }
  if (g_mkdir_with_parents (folder, 0755) != 0
      || !lab_replace_file (path, text, (gssize) strlen (text), error))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT, "cannot make the folder ‘%s’: %s", folder,
                     g_strerror (errno));
      return FALSE;
    }
  g_strfreev (lab_catalogue_reload ());
  return TRUE;
}
