/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* locks of an open file */
#include "store/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct _LabOwner
{
  int file;             /* -1 where there is none: nobody can have a lock */
  pthread_mutex_t lock; /* whoever comes first takes the number */
  _Atomic gint64 id;
};

/* These locks belong to the open file: two histories in one program are told apart, and a file that
 * is closed elsewhere in it takes nothing along. */
static struct flock
byte_of (gint64 id)
{
  return (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };
}

LabOwner *
lab_owner_new (const char *path, gboolean to_read, GError **error)
{
  g_autofree char *name = g_strconcat (path, "-owners", NULL);
  const int file = open (name, (to_read ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0644);
  LabOwner *self;

  if (file < 0 && !(to_read && errno == ENOENT))
    {
      g_autofree char *shown = g_filename_display_name (name);
      g_autofree char *line = lab_error_line (shown);

      g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
                   "cannot write ‘%s’: %s; see to its folder's permissions", line,
                   g_strerror (errno));
      return NULL;
    }
  self = g_new0 (LabOwner, 1);
  self->file = file;
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

void
lab_owner_free (LabOwner *self)
{
  if (self == NULL)
    return;
  if (self->file >= 0)
    close (self->file);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* Numbers are not used twice, so that nobody is taken for one who has ended. */
static gint64
take_number (const LabOwner *self, const LabDatabase *database, GError **error)
{
  struct flock lock;
  gint64 id;

  if (!lab_database_do (database, error, "INSERT INTO owner (opened) VALUES (?)", "i",
                        g_get_real_time () / G_USEC_PER_SEC))
    return 0;
  id = sqlite3_last_insert_rowid (database->db);
  lock = byte_of (id);
  if (fcntl (self->file, F_OFD_SETLK, &lock) != 0)
    {
      g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
                   "cannot lock a file beside ‘%s’: %s; keep the history on another disk",
                   database->name, g_strerror (errno));
      lab_database_do (database, NULL, "DELETE FROM owner WHERE id = ?", "i", id);
      return 0;
    }
  return id;
}

gint64
lab_owner_claim (LabOwner *self, const LabDatabase *database, GError **error)
{
  pthread_mutex_lock (&self->lock);
  if (self->id == 0)
    self->id = take_number (self, database, error);
  pthread_mutex_unlock (&self->lock);
  return self->id;
}

static gboolean
is_alive (const LabOwner *self, gint64 id)
{
  struct flock lock = byte_of (id);

  return id == self->id
         || (self->file >= 0
             && (fcntl (self->file, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK));
}

gboolean
lab_owner_sweep (const LabOwner *self, const LabDatabase *database, GError **error)
{
  g_autoptr (sqlite3_stmt) statement
      = lab_database_ask (database, error,
                          "SELECT DISTINCT owner FROM run WHERE state = 'training'", "");
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean failed = statement == NULL;

  while (!failed && lab_database_next (database, statement, &failed, error))
    {
      const gint64 id = sqlite3_column_int64 (statement, 0);

      if (!is_alive (self, id))
        g_array_append_val (gone, id);
    }
  for (guint i = 0; i < gone->len && !failed; i++)
    failed = !lab_database_do (database, error,
                               "UPDATE run SET state = 'interrupted', owner = NULL"
                               " WHERE state = 'training' AND owner IS ?",
                               "i", g_array_index (gone, gint64, i));
  return !failed;
}
