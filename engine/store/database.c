/* SPDX-License-Identifier: MIT */
#include "store/database.h"

#include <math.h>
#include <stdarg.h>

LabDatabase *
lab_database_open (const char *path, int wait_ms, GError **error)
{
  g_autoptr (LabDatabase) self = g_new0 (LabDatabase, 1);
  g_autofree char *name = g_filename_display_name (path);

  self->name = lab_error_line (name);
  if (sqlite3_open_v2 (path, &self->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL)
          != SQLITE_OK
      || sqlite3_busy_timeout (self->db, wait_ms) != SQLITE_OK)
    {
      lab_database_fail (self, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->db, 1);
  return g_steal_pointer (&self);
}

void
lab_database_close (LabDatabase *self)
{
  if (self == NULL)
    return;
  sqlite3_close (self->db);
  g_free (self->name);
  g_free (self);
}

gboolean
lab_database_fail (const LabDatabase *self, GError **error)
{
  const int code = self->db == NULL ? SQLITE_NOMEM : sqlite3_errcode (self->db) & 0xff;
  g_autofree char *said
      = lab_error_line (self->db == NULL ? "no memory" : sqlite3_errmsg (self->db));

  switch (code)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (
          error, LAB_ERROR, LAB_ERROR_DATA,
          "the history ‘%s’ is damaged (%s): give the file another name, and a new history "
          "begins",
          self->name, said);
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
                   "the history ‘%s’ is locked by another program: end it, or wait", self->name);
      break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
      g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
                   "cannot write the history ‘%s’ (%s): free some space on its disk", self->name,
                   said);
      break;
    default:
      g_set_error (error, LAB_ERROR, LAB_ERROR_OUTPUT,
                   "cannot open or write the history ‘%s’ (%s): see to its folder's permissions",
                   self->name, said);
    }
  return FALSE;
}

static gboolean
bind (const LabDatabase *self, sqlite3_stmt *statement, const char *types, va_list arguments)
{
  int code = SQLITE_OK;

  for (int i = 0; types[i] != '\0' && code == SQLITE_OK; i++)
    {
      if (types[i] == 'i')
        code = sqlite3_bind_int64 (statement, i + 1, va_arg (arguments, gint64));
      else if (types[i] == 'd')
        code = sqlite3_bind_double (statement, i + 1, va_arg (arguments, double));
      else if (types[i] == 't')
        code = sqlite3_bind_text (statement, i + 1, va_arg (arguments, const char *), -1,
                                  SQLITE_STATIC);
      else
        {
          const void *data = va_arg (arguments, const void *);
          const gsize size = va_arg (arguments, gsize);

          g_assert (types[i] == 'b');
          code = sqlite3_bind_blob64 (statement, i + 1, data, size, SQLITE_STATIC);
        }
    }
  return code == SQLITE_OK;
}

static sqlite3_stmt *
ask (const LabDatabase *self, GError **error, const char *sql, const char *types, va_list arguments)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK
      || !bind (self, statement, types, arguments))
    {
      lab_database_fail (self, error);
      sqlite3_finalize (statement);
      return NULL;
    }
  return statement;
}

sqlite3_stmt *
lab_database_ask (const LabDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  va_list arguments;
  sqlite3_stmt *statement;

  va_start (arguments, types);
  statement = ask (self, error, sql, types, arguments);
  va_end (arguments);
  return statement;
}

gboolean
lab_database_next (const LabDatabase *self, sqlite3_stmt *statement, gboolean *failed,
                   GError **error)
{
  const int code = sqlite3_step (statement);

  *failed = code != SQLITE_ROW && code != SQLITE_DONE;
  if (*failed)
    lab_database_fail (self, error);
  return code == SQLITE_ROW;
}

gboolean
lab_database_do (const LabDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean failed = TRUE;
  va_list arguments;

  va_start (arguments, types);
  statement = ask (self, error, sql, types, arguments);
  va_end (arguments);
  if (statement != NULL)
    while (lab_database_next (self, statement, &failed, error))
      ;
  return !failed;
}

gboolean
lab_database_run (const LabDatabase *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK
         || lab_database_fail (self, error);
}

gint64
lab_database_number (const LabDatabase *self, const char *sql, gint64 otherwise)
{
  g_autoptr (sqlite3_stmt) statement = lab_database_ask (self, NULL, sql, "");

  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW
             ? sqlite3_column_int64 (statement, 0)
             : otherwise;
}
