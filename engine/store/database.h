/* SPDX-License-Identifier: MIT */
#pragma once

#include <sqlite3.h>

#include "error.h"

G_BEGIN_DECLS

/**
 * LabDatabase:
 * @name: what messages call it
 * @db: SQLite's connection
 *
 * A connection to the history's file. **Threads**: one at a time.
 */
typedef struct
{
  char *name;
  sqlite3 *db;
  /*< private >*/
  GHashTable *prepared;
} LabDatabase;

/**
 * lab_database_open:
 * @wait_ms: how long to wait for another program's lock
 *
 * **Errors**: as lab_database_fail().
 */
LabDatabase *lab_database_open (const char *path, int wait_ms, GError **error);

/**
 * lab_database_open_to_read:
 *
 * For a file, or a folder, that cannot be written. Nothing is.
 *
 * **Errors**: as lab_database_fail().
 */
LabDatabase *lab_database_open_to_read (const char *path, int wait_ms, GError **error);
void lab_database_close (LabDatabase *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabDatabase, lab_database_close)

/** lab_database_fail: what SQLite says of the last call, as lab_database_refuse(). Returns: FALSE.
 */
gboolean lab_database_fail (const LabDatabase *self, GError **error);

/**
 * lab_database_refuse:
 * @name: of the file
 * @code: a result of SQLite's
 * @said: its words
 *
 * What is wrong, where and what to do, in one line: %LAB_ERROR_DATA for a damaged file,
 * %LAB_ERROR_MEMORY, else %LAB_ERROR_OUTPUT.
 *
 * Returns: FALSE
 */
gboolean lab_database_refuse (const char *name, int code, const char *said, GError **error);

/**
 * lab_database_ask:
 * @types: a letter for each `?` of @sql, with its arguments: `i` a gint64, `d` a double (NaN
 * becomes NULL), `t` a text or NULL, `b` a blob as pointer and gsize, of a NULL pointer NULL
 *
 * Texts and blobs are borrowed until the statement is gone.
 *
 * Returns: (transfer full): a statement to step through, or NULL
 */
sqlite3_stmt *lab_database_ask (const LabDatabase *self, GError **error, const char *sql,
                                const char *types, ...);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/** lab_database_next: Returns: whether the statement has another row. At its end @failed is set,
 * with @error, where it did not come to its end. */
gboolean lab_database_next (const LabDatabase *self, sqlite3_stmt *statement, gboolean *failed,
                            GError **error);

/** lab_database_text: Returns: (transfer none): a row's text, empty where there is none. */
const char *lab_database_text (sqlite3_stmt *row, int column);
/** lab_database_real: Returns: a row's number, NaN where there is none. */
double lab_database_real (sqlite3_stmt *row, int column);

/** lab_database_do: the same as lab_database_ask() for a statement without rows, which is prepared
 * once. Returns: whether it was done. */
gboolean lab_database_do (const LabDatabase *self, GError **error, const char *sql,
                          const char *types, ...);

/** lab_database_run: any number of statements without arguments. */
gboolean lab_database_run (const LabDatabase *self, const char *sql, GError **error);

/** lab_database_read_number: @number: receives the whole number that @sql gives, or stays where it
 * gives none. Returns: whether it was asked. */
gboolean lab_database_read_number (const LabDatabase *self, const char *sql, gint64 *number,
                                   GError **error);
/** lab_database_number: the same, of what may be @otherwise where it cannot be asked. */
gint64 lab_database_number (const LabDatabase *self, const char *sql, gint64 otherwise);

G_END_DECLS
