/* SPDX-License-Identifier: MIT */
/*
 * Contents go to NAME.XXXXXX beside NAME, so that the rename stays on one file system. Until then nothing that
 * was there is touched; after a failure the temporary files and the folders made for them are removed.
 */
#include "core/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *temporary;
  char *target;
} Pending;

struct _LabReplace
{
  char      *folder;
  GPtrArray *pending;
  GPtrArray *made; /* folders, the outermost first */
  gboolean   failed;
};

static void
free_pending (gpointer data)
{
  Pending *pending = data;

  if (pending->temporary != NULL)
    g_unlink (pending->temporary);
  g_free (pending->temporary);
  g_free (pending->target);
  g_free (pending);
}

static gboolean
fail (GError **error, const char *path, int code)
{
  g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT, "cannot write ‘%s’: %s; %s", path, g_strerror (code),
               code == ENOSPC || code == EDQUOT || code == EFBIG ? "free some space or choose another folder"
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
    return fail (error, folder, errno);
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
  Pending         *pending = g_new0 (Pending, 1);
  g_autofree char *folder = NULL;
  int              file, code;

  pending->target = g_build_filename (self->folder, name, NULL);
  folder = g_path_get_dirname (pending->target);
  g_ptr_array_add (self->pending, pending);
  self->failed = TRUE;
  if (!make_folder (self, folder, error))
    return FALSE;

  pending->temporary = g_strconcat (pending->target, ".XXXXXX", NULL);
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

gboolean
lab_replace_commit (LabReplace *self, GError **error)
{
  if (self->failed)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT, "nothing was written to ‘%s’: a file could not be", self->folder);
      return FALSE;
    }
  for (guint i = 0; i < self->pending->len; i++)
    {
      Pending *pending = self->pending->pdata[i];

      if (g_rename (pending->temporary, pending->target) != 0)
        return fail (error, pending->target, errno);
      g_clear_pointer (&pending->temporary, g_free);
    }
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
