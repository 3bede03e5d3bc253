/* SPDX-License-Identifier: MIT */
/*
 * Contents go to .NAME.XXXXXX beside NAME, so that the rename stays on one file system. Until all
 * of them are there and synced, nothing is touched. While the files are renamed, those that they
 * replace keep a second name, so that a rename that fails takes back the ones before it (on a file
 * system without hard links, as far as it can). After a failure the temporary files and the folders
 * made for them are removed.
 */
#include "core/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *temporary; /* NULL once it is in its place */
  char *target;
  char *previous; /* the second name of what the target was, while the files are renamed */
} Pending;

struct _LabReplace
{
  char *folder;
  GPtrArray *pending;
  GPtrArray *made; /* folders, the outermost first */
  gboolean failed;
};

static void
free_pending (gpointer data)
{
  Pending *pending = data;

  if (pending->temporary != NULL)
    g_unlink (pending->temporary);
  if (pending->previous != NULL)
    g_unlink (pending->previous);
  g_free (pending->temporary);
  g_free (pending->target);
  g_free (pending->previous);
  g_free (pending);
}

static gboolean
fail (GError **error, const char *path, int code)
{
  g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT, "cannot write ‘%s’: %s; %s", path,
               g_strerror (code),
               code == ENOSPC || code == EDQUOT || code == EFBIG
                   ? "free some space or choose another folder"
                   : "choose another folder");
  return FALSE;
}

static gboolean
make_folder (LabReplace *self, const char *folder, GError **error)
{
  g_autofree char *parent = NULL;

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;
  parent = g_path_get_dirname (folder);
  if (!g_str_equal (parent, folder) && !make_folder (self, parent, error))
    return FALSE;
  if (g_mkdir (folder, 0777) != 0)
    {
      const int code = errno;

      /* made by somebody else meanwhile, or a file */
      if (g_file_test (folder, G_FILE_TEST_IS_DIR))
        return TRUE;
      return fail (error, folder, code == EEXIST ? ENOTDIR : code);
    }
  g_ptr_array_add (self->made, g_strdup (folder));
  return TRUE;
}

static gboolean
write_all (int file, const char *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (file, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return fsync (file) == 0;
}

LabReplace *
lab_replace_new (const char *folder, GError **error)
{
  g_autoptr (LabReplace) self = g_new0 (LabReplace, 1);
  g_autofree char *trial = g_build_filename (folder, ".losslab-XXXXXX", NULL);
  int file;

  self->folder = g_strdup (folder);
  self->pending = g_ptr_array_new_with_free_func (free_pending);
  self->made = g_ptr_array_new_with_free_func (g_free);
  if (!make_folder (self, folder, error))
    return NULL;
  file = g_mkstemp (trial);
  if (file < 0)
    {
      fail (error, folder, errno);
      return NULL;
    }
  close (file);
  g_unlink (trial);
  return g_steal_pointer (&self);
}

gboolean
lab_replace_add (LabReplace *self, const char *name, gconstpointer data, gsize size, GError **error)
{
  Pending *pending = g_new0 (Pending, 1);
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *hidden = NULL;
  int file, code;

  pending->target = g_build_filename (self->folder, name, NULL);
  folder = g_path_get_dirname (pending->target);
  g_ptr_array_add (self->pending, pending);
  self->failed = TRUE;
  if (!make_folder (self, folder, error))
    return FALSE;
  if (g_file_test (pending->target, G_FILE_TEST_IS_DIR))
    return fail (error, pending->target, EISDIR);

  base = g_path_get_basename (name);
  hidden = g_strconcat (".", base, ".XXXXXX", NULL);
  pending->temporary = g_build_filename (folder, hidden, NULL);
  file = g_mkstemp_full (pending->temporary, O_RDWR | O_CLOEXEC, 0666);
  if (file < 0)
    {
      code = errno;
      g_clear_pointer (&pending->temporary, g_free);
      return fail (error, pending->target, code);
    }
  if (!write_all (file, data, size))
    {
      code = errno;
      close (file);
      return fail (error, pending->target, code);
    }
  if (close (file) != 0)
    return fail (error, pending->target, errno);
  self->failed = FALSE;
  return TRUE;
}

/* Puts one file into its place. */
static gboolean
place (Pending *pending, GError **error)
{
  pending->previous = g_strconcat (pending->temporary, ".previous", NULL);
  if (link (pending->target, pending->previous) != 0)
    g_clear_pointer (&pending->previous, g_free);
  if (g_rename (pending->temporary, pending->target) != 0)
    return fail (error, pending->target, errno);
  g_clear_pointer (&pending->temporary, g_free);
  return TRUE;
}

/* @replaced: whether there was a file that it took the place of */
static void
take_back (Pending *pending, gboolean replaced)
{
  if (pending->previous != NULL && g_rename (pending->previous, pending->target) == 0)
    g_clear_pointer (&pending->previous, g_free);
  else if (!replaced)
    g_unlink (pending->target);
}

/* A rename lasts once its folder is on the disk; not every file system can sync one. */
static void
sync_folder (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  const int file = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (file >= 0)
    {
      fsync (file);
      close (file);
    }
}

gboolean
lab_replace_commit (LabReplace *self, GError **error)
{
  g_autofree gboolean *replaced = g_new0 (gboolean, self->pending->len + 1);

  if (self->failed)
    {
      g_set_error (
          error, LAB_ERROR, LAB_ERROR_OUTPUT,
          "nothing was written to ‘%s’: one of the files could not be; choose another folder",
          self->folder);
      return FALSE;
    }
  for (guint i = 0; i < self->pending->len; i++)
    {
      Pending *pending = self->pending->pdata[i];

      replaced[i] = g_file_test (pending->target, G_FILE_TEST_EXISTS);
      if (!place (pending, error))
        {
          while (i-- > 0)
            take_back (self->pending->pdata[i], replaced[i]);
          self->failed = TRUE;
          return FALSE;
        }
    }
  for (guint i = 0; i < self->pending->len; i++)
    sync_folder (((Pending *) self->pending->pdata[i])->target);
  g_ptr_array_set_size (self->pending, 0);
  g_ptr_array_set_size (self->made, 0);
  return TRUE;
}

void
lab_replace_free (LabReplace *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->pending);
  /* Where something else came into them meanwhile, they stay. */
  for (guint i = self->made->len; i > 0; i--)
    g_rmdir (self->made->pdata[i - 1]);
  g_ptr_array_unref (self->made);
  g_free (self->folder);
  g_free (self);
}

gboolean
lab_replace_file (const char *path, gconstpointer data, gsize size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (LabReplace) self = lab_replace_new (folder, error);

  return self != NULL && lab_replace_add (self, name, data, size, error)
         && lab_replace_commit (self, error);
}
