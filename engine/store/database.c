/* SPDX-License-Identifier: MIT */
#include "store/database.h"

#include <math.h>
#include <stdarg.h>
#include <sys/stat.h>

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

static LabDatabase *
open_as (const char *path, const char *place, int flags, int wait_ms, GError **error)
{
  g_autoptr (LabDatabase) self = g_new0 (LabDatabase, 1);
  g_autofree char *name = g_filename_display_name (path);

  self->name = lab_error_line (name);
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize);
  if (sqlite3_open_v2 (place, &self->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK
      || sqlite3_busy_timeout (self->db, wait_ms) != SQLITE_OK)
    {
      lab_database_fail (self, error);
      return NULL;
    }
  sqlite3_extended_result_codes (self->db, 1);
  return g_steal_pointer (&self);
}

LabDatabase *
lab_database_open (const char *path, int wait_ms, GError **error)
{
  g_autoptr (LabDatabase) self
      = open_as (path, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, wait_ms, error);

  /* SQLite opens what it cannot write to read it, and says nothing. */
  if (self != NULL && sqlite3_db_readonly (self->db, "main") == 1)
    {
      lab_database_refuse (self->name, SQLITE_READONLY, sqlite3_errstr (SQLITE_READONLY), error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static LabDatabase *
open_by_uri (const char *path, const char *how, int wait_ms, GError **error)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (whole, NULL, NULL);
  g_autofree char *place = g_strconcat (uri, how, NULL);

  return open_as (path, place, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, wait_ms, error);
}

/* Readers of a log share an index of it, in a file that they make where it is missing, and that
 * would then shut out those who may write. Where there is neither index nor log nobody has the
 * database open, and it is read as one that does not change. */
LabDatabase *
lab_database_open_to_read (const char *path, int wait_ms, GError **error)
{
  g_autofree char *index = g_strconcat (path, "-shm", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat info;
  const gboolean is_open = stat (index, &info) == 0 || (stat (log, &info) == 0 && info.st_size > 0);

  return open_by_uri (path, is_open ? "?mode=ro" : "?immutable=1", wait_ms, error);
}

void
lab_database_close (LabDatabase *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->prepared);
  sqlite3_close (self->db);
  g_free (self->name);
  g_free (self);
}

/* What can be done about a result. Those that are not here come of a mistake in the program. */
#define DAMAGED                                \
  LAB_ERROR_DATA, "the history", "is damaged", \
      "give the file another name, and a new history begins"
#define LOCKED LAB_ERROR_OUTPUT, "the history", "is locked by another program", "end it, or wait"
#define DENIED                                                    \
  LAB_ERROR_OUTPUT, "the history", "cannot be opened or written", \
      "see to its permissions, and to those of its folder"
#define FAILED(what_to_do) LAB_ERROR_OUTPUT, "the history", "cannot be read or written", what_to_do

static const struct
{
  int code;
  LabError kind;
  const char *what; /* "the history" ‘NAME’ "is damaged" (SQLite's words): "..." */
  const char *state;
  const char *remedy;
} FAULTS[] = {
  { SQLITE_CORRUPT, DAMAGED },
  { SQLITE_NOTADB, DAMAGED },
  { SQLITE_FORMAT, DAMAGED },
  { SQLITE_ERROR, DAMAGED }, /* other tables and values than the program's */
  { SQLITE_SCHEMA, DAMAGED },
  { SQLITE_CONSTRAINT, DAMAGED },
  { SQLITE_MISMATCH, DAMAGED },
  { SQLITE_BUSY, LOCKED },
  { SQLITE_LOCKED, LOCKED },
  { SQLITE_PROTOCOL, LOCKED },
  { SQLITE_PERM, DENIED },
  { SQLITE_READONLY, DENIED },
  { SQLITE_CANTOPEN, DENIED },
  { SQLITE_AUTH, DENIED },
  { SQLITE_FULL, FAILED ("free some space on its disk") },
  { SQLITE_IOERR, FAILED ("free some space on its disk, and see whether that works") },
  { SQLITE_NOLFS, FAILED ("keep it on a disk that takes files of this size") },
  { SQLITE_TOOBIG, FAILED ("train a smaller network, or keep no history of it") },
  { SQLITE_NOMEM, LAB_ERROR_MEMORY, "no memory for the history", "", "end other programs first" },
  { -1, FAILED ("start Losslab again") },
};

gboolean
lab_database_refuse (const char *name, int code, const char *said, GError **error)
{
  g_autofree char *line = lab_error_line (said);
  guint i = 0;

  while (FAULTS[i].code != (code & 0xff) && FAULTS[i].code != -1)
    i++;
  g_set_error (error, LAB_ERROR, FAULTS[i].kind, "%s ‘%s’ %s%s(%s): %s", FAULTS[i].what, name,
               FAULTS[i].state, *FAULTS[i].state == '\0' ? "" : " ", line, FAULTS[i].remedy);
  return FALSE;
}

gboolean
lab_database_fail (const LabDatabase *self, GError **error)
{
  const int code = self->db == NULL ? SQLITE_NOMEM : sqlite3_extended_errcode (self->db);

  return lab_database_refuse (self->name, code == SQLITE_IOERR_NOMEM ? SQLITE_NOMEM : code,
                              self->db == NULL ? "no memory" : sqlite3_errmsg (self->db), error);
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

sqlite3_stmt *
lab_database_ask (const LabDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  gboolean bound;
  va_list arguments;

  va_start (arguments, types);
  bound = sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) == SQLITE_OK
          && bind (self, statement, types, arguments);
  va_end (arguments);
  if (!bound)
    lab_database_fail (self, error);
  return bound ? g_steal_pointer (&statement) : NULL;
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

const char *
lab_database_text (sqlite3_stmt *row, int column)
{
  const char *text = (const char *) sqlite3_column_text (row, column);

  return text == NULL ? "" : text;
}

double
lab_database_real (sqlite3_stmt *row, int column)
{
  return sqlite3_column_type (row, column) == SQLITE_NULL ? (double) NAN
                                                          : sqlite3_column_double (row, column);
}

/* Reading a statement's text takes as long as inserting a row. */
static sqlite3_stmt *
prepare (const LabDatabase *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->prepared, sql);

  if (statement != NULL)
    return statement;
  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    {
      lab_database_fail (self, error);
      return NULL;
    }
  g_hash_table_insert (self->prepared, (char *) sqlite3_sql (statement), statement);
  return statement;
}

gboolean
lab_database_do (const LabDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = prepare (self, sql, error);
  gboolean failed;
  va_list arguments;

  if (statement == NULL)
    return FALSE;
  va_start (arguments, types);
  failed = !bind (self, statement, types, arguments);
  va_end (arguments);
  if (failed)
    lab_database_fail (self, error);
  while (!failed && lab_database_next (self, statement, &failed, error))
    ;
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement); /* they are borrowed */
  return !failed;
}

gboolean
lab_database_run (const LabDatabase *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK
         || lab_database_fail (self, error);
}

gboolean
lab_database_read_number (const LabDatabase *self, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = lab_database_ask (self, error, sql, "");
  gboolean failed = statement == NULL;

  if (!failed && lab_database_next (self, statement, &failed, error))
    *number = sqlite3_column_int64 (statement, 0);
  return !failed;
}

gint64
lab_database_number (const LabDatabase *self, const char *sql, gint64 otherwise)
{
  lab_database_read_number (self, sql, &otherwise, NULL);
  return otherwise;
}
